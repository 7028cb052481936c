"""What a DX7's 0–99 numbers mean, as tables of a hundred: in octaves of amplitude (6.02 dB) and octaves a second.

    level of an operator   ℓ = E[L] + O[OL] − 16.625, at least 1/16; amplitude 2^(ℓ − 15): 1 at L = OL = 99, and
                           nothing below `SILENT`
    falling                ℓ falls by S[R] a second
    rising                 at once to 6.703, then ℓ rises by S[R]·⌊17 − ℓ⌋ a second: fast at first, slower the louder
    feedback               β = 2π·2^(FB − 7) rad, 0 at FB = 0, on the mean of the last two outputs; a quarter of that
                           in algorithms 4, 6 and 32 (Dexed's usual engine, "Mark I")
    modulation             4π rad at full level
    detune                 2^(d·0.0209/7·p·e^(−0.396p)) for d = −7 … 7 counts, p = log2 of the note's Hz; fixed
                           frequencies go up only, 0.96 cents a count

These are the numbers of msfa (Levien 2012, google/music-synthesizer-for-android) and of Dexed for detune, both taken
from instruments. In between whole numbers the tables are joined by straight lines. Several steps of the instrument's
scales are flat (levels by pairs, rates by threes), so the slope an optimiser follows is that of the `smooth` tables.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_FIRST = (0, 5, 9, 13, 17, 20, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 42, 43, 45, 46)
SCALED = np.array([*_FIRST, *range(48, 128)])
"""levels on the instrument's inner scale of 128"""
LINEAR_FROM = len(_FIRST)
"""the level from which a count is always ¾ dB"""
OUTPUT = SCALED / 8.0
"""O, octaves: 0.75 dB a count from 20 on"""
ENVELOPE = (SCALED // 2) / 4.0
"""E, octaves: steps of 1.5 dB, two counts each"""
OFFSET = 16.625
FLOOR = 1 / 16
SILENT = 0.1293
"""octaves, −89.5 dB: a quieter operator is not computed"""
FULL = 15.0
JUMP = 1716 / 256
"""octaves: where attacks begin"""
CEILING = 17.0
_Q = np.arange(100) * 41 // 64
SPEED = np.log2(44100 / 64 * (4 + _Q % 4) * 2.0 ** (_Q // 4 - 16))
"""log2 of S, octaves a second"""
MODULATION = 4 * math.pi
WEAKLY_LOOPED, WEAK_LOOP = (4, 6, 32), 0.25
"""algorithms whose loop is heard itself or goes through several operators, and what is left there of feedback"""
DETUNE = 0.0209 / 7
DETUNE_FALL = 0.396
DETUNE_FIXED = 13457 / 2**24


def smooth(table: Array) -> Array:
    """The table without its steps: each value the mean of itself twice and its neighbours."""
    padded = np.concatenate([[2 * table[0] - table[1]], table, [2 * table[-1] - table[-2]]])
    return np.asarray((padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4)


def between(table: Array, number: Array) -> Array:
    """The table at real numbers 0 … 99, any shape: straight lines between whole ones."""
    return np.interp(number, np.arange(len(table)), table)


def feedback_radians(feedback: float, algorithm: int) -> float:
    """β of the panel's 0 … 7; a straight line from nothing at 0 to the first step. algorithm: from 1."""
    share = WEAK_LOOP if algorithm in WEAKLY_LOOPED else 1.0
    return 2 * math.pi * 2.0 ** (max(feedback, 1.0) - 7) * min(feedback, 1.0) * share
