"""The container of a Max for Live device, `.amxd`: read and written, frozen with what it needs.

    "ampf" 4 (LE)  kind: aaaa audio effect, mmmm MIDI effect, iiii instrument
    "meta" 4 (LE)  4 bytes: 7 when frozen
    "ptch" n (LE)  n bytes: of an unfrozen device its JSON and a NUL; of a frozen one

        "mx@c" 16 (BE)  8 bytes (BE): where "dlst" begins, counted from "mx@c"
        the files one after the other; the device's own JSON first, with a NUL behind it
        "dlst" size (BE), for each file "dire" size (BE) and its fields: type, fnam (NUL, then to fours), sz32, of32
            (from "mx@c"), vers, flag (17 for the device itself), mdat (seconds since 1904)

Sizes of the inner chunks include their own eight bytes. Source: Ableton's maxdevtools (devices made by Max, and a
reader of them); what this writer makes of their frozen device's files is that device, byte for byte.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

from bridge.errors import BridgeError

KINDS = {"audio effect": b"aaaa", "MIDI effect": b"mmmm", "instrument": b"iiii"}
FROZEN = b"\x07\0\0\0"
DATE = 3849984000
"""2026-01-01 in seconds since 1904: the same patch is the same file, whenever it is written"""
_HEAD = 16
_DEVICE_FLAG = 17


class BadDevice(BridgeError):
    """A file that is no Max for Live device, or a damaged one."""

    code = "bad-device"


@dataclass(frozen=True)
class Entry:
    """One file in a device. kind: four letters, JSON for a patcher. date: seconds since 1904."""

    name: str
    data: bytes
    kind: bytes = b"JSON"
    flag: int = 0
    date: int = DATE


@dataclass(frozen=True)
class Device:
    """kind: a key of `KINDS`. files: the device's own patcher first."""

    kind: str
    files: tuple[Entry, ...]
    meta: bytes = FROZEN

    @property
    def patcher(self) -> dict:
        """The device's own JSON. Raises BadDevice."""
        try:
            return dict(json.loads(self.files[0].data.rstrip(b"\0")))
        except ValueError as error:
            raise BadDevice(f"the device's patcher is no JSON: {error}") from error


def frozen(kind: str, name: str, patcher: str, needs: dict[str, str]) -> bytes:
    """A frozen device. patcher: its JSON; needs: other patcher files by name."""
    own = Entry(name, patcher.encode() + b"\0", flag=_DEVICE_FLAG)
    return write(Device(kind, (own, *(Entry(n, text.encode()) for n, text in needs.items()))))


def write(device: Device) -> bytes:
    """Bytes of a frozen device."""
    content, listed, at = b"", b"", _HEAD
    for entry in device.files:
        fields = [(b"type", entry.kind), (b"fnam", _padded(entry.name)), (b"sz32", _number(len(entry.data))),
                  (b"of32", _number(at)), (b"vers", _number(0)), (b"flag", _number(entry.flag)),
                  (b"mdat", _number(entry.date))]  # fmt: skip
        listed += _chunk(b"dire", b"".join(_chunk(*field) for field in fields))
        content += entry.data
        at += len(entry.data)
    body = b"mx@c" + _number(_HEAD) + struct.pack(">Q", at) + content + _chunk(b"dlst", listed)
    head = b"ampf" + struct.pack("<I", 4) + KINDS[device.kind] + b"meta" + struct.pack("<I", 4) + device.meta
    return head + b"ptch" + struct.pack("<I", len(body)) + body


def read(data: bytes) -> Device:
    """A device's bytes, frozen or not. Raises BadDevice."""
    kinds = {tag: kind for kind, tag in KINDS.items()}
    if data[:4] != b"ampf" or data[8:12] not in kinds:
        raise BadDevice("not a Max for Live device: it does not begin with ampf and one of aaaa, mmmm, iiii")
    if data[12:16] != b"meta" or data[24:28] != b"ptch" or len(data) < 32:
        raise BadDevice("a device without its meta and ptch chunks; was it copied in full?")
    size = struct.unpack("<I", data[28:32])[0]
    body = data[32:]
    if size != len(body):
        raise BadDevice(f"the ptch chunk says {size} bytes and has {len(body)}; was the file copied in full?")
    kind, meta = kinds[data[8:12]], data[20:24]
    if body[:4] != b"mx@c":
        return Device(kind, (Entry("", body),), meta)
    at = struct.unpack(">Q", body[8:16])[0]
    if body[at : at + 4] != b"dlst":
        raise BadDevice(f"no list of files at byte {32 + at}; the device is damaged")
    return Device(kind, tuple(_entry(fields, body) for fields in _chunks(body[at + 8 :])), meta)


def _entry(raw: bytes, body: bytes) -> Entry:
    fields = {raw[k : k + 4]: raw[k + 8 : k + size] for k, size in _places(raw)}
    numbers = {name: int.from_bytes(value, "big") for name, value in fields.items()}
    start, size = numbers[b"of32"], numbers[b"sz32"]
    if start + size > len(body):
        raise BadDevice(f"a file of the device ends beyond it ({start + size} of {len(body)} bytes)")
    name = fields[b"fnam"].rstrip(b"\0").decode()
    return Entry(name, body[start : start + size], fields[b"type"], numbers[b"flag"], numbers[b"mdat"])


def _places(raw: bytes) -> list[tuple[int, int]]:
    """(where, size) of each chunk. Raises BadDevice."""
    found, at = [], 0
    while at + 8 <= len(raw):
        size = int.from_bytes(raw[at + 4 : at + 8], "big")
        if size < 8 or at + size > len(raw):
            raise BadDevice(f"a chunk of {size} bytes where {len(raw) - at} are left; the device is damaged")
        found.append((at, size))
        at += size
    return found


def _chunks(raw: bytes) -> list[bytes]:
    return [raw[at + 8 : at + size] for at, size in _places(raw)]


def _chunk(tag: bytes, payload: bytes) -> bytes:
    return tag + _number(len(payload) + 8) + payload


def _number(value: int) -> bytes:
    return struct.pack(">I", value)


def _padded(name: str) -> bytes:
    raw = name.encode() + b"\0"
    return raw + b"\0" * (-len(raw) % 4)
