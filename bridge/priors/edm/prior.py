"""The embedded prior: the trained denoiser behind the `Prior` protocol, and sounds drawn from it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from bridge.errors import BadRequest
from bridge.priors.edm.data import ALIASES, condition_for
from bridge.priors.edm.listener import load_listener
from bridge.priors.edm.model import load_denoiser
from bridge.priors.edm.network import Condition
from bridge.priors.edm.spectrogram import Grid, WarpedSpectrogram
from bridge.priors.edm.text import load_words, parse
from bridge.priors.guidance import guided
from bridge.priors.sampling import SAMPLERS, karras_sigmas

WEIGHTS = Path(__file__).with_name("prior.safetensors")
LICENCE = "CC-BY-4.0 (attributions: bridge/priors/edm/ATTRIBUTION.md)"


class EmbeddedPrior:
    """See `bridge.priors.base.Prior`. Latents are warped log spectrograms with the data's mean taken off."""

    name = "embedded"
    decodes: Literal["waveform", "analysis"] = "analysis"
    sigma_min = 0.03
    sigma_max = 30.0
    listens = True

    def __init__(self, weights: Path | None = None, device: str | torch.device = "cpu") -> None:
        path = weights or WEIGHTS
        self.device = torch.device(device)
        self.model, self.notes = load_denoiser(path)
        self.model.to(self.device)
        self.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self.spectrogram = WarpedSpectrogram(Grid()).to(self.device)
        self.vectors = load_words()
        self.listener = load_listener().to(self.device)
        self.sample_rate = self.spectrogram.grid.sample_rate
        self.seconds = self.spectrogram.grid.seconds
        self.sigma_data = self.model.sigma_data

    def embed(self, prompts: Sequence[str]) -> Condition:
        return condition_for(list(prompts), self.vectors).to(self.device)

    def unknown_words(self, prompt: str) -> tuple[str, ...]:
        return self.vectors.embed(parse(prompt))[1]

    def known_prompt(self, prompt: str) -> None:
        """Raises BadRequest if not one word of the prompt is known: the result would be any sound at all."""
        words, unknown = self.vectors.embed(parse(prompt))
        if len(words) == 0 and parse(prompt).pitch is None:
            named = ", ".join(unknown[:5]) or "no words"
            raise BadRequest(f"the prior knows none of these words: {named[:120]}; describe the sound in other words")

    def encode(self, audio: Tensor) -> Tensor:
        return self.spectrogram(audio).float() - self.model.mean

    def decode(self, z: Tensor) -> Tensor:
        return z + self.model.mean

    def analyse(self, audio: Tensor) -> Tensor:
        return self.spectrogram(audio)

    @torch.no_grad()
    def denoise(self, z: Tensor, sigma: Tensor, condition: Condition) -> Tensor:
        return self.model(z, sigma, self.model.embed(condition))

    def agreement(self, analysis: Tensor, prompt: str, negative: str) -> Tensor:
        """The listener's score [B]: the prompt against a name of every kind of sound, and against `negative`."""
        others = [names[0] for names in ALIASES.values()] + ([negative] if negative.strip() else [])
        return self.listener.score(analysis, self.embed([prompt]), self.embed(others))

    def provenance(self) -> dict[str, str]:
        return {"name": self.name, "sha256": self.sha256, "licence": LICENCE}

    def sample(self, prompt: str, count: int = 4, steps: int = 10, guidance: float = 3.0, seed: int = 0,
               sampler: str = "dpm-solver++2m") -> Tensor:  # fmt: skip
        """Draw `count` latents [count, 2, bands, frames] for a prompt."""
        model = guided(self, self.embed([prompt]), self.embed([""]), guidance)
        generator = torch.Generator().manual_seed(seed)
        sigmas = karras_sigmas(steps, self.sigma_min, self.sigma_max)
        noise = torch.randn((count, *self.spectrogram.grid.shape), generator=generator).to(self.device)
        return SAMPLERS[sampler](model, noise * sigmas[0], sigmas)


@lru_cache(maxsize=2)
def load_embedded(weights: Path | None = None, device: str = "cpu") -> EmbeddedPrior:
    """The embedded prior, loaded once a process. Raises BadWeights."""
    return EmbeddedPrior(weights, device)
