"""Who plays by MIDI over TCP: what is answered, what goes out unasked, who is turned away, what is survived."""

import asyncio
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from midi_player import OFF, ON, Player, config, keep, playing, run, until

from bridge.daemon.daemon import Daemon
from bridge.errors import DeviceError
from bridge.interfaces.desk import RecordingVoice
from bridge.interfaces.events import MidiPrograms
from bridge.interfaces.midi import tcp as midi_tcp
from bridge.interfaces.midi.sysex import FIT, PLAY
from bridge.interfaces.midi.table import CONTROLS
from bridge.presets import sysex
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset
from bridge.presets.sysex_frames import frames
from bridge.presets.sysex_messages import NamesDump, NamesRequest, PresetDump
from bridge.records import FitRequest


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
