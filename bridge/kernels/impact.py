"""Damped modes as matrix products: exact, differentiable, without a temporary of N × T numbers.

    y[t] = Σ_n a_n e^{−d_n t} cos(ω_n t) = Re Σ_n a_n z_n^t,      z_n = e^{−d_n + iω_n}

Split time as t = kL + l with L = 256. Then z^t = z^{kL} · z^l, and the sum over n is a real matrix product:

    y[k, l] = Σ_n  Re(a_n z_n^{kL}) · Re(z_n^l)  −  Im(a_n z_n^{kL}) · Im(z_n^l)

so [T/L × 2N] · [2N × L] replaces the N × T outer product. The T/L + L powers of a mode are running products in
float64: one exponential each, and 500 roundings of 1e-16 where a float32 phase of 10⁵ rad is off by 1e-2.

Adjoint. With g = ∂L/∂y and the moments P_n = Σ_t g[t] z_n^t and P'_n = Σ_t t g[t] z_n^t,

    ∂L/∂a_n = Re P_n        ∂L/∂d_n = −a_n Re P'_n        ∂L/∂ω_n = −a_n Im P'_n

The same split makes the sums over l matrix products; those over k follow in float64. Powers are computed again
rather than kept, and a large batch goes in groups of rows: pages of fresh memory cost more than the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numba import njit
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from bridge.kernels import devices
from bridge.kernels.threads import share

CHUNK = 256
GROUP = 4096
"""modes a group of rows may have"""
SILENCE = 1e-25
"""a mode that has decayed below this is over: denormal numbers would make the products three times slower"""


@njit(cache=True, nogil=True, fastmath={"contract"})
def _turn(frequency, damping, step):
    """Re z^step, Im z^step [N] in float64."""
    decay, angle = np.exp(-damping * np.float64(step)), frequency * np.float64(step)
    return decay * np.cos(angle), decay * np.sin(angle)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _powers(frequency, damping, start, step, sign, out):
    """out[s] = Re(start · z^{s·step}) of all modes, then sign · Im: [S, 2N or more]."""
    count = len(frequency)
    turn_re, turn_im = _turn(frequency, damping, step)
    re, im = start.astype(np.float64), np.zeros(count)
    for s in range(len(out)):
        for n in range(count):
            x, y = re[n], im[n]
            loud = abs(x) + abs(y) > SILENCE
            out[s, n] = x if loud else 0.0
            out[s, count + n] = sign * y if loud else 0.0
            re[n] = x * turn_re[n] - y * turn_im[n]
            im[n] = x * turn_im[n] + y * turn_re[n]


@njit(cache=True, nogil=True)
def _tables(first, last, frequency, damping, amplitude, chunks, out):
    """Both factors of the forward product, a z^{kL} and then z^l: [B, K + L, 2N]."""
    for b in range(first, last):
        _powers(frequency[b], damping[b], amplitude[b], CHUNK, 1.0, out[b, :chunks])
        _powers(frequency[b], damping[b], np.ones_like(amplitude[b]), 1, -1.0, out[b, chunks:])


@njit(cache=True, nogil=True)
def _weighted(first, last, frequency, damping, out):
    """z^l, then l z^l: [B, L, 4N]."""
    half = 2 * frequency.shape[1]
    for b in range(first, last):
        _powers(frequency[b], damping[b], np.ones(half // 2), 1, 1.0, out[b])
        for s in range(out.shape[1]):
            for n in range(half):
                out[b, s, half + n] = s * out[b, s, n]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _gather(first, last, frequency, damping, inner, moments):
    """Re P, Re P', Im P' [B, 3, N] from the chunks' own Σ_l g z^l and Σ_l l g z^l [B, K, 4N]."""
    count = frequency.shape[1]
    for b in range(first, last):
        turn_re, turn_im = _turn(frequency[b], damping[b], CHUNK)
        re, im = np.ones(count), np.zeros(count)
        for k in range(inner.shape[1]):
            t = k * CHUNK
            for n in range(count):
                x, y = re[n], im[n]
                p, q = inner[b, k, n], inner[b, k, count + n]
                dp, dq = inner[b, k, 2 * count + n] + t * p, inner[b, k, 3 * count + n] + t * q
                moments[b, 0, n] += x * p - y * q
                moments[b, 1, n] += x * dp - y * dq
                moments[b, 2, n] += x * dq + y * dp
                re[n] = x * turn_re[n] - y * turn_im[n]
                im[n] = x * turn_im[n] + y * turn_re[n]


