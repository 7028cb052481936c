"""What MIDI's channels play: the stage, or a preset of their own.

Channel 1 plays the stage: what fits stream and OSC loads. A program change on another channel gives that one a preset
of its own; until then it plays as channel 1 does, as an instrument in omni mode. Bank 127 127 takes it back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from bridge.daemon.stage import Sounding, Stage
from bridge.errors import BadPreset, BridgeError
from bridge.interfaces.desk import VoiceSink
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.midi.memory import MAX_PROGRAMS, MidiMemory
from bridge.interfaces.midi.table import Default, default_of
from bridge.params import Param
from bridge.presets.library import PresetLibrary
from bridge.voices.catalog import Voice
from bridge.voices.catalog import voice as find_voice

PROGRAMS_A_SECOND, PROGRAMS_BURST = 25.0, 100

Command = Callable[[VoiceSink], None]
HANDS: dict[str, Callable[[float, int], Command]] = {
    "bend": lambda value, channel: lambda sink: sink.bend(value, channel, None),
    "pressure": lambda value, channel: lambda sink: sink.pressure(value, channel, None),
    "pedal": lambda value, channel: lambda sink: sink.sustain(value > 0.0, channel),
}
"""what a player holds of a whole channel, 0 at rest, and how the voice is told"""

log = logging.getLogger(__name__)


class Parts:
    """An `Instrument`.  learned: told of a voice after one of its controllers was taught."""

    def __init__(
        self, stage: Stage, library: PresetLibrary, memory: MidiMemory, learned: Callable[[Voice], None]
    ) -> None:
        self._stage, self._library, self._memory, self._learned = stage, library, memory, learned
        self._own: dict[int, Sounding] = {}
        self._places: dict[tuple[int, int], int] = {}  # where a part's note was started
        self._hands: dict[tuple[str, int], float] = {}  # wheel, pressure and pedal of each part
        self._told: dict[tuple[str, int], float] = {}  # the same of each channel of the voice, unless at rest
        self._limit = RateLimit(PROGRAMS_A_SECOND, PROGRAMS_BURST)
        self.learning: tuple[str, str] | None = None
        """family and parameter of what the next controller is to turn"""

    def start(self, part: int, note: int, velocity: float, bend: float, pressure: float) -> None:
        """Raises DeviceError while there is no voice."""
        channel = self._places[part, note] = self._channel(part)
        more = (channel, bend, pressure) if channel or bend or pressure else ()
        self._stage.play(lambda sink: sink.note(note, velocity, *more))

    def release(self, part: int, note: int) -> None:
        channel = self._places.pop((part, note), self._channel(part))
        self._tell(lambda sink: sink.note(note, 0.0, channel))

    def bend(self, part: int, semitones: float, note: int | None = None) -> None:
        if note is None:
            return self._hold("bend", part, semitones)
        channel = self._where(part, note)
        self._tell(lambda sink: sink.bend(semitones, channel, note))

    def press(self, part: int, amount: float, note: int | None = None) -> None:
        if note is None:
            return self._hold("pressure", part, amount)
        channel = self._where(part, note)
        self._tell(lambda sink: sink.pressure(amount, channel, note))

    def pedal(self, part: int, down: bool) -> None:
        self._hold("pedal", part, float(down))

    def silence(self, part: int) -> None:
        self._tell(lambda sink: sink.panic(self._channel(part)))

    def turn(self, part: int, source: str, unit: float) -> None:
        """Raises CannotWrite when what is learned cannot be kept."""
        voice = self._voice(part)
        self._maybe_learn(voice, source)
        row = self._meaning(voice, source)
        if row is not None:
            param = voice.space.param(row.parameter)
            self._set(part, param, param.to_natural(row.low + unit * (row.high - row.low)))

    def step(self, part: int, source: str, steps: int) -> None:
        voice = self._voice(part)
        self._maybe_learn(voice, source)
        row = self._meaning(voice, source)
        if row is not None:
            param = voice.space.param(row.parameter)
            now = self._own[part].parameters if part in self._own else self._stage.now.parameters
            size = max(1 / 128, 1 / (param.high - param.low) if param.scale == "choice" else 0.0)
            self._set(part, param, param.to_natural(param.to_unit(now[param.name]) + steps * size))

    def program(self, part: int, number: int) -> None:
        """Raises BadPreset, Busy, CannotWrite."""
        if number >= MAX_PROGRAMS:
            self._move(part, None)
            return
        self._limit.take("MIDI", "program change")
        name = self._memory.preset(number)
        if not name:
            self._memory.meet(self._library.names())
            name = self._memory.preset(number)
        if not name:
            raise BadPreset(f"program {number} is no preset; /bridge/midi/list tells them")
        preset = self._library.load(name)
        if part == 0:
            self._stage.show(preset)
            return
        own = Sounding(preset.voice, dict(preset.parameters), preset.name, preset.provenance)
        self._load(part, own)
        self._move(part, own)

    def own(self) -> dict[int, Sounding]:
        """The presets of channels that have one of their own, in dictionaries of their own."""
        return {part: replace(one, parameters=dict(one.parameters)) for part, one in self._own.items()}

    def resume(self, own: Mapping[int, Sounding]) -> None:
        """What a former daemon played; after the voice was started."""
        for part, one in own.items():
            self._load(part, one)
            self._own[part] = one

    def restore(self) -> None:
        """The voice was started again: its wheels, pressures and pedals are where the player has them. Its presets it
        knows itself; notes that were held are gone."""
        for (what, channel), value in self._told.items():
            self._tell(HANDS[what](value, channel))

    def _load(self, part: int, own: Sounding) -> None:
        self._stage.tell(lambda sink: sink.load(own.voice, dict(own.parameters), part))

    def _channel(self, part: int) -> int:
        """Of the voice."""
        return part if part in self._own else 0

    def _where(self, part: int, note: int | None) -> int:
        here = self._channel(part)
        return here if note is None else self._places.get((part, note), here)

    def _voice(self, part: int) -> Voice:
        return find_voice(self._own[part].voice if part in self._own else self._stage.voice)

    def _move(self, part: int, own: Sounding | None) -> None:
        """Another preset, and maybe another channel of the voice: bend, pressure and pedal come along. Notes that are
        held stay where they are until they are let go."""
        old = self._channel(part)
        if own is None:
            self._own.pop(part, None)
        else:
            self._own[part] = own
        new = self._channel(part)
        if new == old:
            return
        for what in HANDS:
            if value := self._hands.get((what, part), 0.0):
                self._say(what, old, 0.0 if old == part else self._hands.get((what, old), 0.0))
                self._say(what, new, value)

    def _hold(self, what: str, part: int, value: float) -> None:
        self._hands[what, part] = value
        self._say(what, self._channel(part), value)

    def _say(self, what: str, channel: int, value: float) -> None:
        """To a whole channel of the voice; remembered for a voice that is started again."""
        self._told.pop((what, channel), None)
        if value:
            self._told[what, channel] = value
        self._tell(HANDS[what](value, channel))

    def _tell(self, command: Command) -> None:
        """What a voice that is dead need not hear."""
        try:
            self._stage.play(command)
        except BridgeError as error:
            log.info("%s", error)

    def _meaning(self, voice: Voice, source: str) -> Default | None:
        taught = self._memory.parameter(voice.family, source)
        if taught is not None and taught in voice.space.names:
            return Default(source, taught)
        return default_of(voice, source)

    def _maybe_learn(self, voice: Voice, source: str) -> None:
        if self.learning is not None and self.learning[0] == voice.family:
            (family, parameter), self.learning = self.learning, None
            self._memory.teach(family, source, parameter)
            self._learned(voice)

    def _set(self, part: int, param: Param, value: float) -> None:
        if part not in self._own:
            self._stage.param(param.name, value)
            return
        self._own[part].parameters[param.name] = value
        self._stage.tell(lambda sink: sink.param(param.name, value, part))
