"""Nothing clicks: the second difference of the output, which a jump raises most, stays what steady sound has."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from voice_presets import random_preset

from bridge.realtime.arrays import TICK
from bridge.realtime.engine import Engine
from bridge.realtime.state import HELD

RATE = 48000
SOFT = {"op1_ratio": 1.0, "op1_decay": 8.0, "op1_attack": 0.01, "level": -20.0, "release": 0.05}


def roughness(sound: NDArray[np.float32]) -> float:
    return float(np.abs(np.diff(sound.astype(np.float64), 2)).max())


def load(engine: Engine, name: str, preset: dict[str, float]) -> None:
    reverb = engine.load(name, preset)
    if reverb is not None:
        engine.set_response(reverb.build())


def test_a_flood_of_thefts_does_not_click() -> None:
    """300 notes through 8 voices, several of them in a block."""
    rng = np.random.default_rng(1)
    engine = Engine(RATE, polyphony=8)
    load(engine, "fm", SOFT)
    parts = []
    for _ in range(100):
        for _ in range(3):
            engine.note(int(rng.integers(40, 80)), 0.4)
        parts.append(engine.render(int(rng.integers(50, 400))))
    sound = np.concatenate(parts, 1)[0]
    steady = Engine(RATE, polyphony=40)
    load(steady, "fm", SOFT)
    for note in range(72, 80):
        steady.note(note, 0.4)
    assert np.abs(sound).max() > 0.01
    assert roughness(sound) < 2 * roughness(steady.render(RATE)[0])
    assert engine.status()["voices"] <= 8 + 32


def test_more_notes_at_once_than_there_are_slots_wait_their_turn() -> None:
    """None is lost and none is cut: the last one sounds in the end."""
    engine = Engine(RATE, polyphony=8)
    load(engine, "fm", SOFT)
    for note in range(20, 120):
        engine.note(note, 0.4)
    sound = engine.render(RATE // 2)[0]
    steady = Engine(RATE, polyphony=40)
    load(steady, "fm", SOFT)
    for note in range(112, 120):
        steady.note(note, 0.4)
    assert roughness(sound) < 2 * roughness(steady.render(RATE)[0])
    slots = engine._renderer.state.slots
    held = slots[slots["life"] == HELD]
    assert len(held) == 8 and 119 in held["key"]


@pytest.mark.parametrize("name", ["fm", "fm6", "impact64", "dx7"])
def test_a_streaming_fit_glides_in(name: str) -> None:
    """Six sets of parameters, 40 ms apart, under held notes."""
    presets = [_gentle(name, seed) for seed in range(6)]
    steady = 0.0
    for preset in presets:
        engine = Engine(RATE)
        load(engine, name, preset)
        for note in (48, 55):
            engine.note(note, 0.5)
        steady = max(steady, roughness(engine.render(RATE // 4)[0, RATE // 8 :]))
    engine = Engine(RATE)
    load(engine, name, presets[0])
    for note in (48, 55):
        engine.note(note, 0.5)
    engine.render(RATE // 8)
    parts = []
    for preset in presets[1:]:
        load(engine, name, preset)
        parts.append(engine.render(1920))
    sound = np.concatenate(parts, 1)
    assert np.abs(sound).max() > 0.005
    assert max(roughness(side) for side in sound) < 2 * steady


def _gentle(name: str, seed: int) -> dict[str, float]:
    """A preset that is still there after a second."""
    rng = np.random.default_rng(seed)
    if name == "dx7":
        held = {f"op{v}_{k}": 99 for v in range(1, 7) for k in ("l1", "l2", "l3", "r1", "r2", "r3")}
        levels = {f"op{v}_level": rng.uniform(50, 75) for v in range(1, 7)}
        return {**held, **levels, "algorithm": 5, "level": -20.0, "op1_fine": rng.uniform(0, 50)}
    preset = random_preset(name, seed)
    if name == "impact64":
        return preset | {f"mode{n}_damping": rng.uniform(0.3, 2.0) for n in range(1, 65)}
    size = 6 if name == "fm6" else 4
    return preset | {f"op{v}_decay": 8.0 for v in range(1, size + 1)} | {"sweep": 0.0}


@pytest.mark.parametrize("name", ["fm", "impact1"])
def test_wheel_and_pressure_do_not_click(name: str) -> None:
    preset = (
        SOFT
        if name == "fm"
        else {"mode1_hz": 300.0, "mode1_damping": 0.3, "mode1_amp": 0.5, "level": -20.0, "mix": 0.0}
    )
    engine = Engine(RATE)
    load(engine, name, preset)
    engine.note(60, 0.5)
    engine.render(RATE // 8)
    steady, parts = 0.0, []
    for semitones, amount in ((12.0, 1.0), (-12.0, 0.0), (0.0, 0.7), (7.0, 0.1)):
        engine.bend(semitones)
        engine.pressure(amount, note=60)
        parts.append(engine.render(100 * TICK)[0])
        steady = max(steady, roughness(engine.render(50 * TICK)[0]))
    assert max(roughness(part) for part in parts) < 1.5 * steady


def test_the_pedal_and_a_repeated_key_do_not_click() -> None:
    engine = Engine(RATE)
    load(engine, "fm", SOFT)
    engine.note(72, 0.5)
    engine.render(RATE // 8)
    steady = roughness(engine.render(RATE // 8)[0])
    parts = []
    engine.sustain(True)
    for _ in range(4):
        engine.note(72, 0.0)
        parts.append(engine.render(500)[0])
        engine.note(72, 0.5)
        parts.append(engine.render(500)[0])
    engine.sustain(False)
    engine.note(72, 0.0)
    parts.append(engine.render(RATE // 8)[0])
    assert roughness(np.concatenate(parts)) < 3 * steady, "at most three of them sound together"


def test_the_limiter_rides_and_comes_back_to_nothing() -> None:
    loud = {**SOFT, "level": 6.0}
    engine, fresh = Engine(RATE), Engine(RATE)
    load(engine, "fm", loud)
    engine.note(48, 1.0)
    engine.note(55, 1.0)
    alone = engine.render(RATE // 2)[0]
    assert 0.85 < np.abs(alone[RATE // 4 :]).max() < 0.92, "not clipped: turned down"
    spectrum = np.abs(np.fft.rfft(alone[-16384:] * np.hanning(16384)))
    fundamentals = spectrum[: int(300 * 16384 / RATE)].max()
    assert spectrum[int(600 * 16384 / RATE) :].max() < 0.02 * fundamentals, "without the harmonics of clipping"
    engine.panic()
    engine.render(2 * RATE)
    load(engine, "fm", SOFT), load(fresh, "fm", SOFT)
    engine.note(60, 0.5), fresh.note(60, 0.5)
    np.testing.assert_array_equal(engine.render(4096), fresh.render(4096))


def test_blocks_of_any_and_changing_size_are_one_sound() -> None:
    rng = np.random.default_rng(2)
    sizes = [int(size) for size in np.exp(rng.uniform(0, np.log(8193), 40))] + [8192, 1, 1, 31, 32, 33]
    sounds = []
    for blocks in (sizes, [sum(sizes)]):
        engine = Engine(RATE)
        for channel, name in enumerate(("fm", "impact", "dx7")):
            reverb = engine.load(name, random_preset(name, 3) if name != "dx7" else {}, channel)
            if reverb is not None:
                engine.set_response(reverb.build(), channel)
            engine.note(60, 0.4, channel)
        out = np.zeros((sum(blocks), 2), np.float32)
        start = 0
        for size in blocks:
            engine.fill(out[start : start + size])
            start += size
        sounds.append(out)
    assert np.abs(sounds[0]).max() > 0.01
    np.testing.assert_array_equal(*sounds)


@pytest.mark.parametrize("rate", [44100, 48000, 88200, 96000])
def test_pitch_and_time_are_the_same_at_every_rate(rate: int) -> None:
    engine = Engine(rate)
    preset = {"mode1_hz": 1000.0, "mode1_damping": 6.0, "mode1_amp": 0.5, "level": 0.0, "mix": 0.0, "release": 0.2}
    load(engine, "impact1", preset)
    engine.note(None, 0.5)
    sound = engine.render(rate)[0].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(rate)))
    assert np.argmax(spectrum) == pytest.approx(1000, abs=1)
    ends = [np.abs(sound[int(s * rate) :][: rate // 100]).max() for s in (0.1, 0.6)]
    assert np.log(ends[0] / ends[1]) == pytest.approx(6.0 * 0.5, rel=0.02)
    load(engine, "fm", {**SOFT, "op1_decay": 0.2, "root_hz": 440.0})
    engine.panic()
    engine.render(rate // 10)
    engine.note(None, 0.5)
    sound = engine.render(rate)[0].astype(np.float64)
    assert np.argmax(np.abs(np.fft.rfft(sound))) == pytest.approx(440, abs=1)
    ends = [np.abs(sound[int(s * rate) :][: rate // 100]).max() for s in (0.1, 0.5)]
    assert np.log(ends[0] / ends[1]) == pytest.approx(0.4 / 0.2, rel=0.02)
