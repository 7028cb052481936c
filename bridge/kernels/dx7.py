"""The DX7 recurrence (`dx7_reference`) as a differentiable torch operation, with a hand-derived adjoint.

Forward, for one voice (φ is the argument of the sine, x = Σ_j s_j u_j what the loop hears, x[−1] = x[−2] = 0):

    F[t] = ½(x[t−1] + x[t−2])      φ_v[t] = ω_v t + Σ_{j>v} A_vj u_j[t] + b_v F[t]      u_v[t] = f_v[t] sin φ_v[t]
    y[t] = Σ_v a_v u_v[t]

Adjoint. Let g[t] = ∂L/∂y[t], λ_v[t] = ∂L/∂u_v[t], δ_v[t] = ∂L/∂φ_v[t] and Φ[t] = ∂L/∂F[t] = Σ_v b_v δ_v[t]. u_v[t]
is used by y[t], by the φ_k[t] below it, and through x[t] by F[t+1] and F[t+2]. Hence, from the last sample to the first
and from operator 1 to the last, with Φ zero past the end:

    λ_v[t] = a_v g[t] + Σ_{k<v} A_kv δ_k[t] + s_v ½(Φ[t+1] + Φ[t+2])           δ_v[t] = λ_v[t] f_v[t] cos φ_v[t]
    ∂L/∂ω_v = Σ_t t δ_v[t]        ∂L/∂b_v = Σ_t δ_v[t] F[t]        ∂L/∂f_v[t] = λ_v[t] sin φ_v[t]

and the gains G between which f moves on straight lines collect ∂L/∂f by their share. A, s and a are the algorithm,
which is discrete: they have no gradient.

Taming. Feedback is the only way an adjoint travels through time. Strong feedback is chaos, in which δ grows without
bound: the derivative, but of no use to an optimiser (`bridge.kernels.fm`). `carry` [B], 1 or less, multiplies what goes
back through the loop; everything else stays exact.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from bridge.kernels import dx7_numba, dx7_plain
from bridge.kernels.dx7_reference import BLOCK


def _kernel(dtype: torch.dtype) -> ModuleType:
    return dx7_numba if dtype == torch.float32 else dx7_plain


def _arrays(inputs: tuple[Tensor, ...]) -> list[Any]:
    """omega in float64, the others in the gains' dtype; contiguous. There is no kernel for a GPU: sounds of a prior
    that is on one are made on the CPU."""
    dtypes = (torch.float64, *[inputs[1].dtype] * (len(inputs) - 1))
    return [x.detach().to("cpu", d).contiguous().numpy() for x, d in zip(inputs, dtypes, strict=True)]


class _DX7(Function):
    @staticmethod
    def forward(ctx: Any, samples: int, carry: Tensor, *inputs: Tensor) -> Tensor:
        ctx.save_for_backward(carry, *inputs)
        ctx.kernel = _kernel(inputs[1].dtype)
        y, ctx.kept = ctx.kernel.forward(*_arrays(inputs), samples, torch.get_num_threads())
        return torch.from_numpy(y).to(inputs[1].device)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
        carry, *inputs = ctx.saved_tensors
        omega, gains, feedback = inputs[0], inputs[1], inputs[3]
        tame = carry.detach().to("cpu", gains.dtype).contiguous().numpy()
        gradient = np.ascontiguousarray(g.detach().cpu().numpy())
        arrays = _arrays(tuple(inputs))
        d = ctx.kernel.backward(*arrays, tame, ctx.kept, gradient, torch.get_num_threads())
        each = [torch.from_numpy(x).to(y) for x, y in zip(d, (omega, gains, feedback), strict=True)]
        return None, None, each[0], each[1], None, each[2], None, None


def dx7(
    omega: Tensor, gains: Tensor, matrix: Tensor, feedback: Tensor, source: Tensor, output: Tensor, samples: int,
    carry: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """Six (or V) operators in a DX7's order of computation.

    Shape: omega [B, V] rad/sample (float64 inside), gains [B, V, K] every 64 samples with 64·(K − 1) ≥ samples,
    matrix [B, V, V] rad, only j > v counts, feedback, source, output [B, V] -> y [B, samples] in the dtype of `gains`.
    Gradients for omega, gains and feedback. carry [B]: share of the adjoint that goes back through the loop (1).
    """
    if BLOCK * (gains.shape[2] - 1) < samples:
        raise ValueError(f"{gains.shape[2]} gains are too few for {samples} samples")
    whole = torch.ones(len(omega)) if carry is None else carry
    return _DX7.apply(samples, whole, omega, gains, matrix, feedback, source, output)
