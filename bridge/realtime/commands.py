"""Commands on their way: what callers ask for (`Mailbox`), what the audio thread does (`AudioQueue`).

A mailbox coalesces: of preset loads and of sets of one parameter only the newest waits, in the place of the
first, so a fit that streams faster than anyone listens costs nothing and never delays a note. Notes keep
their order.

    ("load", voice, parameters)  ("param", name, value)  ("note", note | None, velocity)  ("panic",)
    ("record", path)  ("stop_record",)  ("stop",)    within the audio process: ("response", prepared reverb)
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

from bridge.errors import BridgeError

Command = tuple[Any, ...]
MAILBOX_SIZE = 1024
ALWAYS_TAKEN = ("load", "response", "panic", "stop_record", "stop")
"""at most one of each waits, so they cannot overfill a box"""
QUEUE_SIZE = 512


class QueueFull(BridgeError):
    """The audio thread does not keep up with its commands; wait a few milliseconds and try again."""

    code = "busy"


class Mailbox:
    """Bounded and coalescing, for any threads but the audio thread. `put` waits only for a short lock."""

    def __init__(self, size: int = MAILBOX_SIZE) -> None:
        self._waiting: dict[tuple[Any, ...], Command] = {}
        self._size = size
        self._serial = 0
        self._changed = threading.Condition()
        self._closed = False
        self.dropped = 0
        """commands refused because the box was full"""

    def put(self, command: Command) -> bool:
        """False when the box is full, which never keeps out note-offs, panic, stop or a preset."""
        kind = command[0]
        with self._changed:
            if kind == "load":
                self._forget("param")
            elif kind == "panic":
                self._forget("note")
            full = len(self._waiting) >= self._size
            key = self._key(command, full)
            if full and key not in self._waiting and kind not in ALWAYS_TAKEN and key[1:2] != ("off",):
                self.dropped += 1
                return False
            self._waiting[key] = command
            self._changed.notify()
            return True

    def _key(self, command: Command, full: bool) -> tuple[Any, ...]:
        """Commands with the same key replace each other."""
        kind = command[0]
        if kind == "param":
            return (kind, command[1])
        if kind != "note":
            return (kind,)
        if full and command[2] <= 0.0:
            key = (kind, "off", command[1])
            self._waiting.pop(key, None)  # one a key may exceed the size, and it must be the last word on it
            return key
        self._serial += 1
        return (kind, self._serial)

    def _forget(self, kind: str) -> None:
        for key in [key for key in self._waiting if key[0] == kind]:
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
    def finished(self) -> bool:
        """Closed and empty."""
        return self._closed and not self._waiting


class AudioQueue:
    """Bounded, without locks: one control thread puts, the audio thread takes.

    The audio thread leaves what it has played in `retired`: memory is freed by the control thread.
    """

    def __init__(self, size: int = QUEUE_SIZE) -> None:
        self._items: deque[Command] = deque()
        self._size = size
        self.retired: deque[Any] = deque()

    def put(self, item: Command) -> None:
        """Control side. Raises QueueFull."""
        self.retired.clear()
        if len(self._items) >= self._size:
            raise QueueFull("the voice does not keep up with its commands; send fewer")
        self._items.append(item)

    def take(self) -> Command | None:
        """Audio thread."""
        return self._items.popleft() if self._items else None
