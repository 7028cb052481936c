"""Waveform <-> latent with the model's autoencoder: without noise, within bounded memory.

The library's own `encode` draws from the VAE's posterior by the global random numbers; Audio-SDS noises the latent
itself, so the posterior's mean is what it wants. Its chunked calls know no mean and need at least a whole chunk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

CHUNK = 128
"""latent frames a pass (6 s of Stable Audio Open)"""
OVERLAP = 16
"""latent frames computed on either side of a chunk and thrown away: more than the autoencoder sees"""


class Codec:
    """`ratio` samples a latent frame, `channels` of sound. The autoencoder's weights never get a gradient."""

    def __init__(self, pretransform: Any) -> None:
        self._pretransform = pretransform
        self.ratio = int(pretransform.downsampling_ratio)
        self.channels = int(pretransform.io_channels)

    def encode(self, audio: Tensor) -> Tensor:
        """[B, channels, frames · ratio] -> latent [B, latent, frames], differentiable."""
        frames = audio.shape[-1] // self.ratio
        return in_chunks(audio, frames, self.ratio, 1, self._encode)

    def decode(self, z: Tensor) -> Tensor:
        """[B, latent, frames] -> [B, channels, frames · ratio]."""
        return in_chunks(z, z.shape[-1], 1, self.ratio, self._pretransform.decode)

    def _encode(self, audio: Tensor) -> Tensor:
        p = self._pretransform
        bottleneck = getattr(getattr(p, "model", None), "bottleneck", None)
        if type(bottleneck).__name__ != "VAEBottleneck":
            found: Tensor = p.encode(audio)
            return found
        dtype = next(p.parameters()).dtype
        rows = audio.to(dtype).split(1) if p.iterate_batch else (audio.to(dtype),)
        moments = torch.cat([p.model.encode(row, skip_bottleneck=True) for row in rows])
        mean, _scale = moments.chunk(2, dim=1)
        return mean.float() / p.scale


def in_chunks(x: Tensor, frames: int, fine: int, coarse: int, work: Callable[[Tensor], Tensor]) -> Tensor:
    """`work` on windows of x along time, seams thrown away. fine, coarse: samples a frame before and after it."""
    if frames <= CHUNK + 2 * OVERLAP:
        return work(x)
    parts = []
    for first in range(0, frames, CHUNK):
        last = min(first + CHUNK, frames)
        left, right = max(first - OVERLAP, 0), min(last + OVERLAP, frames)
        part = work(x[..., left * fine : right * fine])
        parts.append(part[..., (first - left) * coarse : (last - left) * coarse])
    return torch.cat(parts, dim=-1)
