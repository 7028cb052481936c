"""Two borders: what an interface may ask of the daemon (`Desk`), and what the daemon asks of the voice
(`VoiceSink`). `RecordingVoice` is a voice that only remembers, for tests and for people who build clients.
"""

from __future__ import annotations

from typing import Any, Protocol

from bridge.interfaces.events import Event, JobParams, JobState, VoiceParams, VoiceState
from bridge.interfaces.library_desk import LibraryDesk
from bridge.presets.preset import Preset
from bridge.records import FitRequest

Fact = int | float | str


class Desk(Protocol):
    """Everything an interface may ask. All calls are short; each raises BridgeError when it refuses."""

    def fit(self, job: str, request: FitRequest) -> None:
        """Queue a fit."""

    def cancel(self, job: str) -> None:
        """Stop a job that waits or runs."""

    def jobs(self) -> list[JobState]:
        """The newest jobs, oldest of them first."""

    def status(self) -> dict[str, Fact]:
        """Facts about daemon, worker and voice."""

    def note(self, note: int, velocity: float) -> None:
        """Note 0 … 127, velocity 0 … 1; 0 is note-off."""

    def param(self, name: str, value: float) -> None:
        """Set one parameter of the sounding voice, natural units, clipped to its range."""

    def load(self, preset: str) -> None:
        """Let the voice play a preset of the library."""

    def panic(self) -> None:
        """Silence, now."""

    def presets(self) -> list[str]:
        """Names in the library."""

    def save(self, name: str, job: str | None = None) -> str:
        """Keep what the voice plays, or a job's best; returns the name it got."""

    def recall(self, name: str) -> Preset:
        """A preset of the library, by name."""

    def lock(self, name: str, value: float | None = None) -> float:
        """Coming fits of the sounding voice leave a parameter at this value or at what sounds; returns the value."""

    def unlock(self, name: str | None = None) -> None:
        """They may move it again; without a name, all."""

    def midi_learn(self, name: str) -> None:
        """The next controller that moves turns this parameter of the sounding voice; "": wait no more."""

    def midi_forget(self, name: str | None = None) -> None:
        """Take back what was learned for a parameter of the sounding voice, or all."""

    def midi_program(self, number: int, preset: str) -> None:
        """Give a preset a program number."""

    def midi(self) -> list[Event]:
        """What controllers turn, and which program is which preset."""

    def export(self, name: str, kind: str) -> str:
        """Write a preset in another format into the library folder; returns the file."""

    def latest(self, job: str) -> JobParams:
        """The best parameters of a job, running or ended, with the number under which they were last sent."""

    def playing(self) -> VoiceState:
        """Which voice sounds, and as which preset."""

    def sounding(self) -> VoiceParams:
        """All parameters of the sounding voice."""

    @property
    def library(self) -> LibraryDesk:
        """What else may be asked of the library."""

    def snapshot(self) -> list[Event]:
        """All that a new listener needs to know."""


class VoiceSink(Protocol):
    """The real-time voice, seen from the daemon. No call blocks. Each of 16 channels plays a preset of its own."""

    def start(self) -> None: ...

    def load(self, voice: str, parameters: dict[str, float], channel: int = 0) -> None: ...

    def note(self, note: int, velocity: float, channel: int = 0, bend: float = 0.0, pressure: float = 0.0) -> None: ...

    def param(self, name: str, value: float, channel: int = 0) -> None: ...

    def bend(self, semitones: float, channel: int = 0, note: int | None = None) -> None: ...

    def pressure(self, amount: float, channel: int = 0, note: int | None = None) -> None: ...

    def sustain(self, down: bool, channel: int = 0) -> None: ...

    def panic(self, channel: int | None = None) -> None: ...

    def status(self) -> dict[str, Any]: ...

    def stop(self) -> None: ...


class RecordingVoice:
    """Makes no sound; `calls` holds everything it was told, newest last, at most `keep`.

    A channel that is the usual one is left out, and so are a note's bend and pressure when it has none.
    """

    def __init__(self, keep: int = 10_000) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._keep = keep

    def start(self) -> None:
        self._note_down("start")

    def load(self, voice: str, parameters: dict[str, float], channel: int = 0) -> None:
        self._note_down("load", voice, dict(parameters), *_unless(0, channel))

    def note(self, note: int, velocity: float, channel: int = 0, bend: float = 0.0, pressure: float = 0.0) -> None:
        more = (channel, bend, pressure) if bend or pressure else _unless(0, channel)
        self._note_down("note", note, velocity, *more)

    def param(self, name: str, value: float, channel: int = 0) -> None:
        self._note_down("param", name, value, *_unless(0, channel))

    def bend(self, semitones: float, channel: int = 0, note: int | None = None) -> None:
        self._note_down("bend", semitones, channel, note)

    def pressure(self, amount: float, channel: int = 0, note: int | None = None) -> None:
        self._note_down("pressure", amount, channel, note)

    def sustain(self, down: bool, channel: int = 0) -> None:
        self._note_down("sustain", down, channel)

    def panic(self, channel: int | None = None) -> None:
        self._note_down("panic", *_unless(None, channel))

    def status(self) -> dict[str, Any]:
        return {"driver": "none", "calls": len(self.calls)}

    def stop(self) -> None:
        self._note_down("stop")

    def _note_down(self, *call: Any) -> None:
        self.calls.append(call)
        del self.calls[: -self._keep]


def _unless(usual: int | None, channel: int | None) -> tuple[int | None, ...]:
    return () if channel == usual else (channel,)
