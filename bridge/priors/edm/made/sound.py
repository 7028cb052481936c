"""What every source hands over, and how a raw sound becomes a clip."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

SAMPLE_RATE = 44100
LONGEST = 1.6
PEAK = 10 ** (-1 / 20)
LEAD = 0.001
FADE = 0.012


@dataclass(frozen=True)
class Made:
    """One finished clip. audio: [T] float32 at 44.1 kHz. original: what it was made from, in one line."""

    audio: np.ndarray
    caption: str
    category: str
    tags: tuple[str, ...]
    group: str
    source: str
    licence: str
    attribution: str
    original: str


@dataclass(frozen=True)
class Batch:
    """Sounds that are made together: about how many, and the function that makes them."""

    count: int
    make: Callable[[], Iterable[Made]]


def finish(audio: np.ndarray) -> np.ndarray | None:
    """[T] -> at most 1.6 s from the onset on, without direct current, peak −1 dBFS, tail faded; None if silent.

    The onset is where the sound first comes within 46 dB of its peak; the tail ends 66 dB below it.
    """
    x = np.asarray(audio, dtype=np.float64)
    if not len(x) or not np.isfinite(x).all():
        return None
    size = 1 << (2 * len(x)).bit_length()  # room for the high-pass to ring out
    spectrum = np.fft.rfft(x, size)
    ratio = np.fft.rfftfreq(size, 1 / SAMPLE_RATE) / 12.0
    x = np.fft.irfft(spectrum * 1j * ratio / (1 + 1j * ratio), size)[: len(x)]
    peak = float(np.abs(x).max())
    if peak < 1e-4:
        return None
    first = int(np.argmax(np.abs(x) > peak * 10 ** (-46 / 20)))
    x = x[max(0, first - int(LEAD * SAMPLE_RATE)) :][: int(LONGEST * SAMPLE_RATE)]
    peak = float(np.abs(x).max())
    last = int(np.flatnonzero(np.abs(x) > peak * 10 ** (-66 / 20))[-1]) + 1
    x = x[: min(len(x), max(last + int(FADE * SAMPLE_RATE), int(0.05 * SAMPLE_RATE)))]
    fade = min(len(x), int(FADE * SAMPLE_RATE))
    x[len(x) - fade :] *= np.linspace(1, 0, fade)
    return (x * (PEAK / max(float(np.abs(x).max()), 1e-9))).astype(np.float32)
