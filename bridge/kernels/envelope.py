"""The FM voice's envelope as a differentiable operation: e(t) = min(t/α, 1) · e^{−max(t − α, 0)/δ}.

Ordinary tensor operations would make half a dozen temporaries of [B, V, T]; this makes none. With g = ∂L/∂e:

    ∂L/∂α = −Σ_{t<α} g t/α²  +  Σ_{t≥α} g e/δ          ∂L/∂δ = Σ_{t≥α} g e (t − α)/δ²

The decay of a block of 256 samples is one exponential times a table of 256, so the inner loops are products.
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
SILENCE = 1e-20
"""below this an envelope is zero: denormal numbers would slow the oscillators a hundredfold"""


@njit(cache=True, nogil=True)
def _envelope(first, last, attack, decay, out):
    samples = out.shape[1]
    table = np.empty(BLOCK, out.dtype)
    for row in range(first, last):
        alpha, delta = attack[row], decay[row]
        for i in range(BLOCK):
            table[i] = math.exp(-i / delta)
        rising = min(math.ceil(alpha), samples)
        for t in range(rising):
            out[row, t] = t / alpha
        for start in range(rising, samples, BLOCK):
            head = out.dtype.type(math.exp(-(start - alpha) / delta))
            if head < SILENCE:
                out[row, start:] = 0
                break
            for i in range(min(BLOCK, samples - start)):
                out[row, start + i] = head * table[i]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})
def _adjoint(first, last, attack, decay, envelope, g, d_attack, d_decay):
    samples = envelope.shape[1]
    for row in range(first, last):
        alpha, delta = attack[row], decay[row]
        rising = min(math.ceil(alpha), samples)
        ramp = g.dtype.type(0)
        for t in range(rising):
            ramp += g[row, t] * g.dtype.type(t)
        d_attack[row] = -ramp / alpha**2
        for start in range(rising, samples, BLOCK):
            if envelope[row, start] == 0:
                break
            area = moment = g.dtype.type(0)
            for i in range(min(BLOCK, samples - start)):
                weight = g[row, start + i] * envelope[row, start + i]
                area += weight
                moment += weight * g.dtype.type(i)
            d_attack[row] += area / delta
            d_decay[row] += ((start - alpha) * area + moment) / delta**2


class _Envelope(Function):
    @staticmethod
    def forward(ctx: Any, attack: Tensor, decay: Tensor, samples: int) -> Tensor:
        times = [x.detach().double().reshape(-1).numpy() for x in (attack, decay)]
        out = torch.empty((attack.numel(), samples), dtype=attack.dtype)
        share(_envelope, len(out), torch.get_num_threads(), *times, out.numpy())
        shaped = out.view(*attack.shape, samples)
        ctx.times = times
        ctx.save_for_backward(shaped)
        return shaped

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
        (shaped,) = ctx.saved_tensors
        envelope = shaped.detach().reshape(-1, shaped.shape[-1]).numpy()
        gradient = g.detach().contiguous().reshape(envelope.shape).numpy()
        grads = np.zeros(len(envelope)), np.zeros(len(envelope))
        share(_adjoint, len(envelope), torch.get_num_threads(), *ctx.times, envelope, gradient, *grads)
        d_attack, d_decay = (torch.from_numpy(d).to(g.dtype).view(shaped.shape[:-1]) for d in grads)
        return d_attack, d_decay, None


def attack_decay(attack: Tensor, decay: Tensor, samples: int) -> Tensor:
    """Envelopes [..., samples] from attack and decay [...], both in samples and positive."""
    if devices.resident(attack):
        return _on_device(attack, decay, samples)
    return _Envelope.apply(attack, decay, samples)


def _on_device(attack: Tensor, decay: Tensor, samples: int) -> Tensor:
    """The same in torch's operations: a GPU's memory bears the temporaries."""
    t = torch.arange(samples, dtype=attack.dtype, device=attack.device)
    alpha, delta = attack[..., None], decay[..., None]
    fall = torch.exp(-(t - alpha).clamp_min(0) / delta)
    return torch.where(t < alpha, t / alpha, torch.where(fall < SILENCE, 0.0, fall))
