"""Time warped by the pitch sweep, differentiable: W(t) = t + s·τ·(1 − E), E = e^{−t/τ}. Without temporaries.

Its derivative 1 + s·E is the frequency relative to rest. With g = ∂L/∂W:

    ∂L/∂s = Σ_t g τ (1 − E)          ∂L/∂τ = Σ_t g s (1 − E − E·t/τ)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numba import njit
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from bridge.kernels import devices
from bridge.kernels.threads import share

BLOCK = 256


@njit(cache=True, nogil=True)
def _warp(first, last, sweep, tau, out):
    table = np.empty(BLOCK)
    for b in range(first, last):
        for i in range(BLOCK):
            table[i] = math.exp(-i / tau[b])
        for start in range(0, out.shape[1], BLOCK):
            head = math.exp(-start / tau[b])
            for i in range(min(BLOCK, out.shape[1] - start)):
                out[b, start + i] = (start + i) + sweep[b] * tau[b] * (1 - head * table[i])


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})
def _adjoint(first, last, tau, g, sums):
    """sums[b] = Σ g, Σ g E and Σ g E t."""
    table = np.empty(BLOCK)
    for b in range(first, last):
        for i in range(BLOCK):
            table[i] = math.exp(-i / tau[b])
        for start in range(0, g.shape[1], BLOCK):
            head = math.exp(-start / tau[b])
            total = faded = moment = 0.0
            for i in range(min(BLOCK, g.shape[1] - start)):
                weight = g[b, start + i] * table[i]
                total += g[b, start + i]
                faded += weight
                moment += weight * i
            sums[b, 0] += total
            sums[b, 1] += head * faded
            sums[b, 2] += head * (start * faded + moment)


class _Warp(Function):
    @staticmethod
    def forward(ctx: Any, sweep: Tensor, tau: Tensor, samples: int) -> Tensor:
        ctx.save_for_backward(sweep, tau)
        out = torch.empty((len(tau), samples), dtype=torch.float64)
        share(
            _warp,
            len(out),
            torch.get_num_threads(),
            sweep.detach().numpy(),
            tau.detach().numpy(),
            out.numpy(),
        )
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
        sweep, tau = ctx.saved_tensors
        sums = np.zeros((len(tau), 3))
        gradient = g.detach().contiguous().numpy()
        share(_adjoint, len(tau), torch.get_num_threads(), tau.detach().numpy(), gradient, sums)
        total, faded, moment = torch.from_numpy(sums).unbind(1)
        return tau * (total - faded), sweep * (total - faded - moment / tau), None


def warped_time(sweep: Tensor, tau: Tensor, samples: int) -> Tensor:
    """W(t) in samples, [B, samples] float64, from s = 2^(semitones/12) − 1 and τ in samples, both [B]."""
    if devices.resident(sweep):
        t = torch.arange(samples, dtype=torch.float64, device=sweep.device)
        s, tau = sweep.double()[:, None], tau.double()[:, None]
        return t - s * tau * torch.expm1(-t / tau)
    return _Warp.apply(sweep.double().contiguous(), tau.double().contiguous(), samples)
