"""Newest wins, and not too often: for listeners that are slower than a fit."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

DEFAULT_INTERVAL = 0.05
"""seconds between deliveries: 20 parameter sets a second are more than a knob can show"""
BACKLOG = 512
"""items that wait for a listener that takes nothing; whoever is further behind is given up"""


class PacedOutlet(Generic[T]):
    """Delivers what is offered at most once per `interval` seconds and key; newer replaces older.

    ready: whether the listener takes anything now; while it does not, all waits, in order, newest of each key.
    give_up: called when more than `BACKLOG` items wait. Needs a running event loop. The first offer after a pause is
    delivered at once.
    """

    def __init__(
        self,
        deliver: Callable[[T], None],
        interval: float = DEFAULT_INTERVAL,
        ready: Callable[[], bool] = lambda: True,
        give_up: Callable[[], None] = lambda: None,
    ) -> None:
        self._deliver = deliver
        self._interval = interval
        self._ready = ready
        self._give_up = give_up
        self._waiting: dict[Hashable, T] = {}
        self._serial = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self.replaced = 0

    def offer(self, key: Hashable, item: T) -> None:
        """Deliver now or at the next turn, unless something newer with the same key comes before."""
        # Taken out first, so that it moves to the end: newer news never overtake what was pushed before them.
        self.replaced += self._waiting.pop(key, None) is not None
        self._wait(key, item)
        if self._timer is None:
            self._turn()

    def push(self, item: T) -> None:
        """Deliver now, after all that waits: nothing may overtake it or replace it."""
        if self._ready():
            self.flush()
            self._deliver(item)
            return
        self._wait((self, next(self._serial)), item)
        if self._timer is None:
            self._turn()

    def flush(self) -> None:
        """Deliver what waits now, if the listener takes it; what is offered meanwhile is for the next turn."""
        for _ in range(len(self._waiting)):
            if not self._waiting or not self._ready():
                return
            self._deliver(self._waiting.pop(next(iter(self._waiting))))

    def close(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self, key: Hashable, item: T) -> None:
        self._waiting[key] = item
        if len(self._waiting) > BACKLOG:
            self.close()
            self._give_up()

    def _turn(self) -> None:
        self._timer = None
        if self._waiting:
            # The timer first: whoever is delivered to may offer again.
            self._timer = asyncio.get_running_loop().call_later(self._interval, self._turn)
            self.flush()
