"""The pitch of a steady tone, if it has a clear one: normalised square difference, McLeod & Wyvill 2005.

    n(τ) = 2 Σ x[t] x[t+τ] / Σ (x[t]² + x[t+τ]²)      over the samples that overlap; 1 at a period, whatever the level

The period is the first of n's peaks that comes near the highest one. It is then refined at its multiples, where the
same error in samples is a smaller one in cents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.records import SAMPLE_RATE

LOW_HZ, HIGH_HZ = 30.0, 5000.0
WINDOW = 4096
"""93 ms: three periods of the lowest pitch"""
STARTS_MS = (20, 50, 90, 140, 200, 300)
"""after the attack: where a steady part may begin"""
ATTACKED = 0.5
"""−6 dB of the peak: reached first where the attack ends"""
FINE = 8
"""lags a sample: a period of nine samples and its overtones need to be met more exactly than that"""
CLEAR = 0.9
"""height of the peak that counts as a pitch"""
AGREE_CENTS = 20.0
"""two windows further apart than this hear a glide, or noise"""
NEARLY = 0.93
"""share of the highest peak that a shorter period must reach"""
FADED = 1e-3
"""−60 dB of the sound's peak: what is quieter has no pitch worth hearing"""

Wave = NDArray[np.float64]


@dataclass(frozen=True)
class Pitch:
    """hz, and clarity: the height of the peak at its period, 1 for a periodic sound."""

    hz: float
    clarity: float


def pitch_of(sound: np.ndarray, sample_rate: int = SAMPLE_RATE) -> float | None:
    """[T] or [channel, T] -> Hz of the steady part, 30 … 5,000; None without a clear pitch.

    Clear: two windows in a row have one, and the same. So glides, noise, clusters and very short sounds have none.
    """
    mono = np.asarray(sound, dtype=np.float64)
    mono = mono.mean(0) if mono.ndim == 2 else mono
    peak = float(np.abs(mono).max(initial=0.0))
    if peak == 0 or not np.isfinite(peak):
        return None
    top = int((np.abs(mono) >= ATTACKED * peak).argmax())
    before: Pitch | None = None
    for ms in STARTS_MS:
        start = top + ms * sample_rate // 1000
        window = mono[start : start + WINDOW]
        if len(window) < WINDOW or np.abs(window).max() < FADED * peak:
            return None
        now = pitch_in(window, sample_rate)
        if before and now and abs(cents(now.hz, before.hz)) <= AGREE_CENTS:
            return float(np.sqrt(now.hz * before.hz))
        before = now
    return None


def cents(hz: float, other: float) -> float:
    """How much higher `hz` is than `other`: 1,200 an octave."""
    return 1200 * float(np.log2(hz / other))


def pitch_in(window: Wave, sample_rate: int = SAMPLE_RATE) -> Pitch | None:
    """Pitch of one window [T]; None below the clarity that counts."""
    similarity = _similarity(window - window.mean(), int(sample_rate / LOW_HZ * FINE) + 2 * FINE)
    peaks = _peaks(similarity, max(FINE, int(sample_rate / HIGH_HZ * FINE)))
    if len(peaks) == 0:
        return None
    heights = similarity[peaks]
    if heights.max() < CLEAR:
        return None
    lag = int(peaks[np.argmax(heights >= NEARLY * heights.max())])
    return Pitch(sample_rate * FINE / _refined(similarity, lag), float(similarity[lag]))


def _similarity(window: Wave, lags: int) -> Wave:
    """n(τ) for τ = 0 … lags − 1, in `FINE` parts of a sample (the autocorrelation interpolated by its spectrum)."""
    size = len(window)
    spectrum = np.fft.rfft(window, 2 * size)
    product = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, 2 * size * FINE)[:lags] * FINE
    squares = np.concatenate([[0.0], np.cumsum(window**2)])
    shift, whole = np.arange(lags) / FINE, np.arange(size + 1)
    energy = np.interp(size - shift, whole, squares) + squares[size] - np.interp(shift, whole, squares)
    result: Wave = 2 * product / np.maximum(energy, 1e-12)
    return result


def _peaks(similarity: Wave, shortest: int) -> NDArray[np.intp]:
    """The highest lag of each stretch above zero, but for the one around lag zero."""
    positive = similarity > 0
    if positive.all():
        return np.empty(0, dtype=np.intp)
    edges = np.flatnonzero(np.diff(positive.astype(np.int8)))
    begins = [e + 1 for e in edges if not positive[e]]
    found = []
    for begin in begins:
        after = edges[edges >= begin]
        end = int(after[0]) + 1 if len(after) else len(similarity)
        at = begin + int(similarity[begin:end].argmax())
        if at >= shortest and at + 1 < len(similarity):
            found.append(at)
    return np.array(found, dtype=np.intp)


def _refined(similarity: Wave, lag: int) -> float:
    """The period in lags: the peak's place between lags, then that of its multiples as long as they are as clear."""
    period, multiple = _vertex(similarity, lag), 1
    while True:
        wider = 2 * multiple
        at = round(period * wider)
        if at + FINE + 1 >= len(similarity):
            return period
        at = at - FINE + int(similarity[at - FINE : at + FINE + 1].argmax())
        if similarity[at] < 0.95 * similarity[lag]:
            return period
        period, multiple = _vertex(similarity, at) / wider, wider


def _vertex(values: Wave, at: int) -> float:
    """Where the parabola through three samples is highest: among them, for on a slope that is nearly straight its top
    may be anywhere, before lag zero too."""
    left, middle, right = values[at - 1 : at + 2]
    bend = left - 2 * middle + right
    return float(at + (np.clip(0.5 * (left - right) / bend, -1.0, 1.0) if bend < 0 else 0.0))
