"""The real-time DX7 is the fitted DX7, and its keys are let go as the instrument's are."""

from __future__ import annotations

import numpy as np
import pytest

from bridge.realtime.engine import Engine, render_preset
from bridge.voices.catalog import voice

RATE = 44100
SPACE = voice("dx7").space
TOLERANCE = 1e-5
"""peak, against the differentiable render in float64, as for the FM voice"""


def patch(seed: int, **values: float) -> dict[str, float]:
    """All over the panel; modulators low enough that rounding is not amplified."""
    rng = np.random.default_rng(seed)
    preset = {p.name: p.to_natural(rng.uniform(0.02, 0.98)) for p in SPACE}
    for v in range(1, 7):
        preset |= {f"op{v}_l{k}": rng.uniform(70, 99) for k in range(1, 4)}
        preset |= {f"op{v}_r{k}": rng.uniform(30, 99) for k in range(1, 5)}
        preset |= {f"op{v}_level": rng.uniform(60, 80), f"op{v}_l4": 0.0, f"op{v}_fine": rng.uniform(0, 30)}
    return preset | {"level": -10.0, "feedback": rng.uniform(0, 5)} | values


@pytest.mark.parametrize("note", [None, 40, 100])
@pytest.mark.parametrize("algorithm", [1, 4, 6, 16, 22, 32])
def test_the_fit_hears_what_is_played(algorithm: int, note: int | None) -> None:
    torch = pytest.importorskip("torch")
    from bridge.synths.base import load_synth

    preset = patch(algorithm, algorithm=algorithm)
    natural = torch.tensor([SPACE.to_list(preset)], dtype=torch.float64)
    with torch.no_grad():
        fitted = load_synth(voice("dx7")).render(natural, RATE, 0.7, note, 0.7)[0].numpy()
    heard = render_preset("dx7", preset, note, velocity=0.7, seconds=0.7)
    assert heard.shape == fitted.shape and 0.003 < np.abs(heard).max() < 0.89
    assert np.abs(heard - fitted).max() < TOLERANCE


def held(preset: dict[str, float], on: float, off: float, block: int = 128) -> np.ndarray:
    """A note of `on` seconds, and `off` seconds after it, [T]."""
    engine = Engine(RATE)
    engine.load("dx7", preset)
    engine.note(60, 1.0)
    first = engine.render(round(on * RATE) // 3840 * 3840, block)
    engine.note(60, 0.0)
    return np.concatenate([first, engine.render(round(off * RATE), block)], 1)[0]


def test_a_released_key_falls_at_its_fourth_rate() -> None:
    """R4 = 40: ⌊41·40/64⌋ = 25, so 5·2^(6−16)·689 octaves a second."""
    flat = {"algorithm": 32, "op1_l1": 99, "op1_l2": 99, "op1_l3": 99, "op1_r4": 40, "op1_coarse": 4, "level": -12}
    sound = held(flat, 0.3, 1.0)
    frames = sound[: len(sound) // 441 * 441].reshape(-1, 441)
    decibels = 20 * np.log10(frames.std(1) + 1e-12)
    off = round(0.3 * RATE) // 3840 * 3840 // 441
    slope = np.polyfit(np.arange(40) * 0.01, decibels[off + 5 : off + 45], 1)[0]
    assert slope == pytest.approx(-6.0206 * 44100 / 64 * 5 / 2**10, rel=0.02)
    assert np.ptp(decibels[3:off]) < 0.1, "and held it does not move"


@pytest.mark.parametrize("block", [1, 100, 1024])
def test_blocks_do_not_change_the_sound(block: int) -> None:
    preset = patch(3)
    assert np.array_equal(held(preset, 0.2, 0.1, block), held(preset, 0.2, 0.1, 128))


def test_a_note_ends_when_its_carriers_have() -> None:
    engine = Engine(RATE)
    engine.load("dx7", patch(1, algorithm=5) | {f"op{v}_r4": 80.0 for v in range(1, 7)})
    engine.note(60, 1.0)
    engine.render(8192)
    assert engine.status()["voices"] == 1
    engine.note(60, 0.0)
    engine.render(RATE)
    assert engine.status()["voices"] == 0
    percussive = patch(1, algorithm=5) | {f"op{v}_{k}": x for v in range(1, 7) for k, x in (("l2", 0), ("r2", 80))}
    engine.load("dx7", percussive | {f"op{v}_l3": 0.0 for v in range(1, 7)})
    engine.note(60, 1.0)
    engine.render(RATE)
    assert engine.status()["voices"] == 0, "though the key is held"


def test_a_sounding_note_follows_the_fit_without_a_click() -> None:
    calm = {"algorithm": 5, "op1_l2": 99, "op1_l3": 99, "op2_l2": 99, "op2_l3": 99, "op2_level": 60, "level": -12}
    engine = Engine(RATE)
    engine.load("dx7", calm)
    engine.note(60, 1.0)
    before = engine.render(8192)[0]
    engine.load("dx7", calm | {"op2_level": 75, "root_hz": 300.0, "op1_level": 90, "op1_l3": 90})
    after = engine.render(8192)[0]
    steps = np.abs(np.diff(np.concatenate([before, after])))
    assert steps[8150:9000].max() < 2 * max(steps[4000:8000].max(), steps[12000:].max())
    assert engine.status()["voices"] == 1


def test_voices_of_other_families_let_each_other_go() -> None:
    engine = Engine(RATE)
    engine.load("dx7", patch(2) | {f"op{v}_r4": 90.0 for v in range(1, 7)})
    engine.note(60, 1.0)
    engine.render(4096)
    engine.load("fm", {})
    engine.note(62, 1.0)
    engine.render(RATE // 2)
    assert engine.status() == {"voices": 1, "peak": pytest.approx(0.5, abs=0.5), "faults": 0}
