"""Presets and requests <-> MIDI System Exclusive, exact to the bit: what travels is the canonical JSON, compressed.

Bytes of a message: `sysex_frames`; what messages there are: `sysex_messages`; both with examples: SYSEX.md beside
this file. Ports and pacing: `sysex_port`. Bytes in, dataclasses out; nothing here touches a port.

A .syx file is messages one after the other. Parts may stand in any order and twice; presets may be mixed; SysEx of
other makers is passed over. Anything else is refused.
"""

from __future__ import annotations

from bridge.errors import BadPreset
from bridge.presets.preset import Preset
from bridge.presets.sysex_frames import HEADER, PART_BYTES, Bodies, frames, read_frame
from bridge.presets.sysex_frames import SMALL as SMALL
from bridge.presets.sysex_frames import checksum as checksum
from bridge.presets.sysex_frames import pack as pack
from bridge.presets.sysex_frames import split as split
from bridge.presets.sysex_frames import unpack as unpack
from bridge.presets.sysex_messages import BankDump, PresetDump, SysexMessage, from_body, to_body

MOST_UNFINISHED = 2 << 20
"""bytes"""


def write(message: SysexMessage, part_bytes: int = PART_BYTES) -> list[bytes]:
    """The SysEx messages, each F0 … F7, that say this; joined they are a .syx file. Raises BadPreset, BadRequest."""
    return frames(*to_body(message), part_bytes)


def read(data: bytes) -> list[SysexMessage]:
    """Everything that a .syx file says, in the order in which it is complete. Raises BadPreset when any is corrupt."""
    bodies = Bodies()
    done: set[tuple[int, int, int]] = set()
    found: list[SysexMessage] = []
    for message in split(data):
        if not message.startswith(HEADER):
            continue
        frame = read_frame(message)
        if frame.body not in done and (body := bodies.add(frame)) is not None:
            done.add(frame.body)
            found.append(from_body(frame.kind, body))
    bodies.finish()
    return found


class Assembler:
    """Messages from a wire, one at a time. It remembers the newest unfinished ones only: parts get lost there."""

    def __init__(self) -> None:
        self._bodies = Bodies(MOST_UNFINISHED)

    @staticmethod
    def ours(message: bytes) -> bool:
        """Whether a message is SysEx of ours, whole or damaged."""
        return message.startswith(HEADER) and message[-1:] == b"\xf7" and not any(b & 0x80 for b in message[1:-1])

    def feed(self, message: bytes) -> SysexMessage | None:
        """F0 … F7 -> what it completes; None for a part, or SysEx of another maker. Raises BadPreset."""
        if not self.ours(message):
            return None
        frame = read_frame(message)
        body = self._bodies.add(frame)
        return None if body is None else from_body(frame.kind, body)


def encode(preset: Preset, part_bytes: int = PART_BYTES) -> list[bytes]:
    """The SysEx messages of a preset. Raises BadPreset, BadRequest."""
    return write(PresetDump(preset), part_bytes)


def decode(data: bytes) -> Preset:
    """Messages of exactly one preset -> that preset. Raises BadPreset."""
    presets = decode_all(data)
    if len(presets) != 1:
        raise BadPreset(f"the SysEx holds {len(presets)} presets, not one; import them as a bank")
    return presets[0]


def decode_all(data: bytes) -> list[Preset]:
    """Every preset of a .syx file, those of banks too. Raises BadPreset when any is corrupt, or when there is none."""
    found: list[Preset] = []
    for message in read(data):
        match message:
            case PresetDump(preset):
                found.append(preset)
            case BankDump(presets):
                found.extend(presets)
    if not found:
        raise BadPreset("no sds-bridge SysEx in these bytes (F0 7D 'SDSB' …); is it a .syx file of another instrument?")
    return found
