"""One FM note, sample by sample: the recurrence of `bridge.kernels.control`, with state to join blocks up.

    out[t] = Σ_v a_v·u_v[t−1];   u_v[t] = f_v(t)·sin(ω_v·W(t) + Σ_j A_vj·u_j[t−1])

The closed forms become recurrences that survive a change of parameters: the phase advances by
ω_v·(W(t+1) − W(t)) = ω_v·(1 + k·w[t]) with w[t] = e^{−t/τ} and k = s·τ·(1 − e^{−1/τ}); f_v rises by 1/α_v a
sample until it would pass 1, then falls by e^{−1/δ_v}. Phases are float64, in turns and wrapped: an hour-long
note stays in tune.

A row (`fm_row`) holds the numbers of one preset at one pitch. Its first `GLIDES` numbers glide when a
sounding note receives a new row; the rest hold from the next sample on: inaudible, as envelopes keep their
value.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bridge.kernels.control import FADE_START, FMControl
from bridge.realtime.arrays import Record, Row, Wave
from bridge.voices.fm import MAX_OPERATORS

V = MAX_OPERATORS
OMEGA = 0  # V: turns per sample at rest
OUTPUT = OMEGA + V  # V: a_v
MATRIX = OUTPUT + V  # V·V: A_vj / 2π, turns
LEFT = MATRIX + V * V
RIGHT = LEFT + 1
WARP = LEFT + 2  # k
GLIDES = LEFT + 3
SWEEP = GLIDES  # s, for the Nyquist fade
WARP_DECAY = GLIDES + 1  # e^{−1/τ}
RELEASE = GLIDES + 2  # e^{−1/release}
OPERATORS = GLIDES + 3
ATTACK = GLIDES + 4  # V: α_v, samples
DECAY = ATTACK + V  # V: δ_v, samples
ROW = DECAY + V

FM_STATE = np.dtype(
    [
        ("row", np.float64, ROW),
        ("step", np.float64, GLIDES),
        ("goal", np.float64, GLIDES),
        ("gliding", np.int64),
        ("phase", np.float64, V),
        ("u", np.float64, V),
        ("fresh", np.float64, V),
        ("envelope", np.float64, V),
        ("rise", np.float64, V),
        ("fall", np.float64, V),
        ("warp", np.float64),
    ],
    align=True,
)
"""State of one note. row: numbers in force; step, goal, gliding: the way to the next and the samples left of
it. An envelope becomes fall·envelope + rise each sample: (1, 1/α_v) while operator v rises, (e^{−1/δ_v}, 0)
after."""

_S3, _S5, _S7 = -((2 * math.pi) ** 3) / 6, (2 * math.pi) ** 5 / 120, -((2 * math.pi) ** 7) / 5040
_S9, _S11 = (2 * math.pi) ** 9 / 362880, -((2 * math.pi) ** 11) / 39916800
_S13, _S15 = (2 * math.pi) ** 13 / 6227020800, -((2 * math.pi) ** 15) / 1307674368000


def fm_row(control: FMControl) -> NDArray[np.float64]:
    """Row `[ROW]` of one note, velocity 1. For the control side: it allocates."""
    row = np.zeros(ROW)
    count = len(control.omega)
    row[OMEGA : OMEGA + count] = control.omega / (2 * math.pi)
    row[OUTPUT : OUTPUT + count] = control.output
    for v in range(count):
        row[MATRIX + v * V : MATRIX + v * V + count] = control.matrix[v] / (2 * math.pi)
    row[LEFT], row[RIGHT] = control.left, control.right
    row[WARP] = -control.warp * control.warp_time * math.expm1(-1.0 / control.warp_time)
    row[SWEEP] = control.warp
    row[WARP_DECAY] = math.exp(-1.0 / control.warp_time)
    row[RELEASE] = math.exp(-1.0 / control.release)
    row[OPERATORS] = count
    row[ATTACK : ATTACK + count] = control.attack
    row[DECAY : DECAY + count] = control.decay
    return row


@njit(cache=True, nogil=True, inline="always")
def sine(turns: float) -> float:
    """sin(2π·turns) without branches: fold to a quarter turn, Taylor polynomial; error below 1e-11."""
    w = turns - 0.25
    x = 0.25 - abs(w - math.floor(w + 0.5))
    q = x * x
    q2 = q * q
    return x * ((2 * math.pi + q * _S3) + q2 * ((_S5 + q * _S7) + q2 * ((_S9 + q * _S11) + q2 * (_S13 + q * _S15))))


@njit(cache=True, nogil=True)
def fm_start(state: Record, row: Row) -> None:
    """A new note with this row, at t = 0."""
    for i in range(ROW):
        state.row[i] = row[i]
    state.gliding = 0
    state.warp = 1.0
    for v in range(V):
        state.phase[v], state.u[v], state.envelope[v] = 0.0, 0.0, 0.0
        state.fall[v] = 1.0
        state.rise[v] = 1.0 / row[ATTACK + v] if row[ATTACK + v] > 0.0 else 0.0


@njit(cache=True, nogil=True)
def fm_glide(state: Record, row: Row, samples: int) -> None:
    """Let a sounding note move to another row within `samples`."""
    for i in range(GLIDES):
        state.goal[i] = row[i]
        state.step[i] = (row[i] - state.row[i]) / samples
    for i in range(GLIDES, ROW):
        state.row[i] = row[i]
    for v in range(V):
        if row[ATTACK + v] <= 0.0:
            continue
        if state.rise[v] > 0.0:
            state.rise[v] = 1.0 / row[ATTACK + v]
        else:
            state.fall[v] = math.exp(-1.0 / row[DECAY + v])
    state.gliding = samples


@njit(cache=True, nogil=True)
def _advance_glide(state: Record) -> None:
    state.gliding -= 1
    row, step = state.row, state.step
    if state.gliding == 0:
        for i in range(GLIDES):
            row[i] = state.goal[i]
    else:
        for i in range(GLIDES):
            row[i] += step[i]


@njit(cache=True, nogil=True)
def _peak(state: Record, v: int) -> None:
    """Operator v has risen past 1: its peak lay between two samples, (level − 1)·α samples ago."""
    attack, decay = state.row[ATTACK + v], state.row[DECAY + v]
    state.envelope[v] = math.exp(-(state.envelope[v] - 1.0) * attack / decay)
    state.rise[v], state.fall[v] = 0.0, math.exp(-1.0 / decay)


@njit(cache=True, nogil=True)
def _faded(level: float, frequency: float) -> float:
    """level · nyquist_fade(2π·frequency) (`bridge.kernels.control`), frequency in turns per sample."""
    if frequency <= FADE_START:
        return level
    x = max((0.5 - frequency) / (0.5 - FADE_START), 0.0)
    return level * x * x * (3.0 - 2.0 * x)


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})
def fm_render(state: Record, out: Wave, start: int, stop: int) -> None:
    """Audio thread. Write out[0: left, 1: right, start:stop], before velocity, release and fade."""
    count = int(state.row[OPERATORS])
    row, u, fresh, phase = state.row, state.u, state.fresh, state.phase
    envelope, rise, fall = state.envelope, state.rise, state.fall
    for t in range(start, stop):
        y = 0.0
        for v in range(count):
            y += row[OUTPUT + v] * u[v]
        out[0, t] = row[LEFT] * y
        out[1, t] = row[RIGHT] * y
        pace = 1.0 + row[WARP] * state.warp
        bend = 1.0 + row[SWEEP] * state.warp
        for v in range(count):
            turns = phase[v]
            for j in range(count):
                turns += row[MATRIX + v * V + j] * u[j]
            fresh[v] = _faded(envelope[v], row[OMEGA + v] * bend) * sine(turns)
        for v in range(count):
            u[v] = fresh[v]
            turns = phase[v] + row[OMEGA + v] * pace
            phase[v] = turns - math.floor(turns)
            envelope[v] = envelope[v] * fall[v] + rise[v]
            if envelope[v] >= 1.0 and rise[v] > 0.0:
                _peak(state, v)
        state.warp *= row[WARP_DECAY]
        if state.gliding > 0:
            _advance_glide(state)


@njit(cache=True, nogil=True)
def fm_loudness(state: Record) -> float:
    """Bound of the output to come, before velocity and release; rising operators count as risen."""
    total = 0.0
    for v in range(int(state.row[OPERATORS])):
        total += state.envelope[v] if state.rise[v] == 0.0 else 1.0
    return total * max(state.row[LEFT], state.row[RIGHT])
