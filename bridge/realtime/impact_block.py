"""One impact note: N damped modes as rotating phasors, summed to one channel for the reverb to take up.

    obj[t] = Σ_n a_n·Re(c_n[t]),   c_n[0] = 1,   c_n[t+1] = c_n[t]·z_n,   z_n = e^{−d_n + iω_n}

When a sounding note receives a new row, z_n moves to its new value by a constant factor q_n a sample
(frequency and damping on straight lines), a_n and the gain linearly: nothing jumps and no mode is lost.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bridge.kernels.control import ImpactControl
from bridge.realtime.arrays import Record, Row, Wave
from bridge.voices.impact import MAX_MODES

MODES, GAIN, RELEASE, MODE = 0, 1, 2, 3
"""Places in a row: number of modes N, level, e^{−1/release}, then ω [N], d [N], a [N]."""
QUIET = 1e-30
"""A phasor below this is set to zero: arithmetic on denormal numbers is a hundred times slower."""

N = MAX_MODES
IMPACT_STATE = np.dtype(
    [
        ("modes", np.int64),
        ("gliding", np.int64),
        ("gain", np.float64),
        ("gain_step", np.float64),
        ("re", np.float64, N),
        ("im", np.float64, N),
        ("amplitude", np.float64, N),
        ("z_re", np.float64, N),
        ("z_im", np.float64, N),
        ("q_re", np.float64, N),
        ("q_im", np.float64, N),
        ("amplitude_step", np.float64, N),
        ("omega", np.float64, N),
        ("damping", np.float64, N),
        ("omega_step", np.float64, N),
        ("damping_step", np.float64, N),
    ],
    align=True,
)
"""State of one note. omega, damping, and their steps: goal and pace of a glide; another may depart midway."""


def impact_row(control: ImpactControl) -> NDArray[np.float64]:
    """Row `[3 + 3N]` of one note, velocity 1. For the control side: it allocates."""
    head = [len(control.omega), control.dry + control.wet, math.exp(-1.0 / control.release)]
    return np.concatenate([head, control.omega, control.damping, control.amplitude])


@njit(cache=True, nogil=True)
def impact_start(state: Record, row: Row) -> None:
    """A new note with this row, at t = 0."""
    count = int(row[MODES])
    state.modes = count
    state.gliding = 0
    state.gain = row[GAIN]
    for n in range(count):
        omega, damping = row[MODE + n], row[MODE + count + n]
        state.re[n], state.im[n] = 1.0, 0.0
        state.amplitude[n] = row[MODE + 2 * count + n]
        state.omega[n], state.damping[n] = omega, damping
        radius = math.exp(-damping)
        state.z_re[n], state.z_im[n] = radius * math.cos(omega), radius * math.sin(omega)


@njit(cache=True, nogil=True)
def impact_glide(state: Record, row: Row, samples: int) -> None:
    """Let a sounding note move to another row with the same number of modes within `samples`."""
    count = state.modes
    left = state.gliding
    state.gain_step = (row[GAIN] - state.gain) / samples
    for n in range(count):
        omega = state.omega[n]
        damping = state.damping[n]
        if left > 0:
            omega -= left * state.omega_step[n]
            damping -= left * state.damping_step[n]
        state.omega[n], state.damping[n] = row[MODE + n], row[MODE + count + n]
        state.omega_step[n] = (state.omega[n] - omega) / samples
        state.damping_step[n] = (state.damping[n] - damping) / samples
        radius = math.exp(-state.damping_step[n])
        state.q_re[n] = radius * math.cos(state.omega_step[n])
        state.q_im[n] = radius * math.sin(state.omega_step[n])
        state.amplitude_step[n] = (row[MODE + 2 * count + n] - state.amplitude[n]) / samples
    state.gliding = samples


@njit(cache=True, nogil=True)
def _advance_glide(state: Record) -> None:
    state.gliding -= 1
    state.gain += state.gain_step
    last = state.gliding == 0
    z_re, z_im, q_re, q_im = state.z_re, state.z_im, state.q_re, state.q_im
    for n in range(state.modes):
        state.amplitude[n] += state.amplitude_step[n]
        if last:
            radius = math.exp(-state.damping[n])
            z_re[n], z_im[n] = radius * math.cos(state.omega[n]), radius * math.sin(state.omega[n])
        else:
            a, b = z_re[n], z_im[n]
            z_re[n] = a * q_re[n] - b * q_im[n]
            z_im[n] = a * q_im[n] + b * q_re[n]


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _next_sample(re: Wave, im: Wave, z_re: Wave, z_im: Wave, amplitude: Wave, count: int) -> float:
    y = 0.0
    for n in range(count):
        a, b = re[n], im[n]
        y += amplitude[n] * a
        re[n] = a * z_re[n] - b * z_im[n]
        im[n] = a * z_im[n] + b * z_re[n]
    return y


@njit(cache=True, nogil=True)
def impact_render(state: Record, out: Wave, start: int, stop: int) -> None:
    """Audio thread. Write out[0, start:stop], before velocity, release and fade."""
    re, im, z_re, z_im, amplitude = state.re, state.im, state.z_re, state.z_im, state.amplitude
    for t in range(start, stop):
        out[0, t] = state.gain * _next_sample(re, im, z_re, z_im, amplitude, state.modes)
        if state.gliding > 0:
            _advance_glide(state)


@njit(cache=True, nogil=True)
def impact_loudness(state: Record) -> float:
    """Bound of the output to come, before velocity and release. Also clears denormal phasors."""
    total = 0.0
    for n in range(state.modes):
        size = abs(state.re[n]) + abs(state.im[n])
        if size < QUIET:
            state.re[n], state.im[n] = 0.0, 0.0
        total += state.amplitude[n] * size
    return total * state.gain
