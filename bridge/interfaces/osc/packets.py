"""OSC packets as they come: bytes to messages with the time each is due. Strict, bounded, without recursion limits.

OSC 1.0 (types i f s b and the optional h t d S c r m T F N I and arrays), bundles inside bundles. python-osc builds
what we send and is the oracle of the tests; reading is our own because a stranger's bytes need bounds that it has
not (depth), and because the time tags must survive.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MAX_PACKET = 65535
"""bytes, on every transport: what UDP can carry"""
MAX_DEPTH = 8
"""bundles in bundles, and arrays in arrays"""
IMMEDIATELY = 1
NTP_EPOCH = 2_208_988_800
"""seconds from 1900, where NTP begins, to 1970"""
BUNDLE = b"#bundle\0"

_INT = struct.Struct(">i")
_CONSTANTS = {"T": True, "F": False, "N": None, "I": float("inf")}


class Malformed(ValueError):
    """Bytes that are not OSC."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A message. due: seconds since 1970, or None for at once."""

    path: str
    values: list[Any]
    due: float | None = None


def parse_packet(packet: bytes) -> list[Timed]:
    """The messages of a packet in the order in which they stand. Raises Malformed.

    A bundle in a bundle is never due before the one around it (OSC 1.0).
    """
    if len(packet) > MAX_PACKET:
        raise Malformed(f"{len(packet)} bytes; at most {MAX_PACKET}")
    found: list[Timed] = []
    try:
        _element(packet, 0, len(packet), None, 0, found)
    except (struct.error, UnicodeDecodeError) as error:
        raise Malformed(f"{type(error).__name__}: {error}") from error
    return found


def due_of(tag: int) -> float | None:
    """NTP's 32.32 bits -> seconds since 1970; None for the tag that means at once."""
    return None if tag == IMMEDIATELY else tag / 2**32 - NTP_EPOCH


def tag_of(due: float) -> int:
    """Seconds since 1970 -> the time tag of a bundle, to 0.2 µs (what a double holds)."""
    return int((due + NTP_EPOCH) * 2**32)


def bundle(packets: list[bytes], due: float | None = None) -> bytes:
    """Messages or bundles that belong together, due at once or at a time in seconds since 1970."""
    tag = IMMEDIATELY if due is None else tag_of(due)
    return BUNDLE + tag.to_bytes(8, "big") + b"".join(len(p).to_bytes(4, "big") + p for p in packets)


def _element(data: bytes, start: int, end: int, due: float | None, depth: int, found: list[Timed]) -> None:
    """A message or a bundle between two positions; whole packets are no copies of parts of each other."""
    if data[start : start + 8] != BUNDLE:
        found.append(_message(data, start, end, due))
        return
    if depth >= MAX_DEPTH:
        raise Malformed(f"more than {MAX_DEPTH} bundles in each other")
    if end - start < 16:
        raise Malformed("a bundle without time tag")
    own = due_of(int.from_bytes(data[start + 8 : start + 16], "big"))
    if own is not None and (due is None or own > due):
        due = own
    at = start + 16
    while at < end:
        (size,) = _INT.unpack_from(data, at)
        at += 4
        if not 0 < size <= end - at or size % 4:
            raise Malformed(f"an element of {size} bytes where {end - at} are left")
        _element(data, at, at + size, due, depth + 1, found)
        at += size


def _message(data: bytes, start: int, end: int, due: float | None) -> Timed:
    if data[start : start + 1] != b"/":
        raise Malformed("neither a message nor a bundle")
    path, at = _string(data, start, end)
    if not path.isascii() or not path.isprintable():
        raise Malformed("an address with odd characters")
    if at >= end:  # very old senders leave the type tags out
        return Timed(path, [], due)
    tags, at = _string(data, at, end)
    if tags[:1] != ",":
        raise Malformed("no type tags")
    values, at = _arguments(data, at, end, tags)
    if at != end:
        raise Malformed(f"{end - at} bytes after the arguments")
    return Timed(path, values, due)


def _arguments(data: bytes, at: int, end: int, tags: str) -> tuple[list[Any], int]:
    values: list[Any] = []
    lists = [values]  # the innermost open array last
    for tag in tags[1:]:
        if tag in _CONSTANTS:
            lists[-1].append(_CONSTANTS[tag])
        elif tag in _READERS:
            value, at = _READERS[tag](data, at, end)
            if at > end:
                raise Malformed("an argument that is cut off")
            lists[-1].append(value)
        elif tag == "[":
            if len(lists) > MAX_DEPTH:
                raise Malformed(f"more than {MAX_DEPTH} arrays in each other")
            lists[-1].append([])
            lists.append(lists[-1][-1])
        elif tag == "]" and len(lists) > 1:
            lists.pop()
        else:
            raise Malformed(f"type tag {tag!r}")
    if len(lists) > 1:
        raise Malformed("an array without end")
    return values, at


def _string(data: bytes, at: int, end: int) -> tuple[str, int]:
    stop = data.find(b"\0", at, end)
    if stop < 0:
        raise Malformed("a string without end")
    after = stop + 4 - (stop - at) % 4
    if after > end:
        raise Malformed("a string that is cut off")
    return data[at:stop].decode(), after


def _blob(data: bytes, at: int, end: int) -> tuple[bytes, int]:
    (size,) = _INT.unpack_from(data, at)
    if not 0 <= size <= end - at - 4:
        raise Malformed(f"a blob of {size} bytes where {end - at - 4} are left")
    return data[at + 4 : at + 4 + size], at + 4 + (size + 3) // 4 * 4


def _fixed(form: str) -> Callable[[bytes, int, int], tuple[Any, int]]:
    unpack = struct.Struct(form)

    def read(data: bytes, at: int, end: int) -> tuple[Any, int]:
        return unpack.unpack_from(data, at)[0], at + unpack.size

    return read


def _char(data: bytes, at: int, end: int) -> tuple[str, int]:
    code = int.from_bytes(data[at : at + 4], "big")
    if code > 0x7F:
        raise Malformed("a character outside ASCII")
    return chr(code), at + 4


_READERS: dict[str, Callable[[bytes, int, int], tuple[Any, int]]] = {
    "i": _fixed(">i"), "f": _fixed(">f"), "h": _fixed(">q"), "t": _fixed(">Q"), "d": _fixed(">d"),
    "r": _fixed(">4s"), "m": _fixed(">4s"), "s": _string, "S": _string, "b": _blob, "c": _char,
}  # fmt: skip
