"""The reverb's noise: a fixed basis of band noises, and the impulse response mixed from it. No torch.

F(noise, λ̃) of the poster (noise band-passed around λ̃) must be cheap, differentiable in λ̃ and the same
however long the sound is. So the filtering is done once: K = 32 band noises with Gaussian spectra in
log-frequency, and a band at any λ̃ is a mixture of its neighbours. They are independent, so weights with
Σ_k w_k² = 1 keep the power at 1:

    w_k(λ̃)      = exp(−½ x_k²) / √(Σ_i exp(−x_i²)),      x_k = log2(λ̃ / centre_k) / WIDTH
    rev[ch, t]  = Σ_m ã_m · e^{−d̃_m t} · Σ_k w_k(λ̃_m) · n_k[ch, t]

The noise is a sound, not numbers: n_k is given at 44.1 kHz, and at any other rate it is that sound sampled there,
times 44100/rate: convolving adds up more products where a second has more samples, and is so as loud at any rate.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bridge.records import SAMPLE_RATE

BASIS_BANDS = 32
BASIS_LENGTH = 2**17
"""samples at 44.1 kHz: 2.97 s; a reverb is never longer"""
LOWEST_HZ, HIGHEST_HZ = 40.0, 18000.0
SPACING = math.log2(HIGHEST_HZ / LOWEST_HZ) / (BASIS_BANDS - 1)
"""octaves between neighbours"""
WIDTH = 0.75 * SPACING
"""octaves: standard deviation of a band's spectrum and of the weights; narrower would leave gaps"""
TAPER = 2**14
"""samples at 44.1 kHz at the end of the basis that fade to zero, so that a slow reverb does not end with a click"""
_SEED = 20250504
_BLOCK = 4096
_REACH = 6.0
"""standard deviations after which a band's spectrum is left at zero (−156 dB)"""
_WHOLE = 3
"""seconds that the basis is put in to be sampled anew: a whole number of samples at any rate"""


def basis_centres() -> NDArray[np.float64]:
    """[K] centre frequencies, Hz."""
    return np.asarray(LOWEST_HZ * 2.0 ** (SPACING * np.arange(BASIS_BANDS)), dtype=np.float64)


def basis_length(sample_rate: int) -> int:
    """Samples of the whole basis at a rate."""
    return -(-BASIS_LENGTH * sample_rate // SAMPLE_RATE)


@lru_cache(maxsize=2)
def noise_basis(sample_rate: int, length: int | None = None) -> NDArray[np.float32]:
    """Band noises [2 channels, K, length], of unit RMS over their period of 2**17 samples at 44.1 kHz; read-only.

    At another rate the same sounds, times 44100/rate, without what is above its Nyquist frequency. `length` None is all
    (`basis_length`), a shorter one a prefix of it. Magnitudes are exact and phases random, from raw PCG64 bits: numpy
    guarantees that stream, so a preset sounds the same under every numpy. In full 0.3 s and 33 MB at 44.1 kHz.
    """
    most = basis_length(sample_rate)
    length = most if length is None else length
    if not 1 <= length <= most:
        raise ValueError(f"the noise basis has 1 to {most} samples at {sample_rate} Hz, not {length}")
    basis = np.empty((2, BASIS_BANDS, length), dtype=np.float32)
    fade = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, TAPER + 1) / TAPER)
    for k in range(BASIS_BANDS):
        for channel in range(2):
            noise = _band_noise(k, channel)
            basis[channel, k] = (noise if sample_rate == SAMPLE_RATE else _sampled(noise, fade, sample_rate))[:length]
    if sample_rate == SAMPLE_RATE:
        held = min(length, BASIS_LENGTH - TAPER)
        basis[:, :, held:] *= fade[: length - held].astype(np.float32)
    basis.flags.writeable = False
    return basis


