"""The inverse problem: a hidden preset is rendered, and has to be found again from its sound alone.

Here the answer is known, so this shows what searching and descending can do, apart from what the prior knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

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

Keep = Callable[[str, Tensor], None]
"""told the name and the sound [2, T] of what is hidden and of what was found"""


def inverse(stage: Stage, count: int, effort: Effort, keep: Keep, tell: Callable[[str], None]) -> list[dict[str, Any]]:
    """One row a hidden preset: pitches in Hz (None: not clear), LSD in dB, also of the bank's best, and for FM the
    parameter error, also that of a stranger (the next hidden preset)."""
    voice = find_voice(stage.name)
    drawn = torch.from_numpy(draw_presets(voice, count + 1, SEED)).float()
    audio, hidden = render_levelled(stage.synth, drawn, stage.request.seconds)
    rows: list[dict[str, Any]] = []
    for number in range(count):
        sound = audio[number]
        records = list(match(stage.prior, stage.synth, sound, stage.bank, effort, seed=stage.request.seed))
        first, last = records[0], records[-1]
        assert isinstance(first, Progress) and first.natural is not None and isinstance(last, Match)
        with torch.no_grad():
            both = torch.stack([last.natural, first.natural.to(last.natural)]).float()
            found, nearest = stage.synth.render(both, stage.prior.sample_rate, stage.request.seconds)
        distances = log_spectral_distance(torch.stack([found, nearest]), sound.expand(2, -1, -1))
        row = {"inverse": number, "voice": stage.name, "distance": last.distance, "hz": pitch_of(sound.numpy()),
               "found_hz": pitch_of(found.numpy()), "lsd": float(distances[0]),
               "lsd_bank": float(distances[1])}  # fmt: skip
        if voice.family == "fm":
            mine, stranger, theirs = (voice.space.to_dict(x.tolist()) for x in (hidden[number], hidden[number + 1],
                                                                               last.natural))  # fmt: skip
            row["parameter_error"] = fm_knob_distance(voice, mine, theirs)
            row["parameter_error_stranger"] = fm_knob_distance(voice, mine, stranger)
        rows.append(row)
        keep(f"{stage.name}-{number + 1:02}-hidden", sound)
        keep(f"{stage.name}-{number + 1:02}-found", found)
        tell(f"hidden {stage.name} {number + 1} of {count}: distance {last.distance:.3f}, LSD {row['lsd']:.1f} dB")
    return rows


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
