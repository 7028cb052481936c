"""FM notes at control rate: what `fm_lanes` needs for the next tick, from numbers that do not drift.

The closed forms of `bridge.kernels.control` become recurrences that survive a change of parameters: the phase
advances by ω_v·(W(t+1) − W(t)) = ω_v·(1 + k·w[t]) with w[t] = e^{−t/τ} and k = s·τ·(1 − e^{−1/τ}); f_v rises by 1/α_v
a sample until it would pass 1, then falls by e^{−1/δ_v}. Phases are 64-bit whole numbers: an hour-long note stays
in tune.

What a note plays is a row of numbers (`fm_row`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from bridge.kernels.control import FADE_START
from bridge.kernels.lanes import LANES
from bridge.kernels.turns import turns64
from bridge.realtime import fm_lanes
from bridge.realtime.arrays import TICK, Floats, Record, Row
from bridge.realtime.fm_lanes import HUGE, V
from bridge.realtime.fm_row import (
    ATTACK,
    DECAY,
    GLIDES,
    LEFT,
    OMEGA,
    OPERATORS,
    OUTPUT,
    RIGHT,
    ROW,
    SWEEP,
    TUNED,
    WARP,
    WARP_DECAY,
)  # fmt: skip
from bridge.realtime.glide import advance, begin, depart

FM_STATE = np.dtype(
    [
        ("base", np.float64, ROW),
        ("row", np.float64, ROW),
        ("step", np.float64, GLIDES),
        ("goal", np.float64, GLIDES),
        ("gliding", np.int64),
        ("faded", np.int64, V),
        ("rising", np.int64, V),
        ("level", np.float64, V),
        ("warp", np.float64),
    ],
    align=True,
)
"""One note. base, row, step, goal, gliding (in ticks): see `glide`. rising: 1 while operator v
rises, its envelope then is `level`; 2 in the tick after. faded: its fades are not all 1.
warp: w, 0 when it has died away."""

# places in a group's 64-bit numbers: [V·LANES] each
ENVELOPE, DECAYS, WIDE = 0, V * LANES, 2 * V * LANES  # float64: f_v while it falls, and what a tick multiplies it by
PHASE, PACE, EXTRA, WHOLE = 0, V * LANES, 2 * V * LANES, 3 * V * LANES  # int64: a sample's turn; EXTRA: a tick's sweep
HALF = np.int64(2**31)
SETTLED = 1e-9
"""w below which a sweep has ended"""
SILENCE = 1e-15


@njit(cache=True, nogil=True)
def fm_clear(bank: Floats, wide: Any, whole: Any, lane: int) -> None:
    """Make a lane silent, whatever was in it."""
    for place in range(lane, fm_lanes.Y, LANES):
        bank[place] = 0.0
    for place in range(fm_lanes.FADES + lane, fm_lanes.Y, LANES):
        bank[place] = 1.0
    for v in range(V):
        at = v * LANES + lane
        bank[fm_lanes.RISE + at] = HUGE
        wide[ENVELOPE + at], wide[DECAYS + at] = 0.0, 0.0
        whole[PHASE + at], whole[PACE + at], whole[EXTRA + at] = 0, 0, 0


@njit(cache=True, nogil=True)
def _decay(state: Record, bank: Floats, wide: Any, lane: int) -> None:
    for v in range(V):
        if state.row[DECAY + v] > 0.0:
            fall = math.exp(-1.0 / state.row[DECAY + v])
            bank[fm_lanes.FACTOR + v * LANES + lane] = fall
            wide[DECAYS + v * LANES + lane] = fall**TICK


@njit(cache=True, nogil=True)
def _sweep(state: Record, bank: Floats, lane: int) -> None:
    power = 1.0
    for i in range(TICK):
        bank[fm_lanes.POWERS + i * LANES + lane] = power
        power *= state.row[WARP_DECAY]


@njit(cache=True, nogil=True)
def fm_start(
    state: Record, slot: Record, bank: Floats, wide: Any, whole: Any, lane: int, row: Row, bend: float
) -> None:
    """A new note with this row in a lane, at t = 0. bend: a factor of frequency."""
    fm_clear(bank, wide, whole, lane)
    begin(state, row, TUNED, bend)
    slot.busy, slot.moving, slot.faded = 1, 1, 0
    state.warp = 1.0
    for v in range(V):
        state.faded[v], state.level[v] = 0, 0.0
        state.rising[v] = 1 if row[ATTACK + v] > 0.0 else 0
    _decay(state, bank, wide, lane)
    _sweep(state, bank, lane)


@njit(cache=True, nogil=True)
def fm_glide(
    state: Record, slot: Record, bank: Floats, wide: Any, lane: int, row: Row, bend: float, ticks: int
) -> None:
    """Let a sounding note move to another row within `ticks`."""
    depart(state, row, TUNED, bend, ticks)
    slot.busy = 1
    _decay(state, bank, wide, lane)
    _sweep(state, bank, lane)


@njit(cache=True, nogil=True)
def _rise(state: Record, bank: Floats, wide: Any, lane: int, v: int) -> bool:
    """The envelope of a rising operator for the coming tick; whether it needs another look after it."""
    at = v * LANES + lane
    if state.rising[v] == 2:
        bank[fm_lanes.RISE + at], bank[fm_lanes.RISE_STEP + at] = HUGE, 0.0
        state.rising[v] = 0
        return False
    attack, decay, level = state.row[ATTACK + v], state.row[DECAY + v], state.level[v]
    bank[fm_lanes.RISE + at], bank[fm_lanes.RISE_STEP + at] = level, 1.0 / attack
    peak = (1.0 - level) * attack  # samples from now
    if peak < TICK:  # between two samples, so the exponential begins above 1
        wide[ENVELOPE + at] = math.exp(max(peak, 0.0) / decay)
        state.rising[v] = 2
    else:
        wide[ENVELOPE + at] = HUGE
        state.level[v] = level + TICK / attack
    return True


@njit(cache=True, nogil=True)
def _write(state: Record, slot: Record, bank: Floats) -> None:
    """What glides, into the lane that `bank` begins with: where it is now, and its step a sample."""
    for i in range(OUTPUT, WARP):
        place = fm_lanes.OUTPUT + (i - OUTPUT) * LANES
        bank[place] = state.row[i]
        bank[place + fm_lanes.STEPS] = 0.0
    slot.moving = 1 if state.gliding > 0 else 0
    if slot.moving:
        last = state.gliding == 1
        for i in range(OUTPUT, WARP):
            change = state.goal[i] - state.row[i] if last else state.step[i]
            bank[fm_lanes.OUTPUT + (i - OUTPUT) * LANES + fm_lanes.STEPS] = change / TICK


@njit(cache=True, nogil=True)
def _faded(frequency: float) -> float:
    """nyquist_fade(2π·frequency) (`bridge.kernels.control`), frequency in turns per sample."""
    if frequency <= FADE_START:
        return 1.0
    x = max((0.5 - frequency) / (0.5 - FADE_START), 0.0)
    return x * x * (3.0 - 2.0 * x)


@njit(cache=True, nogil=True)
def _fade(state: Record, bank: Floats, lane: int, v: int) -> None:
    rest, bend = state.row[OMEGA + v], state.row[SWEEP] * state.warp
    over = rest * max(1.0 + bend, 1.0) > FADE_START
    if not over and not state.faded[v]:
        return
    state.faded[v] = 1 if over else 0
    for i in range(TICK):
        fade = _faded(rest * (1.0 + bend)) if over else 1.0
        bank[fm_lanes.FADES + (i * V + v) * LANES + lane] = fade
        bend *= state.row[WARP_DECAY]


@njit(cache=True, nogil=True)
def _turn(state: Record, bank: Floats, whole: Any, phases: Any, lane: int) -> None:
    """Frequencies, what they glide by, and the sweep of the coming tick."""
    row = state.row
    decay = row[WARP_DECAY]
    bank[fm_lanes.WARP + lane] = state.warp
    turns = state.warp * (1.0 - decay**TICK) / (1.0 - decay) * row[WARP]  # Σ k·w[t] over the tick
    for v in range(int(row[OPERATORS])):
        at = v * LANES + lane
        whole[PACE + at] = turns64(row[OMEGA + v])
        change = 0.0  # over the tick, a little each sample
        if state.gliding > 0:
            change = state.goal[OMEGA + v] - row[OMEGA + v] if state.gliding == 1 else state.step[OMEGA + v]
        phases[2 * V * LANES + at] = np.int64(round(change * (2.0**32 / TICK)))
        whole[EXTRA + at] = turns64(row[OMEGA + v] * turns + change * (TICK - 1) / 2)
        bank[fm_lanes.SPIN + at] = row[OMEGA + v] * row[WARP]


@njit(cache=True, nogil=True)
def fm_prepare(state: Record, slot: Record, bank: Floats, wide: Any, whole: Any, phases: Any, lane: int) -> None:
    """What this note's lane needs for the coming tick and no other tick did; for busy notes only.

    slot.busy: it will be needed again. slot.moving: the bank's steps are not zero. slot.faded: nor are its fades all 1.
    """
    slot.busy = 1 if state.warp > 0.0 or state.gliding > 0 else 0
    gliding = slot.moving != 0 or state.gliding > 0
    if gliding:
        _write(state, slot, bank[lane:])
        slot.busy = max(slot.busy, slot.moving)  # to write once more what the kernel moved, exactly
    if gliding or state.row[WARP] != 0.0:
        _turn(state, bank, whole, phases, lane)
        slot.faded = 0
        for v in range(int(state.row[OPERATORS])):
            _fade(state, bank, lane, v)
            slot.faded = max(slot.faded, state.faded[v])
    for v in range(int(state.row[OPERATORS])):
        if state.rising[v] > 0 and _rise(state, bank, wide, lane, v):
            slot.busy = 1
    state.warp = state.warp * state.row[WARP_DECAY] ** TICK if state.warp > SETTLED else 0.0
    if state.gliding > 0:
        advance(state)


@njit(cache=True, nogil=True)
def fm_next(wide: Any, whole: Any, phases: Any, bank: Floats) -> None:
    """All lanes of a group: phases and envelopes of the coming tick for the kernel, and then those after it."""
    for i in range(V * LANES):
        level = wide[ENVELOPE + i]
        bank[fm_lanes.FALL + i] = level
        level *= wide[DECAYS + i]
        wide[ENVELOPE + i] = level if level > SILENCE else 0.0
        phase, pace = whole[PHASE + i], whole[PACE + i]
        phases[i] = phase >> 32
        phases[V * LANES + i] = (pace + HALF) >> 32
        whole[PHASE + i] = phase + pace * TICK + whole[EXTRA + i]


@njit(cache=True, nogil=True)
def fm_loudness(state: Record, wide: Any, lane: int) -> float:
    """Bound of the output to come, before velocity and release; rising operators count as risen."""
    row, total = state.row, 0.0
    for v in range(int(row[OPERATORS])):
        share = row[OUTPUT + v] if state.gliding == 0 else max(row[OUTPUT + v], state.goal[OUTPUT + v])
        total += share * (1.0 if state.rising[v] == 1 else min(wide[ENVELOPE + v * LANES + lane], 1.0))
    side = max(row[LEFT], row[RIGHT])
    return total * (side if state.gliding == 0 else max(side, state.goal[LEFT], state.goal[RIGHT]))
