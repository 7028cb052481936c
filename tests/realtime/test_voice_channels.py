"""Sixteen presets at once, each with its own notes, bends, pressure and pedal."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from voice_presets import RATE, random_preset

from bridge.errors import BadRequest
from bridge.realtime.arrays import TICK
from bridge.realtime.ending import FADE
from bridge.realtime.engine import Engine
from bridge.realtime.mixer import TRANSPARENT
from bridge.realtime.state import FREE
from bridge.realtime.voice import BEND_TICKS

SINE = {"op1_ratio": 1.0, "op1_decay": 8.0, "op1_attack": 0.01, "release": 0.02}
MODES = {"mode1_hz": 300.0, "mode1_damping": 0.5, "mode1_amp": 0.5, "level": -6.0, "mix": 0.0}
DX7 = {"algorithm": 5, "op1_l1": 99, "op1_l2": 99, "op1_l3": 99, "op1_level": 99, "op1_r1": 99, "level": -12.0}


def load(engine: Engine, name: str, preset: dict[str, float], channel: int = 0) -> None:
    reverb = engine.load(name, preset, channel)
    if reverb is not None:
        engine.set_response(reverb.build(), channel)


def ready(name: str, preset: dict[str, float], channel: int = 0) -> Engine:
    engine = Engine(RATE)
    load(engine, name, preset, channel)
    return engine


def hertz(sound: NDArray[np.float32]) -> float:
    """Of the loudest partial, by the peak of a parabola through the logarithms of three bins."""
    spectrum = np.log(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) + 1e-12)
    k = int(np.argmax(spectrum))
    a, b, c = spectrum[k - 1 : k + 2]
    return float((k + 0.5 * (a - c) / (a - 2 * b + c)) * RATE / len(sound))


def test_each_channel_plays_its_own_preset() -> None:
    parts = [(0, "fm6", random_preset("fm6", 1)), (3, "impact", random_preset("impact", 2)), (15, "dx7", DX7)]
    parts += [(9, "impact64", random_preset("impact64", 3)), (4, "fm", random_preset("fm", 4))]
    together = Engine(RATE)
    expected = np.zeros((2, 30_000))
    for channel, name, preset in parts:
        alone = ready(name, preset, channel)
        for engine in (alone, together):
            load(engine, name, preset, channel) if engine is together else None
            engine.note(50 + channel, 0.3, channel)
        expected += alone.render(30_000)
    heard = together.render(30_000)
    assert 0.01 < np.abs(expected).max() < TRANSPARENT
    np.testing.assert_allclose(heard, expected, atol=2e-6)


def test_the_same_key_on_two_channels_is_two_notes() -> None:
    engine = ready("fm", SINE)
    load(engine, "fm", SINE, 1)
    engine.note(60, 0.3, 0), engine.note(60, 0.3, 1)
    engine.render(8192)
    assert engine.status()["voices"] == 2
    engine.note(60, 0.0, 1)
    engine.render(RATE)
    slots = engine._renderer.state.slots
    assert [int(slot["channel"]) for slot in slots[slots["life"] != FREE]] == [0]


def test_a_preset_on_one_channel_leaves_the_others_alone() -> None:
    engine, alone = ready("fm", SINE), ready("fm", SINE)
    engine.note(60, 0.3), alone.note(60, 0.3)
    engine.render(4096), alone.render(4096)
    load(engine, "impact", MODES, 2)
    load(engine, "fm", {**SINE, "level": -40.0}, 1)
    engine.param("pan", 1.0, 1)
    np.testing.assert_array_equal(engine.render(4096), alone.render(4096))


def test_panic_of_a_channel_is_its_own() -> None:
    engine = ready("fm", SINE)
    load(engine, "impact", {**MODES, "mix": 0.5}, 1)
    engine.note(60, 0.3, 0), engine.note(60, 0.3, 1)
    engine.render(4096)
    engine.panic(1)
    engine.render(FADE + TICK)
    alone = ready("fm", SINE)
    alone.note(60, 0.3)
    alone.render(4096 + FADE + TICK)
    np.testing.assert_array_equal(engine.render(4096), alone.render(4096))


@pytest.mark.parametrize(
    ("name", "preset"), [("fm", random_preset("fm", 5) | {"sweep": 7.0}), ("impact", random_preset("impact", 6))]
)
def test_a_note_that_begins_bent_is_another_note(name: str, preset: dict[str, float]) -> None:
    preset = preset | ({f"op{v}_mode": 0.0 for v in range(1, 5)} if name == "fm" else {})
    bent, plain = ready(name, preset), ready(name, preset)
    bent.bend(-1.0)
    bent.note(57, 0.4, bend=4.0)
    plain.note(60, 0.4)
    np.testing.assert_allclose(bent.render(20_000), plain.render(20_000), atol=2e-6)


def test_a_fixed_operator_is_not_bent() -> None:
    fixed = {**SINE, "op1_mode": 1.0, "op1_fixed_hz": 700.0}
    engine = ready("fm", fixed)
    engine.note(60, 0.4, bend=12.0)
    assert hertz(engine.render(16384)[0]) == pytest.approx(700.0, abs=0.2)


@pytest.mark.parametrize(
    ("name", "preset", "at60"), [("fm", SINE, 261.626), ("impact1", MODES, 300.0), ("dx7", DX7, None)]
)
def test_bends_of_a_note_and_of_its_channel_add_up(name: str, preset: dict[str, float], at60: float | None) -> None:
    engine = ready(name, preset)
    engine.note(60, 0.2)
    rest = hertz(engine.render(16384)[0])
    assert at60 is None or rest == pytest.approx(at60, rel=1e-3)
    for own, all_of_it in ((2.0, 0.0), (2.0, -5.0), (0.0, -5.0), (0.0, 0.0)):
        engine.bend(own, note=60)
        engine.bend(all_of_it)
        engine.render(BEND_TICKS * TICK + TICK)
        expected = rest * 2 ** ((own + all_of_it) / 12)
        assert hertz(engine.render(16384)[0]) == pytest.approx(expected, rel=1e-3)


def test_a_bend_is_of_one_key_only() -> None:
    engine, alone = ready("fm", SINE), ready("fm", SINE)
    engine.note(40, 0.2), engine.note(72, 0.2), alone.note(40, 0.2)
    engine.render(4096), alone.render(4096)
    engine.bend(3.0, note=72)
    engine.render(1024), alone.render(1024)
    rest = engine.render(16384) - alone.render(16384)
    assert hertz(rest[0]) == pytest.approx(440 * 2 ** (6 / 12), rel=1e-3)


@pytest.mark.parametrize(("name", "preset"), [("fm", SINE), ("impact1", MODES), ("dx7", DX7)])
def test_pressure_is_up_to_six_decibels(name: str, preset: dict[str, float]) -> None:
    engine, plain = ready(name, preset), ready(name, preset)
    engine.note(60, 0.2), plain.note(60, 0.2)
    for own, all_of_it in ((0.5, 0.0), (0.5, 0.25), (1.0, 1.0), (0.0, 0.0)):
        engine.pressure(own, note=60)
        engine.pressure(all_of_it)
        engine.render(160 * TICK), plain.render(160 * TICK)
        louder = 1.0 + min(own + all_of_it, 1.0)
        np.testing.assert_allclose(engine.render(2048), louder * plain.render(2048), atol=1e-5)


def test_the_pedal_holds_what_is_let_go() -> None:
    engine = ready("fm", SINE)
    load(engine, "fm", SINE, 1)
    engine.sustain(True)
    for channel in (0, 1):
        engine.note(60, 0.3, channel)
        engine.render(1024)
        engine.note(60, 0.0, channel)
    engine.note(64, 0.3)
    engine.render(RATE)
    assert engine.status()["voices"] == 2, "the other channel has a pedal of its own"
    engine.sustain(False)
    engine.render(RATE)
    assert engine.status()["voices"] == 1, "the key that is down still holds"
    engine.note(64, 0.0)
    engine.render(RATE)
    assert engine.status()["voices"] == 0


def test_a_struck_object_rings_on_when_it_is_struck_again() -> None:
    preset = random_preset("impact64", 7)
    engine, first, second = (ready("impact64", preset) for _ in range(3))
    engine.note(60, 0.3), first.note(60, 0.3)
    engine.render(5 * 1024), first.render(5 * 1024), second.render(5 * 1024)
    engine.note(60, 0.2), second.note(60, 0.2)
    np.testing.assert_allclose(engine.render(20_000), first.render(20_000) + second.render(20_000), atol=2e-6)
    assert engine.status()["voices"] == 1


def test_a_roll_after_the_key_was_let_go_adds_to_what_is_left() -> None:
    preset = {**MODES, "release": 0.1}
    engine, first, second = (ready("impact1", preset) for _ in range(3))
    engine.note(60, 0.3), first.note(60, 0.3)
    engine.render(1024), first.render(1024)
    engine.note(60, 0.0), first.note(60, 0.0)
    engine.render(2048), first.render(2048)
    engine.note(60, 0.3), second.note(60, 0.3)
    heard, fresh = engine.render(64), second.render(64)
    left = first.render(64)[0, 0] / fresh[0, 0]
    assert abs(left) > 0.1 and heard[0, 0] == pytest.approx(fresh[0, 0] * (1 + left), rel=1e-3)


def test_what_no_channel_can_do_is_refused() -> None:
    engine = ready("fm", SINE)
    for refused in (
        lambda: engine.load("fm", {}, 16),
        lambda: engine.note(60, 1.0, -1),
        lambda: engine.param("level", 0.0, 1),
        lambda: engine.bend(97.0),
        lambda: engine.bend(float("nan")),
        lambda: engine.pressure(-0.1),
        lambda: engine.panic(16),
        lambda: Engine(1000),
        lambda: Engine(48000, 0),
    ):
        with pytest.raises(BadRequest):
            refused()
