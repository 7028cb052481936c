"""What the voice is told: the best so far of a fit, edits, presets; and what happens when the voice dies."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bridge.daemon.daemon import Daemon, DaemonConfig
from bridge.daemon.stage import Stage
from bridge.daemon.watch import VoiceWatch
from bridge.errors import DeviceError, UnknownParameter
from bridge.interfaces.desk import RecordingVoice
from bridge.interfaces.events import Event, ProcessState, VoiceState
from bridge.presets.preset import Preset
from bridge.records import FitRequest
from bridge.voices.catalog import voice


class MortalVoice(RecordingVoice):
    """`alive` as the real voice has it; raises while it is dead."""

    def __init__(self) -> None:
        super().__init__()
        self.alive = False
        self.can_start = True

    def start(self) -> None:
        super().start()
        self.alive = self.can_start

    def told(self, since: int) -> list[tuple[Any, ...]]:
        """What it heard since then, but for its starts."""
        return [call for call in self.calls[since:] if call != ("start",)]

    def note(self, note: int, velocity: float, *more: Any) -> None:
        if not self.alive:
            raise BrokenPipeError("gone")
        super().note(note, velocity, *more)


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(scenario(), 30)

    asyncio.run(limited())


def config(folder: Path) -> DaemonConfig:
    return DaemonConfig(
        port=0,
        library=folder / "presets",
        journal=folder / "journal.db",
        runner="bridge.interfaces.rehearsal:rehearse",
        device="cpu",
    )


async def until(wish: Callable[[], Any]) -> None:
    while not wish():
        await asyncio.sleep(0.01)


def test_the_best_so_far_of_a_fit_reaches_the_voice_and_then_the_preset(tmp_path: Path) -> None:
    async def scenario() -> None:
        sink = RecordingVoice()
        daemon = Daemon(config(tmp_path), sink)
        await daemon.start()
        daemon.fit("1", FitRequest("bell", "impact"))
        await until(lambda: daemon.presets() and daemon.status()["running"] == 0)
        daemon.note(60, 1.0)
        await daemon.stop()
        loads = [call for call in sink.calls if call[0] == "load"]
        assert loads[0][1] == "fm", "there is a sound before the first fit"
        sets = [parameters for _, name, parameters in loads[1:] if name == "impact"]
        assert len(sets) >= 5
        assert all(list(s) == list(voice("impact").space.names) for s in sets)
        assert sets[-1] == daemon._library.load("bell").parameters
        assert sink.calls[0] == ("start",) and sink.calls[-2:] == [("note", 60, 1.0), ("stop",)]

    run(scenario)


def test_a_flood_of_sets_is_thinned_and_the_newest_sounds() -> None:
    async def scenario() -> None:
        sink, told = RecordingVoice(), list[Event]()
        stage = Stage(sink, told.append, 0.02)
        stage.start()
        for i in range(1000):
            stage.stream("fm", {"level": float(-i % 48)}, {})
        await until(lambda: len([c for c in sink.calls if c[0] == "load"]) >= 3)
        stage.stop()
        loads = [call for call in sink.calls if call[0] == "load"]
        assert len(loads) <= 4
        assert loads[-1][2] == {"level": float(-999 % 48)}

    run(scenario)


def test_an_edit_is_clipped_and_comes_after_the_set_it_changes() -> None:
    async def scenario() -> None:
        sink, told = RecordingVoice(), list[Event]()
        stage = Stage(sink, told.append, 10.0)
        stage.start()
        preset = Preset.of("kick", "fm", {})
        stage.stream("fm", preset.parameters, {})
        stage.stream("fm", {**preset.parameters, "pan": 1.0}, {"prompt": "kick"})
        stage.param("level", 1e9)
        assert [call[0] for call in sink.calls] == ["start", "load", "load", "load", "param"]
        assert sink.calls[-1] == ("param", "level", 12.0)
        assert stage.now.parameters["level"] == 12.0 and stage.now.parameters["pan"] == 1.0
        assert stage.now.provenance == {"prompt": "kick", "edited": True}
        with pytest.raises(UnknownParameter):
            stage.param("warp", 1.0)
        stage.show(preset)
        assert told[-2] == VoiceState("fm", "kick")
        stage.param("level", 0.0)
        assert told[-1] == VoiceState("fm", ""), "an edited preset is not that preset any more"
        stage.stop()

    run(scenario)


def test_a_dead_voice_is_started_again_with_longer_and_longer_pauses_and_it_is_told() -> None:
    async def scenario() -> None:
        sink, told = MortalVoice(), []
        stage = Stage(sink, lambda event: None, 0.02)
        watch = VoiceWatch(sink, stage, told.append, backoff=(0.02, 0.3))
        stage.start()
        watch.start()
        await until(lambda: told == [ProcessState("voice", "started")])
        stage.note(60, 1.0)
        sink.alive = False
        await until(lambda: stage.down)
        with pytest.raises(DeviceError, match="started again"):
            stage.note(61, 1.0)
        await until(lambda: not stage.down)
        stage.note(62, 1.0)
        assert [call[1] for call in sink.calls if call[0] == "note"] == [60, 62]
        assert [event.state for event in told] == ["started", "restarting", "started"]
        sink.alive, sink.can_start = False, False
        loop, before = asyncio.get_running_loop(), watch.deaths
        started = loop.time()
        await until(lambda: watch.deaths == before + 4)
        assert loop.time() - started > 0.04 + 0.08 + 0.16
        sink.can_start = True
        await until(lambda: not stage.down)
        assert watch.facts() == {"voice_deaths": watch.deaths}
        await watch.stop()
        stage.stop()

    run(scenario)


def test_a_voice_that_was_not_wanted_is_not_started() -> None:
    async def scenario() -> None:
        sink = RecordingVoice()
        watch = VoiceWatch(sink, Stage(sink, lambda event: None, 0.02), lambda event: None)
        watch.start()
        await asyncio.sleep(0.12)
        assert sink.calls == [] and watch.deaths == 0
        await watch.stop()

    run(scenario)


def test_a_voice_that_cannot_load_does_not_stop_the_fit(tmp_path: Path) -> None:
    class Deaf(RecordingVoice):
        def load(self, voice: str, parameters: dict[str, float]) -> None:
            raise BrokenPipeError("gone")

    async def scenario() -> None:
        daemon = Daemon(config(tmp_path), Deaf())
        await daemon.start()
        daemon.fit("1", FitRequest("bell"))
        await until(daemon.presets)
        assert len(daemon.presets()) == 1
        await daemon.stop()

    run(scenario)


def test_facts_hold_only_what_osc_can_carry() -> None:
    class Talkative(RecordingVoice):
        def status(self) -> dict[str, Any]:
            return {"device": "card", "ready": True, "late": 3, "load": 0.5, "error": None, "list": [1]}

    stage = Stage(Talkative(), lambda event: None, 0.02)
    assert stage.facts() == {"voice_device": "card", "voice_ready": 1, "voice_late": 3, "voice_load": 0.5}
