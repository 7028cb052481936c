"""Commands without a socket: what they ask of the desk, and what they refuse."""

from typing import Any

import pytest

from bridge.bench.daemon.quiet import QuietLibrary
from bridge.errors import BadPreset, BadRequest, BridgeError, UnknownParameter, UnknownVoice
from bridge.interfaces.addresses import INCOMING, bind
from bridge.interfaces.commands import COMMANDS, dump
from bridge.interfaces.events import JobParams, JobState, MidiControllers, MidiPrograms, VoiceParams, VoiceState
from bridge.interfaces.osc.messages import parse
from bridge.presets.preset import Preset
from bridge.records import FitRequest


class RecordingDesk:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.library = QuietLibrary()

    def fit(self, job: str, request: FitRequest) -> None:
        self.asked.append(("fit", job, request))

    def cancel(self, job: str) -> None:
        self.asked.append(("cancel", job))

    def jobs(self) -> list[JobState]:
        return [JobState("1", "running", "fm", "kick"), JobState("bell", "queued", "impact", "bell")]

    def status(self) -> dict[str, int | float | str]:
        return {"version": "0", "uptime": 1.5, "queued": 2}

    def note(self, note: int, velocity: float) -> None:
        self.asked.append(("note", note, velocity))

    def param(self, name: str, value: float) -> None:
        self.asked.append(("param", name, value))

    def load(self, preset: str) -> None:
        self.asked.append(("load", preset))

    def panic(self) -> None:
        self.asked.append(("panic",))

    def presets(self) -> list[str]:
        return [f"preset-{i}" for i in range(600)]

    def save(self, name: str, job: str | None = None) -> str:
        self.asked.append(("save", name, job))
        return f"{name}-2"

    def recall(self, name: str) -> Preset:
        if name != "my bell":
            raise BadPreset(f"no preset {name}")
        return Preset.of(name, "impact", {"mix": 0.25})

    def lock(self, name: str, value: float | None = None) -> float:
        self.asked.append(("lock", name, value))
        return -6.0 if value is None else value

    def unlock(self, name: str | None = None) -> None:
        self.asked.append(("unlock", name))

    def midi_learn(self, name: str) -> None:
        self.asked.append(("midi_learn", name))

    def midi_forget(self, name: str | None = None) -> None:
        self.asked.append(("midi_forget", name))

    def midi_program(self, number: int, preset: str) -> None:
        self.asked.append(("midi_program", number, preset))

    def midi(self) -> list[Any]:
        return [MidiControllers("fm", {"cc7": "level", "cc21": "a12"}), MidiPrograms(((0, "kick"), (5, "bell")))]

    def export(self, name: str, kind: str) -> str:
        return f"/library/{name}.{kind}"

    def latest(self, job: str) -> JobParams:
        return JobParams(job, 12, {f"mode{i}_hz": float(i) for i in range(300)})

    def playing(self) -> VoiceState:
        return VoiceState("fm", "kick")

    def sounding(self) -> VoiceParams:
        return VoiceParams(3, {"level": -6.0})

    def snapshot(self) -> list[Any]:
        return [*self.jobs(), VoiceState("fm", "kick"), VoiceParams(3, {"level": -6.0})]


def call(path: str, *values: object) -> tuple[RecordingDesk, list[tuple[str, list[object]]]]:
    desk = RecordingDesk()
    out = COMMANDS[path](desk, bind(INCOMING[path], values))
    return desk, [message for datagram in out for message in parse(datagram)]


def test_fit_with_and_without_keys() -> None:
    desk, out = call("/bridge/fit", 7, "fm", "kick drum")
    assert desk.asked == [("fit", "7", FitRequest("kick drum"))]
    assert out == [("/done", ["/bridge/fit", 7])]
    desk, _ = call("/bridge/fit", "a", "impact", "bell", "seed", 3.0, "seconds", 1, "budget", "fast", "device", "cpu")
    assert desk.asked == [("fit", "a", FitRequest("bell", "impact", 3, 1.0, "fast", "cpu"))]


def test_wishes_are_keys_of_fit() -> None:
    wishes = ("negative", "harsh", "candidates", 3.0, "start", "my bell", "lock:mix", 0, "lock:level", -6)
    desk, _ = call("/bridge/fit", "a", "impact", "bell", *wishes)
    start = Preset.of("my bell", "impact", {"mix": 0.25}).parameters
    wanted = FitRequest("bell", "impact", negative="harsh", candidates=3, start=start, start_from="my bell",
                        locks={"mix": 0.0, "level": -6.0})  # fmt: skip
    assert desk.asked == [("fit", "a", wanted)]


def test_locks_are_acknowledged_with_their_value() -> None:
    desk, out = call("/bridge/preset/lock", "level")
    assert desk.asked == [("lock", "level", None)] and out == [("/done", ["/bridge/preset/lock", "level", -6.0])]
    assert call("/bridge/preset/lock", "level", -3)[1] == [("/done", ["/bridge/preset/lock", "level", -3.0])]
    assert call("/bridge/preset/unlock", "level")[0].asked == [("unlock", "level")]
    desk, out = call("/bridge/preset/unlock")
    assert desk.asked == [("unlock", None)] and out == [("/done", ["/bridge/preset/unlock", ""])]


