"""One DX7 note, sample by sample: the recurrence of `bridge.kernels.dx7_reference`, with state to join blocks up.

Envelopes are the broken lines of `bridge.kernels.dx7_control`, read every 64 samples of the note; gains move on
straight lines between. At note-off each operator leaves its line and goes to its fourth level at its fourth rate, as on
the instrument; so a patch whose fourth level is not 0 sounds on. Phases are float64, in turns and wrapped.

A row (`dx7_row`) holds the numbers of one preset at one pitch. Its first `GLIDES` numbers glide, sample by sample, when
a sounding note receives a new row; gains follow on straight lines in as many samples.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bridge.kernels.dx7_control import CORNERS, DX7Control
from bridge.kernels.dx7_curves import CEILING, FULL, JUMP, SILENT
from bridge.kernels.dx7_reference import BLOCK
from bridge.realtime.arrays import TICK, Record, Row, Wave
from bridge.realtime.glide import advance, begin, depart
from bridge.voices.dx7 import OPERATORS

V = OPERATORS
OMEGA = 0  # V: turns per sample
MATRIX = OMEGA + V  # V·V: A_vj / 2π, turns
FEEDBACK = MATRIX + V * V  # V: b_v / 2π, turns
SOURCE = FEEDBACK + V  # V: s_v
OUTPUT = SOURCE + V  # V: a_v
GAIN = OUTPUT + V
GLIDES = GAIN + 1
RELEASE_SPEED = GLIDES  # V: octaves a sample
RELEASE_LEVEL = RELEASE_SPEED + V  # V: octaves
TIMES = RELEASE_LEVEL + V  # V·CORNERS: samples
OCTAVES = TIMES + V * CORNERS  # V·CORNERS
TUNED = OCTAVES + V * CORNERS  # V: 1 where the operator follows the note
ROW = TUNED + V

DX7_STATE = np.dtype(
    [
        ("base", np.float64, ROW),
        ("row", np.float64, ROW),
        ("step", np.float64, GLIDES),
        ("goal", np.float64, GLIDES),
        ("gliding", np.int64),
        ("clock", np.int64),
        ("released", np.int64),
        ("one", np.float64),
        ("two", np.float64),
        ("corner", np.int64, V),
        ("phase", np.float64, V),
        ("u", np.float64, V),
        ("octaves", np.float64, V),
        ("gain", np.float64, V),
        ("gain_step", np.float64, V),
        ("lag", np.float64, V),
        ("lags", np.int64),
        ("lagging", np.int64),
    ],
    align=True,
)
"""State of one note. base, row, step, goal, gliding (in samples): see `glide`. clock: samples since the note's
start. one, two: what the loop heard last and before. corner: place on the envelope's line.
octaves: level at the end of the present 64. lag: how far gains were from the line of a new row when it came; they close
up in `lags` blocks, of which `lagging` are left (−1: the row has just come)."""


def dx7_row(control: DX7Control, tuned: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Row `[ROW]` of one note, velocity 1. tuned: which operators follow it. For the control side: it allocates."""
    return np.concatenate(
        [
            control.omega / (2 * math.pi), control.matrix.ravel() / (2 * math.pi), control.feedback / (2 * math.pi),
            control.source, control.output, [control.gain], control.release_speed, control.release_octaves,
            control.times.ravel(), control.octaves.ravel(), tuned,
        ]
    )  # fmt: skip


_S3, _S5, _S7 = -((2 * math.pi) ** 3) / 6, (2 * math.pi) ** 5 / 120, -((2 * math.pi) ** 7) / 5040
_S9, _S11 = (2 * math.pi) ** 9 / 362880, -((2 * math.pi) ** 11) / 39916800
_S13, _S15 = (2 * math.pi) ** 13 / 6227020800, -((2 * math.pi) ** 15) / 1307674368000


@njit(cache=True, nogil=True, inline="always")
def sine(turns: float) -> float:
    """sin(2π·turns) without branches: fold to a quarter turn, Taylor polynomial; error below 1e-11."""
    w = turns - 0.25
    x = 0.25 - abs(w - math.floor(w + 0.5))
    q = x * x
    q2 = q * q
    return x * ((2 * math.pi + q * _S3) + q2 * ((_S5 + q * _S7) + q2 * ((_S9 + q * _S11) + q2 * (_S13 + q * _S15))))


@njit(cache=True, nogil=True)
def _amplitude(octaves: float) -> float:
    return 0.0 if octaves < SILENT else 2.0 ** (octaves - FULL)


