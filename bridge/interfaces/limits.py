"""How often a machine may ask for what costs much: answers that are long, and whatever writes to the disk."""

from __future__ import annotations

import time
from collections.abc import Callable

from bridge.errors import BridgeError

MAX_HOSTS = 256


class Busy(BridgeError):
    """Asked too often; the same request is good a moment later."""

    code = "busy"


class RateLimit:
    """A bucket of `burst` tokens for each host and subject, filled at `rate` a second."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, host: str, subject: str) -> None:
        """Raises Busy."""
        now = self._clock()
        tokens, at = self._buckets.pop((host, subject), (float(self._burst), now))
        tokens = min(float(self._burst), tokens + (now - at) * self._rate)
        if len(self._buckets) >= MAX_HOSTS:
            del self._buckets[next(iter(self._buckets))]  # who asked longest ago has a full bucket again soonest
        self._buckets[host, subject] = (max(tokens - 1.0, 0.0), now)
        if tokens < 1.0:
            raise Busy(
                f"{subject} was asked {self._burst} times at once; at most {self._rate:g} a second, wait a moment"
            )
