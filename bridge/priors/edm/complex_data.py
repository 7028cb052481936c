"""Training examples of the complex representation: kept as sound, analysed when they are drawn.

Analyses would be four times as large as the sounds. Analysing on the way also lets every draw turn all phases by one
random angle, which nobody hears and no two examples share.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from bridge.priors.edm.complex_stft import ComplexGrid, ComplexSpectrogram, compress, expand
from bridge.priors.edm.data import Batches, TrainingSet
from bridge.priors.edm.text import WordVectors

CHUNK = 64
"""Sounds analysed at once where all of them are gone through."""


class ComplexBatches(Batches):
    """As `Batches`, of z = Y / scale [B, 2, bins, frames]. scale [bins, frames]; see `measure_scale`."""

    def __init__(
        self, data: TrainingSet, vectors: WordVectors, scale: Tensor, size: int, seed: int, grid: ComplexGrid
    ) -> None:
        super().__init__(data, vectors, torch.zeros(()), size, seed)
        self.scale = scale
        self.spectrogram = ComplexSpectrogram(grid)
        hertz = np.arange(grid.bins) * grid.sample_rate / grid.window
        place = np.log1p(hertz / 250)  # as the bands of the warped spectrogram lie, so that a tilt is the same tilt
        self._place = torch.tensor(2 * place / place[-1] - 1, dtype=torch.float32)[:, None]

    @torch.no_grad()
    def _read(self, rows: np.ndarray) -> Tensor:
        return self.spectrogram(self.data.z[rows].float())

    def _vary(self, z: Tensor, rng: np.random.Generator) -> Tensor:
        """Gain and tilt of ±2 dB each (amplitudes of Y are roots), and one turn of all phases of a sound."""
        gain, tilt = (torch.from_numpy(rng.uniform(-1, 1, (self.size, 1, 1, 1)).astype(np.float32)) for _ in range(2))
        angle = torch.from_numpy(rng.uniform(0, 2 * math.pi, (self.size, 1, 1)).astype(np.float32))
        z = z * 10 ** (0.5 * 2 * (gain + tilt * self._place) / 20)
        cos, sin = angle.cos(), angle.sin()
        return torch.stack([cos * z[:, 0] - sin * z[:, 1], sin * z[:, 0] + cos * z[:, 1]], dim=1)

    def _mix(self, z: Tensor, other: Tensor, power: float) -> Tensor:
        return compress(expand(z[None]) + math.sqrt(power) * expand(other[None]))[0]

    def _latent(self, z: Tensor) -> Tensor:
        return z / self.scale

    def coarse(self, z: Tensor, size: tuple[int, int]) -> Tensor:
        """Mean magnitude and logarithm of the mean power of each cell: with random phases z itself has no mean."""
        power = F.adaptive_avg_pool2d(z.square().sum(1, keepdim=True), size)
        return torch.cat([power.sqrt(), torch.log10(power + 1e-3)], dim=1)

    def all_coarse(self, size: tuple[int, int]) -> Tensor:
        rows = np.arange(len(self.data.z))
        parts = [rows[k : k + CHUNK] for k in range(0, len(rows), CHUNK)]
        return torch.cat([self.coarse(self._latent(self._read(part)), size) for part in parts])


@torch.no_grad()
def measure_scale(sounds: Tensor, grid: ComplexGrid) -> Tensor:
    """Root mean square of Y over examples [n, T] and both channels, [bins, frames]; then z has σ_data 1."""
    spectrogram = ComplexSpectrogram(grid)
    total = torch.zeros(grid.shape[1:], dtype=torch.float64)
    for part in sounds.split(CHUNK):
        total += spectrogram(part.float()).square().mean(1).sum(0)
    rms = (total / len(sounds)).sqrt().float()
    return rms.clamp_min(1e-3 * rms.max())  # a cell that is always silent must not be divided by nothing
