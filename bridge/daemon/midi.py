"""MIDI in the daemon: its doors, what is taught to it, and what SysEx asks of stage, library and fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bridge.daemon.parts import Parts
from bridge.daemon.stage import Stage
from bridge.errors import BadPreset, BadRequest, DeviceError
from bridge.interfaces.addresses import INCOMING, bind
from bridge.interfaces.commands import COMMANDS
from bridge.interfaces.desk import Desk, Fact
from bridge.interfaces.events import Event, JobCandidate, JobDone, MidiControllers, MidiPrograms
from bridge.interfaces.midi.doors import MidiServer, MidiSettings
from bridge.interfaces.midi.memory import MidiMemory
from bridge.interfaces.midi.table import defaults
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset, check_name
from bridge.voices.catalog import Voice
from bridge.voices.catalog import voice as find_voice


class DaemonMidi:
    """memory: file of what was taught; not read when no door is wanted.

    Raises BadRequest or CannotWrite when that file cannot be used.
    """

    def __init__(
        self, desk: Desk, stage: Stage, library: PresetLibrary, publish: Callable[[Event], None],
        settings: MidiSettings, memory: Path,
    ) -> None:  # fmt: skip
        self._stage, self._library, self._publish, self._settings = stage, library, publish, settings
        self._memory = MidiMemory(memory if settings.open else None)
        self._parts = Parts(stage, library, self._memory, lambda voice: publish(self._controllers(voice)))
        self._server = MidiServer(self._parts, Shelf(desk, stage, library, publish), settings)

    @property
    def problem(self) -> str:
        """Why the port that was wanted is not open; "" when nothing is wrong."""
        return self._server.problem

    async def start(self) -> dict[str, int]:
        """Returns the ports by name. Raises CannotListen, CannotWrite."""
        if self._settings.open:
            self._memory.meet(self._library.names())
        return await self._server.start()

    async def stop(self) -> None:
        await self._server.stop()

    def facts(self) -> dict[str, Fact]:
        return self._server.facts()

    @property
    def parts(self) -> Parts:
        return self._parts

    def restore(self) -> None:
        """The voice was started again: it is told what the player's hands hold."""
        self._parts.restore()

    def publish(self, event: Event) -> None:
        """What the daemon tells: finished presets go out as SysEx, if that is wanted."""
        match event:
            case JobDone(preset=name):
                self._server.finished(name)
            case JobCandidate(preset=name, number=number) if number > 1:  # the first is JobDone's
                self._server.finished(name)

    def learn(self, name: str) -> None:
        """Raises UnknownParameter, DeviceError."""
        voice = self._need_door()
        self._parts.learning = (voice.family, voice.space.param(name[:40]).name) if name else None

    def forget(self, name: str | None) -> None:
        """Raises UnknownParameter, DeviceError, CannotWrite."""
        voice = self._need_door()
        self._memory.forget(voice.family, voice.space.param(name[:40]).name if name else None)
        self._publish(self._controllers(voice))

    def assign(self, number: int, preset: str) -> None:
        """Raises BadRequest, BadPreset, DeviceError, CannotWrite."""
        self._need_door()
        names = self._library.names()
        if check_name(preset) not in names:
            raise BadPreset(f"no preset is called {preset[:40]!r}; /bridge/preset/list names them")
        self._memory.assign(number, preset)
        self._memory.meet(names)
        self._publish(MidiPrograms(tuple(self._memory.programs())))

    def events(self) -> list[Event]:
        """What controllers turn, and the programs. Raises DeviceError, CannotWrite."""
        voice = self._need_door()
        self._memory.meet(self._library.names())
        return [self._controllers(voice), MidiPrograms(tuple(self._memory.programs()))]

    def snapshot(self) -> list[Event]:
        """What a new listener needs to know: the same, if there is any MIDI. Presets without a number get one later."""
        if not self._settings.open:
            return []
        return [self._controllers(find_voice(self._stage.voice)), MidiPrograms(tuple(self._memory.programs()))]

    def _need_door(self) -> Voice:
        """The sounding voice."""
        if not self._settings.open:
            raise DeviceError("no MIDI is open; start sds-bridge serve with --midi-port or --midi-tcp")
        return find_voice(self._stage.voice)

    def _controllers(self, voice: Voice) -> MidiControllers:
        known = {row.source: row.parameter for row in defaults(voice)}
        taught = {s: p for s, p in self._memory.taught(voice.family).items() if p in voice.space.names}
        return MidiControllers(voice.name, {**known, **taught})


class Shelf:
    """A `Librarian`: what SysEx may ask."""

    def __init__(self, desk: Desk, stage: Stage, library: PresetLibrary, publish: Callable[[Event], None]) -> None:
        self._desk, self._stage, self._library, self._publish = desk, stage, library, publish

    def names(self) -> list[str]:
        return self._library.names()

    def recall(self, name: str) -> Preset:
        return self._library.load(name)

    def sounding(self) -> Preset:
        now = self._stage.now
        return Preset.of(now.preset or "sounding", now.voice, now.parameters, now.provenance)

    def play(self, preset: Preset) -> None:
        self._stage.stream(preset.voice, preset.parameters, preset.provenance)
        self._publish(self._stage.parameters())

    def load(self, name: str) -> None:
        self._stage.show(self._library.load(name))

    def set(self, voice: str, values: dict[str, float]) -> None:
        if voice != self._stage.voice:
            raise BadRequest(f"these are parameters of {voice[:40]}, but {self._stage.voice} sounds; load one first")
        for name, value in values.items():
            self._stage.param(name, value)

    def fit(self, job: str, wishes: dict[str, Any]) -> None:
        left = dict(wishes)
        prompt, voice = left.pop("prompt"), left.pop("voice", "fm")
        flat = [atom for pair in left.items() for atom in pair]
        COMMANDS["/bridge/fit"](self._desk, bind(INCOMING["/bridge/fit"], [job, voice, prompt, *flat]))
