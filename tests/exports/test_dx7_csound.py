"""A DX7 preset as a Csound instrument, played by Csound, is our real-time voice: 1e-6 of its peak, whose samples have
32 bits. Released keys, fixed frequencies, all loops; feedback is below chaos."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest

from bridge.bench.presets import parity_csound
from bridge.exports import formats
from bridge.presets.preset import Preset
from bridge.realtime.engine import Engine
from bridge.records import SAMPLE_RATE
from bridge.voices.catalog import voice

RATE = SAMPLE_RATE
CLOSE = 1e-6
needs_csound = pytest.mark.skipif(bool(parity_csound.missing()), reason="needs csound")


def patch(seed: int, **changed: float) -> Preset:
    """All over the panel; modulators low enough that rounding is not amplified."""
    rng = np.random.default_rng(seed)
    values = {p.name: p.to_natural(rng.uniform(0.02, 0.98)) for p in voice("dx7").space}
    for v in range(1, 7):
        values |= {f"op{v}_l{k}": rng.uniform(70, 99) for k in range(1, 4)}
        values |= {f"op{v}_r{k}": rng.uniform(30, 99) for k in range(1, 5)}
        values |= {f"op{v}_level": rng.uniform(60, 80), f"op{v}_l4": 0.0, f"op{v}_fine": rng.uniform(0, 30)}
    return Preset.of(f"Patch {seed}", "dx7", values | {"level": -12.0, "feedback": rng.uniform(0, 5)} | changed)


def ours(preset: Preset, seconds: float, note: int, velocity: float, held: float | None) -> np.ndarray:
    engine = Engine(RATE)
    engine.load("dx7", preset.parameters)
    engine.note(note, velocity)
    first = engine.render(round((seconds if held is None else held) * RATE))
    if held is None:
        return first
    engine.note(note, 0.0)
    return np.concatenate([first, engine.render(round((seconds - held) * RATE))], 1)


def apart(
    preset: Preset, seconds: float = 0.4, note: int = 60, velocity: float = 1.0, held: float | None = None
) -> float:
    """Largest difference, relative to the peak."""
    with tempfile.TemporaryDirectory() as folder:
        files = formats.export(preset, "csound")
        theirs = parity_csound.render(files, Path(folder), seconds, float(note), velocity, held)
    mine = ours(preset, seconds, note, velocity, held)
    assert np.abs(mine).max() > 1e-3 and theirs.shape == mine.shape
    return float(np.abs(theirs - mine).max() / np.abs(mine).max())


@needs_csound
@pytest.mark.parametrize("algorithm", [1, 4, 6, 16, 22, 32])
def test_every_kind_of_algorithm(algorithm: int) -> None:
    assert apart(patch(algorithm, algorithm=algorithm)) < CLOSE


@needs_csound
@pytest.mark.parametrize("note", [43, 90])
def test_other_notes_and_velocities(note: int) -> None:
    """Fixed frequencies stay, detuning depends on the note."""
    preset = patch(7, algorithm=32, op2_mode=1.0, op3_mode=0.0, op3_detune=12.0)
    assert apart(preset, note=note, velocity=0.5) < CLOSE


@needs_csound
@pytest.mark.parametrize("seed", [2, 3])
def test_a_key_let_go(seed: int) -> None:
    """At a block of ours and of Csound's. Operators fall, and rise, to their fourth levels."""
    preset = patch(seed, **{f"op{v}_r4": 40.0 + 8 * v for v in range(1, 7)}, op1_l4=60.0, op2_l4=95.0)
    assert apart(preset, held=4096 / RATE) < CLOSE


@needs_csound
def test_it_ends_when_all_is_silent() -> None:
    """The instrument lives on for its release and no longer: a note after it begins anew."""
    preset = patch(5, **{f"op{v}_r4": 80.0 for v in range(1, 7)})
    with tempfile.TemporaryDirectory() as folder:
        sound = parity_csound.render(formats.export(preset, "csound"), Path(folder), 1.0, held=0.2)
    assert np.abs(sound[:, : RATE // 5]).max() > 1e-3 and not sound[:, RATE // 2 :].any()


def test_a_wrong_number_is_heard_in_the_text() -> None:
    """A patch's numbers are the file's: another rate, level, ratio or loop makes another file."""
    plain = formats.export(patch(1), "csound")
    for name, by in (("op3_r2", -5), ("op2_l1", -3), ("op4_level", 2), ("op5_fine", 1), ("feedback", 0.5)):
        other = patch(1, **{name: patch(1).parameters[name] + by})
        assert formats.export(other, "csound") != plain, name
