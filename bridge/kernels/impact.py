"""Damped modes as matrix products: exact, differentiable, without a temporary of N × T numbers.

    y[t] = Σ_n a_n e^{−d_n t} cos(ω_n t) = Re Σ_n a_n z_n^t,      z_n = e^{−d_n + iω_n}

Split time as t = kL + l with L = 256. Then z^t = z^{kL} · z^l, and the sum over n is a real matrix product:

    y[k, l] = Σ_n  Re(a_n z_n^{kL}) · Re(z_n^l)  −  Im(a_n z_n^{kL}) · Im(z_n^l)

so [T/L × 2N] · [2N × L] replaces the N × T outer product: T/L + L exponentials a mode instead of T. The
phases ω_n kL reach 10⁵ rad and are wrapped in float64 before float32 sees them.

Adjoint. With g = ∂L/∂y and the moments P_n = Σ_t g[t] z_n^t and P'_n = Σ_t t g[t] z_n^t,

    ∂L/∂a_n = Re P_n        ∂L/∂d_n = −a_n Re P'_n        ∂L/∂ω_n = −a_n Im P'_n

and the same split makes the moments matrix products too. Powers are computed again rather than kept, and a
large batch goes in groups of rows: pages of fresh memory would cost more than the arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

CHUNK = 256
GROUP = 4096
"""modes a group of rows may have"""
SILENCE = 1e-25
"""a mode that has decayed below this is over: denormal numbers would make the products three times slower"""


def _powers(frequency: Tensor, damping: Tensor, t: Tensor) -> Tensor:
    """e^{(−d + iω)t} for [B, N] and [S]: real parts, then imaginary ones, [B, S, 2N], typed as `damping`."""
    phase = frequency.double()[:, None] * t[:, None]
    phase -= (2 * math.pi) * torch.round(phase / (2 * math.pi))
    decay = torch.exp(-damping[:, None] * t[:, None].to(damping.dtype))
    decay.masked_fill_(decay < SILENCE, 0.0)
    wrapped = phase.to(damping.dtype)
    return torch.cat([decay * torch.cos(wrapped), decay * torch.sin(wrapped)], dim=2)


def _times(length: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """kL and l, float64."""
    chunks = torch.arange(0, length, CHUNK, dtype=torch.float64, device=device)
    return chunks, torch.arange(min(CHUNK, length), dtype=torch.float64, device=device)


def _groups(batch: int, count: int) -> Iterator[slice]:
    rows = max(1, GROUP // count)
    return (slice(first, first + rows) for first in range(0, batch, rows))


class _Modes(Function):
    @staticmethod
    def forward(ctx: Any, frequency: Tensor, damping: Tensor, amplitude: Tensor, length: int) -> Tensor:
        ctx.save_for_backward(frequency, damping, amplitude)
        batch, count = amplitude.shape
        chunks, local = _times(length, amplitude.device)
        y = amplitude.new_empty(batch, len(chunks), len(local))
        for rows in _groups(batch, count):
            coarse = _powers(frequency[rows], damping[rows], chunks)
            coarse[:, :, :count] *= amplitude[rows, None]
            coarse[:, :, count:] *= -amplitude[rows, None]
            fine = _powers(frequency[rows], damping[rows], local)
            torch.bmm(coarse, fine.transpose(1, 2), out=y[rows])
        return y.flatten(1)[:, :length]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
        frequency, damping, amplitude = ctx.saved_tensors
        batch, count = amplitude.shape
        chunks, local = _times(g.shape[1], g.device)
        g = torch.nn.functional.pad(g, (0, len(chunks) * len(local) - g.shape[1])).view(batch, -1, len(local))
        moments = []
        for rows in _groups(batch, count):
            fine = _powers(frequency[rows], damping[rows], local)
            weighted = fine * local[:, None].to(fine.dtype)
            coarse = _powers(frequency[rows], damping[rows], chunks)
            inner = torch.bmm(g[rows], torch.cat([fine, weighted], dim=2))
            moments.append(_moments(coarse, inner, chunks.to(g.dtype)))
        total, re, im = (torch.cat(m) for m in zip(*moments, strict=True))
        return (-amplitude * im).to(frequency.dtype), (-amplitude * re).to(damping.dtype), total, None


def _moments(coarse: Tensor, inner: Tensor, chunks: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Re P, Re P', Im P' [B, N] from z^{kL} [B, K, 2N] and the chunks' own Σ_l g z^l, Σ_l l g z^l [B, K, 4N]."""
    re, im = coarse.chunk(2, dim=2)
    p_re, p_im, q_re, q_im = inner.chunk(4, dim=2)
    q_re, q_im = q_re + chunks[:, None] * p_re, q_im + chunks[:, None] * p_im
    total = torch.einsum("bkn,bkn->bn", re, p_re) - torch.einsum("bkn,bkn->bn", im, p_im)
    d_re = torch.einsum("bkn,bkn->bn", re, q_re) - torch.einsum("bkn,bkn->bn", im, q_im)
    d_im = torch.einsum("bkn,bkn->bn", re, q_im) + torch.einsum("bkn,bkn->bn", im, q_re)
    return total, d_re, d_im


def modes(frequency: Tensor, damping: Tensor, amplitude: Tensor, length: int) -> Tensor:
    """Sum of damped cosines.

    Shape: frequency [B, N] rad/sample, damping [B, N] per sample, amplitude [B, N] -> [B, length], in the
    dtype of `amplitude`. Differentiable in all three.
    """
    return _Modes.apply(frequency, damping.to(amplitude.dtype), amplitude, length)
