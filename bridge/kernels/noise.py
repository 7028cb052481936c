"""The reverb's noise: a fixed basis of band noises, and the impulse response mixed from it. No torch.

F(noise, λ̃) of the poster (noise band-passed around λ̃) must be cheap, differentiable in λ̃ and the same
however long the sound is. So the filtering is done once: K = 32 band noises with Gaussian spectra in
log-frequency, and a band at any λ̃ is a mixture of its neighbours. They are independent, so weights with
Σ_k w_k² = 1 keep the power at 1:

    w_k(λ̃)      = exp(−½ x_k²) / √(Σ_i exp(−x_i²)),      x_k = log2(λ̃ / centre_k) / WIDTH
    rev[ch, t]  = Σ_m ã_m · e^{−d̃_m t} · Σ_k w_k(λ̃_m) · n_k[ch, t]
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

BASIS_BANDS = 32
BASIS_LENGTH = 2**17
"""samples: 2.97 s at 44.1 kHz; a reverb is never longer"""
LOWEST_HZ, HIGHEST_HZ = 40.0, 18000.0
SPACING = math.log2(HIGHEST_HZ / LOWEST_HZ) / (BASIS_BANDS - 1)
"""octaves between neighbours"""
WIDTH = 0.75 * SPACING
"""octaves: standard deviation of a band's spectrum and of the weights; narrower would leave gaps"""
TAPER = 2**14
"""samples at the end of the basis that fade to zero, so that a slow reverb does not end with a click"""
_SEED = 20250504
_BLOCK = 4096
_REACH = 6.0
"""standard deviations after which a band's spectrum is left at zero (−156 dB)"""


def basis_centres() -> NDArray[np.float64]:
    """[K] centre frequencies, Hz."""
    return np.asarray(LOWEST_HZ * 2.0 ** (SPACING * np.arange(BASIS_BANDS)), dtype=np.float64)


@lru_cache(maxsize=2)
def noise_basis(sample_rate: int, length: int = BASIS_LENGTH) -> NDArray[np.float32]:
    """Band noises [2 channels, K, length], each of unit RMS over its period of 2**17 samples; read-only.

    A shorter `length` is a prefix of the longer one. Magnitudes are exact and phases random, from raw PCG64
    bits: numpy guarantees that stream, so a preset sounds the same under every numpy. 0.2 s, 33 MB in full.
    """
    if not 1 <= length <= BASIS_LENGTH:
        raise ValueError(f"the noise basis has 1 to {BASIS_LENGTH} samples, not {length}")
    basis = np.empty((2, BASIS_BANDS, length), dtype=np.float32)
    octave = np.log2(np.maximum(np.arange(BASIS_LENGTH // 2 + 1) * sample_rate / BASIS_LENGTH, 1e-9))
    fade = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, TAPER + 1) / TAPER)
    held = min(length, BASIS_LENGTH - TAPER)
    for k, centre in enumerate(basis_centres()):
        x = (octave - np.log2(centre)) / WIDTH
        # A centre far above Nyquist keeps only its skirt; measured from there it still has unit RMS.
        x2 = x**2 - (x**2).min()
        near = np.flatnonzero(x2 < _REACH**2)
        low, high = int(near[0]), int(near[-1]) + 1
        magnitude = np.exp(-0.5 * x2[low:high])
        for channel in range(2):
            bits = np.random.PCG64([_SEED, k, channel]).random_raw(high - low)
            phase = (bits >> np.uint64(40)).astype(np.float32) * np.float32(2 * math.pi / 2**24)
            spectrum = np.zeros(BASIS_LENGTH // 2 + 1, dtype=np.complex64)
            spectrum[low:high] = magnitude * (np.cos(phase) + 1j * np.sin(phase))
            noise = np.fft.irfft(spectrum, BASIS_LENGTH)
            noise /= math.sqrt(np.mean(noise**2))
            basis[channel, k] = noise[:length]
    basis[:, :, held:] *= fade[: length - held].astype(np.float32)
    basis.flags.writeable = False
    return basis


def mixing_weights(band_hz: ArrayLike) -> NDArray[np.float64]:
    """w_k(λ̃): weights [..., K] of the basis for bands centred at `band_hz` [...], Hz. Σ_k w_k² = 1."""
    x = (np.log2(np.asarray(band_hz, dtype=np.float64))[..., None] - np.log2(basis_centres())) / WIDTH
    x2 = x**2
    weights = np.exp(-0.5 * (x2 - x2.min(axis=-1, keepdims=True)))
    total: NDArray[np.float64] = np.sqrt((weights**2).sum(axis=-1, keepdims=True))
    return weights / total


def reverb_impulse_numpy(
    band_hz: ArrayLike, damping: ArrayLike, amplitude: ArrayLike, sample_rate: int, length: int = BASIS_LENGTH
) -> NDArray[np.float32]:
    """The reverb's impulse response [2, length], left and right. Not for the audio thread: it allocates.

    band_hz, damping (per sample), amplitude: [M]. `length` beyond the basis (2**17) is filled with zeros.
    """
    used = min(length, BASIS_LENGTH)
    basis = noise_basis(sample_rate, BASIS_LENGTH)
    mixture = mixing_weights(band_hz) * np.asarray(amplitude, dtype=np.float64)[:, None]
    decay = np.asarray(damping, dtype=np.float64)[:, None]
    impulse = np.zeros((2, length), dtype=np.float32)
    for start in range(0, used, _BLOCK):
        t = np.arange(start, min(start + _BLOCK, used))
        gains = (mixture.T @ np.exp(-decay * t)).astype(np.float32)
        np.einsum("ckt,kt->ct", basis[:, :, t[0] : t[-1] + 1], gains, out=impulse[:, t[0] : t[-1] + 1])
    return impulse
