"""Oscillators, envelopes and filters of the electronic sounds. Everything is [T] at 44.1 kHz."""

from __future__ import annotations

import numpy as np
from numba import njit

from bridge.priors.edm.made.sound import SAMPLE_RATE

Array = np.ndarray
LOW, BAND, HIGH = 0, 1, 2


def seconds(length: float) -> Array:
    """Times of the samples of so many seconds."""
    return np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE


def decay(t: Array, t60: float) -> Array:
    """From 1 down by 60 dB in t60 seconds, exponentially."""
    return 10 ** (-3 * t / t60)


def gate(t: Array, attack: float, hold: float, release: float, sustain: float = 1.0, fall: float = 0.2) -> Array:
    """Linear attack, exponential fall to `sustain`, and from `hold` seconds on a release of −60 dB in `release`."""
    level = np.minimum(t / max(attack, 1e-4), 1.0)
    level = level * (sustain + (1 - sustain) * np.exp(-np.maximum(t - attack, 0) / fall))
    return level * decay(np.maximum(t - hold, 0), release)


def hertz(note: float | Array) -> float | Array:
    """MIDI note -> frequency."""
    return 440.0 * 2 ** ((note - 69) / 12)


def phase(frequency: float | Array, t: Array, start: float = 0.0) -> Array:
    """Cycles that have gone by at each time."""
    step = np.broadcast_to(np.asarray(frequency, dtype=np.float64), t.shape) / SAMPLE_RATE
    return np.cumsum(step) - step[0] + start


def sine(frequency: float | Array, t: Array, start: float = 0.0) -> Array:
    """Sine wave."""
    return np.sin(2 * np.pi * phase(frequency, t, start))


def saw(frequency: float | Array, t: Array, start: float = 0.0) -> Array:
    """Falling and leaping sawtooth with PolyBLEP corners (Valimaki & Huovilainen 2007): hardly any aliases."""
    cycles = phase(frequency, t, start)
    step = np.broadcast_to(np.asarray(frequency, dtype=np.float64), t.shape) / SAMPLE_RATE
    place = cycles % 1.0
    return 2 * place - 1 - _corner(place, step)


def square(frequency: float | Array, t: Array, width: float = 0.5, start: float = 0.0) -> Array:
    """Pulse wave: the difference of two sawtooths."""
    return saw(frequency, t, start) - saw(frequency, t, start + width) + (2 * width - 1)


def triangle(frequency: float | Array, t: Array, start: float = 0.0) -> Array:
    """Triangle wave; its partials fall so fast that aliases are not heard."""
    return 2 / np.pi * np.arcsin(sine(frequency, t, start))


def _corner(place: Array, step: Array) -> Array:
    after = place < step
    before = place > 1 - step
    x = np.where(after, place / step, 0.0)
    y = np.where(before, (place - 1) / step, 0.0)
    return np.where(after, 2 * x - x * x - 1, 0.0) + np.where(before, y * y + 2 * y + 1, 0.0)


def noise(t: Array, rng: np.random.Generator) -> Array:
    """White noise of standard deviation 1."""
    return rng.standard_normal(len(t))


def drive(x: Array, amount: float) -> Array:
    """Soft saturation; amount 0 leaves the sound alone."""
    return x if amount <= 0 else np.tanh(x * (1 + 8 * amount)) / np.tanh(1 + 8 * amount)


def swept(x: Array, cutoff: float | Array, q: float, kind: int = LOW) -> Array:
    """State-variable filter whose cutoff (Hz) may move; q: 0.5 … 20; kind: LOW, BAND or HIGH."""
    line = np.broadcast_to(np.asarray(cutoff, dtype=np.float64), x.shape).clip(20.0, 0.45 * SAMPLE_RATE)
    return _filter(np.ascontiguousarray(x, dtype=np.float64), np.tan(np.pi * line / SAMPLE_RATE), 1.0 / q, kind)


@njit(cache=True)
def _filter(x: Array, g: Array, k: float, kind: int) -> Array:
    """Trapezoidal integration, so that it stays stable and in tune while it moves (Zavalishin 2012)."""
    out = np.empty_like(x)
    a = b = 0.0
    for i in range(len(x)):
        high = (x[i] - (g[i] + k) * a - b) / (1 + g[i] * (g[i] + k))
        band = g[i] * high + a
        a = g[i] * high + band
        low = g[i] * band + b
        b = g[i] * band + low
        out[i] = low if kind == 0 else (k * band if kind == 1 else high)
    return out
