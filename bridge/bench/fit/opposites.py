"""Does a word do what it says? "Low tom" beside "high tom": both are toms, so no judge of kinds can tell.

Each pair of prompts of `opposites.csv` differs in one respect that can be measured without any judge: `height`, where
the power lies on a logarithmic axis of frequency, in octaves; `length`, how long the sound stays within 30 dB of its
loudest, in doublings of time. A pair is right if the second prompt's sound has more of it by more than can just be
noticed, wrong if it has less by as much, and else the word went unheard.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from rich.table import Table
from torch import Tensor

from bridge.bench.fit.ledger import Once
from bridge.records import SAMPLE_RATE

LIST = Path(__file__).with_name("opposites.csv")
NOTICED = {"height": 0.02, "length": 0.07}
"""octaves, about a quarter of a semitone, and doublings, about five per cent of a duration"""
LOWEST = 30.0  # Hz
_WINDOW, _HOP = 1024, 64
_QUIET = 30.0  # dB below the loudest


@dataclass(frozen=True)
class Pair:
    """Two prompts; the second is to have more of a quantity. voice: that is fitted."""

    less: str
    more: str
    quantity: Literal["height", "length"]
    voice: str


def read_pairs(path: Path = LIST, count: int | None = None) -> list[Pair]:
    """The first `count` pairs of the list."""
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))[:count]
    return [Pair(r["less"], r["more"], "height" if r["quantity"] == "height" else "length", r["voice"]) for r in rows]


def measured(audio: Tensor, quantity: str) -> float:
    """Of sounds [n, 2, T] at 44.1 kHz, the mean of their heights (octaves above 1 Hz) or lengths (doublings of 1 s)."""
    mono = audio.mean(1)
    window = torch.hann_window(_WINDOW)
    power = torch.stft(mono, _WINDOW, _HOP, window=window, return_complex=True).abs().square()  # [n, bins, frames]
    hz = torch.arange(power.shape[1]) * SAMPLE_RATE / _WINDOW
    power, octave = power[:, hz >= LOWEST], hz[hz >= LOWEST].log2()
    if quantity == "height":
        each = power.sum(2)
        return float(((each * octave).sum(1) / each.sum(1).clamp_min(1e-20)).mean())
    loud = power.sum(1)
    heard = (loud > loud.amax(1, keepdim=True) * 10 ** (-_QUIET / 10)).sum(1).clamp_min(1)
    return float((heard * _HOP / SAMPLE_RATE).log2().mean())


def opposites(sound_of: Callable[[str, str, str, int], Tensor], pairs: Sequence[Pair], methods: Sequence[str],
              seeds: int, once: Once, tell: Callable[[str], None]) -> list[dict[str, Any]]:  # fmt: skip
    """One row a pair and seed: less, more, quantity, voice, seed, and by method `<method>_moved`.

    sound_of(method, prompt, voice, seed) -> audio [n, 2, T].
    """
    rows: list[dict[str, Any]] = []
    for seed in range(seeds):
        for pair in pairs:
            row = {"less": pair.less, "more": pair.more, "quantity": pair.quantity, "voice": pair.voice, "seed": seed}
            moved: dict[str, float] = {}
            for method in methods:
                moved |= once(partial(_moved, sound_of, pair, method, seed), part="opposites", method=method, **row)
            rows.append(row | moved)
            said = ", ".join(f"{m} {moved[f'{m}_moved']:+.2f}" for m in methods)
            tell(f"{pair.less} / {pair.more}, {pair.voice}, seed {seed}, {pair.quantity}: {said}")
    return rows


def _moved(sound_of: Callable[[str, str, str, int], Tensor], pair: Pair, method: str, seed: int) -> dict[str, Any]:
    prompts = pair.less, pair.more
    less, more = (measured(sound_of(method, prompt, pair.voice, seed), pair.quantity) for prompt in prompts)
    return {f"{method}_moved": more - less}


def figures_of(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """opposites_right_<method> and opposites_wrong_<method>: shares of pairs; what is left of 1 went unheard."""
    figures = {}
    for method in [key.removesuffix("_moved") for key in rows[0] if key.endswith("_moved")]:
        steps = np.array([r[f"{method}_moved"] / NOTICED[r["quantity"]] for r in rows])
        figures[f"opposites_right_{method}"] = float((steps > 1).mean())
        figures[f"opposites_wrong_{method}"] = float((steps < -1).mean())
    return figures


def table_of(figures: dict[str, float]) -> Table:
    table = Table("method", "right", "unheard", "wrong", title="Pairs of prompts that differ in one respect")
    for name in figures:
        if name.startswith("opposites_right_"):
            method = name.removeprefix("opposites_right_")
            right, wrong = figures[name], figures[f"opposites_wrong_{method}"]
            table.add_row(method, f"{right:.2f}", f"{1 - right - wrong:.2f}", f"{wrong:.2f}")
    return table
