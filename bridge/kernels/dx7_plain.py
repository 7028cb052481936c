"""The DX7 recurrence and its adjoint as scalar numba loops with libm's sine, in the gains' precision.

This is the kernel to read beside the derivation in `bridge.kernels.dx7`; it serves float64 (where gradients are
checked).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from bridge.kernels.dx7_reference import BLOCK
from bridge.kernels.threads import share

TWO_PI = 2.0 * math.pi


@njit(cache=True, nogil=True)
def _forward(first, last, omega, gains, matrix, feedback, source, output, y, sines, cosines, loops):
    operators, samples = sines.shape[1:]
    u = np.zeros(operators, gains.dtype)
    half = gains.dtype.type(0.5)
    for b in range(first, last):
        one = two = gains.dtype.type(0)
        for t in range(samples):
            k = t // BLOCK
            share_of = gains.dtype.type((t - k * BLOCK + 1) / BLOCK)
            loop = half * (one + two)
            loops[b, t] = loop
            out = heard = gains.dtype.type(0)
            for v in range(operators - 1, -1, -1):
                turns = omega[b, v] * t / TWO_PI
                phase = gains.dtype.type(TWO_PI * (turns - np.floor(turns + 0.5))) + feedback[b, v] * loop
                for j in range(v + 1, operators):
                    phase += matrix[b, v, j] * u[j]
                sines[b, v, t] = math.sin(phase)
                cosines[b, v, t] = math.cos(phase)
                level = gains[b, v, k] + (gains[b, v, k + 1] - gains[b, v, k]) * share_of
                u[v] = level * sines[b, v, t]
                out += output[b, v] * u[v]
                heard += source[b, v] * u[v]
            one, two = heard, one
            y[b, t] = out


@njit(cache=True, nogil=True)
def _backward(first, last, gains, matrix, feedback, source, output, carry, sines, cosines, loops, g,
              d_omega, d_gains, d_feedback):  # fmt: skip
    operators, samples = sines.shape[1:]
    delta = np.zeros(operators, gains.dtype)
    half = gains.dtype.type(0.5)
    for b in range(first, last):
        after = later = gains.dtype.type(0)  # Φ of the next sample and of the one after it
        for t in range(samples - 1, -1, -1):
            k = t // BLOCK
            share_of = gains.dtype.type((t - k * BLOCK + 1) / BLOCK)
            back = half * (after + later) * carry[b]
            pull = gains.dtype.type(0)
            for v in range(operators):
                lam = output[b, v] * g[b, t] + source[b, v] * back
                for i in range(v):
                    lam += matrix[b, i, v] * delta[i]
                level = gains[b, v, k] + (gains[b, v, k + 1] - gains[b, v, k]) * share_of
                delta[v] = lam * level * cosines[b, v, t]
                change = lam * sines[b, v, t]
                d_gains[b, v, k] += change * (1 - share_of)
                d_gains[b, v, k + 1] += change * share_of
                d_omega[b, v] += t * delta[v]
                d_feedback[b, v] += delta[v] * loops[b, t]
                pull += feedback[b, v] * delta[v]
            after, later = pull, after


def forward(omega, gains, matrix, feedback, source, output, samples, threads=1):
    """As `dx7_reference`, omega in float64 -> y [B, T], and for `backward` sines, cosines [B, V, T], loops [B, T]."""
    shape = (*omega.shape, samples)
    y, loops = np.empty((len(omega), samples), gains.dtype), np.empty((len(omega), samples), gains.dtype)
    sines, cosines = np.empty(shape, gains.dtype), np.empty(shape, gains.dtype)
    share(_forward, len(y), threads, omega, gains, matrix, feedback, source, output, y, sines, cosines, loops)
    return y, (sines, cosines, loops)


def backward(omega, gains, matrix, feedback, source, output, carry, kept, g, threads=1):
    """Gradients of Σ g·y for omega, gains, feedback; in float64. carry [B]: see `bridge.kernels.dx7`, "Taming"."""
    grads = np.zeros(omega.shape), np.zeros(gains.shape), np.zeros(feedback.shape)
    share(_backward, len(g), threads, gains, matrix, feedback, source, output, carry, *kept, g, *grads)
    return grads
