"""Sixteen modes at a time, one a SIMD lane, for one tick: the inner loop of the real-time impact voice.

    y[t] = Σ_n a_n·Re(c_n[t]),   c_n[t+1] = c_n[t]·z_n

In float32, but nothing drifts: at each tick the control side (`impact_block`) writes the phasors c_n anew from float64.

A *bank* holds rows of sixteen, one of each after the other: Re c, Im c, Re z, Im z, a and its change a sample, each
`MODES` long; then a tick of what the note sounds like, not yet summed over lanes.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from bridge.kernels.lanes import LANES, load, spread, store
from bridge.realtime.arrays import TICK, Floats
from bridge.voices.impact import MAX_MODES

MODES = MAX_MODES + LANES  # no power of two, or rows 4 KiB apart would wait for each other in the cache
RE, IM, Z_RE, Z_IM, AMPLITUDE, AMPLITUDE_STEP = (k * MODES for k in range(6))
Y = 6 * MODES
BANK = Y + TICK * LANES


@njit(cache=True, nogil=True, fastmath={"contract"})
def _one(bank: Floats, n: int) -> None:
    """Sixteen modes, gliding or not."""
    re, im, a, b = load(bank, RE + n), load(bank, IM + n), load(bank, Z_RE + n), load(bank, Z_IM + n)
    size, change = load(bank, AMPLITUDE + n), load(bank, AMPLITUDE_STEP + n)
    for i in range(TICK):
        at = Y + i * LANES
        store(bank, at, load(bank, at) + size * re)
        re, im = re * a - im * b, re * b + im * a
        size = size + change


@njit(cache=True, nogil=True, fastmath={"contract"})
def _four(bank: Floats, n: int) -> None:
    """Sixty-four that do not glide: four chains side by side, as each waits for itself."""
    m, k, o = n + LANES, n + 2 * LANES, n + 3 * LANES
    re0, im0, a0, b0 = load(bank, RE + n), load(bank, IM + n), load(bank, Z_RE + n), load(bank, Z_IM + n)
    re1, im1, a1, b1 = load(bank, RE + m), load(bank, IM + m), load(bank, Z_RE + m), load(bank, Z_IM + m)
    re2, im2, a2, b2 = load(bank, RE + k), load(bank, IM + k), load(bank, Z_RE + k), load(bank, Z_IM + k)
    re3, im3, a3, b3 = load(bank, RE + o), load(bank, IM + o), load(bank, Z_RE + o), load(bank, Z_IM + o)
    size0, size1 = load(bank, AMPLITUDE + n), load(bank, AMPLITUDE + m)
    size2, size3 = load(bank, AMPLITUDE + k), load(bank, AMPLITUDE + o)
    for i in range(TICK):
        at = Y + i * LANES
        store(bank, at, load(bank, at) + size0 * re0 + size1 * re1 + (size2 * re2 + size3 * re3))
        re0, im0 = re0 * a0 - im0 * b0, re0 * b0 + im0 * a0
        re1, im1 = re1 * a1 - im1 * b1, re1 * b1 + im1 * a1
        re2, im2 = re2 * a2 - im2 * b2, re2 * b2 + im2 * a2
        re3, im3 = re3 * a3 - im3 * b3, re3 * b3 + im3 * a3


@njit(cache=True, nogil=True)
def ring(bank: Floats, count: int, gliding: bool) -> None:
    """A tick of the first `count` modes, a multiple of sixteen, into the bank's `Y`."""
    for i in range(TICK):
        store(bank, Y + i * LANES, spread(np.float32(0.0)))
    n = 0
    if not gliding:
        while n + 4 * LANES <= count:
            _four(bank, n)
            n += 4 * LANES
    while n < count:
        _one(bank, n)
        n += LANES


@njit(cache=True, nogil=True, fastmath={"contract"})
def ring_out(bank: Floats, gain: float, step: float, released: float, release: float, sums: Floats) -> None:
    """Gain and release, in place on `Y`; sums [LANES]: what the lanes add up to."""
    total = spread(np.float32(0.0))
    now, change = spread(np.float32(gain)), spread(np.float32(step))
    left, fall = spread(np.float32(released)), spread(np.float32(release))
    for i in range(TICK):
        y = load(bank, Y + i * LANES) * (now * left)
        store(bank, Y + i * LANES, y)
        total = total + y
        now = now + change
        left = left * fall
    store(sums, 0, total)


@njit(cache=True, nogil=True)
def add(bank: Floats, bus: Floats, start: int) -> None:
    """bus [TICK·LANES] from `start` on += `Y`."""
    for i in range(0, TICK * LANES, LANES):
        store(bus, start + i, load(bus, start + i) + load(bank, Y + i))
