"""SYSEX.md beside this file: the layout byte by byte, with example messages that the code makes here and now."""

from __future__ import annotations

from bridge.presets import sysex, sysex_frames, sysex_messages
from bridge.presets.sysex_messages import (
    NamesDump,
    NamesRequest,
    ParametersDump,
    ParametersRequest,
    PresetRequest,
    Refused,
    SysexMessage,
)

EXAMPLES: tuple[tuple[str, SysexMessage], ...] = (
    ("Which presets are there?", NamesRequest()),
    ("Three: their names, one a line.", NamesDump(("kick", "snare", "Großer Gong"))),
    ("Send me the preset `kick`.", PresetRequest("kick")),
    ("What do these two parameters of the sounding voice stand at?", ParametersRequest(("root_hz", "level"))),
    ("They stand at this; or, sent to the daemon: set them.", ParametersDump("fm", {"root_hz": 110.0, "level": -6.5})),
    ("A request that cannot be met.", Refused("bad-preset", "there is no preset 'kick'")),
)
"""compressed bodies (kinds 01 and 02) are left out: another zlib may press the same JSON into other bytes"""


def page() -> str:
    """The text of SYSEX.md."""
    parts = [_INTRODUCTION, "## A message", _block(sysex_frames.__doc__), _PACKING, "## What it carries"]
    parts += [_block(sysex_messages.__doc__), _EXCHANGE, "## Examples"]
    for words, message in EXAMPLES:
        parts += [f"{words} Kind {sysex_messages.KINDS[type(message)]:02X}:", _dump(message)]
    return "\n\n".join(parts) + "\n"


def _dump(message: SysexMessage) -> str:
    """The one message of an example, a field a line."""
    (raw,) = sysex.write(message)
    kind, body = sysex_messages.to_body(message)
    rows = [(0, 6, "sds-bridge"), (6, 7, "layout"), (7, 8, f"kind {kind:02X}"), (8, 10, "part 0"), (10, 12, "of 1")]
    rows += [(12, 17, f"CRC-32 {int.from_bytes(_crc(raw), 'big'):08X}"), (17, 19, f"{len(body)} bytes of body")]
    rows += [(at, min(at + 8, len(raw) - 2), _shown(raw[at + 1 : min(at + 8, len(raw) - 2)], raw[at]))
             for at in range(19, len(raw) - 2, 8)]  # fmt: skip
    rows += [(len(raw) - 2, len(raw) - 1, "checksum"), (len(raw) - 1, len(raw), "end")]
    return "\n".join(["```", *(f"{first:4}  {raw[first:last].hex(' '):24}{says}" for first, last, says in rows), "```"])


def _crc(raw: bytes) -> bytes:
    value = 0
    for byte in raw[12:17]:
        value = value << 7 | byte
    return value.to_bytes(4, "big")


def _shown(sevens: bytes, tops: int) -> str:
    """A packed group as text: LF as ⏎, what is no ASCII as a dot."""
    whole = bytes(byte | (tops >> k & 1) << 7 for k, byte in enumerate(sevens))
    return "".join("⏎" if b == 10 else chr(b) if 32 <= b < 127 else "·" for b in whole)


def _block(docstring: str | None) -> str:
    """The table of a docstring: its lines that are indented by four."""
    rows = [line[4:] for line in (docstring or "").splitlines() if line.startswith("    ")]
    return "\n".join(["```", *rows, "```"])


_INTRODUCTION = f"""# SysEx of sds-bridge

Presets, banks, names and parameters over MIDI cables, ports and .syx files. All numbers of bytes are hexadecimal where
they stand in messages, decimal elsewhere. A DX7's own voices and banks are another format (`bridge/presets/dx7.py`).

Every message is at most {21 + 896 + 128:,} bytes long; who has an interface with
short buffers takes parts of {sysex_frames.SMALL} bytes,
which make messages of at most 256. Over a cable, wait after each message until it has gone through (3,125 bytes a
second), and 40 ms more: hardware is busy with it. Ableton Live passes SysEx to Max for Live devices only."""

_PACKING = """\
Packing, 8 to 7 bits: each group of up to 7 body bytes becomes one byte of their top bits (bit 0 = top bit of
the first byte of the group), then the bytes without their top bits. Of ASCII text every eighth byte is thus 00.

A body may come in several messages that differ in part number, n, data and checksum. Parts may come in any order and
twice; kind, CRC and number of parts say what belongs together. A part of which n, checksum or packing is wrong makes
the body invalid, and so does a wrong CRC: nothing is guessed."""

_EXCHANGE = """\
A receiver answers a request with its dump, or with 7F. Dumps may be sent without being asked for. A parameter dump
that is sent to the daemon sets these parameters of the sounding voice; they are in natural units (Hz, s, dB …), as
`sds-bridge voices NAME` lists them."""
