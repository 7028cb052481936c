"""The DX7 recurrence and its adjoint in float32, sixteen voices a time: one voice a SIMD lane.

As `bridge.kernels.fm_numba`, but operators follow one another within a sample. Time goes in blocks of 64 samples, in
which gains move on straight lines: so gains are all that is read, and the forward pass keeps nothing but the feedback's
two last values at the start of each block, from which the backward pass computes the block again. Sums over time are
float32 within a block and float64 across blocks. Phases are wrapped in float64 turns.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from bridge.kernels.dx7_reference import BLOCK
from bridge.kernels.lanes import LANES, aligned, load, narrow, spread, store
from bridge.kernels.sine import cosine, sine, wrap32, wrap64
from bridge.kernels.threads import share

TWO_PI = 2.0 * math.pi


@njit(cache=True, nogil=True)
def _spread_voices(source, first, last, scale, target):
    """target[k·LANES + lane] = scale · source[first + lane, k]; lanes beyond `last` repeat it."""
    for lane in range(LANES):
        for k in range(source.shape[1]):
            target[k * LANES + lane] = source[first + min(lane, last), k] * scale


@njit(cache=True, nogil=True)
def _gains_at(gains, first, last, operators, k, level, step):
    """level and step a sample of each operator's gain in block k, [V·LANES]."""
    for lane in range(LANES):
        b = first + min(lane, last)
        for v in range(operators):
            now = gains[b, v, k]
            step[v * LANES + lane] = (gains[b, v, k + 1] - now) / BLOCK
            level[v * LANES + lane] = now


@njit(cache=True, nogil=True, fastmath={"contract"})
def _sample(operators, turns, t, matrix, feedback, loop, level, step, u, v):
    """Angle of operator v in turns, wrapped; moves its gain on by one step."""
    clock = load(t, 0)
    p = narrow(wrap64(load(turns, v * LANES) * clock)) + load(feedback, v * LANES) * loop
    for j in range(v + 1, operators):
        p = p + load(matrix, (v * operators + j) * LANES) * load(u, j * LANES)
    store(level, v * LANES, load(level, v * LANES) + load(step, v * LANES))
    return wrap32(p)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _advance(operators, start, count, turns, matrix, feedback, source, output, level, step, past, u, clock, out):
    """A block of y into out [count·LANES]; `past` holds the feedback's last two values."""
    one, two = load(past, 0), load(past, LANES)
    half = spread(np.float32(0.5))
    for i in range(count):
        for lane in range(LANES):
            clock[lane] = start + i
        loop = half * (one + two)
        total, heard = spread(np.float32(0)), spread(np.float32(0))
        for v in range(operators - 1, -1, -1):
            r = _sample(operators, turns, clock, matrix, feedback, loop, level, step, u, v)
            now = load(level, v * LANES) * sine(r)
            store(u, v * LANES, now)
            total = total + load(output, v * LANES) * now
            heard = heard + load(source, v * LANES) * now
        one, two = heard, one
        store(out, i * LANES, total)
    store(past, 0, one)
    store(past, LANES, two)


@njit(cache=True, nogil=True)
def _forward(first, last, omega, gains, matrix, feedback, source, output, y, states):
    batch, operators = omega.shape
    samples = y.shape[1]
    width = operators * LANES
    turns, clock = aligned(width, np.float64), aligned(LANES, np.float64)
    m, b = aligned(operators * width, np.float32), aligned(width, np.float32)
    s, a = aligned(width, np.float32), aligned(width, np.float32)
    level, step, u = aligned(width, np.float32), aligned(width, np.float32), aligned(width, np.float32)
    past, out = aligned(2 * LANES, np.float32), aligned(BLOCK * LANES, np.float32)
    for group in range(first, last):
        row = group * LANES
        end = min(batch - row, LANES) - 1
        _spread_voices(omega, row, end, 1 / TWO_PI, turns)
        _spread_voices(matrix, row, end, 1 / TWO_PI, m)
        _spread_voices(feedback, row, end, 1 / TWO_PI, b)
        _spread_voices(source, row, end, 1.0, s)
        _spread_voices(output, row, end, 1.0, a)
        past[:] = 0
        for block in range(states.shape[1]):
            start = block * BLOCK
            count = min(BLOCK, samples - start)
            states[group, block] = past
            _gains_at(gains, row, end, operators, block, level, step)
            _advance(operators, start, count, turns, m, b, s, a, level, step, past, u, clock, out)
            for lane in range(end + 1):
                for i in range(count):
                    y[row + lane, start + i] = out[i * LANES + lane]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _again(operators, start, count, turns, matrix, feedback, source, level, step, past, u, clock, loops, sines, slopes):
    """The block once more, keeping F, sin φ and f·cos φ."""
    one, two = load(past, 0), load(past, LANES)
    half = spread(np.float32(0.5))
    for i in range(count):
        for lane in range(LANES):
            clock[lane] = start + i
        loop = half * (one + two)
        heard = spread(np.float32(0))
        for v in range(operators - 1, -1, -1):
            r = _sample(operators, turns, clock, matrix, feedback, loop, level, step, u, v)
            f, sin = load(level, v * LANES), sine(r)
            now = f * sin
            store(u, v * LANES, now)
            at = (i * operators + v) * LANES
            store(sines, at, sin)
            store(slopes, at, f * cosine(r))
            heard = heard + load(source, v * LANES) * now
        store(loops, i * LANES, loop)
        one, two = heard, one


