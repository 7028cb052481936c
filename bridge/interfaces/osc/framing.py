"""Where a packet ends in a TCP stream: OSC 1.0's length prefix and OSC 1.1's SLIP (RFC 1055) with END on both sides.

Which of the two a client speaks is told by its first byte. A length is a big-endian int32 of at most `MAX_PACKET`, so
its first byte is 0x00; a packet in SLIP begins with END, 0xC0, which as a length would mean more than three gigabytes.
Every other first byte is somebody who does not speak OSC (an HTTP request begins with a letter), and is shown the door.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from bridge.interfaces.osc.packets import MAX_PACKET, Malformed

END, ESC, ESC_END, ESC_ESC = b"\xc0", b"\xdb", b"\xdc", b"\xdd"


class Framing(Protocol):
    """Stateful one way: bytes of a stream in, whole packets out."""

    @property
    def pending(self) -> int:
        """Bytes of a packet that is not whole yet."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The packets that `data` completes; to be run to its end. Raises Malformed: what follows makes no sense."""

    def frame(self, packet: bytes) -> bytes:
        """A packet as it goes out."""


class LengthPrefix:
    """int32 size, packet."""

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def pending(self) -> int:
        return len(self._data)

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._data += data
        at = 0
        while len(self._data) - at >= 4:
            size = int.from_bytes(self._data[at : at + 4], "big")
            if size > MAX_PACKET:
                raise Malformed(f"a packet of {size} bytes; at most {MAX_PACKET}")
            if len(self._data) - at - 4 < size:
                break
            if size:  # an empty packet says nothing
                yield bytes(self._data[at + 4 : at + 4 + size])
            at += 4 + size
        del self._data[:at]

    def frame(self, packet: bytes) -> bytes:
        return len(packet).to_bytes(4, "big") + packet


class Slip:
    """END packet END, in which END is ESC ESC_END and ESC is ESC ESC_ESC."""

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def pending(self) -> int:
        return len(self._data)

    def feed(self, data: bytes) -> Iterator[bytes]:
        *ends, rest = data.split(END)
        for piece in ends:
            self._extend(piece)
            if self._data:  # two ENDs in a row end one packet and begin the next
                yield _plain(bytes(self._data))
                self._data.clear()
        self._extend(rest)

    def frame(self, packet: bytes) -> bytes:
        return END + packet.replace(ESC, ESC + ESC_ESC).replace(END, ESC + ESC_END) + END

    def _extend(self, piece: bytes) -> None:
        if len(self._data) + len(piece) > 2 * MAX_PACKET:  # every byte may be escaped
            raise Malformed(f"a packet of more than {MAX_PACKET} bytes")
        self._data += piece


def framing_of(first: int) -> Framing:
    """By the first byte of the stream. Raises Malformed."""
    if first == 0:
        return LengthPrefix()
    if first == END[0]:
        return Slip()
    raise Malformed(f"a stream that begins with 0x{first:02x}; OSC over TCP begins with a length or with 0xc0")


def _plain(escaped: bytes) -> bytes:
    """Without the escapes. Raises Malformed for an ESC that escapes nothing."""
    first, *pieces = escaped.split(ESC)
    plain = bytearray(first)
    for piece in pieces:
        if piece[:1] == ESC_END:
            plain += END + piece[1:]
        elif piece[:1] == ESC_ESC:
            plain += ESC + piece[1:]
        else:
            raise Malformed("an escape that escapes nothing")
    if len(plain) > MAX_PACKET:
        raise Malformed(f"a packet of {len(plain)} bytes; at most {MAX_PACKET}")
    return bytes(plain)
