"""The FM recurrence and its adjoint as scalar numba loops with libm's sine, in the envelope's precision.

This is the kernel to read beside the derivation in `bridge.kernels.fm`; it serves float64 (where gradients
are checked) and, in float32, as the plain batched peer that the benchmark compares the SIMD kernel with.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from bridge.kernels.threads import share

TWO_PI = 2.0 * math.pi


@njit(cache=True, nogil=True)
def _forward(first, last, omega, time, envelope, matrix, output, y, sine, cosine):
    operators, samples = envelope.shape[1:]
    now = np.zeros(operators, envelope.dtype)
    before = np.zeros(operators, envelope.dtype)
    for b in range(first, last):
        before[:] = 0
        for t in range(samples):
            out = y.dtype.type(0)
            for v in range(operators):
                turns = omega[b, v] * time[b, t] / TWO_PI
                # Wrapped in float64 before it meets float32: an unwrapped float32 phase is only good to
                # −74 dB.
                phase = y.dtype.type(TWO_PI * (turns - np.floor(turns + 0.5)))
                for j in range(operators):
                    phase += matrix[b, v, j] * before[j]
                out += output[b, v] * before[v]
                sine[b, v, t] = math.sin(phase)
                cosine[b, v, t] = math.cos(phase)
                now[v] = envelope[b, v, t] * sine[b, v, t]
            y[b, t] = out
            now, before = before, now


@njit(cache=True, nogil=True)
def _backward(first, last, omega, time, envelope, matrix, output, sine, cosine, g,
              d_omega, d_time, d_envelope, d_matrix, d_output):  # fmt: skip
    operators, samples = envelope.shape[1:]
    delta = np.zeros(operators, envelope.dtype)
    after = np.zeros(operators, envelope.dtype)
    for b in range(first, last):
        after[:] = 0
        g_after = g.dtype.type(0)
        for t in range(samples - 1, -1, -1):
            for v in range(operators):
                lam = output[b, v] * g_after
                for k in range(operators):
                    lam += matrix[b, k, v] * after[k]
                d_envelope[b, v, t] = lam * sine[b, v, t]
                delta[v] = lam * envelope[b, v, t] * cosine[b, v, t]
                d_omega[b, v] += time[b, t] * delta[v]
                d_time[b, t] += omega[b, v] * delta[v]
            if t > 0:
                for j in range(operators):
                    u = envelope[b, j, t - 1] * sine[b, j, t - 1]
                    d_output[b, j] += g[b, t] * u
                    for v in range(operators):
                        d_matrix[b, v, j] += delta[v] * u
            g_after = g[b, t]
            delta, after = after, delta


def forward(omega, time, envelope, matrix, output, threads=1):
    """As `fm_reference`, omega and time in float64 -> y [B, T] and for `backward` sine, cosine [B, V, T]."""
    y = np.empty(time.shape, envelope.dtype)
    sine, cosine = np.empty_like(envelope), np.empty_like(envelope)
    share(_forward, len(y), threads, omega, time, envelope, matrix, output, y, sine, cosine)
    return y, (sine, cosine)


def backward(omega, time, envelope, matrix, output, kept, g, want_time=True, threads=1, carry=None):
    """Gradients of Σ g·y for omega, time, envelope, matrix, output; sums are float64.

    carry: the matrix of the adjoint recursion, if not `matrix` itself (see `bridge.kernels.fm`, "Taming").
    """
    matrix = matrix if carry is None else carry  # sines and cosines are kept: the forward matrix is not needed again
    d_envelope = np.empty_like(envelope)
    grads = tuple(np.zeros(x.shape) for x in (omega, time, matrix, output))
    d_omega, d_time, d_matrix, d_output = grads
    share(_backward, len(g), threads, omega, time, envelope, matrix, output, *kept, g,
          d_omega, d_time, d_envelope, d_matrix, d_output)  # fmt: skip
    return d_omega, d_time, d_envelope, d_matrix, d_output
