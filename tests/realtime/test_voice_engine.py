"""Laws of the engine: block sizes do not matter, notes add up, nothing clicks, nothing escapes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from voice_presets import RATE, random_preset

from bridge.kernels.lanes import LANES
from bridge.realtime import fm_lanes, impact_block
from bridge.realtime.arrays import TICK
from bridge.realtime.commands import QueueFull
from bridge.realtime.convolver import P, prepare
from bridge.realtime.ending import FADE
from bridge.realtime.engine import Engine
from bridge.realtime.hall import CROSSFADE
from bridge.realtime.mixer import TRANSPARENT, limit
from bridge.realtime.renderer import GLIDE_SECONDS
from bridge.realtime.state import FREE

BLOCKS = [1, 37, 64, 128, 1024]
POLYPHONY = 32
SINE = {"op1_ratio": 1.0, "op1_decay": 8.0, "op1_attack": 0.01, "root_hz": 220.0}


def ready(name: str, preset: dict[str, float]) -> Engine:
    engine = Engine(RATE, POLYPHONY)
    change(engine, name, preset)
    return engine


def change(engine: Engine, name: str, preset: dict[str, float]) -> None:
    reverb = engine.load(name, preset)
    if reverb is not None:
        engine.set_response(reverb.build())


def roughness(sound: NDArray[np.float32]) -> float:
    """Largest second difference: what a click raises most."""
    return float(np.abs(np.diff(sound.astype(np.float64), 2)).max())


def a_busy_second(name: str, block: int) -> NDArray[np.float32]:
    """Notes, a new preset under them, note-offs, a panic, and a note after it."""
    engine = ready(name, random_preset(name, 1))
    parts = []
    engine.note(None, 0.8)
    parts.append(engine.render(1501, block))
    engine.note(64, 0.5)
    parts.append(engine.render(900, block))
    change(engine, name, random_preset(name, 2))
    parts.append(engine.render(400, block))
    engine.param("level", -15.0)
    engine.note(None, 0.0)
    parts.append(engine.render(1321, block))
    engine.panic()
    parts.append(engine.render(100, block))
    engine.note(50, 1.0)
    parts.append(engine.render(1000, block))
    return np.concatenate(parts, axis=1)


@pytest.mark.parametrize("name", ["fm6", "impact"])
def test_the_block_size_does_not_matter(name: str) -> None:
    expected = a_busy_second(name, 128)
    assert np.abs(expected).max() > 0.01
    for block in BLOCKS:
        np.testing.assert_array_equal(a_busy_second(name, block), expected)


@pytest.mark.parametrize("name", ["fm", "impact"])
def test_two_notes_are_the_sum_of_each(name: str) -> None:
    sounds = []
    for notes in ([48], [55], [48, 55]):
        engine = ready(name, random_preset(name, 7))
        for note in notes:
            engine.note(note, 0.5)
        sounds.append(engine.render(20000))
    assert np.abs(sounds[2]).max() < TRANSPARENT
    np.testing.assert_allclose(sounds[2], sounds[0] + sounds[1], atol=1e-6)


def test_a_released_note_falls_with_its_time_constant_and_then_ends() -> None:
    engine = ready("fm", {**SINE, "release": 0.02})
    engine.note(69, 1.0)
    held = np.abs(engine.render(8192)[0, -2000:]).max()
    assert engine.status()["voices"] == 1
    engine.note(69, 0.0)
    engine.render(round(0.1 * RATE) - 1000)
    after = np.abs(engine.render(2000)[0]).max()
    assert after / held == pytest.approx(np.exp(-(0.1 * RATE - 1000) / (0.02 * RATE)), rel=0.1)
    engine.render(RATE)
    assert engine.status()["voices"] == 0


def test_a_repeated_note_lets_the_first_one_go() -> None:
    engine = ready("fm", {**SINE, "release": 0.005})
    for _ in range(5):
        engine.note(60, 0.2)
        engine.render(8192)
    assert engine.status()["voices"] == 1


def test_a_note_too_many_takes_the_place_of_the_quietest_without_a_click() -> None:
    engine = ready("fm", {**SINE, "level": -40.0})
    for note in range(40, 40 + POLYPHONY):
        engine.note(note, 0.1 if note == 45 else 0.9)
    engine.render(8192)
    before = roughness(engine.render(4096)[0])
    engine.note(100, 0.05)
    after = engine.render(FADE + 2 * P)
    assert roughness(after[0]) < 2.0 * before
    assert engine.status()["voices"] == POLYPHONY
    slots = engine._renderer.state.slots
    sounding = slots[slots["life"] != FREE]["key"]
    assert 45 not in sounding and 100 in sounding


def test_a_flood_of_notes_keeps_its_bounds() -> None:
    engine = ready("impact", {})
    for i in range(300):
        engine.note(20 + i % 90, 0.9)
    sound = engine.render(8192)
    assert np.isfinite(sound).all() and np.abs(sound).max() <= 1.0
    assert engine.status()["voices"] <= POLYPHONY
    with pytest.raises(QueueFull):
        for _ in range(2000):
            engine.note(60, 0.5)


CHANGES = [
    {"level": -18.0},
    {"op1_level": 0.3},
    {"op1_ratio": 1.01},
    {"pan": 0.8},
    {"a11": 0.8},
    {"op2_level": 0.5, "op2_decay": 8.0},
    {"op1_mode": 1.0, "op1_fixed_hz": 300.0},
]


@pytest.mark.parametrize("changed", CHANGES, ids=[next(iter(c)) for c in CHANGES])
def test_a_sounding_fm_note_changes_without_a_click(changed: dict[str, float]) -> None:
    engine = ready("fm", {**SINE, "op1_decay": 4.0})
    engine.note(None, 0.8)
    engine.render(6000)
    before = engine.render(4000)
    change(engine, "fm", {**SINE, "op1_decay": 4.0, **changed})
    during = np.concatenate([before[:, -2:], engine.render(2000)], axis=1)
    after = engine.render(4000)
    for channel in range(2):
        steady = max(roughness(before[channel]), roughness(after[channel]))
        assert roughness(during[channel]) < 2.0 * steady


def test_a_sounding_impact_note_changes_without_a_click() -> None:
    modes = {"mode1_hz": 300.0, "mode1_damping": 0.5, "mode1_amp": 0.5, "level": -6.0, "mix": 0.3}
    bands = {f"band{m}_amp": 0.001 for m in range(1, 17)}
    engine = ready("impact1", modes | bands)
    engine.note(None, 1.0)
    engine.render(6000)
    before = engine.render(4000)
    others = {"mode1_hz": 340.0, "mode1_amp": 0.2, "mix": 0.6}
    change(engine, "impact1", modes | others | {f"band{m}_amp": 0.002 for m in range(1, 17)})
    during = np.concatenate([before[:, -2:], engine.render(4000)], axis=1)
    after = engine.render(4000)
    steady = max(roughness(before[0]), roughness(after[0]))
    assert roughness(during[0]) < 2.0 * steady
    assert np.argmax(np.abs(np.fft.rfft(after[0]))) * RATE / 4000 == pytest.approx(340.0, abs=8.0)


@pytest.mark.parametrize("name", ["fm", "impact"])
def test_a_glide_ends_where_the_new_preset_is(name: str) -> None:
    first, second = random_preset(name, 8), random_preset(name, 9)
    engine = ready(name, first)
    engine.note(60, 0.5)
    engine.render(32 * TICK)
    change(engine, name, second)
    engine.render(max(round(GLIDE_SECONDS * RATE / TICK) * TICK, CROSSFADE) + TICK)
    engine.panic()
    engine.render(FADE + P)
    engine.note(60, 0.5)
    fresh = ready(name, second)
    fresh.note(60, 0.5)
    np.testing.assert_allclose(engine.render(8000), fresh.render(8000), atol=1e-6)


def test_a_new_reverb_takes_over_as_if_it_had_always_been_there() -> None:
    preset = random_preset("impact", 10) | {"mix": 1.0}
    other = preset | {f"band{m}_hz": 400.0 + 50 * m for m in range(1, 17)}
    engine = ready("impact", preset)
    engine.note(60, 0.5)
    engine.render(5000)
    change(engine, "impact", other)
    engine.render(5000)
    always = ready("impact", other)
    always.note(60, 0.5)
    always.render(10000)
    np.testing.assert_allclose(engine.render(5000), always.render(5000), atol=1e-6)


def test_another_voice_lets_the_old_notes_go() -> None:
    engine = ready("fm", {**SINE, "release": 0.01})
    engine.note(60, 0.5)
    engine.render(4096)
    change(engine, "impact", {})
    engine.render(RATE // 2)
    assert engine.status()["voices"] == 0


def test_panic_is_silence_reverb_included() -> None:
    preset = random_preset("impact", 11) | {f"band{m}_damping": 1.0 for m in range(1, 17)} | {"mix": 1.0}
    engine = ready("impact", preset)
    for note in (40, 50, 60):
        engine.note(note, 1.0)
    assert np.abs(engine.render(9000)).max() > 0.01
    engine.panic()
    engine.render(FADE + TICK)
    assert not engine.render(20000).any()
    assert engine.status()["voices"] == 0


def test_the_limiter_is_transparent_until_it_must_not_be() -> None:
    for x in np.linspace(-TRANSPARENT, TRANSPARENT, 101):
        assert limit(x) == x
    beyond = [limit(x) for x in (0.9, 1.0, 2.0, 1e9, float("inf"))]
    assert beyond == sorted(beyond) and beyond[-1] <= 1.0 and beyond[0] < 0.9
    assert limit(float("-inf")) == -limit(float("inf")) and limit(float("nan")) == 0.0
    engine = ready("fm", {**SINE, "level": 12.0})
    for note in range(48, 60):
        engine.note(note, 1.0)
    loud = engine.render(8192)
    assert 0.95 < np.abs(loud).max() <= 1.0


@pytest.mark.parametrize("name", ["fm", "impact", "dx7"])
def test_a_note_that_is_not_finite_is_silenced_and_the_others_go_on(name: str) -> None:
    preset = random_preset(name, 12) if name != "dx7" else {"op1_l3": 99.0, "level": -20.0}
    engine, alone = ready(name, preset), ready(name, preset)
    alone.note(50, 0.5)
    engine.note(50, 0.5)
    engine.note(57, 3e-5)
    engine.render(512), alone.render(512)
    state = engine._renderer.state
    s = int(np.flatnonzero(state.slots["key"] == 57)[0])
    if name == "fm":
        state.banks[s // LANES, fm_lanes.U + s % LANES] = np.nan
    elif name == "impact":
        state.bodies[s, impact_block.RE] = np.inf
    else:
        state.dx7["phase"][s] = np.nan
    np.testing.assert_allclose(engine.render(5000), alone.render(5000), atol=3e-5)
    assert engine.status()["faults"] == 1


def test_a_response_shorter_than_a_partition_is_a_plain_filter() -> None:
    head, spectra = prepare(np.array([[0.0, 1.0], [0.5, 0.0]], np.float32))
    assert head[0, P - 2] == 1.0 and head[1, P - 1] == 0.5 and head.sum() == 1.5
    assert spectra.shape[1] == 0


def test_without_a_preset_there_is_silence() -> None:
    engine = Engine(RATE)
    engine.note(60, 1.0)
    assert not engine.render(1000).any()
