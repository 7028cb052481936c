"""What MIDI means here: one table. The mapping, `MIDI.md` and the tests are made from it.

`MESSAGES` are the kinds of messages; `CONTROLLERS` those with a meaning of their own; `DEFAULTS` the parameters that
controllers turn as long as nobody has taught them others, by family of voices. Every parameter has an NRPN besides: its
place in the voice's list.
"""

from __future__ import annotations

from dataclasses import dataclass

from bridge.voices.catalog import Voice


@dataclass(frozen=True)
class Message:
    """A kind of message. status: the high four bits of its first byte.  handler: a method of `MidiChannels`."""

    status: int
    name: str
    handler: str
    doc: str


@dataclass(frozen=True)
class Controller:
    """A controller that turns no parameter. handler: a method of `MidiChannels`."""

    number: int
    name: str
    handler: str
    doc: str


@dataclass(frozen=True)
class Default:
    """What a controller turns. low, high: where its ends are on the parameter's own knob, of which 0 … 1 is all."""

    source: str
    parameter: str
    low: float = 0.0
    high: float = 1.0


MESSAGES = (
    Message(0x80, "Note off", "note_off", "Lets the note go; its velocity is not used."),
    Message(0x90, "Note on", "note_on", "Velocity is the gain, linear; 0 is note off."),
    Message(0xA0, "Polyphonic pressure", "key_pressure", "Up to 6 dB louder, of the notes on that key."),
    Message(0xB0, "Control change", "control", "See below."),
    Message(0xC0, "Program change", "program", "Plays the preset that has this number, of the bank last chosen."),
    Message(
        0xD0,
        "Channel pressure",
        "pressure",
        "The same for all notes of the channel; in an MPE zone, for the channel's own.",
    ),
    Message(
        0xE0,
        "Pitch bend",
        "bend",
        "14 bits; ±2 semitones unless RPN 0 says otherwise (at most ±96), ±48 on the members of an MPE zone.",
    ),
)
CONTROLLERS = (
    Controller(0, "Bank", "bank_high", "With CC 32: program = 128 × bank + program change."),
    Controller(32, "Bank, low 7 bits", "bank_low", ""),
    Controller(6, "Data entry", "data_high", "Of the RPN or NRPN chosen last."),
    Controller(38, "Data entry, low 7 bits", "data_low", "With it a value has 14 bits, without it 7."),
    Controller(96, "Data increment", "data_up", "NRPN: one 128th of the knob up, at least a whole step."),
    Controller(97, "Data decrement", "data_down", "The same down."),
    Controller(98, "NRPN, low 7 bits", "nrpn_low", ""),
    Controller(99, "NRPN", "nrpn_high", "A parameter by its place in the voice's list, from 0."),
    Controller(100, "RPN, low 7 bits", "rpn_low", ""),
    Controller(101, "RPN", "rpn_high", "0: range of pitch bend. 6: MPE zone. 127 127: none."),
    Controller(64, "Sustain", "sustain", "From 64 on, notes that are let go sound on."),
    Controller(120, "All sound off", "sound_off", "Silence, now, on this channel."),
    Controller(121, "Reset controllers", "reset", "Bend and pressure to rest, pedal up, no RPN. Parameters stay."),
    Controller(123, "All notes off", "notes_off", "Lets the channel's notes go; those that the pedal holds sound on."),
    Controller(124, "Omni off", "notes_off", "All notes off."),
    Controller(125, "Omni on", "notes_off", "All notes off."),
    Controller(126, "Mono on", "notes_off", "All notes off; the voice stays polyphonic."),
    Controller(127, "Poly on", "notes_off", "All notes off."),
)
IGNORED = (
    "MIDI clock, start, continue, stop, active sensing, reset; time code, song position, song select, tune request; "
    "RPN other than 0 and 6; SysEx of other makers."
)
OPERATORS = range(1, 7)


def cc(number: int) -> str:
    """A source by its name: `cc21`, `nrpn300`. NRPNs that are no parameter's place can be taught too."""
    return f"cc{number}"


def _row(first: int, pattern: str) -> tuple[Default, ...]:
    """Six controllers for the same parameter of six operators, modes or bands."""
    return tuple(Default(cc(first + n - 1), pattern.format(n)) for n in OPERATORS)


DEFAULTS: dict[str, tuple[Default, ...]] = {
    "fm": (
        # The wheel and brightness rest at 0, where the modulation must be none: only the upper half of these knobs.
        Default(cc(1), "a11", 0.5), Default(cc(74), "a12", 0.5),
        Default(cc(7), "level"), Default(cc(10), "pan"), Default(cc(71), "op2_ratio"), Default(cc(72), "release"),
        Default(cc(73), "op1_attack"), Default(cc(75), "op1_decay"),
        *_row(20, "op{}_ratio"), *_row(26, "op{}_level"), *_row(102, "op{}_attack"), *_row(108, "op{}_decay"),
        Default(cc(114), "sweep"), Default(cc(115), "sweep_time"), Default(cc(116), "a13"), Default(cc(117), "a23"),
        Default(cc(118), "a14"), Default(cc(119), "a34"),
    ),
    "impact": (
        Default(cc(7), "level"), Default(cc(72), "release"), Default(cc(91), "mix"),
        *_row(20, "mode{}_hz"), *_row(26, "mode{}_amp"), *_row(102, "mode{}_damping"),
        *_row(108, "band{}_amp"), *_row(114, "band{}_damping"),
    ),
    "dx7": (
        Default(cc(1), "feedback"), Default(cc(7), "level"), Default(cc(71), "algorithm"), Default(cc(72), "op1_r4"),
        Default(cc(73), "op1_r1"), Default(cc(74), "op2_level"), Default(cc(75), "op1_r2"),
        *_row(20, "op{}_coarse"), *_row(26, "op{}_level"), *_row(102, "op{}_fine"), *_row(108, "op{}_r1"),
        *_row(114, "op{}_r4"),
    ),
}  # fmt: skip
"""By `Voice.family`. A parameter that a smaller voice has not (op5 of four operators) is left out there."""
HANDLERS = {m.status: m.handler for m in MESSAGES}
CONTROLS = {c.number: c.handler for c in CONTROLLERS}


def default_of(voice: Voice, source: str) -> Default | None:
    """What a source turns of a voice unless it was taught: controllers by the table, NRPNs by place."""
    if source.startswith("nrpn"):
        place = int(source[len("nrpn") :])
        return Default(source, voice.space[place].name) if place < len(voice.space) else None
    known = _BY_SOURCE[voice.family].get(source)
    return known if known is not None and known.parameter in voice.space.names else None


def defaults(voice: Voice) -> list[Default]:
    """What controllers turn of a voice unless they were taught, without the NRPNs."""
    return [row for row in DEFAULTS[voice.family] if row.parameter in voice.space.names]


_BY_SOURCE = {family: {row.source: row for row in rows} for family, rows in DEFAULTS.items()}
