"""The embedded prior: the trained denoiser behind the `Prior` protocol, and sounds drawn from it.

There are two, by what the denoiser sees; the file of weights says which it is of (`load_embedded`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from bridge.errors import BadRequest
from bridge.priors.edm.complex_stft import ComplexGrid, ComplexSpectrogram
from bridge.priors.edm.data import condition_for, names_of
from bridge.priors.edm.invert import invert
from bridge.priors.edm.listener import Listener, Question, load_listener
from bridge.priors.edm.model import Denoiser, load_denoiser
from bridge.priors.edm.network import Condition
from bridge.priors.edm.nuance import SKETCH, nuance, sketch
from bridge.priors.edm.outline import OUTLINE, Outline, likeness
from bridge.priors.edm.spectrogram import Grid, WarpedSpectrogram
from bridge.priors.edm.text import load_words, parse
from bridge.priors.edm.wording import Expected, Wording, load_wording
from bridge.priors.sampling import draw

WEIGHTS = Path(__file__).with_name("prior.safetensors")
CLEAR = 0.5
"""probability from which a prompt means a kind of sound"""
LICENCE = "CC-BY-4.0 (attributions: bridge/priors/edm/ATTRIBUTION.md)"


class EmbeddedPrior:
    """See `bridge.priors.base.Prior`. Latents are warped log spectrograms with the data's mean taken off.

    spectrogram: the analysis that the listener hears, and here also what latents are made of.
    """

    name = "embedded"
    decodes: Literal["waveform", "analysis"] = "analysis"
    sigma_min = 0.03
    sigma_max = 30.0
    guidance = 3.0
    listens = True
    nuanced = True
    """whether sounds of one kind are told apart by their sketches; false only to show what that is worth"""
    outlined = True
    """whether it counts how high and how long they are; the same"""

    def __init__(self, model: Denoiser, sha256: str, device: str | torch.device = "cpu") -> None:
        self.device = torch.device(device)
        self.model = model.to(self.device)
        self.sha256 = sha256
        self.spectrogram = WarpedSpectrogram(Grid()).to(self.device)
        self.outline = Outline(self.spectrogram.grid).to(self.device)
        self.vectors = load_words()
        self.sample_rate = self.spectrogram.grid.sample_rate
        self.seconds = self.spectrogram.grid.seconds
        self.sigma_data = self.model.sigma_data
        # the optimiser asks the same of thousands of sounds
        self._question, self._told = lru_cache(64)(self._ask), lru_cache(64)(self._tell)
        self._expected = lru_cache(64)(self._expect)

    @cached_property
    def listener(self) -> Listener:
        """Read when first asked."""
        return load_listener().to(self.device)

    @cached_property
    def wording(self) -> Wording:
        """The same."""
        return load_wording()

    @property
    def latent_shape(self) -> tuple[int, int, int]:
        """[2, bands, frames] of one latent."""
        return (2, self.model.network.size.bands, self.model.network.size.frames)

    def embed(self, prompts: Sequence[str]) -> Condition:
        """What the denoiser is told: the prompts, each with the plainest name of the kind of sound it means."""
        return self._words([self._told(prompt) for prompt in prompts])

    def _tell(self, prompt: str) -> str:
        """The name comes first, for a prompt may be longer than the denoiser reads. A prompt that may mean many kinds
        is told as it is."""
        if not prompt.strip():
            return prompt
        kind, chance = self._kind(prompt)
        return f"{kind}, {prompt}" if chance > CLEAR else prompt

    def _kind(self, prompt: str) -> tuple[str, float]:
        """The plainest name of the kind of sound that a prompt most probably means, and how probably."""
        chances = self.listener.meant(self._words([prompt]))[0].exp()
        return names_of(self.listener.kinds[int(chances.argmax())])[0], float(chances.max())

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

    def impression(self, analysis: Tensor) -> Tensor:
        """What each member of the listener makes of sounds, their outlines and sketches, side by side, [B, F]."""
        heard = self.heard(analysis)
        return torch.cat([self.listener.hear(heard).flatten(1), self.outline(heard), sketch(heard)], 1)

    def agreement(self, impression: Tensor, prompt: str, negative: str) -> Tensor:
        """The listener's score [B] (is it the kind of sound that is meant, and none of the others nor `negative`?), and
        how well it fits the words among those of its kind, which know no negative."""
        heard, described = self._parts(impression, prompt)
        return self.listener.score(heard, self._question(prompt, negative)) + described

    def verdict(self, impression: Tensor, prompt: str, negative: str) -> Tensor:
        """The same with the verdict of the listener."""
        heard, described = self._parts(impression, prompt)
        return self.listener.verdict(heard, self._question(prompt, negative)) + described

    def _parts(self, impression: Tensor, prompt: str) -> tuple[Tensor, Tensor]:
        """What the listener heard [B, member, size], and how well sounds of one kind fit the words, nats [B]."""
        heard, outlines, sketches = impression.split([impression.shape[1] - OUTLINE - SKETCH, OUTLINE, SKETCH], 1)
        expected = self._expected(prompt)
        nats = torch.zeros_like(impression[:, 0])
        if self.nuanced:
            nats = nats + nuance(sketches, expected.prompt[:, OUTLINE:], expected.kind[:, OUTLINE:])
        if self.outlined:
            nats = nats + likeness(outlines, expected.prompt[:, :OUTLINE], expected.kind[:, :OUTLINE])
        return heard.unflatten(1, (len(self.listener.members), -1)), nats

    def _expect(self, prompt: str) -> Expected:
        with torch.inference_mode(False), torch.no_grad():
            chances = self.listener.meant(self._words([prompt]))[0].exp().cpu()
            known = dict(zip(self.listener.kinds, chances, strict=True))
            meant = torch.stack([known.get(kind, chances.new_zeros(())) for kind in self.wording.kinds])
            return self.wording.expect(parse(prompt), self.vectors, meant / meant.sum()).to(self.device)

    def _ask(self, prompt: str, negative: str) -> Question:
        names = [names_of(kind)[0] for kind in self.listener.kinds] + ([negative] if negative.strip() else [])
        with torch.inference_mode(False), torch.no_grad():  # what is kept may be asked again where gradients are wanted
            return self.listener.question(self._words([prompt]), self._words(names))

    def _words(self, texts: Sequence[str]) -> Condition:
        return condition_for(list(texts), self.vectors).to(self.device)

    def heard(self, analysis: Tensor) -> Tensor:
        """What `analyse` or `decode` gave -> `spectrogram` units."""
        return analysis

    def sound(self, z: Tensor, iterations: int = 30, seed: int = 0) -> Tensor:
        """Latents -> mono audio [B, T], peak at most 1. Phases are found in so many iterations, from noise by seed."""
        return invert(self.spectrogram, self.decode(z), iterations, seed)

    def provenance(self) -> dict[str, str]:
        return {"name": self.name, "sha256": self.sha256, "licence": LICENCE}

    def sample(self, prompt: str, count: int = 4, steps: int = 10, guidance: float = 3.0, seed: int = 0,
               sampler: str = "dpm-solver++2m", *, negative: str = "") -> Tensor:  # fmt: skip
        """Draw `count` latents [count, 2, bands, frames] for a prompt."""
        return draw(self, prompt, count, steps, guidance, seed, negative, sampler)


class ComplexPrior(EmbeddedPrior):
    """Latents are compressed complex STFTs (`complex_stft`) in units of their spread; they decode to a waveform.

    What lies above the grid's bandwidth (17.6 kHz) is silent in `decode`, so `analyse` leaves it out too: there a voice
    may do what it likes.
    """

    name = "embedded-complex"
    decodes: Literal["waveform", "analysis"] = "waveform"
    sigma_min = 0.02
    sigma_max = 60.0

    def __init__(self, model: Denoiser, sha256: str, device: str | torch.device = "cpu") -> None:
        super().__init__(model, sha256, device)
        self.stft = ComplexSpectrogram(ComplexGrid()).to(self.device)

    def encode(self, audio: Tensor) -> Tensor:
        return self.stft(audio).float() / self.model.scale

    def decode(self, z: Tensor) -> Tensor:
        return self.stft.inverse(z * self.model.scale)[:, None]

    def analyse(self, audio: Tensor) -> Tensor:
        return self.stft.limit(audio)[:, None]

    def heard(self, analysis: Tensor) -> Tensor:
        return self.spectrogram(analysis)

    def sound(self, z: Tensor, iterations: int = 30, seed: int = 0) -> Tensor:
        """Latents -> mono audio [B, T], peak at most 1. The phase is known: nothing to iterate."""
        audio = self.decode(z)[:, 0]
        return audio / audio.abs().amax(-1, keepdim=True).clamp_min(1.0)


def load_embedded(weights: Path | None = None, device: str = "cpu") -> EmbeddedPrior:
    """The embedded prior, of the representation that the weights are of, loaded once a process. Raises BadWeights."""
    return _loaded(weights or WEIGHTS, device)


@lru_cache(maxsize=2)
def _loaded(path: Path, device: str) -> EmbeddedPrior:
    return prior_of(load_denoiser(path)[0], hashlib.sha256(path.read_bytes()).hexdigest(), device)


def prior_of(model: Denoiser, sha256: str = "", device: str | torch.device = "cpu") -> EmbeddedPrior:
    """The prior around a denoiser, as loaded or as it is while it is trained."""
    return (ComplexPrior if model.representation == "complex" else EmbeddedPrior)(model, sha256, device)
