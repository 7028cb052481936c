"""What each number of a DX7's panel does in our voice, in Dexed and in hexter: part `dx7-parity` of `bench presets`.

A check plays patches that differ in one number and reads one thing off each sound; the difference between our reading
and an engine's is the error, and a check has a tolerance for each engine (`CHECKS`; a test holds us to them). Dexed is
what our voice means to be. hexter differs where it says why below: it is the judge of all that does not depend on it.

- fall, part of a fall: hexter reads the time of a fall off tables and goes there on a straight line of level numbers:
  its decibels a second depend on where a fall ends, and in Dexed, as in the instrument, on the rate alone
- rise: hexter's are straight in decibels, the instrument's slow down towards the top
- envelope level: Dexed and we have the instrument's steps of two counts, hexter has steps of one
- detune: what a count is, engines do not agree on
- algorithm: hexter's oscillators begin a quarter of a turn later, and its modulation is 0.4 dB deeper
- feedback: hexter's loop is one sample long, weaker, and grows with the level's count instead of its amplitude; Dexed's
  are those of its usual engine ("Mark I"). Operators are at levels below chaos
- output level: Dexed's quiet operators are coarse (0.2 dB at 20, 1 dB at 12)

What our voice leaves out (`bridge.presets.dx7_voice.left_out`) is measured too, and has no tolerance.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from rich.table import Table

from bridge.bench.presets import dexed, hexter
from bridge.bench.presets.dx7_cases import CASES, Case, Kind
from bridge.evaluate.spectral import log_spectral_distance
from bridge.presets.dx7 import Patch
from bridge.presets.dx7_voice import parameters_of
from bridge.realtime.engine import Engine

RATE = 44100
QUIET = -18.0
"""dB that our render is turned down, so that the limiter does not touch it"""
RMS = 0.1
Sound = np.ndarray
Row = dict[str, Any]


class Player(Protocol):
    def play(self, patch: Patch, seconds: float, note: int = 60, held: float | None = None) -> Sound:
        """[T] float32 of one note at the highest velocity."""


class Ours:
    """Our real-time voice."""

    def play(self, patch: Patch, seconds: float, note: int = 60, held: float | None = None) -> Sound:
        engine = Engine(RATE)
        engine.load("dx7", parameters_of(patch) | {"level": QUIET})
        engine.note(note, 1.0)
        first = engine.render(round((seconds if held is None else held) * RATE))[0]
        if held is None:
            return first
        engine.note(note, 0.0)
        return np.concatenate([first, engine.render(round((seconds - held) * RATE))[0]])


def engines() -> dict[str, Player]:
    """Those that are installed."""
    found: dict[str, Player] = {}
    if dexed.installed():
        found["dexed"] = dexed.Dexed(RATE)
    if hexter.installed():
        found["hexter"] = hexter.Hexter(RATE)
    return found


@dataclass(frozen=True)
class Check:
    """tolerance: of the largest error, by engine; none: what our voice leaves out."""

    name: str
    kind: Kind
    tolerance: dict[str, float]

    @property
    def cases(self) -> tuple[Case, ...]:
        return CASES[self.name]


CHECKS = (
    Check("note", "cents", {"dexed": 0.1, "hexter": 0.1}),
    Check("transpose", "cents", {"dexed": 0.1, "hexter": 0.1}),
    Check("coarse", "cents", {"dexed": 0.1, "hexter": 0.1}),
    Check("fine", "cents", {"dexed": 0.1, "hexter": 0.1}),
    Check("fixed frequency", "cents", {"dexed": 0.1, "hexter": 0.1}),
    Check("detune", "cents", {"dexed": 0.1, "hexter": 7.5}),
    Check("output level", "dB", {"dexed": 0.25, "hexter": 0.1}),
    Check("envelope level", "dB", {"dexed": 0.1, "hexter": 0.8}),
    Check("fall", "slope", {"dexed": 0.01, "hexter": 0.2}),
    Check("part of a fall", "slope", {"dexed": 0.01, "hexter": 0.25}),
    Check("rise to -6 dB", "rise 6", {"dexed": 0.03, "hexter": 0.1}),
    Check("rise to -3 dB", "rise 3", {"dexed": 0.03, "hexter": 0.1}),
    Check("release", "release", {"dexed": 0.01, "hexter": 0.1}),
    Check("algorithm", "LSD", {"dexed": 1.0, "hexter": 6.0}),
    Check("feedback", "LSD", {"dexed": 1.0, "hexter": 7.0}),
    Check("feedback of algorithm 32", "LSD", {"dexed": 1.0, "hexter": 7.0}),
    Check("feedback of algorithm 6", "LSD", {"dexed": 1.0, "hexter": 15.0}),
    Check("feedback of algorithm 4", "LSD", {"dexed": 1.0, "hexter": 25.0}),
    Check("keyboard rate scaling", "slope", {}),
    Check("keyboard level scaling", "dB", {}),
    Check("velocity sensitivity", "dB", {}),
    Check("pitch envelope", "cents", {}),
    Check("LFO: vibrato", "LSD", {}),
    Check("LFO: tremolo", "LSD", {}),
)
UNIT = {"cents": "cents", "dB": "dB", "LSD": "dB LSD"}
"""of errors; of the others: relative"""


@dataclass(frozen=True)
class Found:
    """errors of a check beside an engine, one a case"""

    check: Check
    engine: str
    errors: tuple[float, ...]

    @property
    def worst(self) -> float:
        return max(self.errors)

    @property
    def tolerance(self) -> float | None:
        return self.check.tolerance.get(self.engine)


def measure(players: dict[str, Player], checks: Iterable[Check] = CHECKS, ours: Player | None = None) -> list[Found]:
    """Every check beside every engine. ours: another in place of our voice."""
    mine = ours or Ours()
    return [
        Found(check, name, tuple(_errors(check, mine, player))) for check in checks for name, player in players.items()
    ]


def _errors(check: Check, mine: Player, theirs: Player) -> list[float]:
    pairs = [[_play(player, case) for player in (mine, theirs)] for case in check.cases]
    if check.kind == "LSD":
        return [_lsd(a, b) for a, b in pairs]
    read = _READ[check.kind]
    a, b = ([read(pair[side]) for pair in pairs] for side in (0, 1))
    if check.kind == "cents":
        return [abs(1200 * float(np.log2(x / y))) for x, y in zip(a, b, strict=True)]
    if check.kind == "dB":  # beside the first case, for engines differ in volume
        return [abs((x - a[0]) - (y - b[0])) for x, y in zip(a[1:], b[1:], strict=True)]
    return [abs(x / y - 1) for x, y in zip(a, b, strict=True)]


def _play(player: Player, case: Case) -> Sound:
    return player.play(Patch.of("PARITY", case.numbers), case.seconds, case.note, case.held)


def _lsd(mine: Sound, theirs: Sound) -> float:
    pair = [torch.from_numpy(RMS * s / max(float(s.std()), 1e-9))[None, None].float() for s in (mine, theirs)]
    return float(log_spectral_distance(*pair))


def _hertz(sound: Sound) -> float:
    """Parabola through the strongest line of a long window, in dB: good to a tenth of a cent."""
    some = sound[4000:].astype(np.float64)
    spectrum = np.log(np.abs(np.fft.rfft(some * np.blackman(len(some)), 1 << 18)) + 1e-12)
    k = int(spectrum.argmax())
    a, b, c = spectrum[k - 1 : k + 2]
    return float((k + 0.5 * (a - c) / (a - 2 * b + c)) * RATE / (1 << 18))


def _levels(sound: Sound, size: int) -> Sound:
    frames = sound[: len(sound) // size * size].reshape(-1, size).astype(np.float64)
    return np.asarray(20 * np.log10(frames.std(1) + 1e-9))


def _loudness(sound: Sound) -> float:
    return float(_levels(sound, len(sound))[0])


def _slope(sound: Sound, top: int = 4) -> float:
    """dB a second, from 1 dB below the frame `top` to 1.5 dB above the end, 45 dB at most."""
    size = RATE // 200
    levels = _levels(sound, size)[top:]
    depth = min(levels[0] - levels[-1] - 1.5, 45.0)
    some = np.flatnonzero((levels < levels[0] - 1) & (levels > levels[0] - depth))
    return float(np.polyfit(some, levels[some], 1)[0] * RATE / size)


def _rise(below: float) -> Callable[[Sound], float]:
    """Seconds until so many dB below the level at the end."""

    def seconds(sound: Sound) -> float:
        levels = _levels(sound, 44)
        return float(np.argmax(levels > levels[-1] - below)) * 44 / RATE

    return seconds


_READ: dict[Kind, Callable[[Sound], float]] = {
    "cents": _hertz, "dB": _loudness, "slope": _slope, "release": lambda sound: _slope(sound, 50),
    "rise 3": _rise(3.0), "rise 6": _rise(6.0),
}  # fmt: skip


def table(found: Sequence[Found]) -> Table:
    names = list(dict.fromkeys(f.engine for f in found))
    shown = Table("number", "", title="A DX7's numbers: our voice beside other engines")
    for name in names:
        for column in ("median", "largest", "tolerance"):
            shown.add_column(f"{name}: {column}", justify="right")
    for check in dict.fromkeys(f.check.name for f in found):
        some = {f.engine: f for f in found if f.check.name == check}
        cells = [cell for name in names for cell in _cells(some[name])]
        kind = next(iter(some.values())).check.kind
        shown.add_row(check, UNIT.get(kind, "relative"), *cells)
    return shown


def _cells(f: Found) -> tuple[str, str, str]:
    limit = "left out" if f.tolerance is None else f"{f.tolerance:g}"
    return f"{statistics.median(f.errors):.3g}", f"{f.worst:.3g}", limit


def rows(found: Sequence[Found]) -> list[Row]:
    return [{"check": f.check.name, "engine": f.engine, "unit": UNIT.get(f.check.kind, "relative"),
             "median": statistics.median(f.errors), "largest": f.worst, "tolerance": f.tolerance}
            for f in found]  # fmt: skip


def figures(found: Sequence[Found]) -> dict[str, float]:
    """The largest error of each check, and the share of those with a tolerance that are within it."""
    values = {f"dx7_parity_{f.check.name.replace(' ', '_').replace(':', '')}_{f.engine}": f.worst for f in found}
    for name in dict.fromkeys(f.engine for f in found):
        within = [f.worst <= f.tolerance for f in found if f.engine == name and f.tolerance is not None]
        values[f"dx7_parity_within_{name}"] = float(np.mean(within))
    return values