@njit(cache=True, nogil=True)
def dx7_start(state: Record, row: Row, bend: float) -> None:
    """A new note with this row, at t = 0. bend: a factor of frequency."""
    begin(state, row, TUNED, bend)
    state.clock, state.released = 0, 0
    state.one, state.two = 0.0, 0.0
    state.lags, state.lagging = 1, 0
    for v in range(V):
        state.lag[v] = 0.0
        state.corner[v], state.phase[v], state.u[v] = 0, 0.0, 0.0
        state.octaves[v] = row[OCTAVES + v * CORNERS]
        state.gain[v], state.gain_step[v] = _amplitude(state.octaves[v]), 0.0


@njit(cache=True, nogil=True)
def dx7_release(state: Record) -> None:
    """The key is let go: from the next 64 samples on every envelope is in its fourth stage."""
    state.released = 1


@njit(cache=True, nogil=True)
def dx7_glide(state: Record, row: Row, bend: float, ticks: int) -> None:
    """Let a sounding note move to another row within `ticks`."""
    depart(state, row, TUNED, bend, ticks * TICK)
    state.lags, state.lagging = max(ticks * TICK // BLOCK, 1), -1
    for v in range(V):
        state.corner[v] = 0


@njit(cache=True, nogil=True)
def _on_the_line(state: Record, v: int, t: float) -> float:
    """Octaves of operator v at t samples; where several corners share a time the last counts."""
    times, octaves = TIMES + v * CORNERS, OCTAVES + v * CORNERS
    row, k = state.row, state.corner[v]
    while k + 1 < CORNERS and row[times + k + 1] <= t:
        k += 1
    state.corner[v] = k
    if k + 1 == CORNERS:
        return row[octaves + k]
    part = (t - row[times + k]) / (row[times + k + 1] - row[times + k])
    return row[octaves + k] + part * (row[octaves + k + 1] - row[octaves + k])


@njit(cache=True, nogil=True)
def _in_release(state: Record, v: int) -> float:
    """Octaves of operator v after another 64 samples of its fourth stage."""
    now, goal, speed = state.octaves[v], state.row[RELEASE_LEVEL + v], state.row[RELEASE_SPEED + v] * BLOCK
    if now >= goal:
        return max(now - speed, goal)
    now = max(now, JUMP)
    return min(now + math.floor(CEILING - now) * speed, goal)


@njit(cache=True, nogil=True)
def _next_gains(state: Record) -> None:
    """Where the gains are to be in 64 samples."""
    if state.lagging < 0:
        state.lagging = state.lags
        for v in range(V):
            if not state.released:
                state.octaves[v] = _on_the_line(state, v, state.clock)
            state.lag[v] = state.gain[v] - _amplitude(state.octaves[v])
    left, after = state.lagging / state.lags, max(state.lagging - 1, 0) / state.lags
    state.lagging = max(state.lagging - 1, 0)
    for v in range(V):
        state.gain[v] = _amplitude(state.octaves[v]) + left * state.lag[v]  # no rounding is carried on
        state.octaves[v] = _in_release(state, v) if state.released else _on_the_line(state, v, state.clock + BLOCK)
        goal = _amplitude(state.octaves[v]) + after * state.lag[v]
        state.gain_step[v] = (goal - state.gain[v]) / BLOCK


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})
def dx7_render(state: Record, out: Wave) -> None:
    """Audio thread. Write a tick, out [TICK], before velocity and fade."""
    row, u, phase, gain, gain_step = state.row, state.u, state.phase, state.gain, state.gain_step
    for t in range(TICK):
        if state.clock % BLOCK == 0:
            _next_gains(state)
        loop = 0.5 * (state.one + state.two)
        y = heard = 0.0
        for v in range(V - 1, -1, -1):
            turns = phase[v] + row[FEEDBACK + v] * loop
            for j in range(v + 1, V):
                turns += row[MATRIX + v * V + j] * u[j]
            gain[v] += gain_step[v]
            u[v] = gain[v] * sine(turns)
            y += row[OUTPUT + v] * u[v]
            heard += row[SOURCE + v] * u[v]
            turns = phase[v] + row[OMEGA + v]
            phase[v] = turns - math.floor(turns)
        state.two, state.one = state.one, heard
        out[t] = row[GAIN] * y
        state.clock += 1
        if state.gliding > 0:
            advance(state)


@njit(cache=True, nogil=True)
def dx7_loudness(state: Record) -> float:
    """Bound of the output to come, before velocity: carriers at the loudest that still lies before them."""
    total = 0.0
    for v in range(V):
        most = max(state.gain[v], _amplitude(state.octaves[v]))
        if state.released:
            most = max(most, _amplitude(state.row[RELEASE_LEVEL + v]))
        else:
            for k in range(state.corner[v], CORNERS):
                if state.row[TIMES + v * CORNERS + k] >= state.clock or k == CORNERS - 1:
                    most = max(most, _amplitude(state.row[OCTAVES + v * CORNERS + k]))
        total += state.row[OUTPUT + v] * most
    return total * state.row[GAIN]
