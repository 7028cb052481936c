"""The reverb, differentiable: decaying noise bands mixed from the fixed basis, and convolution by FFT.

    rev[ch, t] = Σ_m ã_m e^{−d̃_m t} Σ_k w_k(λ̃_m) n_k[ch, t]      (basis, weights: `bridge.kernels.noise`)

Written with tensors this needs a temporary [B, K, T]. `_Mixed` computes it block by block instead, with
c_mk = ã_m w_k(λ̃_m) and, for G = ∂L/∂rev and h_k[t] = Σ_ch G[ch, t] n_k[ch, t],

    ∂L/∂c_mk = Σ_t e^{−d̃_m t} h_k[t]              ∂L/∂d̃_m = −Σ_t t e^{−d̃_m t} Σ_k c_mk h_k[t]

A band reaches only its neighbours in the basis, and dies: products below 1e-7 of a band's peak are left
out, here and in the adjoint.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numba import njit
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from bridge.kernels import devices, noise
from bridge.kernels.threads import share

BLOCK = 256
NEGLIGIBLE = 1e-7


@njit(cache=True, nogil=True)
def _decays(damping, table):
    """table[m, l] = e^{−d_m l}."""
    for m in range(len(damping)):
        for l in range(BLOCK):
            table[m, l] = math.exp(-damping[m] * l)


@njit(cache=True, nogil=True)
def _heads(damping, mixture, start, heads):
    """heads[m, k] = c_mk e^{−d_m start}, zero where negligible."""
    for m in range(len(damping)):
        head, most = math.exp(-damping[m] * start), np.abs(mixture[m]).max()
        for k in range(mixture.shape[1]):
            here = mixture[m, k] * head
            heads[m, k] = here if abs(here) > NEGLIGIBLE * most else 0


@njit(cache=True, nogil=True, fastmath={"contract"})
def _mix(first, last, basis, mixture, damping, impulse):
    _, bands, weights = mixture.shape
    length = impulse.shape[2]
    table, heads = np.empty((bands, BLOCK), mixture.dtype), np.empty((bands, weights), mixture.dtype)
    gain = np.empty(BLOCK, mixture.dtype)
    for b in range(first, last):
        _decays(damping[b], table)
        for start in range(0, length, BLOCK):
            count = min(BLOCK, length - start)
            _heads(damping[b], mixture[b], start, heads)
            left, right = impulse[b, 0, start : start + count], impulse[b, 1, start : start + count]
            left[:], right[:] = 0, 0
            for k in range(weights):
                gain[:] = 0
                used = False
                for m in range(bands):
                    head = heads[m, k]
                    if head != 0:
                        used = True
                        row = table[m]
                        for l in range(BLOCK):
                            gain[l] += head * row[l]
                if used:
                    near, far = basis[0, k, start : start + count], basis[1, k, start : start + count]
                    for l in range(count):
                        left[l] += gain[l] * near[l]
                        right[l] += gain[l] * far[l]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})
def _moments(weight, row):
    """Σ weight·row and Σ l·weight·row."""
    area = moment = weight.dtype.type(0)
    for l in range(len(weight)):
        product = weight[l] * row[l]
        area += product
        moment += product * weight.dtype.type(l)
    return area, moment


@njit(cache=True, nogil=True, fastmath={"contract"})
def _adjoint(first, last, basis, mixture, damping, g, d_mixture, d_damping):
    _, bands, weights = mixture.shape
    length = g.shape[2]
    table, heads = np.empty((bands, BLOCK), mixture.dtype), np.empty((bands, weights), mixture.dtype)
    weight = np.empty(BLOCK, mixture.dtype)
    for b in range(first, last):
        _decays(damping[b], table)
        for start in range(0, length, BLOCK):
            count = min(BLOCK, length - start)
            _heads(damping[b], mixture[b], start, heads)
            left, right = g[b, 0, start : start + count], g[b, 1, start : start + count]
            for k in range(weights):
                if not heads[:, k].any():
                    continue
                near, far = basis[0, k, start : start + count], basis[1, k, start : start + count]
                for l in range(count):
                    weight[l] = left[l] * near[l] + right[l] * far[l]
                for m in range(bands):
                    if heads[m, k] != 0:
                        area, moment = _moments(weight[:count], table[m])
                        d_mixture[b, m, k] += area * math.exp(-damping[b, m] * start)
                        d_damping[b, m] -= heads[m, k] * (start * area + moment)


class _Mixed(Function):
    @staticmethod
    def forward(ctx: Any, mixture: Tensor, damping: Tensor, sample_rate: int, length: int) -> Tensor:
        ctx.save_for_backward(mixture, damping)
        ctx.sample_rate = sample_rate
        used = min(length, noise.basis_length(sample_rate))
        impulse = torch.zeros((len(mixture), 2, length), dtype=mixture.dtype)
        arrays = mixture.detach().contiguous().numpy(), damping.detach().contiguous().numpy()
        basis = noise.noise_basis(sample_rate)
        share(_mix, len(mixture), torch.get_num_threads(), basis, *arrays, impulse.numpy()[:, :, :used])
        return impulse

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
        mixture, damping = (x.detach().contiguous() for x in ctx.saved_tensors)
        grads = np.zeros(mixture.shape), np.zeros(damping.shape)
        basis = noise.noise_basis(ctx.sample_rate)
        gradient = g.detach().contiguous().numpy()[:, :, : basis.shape[2]]
        share(
            _adjoint,
            len(g),
            torch.get_num_threads(),
            basis,
            mixture.numpy(),
            damping.numpy(),
            gradient,
            *grads,
        )
        d_mixture, d_damping = (torch.from_numpy(d).to(mixture.dtype) for d in grads)
        return d_mixture, d_damping, None, None


def mixing_weights(band_hz: Tensor) -> Tensor:
    """w_k(λ̃): [..., K] for centre frequencies [...], Hz; Σ_k w_k² = 1."""
    centres = torch.as_tensor(noise.basis_centres(), dtype=band_hz.dtype, device=band_hz.device)
    x = torch.log2(band_hz[..., None] / centres) / noise.WIDTH
    return torch.exp(0.5 * torch.log_softmax(-(x**2), dim=-1))


def reverb_impulse(band_hz: Tensor, damping: Tensor, amplitude: Tensor, sample_rate: int, length: int) -> Tensor:
    """Impulse response of the reverb, left and right.

    Shape: band_hz [B, M] Hz, damping [B, M] per sample, amplitude [B, M] -> [B, 2, length], zero after
    `noise.basis_length(sample_rate)` samples.
    """
    mixture = amplitude[..., None] * mixing_weights(band_hz)
    if devices.resident(mixture):
        return _on_device(mixture, damping, sample_rate, length)
    return _Mixed.apply(mixture, damping, sample_rate, length)


def _on_device(mixture: Tensor, damping: Tensor, sample_rate: int, length: int) -> Tensor:
    """The same in torch's operations: a GPU's memory bears the temporary [B, K, T]. Nothing is left out."""
    used = min(length, noise.basis_length(sample_rate))
    basis = _basis_on(sample_rate, mixture.device)[:, :, :used].to(mixture.dtype)
    decay = torch.exp(-damping[..., None] * torch.arange(used, dtype=damping.dtype, device=damping.device))
    gain = torch.bmm(mixture.transpose(1, 2), decay.to(mixture.dtype))
    impulse = torch.stack([(side * gain).sum(1) for side in basis], 1)
    return torch.nn.functional.pad(impulse, (0, length - used))


@lru_cache(maxsize=2)
def _basis_on(sample_rate: int, device: torch.device) -> Tensor:
    """The noise basis, copied to a device once: 33 MB at 44.1 kHz."""
    return torch.tensor(noise.noise_basis(sample_rate), device=device)


class _Convolved(Function):
    """Its adjoint is a correlation, of real sounds again: torch's own backward of rfft and irfft runs complex FFTs.

    y = irfft(S R)  gives  ∂L/∂signal = irfft(Σ_c G_c R̄_c) and ∂L/∂impulse_c = irfft(G_c S̄), cut to their lengths.
    """

    @staticmethod
    def forward(ctx: Any, signal: Tensor, impulse: Tensor) -> Tensor:
        length = signal.shape[-1]
        size = fast_size(length + min(impulse.shape[-1], length) - 1)
        sound, room = torch.fft.rfft(signal, size)[:, None], torch.fft.rfft(impulse[..., :length], size)
        ctx.save_for_backward(sound, room)
        ctx.sizes = length, impulse.shape[-1], size
        return torch.fft.irfft(sound * room, size)[..., :length]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor, Tensor]:
        sound, room = ctx.saved_tensors
        length, whole, size = ctx.sizes
        spectrum = torch.fft.rfft(g, size)
        d_signal = torch.fft.irfft((spectrum * room.conj()).sum(1), size)[..., :length]
        used = min(length, whole)
        d_impulse = torch.fft.irfft(spectrum * sound.conj(), size)[..., :used]
        return d_signal, torch.nn.functional.pad(d_impulse, (0, whole - used))


def convolve(signal: Tensor, impulse: Tensor) -> Tensor:
    """Linear convolution cut to the signal's length, no wrapping: [B, T], [B, C, R] -> [B, C, T]."""
    return _Convolved.apply(signal, impulse)


def fast_size(least: int) -> int:
    """Smallest 2^a·3^b·5^c ≥ `least`, a > 0: a length that FFTs like."""
    best = 1 << max(least - 1, 1).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            twos = max((-(-least // three) - 1).bit_length(), 1)
            best = min(best, three << twos)
            three *= 3
        five *= 5
    return best