class _Modes(Function):
    @staticmethod
    def forward(ctx: Any, frequency: Tensor, damping: Tensor, amplitude: Tensor, length: int) -> Tensor:
        ctx.save_for_backward(frequency, damping, amplitude)
        omega, decay, a = (x.detach().contiguous().numpy() for x in (frequency, damping, amplitude))
        (batch, count), chunks = a.shape, -(-length // CHUNK)
        y = amplitude.new_empty(batch, chunks, CHUNK)
        for rows in _groups(batch, count):
            table = np.empty((len(a[rows]), chunks + CHUNK, 2 * count), a.dtype)
            share(_tables, len(table), torch.get_num_threads(), omega[rows], decay[rows], a[rows], chunks, table)
            powers = torch.from_numpy(table)
            torch.bmm(powers[:, :chunks], powers[:, chunks:].transpose(1, 2), out=y[rows])
        return y.flatten(1)[:, :length]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
        omega, decay, a = (x.detach().contiguous().numpy() for x in ctx.saved_tensors)
        (batch, count), chunks = a.shape, -(-g.shape[1] // CHUNK)
        padded = np.zeros((batch, chunks * CHUNK), a.dtype)
        padded[:, : g.shape[1]] = g.detach().numpy()
        blocks = torch.from_numpy(padded).view(batch, chunks, CHUNK)
        moments = np.zeros((batch, 3, count))
        for rows in _groups(batch, count):
            table = np.empty((len(a[rows]), CHUNK, 4 * count), a.dtype)
            share(_weighted, len(table), torch.get_num_threads(), omega[rows], decay[rows], table)
            inner = torch.bmm(blocks[rows], torch.from_numpy(table)).numpy()
            share(_gather, len(table), torch.get_num_threads(), omega[rows], decay[rows], inner, moments[rows])
        total, re, im = moments.swapaxes(0, 1)
        grads = zip((-a * im, -a * re, total), ctx.saved_tensors, strict=True)
        return *(torch.from_numpy(d).to(x.dtype) for d, x in grads), None


def _groups(batch: int, count: int) -> Iterator[slice]:
    rows = max(1, GROUP // count)
    return (slice(first, first + rows) for first in range(0, batch, rows))


def modes(frequency: Tensor, damping: Tensor, amplitude: Tensor, length: int) -> Tensor:
    """Sum of damped cosines.

    Shape: frequency [B, N] rad/sample, damping [B, N] per sample, amplitude [B, N] -> [B, length], in the
    dtype of `amplitude`. Differentiable in all three.
    """
    if devices.resident(amplitude):
        return _on_device(frequency, damping, amplitude, length)
    return _Modes.apply(frequency, damping, amplitude, length)


def _on_device(frequency: Tensor, damping: Tensor, amplitude: Tensor, length: int) -> Tensor:
    """The same product in torch's operations, differentiated by autograd; powers are exponentials in float64."""
    outer_re, outer_im = _powers_of(frequency, damping, CHUNK, -(-length // CHUNK))
    inner_re, inner_im = (x.to(amplitude.dtype) for x in _powers_of(frequency, damping, 1, CHUNK))
    outer = torch.cat([outer_re, outer_im], 2) * amplitude.repeat(1, 2)[:, None]
    inner = torch.cat([inner_re, -inner_im], 2)
    return torch.bmm(outer.to(amplitude.dtype), inner.transpose(1, 2)).flatten(1)[:, :length]


def _powers_of(frequency: Tensor, damping: Tensor, step: int, count: int) -> tuple[Tensor, Tensor]:
    """Re and Im of z^{step·s}, s = 0 … count − 1: [B, count, N] in float64."""
    t = step * torch.arange(count, dtype=torch.float64, device=frequency.device)[:, None]
    decay, angle = torch.exp(-damping.double()[:, None] * t), frequency.double()[:, None] * t
    return decay * torch.cos(angle), decay * torch.sin(angle)
