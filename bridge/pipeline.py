"""The whole story on one screen: a sentence goes in, better and better presets come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bridge import __version__
from bridge.distill.bank import Bank, load_bank
from bridge.distill.chosen import key_of
from bridge.distill.draws import draw_presets
from bridge.distill.optimise import imagine, optimise
from bridge.distill.paper import PaperSettings, paper_fit, paper_record
from bridge.distill.score import Compare, features, latent_features
from bridge.distill.settings import BUDGETS, FitSettings, Winner, Wishes
from bridge.errors import BadRequest, Cancelled, DeviceError
from bridge.evaluate.pitch import pitch_of
from bridge.origin import command_of, of_candidate, with_root, with_wishes
from bridge.priors.edm.prior import EmbeddedPrior, load_embedded
from bridge.priors.stable_audio.prior import StableAudioPrior
from bridge.records import DEFAULT_SECONDS, EMBEDDED, SAMPLE_RATE, Candidate, FitRequest, FitResult, Step
from bridge.reference import Reference, load_reference
from bridge.synths.base import Synth, load_synth
from bridge.voices.catalog import Voice
from bridge.voices.catalog import voice as find_voice

Tell = Callable[[int, int], None]
AnyPrior = EmbeddedPrior | StableAudioPrior


def prompt_to_preset(
    request: FitRequest, cancelled: Callable[[], bool] = lambda: False, weights: Path | None = None,
    allow_pickle: bool = False,
) -> Iterator[Step | FitResult]:  # fmt: skip
    """Fit the voice to the prompt: Steps with the best so far, then one FitResult.

    Raises BadRequest if the prior knows none of the words or the reference cannot be heard, BadWeights, DeviceError,
    Cancelled.
    """
    prior = prior_of(request, weights, allow_pickle)
    check_words(prior, request)
    voice = find_voice(request.voice)
    reference = load_reference(request.reference, request.seconds) if request.reference is not None else None
    losses: list[float] = []
    winners: list[Winner] = []

    synth = load_synth(voice)
    for record in _run(request, prior, voice, synth, wishes_for(request, voice, reference), cancelled):
        if isinstance(record, Step):
            losses.append(record.loss)
            yield replace(record, parameters={**record.parameters, **request.locks})  # 32 bits round what is locked
        else:
            winners.append(record)
    found = [candidate(synth, winner, request) for winner in winners]
    origin = provenance(request, prior, found[0], weights, reference)
    yield FitResult(found[0].parameters, found[0].score, losses, origin, unknown_words(prior, request), found)


def _run(request: FitRequest, prior: AnyPrior, voice: Voice, synth: Synth, wishes: Wishes,
         cancelled: Callable[[], bool]) -> Iterator[Step | Winner]:  # fmt: skip
    """Our way from a prompt to presets, or the paper's where the request names it."""
    if request.preset_config:
        start = torch.from_numpy(draw_presets(voice, 1, request.seed)[0]) if wishes.start is None else wishes.start
        return paper_fit(prior, synth, wishes, start, PaperSettings(), request.seed, request.seconds, cancelled)

    def tell(_done: int, _size: int) -> None:
        if cancelled():
            raise Cancelled("cancelled while the bank of sounds was made")

    bank, settings = bank_of(voice, prior, tell), settings_for(request, prior)
    return optimise(prior, synth, wishes, bank, settings, request.seed, request.seconds, cancelled)


def prior_of(request: FitRequest, weights: Path | None = None, allow_pickle: bool = False) -> AnyPrior:
    """The prior that the request names, loaded once a process. weights: of the embedded one.

    allow_pickle: of the others. Raises BadRequest, BadWeights, DeviceError.
    """
    if request.prior == EMBEDDED:
        return load_embedded(weights, compute_device(request.device))
    if weights is not None:
        raise BadRequest("--weights are of the embedded prior; leave it out, or --prior")
    from bridge.priors.stable_audio.loading import load_stable_audio, torch_device

    return load_stable_audio(request.prior, torch_device(request.device), request.seconds, allow_pickle=allow_pickle)


def check_words(prior: AnyPrior, request: FitRequest) -> None:
    """Raises BadRequest if the prior knows no word of the prompt, or none of what is to be avoided."""
    prior.known_prompt(request.prompt)
    if request.negative:
        prior.known_prompt(request.negative)


def unknown_words(prior: AnyPrior, request: FitRequest) -> tuple[str, ...]:
    """Words of the prompt, and of what is to be avoided, that the prior leaves out; each once."""
    return tuple(dict.fromkeys(prior.unknown_words(request.prompt) + prior.unknown_words(request.negative)))


def wishes_for(request: FitRequest, voice: Voice, reference: Reference | None) -> Wishes:
    """The request as the optimiser takes it: columns in place of names."""
    start = None if request.start is None else torch.tensor(voice.space.to_list(request.start), dtype=torch.float64)
    heard = None if reference is None else reference.audio
    return Wishes(request.prompt, request.negative, request.locks, start, heard, request.resemblance,
                  request.candidates, request.across)  # fmt: skip


def settings_for(request: FitRequest, prior: AnyPrior) -> FitSettings:
    """The budget's settings, guidance as the prior likes, and candidates enough on the way for those that come out."""
    settings = replace(BUDGETS[request.budget], guidance=prior.guidance)
    wider = replace(settings.approach, candidates=max(settings.approach.candidates, 2 * request.candidates - 1),
                    islands=max(settings.approach.islands, request.candidates))  # fmt: skip
    return replace(settings, approach=wider)


