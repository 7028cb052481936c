"""MIDI.md, from `table`: `sds-bridge serve --controllers` prints it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from bridge.interfaces.midi import sysex as midi_sysex
from bridge.interfaces.midi.table import CONTROLLERS, DEFAULTS, IGNORED, MESSAGES, Default, cc, defaults
from bridge.voices.catalog import LISTED, Voice
from bridge.voices.catalog import voice as find_voice

_INTRODUCTION = """# MIDI

By a port of the system (`pip install "sds-bridge[midi]"`, then `sds-bridge serve`; `--midi-port NAME` for one with a
name) and, where there is no MIDI system, by TCP (`--midi-tcp 9100`: the bytes of a cable on a stream, as `mido.sockets`
speaks it), which is open to the same machines as OSC. A wire that is cut lets its notes go.

## Messages
"""
_CHANNELS = """
{ignored}

Channel 1 plays what fits stream and OSC loads. A program change on another channel gives that one a preset of its own;
until then it plays as channel 1 does. Bank 127 127 (CC 0 and 32), with any program, takes it back.

Program numbers: every preset of the library has one, which it keeps for ever. They are given in order of name when MIDI
is first opened, and new presets get the next. `/bridge/midi/list` tells them, `/bridge/midi/program` changes them.

MPE: the configuration message (RPN 6 on channel 1 or 16, its value the number of member channels) makes a zone. Bend
and pressure of a member are its notes' own, those of the manager are for all. Slide (CC 74) turns its parameter for all
notes.

## Controllers
"""
_PARAMETERS = """
## Controllers that turn parameters

`/bridge/midi/learn NAME`, by OSC, gives the next controller that moves to a parameter of the sounding voice, and of all
voices of its family; `/bridge/midi/forget` takes it back. What is learned is kept in a file (`--midi-memory`). Any
controller that is not in the table above can be learned, and any NRPN. Until then (operators, modes and bands that a
voice has not are left out):
"""
_NRPN = """
NRPN n is parameter n of the voice's list (`sds-bridge voices NAME`), counted from 0, with 7 or 14 bits. Controllers 0
to 31 have 14 bits when their low half (32 more) follows. A knob travels as the parameter's does: frequencies and times
evenly in octaves.
"""
_SYSEX = """
## SysEx

Bytes: `bridge/presets/SYSEX.md`. Requests (kinds 11 to 14) are answered on the wire they came by. A preset (01) is
played, not kept: `/bridge/preset/save` keeps it. Parameters (04) are set when their voice sounds. Two kinds more:

{kinds}

With `--midi-dump` every finished preset goes out to every wire, as kind 01, in messages of at most 1,045 bytes: by TCP
at once, by a port at the speed of a cable and with 40 ms between messages.
"""


def page() -> str:
    """The whole page."""
    rows = [(f"`{m.status:02X}`", m.name, m.doc) for m in MESSAGES]
    controls = [(str(c.number), c.name, c.doc) for c in sorted(CONTROLLERS, key=lambda c: c.number)]
    ignored = "\n".join(textwrap.wrap(f"Ignored: {IGNORED} They may stand in the middle of other messages.", 119))
    return "".join([
        _INTRODUCTION, _table(("status", "message", "meaning"), rows), _CHANNELS.format(ignored=ignored),
        _table(("CC", "controller", "meaning"), controls), _PARAMETERS, _table(("CC", *_heads()), _defaults()),
        _NRPN, _SYSEX.format(kinds=_kinds()),
    ])  # fmt: skip


def _heads() -> list[str]:
    """For each family the voices that it has."""
    voices = {family: [name for name in LISTED if find_voice(name).family == family] for family in DEFAULTS}
    return [", ".join(f"`{name}`" for name in names) for names in voices.values()]


def _defaults() -> list[tuple[str, ...]]:
    """A row for each controller, a column for each family, whose largest voice says what exists."""
    largest = [find_voice(max((n for n in LISTED if find_voice(n).family == family), key=len)) for family in DEFAULTS]
    columns = [{row.source: _turned(row, voice) for row in defaults(voice)} for voice in largest]
    numbers = sorted({int(source[2:]) for column in columns for source in column})
    return [(str(n), *(column.get(cc(n), "") for column in columns)) for n in numbers]


def _turned(row: Default, voice: Voice) -> str:
    """The parameter, and its ends when they are not the parameter's own."""
    if (row.low, row.high) == (0.0, 1.0):
        return f"`{row.parameter}`"
    param = voice.space.param(row.parameter)
    return f"`{row.parameter}`, {param.to_natural(row.low):g} … {param.to_natural(row.high):g} {param.unit}".rstrip()


def _kinds() -> str:
    """The table of the two kinds, as the docstring has it."""
    text = (midi_sysex.__doc__ or "").split("\n\n")[1]
    return f"```\n{textwrap.dedent(text)}\n```"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n" + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
