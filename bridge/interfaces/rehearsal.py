"""A stand-in for the fit, to build and test patches and clients without a model: no torch, no prior.

A daemon with the runner `bridge.interfaces.rehearsal:rehearse` answers like the real one: parameter sets that
move from the voice's defaults to a place drawn from the prompt and the seed, in 20 steps of 50 ms.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from bridge.records import Candidate, FitRequest, FitResult, Step
from bridge.voices.catalog import voice

STEPS = 20
STEP_SECONDS = 0.05


def warm(device: str, prior: str = "") -> dict[str, Any]:
    """Nothing to load."""
    return {"device": device, "rehearsal": True, **({"prior": prior} if prior else {})}


def rehearse(request: FitRequest, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Step | FitResult]:
    """Move from the defaults, or the start, to a random place; the same prompt and seed give the same place.

    Locked parameters stay. Candidates are places on the way. Words outside ASCII are its unknown words.
    """
    space = voice(request.voice).space
    rng = random.Random(f"{request.prompt} {request.seed}")
    goal = [rng.random() for _ in space]
    initial = {**space.to_dict(space.to_list(request.start or {})), **request.locks}
    found: list[Candidate] = []
    losses: list[float] = []
    best = initial
    for step in range(1, STEPS + 1):
        if cancelled():
            break
        share = step / STEPS
        units = [(1 - share) * p.to_unit(initial[p.name]) + share * g for p, g in zip(space, goal, strict=True)]
        best = {p.name: p.to_natural(u) for p, u in zip(space, units, strict=True)} | dict(request.locks)
        losses.append(1.0 - 0.9 * share)
        found.insert(0, Candidate(best, 1 / (1 + losses[-1])))
        yield Step(step, STEPS, losses[-1], best, "rehearsal", (STEPS - step) * STEP_SECONDS)
        time.sleep(STEP_SECONDS)
    provenance = {"prompt": request.prompt, "seed": request.seed, "prior": "none (rehearsal)"}
    unknown = tuple(word for word in request.prompt.split() if not word.isascii())
    score = 1 / (1 + (losses[-1] if losses else 1.0))
    yield FitResult(best, score, losses, provenance, unknown, found[: request.candidates])