def candidate(synth: Synth, winner: Winner, request: FitRequest) -> Candidate:
    """What the optimiser found, by name, and the pitch it has when it is played as it was fitted."""
    parameters = {**synth.space.to_dict(winner.natural.tolist()), **request.locks}
    with torch.no_grad():
        natural = torch.tensor([synth.space.to_list(parameters)], dtype=torch.float32)
        sound = synth.render(natural, SAMPLE_RATE, request.seconds)[0].numpy()
    return Candidate(parameters, winner.score, pitch_of(sound, SAMPLE_RATE))


def provenance(
    request: FitRequest, prior: AnyPrior, best: Candidate | None, weights: Path | None = None,
    reference: Reference | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What a preset must say to be made again (keys of the preset schema). best: None of a fit that was stopped."""
    origin: dict[str, Any] = {
        "prompt": request.prompt, "seed": request.seed, "seconds": request.seconds, "budget": request.budget,
        "device": str(prior.device), "prior": prior.provenance(), "settings": _settings_record(request, prior),
        **({} if best is None else {"score": best.score, **with_root(best.pitch_hz)}),
        "software": f"sds-bridge {__version__}", "command": command_of(request, weights),
        "unknown_words": list(unknown_words(prior, request)),
    }  # fmt: skip
    origin = with_wishes(origin, request)
    if reference is not None:
        origin["wishes"]["reference_sha256"] = reference.sha256
    if best is None:
        return {**origin, "notes": "stopped early: the command begins again and goes to the end"}
    return of_candidate(origin, 1, best.score, best.pitch_hz) if request.candidates > 1 else origin


def _settings_record(request: FitRequest, prior: AnyPrior) -> dict[str, Any]:
    return paper_record(PaperSettings()) if request.preset_config else asdict(settings_for(request, prior))


def initial_parameters(request: FitRequest) -> dict[str, float]:
    """The preset a fit goes on from, or would begin from had it no bank: the "before" of its pictures, and the baseline
    to beat."""
    if request.start is not None:
        return dict(request.start)
    voice = find_voice(request.voice)
    return voice.space.to_dict(draw_presets(voice, 1, request.seed)[0].tolist())


def imagined_sound(request: FitRequest, parameters: dict[str, float], weights: Path | None = None,
                   allow_pickle: bool = False) -> np.ndarray:  # fmt: skip
    """What the prior had in mind: of the sounds this request's fit imagined, the one nearest to the preset.

    Log spectrogram [2, bands, frames] in the prior's units, or a sound [2, T] where the prior decodes to one. Drawn
    again from the seed, so nobody has to carry it.
    """
    prior = prior_of(request, weights, allow_pickle)
    plain: Compare = "spectrograms" if prior.decodes == "analysis" else "l2"  # to look at, not to compare
    z = imagine(prior, request.prompt, settings_for(request, prior), request.seed, request.negative)
    imagined = latent_features(prior, z, plain)[0]
    voice = find_voice(request.voice)
    natural = torch.tensor([voice.space.to_list(parameters)], dtype=torch.float32)
    with torch.no_grad():
        found = load_synth(voice).render(natural, prior.sample_rate, request.seconds)
        heard = imagined if prior.decodes == "analysis" else features(prior, imagined, "spectrograms")[0]
        nearest = (heard - features(prior, found, "spectrograms")[0]).square().flatten(1).mean(1).argmin()
    return np.asarray(imagined[nearest].cpu())


def compute_device(name: str) -> str:
    """ "auto", "cpu" or "cuda" -> where to compute: on a GPU only if asked, until fits there have been measured.

    Raises DeviceError.
    """
    if name == "cuda" and not torch.cuda.is_available():
        raise DeviceError("PyTorch finds no CUDA device; use --device cpu or auto")
    return "cuda" if name == "cuda" else "cpu"


def bank_of(voice: Voice, prior: AnyPrior, tell: Tell | None = None) -> Bank:
    """The voice's bank of renders, made (or read from the cache) once a process, while it is one of the last few."""
    length = "" if prior.seconds == DEFAULT_SECONDS else f" {prior.seconds:g} s"
    key = (key_of(voice), prior.sha256 + length)
    found = _BANKS.pop(key, None) or load_bank(voice, prior, tell=tell)
    _BANKS[key] = found  # the newest is the last
    for old in list(_BANKS)[:-_KEPT]:
        del _BANKS[old]
    return found


_BANKS: dict[tuple[str, str], Bank] = {}
_KEPT = 8
"""banks in memory, 15 MB each"""


def warm(device: str = "auto", prior: str = EMBEDDED) -> dict[str, Any]:
    """Load the prior, make or read the banks of both voices, compile the kernels: so that the first fit is quick."""
    loaded = prior_of(FitRequest("kick drum", device=device, prior=prior))
    for name in ("fm", "impact"):
        voice = find_voice(name)
        some = bank_of(voice, loaded).natural[:8].clone().requires_grad_(True)
        sound = load_synth(voice).render(some.to(loaded.device), loaded.sample_rate, 0.2)
        loaded.analyse(sound).sum().backward()  # compiles adjoints
        if prior != EMBEDDED:
            continue  # what such a prior imagines takes too long for a warm-up
        for _ in prompt_to_preset(FitRequest("kick drum", voice=name, budget="fast", device=device)):
            break  # the first step has been through the prior, the bank and the kernels
    return {"prior": loaded.name, "device": str(loaded.device)}
