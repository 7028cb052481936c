"""Damped modes as matrix products: exact, differentiable, without a temporary of N × T numbers.

    y[t] = Σ_n a_n e^{−d_n t} cos(ω_n t) = Re Σ_n a_n z_n^t,      z_n = e^{−d_n + iω_n}

Split time as t = kL + l with L = 256. Then z^t = z^{kL} · z^l, and the sum over n is a real matrix product:

    y[k, l] = Σ_n  Re(a_n z_n^{kL}) · Re(z_n^l)  −  Im(a_n z_n^{kL}) · Im(z_n^l)

so [T/L × 2N] · [2N × L] replaces the N × T outer product: T/L + L exponentials a mode instead of T. The
phases ω_n kL reach 10⁵ rad and are wrapped in float64 before float32 sees them.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

CHUNK = 256


def _powers(frequency: Tensor, damping: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    """Real and imaginary part of e^{(−d + iω)t}: [B, N], [S] -> two of [B, N, S], typed as `damping`."""
    # ω·t in float64, wrapped; the subtraction of whole turns is a constant to autograd, as it should be.
    phase = frequency.double()[..., None] * t
    wrapped = (phase - (2 * math.pi) * torch.round(phase.detach() / (2 * math.pi))).to(damping.dtype)
    decay = torch.exp(-damping[..., None] * t.to(damping.dtype))
    return decay * torch.cos(wrapped), decay * torch.sin(wrapped)


def modes(frequency: Tensor, damping: Tensor, amplitude: Tensor, length: int) -> Tensor:
    """Sum of damped cosines.

    Shape: frequency [B, N] rad/sample, damping [B, N] per sample, amplitude [B, N] -> [B, length], in the
    dtype of `amplitude`. Differentiable in all three.
    """
    local = torch.arange(min(CHUNK, length), dtype=torch.float64, device=frequency.device)
    chunks = torch.arange(0, length, CHUNK, dtype=torch.float64, device=frequency.device)
    damping = damping.to(amplitude.dtype)
    coarse_re, coarse_im = _powers(frequency, damping, chunks)
    fine_re, fine_im = _powers(frequency, damping, local)
    weight = amplitude[..., None]
    left = torch.cat([weight * coarse_re, -weight * coarse_im], dim=1)
    right = torch.cat([fine_re, fine_im], dim=1)
    return torch.bmm(left.transpose(1, 2), right).flatten(1)[:, :length]
