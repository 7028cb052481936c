"""A prior that is known exactly: one Gaussian a prompt. For tests, and for seeing what distillation does.

For z0 ~ N(μ, s²) and z = z0 + σ n the optimal denoiser is  D(z; σ) = (σ² μ + s² z) / (σ² + s²).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from bridge.priors.sampling import draw


@dataclass(frozen=True)
class Means:
    """One mean a row, [B, channel, T]."""

    values: Tensor

    def __len__(self) -> int:
        return len(self.values)

    def repeat(self, times: int) -> Means:
        return Means(self.values.repeat_interleave(times, 0))

    def join(self, other: Means) -> Means:
        return Means(torch.cat([self.values, other.values]))


class GaussianPrior:
    """Implements `bridge.priors.base.Prior` on waveforms; encode and decode are the identity.

    means: prompt -> [channel, T]; prompts that are missing, and "", have mean zero.
    """

    name = "gaussian"
    decodes: Literal["waveform", "analysis"] = "waveform"
    sigma_min = 1e-3
    sigma_max = 10.0
    guidance = 1.0
    listens = False

    def __init__(self, means: dict[str, Tensor], spread: float, sample_rate: int = 44100) -> None:
        self.means = means
        self.sigma_data = spread
        self.sample_rate = sample_rate
        self.device = torch.device("cpu")
        self._zero = torch.zeros_like(next(iter(means.values())))
        self.seconds = self._zero.shape[-1] / sample_rate

    @property
    def latent_shape(self) -> tuple[int, ...]:
        return tuple(self._zero.shape)

    def embed(self, prompts: Sequence[str]) -> Means:
        return Means(torch.stack([self.means.get(p, self._zero) for p in prompts]))

    def unknown_words(self, prompt: str) -> tuple[str, ...]:
        return () if prompt in self.means else tuple(prompt.split())

    def encode(self, audio: Tensor) -> Tensor:
        return audio

    def decode(self, z: Tensor) -> Tensor:
        return z

    def analyse(self, audio: Tensor) -> Tensor:
        return audio

    def denoise(self, z: Tensor, sigma: Tensor, condition: Means) -> Tensor:
        noise = sigma.to(z)[:, None, None].square()
        data = self.sigma_data**2
        return (noise * condition.values + data * z) / (noise + data)

    def impression(self, analysis: Tensor) -> Tensor:
        return analysis

    def agreement(self, impression: Tensor, prompt: str, negative: str) -> Tensor:
        """ln N(x; μ_prompt, s²) − ln N(x; μ_negative, s²): exact, where a listener is an estimate."""
        wanted, other = (self.means.get(text, self._zero) for text in (prompt, negative))
        error = (impression - other).square() - (impression - wanted).square()
        return error.flatten(1).sum(1) / (2 * self.sigma_data**2)

    def verdict(self, impression: Tensor, prompt: str, negative: str) -> Tensor:
        return self.agreement(impression, prompt, negative)

    def sample(self, prompt: str, count: int = 4, steps: int = 10, guidance: float = 1.0, seed: int = 0, *,
               negative: str = "") -> Tensor:  # fmt: skip
        return draw(self, prompt, count, steps, guidance, seed, negative)

    def provenance(self) -> dict[str, str]:
        digest = hashlib.sha256(b"".join(m.numpy().tobytes() for m in self.means.values())).hexdigest()
        return {"name": self.name, "sha256": digest, "licence": "MIT"}
