"""SysEx over a port of mido (or anything that has its `send` and `receive`), at a pace that hardware can follow.

A DIN cable carries 3,125 bytes a second; many drivers take more at once and lose it in a buffer, and hardware is busy
with a message while the next arrives. So after each message its time on the cable is waited for, and a gap.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.errors import BadPreset, BadRequest, DeviceError
from bridge.presets.sysex import Assembler
from bridge.presets.sysex_messages import SysexMessage

POLL = 0.002
"""s"""


@dataclass(frozen=True)
class Pace:
    """bytes_a_second: what the slowest part of the way carries, 0: no limit.  gap: seconds between messages."""

    bytes_a_second: float = 3125.0
    gap: float = 0.04

    def __post_init__(self) -> None:
        if not (0 <= self.bytes_a_second < 1e9 and 0 <= self.gap <= 10):
            raise BadRequest(f"a pace of {self.bytes_a_second:g} bytes/s with gaps of {self.gap:g} s; use 0 … 10 s")

    def after(self, message: bytes) -> float:
        """Seconds from the beginning of this message to the beginning of the next."""
        return self.gap + (len(message) / self.bytes_a_second if self.bytes_a_second else 0.0)


DIN = Pace()
"""31,250 baud, ten bits a byte; gaps of 40 ms"""
LOCAL = Pace(0.0, 0.0)
"""between programs of one machine, and into files"""


def send(port: Any, messages: Sequence[bytes], pace: Pace = DIN, sleep: Callable[[float], None] = time.sleep) -> float:
    """Send messages F0 … F7; returns the seconds that were waited for. Raises DeviceError when the port fails."""
    from mido import Message

    waited = 0.0
    for message in messages:
        try:
            port.send(Message("sysex", data=message[1:-1]))
        except Exception as error:  # each backend raises its own
            raise DeviceError(f"the MIDI port failed: {error}; is it still connected?") from error
        if pause := pace.after(message):
            sleep(pause)
            waited += pause
    return waited


def receive(port: Any, seconds: float, assembler: Assembler | None = None) -> Iterator[SysexMessage | BadPreset]:
    """What arrives until nothing of ours has come for `seconds`; damaged messages as the error that says so.

    Notes, clocks and SysEx of other makers are passed over. Raises DeviceError when the port fails.
    """
    parts = assembler or Assembler()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            heard = port.receive(block=False)
        except Exception as error:
            raise DeviceError(f"the MIDI port failed: {error}; is it still connected?") from error
        if heard is None:
            time.sleep(POLL)
            continue
        if heard.type != "sysex":
            continue
        raw = bytes(heard.bytes())
        try:
            found = parts.feed(raw)
        except BadPreset as error:
            yield error
            continue
        if found is not None:
            yield found
        if Assembler.ours(raw):
            deadline = time.monotonic() + seconds
