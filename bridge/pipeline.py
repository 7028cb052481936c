"""The whole story on one screen: a sentence goes in, better and better presets come out."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bridge import __version__
from bridge.distill.bank import Bank, load_bank
from bridge.distill.draws import draw_presets
from bridge.distill.optimise import BUDGETS, Wishes, imagine, optimise
from bridge.errors import Cancelled, DeviceError
from bridge.priors.edm.prior import EmbeddedPrior, load_embedded
from bridge.records import FitRequest, FitResult, Step
from bridge.synths.base import load_synth
from bridge.voices.catalog import Voice
from bridge.voices.catalog import voice as find_voice

Tell = Callable[[int, int], None]


def prompt_to_preset(
    request: FitRequest, cancelled: Callable[[], bool] = lambda: False, weights: Path | None = None
) -> Iterator[Step | FitResult]:
    """Fit the voice to the prompt: Steps with the best so far, then one FitResult.

    Raises BadRequest if the prior knows none of the words, BadWeights, DeviceError, Cancelled.
    """
    prior = load_embedded(weights, compute_device(request.device))
    prior.known_prompt(request.prompt)
    voice = find_voice(request.voice)
    settings = BUDGETS[request.budget]
    losses: list[float] = []

    def tell(_done: int, _size: int) -> None:
        if cancelled():
            raise Cancelled("cancelled while the bank of sounds was made")

    bank, synth = bank_of(voice, prior, tell), load_synth(voice)
    work = optimise(prior, synth, Wishes(request.prompt), bank, settings, request.seed, request.seconds, cancelled)
    for record in work:
        if isinstance(record, Step):
            losses.append(record.loss)
            yield record
        else:
            parameters = voice.space.to_dict(record.natural.tolist())
            unknown = prior.unknown_words(request.prompt)
            origin = provenance(request, prior, record.loss, unknown, weights)
            initial = initial_parameters(voice, request.seed)
            yield FitResult(parameters, origin["score"], losses, origin, unknown, initial)


def provenance(
    request: FitRequest, prior: EmbeddedPrior, loss: float, unknown: tuple[str, ...], weights: Path | None = None
) -> dict[str, Any]:
    """What a preset must say to be made again (keys of the preset schema)."""
    words = ["sds-bridge", "fit", "--voice", request.voice, "--seed", str(request.seed), "--budget", request.budget]
    words += ["--seconds", repr(request.seconds), *(["--weights", weights.name] if weights else [])]
    command = shlex.join([*words, "--", request.prompt])  # the prompt may begin with a dash
    return {
        "prompt": request.prompt, "seed": request.seed, "seconds": request.seconds, "budget": request.budget,
        "device": str(prior.device), "prior": prior.provenance(), "settings": asdict(BUDGETS[request.budget]),
        "score": 1 / (1 + loss), "software": f"sds-bridge {__version__}", "command": command,
        "unknown_words": list(unknown),
    }  # fmt: skip


def initial_parameters(voice: Voice, seed: int) -> dict[str, float]:
    """The preset a fit would begin from had it no bank: the "before" of its pictures, and the baseline to beat."""
    return voice.space.to_dict(draw_presets(voice, 1, seed)[0].tolist())


def imagined_sound(request: FitRequest, parameters: dict[str, float], weights: Path | None = None) -> np.ndarray:
    """What the prior had in mind: of the sounds this request's fit imagined, the one nearest to the preset.

    Log spectrogram [2, bands, frames] in the prior's units. Drawn again from the seed, so nobody has to carry it.
    """
    prior = load_embedded(weights, compute_device(request.device))
    imagined = imagine(prior, request.prompt, BUDGETS[request.budget], request.seed)[0]
    voice = find_voice(request.voice)
    natural = torch.tensor([voice.space.to_list(parameters)], dtype=torch.float32)
    with torch.no_grad():
        found = prior.analyse(load_synth(voice).render(natural, prior.sample_rate, request.seconds))
    nearest = (imagined - found).square().flatten(1).mean(1).argmin()
    return np.asarray(imagined[nearest])


def compute_device(name: str) -> str:
    """ "auto", "cpu" or "cuda" -> where to compute. Raises DeviceError."""
    if name == "cuda":
        raise DeviceError("the FM and reverb kernels of this version run on the CPU only; use --device cpu or auto")
    return "cpu"


def bank_of(voice: Voice, prior: EmbeddedPrior, tell: Tell | None = None) -> Bank:
    """The voice's bank of renders, made (or read from the cache) once a process."""
    key = (voice.name, prior.sha256)
    if key not in _BANKS:
        _BANKS[key] = load_bank(voice, prior, tell=tell)
    return _BANKS[key]


_BANKS: dict[tuple[str, str], Bank] = {}


def warm(device: str = "auto") -> dict[str, Any]:
    """Load the prior, make or read the banks of both voices, compile the kernels: so that the first fit is quick."""
    prior = load_embedded(None, compute_device(device))
    for name in ("fm", "impact"):
        voice = find_voice(name)
        some = bank_of(voice, prior).natural[:8].clone().requires_grad_(True)
        prior.analyse(load_synth(voice).render(some, prior.sample_rate, 0.2)).sum().backward()  # compiles adjoints
        for _ in prompt_to_preset(FitRequest("kick drum", voice=name, budget="fast")):
            break  # the first step has been through the prior, the bank and the kernels
    return {"prior": prior.name, "device": str(prior.device)}
