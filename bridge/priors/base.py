"""What a prior must be able to do for the rest of the house. `distill` knows this protocol and no model's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol

import torch
from torch import Tensor


class Prior(Protocol):
    """A text-to-audio diffusion model as Audio-SDS needs it: z = z0 + σ n, and an estimate of z0 from z.

    decodes: "waveform" if `decode` gives audio [B, channel, T], to be compared through multi-scale spectrograms;
    "analysis" if it gives the prior's own spectrogram, to be compared with `analyse(audio)`.
    guidance: the weight at which it is best asked what it would rather hear (`bridge.priors.guidance`).
    listens: whether `agreement` is a quicker and better judge of sounds than denoising them.
    device: where it computes, and where what it draws lies.
    """

    name: str
    sample_rate: int
    seconds: float
    sigma_min: float
    sigma_max: float
    sigma_data: float
    guidance: float
    decodes: Literal["waveform", "analysis"]
    listens: bool
    device: torch.device

    @property
    def latent_shape(self) -> tuple[int, ...]:
        """[...] of one latent of `seconds`."""
        ...

    def embed(self, prompts: Sequence[str]) -> Any:
        """Prompts -> condition of that many rows. An empty string is the unconditional row."""
        ...

    def unknown_words(self, prompt: str) -> tuple[str, ...]:
        """Words of the prompt that the prior cannot place."""
        ...

    def encode(self, audio: Tensor) -> Tensor:
        """Audio [B, channel, T] -> latent z0 [B, ...]."""
        ...

    def denoise(self, z: Tensor, sigma: Tensor, condition: Any) -> Tensor:
        """Estimate of z0 [B, ...] from z at noise level sigma [B]."""
        ...

    def decode(self, z: Tensor) -> Tensor:
        """Latent -> what is compared (see `decodes`)."""
        ...

    def sample(self, prompt: str, count: int, steps: int, guidance: float, seed: int, *, negative: str = "") -> Tensor:
        """Draw latents [count, ...] in about so many calls each, by the sampler that suits the model."""
        ...

    def analyse(self, audio: Tensor) -> Tensor:
        """Differentiable analysis of audio in the space of `decode`; of a waveform prior: what of a sound `decode`
        could give back (the identity, if that is all of it)."""
        ...

    def impression(self, analysis: Tensor) -> Tensor:
        """Of sounds, as `analyse` or `decode` give them, what `agreement` needs to know, [B, ...]: small enough to keep
        of thousands, differentiable. Asked only of a prior that listens."""
        ...

    def agreement(self, impression: Tensor, prompt: str, negative: str) -> Tensor:
        """How well sounds fit the prompt rather than the negative prompt or anything else: [B] in nats, higher is
        better. Asked only of a prior that listens."""
        ...

    def verdict(self, impression: Tensor, prompt: str, negative: str) -> Tensor:
        """The same of sounds that were found by following `agreement`, which flatters them: an opinion that had as
        little part in the search as can be."""
        ...

    def provenance(self) -> dict[str, str]:
        """name, sha256 of the weights and their licence, for presets."""
        ...
