"""Sixteen FM notes at a time, one a SIMD lane, for one tick: the inner loop of the real-time FM voice.

    y[t] = Σ_v a_v·u_v[t−1];   u_v[t] = f_v(t)·sin(ω_v·W(t) + Σ_j A_vj·u_j[t−1])

All in float32, but nothing drifts: at each tick the control side (`fm_block`) writes phases and envelopes anew from
64-bit numbers. f_v = min(rise, fall) of a straight line and an exponential, which is exact where they cross between
two samples. Phases are whole numbers, 2³² to a turn. While a pitch sweeps, each sample adds ω·k·w, w[t] = w·q^t.

A *bank* holds the numbers of one group of lanes: row after row of sixteen, at the places below; V rows for what each
operator has, V·V for the matrix. `STEP` rows are added each sample while a lane of the group glides.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from bridge.kernels.lanes import LANES, load, spread, store
from bridge.kernels.sine import sine, wrap32
from bridge.kernels.turns import dot, least, several, shift, turn
from bridge.realtime.arrays import TICK, Floats
from bridge.voices.fm import MAX_OPERATORS

V = MAX_OPERATORS
U = 0
RISE = U + V * LANES
RISE_STEP = RISE + V * LANES
FALL = RISE_STEP + V * LANES
FACTOR = FALL + V * LANES
SPIN = FACTOR + V * LANES  # ω·k, turns a sample
OUTPUT = SPIN + V * LANES
MATRIX = OUTPUT + V * LANES  # turns
LEFT = MATRIX + V * V * LANES
RIGHT = LEFT + LANES
STEP = RIGHT + LANES  # OUTPUT, MATRIX, LEFT, RIGHT once more: what they change by
STEPS = STEP - OUTPUT
WARP = STEP + STEPS  # w at the tick's start
GAIN = WARP + LANES
GAIN_STEP = GAIN + LANES
RELEASED = GAIN_STEP + LANES
RELEASE = RELEASED + LANES
POWERS = RELEASE + LANES  # TICK rows: q^t
FADES = POWERS + TICK * LANES  # TICK·V rows: the fade near Nyquist
Y = FADES + TICK * V * LANES  # TICK rows: what the notes sound like
BANK = Y + TICK * LANES

HUGE = 1e30
"""a line that never meets the other"""
FEW, ALL = (0,) * 4, (0,) * V
"""as long as there are operators in a group: the length is known to the compiler"""


@njit(cache=True, nogil=True, fastmath={"contract"})
def _oscillate(
    bank: Floats, phases: Any, steps: Any, slopes: Any, moving: bool, sweeping: bool, fading: bool, ways: Any
) -> None:
    count = len(ways)
    for i in range(TICK):
        u = several(bank, U, ways)
        store(bank, Y + i * LANES, dot(bank, OUTPUT, u))
        for v in range(count):
            at = v * LANES
            p = turn(phases, steps, at) + dot(bank, MATRIX + v * V * LANES, u)
            rise, fall = load(bank, RISE + at), load(bank, FALL + at)
            store(bank, RISE + at, rise + load(bank, RISE_STEP + at))
            store(bank, FALL + at, fall * load(bank, FACTOR + at))
            level = least(rise, fall)
            if fading:
                level = level * load(bank, FADES + (i * V + v) * LANES)
            if sweeping:
                warp = load(bank, WARP) * load(bank, POWERS + i * LANES)
                shift(phases, at, wrap32(load(bank, SPIN + at) * warp))
            store(bank, U + at, level * sine(wrap32(p)))
        if moving:
            for v in range(count):
                turn(steps, slopes, v * LANES)  # only for what it adds
            for k in range(0, STEPS, LANES):
                store(bank, OUTPUT + k, load(bank, OUTPUT + k) + load(bank, STEP + k))


@njit(cache=True, nogil=True)
def oscillate(bank: Floats, phases: Any, few: bool, moving: bool, sweeping: bool, fading: bool) -> None:
    """A tick of every lane into the bank's `Y`. phases: V rows of them, of their steps a sample, and of what these
    change by while a lane glides. few: no note has more than four operators."""
    phase, step, slope = phases[: V * LANES], phases[V * LANES : 2 * V * LANES], phases[2 * V * LANES :]
    if few:
        _oscillate(bank, phase, step, slope, moving, sweeping, fading, FEW)
    else:
        _oscillate(bank, phase, step, slope, moving, sweeping, fading, ALL)


@njit(cache=True, nogil=True, fastmath={"contract"})
def shape(bank: Floats, sums: Floats) -> None:
    """Gain and release, in place on `Y`; sums [LANES]: what each lane adds up to, which shows what is not finite."""
    gain, step = load(bank, GAIN), load(bank, GAIN_STEP)
    released, release = load(bank, RELEASED), load(bank, RELEASE)
    total = spread(np.float32(0.0))
    for i in range(TICK):
        y = load(bank, Y + i * LANES) * gain * released
        store(bank, Y + i * LANES, y)
        total = total + y
        gain = gain + step
        released = released * release
    store(sums, 0, total)


@njit(cache=True, nogil=True, fastmath={"contract"})
def pan(bank: Floats, moving: bool, left: Floats, right: Floats, start: int) -> None:
    """Add `Y` to both sides, [TICK·LANES] of each from `start` on."""
    l, r = load(bank, LEFT), load(bank, RIGHT)
    if moving:  # where `oscillate` has left them; so back to the start
        back = spread(np.float32(-TICK))
        l = l + back * load(bank, LEFT - OUTPUT + STEP)
        r = r + back * load(bank, RIGHT - OUTPUT + STEP)
    for i in range(TICK):
        y = load(bank, Y + i * LANES)
        at = start + i * LANES
        store(left, at, load(left, at) + l * y)
        store(right, at, load(right, at) + r * y)
        if moving:
            l = l + load(bank, LEFT - OUTPUT + STEP)
            r = r + load(bank, RIGHT - OUTPUT + STEP)
