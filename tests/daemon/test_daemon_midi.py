"""MIDI end to end in one process: bytes by TCP in, what the voice is told."""

import json
from pathlib import Path

import mido
import pytest
from midi_player import OFF, ON, Player, cc, config, keep, playing, program, run, until
from test_daemon_stage import MortalVoice

from bridge.daemon.daemon import Daemon
from bridge.errors import BadPreset, UnknownParameter
from bridge.interfaces.events import MidiControllers, MidiPrograms
from bridge.voices.catalog import voice


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
