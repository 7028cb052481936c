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

Strong feedback (‖A‖₂ above about 2.5) is chaotic: gradients grow without bound over time and can overflow.
That is the derivative, not a fault of the kernel, so it is returned as it is; whoever optimises must look
for non-finite values.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from bridge.kernels import fm_plain


class _FM(Function):
    @staticmethod
    def forward(
        ctx: Any, omega: Tensor, time: Tensor, envelope: Tensor, matrix: Tensor, output: Tensor
    ) -> Tensor:
        inputs = [
            x.detach().contiguous().numpy() for x in (omega.double(), time.double(), envelope, matrix, output)
        ]
        y, sine, cosine = fm_plain.forward(*inputs, torch.get_num_threads())
        ctx.kept = inputs, sine, cosine
        ctx.dtypes = [x.dtype for x in (omega, time, envelope, matrix, output)]
        return torch.from_numpy(y)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor, ...]:
        inputs, sine, cosine = ctx.kept
        arrays = (*inputs, sine, cosine, g.contiguous().numpy())
        grads = fm_plain.backward(*arrays, torch.get_num_threads())
        return tuple(torch.from_numpy(d).to(dtype) for d, dtype in zip(grads, ctx.dtypes, strict=True))


def fm(omega: Tensor, time: Tensor, envelope: Tensor, matrix: Tensor, output: Tensor) -> Tensor:
    """Frequency modulation with a full matrix and one-sample feedback.

    Shape: omega [B, V] rad/sample, time [B, T] samples (both kept in float64 inside), envelope [B, V, T],
    matrix [B, V, V] rad, output [B, V] -> y [B, T] in the dtype of `envelope` (float32 or float64).
    """
    return _FM.apply(omega, time, envelope, matrix.to(envelope.dtype), output.to(envelope.dtype))
