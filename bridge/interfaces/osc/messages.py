"""OSC bytes: datagrams to messages, and events to datagrams small enough for every client we know.

Limits: 4,000 bytes and 255 atoms a datagram, address included (JUCE loses blobs above 4,076 bytes, oscpack's
buffer has 4,098, Max crops lists at 256 atoms). Longer lists go out in numbered parts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.interfaces.events import (
    AbState,
    Event,
    JobCandidate,
    JobDone,
    JobFailed,
    JobParams,
    JobProgress,
    JobState,
    JobUnknownWords,
    MidiControllers,
    MidiPrograms,
    ProcessState,
    VoiceLocks,
    VoiceParam,
    VoiceParams,
    VoiceState,
)
from bridge.interfaces.osc.packets import Malformed as Malformed
from bridge.interfaces.osc.packets import parse_packet

Atom = int | float | str
Message = tuple[str, Sequence[Atom]]

MAX_BYTES = 4000
MAX_ATOMS = 255
MAX_STRING_BYTES = 2000
_F32_MAX = 3.4028234663852886e38


def parse(packet: bytes) -> list[tuple[str, list[object]]]:
    """The messages of a packet, in order of their time tags, which nobody waits for. Raises Malformed."""
    return [(m.path, m.values) for m in sorted(parse_packet(packet), key=lambda m: m.due or 0.0)]


def build(path: str, atoms: Iterable[Atom]) -> bytes:
    """One message with arguments of types i, f and s only."""
    builder = OscMessageBuilder(path)
    for atom in atoms:
        if isinstance(atom, str):
            builder.add_arg(_text(atom), "s")
        elif isinstance(atom, int) and -(2**31) <= atom < 2**31:
            builder.add_arg(int(atom), "i")
        else:
            builder.add_arg(_float32(float(atom)), "f")
    datagram: bytes = builder.build().dgram
    return datagram


def in_parts(path: str, head: Sequence[Atom], groups: Sequence[Sequence[Atom]]) -> list[bytes]:
    """`path *head part parts *group *group …`, in as many datagrams as the limits ask for (at least one)."""
    base = _size(path) + sum(map(_atom_size, head)) + 8 + 4 * (len(head) + 3)
    parts: list[list[Atom]] = [[]]
    room_bytes, room_atoms = MAX_BYTES - base, MAX_ATOMS - len(head) - 3
    left_bytes, left_atoms = room_bytes, room_atoms
    for group in groups:
        size = sum(_atom_size(atom) + 1 for atom in group)  # + 1: its type tag
        if size > left_bytes or len(group) > left_atoms:
            parts.append([])
            left_bytes, left_atoms = room_bytes, room_atoms
        parts[-1].extend(group)
        left_bytes -= size
        left_atoms -= len(group)
    return [build(path, [*head, number, len(parts), *part]) for number, part in enumerate(parts)]


def datagrams(event: Event) -> list[bytes]:
    """An event as it goes over the wire."""
    match event:
        case JobState(job, state, voice, prompt):
            return [build("/bridge/job/state", [job_atom(job), state, voice, prompt])]
        case JobProgress(job, step, steps, loss, eta):
            return [build("/bridge/job/progress", [job_atom(job), step, steps, float(loss), float(eta)])]
        case JobParams(job, seq, parameters):
            return in_parts("/bridge/job/params", [job_atom(job), seq], _pairs(parameters))
        case JobCandidate(job, number, preset, score):
            return [build("/bridge/job/candidate", [job_atom(job), number, preset, float(score)])]
        case JobDone(job, preset, score):
            return [build("/bridge/job/done", [job_atom(job), preset, float(score)])]
        case JobUnknownWords(job, words):
            return [build("/bridge/job/unknown", [job_atom(job), *(word[:60] for word in words[:40])])]
        case JobFailed(job, code, message):
            return [build("/bridge/job/failed", [job_atom(job), code, message])]
        case ProcessState(process, state, message):
            return [build("/bridge/process", [process, state, message])]
        case VoiceState(voice, preset):
            return [build("/bridge/voice/state", [voice, preset])]
        case VoiceParam():
            return []
        case VoiceParams(seq, parameters):
            return in_parts("/bridge/voice/params", [seq], _pairs(parameters))
        case VoiceLocks(voice, parameters):
            return in_parts("/bridge/preset/locks", [voice], _pairs(parameters))
        case MidiControllers(voice, sources):
            return in_parts("/bridge/midi/controllers", [voice], list(sources.items()))
        case AbState(side, a, b):
            return [build("/bridge/ab/state", [side, a, b])]
        case MidiPrograms(presets):
            return in_parts("/bridge/midi/programs", [], presets)


def job_atom(job: str) -> Atom:
    """A job called by digits goes out as an int: `route 7` in Max and Pd does not match the string "7"."""
    return int(job) if re.fullmatch(r"-?(0|[1-9]\d{0,8})", job, re.ASCII) and job != "-0" else job


def _pairs(parameters: dict[str, float]) -> list[tuple[Atom, Atom]]:
    return [(name, float(value)) for name, value in parameters.items()]


def _atom_size(atom: Atom) -> int:
    return _size(_text(atom)) if isinstance(atom, str) else 4


def _size(text: str) -> int:
    """Bytes of an OSC string: terminated, padded to fours."""
    return len(text.encode()) // 4 * 4 + 4


def _text(text: str) -> str:
    """What an OSC string can carry: no NUL, valid UTF-8, not endless."""
    raw = text.replace("\0", "").encode("utf-8", "replace")
    return raw[:MAX_STRING_BYTES].decode("utf-8", "ignore")


def _float32(value: float) -> float:
    """Into the range of 32 bits, where python-osc would raise; NaN, which clients choke on, becomes 0."""
    return 0.0 if math.isnan(value) else min(max(value, -_F32_MAX), _F32_MAX)
