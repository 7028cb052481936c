"""Keeps the voice alive: when its process dies it is started again, with longer and longer pauses if it keeps dying."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from bridge.daemon.stage import Stage
from bridge.interfaces.desk import Fact
from bridge.interfaces.events import Event, ProcessState

LOOK_SECONDS = 0.05
STEADY_SECONDS = 30.0
"""so long alive, and the next death is the first again"""

log = logging.getLogger(__name__)


class VoiceWatch:
    """sink: something with `alive` and `start`; one that never was alive (no voice was wanted) is left alone.

    again: called when it lives again.  backoff: seconds until the first new start, and at most.
    """

    def __init__(
        self,
        sink: Any,
        stage: Stage,
        publish: Callable[[Event], None],
        again: Callable[[], None] = lambda: None,
        backoff: tuple[float, float] = (0.1, 30.0),
    ) -> None:
        self._sink, self._stage, self._publish = sink, stage, publish
        self._again, self._backoff = again, backoff
        self._task: asyncio.Task[None] | None = None
        self.deaths = 0

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self) -> None:
        """Before the voice is stopped, or that would look like a death."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def facts(self) -> dict[str, Fact]:
        return {"voice_deaths": self.deaths}

    def _alive(self) -> bool:
        return getattr(self._sink, "alive", None) is True

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._alive():
            await asyncio.sleep(LOOK_SECONDS)
        self._publish(ProcessState("voice", "started"))
        delay, since = self._backoff[0], loop.time()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._alive():
                continue
            if loop.time() - since > STEADY_SECONDS:
                delay = self._backoff[0]
            self.deaths += 1
            self._stage.down = True
            self._publish(ProcessState("voice", "restarting", f"its process ended; next start in {delay:.2g} s"))
            await asyncio.sleep(delay)
            delay = min(2 * delay, self._backoff[1])
            try:
                self._sink.start()
            except Exception:  # no memory, no processes left: the next try may find some
                log.exception("the voice cannot be started")
            since = loop.time()
            if self._alive():
                self._stage.down = False
                self._again()
                self._publish(ProcessState("voice", "started"))