@lru_cache(maxsize=1)
def _octaves() -> NDArray[np.float64]:
    """Of every bin of the noise's spectrum."""
    return np.log2(np.maximum(np.arange(BASIS_LENGTH // 2 + 1) * SAMPLE_RATE / BASIS_LENGTH, 1e-9))


def _band_noise(k: int, channel: int) -> NDArray[np.float64]:
    """One period of a band's noise at 44.1 kHz [2**17], unit RMS."""
    x = (_octaves() - np.log2(basis_centres()[k])) / WIDTH
    x2 = x**2
    x2 -= x2.min()
    near = np.flatnonzero(x2 < _REACH**2)
    low, high = int(near[0]), int(near[-1]) + 1
    bits = np.random.PCG64([_SEED, k, channel]).random_raw(high - low)
    phase = (bits >> np.uint64(40)).astype(np.float32) * np.float32(2 * math.pi / 2**24)
    spectrum = np.zeros(BASIS_LENGTH // 2 + 1, dtype=np.complex64)
    spectrum[low:high] = np.exp(-0.5 * x2[low:high]) * (np.cos(phase) + 1j * np.sin(phase))
    noise = np.fft.irfft(spectrum, BASIS_LENGTH)
    noise /= math.sqrt(np.mean(noise**2))
    return noise


def _sampled(noise: NDArray[np.float64], fade: NDArray[np.float64], sample_rate: int) -> NDArray[np.float64]:
    """A period of noise, faded out, at another rate and times 44100/rate: the spectrum of `_WHOLE` seconds of it, made
    longer or shorter. Before time 0 it comes up slowly: a sudden start would ring.

    Convolution is a sum that stands for an integral, and counts the first sample for all of its time, of which half
    lies before 0. At 44.1 kHz that is part of the sound; so the first sample has as great a share at another rate.
    """
    whole = np.zeros(_WHOLE * SAMPLE_RATE)
    before = len(whole) - BASIS_LENGTH
    whole[:BASIS_LENGTH] = noise
    whole[BASIS_LENGTH - TAPER : BASIS_LENGTH] *= fade
    whole[BASIS_LENGTH:] = noise[-before:] * (0.5 - 0.5 * np.cos(np.pi * np.arange(before) / before))
    spectrum = np.fft.rfft(whole)
    spectrum[-1] *= 0.5  # Nyquist's own bin stands for both signs; among others it would be doubled
    sampled = np.fft.irfft(spectrum, _WHOLE * sample_rate)
    sampled[0] *= 0.5 + 0.5 * sample_rate / SAMPLE_RATE
    return np.asarray(sampled)


def mixing_weights(band_hz: ArrayLike) -> NDArray[np.float64]:
    """w_k(λ̃): weights [..., K] of the basis for bands centred at `band_hz` [...], Hz. Σ_k w_k² = 1."""
    x = (np.log2(np.asarray(band_hz, dtype=np.float64))[..., None] - np.log2(basis_centres())) / WIDTH
    x2 = x**2
    weights = np.exp(-0.5 * (x2 - x2.min(axis=-1, keepdims=True)))
    total: NDArray[np.float64] = np.sqrt((weights**2).sum(axis=-1, keepdims=True))
    return weights / total


def reverb_impulse_numpy(
    band_hz: ArrayLike, damping: ArrayLike, amplitude: ArrayLike, sample_rate: int, length: int | None = None
) -> NDArray[np.float32]:
    """The reverb's impulse response [2, length], left and right. Not for the audio thread: it allocates.

    band_hz, damping (per sample), amplitude: [M]. `length` None is all of the basis; beyond it there are zeros.
    """
    basis = noise_basis(sample_rate)
    length = basis.shape[2] if length is None else length
    used = min(length, basis.shape[2])
    mixture = mixing_weights(band_hz) * np.asarray(amplitude, dtype=np.float64)[:, None]
    decay = np.asarray(damping, dtype=np.float64)[:, None]
    impulse = np.zeros((2, length), dtype=np.float32)
    for start in range(0, used, _BLOCK):
        t = np.arange(start, min(start + _BLOCK, used))
        gains = (mixture.T @ np.exp(-decay * t)).astype(np.float32)
        np.einsum("ckt,kt->ct", basis[:, :, t[0] : t[-1] + 1], gains, out=impulse[:, t[0] : t[-1] + 1])
    return impulse
