"""Preset <-> MIDI System Exclusive, exact to the bit: what travels is the canonical JSON, compressed.

A preset is one *body*: `zlib(canonical JSON in UTF-8)`. The body is cut into parts of at most 896 bytes, one
SysEx message each (at most 1,045 bytes on the wire, which hardware and DAWs pass). Every message:

    offset  bytes  value
    0       1      F0
    1       1      7D                  manufacturer id "non-commercial"
    2       4      53 44 53 42         "SDSB"
    6       1      01                  version of this layout
    7       1      01                  what the body is: 01 = preset
    8       2      part number         from 0; 14 bits, high 7 bits first
    10      2      number of parts     14 bits, high 7 bits first
    12      5      CRC-32 of the body  (as in zlib and PNG); 35 bits, high 7 bits first; tells presets apart
    17      2      n, body bytes here  before packing; 14 bits, high 7 bits first
    19      m      packed bytes        m = n + ceil(n / 7)
    19+m    1      checksum            (−sum of the bytes 6 … 19+m−1) & 7F, as in Yamaha dumps
    20+m    1      F7

Packing, 8 to 7 bits: each group of up to 7 body bytes becomes one byte of their top bits (bit 0 = top bit of
the first byte of the group) followed by the bytes without their top bits.

A .syx file is these messages one after the other. Parts may stand in any order and twice; presets may be
mixed; SysEx of other makers is passed over. Anything else is refused.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from bridge.errors import BadPreset
from bridge.presets.json_codec import MAX_BYTES, dumps, loads
from bridge.presets.preset import Preset

HEADER = b"\xf0\x7dSDSB"
LAYOUT = 1
KIND_PRESET = 1
PART_BYTES = 896
_FIELDS = 13  # bytes 6 … 18
_MEND = "transfer or copy the file again"


def encode(preset: Preset) -> list[bytes]:
    """The SysEx messages of a preset, each F0 … F7; joined they are a .syx file. Raises BadPreset."""
    body = zlib.compress(dumps(preset).encode(), level=9)
    pieces = [body[i : i + PART_BYTES] for i in range(0, len(body), PART_BYTES)]
    if len(pieces) >= 1 << 14:
        raise BadPreset(f"the preset needs {len(pieces)} SysEx messages; shorten its provenance")
    crc = zlib.crc32(body)
    return [_message(piece, number, len(pieces), crc) for number, piece in enumerate(pieces)]


def decode(data: bytes) -> Preset:
    """Messages of exactly one preset -> that preset. Raises BadPreset."""
    presets = decode_all(data)
    if len(presets) != 1:
        raise BadPreset(f"the SysEx holds {len(presets)} presets, not one; import them as a bank")
    return presets[0]


def decode_all(data: bytes) -> list[Preset]:
    """Every preset of a .syx file, in order of first appearance. Raises BadPreset when any is corrupt."""
    bodies: dict[tuple[int, int], dict[int, bytes]] = {}
    for message in _split(data):
        if not message.startswith(HEADER):
            continue
        number, count, crc, piece = _read(message)
        parts = bodies.setdefault((crc, count), {})
        if parts.setdefault(number, piece) != piece:
            raise BadPreset(f"SysEx part {number + 1} of {count} comes twice and differs; {_MEND}")
    if not bodies:
        raise BadPreset("no sds-bridge SysEx in these bytes (F0 7D 'SDSB' …); is it a .syx file of another instrument?")
    return [_join(parts, count, crc) for (crc, count), parts in bodies.items()]


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
            raise BadPreset(f"SysEx data is not 8-to-7 packed; {_MEND}")
        out.extend(byte | ((tops >> k & 1) << 7) for k, byte in enumerate(group))
    return bytes(out)


def checksum(data: bytes) -> int:
    """7 bits that make the sum of `data` and itself a multiple of 128."""
    return -sum(data) & 0x7F


def _message(piece: bytes, number: int, count: int, crc: int) -> bytes:
    fields = bytes([LAYOUT, KIND_PRESET]) + _septets(number, 2) + _septets(count, 2) + _septets(crc, 5)
    guarded = fields + _septets(len(piece), 2) + pack(piece)
    return HEADER + guarded + bytes([checksum(guarded), 0xF7])


def _read(message: bytes) -> tuple[int, int, int, bytes]:
    """One message, F0 to F7 -> (part number, number of parts, CRC of the body, body bytes)."""
    guarded, given = message[len(HEADER) : -2], message[-2]
    if len(guarded) < _FIELDS or checksum(guarded) != given:
        raise BadPreset(f"SysEx checksum is wrong: the message was damaged; {_MEND}")
    if guarded[0] != LAYOUT or guarded[1] != KIND_PRESET:
        raise BadPreset(f"SysEx layout {guarded[0]}, kind {guarded[1]} is not known; update sds-bridge")
    number, count, crc = _number(guarded[2:4]), _number(guarded[4:6]), _number(guarded[6:11])
    piece = unpack(guarded[_FIELDS:])
    if len(piece) != _number(guarded[11:13]) or number >= count:
        raise BadPreset(f"SysEx part {number + 1} of {count} has a wrong length or number; {_MEND}")
    return number, count, crc, piece


def _join(parts: dict[int, bytes], count: int, crc: int) -> Preset:
    missing = [str(n + 1) for n in range(count) if n not in parts]
    if missing:
        raise BadPreset(f"SysEx part {', '.join(missing[:8])} of {count} is missing; {_MEND}")
    body = b"".join(parts[n] for n in range(count))
    if zlib.crc32(body) != crc:
        raise BadPreset(f"SysEx CRC is wrong: the parts do not belong together; {_MEND}")
    inflate = zlib.decompressobj()
    try:
        text = inflate.decompress(body, MAX_BYTES + 1)  # bounded: a small body may claim gigabytes
    except zlib.error as error:
        raise BadPreset(f"SysEx body cannot be decompressed: {error}; {_MEND}") from error
    if not inflate.eof and len(text) <= MAX_BYTES:
        raise BadPreset(f"SysEx body ends early; {_MEND}")
    return loads(text)


def _split(data: bytes) -> Iterator[bytes]:
    """The messages of a .syx file. Raises BadPreset for bytes outside of messages or ≥ 80 inside."""
    at = 0
    while at < len(data):
        end = data.find(b"\xf7", at)
        if data[at] != 0xF0 or end < 0 or any(byte & 0x80 for byte in data[at + 1 : end]):
            raise BadPreset(f"not SysEx at byte {at}: a message is F0, bytes below 80, F7; {_MEND}")
        yield data[at : end + 1]
        at = end + 1


def _septets(value: int, count: int) -> bytes:
    return bytes(value >> 7 * k & 0x7F for k in reversed(range(count)))


def _number(septets: bytes) -> int:
    value = 0
    for byte in septets:
        value = value << 7 | byte
    return value
