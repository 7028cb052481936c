"""A desk that agrees to everything and a link that forgets everything: the two ends of a dispatcher under fire."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.interfaces.events import AbState, Event, JobParams, JobState, VoiceParams, VoiceState
from bridge.interfaces.osc.packets import parse_packet
from bridge.presets.history import Version
from bridge.presets.index import Entry, Wanted
from bridge.presets.preset import Preset, check_tags, tag_from
from bridge.records import FitRequest


class Nobody:
    """A link that forgets everything."""

    peer = ("127.0.0.1", 1)
    stream = True
    ready = True

    def send(self, packet: bytes) -> None:
        parse_packet(packet)  # what we say is OSC, whatever we were told

    def drained(self) -> None: ...

    def close(self, why: str) -> None: ...


class QuietLibrary:
    """Has one preset, and agrees to everything."""

    def search(self, wanted: Wanted) -> list[Entry]:
        return [Entry("kick", "fm", "kick drum", ("drum",), None, None, True, 0.0, True)]

    def favourite(self, name: str, liked: bool) -> None: ...

    def tag(self, name: str, add: Sequence[str], remove: Sequence[str]) -> tuple[str, ...]:
        return check_tags(sorted({tag_from(tag) for tag in add}))

    def history(self, name: str) -> list[Version]:
        return [Version(1, 0.0, True)]

    def restore(self, name: str, number: int) -> None: ...

    def remove(self, name: str) -> None: ...

    def breed(self, first: str, second: str, count: int, seed: int, spread: float) -> list[str]:
        return [first]

    def morph(self, first: str, second: str, position: float) -> None: ...

    def take_snapshot(self, name: str | None) -> str:
        return name or "now"

    def snapshots(self) -> list[str]:
        return ["now"]

    def recall_snapshot(self, name: str) -> None: ...

    def set_side(self, side: str, preset: str | None) -> None: ...

    def switch(self, side: str | None) -> str:
        return side or "b"

    def sides(self) -> AbState:
        return AbState("a", "kick", "")


class QuietDesk:
    """A daemon that agrees to everything and does nothing; requests are made and checked."""

    @property
    def library(self) -> QuietLibrary:
        return QuietLibrary()

    def fit(self, job: str, request: FitRequest) -> None: ...

    def cancel(self, job: str) -> None: ...

    def jobs(self) -> list[JobState]:
        return [JobState("1", "running", "fm", "kick")]

    def status(self) -> dict[str, int | float | str]:
        return {"version": "0", "uptime": 1.5}

    def note(self, note: int, velocity: float) -> None: ...

    def param(self, name: str, value: float) -> None: ...

    def load(self, preset: str) -> None: ...

    def panic(self) -> None: ...

    def presets(self) -> list[str]:
        return ["kick"]

    def save(self, name: str, job: str | None = None) -> str:
        return name

    def recall(self, name: str) -> Preset:
        return Preset.of("kick", "fm", {})

    def lock(self, name: str, value: float | None = None) -> float:
        return value or 0.0

    def unlock(self, name: str | None = None) -> None: ...

    def midi_learn(self, name: str) -> None: ...

    def midi_forget(self, name: str | None = None) -> None: ...

    def midi_program(self, number: int, preset: str) -> None: ...

    def midi(self) -> list[Event]:
        return []

    def export(self, name: str, kind: str) -> str:
        return name

    def latest(self, job: str) -> JobParams:
        return JobParams(job, 1, {"level": 0.0})

    def playing(self) -> VoiceState:
        return VoiceState("fm", "")

    def sounding(self) -> VoiceParams:
        return VoiceParams(1, {"level": 0.0})

    def snapshot(self) -> list[Event]:
        return []
