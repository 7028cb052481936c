"""MIDI bytes as they come by a wire: cut into messages, bounded, and never an error.

    80 … EF   channel messages of one or two data bytes; without a new status byte the last one counts (running status)
    F0 … F7   SysEx, at most `MAX_SYSEX` bytes; a longer one is passed over whole
    F1 … F6   system common messages: they end running status, and are passed over
    F8 … FF   real-time bytes (clock, active sensing, reset …): passed over wherever they stand, inside SysEx too

mido's own parser is not used on this side: it keeps a SysEx without end for ever, knows no running status, and forgets
a note in whose middle a clock ticks.
"""

from __future__ import annotations

from collections.abc import Iterator

MAX_SYSEX = 8192
"""bytes, F0 and F7 included; the largest that anybody sends us is a DX7's bank of 4,104"""
_LENGTHS = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
_COMMON_LENGTHS = {0xF1: 1, 0xF2: 2, 0xF3: 1}


class MidiStream:
    """One for each wire.  passed_over: stray and unwanted bytes, and those of SysEx that is cut off or too long."""

    def __init__(self) -> None:
        self._status = 0
        self._skip = 0  # data bytes of a system common message
        self._data = bytearray()
        self._sysex: bytearray | None = None
        self.passed_over = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The channel messages (2 or 3 bytes) and SysEx messages (F0 … F7) that are complete with these bytes."""
        for byte in data:
            if byte >= 0xF8:
                continue
            message = self._status_byte(byte) if byte & 0x80 else self._data_byte(byte)
            if message:
                yield message

    def _status_byte(self, status: int) -> bytes:
        whole, self._sysex = self._sysex, None
        self.passed_over += len(self._data)  # of a message that this byte cuts off
        self._data.clear()
        self._skip = 0
        if status == 0xF7:
            self._status = 0
            if whole is not None and len(whole) < MAX_SYSEX:
                return bytes(whole) + b"\xf7"
        if whole is not None:
            self.passed_over += len(whole)
        if status == 0xF0:
            self._sysex = bytearray(b"\xf0")
        self._status = status if status < 0xF0 else 0
        self._skip = _COMMON_LENGTHS.get(status, 0)
        return b""

    def _data_byte(self, byte: int) -> bytes:
        if self._sysex is not None:
            if len(self._sysex) < MAX_SYSEX:
                self._sysex.append(byte)
            else:
                self.passed_over += 1
        elif self._status:
            self._data.append(byte)
            if len(self._data) == _LENGTHS[self._status & 0xF0]:
                message = bytes([self._status, *self._data])
                self._data.clear()
                return message
        elif self._skip:
            self._skip -= 1
        else:
            self.passed_over += 1
        return b""
