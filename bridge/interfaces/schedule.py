"""Messages whose time tag lies ahead: they wait on the event loop's own timers, nobody sleeps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bridge.errors import BridgeError
from bridge.interfaces.links import Link
from bridge.interfaces.osc.packets import Timed

HORIZON = 60.0
"""seconds: who plans further ahead can keep it himself"""
MAX_SCHEDULED = 2048
MAX_OF_A_CLIENT = 1024
GRACE = 0.001
"""seconds by which a tag may lie ahead and still means now"""


class Unschedulable(BridgeError):
    """A time tag too far ahead, or too many that wait."""

    code = "too-late"


class Schedule:
    """At most `MAX_SCHEDULED` messages, `MAX_OF_A_CLIENT` of one client, at most `HORIZON` seconds ahead.

    A time tag is turned into a delay when it comes: what waits is not moved when the clock is set. `deliver` gets the
    messages of a client that are due together, in the order in which they came.
    """

    def __init__(self, deliver: Callable[[Link, list[Timed]], None], clock: Callable[[], float] = time.time) -> None:
        self._deliver = deliver
        self._clock = clock
        self._waiting: dict[tuple[Link, float], list[Timed]] = {}
        self._timers: dict[tuple[Link, float], asyncio.TimerHandle] = {}
        self._of_client: dict[Link, int] = {}

    def __len__(self) -> int:
        return sum(self._of_client.values())

    def ahead(self, message: Timed) -> bool:
        """Whether it is to wait."""
        return message.due is not None and message.due - self._clock() > GRACE

    def delay(self, message: Timed) -> float:
        """Seconds to wait, 0 for what is due. Raises Unschedulable."""
        if message.due is None:
            return 0.0
        ahead = message.due - self._clock()
        if ahead > HORIZON:
            raise Unschedulable(f"the time tag lies {ahead:.0f} s ahead; at most {HORIZON:.0f} s, and check the clock")
        return ahead if ahead > GRACE else 0.0

    def wait(self, link: Link, message: Timed, delay: float) -> None:
        """Deliver it after `delay` seconds. Raises Unschedulable."""
        mine = self._of_client.get(link, 0)
        if mine >= MAX_OF_A_CLIENT or len(self) >= MAX_SCHEDULED:
            raise Unschedulable(f"{mine} messages with a time tag wait already; send them later")
        assert message.due is not None
        key = (link, message.due)
        self._of_client[link] = mine + 1
        self._waiting.setdefault(key, []).append(message)
        if key not in self._timers:
            self._timers[key] = asyncio.get_running_loop().call_later(delay, self._ring, key)

    def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._waiting.clear()
        self._of_client.clear()

    def _ring(self, key: tuple[Link, float]) -> None:
        del self._timers[key]
        messages = self._waiting.pop(key)
        link = key[0]
        self._of_client[link] -= len(messages)
        if not self._of_client[link]:
            del self._of_client[link]
        # Without their tags: the clock may have been set meanwhile, and they would be found to lie ahead again.
        self._deliver(link, [Timed(message.path, message.values) for message in messages])
