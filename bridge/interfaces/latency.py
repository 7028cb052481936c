"""Percentiles of a duration in constant memory: a histogram with buckets of equal ratio."""

from __future__ import annotations

import math

LOW = 1e-6
"""seconds: everything shorter is in the first bucket"""
PER_DECADE, DECADES = 20, 8


class Latency:
    """From 1 µs to 100 s in steps of 12 %; a percentile is the upper edge of its bucket, so never too good.

    Every `window` durations the counts are halved: what is long ago weighs less and less.
    """

    def __init__(self, window: int = 100_000) -> None:
        self._counts = [0] * (PER_DECADE * DECADES + 1)
        self._window = window
        self._total = 0

    def __len__(self) -> int:
        return self._total

    def note(self, seconds: float) -> None:
        place = int(math.log10(max(seconds, LOW) / LOW) * PER_DECADE)
        self._counts[min(place, len(self._counts) - 1)] += 1
        self._total += 1
        if self._total >= self._window:
            self._counts = [count // 2 for count in self._counts]
            self._total = sum(self._counts)

    def percentile(self, percent: float) -> float:
        """Seconds; 0 when nothing was noted."""
        wanted = self._total * percent / 100.0
        seen = 0
        for place, count in enumerate(self._counts):
            seen += count
            if count and seen >= wanted:
                return LOW * 10.0 ** ((place + 1) / PER_DECADE)
        return 0.0