def test_midi_is_taught_and_told() -> None:
    desk, out = call("/bridge/midi/learn", "a12")
    assert desk.asked == [("midi_learn", "a12")] and out == [("/done", ["/bridge/midi/learn", "a12"])]
    assert call("/bridge/midi/forget")[0].asked == [("midi_forget", None)]
    assert call("/bridge/midi/forget", "a12")[0].asked == [("midi_forget", "a12")]
    desk, out = call("/bridge/midi/program", 5.0, "bell")
    assert desk.asked == [("midi_program", 5, "bell")] and out == [("/done", ["/bridge/midi/program", 5, "bell"])]
    assert call("/bridge/midi/list")[1] == [
        ("/bridge/midi/controllers", ["fm", 0, 1, "cc7", "level", "cc21", "a12"]),
        ("/bridge/midi/programs", [0, 1, 0, "kick", 5, "bell"]),
    ]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (("a", "fm", "x", "reference", "/etc/passwd"), BadRequest),
        (("a", "fm", "x", "start_from", "/etc/passwd"), BadRequest),
        (("a", "fm", "x", "resemblance", 0.5), BadRequest),
        (("a", "fm", "x", "start", "my bell"), BadRequest),
        (("a", "impact", "x", "start", "../my bell"), BadPreset),
        (("a", "impact", "x", "start", 7), BadRequest),
        (("a", "fm", "x", "candidates", 9), BadRequest),
        (("a", "fm", "x", "candidates", 1.5), BadRequest),
        (("a", "fm", "x", "negative", 3), BadRequest),
        (("a", "fm", "x", "lock:levle", 1.0), UnknownParameter),
        (("a", "fm", "x", "lock:", 1.0), UnknownParameter),
        (("a", "fm", "x", "lock:level", 99.0), BadRequest),
        (("a", "fm", "x", "lock:level", "loud"), BadRequest),
        (("a", "theremin", "x"), UnknownVoice),
        (("a", "fm", ""), BadRequest),
        (("a", "fm", "x" * 10_000), BadRequest),
        (("a", "fm", "x", "mood", "blue"), BadRequest),
        (("a", "fm", "x", "seed", "one"), BadRequest),
        (("a", "fm", "x", "seed", 1.5), BadRequest),
        (("a", "fm", "x", "seed", -1), BadRequest),
        (("a", "fm", "x", "seconds", 1e9), BadRequest),
        (("a", "fm", "x", "seconds", float("nan")), BadRequest),
        (("a", "fm", "x", "budget", 3), BadRequest),
        (("a", "fm", "x", "seed"), BadRequest),
        (("a" * 65, "fm", "x"), BadRequest),
    ],
)
def test_bad_fits_are_refused_before_the_desk_hears(values: tuple[object, ...], error: type[BridgeError]) -> None:
    with pytest.raises(error):
        call("/bridge/fit", *values)


def test_notes_are_midi() -> None:
    assert call("/bridge/voice/note", 60, 127)[0].asked == [("note", 60, 1.0)]
    assert call("/bridge/voice/note", 60, 0)[0].asked == [("note", 60, 0.0)]
    for note, velocity in ((128, 1), (-1, 1), (60, 128), (60, -1)):
        with pytest.raises(BadRequest):
            call("/bridge/voice/note", note, velocity)


def test_answers() -> None:
    assert call("/bridge/ping", "x")[1] == [("/bridge/pong", ["x"])]
    assert call("/bridge/status")[1][0][1] == ["version", "0", "uptime", 1.5, "queued", 2]
    assert call("/bridge/jobs")[1][0] == ("/bridge/job/state", [1, "running", "fm", "kick"])
    assert call("/bridge/jobs")[1][-1] == ("/done", ["/bridge/jobs", 2])
    assert call("/bridge/preset/save", "kick")[1] == [("/done", ["/bridge/preset/save", "kick-2"])]
    assert call("/bridge/preset/save", "kick", 7)[0].asked == [("save", "kick", "7")]
    assert call("/bridge/preset/export", "k", "syx")[1][0][1][2] == "/library/k.syx"
    assert call("/bridge/voice/panic")[0].asked == [("panic",)]
    assert call("/bridge/voice/param", "level", -3)[0].asked == [("param", "level", -3.0)]


def test_a_long_list_of_presets_comes_in_parts() -> None:
    _, out = call("/bridge/preset/list")
    assert len(out) > 2
    names = [name for _, values in out for name in values[2:]]
    assert names == [f"preset-{i}" for i in range(600)]


def test_the_dump_tells_everything() -> None:
    paths = [path for d in dump(RecordingDesk()) for path, _ in parse(d)]
    assert {
        "/bridge/status.reply",
        "/bridge/job/state",
        "/bridge/voice/state",
        "/bridge/voice/params",
    } <= set(paths)
    assert "/bridge/preset/names" in paths