@njit(cache=True, nogil=True, fastmath={"contract"})
def _retreat(operators, count, matrix, feedback, source, output, carry, loops, sines, slopes, g, pulls, delta, sums):
    """The adjoint over a block, last sample first.

    pulls: Φ of the next two samples. sums: rows of `operators` lanes: Σ δ, Σ i·δ, Σ δ·F, and of the gains' changes
    Σ and Σ (i + 1)/64.
    """
    width = operators * LANES
    after, later = load(pulls, 0), load(pulls, LANES)
    half = spread(np.float32(0.5)) * load(carry, 0)
    for i in range(count - 1, -1, -1):
        back = half * (after + later)
        here, loop = load(g, i * LANES), load(loops, i * LANES)
        index, part = spread(np.float32(i)), spread(np.float32((i + 1) / BLOCK))
        pull = spread(np.float32(0))
        for v in range(operators):
            lam = load(output, v * LANES) * here + load(source, v * LANES) * back
            for k in range(v):
                lam = lam + load(matrix, (k * operators + v) * LANES) * load(delta, k * LANES)
            at = (i * operators + v) * LANES
            d, change = lam * load(slopes, at), lam * load(sines, at)
            store(delta, v * LANES, d)
            pull = pull + load(feedback, v * LANES) * d
            row = v * LANES
            store(sums, row, load(sums, row) + d)
            store(sums, width + row, load(sums, width + row) + d * index)
            store(sums, 2 * width + row, load(sums, 2 * width + row) + d * loop)
            store(sums, 3 * width + row, load(sums, 3 * width + row) + change)
            store(sums, 4 * width + row, load(sums, 4 * width + row) + change * part)
        after, later = pull, after
    store(pulls, 0, after)
    store(pulls, LANES, later)


@njit(cache=True, nogil=True)
def _backward(first, last, omega, gains, matrix, feedback, source, output, carry, states, gradient,
              d_omega, d_gains, d_feedback):  # fmt: skip
    batch, operators = omega.shape
    samples = gradient.shape[1]
    width = operators * LANES
    turns, clock = aligned(width, np.float64), aligned(LANES, np.float64)
    m_turns, m = aligned(operators * width, np.float32), aligned(operators * width, np.float32)
    b_turns, b = aligned(width, np.float32), aligned(width, np.float32)
    s, a = aligned(width, np.float32), aligned(width, np.float32)
    level, step = aligned(width, np.float32), aligned(width, np.float32)
    u, delta = aligned(width, np.float32), aligned(width, np.float32)
    tame, pulls, sums = aligned(LANES, np.float32), aligned(2 * LANES, np.float32), aligned(5 * width, np.float32)
    loops, g = aligned(BLOCK * LANES, np.float32), aligned(BLOCK * LANES, np.float32)
    sines, slopes = aligned(BLOCK * width, np.float32), aligned(BLOCK * width, np.float32)
    for group in range(first, last):
        row = group * LANES
        end = min(batch - row, LANES) - 1
        _spread_voices(omega, row, end, 1 / TWO_PI, turns)
        _spread_voices(matrix, row, end, 1 / TWO_PI, m_turns)
        _spread_voices(matrix, row, end, 1.0, m)
        _spread_voices(feedback, row, end, 1 / TWO_PI, b_turns)
        _spread_voices(feedback, row, end, 1.0, b)
        _spread_voices(source, row, end, 1.0, s)
        _spread_voices(output, row, end, 1.0, a)
        for lane in range(LANES):
            tame[lane] = carry[row + min(lane, end)]
        pulls[:] = 0
        for block in range(states.shape[1] - 1, -1, -1):
            start = block * BLOCK
            count = min(BLOCK, samples - start)
            for lane in range(LANES):
                for i in range(count):
                    g[i * LANES + lane] = gradient[row + min(lane, end), start + i]
            _gains_at(gains, row, end, operators, block, level, step)
            _again(operators, start, count, turns, m_turns, b_turns, s, level, step, states[group, block], u, clock,
                   loops, sines, slopes)  # fmt: skip
            sums[:] = 0
            _retreat(operators, count, m, b, s, a, tame, loops, sines, slopes, g, pulls, delta, sums)
            for lane in range(end + 1):
                for v in range(operators):
                    at = v * LANES + lane
                    d_omega[row + lane, v] += start * sums[at] + sums[width + at]
                    d_feedback[row + lane, v] += sums[2 * width + at]
                    d_gains[row + lane, v, block] += sums[3 * width + at] - sums[4 * width + at]
                    d_gains[row + lane, v, block + 1] += sums[4 * width + at]


def forward(omega, gains, matrix, feedback, source, output, samples, threads=1):
    """Arguments as in `dx7_reference`; omega float64, the others float32, all contiguous.

    Returns y [B, T] and the feedback's last two values at the start of each block, for `backward`.
    """
    batch = len(omega)
    groups, blocks = -(-batch // LANES), -(-samples // BLOCK)
    y, states = np.empty((batch, samples), np.float32), np.empty((groups, blocks, 2 * LANES), np.float32)
    flat = matrix.reshape(batch, omega.shape[1] ** 2)
    share(_forward, groups, threads, omega, gains, flat, feedback, source, output, y, states)
    return y, states


def backward(omega, gains, matrix, feedback, source, output, carry, states, g, threads=1):
    """Gradients of Σ g·y for omega, gains, feedback, in float64. carry [B]: see `bridge.kernels.dx7`, "Taming"."""
    grads = np.zeros(omega.shape), np.zeros(gains.shape), np.zeros(feedback.shape)
    flat = matrix.reshape(len(omega), omega.shape[1] ** 2)
    share(_backward, len(states), threads, omega, gains, flat, feedback, source, output, carry, states, g, *grads)
    return grads
