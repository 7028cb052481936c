"""Impact notes at control rate: N damped modes as rotating phasors, one channel for the reverb to take up.

    obj[t] = Σ_n a_n·Re(c_n[t]),   c_n[0] = 1,   c_n[t+1] = c_n[t]·z_n,   z_n = e^{−d_n + iω_n}

A tick of it is computed in `impact_lanes`; here the phasors take a whole tick at once, c_n·z_n^TICK, in float64.
When a sounding note receives a new row, z_n moves to its new value by a constant factor q_n a tick (frequency and
damping on straight lines), a_n and the gain linearly: nothing jumps and no mode is lost. Another strike adds to what
still rings, c_n + 1, as on the object itself.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bridge.kernels.control import FADE_START, ImpactControl
from bridge.kernels.lanes import LANES, load, narrow, spread, store
from bridge.realtime import impact_lanes
from bridge.realtime.arrays import TICK, Floats, Record, Row, Wave
from bridge.voices.impact import MAX_MODES

MODES, GAIN, RELEASE, MODE = 0, 1, 2, 3
"""Places in a row: number of modes N, level, e^{−1/release}, then ω [N], d [N], a [N]."""
QUIET = 1e-10
"""Sixteen modes below this (−200 dB) need not be computed; denormal numbers, far below, would be slow."""

IMPACT_STATE = np.dtype(
    [
        ("base", np.float64, MODE + 3 * MAX_MODES),
        ("modes", np.int64),
        ("gliding", np.int64),
        ("gain", np.float64),
        ("gain_step", np.float64),
        ("sounding", np.int64, MAX_MODES // LANES),
    ],
    align=True,
)
"""State of one note. base: the row it was given. gliding: ticks left. sounding: 0 for sixteen modes that have died
away. The modes themselves are in its *body*."""

# A body: for every sixteen modes, sixteen of each of these in turn, so that a note is in few pages of memory.
RE, IM, TICK_RE, TICK_IM, Z_RE, Z_IM, AMPLITUDE, AMPLITUDE_STEP = (k * LANES for k in range(8))  # tick: z^TICK
Q_RE, Q_IM, OMEGA, DAMPING, OMEGA_STEP, DAMPING_STEP = (k * LANES for k in range(8, 14))
STRIDE = 14 * LANES
"""OMEGA, DAMPING and their steps (a tick): goal and pace of a glide; another may depart midway"""
BODY = MAX_MODES // LANES * STRIDE


def impact_row(control: ImpactControl) -> NDArray[np.float64]:
    """Row `[3 + 3N]` of one note, velocity 1. For the control side: it allocates."""
    head = [len(control.omega), control.dry + control.wet, math.exp(-1.0 / control.release)]
    return np.concatenate([head, control.omega, control.damping, control.amplitude])


@njit(cache=True, nogil=True)
def _audible(omega: float, bend: float) -> float:
    """What is left of a mode that a bend pushes past Nyquist; 1 for all others."""
    turns = omega * bend / (2 * math.pi)
    if bend <= 1.0 or turns <= FADE_START:
        return 1.0
    x = max((0.5 - turns) / (0.5 - FADE_START), 0.0)
    return x * x * (3.0 - 2.0 * x)


@njit(cache=True, nogil=True)
def impact_start(state: Record, body: Wave, row: Row, bend: float) -> None:
    """A new note with this row, at t = 0. bend: a factor of frequency."""
    count = int(row[MODES])
    state.modes = count
    state.gliding = 0
    state.gain = row[GAIN]
    for i in range(MODE + 3 * count):
        state.base[i] = row[i]
    for i in range(-(-count // LANES) * STRIDE):
        body[i] = 0.0
    for n in range(count):
        at = n // LANES * STRIDE + n % LANES
        omega, damping = row[MODE + n] * bend, row[MODE + count + n]
        body[at + RE] = 1.0
        body[at + AMPLITUDE] = row[MODE + 2 * count + n] * _audible(row[MODE + n], bend)
        body[at + OMEGA], body[at + DAMPING] = omega, damping
        radius = math.exp(-damping)
        body[at + Z_RE], body[at + Z_IM] = radius * math.cos(omega), radius * math.sin(omega)
    _ticks(state, body)
    state.sounding[:] = 1


@njit(cache=True, nogil=True, fastmath={"contract"})
def _ticks(state: Record, body: Wave) -> None:
    """z^TICK by squaring."""
    for at in range(0, -(-state.modes // LANES) * STRIDE, STRIDE):
        a, b = load(body, at + Z_RE), load(body, at + Z_IM)
        left = TICK
        while left > 1:
            a, b = a * a - b * b, a * b + a * b
            left //= 2
        store(body, at + TICK_RE, a)
        store(body, at + TICK_IM, b)


@njit(cache=True, nogil=True)
def impact_strike(state: Record, body: Wave, force: float, remains: float) -> None:
    """Strike it again, `force` times as hard as the first time; `remains`: what a release has left of the ringing."""
    for n in range(state.modes):
        at = n // LANES * STRIDE + n % LANES
        body[at + RE] = body[at + RE] * remains + force
        body[at + IM] *= remains
    state.sounding[:] = 1


@njit(cache=True, nogil=True)
def impact_glide(state: Record, body: Wave, row: Row, bend: float, ticks: int) -> None:
    """Let a sounding note move to another row with the same number of modes within `ticks`."""
    count = state.modes
    left = state.gliding
    state.gain_step = (row[GAIN] - state.gain) / ticks
    for i in range(MODE + 3 * count):
        state.base[i] = row[i]
    for n in range(count):
        at = n // LANES * STRIDE + n % LANES
        omega, damping = body[at + OMEGA], body[at + DAMPING]
        if left > 0:
            omega -= left * body[at + OMEGA_STEP]
            damping -= left * body[at + DAMPING_STEP]
        body[at + OMEGA], body[at + DAMPING] = row[MODE + n] * bend, row[MODE + count + n]
        body[at + OMEGA_STEP] = (body[at + OMEGA] - omega) / ticks
        body[at + DAMPING_STEP] = (body[at + DAMPING] - damping) / ticks
        radius = math.exp(-body[at + DAMPING_STEP])
        body[at + Q_RE] = radius * math.cos(body[at + OMEGA_STEP])
        body[at + Q_IM] = radius * math.sin(body[at + OMEGA_STEP])
        amplitude = row[MODE + 2 * count + n] * _audible(row[MODE + n], bend)
        body[at + AMPLITUDE_STEP] = (amplitude - body[at + AMPLITUDE]) / ticks
    state.gliding = ticks


@njit(cache=True, nogil=True, fastmath={"contract"})
def _advance_glide(state: Record, body: Wave) -> None:
    state.gliding -= 1
    state.gain += state.gain_step
    for at in range(0, -(-state.modes // LANES) * STRIDE, STRIDE):
        store(body, at + AMPLITUDE, load(body, at + AMPLITUDE) + load(body, at + AMPLITUDE_STEP))
        a, b = load(body, at + Z_RE), load(body, at + Z_IM)
        c, d = load(body, at + Q_RE), load(body, at + Q_IM)
        store(body, at + Z_RE, a * c - b * d)
        store(body, at + Z_IM, a * d + b * c)
    _ticks(state, body)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _fill(state: Record, body: Wave, bank: Floats) -> int:
    """The modes that still sound, sixteen by sixteen, into the bank; how many. Takes the phasors a tick on."""
    placed = 0
    pace = spread((1.0 if state.gliding > 0 else 0.0) / TICK)
    for k in range(-(-state.modes // LANES)):
        if not state.sounding[k]:
            continue
        at = k * STRIDE
        a, b, c, d = load(body, at + RE), load(body, at + IM), load(body, at + TICK_RE), load(body, at + TICK_IM)
        store(body, at + RE, a * c - b * d)
        store(body, at + IM, a * d + b * c)
        store(bank, impact_lanes.RE + placed, narrow(a))
        store(bank, impact_lanes.IM + placed, narrow(b))
        store(bank, impact_lanes.Z_RE + placed, narrow(load(body, at + Z_RE)))
        store(bank, impact_lanes.Z_IM + placed, narrow(load(body, at + Z_IM)))
        store(bank, impact_lanes.AMPLITUDE + placed, narrow(load(body, at + AMPLITUDE)))
        store(bank, impact_lanes.AMPLITUDE_STEP + placed, narrow(load(body, at + AMPLITUDE_STEP) * pace))
        placed += LANES
    return placed


@njit(cache=True, nogil=True)
def impact_tick(state: Record, body: Wave, bank: Floats, slot: Record, sums: Floats) -> None:
    """A tick of the note into the bank's `Y`, with its gains; moves everything on. slot: `state.SLOT`."""
    gliding = state.gliding > 0
    gain = state.gain
    count = _fill(state, body, bank)
    impact_lanes.ring(bank, count, gliding)
    if gliding:
        _advance_glide(state, body)
    start, stop = slot.gain * gain, (slot.gain + TICK * slot.gain_step) * state.gain
    impact_lanes.ring_out(bank, start, (stop - start) / TICK, slot.fall, slot.release, sums)


@njit(cache=True, nogil=True)
def impact_loudness(state: Record, body: Wave) -> float:
    """Bound of the output to come, before velocity and release. Also puts modes aside that have died away."""
    total = 0.0
    for k in range(-(-state.modes // LANES)):
        loudest = 0.0
        for at in range(k * STRIDE, k * STRIDE + LANES):
            size = abs(body[at + RE]) + abs(body[at + IM])
            total += body[at + AMPLITUDE] * size
            loudest = max(loudest, size)
        state.sounding[k] = 1 if loudest > QUIET else 0
    return total * state.gain
