"""Two borders: what an interface may ask of the daemon (`Desk`), and what the daemon asks of the voice
(`VoiceSink`). `RecordingVoice` is a voice that only remembers, for tests and for people who build clients.
"""

from __future__ import annotations

from typing import Any, Protocol

from bridge.interfaces.events import Event, JobParams, JobState, VoiceParams, VoiceState
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

    def export(self, name: str, kind: str) -> str:
        """Write a preset in another format into the library folder; returns the file."""

    def latest(self, job: str) -> JobParams:
        """The best parameters of a job, running or ended, with the number under which they were last sent."""

    def playing(self) -> VoiceState:
        """Which voice sounds, and as which preset."""

    def sounding(self) -> VoiceParams:
        """All parameters of the sounding voice."""

    def snapshot(self) -> list[Event]:
        """All that a new listener needs to know."""


class VoiceSink(Protocol):
    """The real-time voice, seen from the daemon. No call blocks."""

    def start(self) -> None: ...

    def load(self, voice: str, parameters: dict[str, float]) -> None: ...

    def note(self, note: int, velocity: float) -> None: ...

    def param(self, name: str, value: float) -> None: ...

    def panic(self) -> None: ...

    def status(self) -> dict[str, Any]: ...

    def stop(self) -> None: ...


class RecordingVoice:
    """Makes no sound; `calls` holds everything it was told, newest last, at most `keep`."""

    def __init__(self, keep: int = 10_000) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._keep = keep

    def start(self) -> None:
        self._note_down("start")

    def load(self, voice: str, parameters: dict[str, float]) -> None:
        self._note_down("load", voice, dict(parameters))

    def note(self, note: int, velocity: float) -> None:
        self._note_down("note", note, velocity)

    def param(self, name: str, value: float) -> None:
        self._note_down("param", name, value)

    def panic(self) -> None:
        self._note_down("panic")

    def status(self) -> dict[str, Any]:
        return {"driver": "none", "calls": len(self.calls)}

    def stop(self) -> None:
        self._note_down("stop")

    def _note_down(self, *call: Any) -> None:
        self.calls.append(call)
        del self.calls[: -self._keep]
