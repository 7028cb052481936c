"""Commands on their way: what callers ask for (`Mailbox`), what the audio thread does (`AudioQueue`).

A mailbox coalesces: of a channel's preset loads and of sets of one parameter only the newest waits, in the place of
the first, so a fit that streams faster than anyone listens costs nothing and never delays a note. Of bends and
pressures the newest waits too, in its own place: it is for the notes before it. Notes and pedals keep their order.

    ("load", voice, parameters, channel)       ("param", name, value, channel)
    ("note", note | None, velocity, channel, bend, pressure)
    ("bend", semitones, channel, note | None)  ("pressure", amount, channel, note | None)
    ("sustain", down, channel)                 ("panic",) or ("panic", channel)
    ("record", path)  ("stop_record",)  ("stop",)    within the audio process: ("response", prepared reverb, channel)

Channels are 0 … 15, each with a preset of its own. What ends a command may be left out: channel 0, no bend (semitones),
no pressure (0 … 1). A bend or pressure without a note is for all notes of the channel, and adds to the notes' own;
with one, for the notes that sound on that key. `bend` and `pressure` of a note are those it starts with.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

from bridge.errors import BadRequest, BridgeError

Command = tuple[Any, ...]
MAILBOX_SIZE = 1024
CHANNELS = 16
MAX_BEND = 96.0
"""semitones; MPE allows no more"""
ALWAYS_TAKEN = ("load", "response", "sustain", "panic", "stop_record", "stop")
"""at most one of each waits for a channel of a full box, so they cannot overfill it"""
PLACES = {"load": 3, "param": 3, "note": 3, "bend": 2, "pressure": 2, "sustain": 2, "response": 2, "panic": 1}
"""where a command names its channel, if it does"""
QUEUE_SIZE = 512


class QueueFull(BridgeError):
    """The audio thread does not keep up with its commands; wait a few milliseconds and try again."""

    code = "busy"


def check_channel(channel: int) -> int:
    """Raises BadRequest."""
    if not 0 <= channel < CHANNELS:
        raise BadRequest(f"channel {channel} is out of range; use 0 … {CHANNELS - 1}")
    return channel


def check_bend(semitones: float) -> float:
    """Raises BadRequest."""
    if not abs(semitones) <= MAX_BEND:
        raise BadRequest(f"a bend of {semitones} semitones is out of range; use at most {MAX_BEND:g}")
    return float(semitones)


def check_pressure(amount: float) -> float:
    """Raises BadRequest."""
    if not 0.0 <= amount <= 1.0:
        raise BadRequest(f"pressure {amount} is out of range; use 0 … 1")
    return float(amount)


def channel_of(command: Command) -> int:
    """0 for those that name none."""
    place = PLACES.get(command[0], len(command))
    return int(command[place]) if len(command) > place else 0


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
                self._forget("param", channel_of(command))
            elif kind == "panic":
                self._forget("note", command[1] if len(command) > 1 else None)
            full = len(self._waiting) >= self._size
            key = self._key(command, full)
            if full and key not in self._waiting and kind not in ALWAYS_TAKEN and key[2:3] != ("off",):
                self.dropped += 1
                return False
            if kind in ("bend", "pressure"):
                self._waiting.pop(key, None)
            self._waiting[key] = command
            self._changed.notify()
            return True

    def _key(self, command: Command, full: bool) -> tuple[Any, ...]:
        """(kind, channel, …); commands with the same key replace each other."""
        kind, channel = command[0], channel_of(command)
        if kind == "param":
            return (kind, channel, command[1])
        if kind in ("bend", "pressure"):
            return (kind, channel, command[3] if len(command) > 3 else None)
        if kind == "panic":
            return (kind, *command[1:2])
        if kind == "note" and full and command[2] <= 0.0:
            key = (kind, channel, "off", command[1])
            self._waiting.pop(key, None)  # one a key may exceed the size, and it must be the last word on it
            return key
        if kind == "sustain" and full:
            self._waiting.pop((kind, channel), None)
        if kind not in ("note", "sustain") or (kind == "sustain" and full):
            return (kind, channel)
        self._serial += 1
        return (kind, channel, self._serial)

    def _forget(self, kind: str, channel: int | None) -> None:
        for key in [key for key in self._waiting if key[0] == kind and channel in (None, key[1])]:
            del self._waiting[key]

    def wait(self, timeout: float | None = None) -> None:
        """Until a command waits or the box is closed, at most `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed, timeout)

    def take(self, timeout: float | None = None) -> Command | None:
        """The oldest command; None after `timeout` seconds or once closed and empty."""
        self.wait(timeout)
        with self._changed:
            return self._waiting.pop(next(iter(self._waiting))) if self._waiting else None

    def close(self) -> None:
        """Nothing more will come: wakes whoever waits in `take`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def empty(self) -> bool:
        return not self._waiting

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
