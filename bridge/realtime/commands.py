"""Commands on their way to the sound: what callers ask (`Mailbox`), and what the audio thread does (`AudioQueue`).

A mailbox coalesces: of preset loads and of sets of one parameter only the newest waits, in the place of the first, so
a fit that streams faster than anyone listens costs nothing and never delays a note. Notes keep their order.

    ("load", voice, parameters)  ("param", name, value)  ("note", note | None, velocity)  ("panic",)
    ("record", path)  ("stop_record",)  ("stop",)
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

Command = tuple[Any, ...]
MAILBOX_SIZE = 1024
QUEUE_SIZE = 512


class Mailbox:
    """Bounded, coalescing, for any threads but the audio thread. `put` never blocks for longer than a lock's turn."""

    def __init__(self, size: int = MAILBOX_SIZE) -> None:
        self._waiting: dict[Any, Command] = {}
        self._size = size
        self._serial = 0
        self._changed = threading.Condition()
        self._closed = False
        self.dropped = 0
        """commands refused because the box was full"""

    def put(self, command: Command) -> bool:
        """False when the box is full. Note-offs, panic and stop are always taken."""
        kind = command[0]
        with self._changed:
            waiting = self._waiting
            if kind == "load":
                self._forget("param")
            if kind == "panic":
                self._forget("note")
            key: Any = (kind, command[1]) if kind == "param" else kind
            if kind == "note":
                self._serial += 1
                key = (kind, self._serial)
            must = kind in ("panic", "stop", "load") or (kind == "note" and command[2] <= 0.0)
            if len(waiting) >= self._size and key not in waiting and not must:
                self.dropped += 1
                return False
            waiting[key] = command
            self._changed.notify()
            return True

    def _forget(self, kind: str) -> None:
        for key in [k for k in self._waiting if isinstance(k, tuple) and k[0] == kind]:
            del self._waiting[key]

    def take(self, timeout: float | None = None) -> Command | None:
        """The oldest command; None after `timeout` seconds or once closed and empty."""
        with self._changed:
            if not self._waiting and not self._closed:
                self._changed.wait(timeout)
            if not self._waiting:
                return None
            return self._waiting.pop(next(iter(self._waiting)))

    def close(self) -> None:
        """Nothing more will come: wakes whoever waits in `take`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        return self._closed


class AudioQueue:
    """Bounded, without locks: one control thread puts, the audio thread takes. What has been played comes back through
    `retired`, so that memory is given back by the control thread and never by the audio thread."""

    def __init__(self, size: int = QUEUE_SIZE) -> None:
        self._items: deque[Command] = deque()
        self._size = size
        self.retired: deque[Any] = deque()

    def put(self, item: Command) -> bool:
        """Control side. False when full."""
        self.retired.clear()
        if len(self._items) >= self._size:
            return False
        self._items.append(item)
        return True

    def take(self) -> Command | None:
        """Audio thread."""
        return self._items.popleft() if self._items else None
