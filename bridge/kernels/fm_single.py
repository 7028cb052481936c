"""The FM recurrence and its adjoint in float32 for a few voices: one after the other, in scalar registers.

With too few voices to fill SIMD lanes (`bridge.kernels.fm_numba`) only the recurrence itself stays scalar.
It keeps the phase of every operator; sines, cosines and correlations of the backward pass are then loops
that LLVM vectorises. Sums over time are float32 within a block of 256 samples and float64 across blocks.
Derivation: `bridge.kernels.fm`.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from bridge.kernels.sine import cosine, sine, wrap32, wrap64
from bridge.kernels.threads import share

BLOCK = 256
TWO_PI = 2.0 * math.pi


@njit(cache=True, nogil=True, fastmath={"contract"})
def _forward(first, last, omega, time, envelope, matrix, output, y, phases):
    operators, samples = envelope.shape[1:]
    m = np.empty((operators, operators), np.float32)
    u, now = np.empty(operators, np.float32), np.empty(operators, np.float32)
    a, turns = np.empty(operators, np.float32), np.empty(operators)
    for b in range(first, last):
        for v in range(operators):
            u[v], a[v], turns[v] = 0, output[b, v], omega[b, v] / TWO_PI
            for j in range(operators):
                m[v, j] = matrix[b, v, j] / TWO_PI
        for t in range(samples):
            out = np.float32(0)
            for v in range(operators):
                out += a[v] * u[v]
                p = np.float32(wrap64(turns[v] * time[b, t]))
                for j in range(operators):
                    p += m[v, j] * u[j]
                r = wrap32(p)
                phases[b, v, t] = r
                now[v] = envelope[b, v, t] * sine(r)
            y[b, t] = out
            u, now = now, u


@njit(cache=True, nogil=True, fastmath={"contract"})
def _retreat(count, matrix, output, g, g_after, sines, slopes, after, delta, d_envelope):
    """The adjoint over a block, last sample first: delta [V, count] and ∂L/∂f [V, count]; updates `after`."""
    operators = len(output)
    now = np.empty(operators, np.float32)
    for i in range(count - 1, -1, -1):
        for v in range(operators):
            lam = output[v] * g_after
            for k in range(operators):
                lam += matrix[k, v] * after[k]
            d_envelope[v, i] = lam * sines[v, i]
            now[v] = lam * slopes[v, i]
            delta[v, i] = now[v]
        for v in range(operators):
            after[v] = now[v]
        g_after = g[i]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})
def _dot(a, b):
    total = np.float32(0)
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})
def _backward(first, last, omega, time, envelope, matrix, output, phases, g,
              d_omega, d_time, d_envelope, d_matrix, d_output):  # fmt: skip
    operators, samples = envelope.shape[1:]
    sines, slopes = np.empty((operators, BLOCK), np.float32), np.empty((operators, BLOCK), np.float32)
    delta, before = np.empty((operators, BLOCK), np.float32), np.empty((operators, BLOCK), np.float32)
    local, ones = np.empty(BLOCK, np.float32), np.ones(BLOCK, np.float32)
    after = np.empty(operators, np.float32)
    for b in range(first, last):
        after[:] = 0
        g_after = np.float32(0)
        for start in range((samples - 1) // BLOCK * BLOCK, -1, -BLOCK):
            end = min(start + BLOCK, samples)
            count = end - start
            for v in range(operators):
                before[v, 0] = 0
                if start > 0:
                    before[v, 0] = envelope[b, v, start - 1] * sine(phases[b, v, start - 1])
                for i in range(count):
                    r, f = phases[b, v, start + i], envelope[b, v, start + i]
                    sines[v, i], slopes[v, i] = sine(r), f * cosine(r)
                    if i + 1 < count:
                        before[v, i + 1] = f * sines[v, i]
            out = d_envelope[b, :, start:end]
            _retreat(count, matrix[b], output[b], g[b, start:end], g_after, sines, slopes, after, delta, out)
            g_after = g[b, start]
            for i in range(count):
                local[i] = time[b, start + i] - time[b, start]
            for v in range(operators):
                row = delta[v, :count]
                d_omega[b, v] += time[b, start] * _dot(row, ones[:count]) + _dot(row, local[:count])
                d_output[b, v] += _dot(g[b, start:end], before[v, :count])
                for j in range(operators):
                    d_matrix[b, v, j] += _dot(row, before[j, :count])
                if d_time.size:
                    scale = np.float32(omega[b, v])
                    for i in range(count):
                        d_time[b, start + i] += scale * row[i]


def forward(omega, time, envelope, matrix, output, threads=1):
    """As `fm_reference`; omega, time float64, the others float32. Returns y [B, T], phases [B, V, T]."""
    y, phases = np.empty(time.shape, np.float32), np.empty_like(envelope)
    share(_forward, len(y), threads, omega, time, envelope, matrix, output, y, phases)
    return y, phases


def backward(omega, time, envelope, matrix, output, phases, g, want_time=True, threads=1, carry=None):
    """Gradients of Σ g·y; time's is empty unless wanted. Those of time and envelope are float32.

    carry: the matrix of the adjoint recursion, if not `matrix` itself (see `bridge.kernels.fm`, "Taming").
    """
    matrix = matrix if carry is None else carry  # the phases are kept, so the forward matrix is not needed again
    d_time = np.zeros(g.shape if want_time else (0, 0), np.float32)
    d_envelope = np.empty_like(envelope)
    d_omega, d_matrix, d_output = np.zeros(omega.shape), np.zeros(matrix.shape), np.zeros(output.shape)
    share(_backward, len(g), threads, omega, time, envelope, matrix, output, phases, g,
          d_omega, d_time, d_envelope, d_matrix, d_output)  # fmt: skip
    return d_omega, d_time, d_envelope, d_matrix, d_output
