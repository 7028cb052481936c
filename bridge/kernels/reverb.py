"""The reverb, differentiable: decaying noise bands mixed from the fixed basis, and convolution by FFT.

rev[ch, t] = Σ_m ã_m e^{−d̃_m t} Σ_k w_k(λ̃_m) n_k[ch, t]      (basis, weights: `bridge.kernels.noise`)
"""

from __future__ import annotations

import torch
from torch import Tensor

from bridge.kernels import noise


def mixing_weights(band_hz: Tensor) -> Tensor:
    """w_k(λ̃): [..., K] for centre frequencies [...], Hz; Σ_k w_k² = 1."""
    centres = torch.as_tensor(noise.basis_centres(), dtype=band_hz.dtype, device=band_hz.device)
    x = torch.log2(band_hz[..., None] / centres) / noise.WIDTH
    return torch.exp(0.5 * torch.log_softmax(-(x**2), dim=-1))


def reverb_impulse(
    band_hz: Tensor, damping: Tensor, amplitude: Tensor, sample_rate: int, length: int
) -> Tensor:
    """Impulse response of the reverb, left and right.

    Shape: band_hz [B, M] Hz, damping [B, M] per sample, amplitude [B, M] -> [B, 2, length], zero after
    2**17 samples.
    """
    used = min(length, noise.BASIS_LENGTH)
    basis = torch.tensor(
        noise.noise_basis(sample_rate)[:, :, :used], dtype=band_hz.dtype, device=band_hz.device
    )
    mixture = amplitude[..., None] * mixing_weights(band_hz)
    t = torch.arange(used, dtype=damping.dtype, device=damping.device)
    gains = torch.bmm(mixture.transpose(1, 2), torch.exp(-damping[..., None] * t))
    impulse = torch.einsum("ckt,bkt->bct", basis, gains)
    return torch.nn.functional.pad(impulse, (0, length - used))


def convolve(signal: Tensor, impulse: Tensor) -> Tensor:
    """Linear convolution cut to the signal's length, no wrapping: [B, T], [B, C, R] -> [B, C, T]."""
    length = signal.shape[-1]
    size = fast_size(length + min(impulse.shape[-1], length) - 1)
    spectrum = torch.fft.rfft(signal, size)[:, None] * torch.fft.rfft(impulse[..., :length], size)
    return torch.fft.irfft(spectrum, size)[..., :length]


def fast_size(least: int) -> int:
    """Smallest 2^a·3^b·5^c ≥ `least`, a > 0: a length that FFTs like."""
    best = 1 << max(least - 1, 1).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            twos = max(-(-least // three) - 1, 1).bit_length()
            best = min(best, three << twos)
            three *= 3
        five *= 5
    return best
