"""A warped log spectrogram back to a waveform.

The analysis keeps no phase, so the waveform is the answer to an inverse problem: start from noise shaped by the band
powers, then move its STFT by gradient until the sound's own analysis is the one asked for. Both channels pull: the long
windows make partials out of the noise, the short ones sharpen the attack.
"""

from __future__ import annotations

import torch
from torch import Tensor

from bridge.priors.edm.spectrogram import WarpedSpectrogram, from_scale


def invert(spectrogram: WarpedSpectrogram, target: Tensor, steps: int = 80, seed: int = 0, lr: float = 0.02) -> Tensor:
    """target [B, 2, bands, frames] in `WarpedSpectrogram` units -> mono audio [B, T], peak at most 1.

    Adam on the STFT of the signal (2,048/512) rather than on samples: every coefficient then has its own step size,
    scaled by its expected magnitude, and quiet treble converges as fast as loud bass.
    """
    magnitude = _magnitude(spectrogram, target)
    generator = torch.Generator().manual_seed(seed)
    phase = torch.randn((*magnitude.shape, 2), generator=generator).to(target)
    unit = phase / phase.norm(dim=-1, keepdim=True).clamp_min(1e-6)
    coefficients = unit.clone().requires_grad_(True)
    first, second = torch.zeros_like(unit), torch.zeros_like(unit)  # Adam's: torch.optim takes a second to load
    samples = spectrogram.grid.samples
    weight = (target > -1.6).to(target) + 0.05  # what lies within 8 dB of the floor is silence, whatever its shape

    for step in range(steps):
        audio = _synthesise(coefficients, magnitude, samples)
        loss = (weight * (spectrogram(audio) - target).square()).mean()
        (grad,) = torch.autograd.grad(loss, coefficients)
        first.lerp_(grad, 0.1)
        second.lerp_(grad.square(), 0.01)
        scale = (second / (1 - 0.99 ** (step + 1))).sqrt_().add_(1e-8)
        with torch.no_grad():
            coefficients -= 4 * lr * (1 - 0.9 * step / steps) / (1 - 0.9 ** (step + 1)) * first / scale
    with torch.no_grad():
        audio = _synthesise(coefficients, magnitude, samples)
        return audio / audio.abs().amax(-1, keepdim=True).clamp_min(1.0)


_SIZE, _HOP = 2048, 512


def _synthesise(coefficients: Tensor, magnitude: Tensor, samples: int) -> Tensor:
    spectrum = torch.view_as_complex(coefficients) * magnitude
    window = torch.hann_window(_SIZE, device=magnitude.device, dtype=magnitude.dtype)
    return torch.istft(spectrum, _SIZE, _HOP, window=window, length=samples)


def _magnitude(spectrogram: WarpedSpectrogram, target: Tensor) -> Tensor:
    """Expected STFT magnitudes [B, bins, frames] on a uniform grid: bands and warped frames interpolated linearly."""
    grid = spectrogram.grid
    count = grid.samples // _HOP + 1
    times = torch.arange(count, dtype=torch.float64) * _HOP / grid.sample_rate
    hertz = torch.arange(_SIZE // 2 + 1, dtype=torch.float64) * grid.sample_rate / _SIZE
    power = 0.5 * (target[:, 0] + target[:, 1])  # mean of logarithms: a partial must show in both
    columns = _interpolation(torch.tensor(grid.times), times).to(target)
    rows = _interpolation(torch.tensor(grid.band_hz), hertz).to(target)
    values = rows @ power @ columns.T
    bins_per_band = torch.tensor(grid.filters(_SIZE).sum(1)).to(target)
    spread = (rows @ bins_per_band[:, None]).clamp_min(1.0)[None]
    audible = (hertz > 0.7 * grid.low_hz) & (hertz < 1.05 * grid.high_hz)
    return from_scale(values).div(spread).sqrt() * audible.to(target)[None, :, None] * (_SIZE / 4)


def _interpolation(known: Tensor, wanted: Tensor) -> Tensor:
    """Linear interpolation as a matrix [wanted, known]; constant beyond the ends."""
    right = torch.searchsorted(known, wanted).clamp(1, len(known) - 1)
    left = right - 1
    share = ((wanted - known[left]) / (known[right] - known[left])).clamp(0, 1)
    matrix = torch.zeros(len(wanted), len(known), dtype=torch.float64)
    matrix.scatter_(1, left[:, None], (1 - share)[:, None])
    matrix.scatter_add_(1, right[:, None], share[:, None])
    return matrix
