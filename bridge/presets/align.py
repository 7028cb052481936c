"""Which operator or mode of one preset corresponds to which of another: their numbers mean nothing to the ear.

Renumbering leaves the sound as it is: operators of FM with their rows and columns of the matrix, modes and bands of an
impact, and of a DX7 those operators that have the same place in an algorithm (the pairs of algorithm 5, the five plain
operators of 32 …), also where that makes another of the 32 of it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bridge.errors import BadRequest
from bridge.params import ParamSpace
from bridge.presets.preset import Preset
from bridge.voices.catalog import Voice
from bridge.voices.catalog import voice as find_voice
from bridge.voices.dx7 import ALGORITHMS, FEEDBACK, OPERATORS

Values = dict[str, float]
Numbers = dict[int, int]
"""old number of an operator, mode or band: its new one"""
_LOWEST_HZ, _OCTAVES = 10.0, math.log2(16000.0 / 10.0)
OTHER_ALGORITHM = 4.0
"""what it costs a DX7 patch to change its algorithm's number: more than any operator's distance"""


def same_voice(first: Preset, second: Preset) -> Voice:
    """The voice of both. Raises BadRequest."""
    if first.voice != second.voice:
        voices = f"{first.name!r} is of voice {first.voice}, {second.name!r} of {second.voice}"
        raise BadRequest(f"{voices}; take two of one voice (`sds-bridge dx7 convert` makes a DX7 patch of any)")
    return find_voice(first.voice)


class Aligned(NamedTuple):
    """parameters, renumbered, and by kind (op, mode, band) the numbers they had and have now."""

    values: Values
    numbers: dict[str, Numbers]

    def name_before(self, name: str) -> str:
        """What a parameter was called that is called `name` now."""
        for kind, numbers in self.numbers.items():
            was = {str(new): str(old) for old, new in numbers.items()}
            if own := re.fullmatch(rf"({kind})(\d+)(_\w+)", name):
                return own[1] + was[own[2]] + own[3]
            if kind == "op" and (cell := re.fullmatch(r"a(\d)(\d)", name)):
                return f"a{was[cell[1]]}{was[cell[2]]}"
        return name


def aligned(first: Preset, second: Preset) -> Aligned:
    """The second's parameters, renumbered to lie as near to the first's as they can. Raises BadRequest (two voices)."""
    voice = same_voice(first, second)
    mine, theirs = first.parameters, second.parameters
    if voice.family == "fm":
        return _fm(voice, mine, theirs)
    if voice.family == "dx7":
        return _dx7(voice.space, mine, theirs)
    numbers = {kind: _assigned(voice.space, kind, mine, theirs) for kind in ("mode", "band")}
    values = dict(theirs)
    for kind, changed in numbers.items():
        values |= _renumbered(kind, theirs, changed)
    return Aligned(values, numbers)


def _fm(voice: Voice, mine: Mapping[str, float], theirs: Mapping[str, float]) -> Aligned:
    """All permutations are tried (720 for six operators): with the matrix this is no plain assignment."""
    size = voice.size
    here, there = (_fm_features(voice.space, size, values) for values in (mine, theirs))
    near = ((here[:, None] - there[None]) ** 2).sum(2)
    matrix, other = (_matrix(size, values) for values in (mine, theirs))

    def cost(order: tuple[int, ...]) -> float:
        chosen = list(order)
        return float(near[range(size), chosen].sum() + ((matrix - other[np.ix_(chosen, chosen)]) ** 2).sum())

    best = min(itertools.permutations(range(size)), key=cost)
    numbers = {old + 1: new + 1 for new, old in enumerate(best)}
    values = {**theirs, **_renumbered("op", theirs, numbers)}
    for v, j in itertools.product(numbers, repeat=2):
        values[f"a{numbers[v]}{numbers[j]}"] = theirs[f"a{v}{j}"]
    return Aligned(values, {"op": numbers})


def _fm_features(space: ParamSpace, size: int, values: Mapping[str, float]) -> np.ndarray:
    """[operator, feature], each about 0 … 1: frequency, attack, decay, level."""
    rows = []
    for v in range(1, size + 1):
        hz = max(operator_hz(values, v), _LOWEST_HZ)
        rest = [space.param(f"op{v}_{key}").to_unit(values[f"op{v}_{key}"]) for key in ("attack", "decay", "level")]
        rows.append([math.log2(hz / _LOWEST_HZ) / _OCTAVES, *rest])
    return np.array(rows)


def operator_hz(values: Mapping[str, float], v: int) -> float:
    """At which frequency an FM operator swings."""
    fixed = values[f"op{v}_mode"] >= 0.5
    return values[f"op{v}_fixed_hz"] if fixed else values["root_hz"] * values[f"op{v}_ratio"]


def _matrix(size: int, values: Mapping[str, float]) -> np.ndarray:
    """[modulated, modulator], −1 … 1."""
    numbers = range(1, size + 1)
    return np.array([[values[f"a{v}{j}"] / 6 for j in numbers] for v in numbers])


def _assigned(space: ParamSpace, kind: str, mine: Mapping[str, float], theirs: Mapping[str, float]) -> Numbers:
    """Each mode with its counterpart: the assignment with the least distance over all, loud ones counting more."""
    from scipy.optimize import linear_sum_assignment

    size = sum(p.name.startswith(kind) and p.name.endswith("_amp") for p in space)
    here, there = (_mode_features(space, kind, size, values) for values in (mine, theirs))
    loudness = np.maximum(here[:, None, 2], there[None, :, 2])
    costs = (((here[:, None] - there[None]) * [4.0, 1.0, 1.0]) ** 2).sum(2) * (0.05 + loudness**2)
    new, old = linear_sum_assignment(costs)
    return {int(o) + 1: int(n) + 1 for n, o in zip(new, old, strict=True)}


def _mode_features(space: ParamSpace, kind: str, size: int, values: Mapping[str, float]) -> np.ndarray:
    """[mode, (frequency, damping, amplitude)] as knob positions, which are logarithmic."""
    names = [[f"{kind}{n}_{key}" for key in ("hz", "damping", "amp")] for n in range(1, size + 1)]
    return np.array([[space.param(name).to_unit(values[name]) for name in row] for row in names])


def _dx7(space: ParamSpace, mine: Mapping[str, float], theirs: Mapping[str, float]) -> Aligned:
    keys = [p.name.removeprefix("op1_") for p in space if p.name.startswith("op1_")]
    here, there = (
        np.array([[space.param(f"op{v}_{key}").to_unit(values[f"op{v}_{key}"]) for key in keys]
                  for v in range(1, OPERATORS + 1)])
        for values in (mine, theirs)
    )  # fmt: skip
    near = ((here[:, None] - there[None]) ** 2).sum(2)

    def cost(choice: tuple[int, tuple[int, ...]]) -> float:
        algorithm, places = choice
        return float(near[list(places), range(OPERATORS)].sum()) + OTHER_ALGORITHM * (algorithm != mine["algorithm"])

    algorithm, places = min(same_sound(int(theirs["algorithm"])), key=cost)
    numbers = {v + 1: place + 1 for v, place in enumerate(places)}
    values = {**theirs, **_renumbered("op", theirs, numbers), "algorithm": float(algorithm)}
    return Aligned(values, {"op": numbers})


@lru_cache(maxsize=32)
def same_sound(algorithm: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Ways to renumber a DX7's operators that leave its sound: (algorithm, new place of each operator, from 0)."""
    edges, loop = ALGORITHMS[algorithm - 1], FEEDBACK[algorithm - 1]
    known = {(frozenset(e), f): k for k, (e, f) in enumerate(zip(ALGORITHMS, FEEDBACK, strict=True), 1)}
    ways = []
    for places in itertools.permutations(range(OPERATORS)):
        moved = frozenset((places[m - 1] + 1, places[c - 1] + 1) for m, c in edges)
        found = known.get((moved, (places[loop[0] - 1] + 1, places[loop[1] - 1] + 1)))
        if found is not None:
            ways.append((found, places))
    return tuple(ways)


def _renumbered(kind: str, values: Mapping[str, float], numbers: Numbers) -> Values:
    """What belongs to `kind` (op, mode, band), under its new numbers."""
    moved: Values = {}
    for old, new in numbers.items():
        prefix = f"{kind}{old}_"
        moved |= {f"{kind}{new}_{k.removeprefix(prefix)}": v for k, v in values.items() if k.startswith(prefix)}
    return moved
