"""The adapter: a ConditionedDiffusionModelWrapper of stable-audio-tools behind the `Prior` protocol.

Sound and latents come and go on the caller's device and in float32; the model computes on its own, in its own type.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from bridge.errors import BadRequest, BadWeights
from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.codec import Codec
from bridge.priors.stable_audio.condition import Condition
from bridge.priors.stable_audio.schedule import DISTILLED, OBJECTIVES
from bridge.records import SAMPLE_RATE

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
ROWS = 24
"""latents that pass through the model at once"""
GUIDANCE = 6.0
"""the library's own default; distilled models want 1"""
REMEMBERED = 64
"""prompts whose embeddings are kept: 0.4 MB each with a real t5-base"""


class StableAudioPrior:
    """See `bridge.priors.base.Prior`. Latents [B, latent, frames] of the autoencoder, about unit variance.

    model: as `library.build` makes it, weights loaded.  config: its model_config.json.
    seconds: length of the sounds it is asked about; raises BadRequest if the model cannot make that many.
    whole_window: pad the sound to the length the model was trained with, rather than give it a shorter latent
    (Stable Audio Open 1.0: 1,024 frames instead of 33 for 1.5 s, at some thirty times the cost).
    dtype: of the diffusion model ("float32", "float16", "bfloat16"); None: float32 on the CPU, else float16.
    """

    decodes: Literal["waveform", "analysis"] = "waveform"
    listens = False
    sigma_min = 0.03
    sigma_max = 100.0
    sigma_data = 1.0

    def __init__(self, model: Any, config: Mapping[str, Any], seconds: float = 1.5, *, name: str = "stable-audio",
                 sha256: str = "", licence: str = "", device: str | torch.device = "cpu", dtype: str | None = None,
                 whole_window: bool = False) -> None:  # fmt: skip
        if model.diffusion_objective not in OBJECTIVES:
            known = ", ".join(OBJECTIVES)
            raise BadWeights(f"the model's objective is {model.diffusion_objective!r}; this knows {known}")
        if (config["sample_rate"], model.pretransform.io_channels) != (SAMPLE_RATE, 2):
            what = f"{config['sample_rate']} Hz and {model.pretransform.io_channels} channels"
            raise BadWeights(f"the model makes sounds of {what}; use one of {SAMPLE_RATE} Hz and 2 channels")
        self.name, self.sha256, self.licence = name, sha256, licence
        self.device = torch.device(device)
        self.dtype = DTYPES[dtype or ("float32" if self.device.type == "cpu" else "float16")]
        self.model = _placed(model, self.device, self.dtype)
        self.sample_rate = int(config["sample_rate"])
        self.sample_size = int(config["sample_size"])
        self.schedule = OBJECTIVES[model.diffusion_objective]
        self.guidance = 1.0 if model.diffusion_objective in DISTILLED else GUIDANCE
        self.codec = Codec(self.model.pretransform)
        self.whole_window = whole_window
        self._told: dict[tuple[str, int], Condition] = {}
        self._set_seconds(seconds)

    def _set_seconds(self, seconds: float) -> None:
        longest = self.sample_size / self.sample_rate
        if not 0 < seconds <= longest:
            raise BadRequest(f"{seconds:g} seconds is out of range; {self.name} makes up to {longest:.1f}")
        self.seconds = seconds
        self.samples = round(seconds * self.sample_rate)
        # a latent may be shorter than in training, but must be a whole number of the model's patches
        unit = max(int(self.model.min_input_length), self.codec.ratio)
        wanted = self.sample_size if self.whole_window else self.samples
        self.frames = math.ceil(wanted / unit) * unit // self.codec.ratio

    def of_length(self, seconds: float) -> StableAudioPrior:
        """The same model asked about sounds of another length. Raises BadRequest."""
        if seconds == self.seconds:
            return self
        other = copy.copy(self)  # they remember together what was told
        other._set_seconds(seconds)
        return other

    @property
    def latent_shape(self) -> tuple[int, int]:
        """[latent, frames] of one sound."""
        return (int(self.model.io_channels), self.frames)

    def embed(self, prompts: Sequence[str]) -> Condition:
        """One row a prompt; computed once each. "" is what the library guides away from: no text and no seconds for
        cross-attention, the seconds as a whole as always."""
        rows = [self._tell(prompt if prompt.strip() else "") for prompt in prompts]
        together = rows[0]
        for row in rows[1:]:
            together = together.join(row)
        return together

    @torch.no_grad()
    def _tell(self, prompt: str) -> Condition:
        words = self._words(prompt)
        key = (prompt, words["seconds_total"])
        if key not in self._told:
            with library.hushed():
                found = self.model.conditioner([words], str(self.device))
            told = self.model.get_conditioning_inputs(found)
            cross, whole = told["cross_attn_cond"].float(), told["global_cond"]
            cross = cross if prompt else torch.zeros_like(cross)
            while len(self._told) >= REMEMBERED:
                del self._told[next(iter(self._told))]
            self._told[key] = Condition(cross, None if whole is None else whole.float())
        return self._told[key]

    def _words(self, prompt: str) -> dict[str, Any]:
        """A prompt as the library takes it. Whole seconds, as in training (stable_audio_tools.data.utils)."""
        return {"prompt": prompt, "seconds_start": 0, "seconds_total": math.ceil(self.seconds)}

    def unknown_words(self, prompt: str) -> tuple[str, ...]:
        """None: its text encoder reads pieces of words."""
        return ()

    def known_prompt(self, prompt: str) -> None:
        """Any prompt can be read."""

    def encode(self, audio: Tensor) -> Tensor:
        """[B, 1 or 2, T] -> [B, latent, frames]: silence after the sound; what is too long is cut. Differentiable."""
        stereo = audio.expand(-1, self.codec.channels, -1)
        room = self.frames * self.codec.ratio
        padded = F.pad(stereo[..., :room], (0, max(room - stereo.shape[-1], 0)))
        return self.codec.encode(padded.to(self.device)).to(audio)

    @torch.no_grad()
    def decode(self, z: Tensor) -> Tensor:
        """[B, latent, frames] -> [B, 2, seconds · sample_rate]."""
        return self.codec.decode(z.to(self.device).float())[..., : self.samples].to(z)

    def analyse(self, audio: Tensor) -> Tensor:
        return audio

    @torch.no_grad()
    def denoise(self, z: Tensor, sigma: Tensor, condition: Condition) -> Tensor:
        """D(z; σ) = keep · x − noise · v(x, t) with x = shrink · z (see `schedule`); scaled and summed in float32."""
        parts = [
            self._denoise(z[first : first + ROWS], sigma[first : first + ROWS], condition.rows(first, first + ROWS))
            for first in range(0, len(z), ROWS)
        ]
        return torch.cat(parts)

    def _denoise(self, z: Tensor, sigma: Tensor, condition: Condition) -> Tensor:
        level = sigma.to(self.device).float()
        column = level[:, None, None]
        x = self.schedule.shrink(column) * z.to(self.device).float()
        # the network casts its input to its own type; cfg_scale 1: guidance is ours, on both halves of one batch
        v = self.model.model(x, self.schedule.time_of(level), cross_attn_cond=condition.cross,
                             global_cond=condition.whole, cfg_scale=1.0)  # fmt: skip
        z0 = self.schedule.keep(column) * x - self.schedule.noise(column) * v.float()
        return z0.to(z)

    def sample(self, prompt: str, count: int = 4, steps: int = 50, guidance: float | None = None, seed: int = 0,
               sampler: str | None = None, negative: str = "") -> Tensor:  # fmt: skip
        """Draw latents [count, latent, frames] by the library's own `generate_diffusion_cond` and its samplers:
        "dpmpp-2m-sde" (its default), "dpmpp-3m-sde", "k-heun", "v-ddim" …; for flow models "euler" (its default),
        "dpmpp", and "pingpong", which distilled ones are made for. Two steps at least:
        its default knows no single one.
        """
        library.load()
        from stable_audio_tools.inference.generation import generate_diffusion_cond

        options: dict[str, Any] = {}
        if sampler or self.model.diffusion_objective in DISTILLED:
            options["sampler_type"] = sampler or "pingpong"
        if negative.strip():
            options["negative_conditioning"] = [self._words(negative)] * count
        with library.quiet(), library.hushed(), library.undisturbed(self.device):
            z: Tensor = generate_diffusion_cond(
                self.model, max(steps, 2), self.guidance if guidance is None else guidance,
                [self._words(prompt)] * count, batch_size=count, sample_size=self.frames * self.codec.ratio,
                device=str(self.device), seed=seed % 2**32, return_latents=True, **options,  # −1 would mean any seed
            )  # fmt: skip
        return z.float()

    def impression(self, analysis: Tensor) -> Tensor:
        """Never asked: it does not listen."""
        raise NotImplementedError(f"{self.name} does not listen")

    def agreement(self, impression: Tensor, prompt: str, negative: str) -> Tensor:
        """Never asked: it does not listen."""
        raise NotImplementedError(f"{self.name} does not listen; ask for its denoising loss")

    def verdict(self, impression: Tensor, prompt: str, negative: str) -> Tensor:
        """Never asked: it does not listen."""
        return self.agreement(impression, prompt, negative)

    def provenance(self) -> dict[str, str]:
        return {"name": self.name, "sha256": self.sha256, "licence": self.licence}


def _placed(model: Any, device: torch.device, dtype: torch.dtype) -> Any:
    """The model on its device, frozen: the diffusion model in `dtype`, the autoencoder in float32 on a CPU."""
    model = model.to(device).eval().requires_grad_(False)
    model.model.to(dtype)
    model.pretransform.chunked = False  # `codec` does that
    model.pretransform.iterate_batch = device.type == "cpu"  # a CPU gains nothing by a batch and loses memory
    if device.type == "cpu":
        model.pretransform.model_half = False
        model.pretransform.float()
    return model
