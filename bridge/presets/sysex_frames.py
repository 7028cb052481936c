"""The frame of every SysEx message of ours, whatever it carries: 8-to-7 packing, parts, checksums.

A *body* is bytes of one kind (`bridge.presets.sysex_messages`). It is cut into parts, one message each:

    offset  bytes  value
    0       1      F0
    1       1      7D                  manufacturer id "non-commercial"
    2       4      53 44 53 42         "SDSB"
    6       1      01                  version of this layout
    7       1      kind                what the body is
    8       2      part number         from 0; 14 bits, high 7 bits first
    10      2      number of parts     14 bits, high 7 bits first; at least 1, also of an empty body
    12      5      CRC-32 of the body  (as in zlib and PNG); 35 bits, high 7 bits first; tells bodies apart
    17      2      n, body bytes here  before packing; 14 bits, high 7 bits first
    19      m      packed bytes        m = n + ceil(n / 7)
    19+m    1      checksum            (−sum of the bytes 6 … 19+m−1) & 7F, as in Yamaha dumps
    20+m    1      F7

Packing, 8 to 7 bits: each group of up to 7 body bytes becomes one byte of their top bits (bit 0 = top bit of
the first byte of the group) followed by the bytes without their top bits.

Parts hold at most 896 body bytes unless the caller says otherwise: at most 1,045 bytes on the wire. `SMALL` makes
messages of at most 256 bytes, for interfaces whose buffers are that short.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.errors import BadPreset, BadRequest

HEADER = b"\xf0\x7dSDSB"
LAYOUT = 1
PART_BYTES = 896
SMALL = 205
MOST_PARTS = (1 << 14) - 1
LEAST = 256
"""bytes that remembering a part takes even when it is empty: its place in the tables"""
MEND = "transfer or copy the file again"
_FIELDS = 13  # bytes 6 … 18


@dataclass(frozen=True, slots=True)
class Frame:
    """One message, taken apart. crc: of the whole body, of which `piece` is a part."""

    kind: int
    number: int
    count: int
    crc: int
    piece: bytes

    @property
    def body(self) -> tuple[int, int, int]:
        """What the parts of one body have in common."""
        return self.kind, self.crc, self.count


def frames(kind: int, body: bytes, part_bytes: int = PART_BYTES) -> list[bytes]:
    """The messages of a body, each F0 … F7. part_bytes: 7 … 16,383. Raises BadRequest when they are too many."""
    if not 7 <= part_bytes <= MOST_PARTS:
        raise BadRequest(f"parts of {part_bytes} bytes; use 7 … {MOST_PARTS}")
    pieces = [body[i : i + part_bytes] for i in range(0, len(body), part_bytes)] or [b""]
    if len(pieces) > MOST_PARTS:
        raise BadRequest(f"{len(body)} bytes need {len(pieces)} SysEx messages; send less at once, or in larger parts")
    crc = zlib.crc32(body)
    return [_message(Frame(kind, number, len(pieces), crc, piece)) for number, piece in enumerate(pieces)]


def read_frame(message: bytes) -> Frame:
    """One message of ours, F0 to F7. Raises BadPreset."""
    guarded, given = message[len(HEADER) : -2], message[-2]
    if len(guarded) < _FIELDS or checksum(guarded) != given:
        raise BadPreset(f"SysEx checksum is wrong: the message was damaged; {MEND}")
    if guarded[0] != LAYOUT:
        raise BadPreset(f"SysEx layout {guarded[0]} is not known; update sds-bridge")
    number, count, crc = _number(guarded[2:4]), _number(guarded[4:6]), _number(guarded[6:11])
    piece = unpack(guarded[_FIELDS:])
    if len(piece) != _number(guarded[11:13]) or number >= count:
        raise BadPreset(f"SysEx part {number + 1} of {count} has a wrong length or number; {MEND}")
    return Frame(guarded[1], number, count, crc, piece)


@dataclass
class Bodies:
    """Puts parts together again, in any order; a part may come twice. most: bytes of unfinished bodies that are
    remembered, None: all (a file has an end, a wire has none). A part counts at least `LEAST`, however empty it is."""

    most: int | None = None
    _parts: dict[tuple[int, int, int], dict[int, bytes]] = field(default_factory=dict)
    _size: int = 0

    def add(self, frame: Frame) -> bytes | None:
        """The whole body, when this part completes it; it is then forgotten. Raises BadPreset."""
        parts = self._parts.setdefault(frame.body, {})
        if frame.number not in parts:
            parts[frame.number] = frame.piece
            self._size += max(len(frame.piece), LEAST)
        elif parts[frame.number] != frame.piece:
            self._forget(frame.body)
            raise BadPreset(f"SysEx part {frame.number + 1} of {frame.count} comes twice and differs; {MEND}")
        if len(parts) < frame.count:
            while self.most is not None and self._size > self.most:
                self._forget(next(iter(self._parts)))  # the oldest: a part of it was lost on the way
            return None
        self._forget(frame.body)
        whole = b"".join(parts[n] for n in range(frame.count))
        if zlib.crc32(whole) != frame.crc:
            raise BadPreset(f"SysEx CRC is wrong: the parts do not belong together; {MEND}")
        return whole

    def _forget(self, body: tuple[int, int, int]) -> None:
        self._size -= sum(max(len(piece), LEAST) for piece in self._parts.pop(body).values())

    def finish(self) -> None:
        """Nothing more will come. Raises BadPreset when a part is missing."""
        for (_, _, count), parts in self._parts.items():
            missing = [str(n + 1) for n in range(count) if n not in parts]
            raise BadPreset(f"SysEx part {', '.join(missing[:8])} of {count} is missing; {MEND}")


def split(data: bytes) -> Iterator[bytes]:
    """The messages of a .syx file. Raises BadPreset for bytes outside of messages or ≥ 80 inside."""
    at = 0
    while at < len(data):
        end = data.find(b"\xf7", at)
        if data[at] != 0xF0 or end < 0 or any(byte & 0x80 for byte in data[at + 1 : end]):
            raise BadPreset(f"not SysEx at byte {at}: a message is F0, bytes below 80, F7; {MEND}")
        yield data[at : end + 1]
        at = end + 1


def pack(data: bytes) -> bytes:
    """8-bit bytes -> 7-bit bytes: top bits first, then up to 7 bytes without them."""
    out = bytearray()
    for i in range(0, len(data), 7):
        group = data[i : i + 7]
        out.append(sum((byte >> 7) << k for k, byte in enumerate(group)))
        out.extend(byte & 0x7F for byte in group)
    return bytes(out)


def unpack(packed: bytes) -> bytes:
    """Inverse of `pack`. Raises BadPreset for bytes that `pack` cannot have made."""
    out = bytearray()
    for i in range(0, len(packed), 8):
        tops, group = packed[i], packed[i + 1 : i + 8]
        if not group or tops >> len(group):
            raise BadPreset(f"SysEx data is not 8-to-7 packed; {MEND}")
        out.extend(byte | ((tops >> k & 1) << 7) for k, byte in enumerate(group))
    return bytes(out)


def checksum(data: bytes) -> int:
    """7 bits that make the sum of `data` and itself a multiple of 128."""
    return -sum(data) & 0x7F


def _message(frame: Frame) -> bytes:
    fields = bytes([LAYOUT, frame.kind]) + _septets(frame.number, 2) + _septets(frame.count, 2)
    guarded = fields + _septets(frame.crc, 5) + _septets(len(frame.piece), 2) + pack(frame.piece)
    return HEADER + guarded + bytes([checksum(guarded), 0xF7])


def _septets(value: int, count: int) -> bytes:
    return bytes(value >> 7 * k & 0x7F for k in reversed(range(count)))


def _number(septets: bytes) -> int:
    value = 0
    for byte in septets:
        value = value << 7 | byte
    return value
