"""The FM recurrence and its adjoint in float32, sixteen voices a time: one voice a SIMD lane.

The loop over time cannot be split, but voices are independent, so lanes are filled with voices. Time goes
in blocks of 256 samples. Inputs are transposed block by block into scratch memory that stays in the cache;
the forward pass keeps only the operators' state at the start of each block, from which the backward pass
computes the block again: that is faster than writing and reading sines and cosines of a whole sound. Sums
over time are float32 within a block and float64 across blocks. Phases ω·W are wrapped in float64 turns.
The adjoint is derived in `bridge.kernels.fm`.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from bridge.kernels.lanes import LANES, aligned, gather, load, narrow, scatter, spread, store
from bridge.kernels.sine import cosine, sine, wrap32, wrap64
from bridge.kernels.threads import share

BLOCK = 256
TWO_PI = 2.0 * math.pi


@njit(cache=True, nogil=True)
def _fetch(rows, first, stride, last, count, lanes, to, column):
    """lanes[to + column·i + lane] = rows[first + stride·lane + i]; lanes beyond `last` repeat it."""
    whole = count - count % LANES
    for i in range(0, whole, LANES):
        gather(rows, first + i, stride, last, lanes, to + column * i, column)
    for i in range(whole, count):
        for lane in range(LANES):
            lanes[to + column * i + lane] = rows[first + stride * min(lane, last) + i]


@njit(cache=True, nogil=True)
def _return(lanes, to, column, rows, first, stride, last, count):
    """rows[first + stride·lane + i] = lanes[to + column·i + lane]; lanes beyond `last` are its copies."""
    whole = count - count % LANES
    for i in range(0, whole, LANES):
        scatter(rows, first + i, stride, last, lanes, to + column * i, column)
    for i in range(whole, count):
        for lane in range(last + 1):
            rows[first + stride * lane + i] = lanes[to + column * i + lane]


@njit(cache=True, nogil=True)
def _spread_voices(source, first, last, scale, target):
    """target[k·LANES + lane] = scale · source[first + lane, k]; lanes beyond `last` repeat it."""
    for lane in range(LANES):
        for k in range(source.shape[1]):
            target[k * LANES + lane] = source[first + min(lane, last), k] * scale


@njit(cache=True, nogil=True, fastmath={"contract"})
def _advance(operators, count, turns, warped, matrix, envelope, u):
    """u[i + 1] from u[i] for a block. turns: rad/2π a sample; matrix in turns; u has count + 1 rows."""
    width = operators * LANES
    for i in range(count):
        now = load(warped, i * LANES)
        for v in range(operators):
            p = narrow(wrap64(load(turns, v * LANES) * now))
            for j in range(operators):
                p = p + load(matrix, (v * operators + j) * LANES) * load(u, i * width + j * LANES)
            at = i * width + v * LANES
            store(u, at + width, load(envelope, at) * sine(wrap32(p)))


@njit(cache=True, nogil=True, fastmath={"contract"})
def _advance_keeping_slopes(operators, count, turns, warped, matrix, envelope, u, sines):
    """As `_advance`; also keeps sin φ in `sines` and replaces `envelope` by f·cos φ."""
    width = operators * LANES
    for i in range(count):
        now = load(warped, i * LANES)
        for v in range(operators):
            p = narrow(wrap64(load(turns, v * LANES) * now))
            for j in range(operators):
                p = p + load(matrix, (v * operators + j) * LANES) * load(u, i * width + j * LANES)
            r = wrap32(p)
            at = i * width + v * LANES
            s, f = sine(r), load(envelope, at)
            store(sines, at, s)
            store(u, at + width, f * s)
            store(envelope, at, f * cosine(r))


@njit(cache=True, nogil=True, fastmath={"contract"})
def _mix(operators, count, output, u, out):
    """out[i] = Σ_v a_v u_v[i]: the state before sample i."""
    for i in range(count):
        total = load(output, 0) * load(u, i * operators * LANES)
        for v in range(1, operators):
            total = total + load(output, v * LANES) * load(u, (i * operators + v) * LANES)
        store(out, i * LANES, total)


@njit(cache=True, nogil=True)
def _forward(first, last, omega, time, envelope, matrix, output, y, states):
    batch, operators = omega.shape
    samples = y.size // batch
    width = operators * LANES
    turns, warped = aligned(width, np.float64), aligned(BLOCK * LANES, np.float64)
    a, m = aligned(width, np.float32), aligned(operators * width, np.float32)
    f, u = aligned(BLOCK * width, np.float32), aligned((BLOCK + 1) * width, np.float32)
    out = aligned(BLOCK * LANES, np.float32)
    for group in range(first, last):
        b = group * LANES
        end = min(batch - b, LANES) - 1
        _spread_voices(omega, b, end, 1 / TWO_PI, turns)
        _spread_voices(matrix, b, end, 1 / TWO_PI, m)
        _spread_voices(output, b, end, 1.0, a)
        u[:width] = 0
        for block in range(states.shape[1]):
            t = block * BLOCK
            count = min(BLOCK, samples - t)
            states[group, block] = u[:width]
            _fetch(time, b * samples + t, samples, end, count, warped, 0, LANES)
            for v in range(operators):
                at = (b * operators + v) * samples + t
                _fetch(envelope, at, operators * samples, end, count, f, v * LANES, width)
            _advance(operators, count, turns, warped, m, f, u)
            _mix(operators, count, a, u, out)
            _return(out, 0, LANES, y, b * samples + t, samples, end, count)
            u[:width] = u[count * width : (count + 1) * width]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _retreat(operators, count, radians, warped, matrix, output, slopes, sines, g, delta, d_warped, d_omega):
    """The adjoint over a block, last sample first.

    delta has count + 1 rows, the last from the block after; g likewise. Replaces `sines` by ∂L/∂f; adds to
    d_omega (two rows of `operators` lanes: Σ δ, and Σ (W − W[first]) δ).
    """
    width = operators * LANES
    zero = load(warped, 0)
    for i in range(count - 1, -1, -1):
        after = load(g, (i + 1) * LANES)
        local = narrow(load(warped, i * LANES) - zero)
        moved = spread(np.float32(0.0))
        for v in range(operators):
            lam = load(output, v * LANES) * after
            for k in range(operators):
                lam = lam + load(matrix, (k * operators + v) * LANES) * load(delta, (i + 1) * width + k * LANES)
            at = i * width + v * LANES
            d = lam * load(slopes, at)
            store(delta, at, d)
            store(sines, at, lam * load(sines, at))
            moved = moved + d * load(radians, v * LANES)
            store(d_omega, v * LANES, load(d_omega, v * LANES) + d)
            store(d_omega, width + v * LANES, load(d_omega, width + v * LANES) + d * local)
        store(d_warped, i * LANES, moved)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _correlate(operators, count, left, left_width, right, result):
    """result[p, q] = Σ_i left[i, p] · right[i, q], two by two so that each load feeds two products.

    left has left_width rows of lanes a sample and right `operators`; an odd last one is paired with its
    neighbour.
    """
    for p in range(0, left_width, 2):
        p1 = min(p + 1, left_width - 1)
        for q in range(0, operators, 2):
            q1 = min(q + 1, operators - 1)
            s00 = s01 = s10 = s11 = spread(np.float32(0.0))
            for i in range(count):
                a, b = load(left, (i * left_width + p) * LANES), load(left, (i * left_width + p1) * LANES)
                c, d = load(right, (i * operators + q) * LANES), load(right, (i * operators + q1) * LANES)
                s00, s01, s10, s11 = s00 + a * c, s01 + a * d, s10 + b * c, s11 + b * d
            store(result, (p * operators + q) * LANES, s00)
            store(result, (p * operators + q1) * LANES, s01)
            store(result, (p1 * operators + q) * LANES, s10)
            store(result, (p1 * operators + q1) * LANES, s11)


@njit(cache=True, nogil=True)
def _gather_sums(sums, scales, b, end, target):
    """target[b + lane, k] += scales[lane] · sums[k·LANES + lane], in float64."""
    for lane in range(end + 1):
        for k in range(target.shape[1]):
            target[b + lane, k] += scales[lane] * sums[k * LANES + lane]


@njit(cache=True, nogil=True)
def _backward(first, last, omega, time, envelope, matrix, carry, output, states, gradient,
              d_omega, d_time, d_envelope, d_matrix, d_output):  # fmt: skip
    batch, operators = omega.shape
    samples = gradient.size // batch
    width = operators * LANES
    turns, warped = aligned(width, np.float64), aligned(BLOCK * LANES, np.float64)
    radians, a = aligned(width, np.float32), aligned(width, np.float32)
    m_turns, m = aligned(operators * width, np.float32), aligned(operators * width, np.float32)
    f, s = aligned(BLOCK * width, np.float32), aligned(BLOCK * width, np.float32)
    u, delta = aligned((BLOCK + 1) * width, np.float32), aligned((BLOCK + 1) * width, np.float32)
    g, d_warped = aligned((BLOCK + 1) * LANES, np.float32), aligned(BLOCK * LANES, np.float32)
    sums, sums_m, sums_a = (
        aligned(2 * width, np.float32),
        aligned(operators * width, np.float32),
        aligned(width, np.float32),
    )
    one = np.ones(LANES)
    for group in range(first, last):
        b = group * LANES
        end = min(batch - b, LANES) - 1
        _spread_voices(omega, b, end, 1 / TWO_PI, turns)
        _spread_voices(omega, b, end, 1.0, radians)
        _spread_voices(matrix, b, end, 1 / TWO_PI, m_turns)
        _spread_voices(carry, b, end, 1.0, m)
        _spread_voices(output, b, end, 1.0, a)
        g[:LANES], delta[:width] = 0, 0
        for block in range(states.shape[1] - 1, -1, -1):
            t = block * BLOCK
            count = min(BLOCK, samples - t)
            g[count * LANES : (count + 1) * LANES] = g[:LANES].copy()
            delta[count * width : (count + 1) * width] = delta[:width].copy()
            u[:width] = states[group, block]
            _fetch(time, b * samples + t, samples, end, count, warped, 0, LANES)
            last_g = g[count * LANES : (count + 1) * LANES].copy()
            _fetch(gradient, b * samples + t, samples, end, count, g, 0, LANES)
            g[count * LANES : (count + 1) * LANES] = last_g
            for v in range(operators):
                at = (b * operators + v) * samples + t
                _fetch(envelope, at, operators * samples, end, count, f, v * LANES, width)
            _advance_keeping_slopes(operators, count, turns, warped, m_turns, f, u, s)
            sums[:] = 0
            _retreat(operators, count, radians, warped, m, a, f, s, g, delta, d_warped, sums)
            _correlate(operators, count, delta, operators, u, sums_m)
            _correlate(operators, count, g, 1, u, sums_a)
            for v in range(operators):
                at = (b * operators + v) * samples + t
                _return(s, v * LANES, width, d_envelope, at, operators * samples, end, count)
            if d_time.size:
                _return(d_warped, 0, LANES, d_time, b * samples + t, samples, end, count)
            _gather_sums(sums, warped, b, end, d_omega)
            _gather_sums(sums[width:], one, b, end, d_omega)
            _gather_sums(sums_m, one, b, end, d_matrix)
            _gather_sums(sums_a, one, b, end, d_output)


def forward(omega, time, envelope, matrix, output, threads=1):
    """Arguments as in `fm_reference`; omega, time float64, the others float32, all contiguous.

    Returns y [B, T] and the operators' states at the start of each block, for `backward`.
    """
    batch, operators, samples = envelope.shape
    groups, blocks = -(-batch // LANES), -(-samples // BLOCK)
    y = np.empty((batch, samples), np.float32)
    states = np.empty((groups, blocks, operators * LANES), np.float32)
    flat = time.reshape(-1), envelope.reshape(-1), matrix.reshape(batch, -1)
    share(_forward, groups, threads, omega, *flat, output, y.reshape(-1), states)
    return y, states


def backward(omega, time, envelope, matrix, output, states, g, want_time=True, threads=1, carry=None):
    """Gradients of Σ g·y; time's is empty unless wanted. Those of time and envelope are float32.

    carry: the matrix of the adjoint recursion, if not `matrix` itself (see `bridge.kernels.fm`, "Taming").
    """
    batch, operators = omega.shape
    d_envelope = np.empty_like(envelope)
    d_time = np.empty_like(g) if want_time else np.empty(0, np.float32)
    d_omega, d_output = np.zeros((batch, operators)), np.zeros((batch, operators))
    d_matrix = np.zeros((batch, operators * operators))
    back = matrix if carry is None else carry
    flat = time.reshape(-1), envelope.reshape(-1), matrix.reshape(batch, -1), back.reshape(batch, -1)
    grads = d_omega, d_time.reshape(-1), d_envelope.reshape(-1), d_matrix, d_output
    share(_backward, len(states), threads, omega, *flat, output, states, g.reshape(-1), *grads)
    return d_omega, d_time, d_envelope, d_matrix.reshape(matrix.shape), d_output
