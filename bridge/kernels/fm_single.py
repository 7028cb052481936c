"""The FM recurrence and its adjoint in float32 for a few voices: one after the other, one operator a SIMD lane.

With too few voices to fill the lanes (`bridge.kernels.fm_numba`) operators fill them, 4, 8 or 16 wide: the feedback
matrix is then a handful of products of a column with one broadcast operator, and the chain from one sample to the next
(product, wrap, sine, envelope) is walked once a sample instead of once an operator. Lanes without an operator have zero
envelope and stay silent. Time goes in blocks of 256 samples, transposed into lanes in scratch memory; the angle of
every sine is kept for the backward pass. Sums over time are float32 within a block and float64 across blocks.
Derivation: `bridge.kernels.fm`.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from bridge.kernels.lanes import add_outer, aligned, load_few, narrow, spread_as, store, total, transform
from bridge.kernels.sine import cosine, sine, wrap32, wrap64
from bridge.kernels.threads import share

BLOCK = 256
TWO_PI = 2.0 * math.pi
WIDEST = 16
"""operators that fit"""


@njit(cache=True, nogil=True)
def _columns(matrix, scale, width, into):
    """into[width·j + v] = scale · matrix[v, j]."""
    into[:] = 0
    for v in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            into[width * j + v] = scale * matrix[v, j]


@njit(cache=True, nogil=True)
def _fetch(rows, first, count, lanes, width):
    """lanes[width·i + v] = rows[v, first + i]."""
    for v in range(rows.shape[0]):
        for i in range(count):
            lanes[width * i + v] = rows[v, first + i]


@njit(cache=True, nogil=True)
def _return(lanes, width, rows, first, count):
    for v in range(rows.shape[0]):
        for i in range(count):
            rows[v, first + i] = lanes[width * i + v]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _forward(first, last, omega, time, envelope, matrix, output, ways, y, phases):
    width = len(ways)
    operators, samples = envelope.shape[1:]
    columns, levels = aligned(width * width, np.float32), aligned(width * BLOCK, np.float32)
    turns, a = np.zeros(width), np.zeros(width, np.float32)
    levels[:] = 0
    for b in range(first, last):
        _columns(matrix[b], 1.0 / TWO_PI, width, columns)
        turns[:operators] = omega[b] / TWO_PI
        a[:operators] = output[b]
        rate, row = load_few(turns, 0, ways), load_few(a, 0, ways)
        u = spread_as(row, np.float32(0))
        kept = phases[b]
        for start in range(0, samples, BLOCK):
            count = min(BLOCK, samples - start)
            _fetch(envelope[b], start, count, levels, width)
            for i in range(count):
                t = start + i
                y[b, t] = total(row * u)
                p = narrow(wrap64(rate * spread_as(rate, time[b, t]))) + transform(columns, 0, u)
                r = wrap32(p)
                store(kept, width * t, r)
                u = load_few(levels, width * i, ways) * sine(r)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _backward(first, last, omega, time, envelope, carry, output, phases, g, ways,
              d_omega, d_time, d_envelope, d_matrix, d_output):  # fmt: skip
    width = len(ways)
    operators, samples = envelope.shape[1:]
    rows, levels = aligned(width * width, np.float32), aligned(width * BLOCK, np.float32)
    changes, outer = aligned(width * BLOCK, np.float32), aligned(width * width, np.float32)
    a, rate, sums = np.zeros(width, np.float32), np.zeros(width, np.float32), np.zeros(3 * width, np.float32)
    levels[:] = 0
    for b in range(first, last):
        _columns(carry[b].T, 1.0, width, rows)
        a[:operators] = output[b]
        rate[:operators] = omega[b]
        row, speed = load_few(a, 0, ways), load_few(rate, 0, ways)
        zero = spread_as(row, np.float32(0))
        delta, g_after = zero, np.float32(0)  # of the sample after this one
        for start in range((samples - 1) // BLOCK * BLOCK, -1, -BLOCK):
            count = min(BLOCK, samples - start)
            _fetch(envelope[b], start, count, levels, width)
            outer[:] = 0
            d_row, d_speed, moment = zero, zero, zero
            for i in range(count - 1, -1, -1):
                t = start + i
                r, f = load_few(phases[b], width * t, ways), load_few(levels, width * i, ways)
                s = sine(r)
                u = f * s
                add_outer(outer, 0, delta, u)
                d_row = d_row + spread_as(row, g_after) * u
                lam = row * spread_as(row, g_after) + transform(rows, 0, delta)
                store(changes, width * i, lam * s)
                delta = lam * (f * cosine(r))
                d_speed = d_speed + delta
                moment = moment + spread_as(row, np.float32(time[b, t] - time[b, start])) * delta
                g_after = g[b, t]
                if d_time.size:
                    d_time[b, t] = total(speed * delta)
            _return(changes, width, d_envelope[b], start, count)
            store(sums, 0, d_speed)
            store(sums, width, moment)
            store(sums, 2 * width, d_row)
            for v in range(operators):
                d_omega[b, v] += time[b, start] * sums[v] + sums[width + v]
                d_output[b, v] += sums[2 * width + v]
                for j in range(operators):
                    d_matrix[b, v, j] += outer[width * j + v]


def _ways(operators):
    """A tuple as long as the lanes that hold `operators`: its length is known to the compiler."""
    return (0,) * next(width for width in (4, 8, WIDEST) if operators <= width)


def forward(omega, time, envelope, matrix, output, threads=1):
    """As `fm_reference`; omega, time float64, the others float32. Returns y [B, T], angles in turns [B, T·lanes]."""
    ways = _ways(envelope.shape[1])
    y, phases = np.empty(time.shape, np.float32), np.empty((len(time), time.shape[1] * len(ways)), np.float32)
    share(_forward, len(y), threads, omega, time, envelope, matrix, output, ways, y, phases)
    return y, phases


def backward(omega, time, envelope, matrix, output, phases, g, want_time=True, threads=1, carry=None):
    """Gradients of Σ g·y; time's is empty unless wanted. Those of time and envelope are float32.

    carry: the matrix of the adjoint recursion, if not `matrix` itself (see `bridge.kernels.fm`, "Taming").
    """
    matrix = matrix if carry is None else carry  # the phases are kept, so the forward matrix is not needed again
    d_time = np.empty(g.shape if want_time else (0, 0), np.float32)
    d_envelope = np.empty_like(envelope)
    d_omega, d_matrix, d_output = np.zeros(omega.shape), np.zeros(matrix.shape), np.zeros(output.shape)
    ways = _ways(envelope.shape[1])
    share(_backward, len(g), threads, omega, time, envelope, matrix, output, phases, g, ways,
          d_omega, d_time, d_envelope, d_matrix, d_output)  # fmt: skip
    return d_omega, d_time, d_envelope, d_matrix, d_output
