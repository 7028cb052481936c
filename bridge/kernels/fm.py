"""The FM recurrence as a differentiable torch operation, with a hand-derived adjoint.

Forward, for one voice (u[−1] = 0; φ is the argument of the sine):

    φ_v[t] = ω_v W[t] + Σ_j A_vj u_j[t−1]      u_v[t] = f_v[t] sin φ_v[t]      y[t] = Σ_v a_v u_v[t−1]

Adjoint. Let g[t] = ∂L/∂y[t], λ_v[t] = ∂L/∂u_v[t] and δ_v[t] = ∂L/∂φ_v[t]. u_v[t] is used by y[t+1] and by
every φ_k[t+1]; φ_v[t] only by u_v[t]. Hence, from the last sample to the first, with g and δ zero past the
end:

    λ_v[t] = a_v g[t+1] + Σ_k A_kv δ_k[t+1]            δ_v[t] = λ_v[t] f_v[t] cos φ_v[t]

and each input collects the adjoints of what it touches:

    ∂L/∂ω_v  = Σ_t W[t] δ_v[t]        ∂L/∂W[t]   = Σ_v ω_v δ_v[t]         ∂L/∂f_v[t] = λ_v[t] sin φ_v[t]
    ∂L/∂A_vj = Σ_t δ_v[t] u_j[t−1]    ∂L/∂a_v    = Σ_t g[t] u_v[t−1]

Taming. Strong feedback (‖A‖₂ above about 2.5) is chaotic: δ grows without bound as it runs backwards, and overflows.
That is the derivative, not a fault of the kernel, and without `tame` it is returned as it is. But it is of no use to an
optimiser: it tells what a change at the onset does to every later sample's sign, not to the sound's spectrum. With
`tame` = r the recursion for λ runs on A·min(1, r/‖A‖₂) instead of A; everything else stays exact. Each sample then
answers for its near past only. Rows with ‖A‖₂ ≤ r get the true gradient.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from bridge.kernels import devices, fm_numba, fm_plain, fm_single

FEW = 4
"""voices a thread up to which one after the other is faster than sixteen at once"""


def _kernel(envelope: Tensor) -> ModuleType:
    """The version for these voices: `forward -> y, kept` and `backward(…, kept, g, want_time, threads, carry)`."""
    if devices.resident(envelope):
        return devices.triton_kernel()
    if envelope.dtype != torch.float32:
        return fm_plain
    batch, operators, _ = envelope.shape
    few = batch <= FEW * torch.get_num_threads() and operators <= fm_single.WIDEST
    return fm_single if few else fm_numba


def _reachable(x: Tensor) -> Tensor | NDArray[np.floating[Any]]:
    """As the kernel takes it: contiguous, and numpy's unless it lies on a GPU."""
    dense = x.detach().contiguous()
    return dense if devices.resident(dense) else dense.numpy()


def _arrays(inputs: tuple[Tensor, ...]) -> tuple[Tensor | NDArray[np.floating[Any]], ...]:
    """omega and time in float64, the others in the envelope's dtype."""
    dtypes = (torch.float64, torch.float64, *[inputs[2].dtype] * 3)
    return tuple(_reachable(x.to(d)) for x, d in zip(inputs, dtypes, strict=True))


class _FM(Function):
    @staticmethod
    def forward(ctx: Any, tame: float | None, *inputs: Tensor) -> Tensor:
        ctx.save_for_backward(*inputs)
        ctx.tame = tame
        ctx.kernel = _kernel(inputs[2])
        y, ctx.kept = ctx.kernel.forward(*_arrays(inputs), torch.get_num_threads())
        return torch.as_tensor(y)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
        inputs, wanted = ctx.saved_tensors, ctx.needs_input_grad[1:]
        carry = None if ctx.tame is None else _reachable(_tamed(inputs[3].detach(), ctx.tame))
        threads = torch.get_num_threads()
        grads = ctx.kernel.backward(*_arrays(inputs), ctx.kept, _reachable(g), wanted[1], threads, carry)
        each = zip(grads, inputs, wanted, strict=True)
        return None, *(torch.as_tensor(d).to(x.dtype) if want else None for d, x, want in each)


def _tamed(matrix: Tensor, limit: float) -> Tensor:
    """Each matrix [V, V] scaled down to a spectral norm of at most `limit`."""
    norm = torch.linalg.matrix_norm(matrix.double(), ord=2)[:, None, None]
    return (matrix * (limit / norm.clamp_min(1e-12)).clamp_max(1.0)).to(matrix.dtype).contiguous()


def fm(
    omega: Tensor, time: Tensor, envelope: Tensor, matrix: Tensor, output: Tensor, tame: float | None = None
) -> Tensor:
    """Frequency modulation with a full matrix and one-sample feedback.

    Shape: omega [B, V] rad/sample, time [B, T] samples (both float64 inside), envelope [B, V, T],
    matrix [B, V, V] rad, output [B, V] -> y [B, T] in the dtype of `envelope`, float32 or float64.
    tame: largest spectral norm of the adjoint recursion's matrix; None: the exact gradient, however large.
    On a CPU float32 runs with a voice or, for a few voices, an operator in each SIMD lane, float64 in the plain kernel;
    on a GPU both in Triton. Raises DeviceError on a GPU without it.
    """
    return _FM.apply(tame, omega, time, envelope, matrix, output)
