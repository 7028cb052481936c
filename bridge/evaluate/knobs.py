"""How far two FM presets are apart on their knobs, whatever their operators are called."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np

from bridge.params import Param
from bridge.voices.catalog import Voice

_HEARD = Param("hz", "Hz", 20.0, 16000.0, 220.0, "log")
"""an operator's frequency, whether it comes from root × ratio or is fixed"""


def fm_knob_distance(voice: Voice, one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Mean distance of knob positions, 0 … 1, under the permutation of operators that makes it least.

    Knobs: each operator's frequency as it sounds, attack, decay, level; the matrix; the sweep's depth and time.
    Level, pan and release are left out (the first is levelled, the others are not heard in a match), and so are mode,
    ratio and fixed frequency, of which many say the same.
    """
    mine, my_matrix, my_sweep = _knobs(voice, one)
    theirs, their_matrix, their_sweep = _knobs(voice, other)
    rest = np.abs(my_sweep - their_sweep).sum()
    least = min(
        np.abs(mine - theirs[list(p)]).sum() + np.abs(my_matrix - their_matrix[np.ix_(p, p)]).sum()
        for p in itertools.permutations(range(voice.size))
    )
    return float((least + rest) / (mine.size + my_matrix.size + my_sweep.size))


def _knobs(voice: Voice, values: Mapping[str, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Knob positions: [operator, 4], [operator, operator], [2]."""
    numbers = range(1, voice.size + 1)

    def unit(name: str) -> float:
        return voice.space.param(name).to_unit(values[name])

    def frequency(v: int) -> float:
        fixed = values[f"op{v}_mode"] >= 0.5
        return _HEARD.to_unit(values[f"op{v}_fixed_hz"] if fixed else values["root_hz"] * values[f"op{v}_ratio"])

    rows = [[frequency(v), *(unit(f"op{v}_{k}") for k in ("attack", "decay", "level"))] for v in numbers]
    matrix = [[unit(f"a{v}{j}") for j in numbers] for v in numbers]
    return np.array(rows), np.array(matrix), np.array([unit("sweep"), unit("sweep_time")])
