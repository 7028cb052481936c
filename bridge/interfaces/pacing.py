"""Newest wins, and not too often: for listeners that are slower than a fit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

DEFAULT_INTERVAL = 0.05
"""seconds between deliveries: 20 parameter sets a second are more than a knob can show"""


class PacedOutlet(Generic[T]):
    """Delivers what is offered at most once per `interval` seconds and key; newer replaces older.

    Needs a running event loop. The first offer after a pause is delivered at once.
    """

    def __init__(self, deliver: Callable[[T], None], interval: float = DEFAULT_INTERVAL) -> None:
        self._deliver = deliver
        self._interval = interval
        self._waiting: dict[Hashable, T] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.replaced = 0

    def offer(self, key: Hashable, item: T) -> None:
        """Deliver now or at the next turn, unless something newer with the same key comes before."""
        self.replaced += key in self._waiting
        self._waiting[key] = item
        if self._timer is None:
            self._turn()

    def push(self, item: T) -> None:
        """Deliver now, after all that waits: nothing may overtake it or replace it."""
        self.flush()
        self._deliver(item)

    def flush(self) -> None:
        """Deliver all that waits."""
        waiting, self._waiting = self._waiting, {}
        for item in waiting.values():
            self._deliver(item)

    def close(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _turn(self) -> None:
        self._timer = None
        if self._waiting:
            # The timer first: whoever is delivered to may offer again.
            self._timer = asyncio.get_running_loop().call_later(self._interval, self._turn)
            self.flush()
