"""Fits of everything on the list, kept as they come; what is there already is left alone, so it can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from torch import Tensor

from bridge.errors import BadPreset
from bridge.evaluate.tagger import load_tagger
from bridge.factory import check
from bridge.factory.check import Verdict
from bridge.factory.plan import Item
from bridge.files import write_atomic
from bridge.origin import of_candidate
from bridge.pipeline import prompt_to_preset
from bridge.presets import dx7, json_codec
from bridge.presets.dx7_voice import patch_of, portable
from bridge.presets.library import read_preset
from bridge.presets.preset import Preset
from bridge.records import Budget, Candidate, FitRequest, FitResult

CANDIDATES = 3
"""of each fit; the one in which the tagger hears best what was wanted is kept"""
TRIES = 2
"""fits with other seeds, until one passes"""
GOOD_RANK = 3
"""a further fit is tried for what the tagger puts lower"""
BANK = "dx7-bank.syx"

Fit = Callable[[FitRequest], FitResult]


@dataclass(frozen=True)
class Made:
    """What became of an item. preset None: nothing passed, for the reasons given. fresh: made now, not found there."""

    item: Item
    preset: Preset | None
    verdict: Verdict | None
    fresh: bool
    reason: str = ""


@dataclass(frozen=True)
class Settings:
    """seed: of the first try of the first item.  minutes: no fit is begun later than this."""

    seed: int = 0
    budget: Budget = "normal"
    tries: int = TRIES
    minutes: float = float("inf")


def fitted(request: FitRequest) -> FitResult:
    """The end of a fit."""
    *_, result = prompt_to_preset(request)
    assert isinstance(result, FitResult)
    return result


def make(items: Sequence[Item], folder: Path, settings: Settings, fit: Fit = fitted) -> Iterator[Made]:
    """Each item in turn: found in the folder, or fitted and written there as `<name>.json`. Raises what a fit raises.

    Items for which the time is too short are left out.
    """
    tagger = load_tagger()
    until = time.monotonic() + 60 * settings.minutes
    others: list[tuple[str, Tensor]] = []
    waiting: list[Item] = []
    for item in items:  # first what is there: a new one must differ from all of them
        preset = _found(folder, item)
        if preset is None:
            waiting.append(item)
            continue
        verdict = check.judge(tagger, check.sound_of(preset), item.category)
        others.append((item.name, verdict.features))
        yield Made(item, preset, verdict, False)
    for item in waiting:
        if time.monotonic() > until:
            return
        made = _made(item, settings, others, fit)
        if made.preset is not None and made.verdict is not None:
            write_atomic(folder / f"{item.name}.json", json_codec.dumps(made.preset))
            others.append((item.name, made.verdict.features))
        yield made


def write_bank(folder: Path, made: Sequence[Made]) -> Path | None:
    """The DX7 patches as a bank, in the list's order, the first 32; None if there are none. Raises CannotWrite."""
    patches = [portable(patch_of(m.preset)) for m in made if m.preset is not None and m.preset.voice == "dx7"]
    return write_atomic(folder / BANK, dx7.write_bank(patches[: dx7.BANK])) if patches else None


def _found(folder: Path, item: Item) -> Preset | None:
    """What an earlier run made of it; None if that is missing, broken, or of another prompt or voice."""
    try:
        preset = read_preset(folder / f"{item.name}.json")
    except BadPreset:
        return None
    same = preset.voice == item.voice and preset.provenance.get("prompt") == item.prompt
    return preset if same else None


def _made(item: Item, settings: Settings, others: Sequence[tuple[str, Tensor]], fit: Fit) -> Made:
    """The best of some tries that passes."""
    tagger = load_tagger()
    best: Made | None = None
    reasons = []
    first = settings.seed + item.row
    for seed in range(first, first + 1000 * settings.tries, 1000):  # no other item begins with one of these
        request = FitRequest(item.prompt, item.voice, seed, budget=settings.budget, candidates=CANDIDATES)
        result = fit(request)
        for number, candidate in enumerate(result.candidates, 1):
            preset = check.levelled(_preset(item, result, candidate, number))
            verdict = check.judge(tagger, check.sound_of(preset), item.category)
            like, far = check.nearest(verdict.features, others)
            faults = [*verdict.faults, *([f"it sounds like {like} ({far:.2f})"] if far < check.ALIKE else [])]
            if faults:
                reasons.append(f"seed {seed}, candidate {number}: {', '.join(faults)}")
                continue
            kept = Made(item, _signed(preset, item, result, verdict, like, far), verdict, True)
            if best is None or best.verdict is None or _order(verdict) < _order(best.verdict):
                best = kept
        if best is not None and best.verdict is not None and best.verdict.rank <= GOOD_RANK:
            break
    return best or Made(item, None, None, True, "; ".join(reasons))


def _order(verdict: Verdict) -> tuple[bool, float]:
    """Better first: among the tagger's three, then the surer."""
    return verdict.rank > GOOD_RANK, -verdict.sure


def _preset(item: Item, result: FitResult, candidate: Candidate, number: int) -> Preset:
    origin = of_candidate(result.provenance, number, candidate.score, candidate.pitch_hz)
    tags = tuple(sorted({item.category.replace("_", " "), *item.tags}))
    return Preset.of(item.name, item.voice, candidate.parameters, origin, tags)


def _signed(preset: Preset, item: Item, result: FitResult, verdict: Verdict, like: str, far: float) -> Preset:
    """With what the factory measured and did, among the free settings of its provenance."""
    fitted_level = next(c for k, c in enumerate(result.candidates, 1) if k == preset.provenance["candidate"])
    record: dict[str, Any] = {
        "category": item.category, "tagger_rank": verdict.rank, "tagger_sure": round(verdict.sure, 4),
        "tagger_heard": verdict.heard, "loudness_dbfs": round(verdict.loudness, 2), "peak_dbfs": round(verdict.peak, 2),
        "level_as_fitted": fitted_level.parameters["level"],
    }  # fmt: skip
    if like:
        record |= {"nearest": like, "nearest_distance": round(far, 3)}
    settings = {**preset.provenance.get("settings", {}), "factory": record}
    return replace(preset, provenance={**preset.provenance, "settings": settings})
