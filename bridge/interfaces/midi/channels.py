"""What messages of the sixteen channels mean to an instrument: pedal, bend, numbers of parameters, zones.

One `MidiChannels` for each wire, so that a keyboard's pedal is not another's, and a wire that is cut leaves no note
behind. An instrument's *part* is a channel of its own, or the manager of an MPE zone (`zones`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bridge.interfaces.midi.table import CONTROLS, HANDLERS, cc
from bridge.interfaces.midi.zones import BEND, CHANNELS, MEMBER_BEND, Zones

NONE = 0x3FFF
"""RPN 127 127: no parameter is chosen"""
BEND_RANGE, MPE_CONFIGURATION = 0, 6
BEND_CENTRE = 8192
MAX_BEND = 96.0
"""semitones either way: MPE's largest range (section 2.4)"""
FINE_CONTROLLERS = range(32, 64)
"""low 7 bits of controllers 0 … 31, which few send"""


class Instrument(Protocol):
    """What is played. No call blocks. A note's own bend and pressure add to those of its part.

    Raises BridgeError for what cannot be done, but never from `release`, `bend`, `press`, `pedal` and `silence`.
    """

    def start(self, part: int, note: int, velocity: float, bend: float, pressure: float) -> None:
        """velocity: linear gain, above 0 and at most 1.  bend, pressure: of the note's own, with which it begins."""

    def release(self, part: int, note: int) -> None: ...

    def bend(self, part: int, semitones: float, note: int | None = None) -> None:
        """Of all notes of a part, coming ones too; or of one that sounds."""

    def press(self, part: int, amount: float, note: int | None = None) -> None:
        """amount: 0 … 1. As `bend`."""

    def pedal(self, part: int, down: bool) -> None: ...

    def turn(self, part: int, source: str, unit: float) -> None:
        """A controller has moved. source: as in `table`.  unit: 0 … 1."""

    def step(self, part: int, source: str, steps: int) -> None:
        """A controller that counts."""

    def program(self, part: int, number: int) -> None:
        """number: 128 × bank + program."""

    def silence(self, part: int) -> None: ...


@dataclass
class _Channel:
    """bend: −1 … 1.  pressure: 0 … 1.  registered, number, high, low: what data entry sets, and to what.

    coarse, fine: controllers' high and low bits; most send no low ones.
    """

    keys: set[int] = field(default_factory=set)
    pedal: bool = False
    bend: float = 0.0
    bend_range: float = BEND
    pressure: float = 0.0
    bank: tuple[int, int] = (0, 0)
    registered: bool = True
    number: int = NONE
    high: int = 0
    low: int | None = None
    coarse: dict[int, int] = field(default_factory=dict)
    fine: dict[int, int] = field(default_factory=dict)

    @property
    def semitones(self) -> float:
        return self.bend * self.bend_range


