"""What our SysEx can say: one dataclass a kind, and how each becomes the bytes of a body (`sysex_frames`) and back.

    kind  body
    01    a preset: zlib of its canonical JSON (`json_codec`), UTF-8
    02    a bank: for each preset 4 bytes, big end first, the length of what follows, then a body of kind 01
    03    names of presets, UTF-8, one a line (LF between them)
    04    parameters: the voice's name, then a line `name value` for each, natural units; ASCII, so that all top bits
          of the packing are 0. Values are written so that they read back to the same 64 bits
    11    request of a preset: its name; empty: what sounds now                        answered by 01
    12    request of a bank: names, one a line; empty: the whole library               answered by 02
    13    request of the names: empty                                                  answered by 03
    14    request of parameters of what sounds: names, one a line; empty: all          answered by 04
    7F    a request was refused: the error's code, a space, its text

Bounded: a preset inflates to at most `MAX_BYTES`, a bank holds at most `MAX_BANK` of them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from bridge.errors import BadPreset, BadRequest
from bridge.presets.json_codec import MAX_BYTES, dumps, loads
from bridge.presets.preset import Preset, check_name, shorten
from bridge.presets.sysex_frames import MEND
from bridge.voices.catalog import voice as find_voice

MAX_BANK = 4096
"""presets"""


@dataclass(frozen=True)
class PresetDump:
    preset: Preset


@dataclass(frozen=True)
class BankDump:
    """Presets in order, at least one."""

    presets: tuple[Preset, ...]


@dataclass(frozen=True)
class NamesDump:
    names: tuple[str, ...]


@dataclass(frozen=True)
class ParametersDump:
    """Some or all parameters of a voice, natural units: told, or to be set."""

    voice: str
    values: dict[str, float] = field(hash=False)


@dataclass(frozen=True)
class PresetRequest:
    """name "": what sounds now."""

    name: str = ""


@dataclass(frozen=True)
class BankRequest:
    """names (): the whole library."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamesRequest:
    pass


@dataclass(frozen=True)
class ParametersRequest:
    """names (): all of the sounding voice."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """code: as `/fail` carries it, without spaces."""

    code: str
    message: str


SysexMessage = (
    PresetDump
    | BankDump
    | NamesDump
    | ParametersDump
    | PresetRequest
    | BankRequest
    | NamesRequest
    | ParametersRequest
    | Refused
)
KINDS: dict[type, int] = {
    PresetDump: 0x01, BankDump: 0x02, NamesDump: 0x03, ParametersDump: 0x04,
    PresetRequest: 0x11, BankRequest: 0x12, NamesRequest: 0x13, ParametersRequest: 0x14, Refused: 0x7F,
}  # fmt: skip


def to_body(message: SysexMessage) -> tuple[int, bytes]:
    """Kind and bytes. Raises BadPreset, BadRequest for what cannot be said."""
    kind = KINDS[type(message)]
    match message:
        case PresetDump(preset):
            return kind, _pressed(preset)
        case BankDump(presets):
            if not 1 <= len(presets) <= MAX_BANK:
                raise BadRequest(f"a bank holds 1 to {MAX_BANK} presets, not {len(presets)}")
            bodies = [_pressed(preset) for preset in presets]
            return kind, b"".join(struct.pack(">I", len(body)) + body for body in bodies)
        case NamesDump(names) | BankRequest(names):
            return kind, "\n".join(check_name(name) for name in names).encode()
        case ParametersDump(voice, values):
            known = find_voice(voice).space.checked(values)
            return kind, "\n".join([voice, *(f"{name} {value!r}" for name, value in known.items())]).encode()
        case PresetRequest(name):
            return kind, check_name(name).encode() if name else b""
        case ParametersRequest(names):
            return kind, "\n".join(names).encode()
        case Refused(code, text):
            return kind, f"{code} {' '.join(text.split())}".encode("utf-8", "replace")
        case NamesRequest():
            return kind, b""


def from_body(kind: int, body: bytes) -> SysexMessage:
    """The message of a kind and its bytes. Raises BadPreset: unknown kind, or bytes that it cannot have."""
    read = _READERS.get(kind)
    if read is None:
        raise BadPreset(f"SysEx of kind {kind:02X} is not known; update sds-bridge")
    return read(body)


def _pressed(preset: Preset) -> bytes:
    return zlib.compress(dumps(preset).encode(), level=9)


def _preset(body: bytes) -> Preset:
    inflate = zlib.decompressobj()
    try:
        text = inflate.decompress(body, MAX_BYTES + 1)  # bounded: a small body may claim gigabytes
    except zlib.error as error:
        raise BadPreset(f"SysEx body cannot be decompressed: {error}; {MEND}") from error
    if len(text) <= MAX_BYTES and (not inflate.eof or inflate.unused_data):
        raise BadPreset(f"SysEx body has not the length of its preset; {MEND}")
    return loads(text)


def _bank(body: bytes) -> BankDump:
    found: list[Preset] = []
    at = 0
    while at < len(body):
        size = int.from_bytes(body[at : at + 4], "big")
        if at + 4 + size > len(body):
            raise BadPreset(f"SysEx bank ends within preset {len(found) + 1}; {MEND}")
        if len(found) == MAX_BANK:
            raise BadPreset(f"SysEx bank of more than {MAX_BANK} presets")
        try:
            found.append(_preset(body[at + 4 : at + 4 + size]))
        except BadPreset as error:
            raise BadPreset(f"preset {len(found) + 1} of the SysEx bank: {error}") from error
        at += 4 + size
    if not found:
        raise BadPreset(f"SysEx bank without presets; {MEND}")
    return BankDump(tuple(found))


def _lines(body: bytes) -> tuple[str, ...]:
    try:
        return tuple(body.decode("utf-8").split("\n")) if body else ()
    except UnicodeDecodeError as error:
        raise BadPreset(f"SysEx text is no UTF-8 at byte {error.start}; {MEND}") from error


def _names(body: bytes) -> tuple[str, ...]:
    return tuple(check_name(line) for line in _lines(body))


def _parameters(body: bytes) -> ParametersDump:
    voice, *rows = _lines(body) or ("",)
    values: dict[str, object] = {}
    for row in rows:
        name, _, text = row.partition(" ")
        if name in values:
            raise BadPreset(f"SysEx parameter {shorten(name)} stands twice; {MEND}")
        try:
            values[name] = float(text)
        except ValueError as error:
            raise BadPreset(f"SysEx parameter {shorten(row)} is not `name value`; {MEND}") from error
    try:
        return ParametersDump(voice, find_voice(voice).space.checked(values))
    except BadRequest as error:
        raise BadPreset(f"SysEx parameters of voice {shorten(voice)}: {error}") from error


def _one_name(body: bytes) -> str:
    return check_name(body.decode("utf-8", "replace")) if body else ""


def _nothing(body: bytes) -> NamesRequest:
    if body:
        raise BadPreset(f"a SysEx request of names has no body; {MEND}")
    return NamesRequest()


def _refused(body: bytes) -> Refused:
    code, _, text = body.decode("utf-8", "replace").partition(" ")
    return Refused(code, text)


_READERS: dict[int, Callable[[bytes], SysexMessage]] = {
    0x01: lambda body: PresetDump(_preset(body)),
    0x02: _bank,
    0x03: lambda body: NamesDump(_names(body)),
    0x04: _parameters,
    0x11: lambda body: PresetRequest(_one_name(body)),
    0x12: lambda body: BankRequest(_names(body)),
    0x13: _nothing,
    0x14: lambda body: ParametersRequest(_lines(body)),
    0x7F: _refused,
}
