"""Sounds for judging a prior: drawn from it, or sent through its analysis and back, always in the same way.

Every sound that comes out of a log-spectrogram prior has lost its phase and got it back by `invert`; out of a complex
one, what lies above its bandwidth. What is compared with it must have taken that way too, or the comparison would be of
phases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from bridge.priors.edm.corpus import Clip, load_clip
from bridge.priors.edm.prior import EmbeddedPrior
from bridge.priors.guidance import guided
from bridge.priors.sampling import SAMPLERS, karras_sigmas

BATCH = 8
"""Fastest on two cores: larger batches of the phase reconstruction leave the cache."""

Tell = Callable[[int], None]
"""Called with the number of sounds just made."""


def silent(_: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Way:
    """How sounds are drawn: sampler, its steps, guidance weight."""

    steps: int = 10
    guidance: float = 3.0
    sampler: str = "dpm-solver++2m"


@dataclass(frozen=True)
class Studio:
    """A prior, and the iterations of the phase reconstruction that all its sounds go through if they need one."""

    prior: EmbeddedPrior
    iterations: int = 30
    tell: Tell = silent

    def draw(self, captions: Sequence[str], way: Way, seed: int = 0, numbers: Sequence[int] | None = None) -> Tensor:
        """One sound for each caption, audio [n, T]. The same (seed, number) starts from the same noise, whatever the
        way, so that ways are compared on the same dice; numbers: 0, 1, 2 … if not given."""
        prior = self.prior
        dice = [torch.Generator().manual_seed(seed + k) for k in numbers or range(len(captions))]
        noise = torch.stack([torch.randn(prior.latent_shape, generator=g) for g in dice])
        sigmas = karras_sigmas(way.steps, prior.sigma_min, prior.sigma_max)
        nothing = prior.embed([""])
        parts = []
        for start in range(0, len(captions), BATCH):
            rows = slice(start, start + BATCH)
            model = guided(prior, prior.embed(captions[rows]), nothing, way.guidance)
            z = SAMPLERS[way.sampler](model, noise[rows].to(prior.device) * sigmas[0], sigmas)
            parts.append(self._sound(z, seed + start))
        return torch.cat(parts)

    def round_trip(self, audio: Tensor, seed: int = 0) -> Tensor:
        """Audio [n, T] through the prior's latents and back, [n, T]."""
        parts = audio.split(BATCH)
        return torch.cat([self._sound(self.prior.encode(x), seed + BATCH * i) for i, x in enumerate(parts)])

    def _sound(self, z: Tensor, seed: int) -> Tensor:
        audio = self.prior.sound(z, self.iterations, seed)
        self.tell(len(audio))
        return audio.cpu()


def sounds_of(clips: Sequence[Clip], samples: int) -> Tensor:
    """Clips as audio [n, samples], cut or padded with silence."""
    audio = torch.zeros(len(clips), samples)
    for row, clip in zip(audio, clips, strict=True):
        sound = torch.from_numpy(load_clip(clip))[:samples]
        row[: len(sound)] = sound
    return audio


def steps_for(sampler: str, calls: int) -> int:
    """Steps of a sampler within so many calls of the denoiser. Heun calls twice a step but once in the last one, so an
    even number leaves one call over."""
    return (calls + 1) // 2 if sampler == "heun" else calls


def calls_of(sampler: str, steps: int) -> int:
    """Calls of the denoiser (guidance's two evaluations count as one)."""
    return 2 * steps - 1 if sampler == "heun" else steps