class MidiChannels:
    """`hear` takes channel messages (SysEx is `sysex`'s); each handler takes the channel and the data bytes."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._zones = Zones()
        self._channels = [_Channel() for _ in range(CHANNELS)]
        self._handlers: dict[int, Callable[[int, int, int], None]] = {
            status: getattr(self, name) for status, name in HANDLERS.items()
        }
        self._controls: dict[int, Callable[[int, int], None]] = {
            number: getattr(self, name) for number, name in CONTROLS.items()
        }

    def hear(self, message: bytes) -> None:
        """A channel message of two or three bytes, as `MidiStream` gives it."""
        self._handlers[message[0] & 0xF0](message[0] & 0x0F, message[1], message[2] if len(message) > 2 else 0)

    def close(self) -> None:
        """The wire is cut: its notes go, its pedals come up, and its bends and pressures end."""
        for channel in range(CHANNELS):
            self.notes_off(channel, 0)
            self._rest(channel)

    # messages

    def note_on(self, channel: int, note: int, velocity: int) -> None:
        if velocity == 0:
            return self.note_off(channel, note, 0)
        state, part = self._channels[channel], self._zones.manager_of(channel)
        state.keys.add(note)
        own = (state.semitones, state.pressure) if part != channel else (0.0, 0.0)
        self._instrument.start(part, note, velocity / 127, *own)

    def note_off(self, channel: int, note: int, velocity: int) -> None:
        """A key that two channels of a zone hold is held until both let go."""
        state, part = self._channels[channel], self._zones.manager_of(channel)
        if note not in state.keys:
            return
        state.keys.remove(note)
        if not any(note in self._channels[c].keys for c in self._zones.members_of(part)):
            self._instrument.release(part, note)

    def key_pressure(self, channel: int, note: int, value: int) -> None:
        if note in self._channels[channel].keys:
            self._instrument.press(self._zones.manager_of(channel), value / 127, note)

    def control(self, channel: int, number: int, value: int) -> None:
        if (handler := self._controls.get(number)) is not None:
            return handler(channel, value)
        state = self._channels[channel]
        if number in FINE_CONTROLLERS and number - 32 in state.coarse:  # else it is a knob like any other
            number -= 32
            state.fine[number] = value
        else:
            state.coarse[number] = value
            if number in state.fine:
                state.fine[number] = 0  # until its low bits come, which is at once
        self._turn(channel, cc(number), state.coarse[number], state.fine.get(number))

    def program(self, channel: int, number: int, _: int) -> None:
        high, low = self._channels[channel].bank
        self._instrument.program(self._zones.manager_of(channel), (high << 7 | low) * 128 + number)

    def pressure(self, channel: int, value: int, _: int) -> None:
        state = self._channels[channel]
        state.pressure = value / 127
        for note in self._whom(channel):
            self._instrument.press(self._zones.manager_of(channel), state.pressure, note)

    def bend(self, channel: int, low: int, high: int) -> None:
        away = (high << 7 | low) - BEND_CENTRE
        # 8191 steps up and 8192 down: either end is the whole range
        self._channels[channel].bend = away / (BEND_CENTRE - 1 if away > 0 else BEND_CENTRE)
        self._bend_again(channel)

    # controllers

    def bank_high(self, channel: int, value: int) -> None:
        self._channels[channel].bank = (value, self._channels[channel].bank[1])

    def bank_low(self, channel: int, value: int) -> None:
        self._channels[channel].bank = (self._channels[channel].bank[0], value)

    def sustain(self, channel: int, value: int) -> None:
        part = self._zones.manager_of(channel)
        was = self._pedal(part)
        self._channels[channel].pedal = value >= 64
        if self._pedal(part) != was:  # half pedals send a stream of values
            self._instrument.pedal(part, not was)

    def sound_off(self, channel: int, value: int) -> None:
        part = self._zones.manager_of(channel)
        for member in self._zones.members_of(part):
            self._channels[member].keys.clear()
        self._instrument.silence(part)

    def reset(self, channel: int, value: int) -> None:
        """As RP-015 has it: bend, pressure, pedal and the chosen numbers, and nothing that is a setting."""
        self._channels[channel].number = NONE
        self._rest(channel)

    def notes_off(self, channel: int, value: int) -> None:
        for note in list(self._channels[channel].keys):
            self.note_off(channel, note, 0)

    # numbers of parameters

    def nrpn_low(self, channel: int, value: int) -> None:
        self._choose(channel, False, low=value)

    def nrpn_high(self, channel: int, value: int) -> None:
        self._choose(channel, False, high=value)

    def rpn_low(self, channel: int, value: int) -> None:
        self._choose(channel, True, low=value)

    def rpn_high(self, channel: int, value: int) -> None:
        self._choose(channel, True, high=value)

    def data_high(self, channel: int, value: int) -> None:
        state = self._channels[channel]
        state.high = value
        # Who sends low bits sends them after these.
        state.low = None if state.low is None else 0
        self._enter(channel)

    def data_low(self, channel: int, value: int) -> None:
        state = self._channels[channel]
        state.low = value
        if not (state.registered and state.number == MPE_CONFIGURATION):  # which has high bits only
            self._enter(channel)

    def data_up(self, channel: int, value: int) -> None:
        self._count(channel, 1)

    def data_down(self, channel: int, value: int) -> None:
        self._count(channel, -1)

    # our own

    def _choose(self, channel: int, registered: bool, high: int | None = None, low: int | None = None) -> None:
        state = self._channels[channel]
        if state.registered != registered:
            state.number = 0
        old_high, old_low = state.number >> 7, state.number & 0x7F
        state.number = (old_high if high is None else high) << 7 | (old_low if low is None else low)
        state.registered, state.high, state.low = registered, 0, None

    def _enter(self, channel: int) -> None:
        """Data entry: the chosen parameter has this value now."""
        state = self._channels[channel]
        if state.number == NONE:
            return
        if not state.registered:
            self._turn(channel, f"nrpn{state.number}", state.high, state.low)
        elif state.number == BEND_RANGE:
            self._set_range(channel, state.high + (state.low or 0) / 100)
        elif state.number == MPE_CONFIGURATION:
            self._configure(channel, state.high)

    def _count(self, channel: int, steps: int) -> None:
        state = self._channels[channel]
        if not state.registered and state.number != NONE:
            self._instrument.step(self._zones.manager_of(channel), f"nrpn{state.number}", steps)

    def _turn(self, channel: int, source: str, high: int, low: int | None) -> None:
        unit = high / 127 if low is None else (high << 7 | low) / NONE
        self._instrument.turn(self._zones.manager_of(channel), source, unit)

    def _set_range(self, channel: int, semitones: float) -> None:
        """On one member of a zone it is for all of them (MPE, section 2.4)."""
        manager = self._zones.manager_of(channel)
        members = [c for c in self._zones.members_of(manager) if c != manager] if manager != channel else [channel]
        for member in members:
            self._channels[member].bend_range = min(semitones, MAX_BEND)
            self._bend_again(member)

    def _configure(self, manager: int, members: int) -> None:
        if not self._zones.possible(manager, members):
            return
        self.close()  # notes of the old zone could not be let go in the new one
        self._zones.configure(manager, members)
        for channel, state in enumerate(self._channels):
            state.bend_range = BEND if self._zones.manager_of(channel) == channel else MEMBER_BEND

    def _rest(self, channel: int) -> None:
        state = self._channels[channel]
        if state.bend:
            self.bend(channel, 0, BEND_CENTRE >> 7)
        if state.pressure:
            self.pressure(channel, 0, 0)
        self.sustain(channel, 0)

    def _pedal(self, part: int) -> bool:
        return any(self._channels[c].pedal for c in self._zones.members_of(part))

    def _whom(self, channel: int) -> list[int | None]:
        """Whose bend and pressure a channel's are: its notes' own if it is a zone's member, else the part's."""
        if self._zones.manager_of(channel) != channel:
            return list(self._channels[channel].keys)
        return [None]

    def _bend_again(self, channel: int) -> None:
        for note in self._whom(channel):
            self._instrument.bend(self._zones.manager_of(channel), self._channels[channel].semitones, note)
