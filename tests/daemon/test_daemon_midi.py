"""MIDI end to end in one process: bytes by TCP in, what the voice is told and what goes back out."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_daemon_stage import MortalVoice

from bridge.daemon.daemon import Daemon, DaemonConfig
from bridge.errors import BadPreset, DeviceError, UnknownParameter
from bridge.interfaces.desk import RecordingVoice
from bridge.interfaces.events import MidiControllers, MidiPrograms
from bridge.interfaces.midi import tcp as midi_tcp
from bridge.interfaces.midi.sysex import FIT, PLAY
from bridge.interfaces.midi.table import CONTROLS
from bridge.presets import sysex
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset
from bridge.presets.sysex_frames import frames
from bridge.presets.sysex_messages import NamesDump, NamesRequest, PresetDump, SysexMessage
from bridge.records import FitRequest
from bridge.voices.catalog import voice


def config(folder: Path, **changes: Any) -> DaemonConfig:
    return DaemonConfig(
        **{
            "port": 0, "library": folder / "presets", "journal": folder / "journal.db", "device": "cpu",
            "runner": "bridge.interfaces.rehearsal:rehearse", "midi_tcp": 0, "midi_memory": folder / "midi.json",
            **changes,
        }
    )  # fmt: skip


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(scenario(), 60)

    asyncio.run(limited())


async def until(wish: Callable[[], Any]) -> None:
    while not wish():
        await asyncio.sleep(0.005)


class Player:
    """A client by TCP."""

    def __init__(self, daemon: Daemon, sink: RecordingVoice, port: int) -> None:
        self.daemon, self.sink, self.port = daemon, sink, port

    async def connect(self) -> "Player":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    def send(self, *messages: mido.Message | bytes) -> None:
        self.writer.write(b"".join(m if isinstance(m, bytes) else bytes(m.bytes()) for m in messages))

    async def told(self, *messages: mido.Message | bytes) -> list[tuple[Any, ...]]:
        """What the voice is told because of these messages. A note of our own marks the end."""
        before = len(self.sink.calls)
        self.send(*messages, bytes([0x9F, 1, 127, 0x9F, 1, 0]))
        await until(lambda: any(call[:2] == ("note", 1) and call[2] == 0 for call in self.sink.calls[before:]))
        return [call for call in self.sink.calls[before:] if call[:2] != ("note", 1)]

    async def answer(self) -> SysexMessage:
        """The next SysEx of ours that comes back."""
        assembler, found = sysex.Assembler(), None
        while found is None:
            found = assembler.feed(await self.reader.readuntil(b"\xf7"))
        return found


@asynccontextmanager
async def playing(folder: Path, **changes: Any) -> AsyncIterator[Player]:
    sink = RecordingVoice()
    daemon = Daemon(config(folder, **changes), sink)
    ports = await daemon.start()
    try:
        yield await Player(daemon, sink, ports["midi_tcp_port"]).connect()
    finally:
        await daemon.stop()


def cc(control: int, value: int, channel: int = 0) -> mido.Message:
    return mido.Message("control_change", channel=channel, control=control, value=value)


def program(number: int, channel: int = 0) -> mido.Message:
    return mido.Message("program_change", channel=channel, program=number)


def keep(folder: Path, *names: str, kind: str = "fm") -> PresetLibrary:
    library = PresetLibrary(folder / "presets")
    for number, name in enumerate(names):
        library.save(Preset.of(name, kind, {"level": -float(number + 1)}))
    return library


ON, OFF = bytes([0x90, 60, 100]), bytes([0x80, 60, 0])


def test_notes_pedal_bend_and_pressure_reach_the_voice(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with playing(tmp_path) as player:
            bent = mido.Message("pitchwheel", pitch=8191)
            told = await player.told(b"\xf8\xfe", ON, bent, cc(64, 127), b"\xd0\x7f", b"\xa0\x3c\x7f", OFF, cc(120, 0))
            assert told == [
                ("note", 60, 100 / 127), ("bend", 2.0, 0, None), ("sustain", True, 0), ("pressure", 1.0, 0, None),
                ("pressure", 1.0, 0, 60), ("note", 60, 0.0), ("panic", 0),
            ]  # fmt: skip
            assert player.daemon.status()["midi_internal"] == 0

    run(scenario)


def test_controllers_turn_parameters_on_their_own_scale(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with playing(tmp_path) as player:
            space = voice("fm").space
            told = await player.told(cc(7, 0), cc(10, 127), cc(21, 127), cc(74, 0), cc(24, 127), cc(3, 127))
            assert [call[1:] for call in told] == [
                ("level", -48.0), ("pan", 1.0), ("op2_ratio", pytest.approx(16.0)), ("a12", 0.0),
            ], "four operators have no op5, and nobody taught CC 3 anything"  # fmt: skip
            place = space.index("root_hz")
            told = await player.told(cc(99, 0), cc(98, place), cc(6, 64), cc(38, 0))
            middle = space.param("root_hz").to_natural(64 * 128 / 16383)
            assert told[-1][1:] == ("root_hz", pytest.approx(middle)), "evenly in octaves"
            assert player.daemon.sounding().parameters["root_hz"] == pytest.approx(middle), "and OSC hears it"
            told = await player.told(cc(99, 0), cc(98, space.index("op1_mode")), cc(96, 0))
            assert told == [("param", "op1_mode", 1.0)], "a step of a choice is a whole one"

    run(scenario)


def test_learning_is_kept_by_family_and_taken_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with playing(tmp_path) as player:
            daemon = player.daemon
            daemon.midi_learn("a34")
            assert await player.told(cc(64, 127), cc(64, 0), cc(3, 127)) == [
                ("sustain", True, 0), ("sustain", False, 0), ("param", "a34", 6.0),
            ], "the pedal is not to be learned"  # fmt: skip
            assert await player.told(cc(3, 0)) == [("param", "a34", -6.0)]
            daemon.midi_learn("pan")
            daemon.midi_learn("")
            assert await player.told(cc(9, 127)) == [], "nobody waits any more"
            controllers = daemon.midi()[0]
            assert isinstance(controllers, MidiControllers) and controllers.parameters["cc3"] == "a34"
            assert controllers.parameters["cc7"] == "level" and "cc24" not in controllers.parameters
            with pytest.raises(UnknownParameter):
                daemon.midi_learn("mode1_hz")
        assert json.loads((tmp_path / "midi.json").read_text())["controllers"] == {"fm": {"cc3": "a34"}}
        async with playing(tmp_path) as player:
            assert await player.told(cc(3, 127)) == [("param", "a34", 6.0)], "the next daemon knows it"
            player.daemon.midi_forget("a34")
            assert await player.told(cc(3, 127)) == []

    run(scenario)


def test_programs_are_presets_one_a_channel(tmp_path: Path) -> None:
    async def scenario() -> None:
        keep(tmp_path, "bass", "kick")
        keep(tmp_path, "chime", kind="impact")
        async with playing(tmp_path) as player:
            daemon = player.daemon
            assert daemon.midi()[1] == MidiPrograms(((0, "bass"), (1, "chime"), (2, "kick")))
            (load,) = await player.told(program(2))
            assert load[:2] == ("load", "fm") and load[2]["level"] == -2.0 and daemon.playing().preset == "kick"
            on, bent = bytes([0x93, 64, 127]), mido.Message("pitchwheel", channel=3, pitch=8191)
            assert await player.told(on, bent) == [("note", 64, 1.0), ("bend", 2.0, 0, None)], "as channel 1 does"
            told = await player.told(program(1, 3), on, bytes([0x83, 64, 0]), cc(91, 127, 3), cc(7, 0))
            assert told[0][:2] == ("load", "impact") and told[0][3] == 3
            assert told[1:] == [
                ("bend", 0.0, 0, None), ("bend", 2.0, 3, None), ("note", 64, 1.0, 3), ("note", 64, 0.0, 3),
                ("param", "mix", 1.0, 3), ("param", "level", -48.0),
            ]  # fmt: skip
            assert daemon.playing().voice == "fm", "the stage is channel 1's"
            assert await player.told(cc(0, 127, 3), cc(32, 127, 3), program(0, 3), on)
            assert player.sink.calls[-3] == ("note", 64, 1.0), "bank 127 127: as channel 1 again"
            assert await player.told(program(77)) == [] and daemon.status()["midi_refused"] == 1
            daemon.midi_program(77, "bass")
            assert (await player.told(program(77)))[0][2]["level"] == -1.0
            with pytest.raises(BadPreset):
                daemon.midi_program(78, "../bass")

    run(scenario)


def test_a_held_note_is_let_go_where_it_was_started(tmp_path: Path) -> None:
    async def scenario() -> None:
        keep(tmp_path, "bass")
        async with playing(tmp_path) as player:
            on, off = bytes([0x91, 64, 127]), bytes([0x81, 64, 0])
            told = await player.told(on, cc(64, 127, 1), program(0, 1), off)
            assert told[0] == ("note", 64, 1.0) and told[-1] == ("note", 64, 0.0)
            assert told[-3:-1] == [("sustain", False, 0), ("sustain", True, 1)]

    run(scenario)


def test_a_channel_that_leaves_the_stage_leaves_the_stages_wheel_alone(tmp_path: Path) -> None:
    async def scenario() -> None:
        keep(tmp_path, "bass")
        async with playing(tmp_path) as player:
            await player.told(b"\xe0\x7f\x7f", b"\xe1\x00\x00")
            told = await player.told(program(0, 1))
            assert told[1:] == [("bend", 2.0, 0, None), ("bend", -2.0, 1, None)]
            told = await player.told(cc(0, 127, 1), cc(32, 127, 1), program(0, 1))
            assert told == [("bend", 0.0, 1, None), ("bend", -2.0, 0, None)]

    run(scenario)


def test_a_voice_that_is_started_again_has_wheel_pedal_and_knobs_where_the_player_has_them(tmp_path: Path) -> None:
    """Also what moved while there was no voice; what is at rest is not told."""

    async def scenario() -> None:
        keep(tmp_path, "bass", "kick")
        sink = MortalVoice()
        sink.can_start = True
        daemon = Daemon(config(tmp_path), sink)
        ports = await daemon.start()
        try:
            player = await Player(daemon, sink, ports["midi_tcp_port"]).connect()
            await player.told(program(0, 3), b"\xe0\x7f\x7f", b"\xd3\x7f", cc(64, 127), cc(64, 127, 3), cc(64, 0, 3))
            sink.alive = sink.can_start = False
            await until(lambda: daemon._stage.down)
            before = len(sink.calls)
            player.send(b"\xe0\x00\x40", b"\xe3\x7f\x7f", cc(7, 0, 3), program(1, 4), cc(7, 127))
            await until(lambda: len(sink.told(before)) >= 3)
            assert [call[:2] for call in sink.told(before)] == [("param", "level"), ("load", "fm"), ("param", "level")]
            before, sink.can_start = len(sink.calls), True
            await until(lambda: not daemon._stage.down)
            assert sink.told(before) == [("pressure", 1.0, 3, None), ("sustain", True, 0), ("bend", 2.0, 3, None)]
        finally:
            await daemon.stop()

    run(scenario)


def test_mpe_notes_have_bends_of_their_own(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with playing(tmp_path) as player:
            bent = mido.Message("pitchwheel", channel=1, pitch=8191)
            told = await player.told(
                cc(101, 0), cc(100, 6), cc(6, 5), bent, b"\x91\x3c\x7f", b"\x92\x40\x7f", b"\xd2\x7f"
            )
            assert told == [("note", 60, 1.0, 0, 48.0, 0.0), ("note", 64, 1.0), ("pressure", 1.0, 0, 64)]

    run(scenario)


def test_a_wire_that_is_cut_lets_its_notes_go(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with playing(tmp_path) as player:
            other = await Player(player.daemon, player.sink, player.port).connect()
            await other.told(bytes([0x90, 48, 100]))
            before = len(player.sink.calls)
            player.send(ON, cc(64, 127), b"\xf0\x7d\x53")
            await until(lambda: len(player.sink.calls) >= before + 2)
            player.writer.transport.abort()
            await until(lambda: len(player.sink.calls) >= before + 4)
            assert player.sink.calls[before + 2 :] == [("note", 60, 0.0), ("sustain", False, 0)]
            assert await other.told(bytes([0x80, 48, 0])) == [("note", 48, 0.0)], "the other's notes are its own"

    run(scenario)


def test_sysex_plays_asks_and_fits(tmp_path: Path) -> None:
    async def scenario() -> None:
        library = keep(tmp_path, "bass")
        async with playing(tmp_path) as player:
            sent = Preset.of("from a cable", "impact", {"mix": 0.75})
            (load,) = await player.told(*sysex.write(PresetDump(sent)))
            assert load == ("load", "impact", sent.parameters) and library.names() == ["bass"], "played, not kept"
            player.send(*sysex.write(NamesRequest()))
            assert await player.answer() == NamesDump(("bass",))
            (load,) = await player.told(*frames(PLAY, b"bass"))
            assert load[:2] == ("load", "fm") and player.daemon.playing().preset == "bass"
            player.send(*frames(FIT, b'{"prompt": "glass bell", "voice": "impact", "seed": 3, "lock:mix": 0.5}'))
            await until(lambda: "glass-bell" in library.names())
            found = library.load("glass-bell")
            assert found.parameters["mix"] == 0.5 and found.provenance["seed"] == 3

    run(scenario)


def test_who_has_said_all_is_still_answered(tmp_path: Path) -> None:
    async def scenario() -> None:
        keep(tmp_path, "bass")
        async with playing(tmp_path) as player:
            player.send(ON, *sysex.write(NamesRequest()))
            player.writer.write_eof()
            assert await player.answer() == NamesDump(("bass",))
            assert await player.reader.read() == b""
            assert player.sink.calls[-1] == ("note", 60, 0.0)
            snapshot = player.daemon.snapshot()
            assert MidiPrograms(((0, "bass"),)) in snapshot, "and a subscriber by OSC is told the programs"

    run(scenario)


@pytest.mark.parametrize("dump", [True, False])
def test_finished_presets_go_out_if_that_is_wanted(tmp_path: Path, dump: bool) -> None:
    async def scenario() -> None:
        async with playing(tmp_path, midi_dump=dump) as player:
            await player.told()
            player.daemon.fit("1", FitRequest("bell", "fm", candidates=2))
            if dump:
                heard = [await player.answer() for _ in range(2)]
                library = PresetLibrary(tmp_path / "presets")
                assert {m.preset.name for m in heard if isinstance(m, PresetDump)} == {"bell", "bell-2"}
                assert all(isinstance(m, PresetDump) and m.preset == library.load(m.preset.name) for m in heard)
            else:
                await until(lambda: "bell-2" in player.daemon.presets())
                player.send(*sysex.write(NamesRequest()))
                assert isinstance(await player.answer(), NamesDump), "nothing came before the answer"

    run(scenario)


def test_without_a_door_midi_is_refused_and_nothing_is_read_or_written(tmp_path: Path) -> None:
    async def scenario() -> None:
        (tmp_path / "midi.json").write_text("not ours")
        daemon = Daemon(config(tmp_path, midi_tcp=None), RecordingVoice())
        await daemon.start()
        for ask in (lambda: daemon.midi_learn("level"), daemon.midi, lambda: daemon.midi_program(0, "x")):
            with pytest.raises(DeviceError, match="--midi-tcp"):
                ask()
        assert not [name for name in daemon.status() if name.startswith("midi")]
        await daemon.stop()
        assert (tmp_path / "midi.json").read_text() == "not ours"

    run(scenario)


def test_strangers_and_too_many_are_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midi_tcp, "MAX_CONNECTIONS", 2)

    async def scenario() -> None:
        async with playing(tmp_path) as player:
            await player.told()
            second = await Player(player.daemon, player.sink, player.port).connect()
            await second.told()
            third = await Player(player.daemon, player.sink, player.port).connect()
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await third.answer()
            second.writer.close()
            await until(lambda: player.daemon.status()["midi_connections"] == 1)
            monkeypatch.setattr(player.daemon._midi._server._tcp._allowed, "allows", lambda host: False)
            stranger = await Player(player.daemon, player.sink, player.port).connect()
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await stranger.answer()
            assert player.daemon.status()["midi_turned_away"] == 2
            assert await player.told(ON) == [("note", 60, 100 / 127)]

    run(scenario)


def test_a_flood_on_one_wire_delays_no_other_and_who_does_not_read_loses_only_dumps(tmp_path: Path) -> None:
    async def scenario() -> None:
        keep(tmp_path, *(f"preset {n}" for n in range(100)))
        async with playing(tmp_path) as player:
            flood = await Player(player.daemon, player.sink, player.port).connect()
            flood.send(*sysex.write(NamesRequest()) * 2000)  # answers of a few kilobytes, which it never reads
            flood.send(b"".join(bytes([0xB0, 7, n & 127]) for n in range(100_000)))
            slowest = 0.0
            for _ in range(50):
                started = time.process_time()  # what this process worked meanwhile, however busy the machine is
                assert ("note", 60, 100 / 127) in await player.told(ON, OFF)
                slowest = max(slowest, time.process_time() - started)
            await until(lambda: player.daemon.status()["midi_refused"])
            assert slowest < 0.5 and player.daemon.status()["midi_internal"] == 0
            assert sum(wire._size for wire in player.daemon._midi._server._tcp.wires) < 5_000_000

    run(scenario)


MEANT = st.one_of(
    st.builds(
        lambda kind, channel, a, b: bytes([kind | channel, a, b]),
        st.sampled_from([0x80, 0x90, 0xA0, 0xB0, 0xE0]), st.integers(0, 15), st.integers(0, 127), st.integers(0, 127),
    ),
    st.builds(
        lambda channel, control, value: bytes([0xB0 | channel, control, value]),
        st.integers(0, 15), st.sampled_from(sorted(CONTROLS)), st.integers(0, 127),
    ),
    st.builds(lambda kind, channel, a: bytes([kind | channel, a]),
              st.sampled_from([0xC0, 0xD0]), st.integers(0, 15), st.integers(0, 127)),
    st.builds(
        lambda kind, body: b"".join(frames(kind, body)),
        st.sampled_from([1, 2, 3, 4, 0x11, 0x12, 0x13, 0x14, PLAY, 0x7F]), st.binary(max_size=30),
    ),
    st.binary(max_size=30),
)  # fmt: skip


def test_any_bytes_are_survived(tmp_path: Path) -> None:
    """Random bytes, random messages, and both cut anywhere: the daemon plays on, no fault of ours, no note is left."""

    async def one(player: Player, pieces: list[bytes], end: int) -> None:
        noisy = await Player(player.daemon, player.sink, player.port).connect()
        data = b"".join(pieces)
        noisy.writer.write(data[: len(data) - end] if end < len(data) else data)
        noisy.writer.write_eof()
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            while True:
                await noisy.reader.readuntil(b"\xf7")
        assert ("note", 60, 100 / 127) in await player.told(ON, OFF)

    async def scenario() -> None:
        keep(tmp_path, "bass", "kick")
        async with playing(tmp_path) as player:
            loop = asyncio.get_running_loop()

            @settings(max_examples=120, deadline=None)
            @given(st.lists(MEANT, max_size=12), st.integers(0, 20))
            def attack(pieces: list[bytes], end: int) -> None:
                asyncio.run_coroutine_threadsafe(one(player, pieces, end), loop).result(30)

            await asyncio.to_thread(attack)
            assert player.daemon.status()["midi_internal"] == 0
            held = [call[1] for call in player.sink.calls if call[0] == "note" and call[2] > 0]
            assert held and player.daemon.presets() == ["bass", "kick"], "and the library is as it was"

    run(scenario)
