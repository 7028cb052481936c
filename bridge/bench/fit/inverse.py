"""The inverse problem: a hidden preset is rendered, and has to be found again from its sound alone.

Here the answer is known, so this shows what searching and descending can do, apart from what the prior knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from bridge.bench.fit.ledger import Once
from bridge.bench.fit.methods import Stage
from bridge.distill.approach import Effort, Progress
from bridge.distill.bank import render_levelled
from bridge.distill.draws import draw_presets
from bridge.evaluate.knobs import fm_knob_distance
from bridge.evaluate.pitch import cents, pitch_of
from bridge.evaluate.spectral import log_spectral_distance
from bridge.match.match import Match, match
from bridge.voices.catalog import voice as find_voice

SEED = 90210
"""of the hidden presets; the bank's is 0"""
CLOSE_CENTS = 20.0
UNPITCHED = 0.25
"""of the hidden sounds at most have no clear pitch: of an impact's draws two thirds have none"""
MOST = 64
"""draws a hidden sound, whatever they are like"""


@dataclass(frozen=True)
class Secret:
    """A hidden preset [P], its sound [2, T] and its pitch in Hz, if that is clear."""

    natural: Tensor
    sound: Tensor
    hz: float | None


Keep = Callable[[str, Tensor], None]
"""told the name and the sound [2, T] of what is hidden and of what was found"""


def inverse(stage: Stage, count: int, effort: Effort, once: Once, keep: Keep,
            tell: Callable[[str], None]) -> list[dict[str, Any]]:  # fmt: skip
    """One row a hidden preset: pitches in Hz (None: not clear), LSD in dB, also of the bank's best, and for FM the
    parameter error, also that of a stranger (the next hidden preset)."""
    secrets = hidden(stage, count)
    rows: list[dict[str, Any]] = []
    for number, secret in enumerate(secrets):
        measure = partial(_again, stage, secret, secrets[(number + 1) % count], effort, f"-{number + 1:02}", keep)
        key = {"inverse": number, "voice": stage.name}
        row = key | {"hz": secret.hz} | once(measure, part="inverse", effort=asdict(effort), hidden=count, **key)
        rows.append(row)
        said = f"distance {row['distance']:.3f}, LSD {row['lsd']:.1f} dB"
        tell(f"hidden {stage.name} {number + 1} of {count}: {said}")
    return rows


def _again(stage: Stage, secret: Secret, stranger: Secret, effort: Effort, name: str, keep: Keep) -> dict[str, Any]:
    """What is found of a secret: distance, found_hz, lsd …"""
    voice, sound = find_voice(stage.name), secret.sound
    records = list(match(stage.prior, stage.synth, sound, stage.bank, effort, seed=stage.request.seed))
    first, last = records[0], records[-1]
    assert isinstance(first, Progress) and first.natural is not None and isinstance(last, Match)
    with torch.no_grad():
        both = torch.stack([last.natural, first.natural.to(last.natural)]).float()
        found, nearest = stage.synth.render(both, stage.prior.sample_rate, stage.request.seconds)
    keep(f"{stage.name}{name}-hidden", sound)
    keep(f"{stage.name}{name}-found", found)
    distances = log_spectral_distance(torch.stack([found, nearest]), sound.expand(2, -1, -1))
    row = {"distance": last.distance, "found_hz": pitch_of(found.numpy()), "lsd": float(distances[0]),
           "lsd_bank": float(distances[1])}  # fmt: skip
    if voice.family == "fm":
        mine, other, theirs = (voice.space.to_dict(x.tolist()) for x in (secret.natural, stranger.natural,
                                                                         last.natural))  # fmt: skip
        row["parameter_error"] = fm_knob_distance(voice, mine, theirs)
        row["parameter_error_stranger"] = fm_knob_distance(voice, mine, other)
    return row


def hidden(stage: Stage, count: int) -> list[Secret]:
    """The first draws, but no more than `UNPITCHED` of them without a clear pitch, if enough have one."""
    kinds: dict[bool, list[Secret]] = {True: [], False: []}
    plain = int(count * UNPITCHED)
    for drawn in torch.from_numpy(draw_presets(find_voice(stage.name), MOST * count, SEED)).float().split(count):
        sounds, levelled = render_levelled(stage.synth, drawn, stage.request.seconds)
        for sound, natural in zip(sounds, levelled, strict=True):
            hz = pitch_of(sound.numpy())
            kinds[hz is not None].append(Secret(natural, sound, hz))
        if len(kinds[True]) + min(plain, len(kinds[False])) >= count:
            break
    pitched = kinds[True][: count - min(plain, len(kinds[False]))]
    return pitched + kinds[False][: count - len(pitched)]


def figures_of(name: str, rows: list[dict[str, Any]]) -> dict[str, float]:
    """inverse_<voice>_pitch20: share within 20 cents, of the `pitched` hidden sounds that have a clear pitch (absent if
    none has); the rest are medians."""
    pitched = [r for r in rows if r["hz"] is not None]
    figures = {"pitched": float(len(pitched)), "sounds": float(len(rows))}
    if pitched:
        figures["pitch20"] = float(np.mean([_close(r["hz"], r["found_hz"]) for r in pitched]))
    for key in ("lsd", "lsd_bank", "distance", "parameter_error", "parameter_error_stranger"):
        if all(key in r for r in rows):
            figures[key] = float(np.median([r[key] for r in rows]))
    return {f"inverse_{name}_{key}": value for key, value in figures.items()}


def _close(hz: float, found: float | None) -> bool:
    return found is not None and abs(cents(found, hz)) <= CLOSE_CENTS
