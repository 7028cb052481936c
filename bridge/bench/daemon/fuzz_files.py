"""Hostile files, for `fuzz`: presets, SysEx bodies of every kind behind the checksums, DX7 voices and banks."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable, Iterator

from bridge.bench.daemon.broken import broken, odd
from bridge.errors import BadPreset, BadRequest
from bridge.presets import dx7, json_codec, sysex
from bridge.presets.dx7_voice import left_out, parameters_of, patch_of
from bridge.presets.preset import Preset
from bridge.presets.sysex_frames import frames
from bridge.presets.sysex_messages import (
    KINDS,
    BankDump,
    BankRequest,
    NamesDump,
    NamesRequest,
    ParametersDump,
    ParametersRequest,
    PresetDump,
    PresetRequest,
    Refused,
    SysexMessage,
    from_body,
    to_body,
)

KICK = Preset.of("kick", "fm", {"root_hz": 55.0}, {"prompt": "kick drum", "seed": 3}, ("drum",))
MESSAGES: tuple[SysexMessage, ...] = (
    PresetDump(KICK), BankDump((KICK, KICK)), NamesDump(("kick", "bell")), ParametersDump("fm", {"level": -6.5}),
    PresetRequest("kick"), BankRequest(("kick",)), NamesRequest(), ParametersRequest(("level", "pan")),
    Refused("busy", "later"),
)  # fmt: skip


def try_preset() -> Callable[[bytes], None]:
    """A file, as JSON and as SysEx. What is read is written and read again. Raises what is not BadPreset."""

    def read(data: bytes) -> None:
        for reader in (_json, _syx):
            try:
                presets = reader(data)
            except BadPreset as error:
                str(error)
                continue
            for preset in presets:
                if json_codec.loads(json_codec.dumps(preset)) != preset:
                    raise RuntimeError("a preset that was read cannot be kept")

    return read


def try_sysex() -> Callable[[bytes], None]:
    """The first byte is the kind, the rest the body, compressed where that kind is; so no checksum keeps a fuzzer out.

    What is read is written and read again. Raises what is not BadPreset.
    """

    def read(data: bytes) -> None:
        kind, body = data[0] if data else 0, data[1:]
        bodies = [body, zlib.compress(body, 1)] if kind == KINDS[PresetDump] else [body]
        for each in bodies:
            try:
                message = from_body(kind, each)
            except BadPreset as error:
                str(error)
                continue
            try:
                written = to_body(message)
            except BadRequest:  # an empty bank of names and the like: it can be read, but is never said
                continue
            if to_body(from_body(*written)) != written:
                raise RuntimeError("a message that was read cannot be said")

    return read


def try_dx7() -> Callable[[bytes], None]:
    """A cartridge: to patches, to presets, to files again. Raises what is not BadPreset."""

    def read(data: bytes) -> None:
        for candidate in (data, _vced(data)):
            try:
                patches = dx7.read_patches(candidate)
            except BadPreset as error:
                str(error)
                continue
            for patch in patches[::8]:  # of a bank a few: they are read alike
                if dx7.read_patches(dx7.write_voice(patch)) != [patch]:
                    raise RuntimeError("a patch that was read cannot be written")
                left_out(patch)
                patch_of(Preset.of("x", "dx7", parameters_of(patch)))

    return read


def presets(rng: random.Random) -> Iterator[bytes]:
    """Preset files: JSON with odd values, damaged text, damaged SysEx, and SysEx whose checksums hold."""
    text = json_codec.dumps(KICK).encode()
    messages = b"".join(sysex.encode(KICK))
    while True:
        way = rng.randrange(6)
        if way == 0:
            yield broken(rng, text)
        elif way == 1:
            yield broken(rng, messages)
        elif way == 2:
            yield json.dumps(odd(rng, json.loads(text))).encode()
        elif way == 3:
            yield _sealed(zlib.compress(json.dumps(odd(rng, json.loads(text))).encode()))
        elif way == 4:
            yield _sealed(broken(rng, zlib.compress(broken(rng, text))))
        else:
            yield text if rng.random() < 0.5 else messages


def bodies(rng: random.Random) -> Iterator[bytes]:
    """For `try_sysex`."""
    text = json_codec.dumps(KICK).encode()
    while True:
        kind, body = to_body(rng.choice(MESSAGES))
        if kind == KINDS[PresetDump]:
            body = text
        yield bytes([kind]) + (body if rng.random() < 0.2 else broken(rng, body))


def cartridges(rng: random.Random) -> Iterator[bytes]:
    """For `try_dx7`: whole and injured voices and banks; numbers beyond their range with checksums that hold."""
    patch = dx7.Patch(dx7.INIT)
    whole = (dx7.write_voice(patch), dx7.write_bank([patch]), dx7.write_bank([patch])[6:-2], bytes(dx7.INIT))
    while True:
        way = rng.randrange(4)
        if way == 0:
            yield rng.choice(whole)
        elif way == 1:
            yield bytes(rng.choice([b, b, rng.randrange(128)]) for b in dx7.INIT)
        else:
            yield broken(rng, rng.choice(whole))


def _json(data: bytes) -> list[Preset]:
    return [json_codec.loads(data)]


def _syx(data: bytes) -> list[Preset]:
    return sysex.decode_all(data)


def _vced(data: bytes) -> bytes:
    """As the message of one voice, with the checksum that it needs."""
    body = bytes(byte & 0x7F for byte in data[: dx7.VOICE])
    return b"\xf0\x43\x00" + dx7.VCED_HEADER + body + bytes([sysex.checksum(body), 0xF7])


def _sealed(body: bytes) -> bytes:
    """SysEx of any body, with all checksums right."""
    return b"".join(frames(KINDS[PresetDump], body))
