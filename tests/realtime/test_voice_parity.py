"""The real-time voice, the definition and the differentiable render are the same sound."""

from __future__ import annotations

import math

import numpy as np
import pytest
from voice_presets import RATE, fm_definition, impact_definition, random_preset

from bridge.errors import BadRequest, UnknownParameter, UnknownVoice
from bridge.realtime.engine import render_preset
from bridge.voices.catalog import voice

NOTES = [None, 40, 100]
TOLERANCE = 1e-5
"""peak, against the differentiable render in float64; in float32 that rounds frequencies, alone 1e-5"""


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("name", ["fm2", "fm", "fm6"])
def test_fm_is_its_definition(name: str, note: int | None) -> None:
    preset = random_preset(name, seed=3)
    heard = render_preset(name, preset, note, seconds=0.6)
    assert np.abs(heard).max() > 0.01
    np.testing.assert_allclose(heard, fm_definition(name, preset, heard.shape[1], note), atol=1e-6)


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("name", ["impact1", "impact", "impact128"])
def test_impact_is_its_definition(name: str, note: int | None) -> None:
    preset = random_preset(name, seed=4)
    heard = render_preset(name, preset, note, seconds=1.0)
    assert 0.01 < np.abs(heard).max() < 0.89
    np.testing.assert_allclose(heard, impact_definition(name, preset, heard.shape[1], note), atol=2e-6)


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("name", ["fm", "fm6", "impact", "impact64"])
def test_the_fit_hears_what_is_played(name: str, note: int | None) -> None:
    torch = pytest.importorskip("torch")
    from bridge.synths.base import load_synth

    preset = random_preset(name, seed=5)
    found = voice(name)
    natural = torch.tensor([found.space.to_list(preset)], dtype=torch.float64)
    with torch.no_grad():
        fitted = load_synth(found).render(natural, RATE, 1.5, note, 0.7)[0].numpy()
    heard = render_preset(name, preset, note, velocity=0.7, seconds=1.5)
    assert heard.shape == fitted.shape and 0.01 < np.abs(heard).max() < 0.89
    assert np.abs(heard - fitted).max() < TOLERANCE


def test_a_mode_falls_sixty_decibels_in_its_t60() -> None:
    damping = 12.0
    preset = {"mode1_hz": 1000.0, "mode1_damping": damping, "mode1_amp": 0.5, "mix": 0.0, "level": 0.0}
    heard = render_preset("impact1", preset, seconds=1.0)[0]
    energy = np.cumsum(heard[::-1].astype(np.float64) ** 2)[::-1]  # Schroeder's backward integral
    decibels = 10 * np.log10(np.maximum(energy / energy[0], 1e-12))
    fallen = np.searchsorted(-decibels, [5.0, 35.0]) / RATE
    assert 2 * (fallen[1] - fallen[0]) == pytest.approx(math.log(1000.0) / damping, rel=0.01)


def test_reverb_falls_with_its_damping() -> None:
    preset = {"mode1_damping": 1000.0, "mode1_amp": 0.5, "mix": 1.0, "level": 0.0}
    preset |= {f"band{m}_damping": 9.0 for m in range(1, 17)}
    heard = render_preset("impact1", preset, seconds=1.2).astype(np.float64)
    energy = np.cumsum((heard**2).sum(0)[::-1])[::-1]
    decibels = 10 * np.log10(np.maximum(energy / energy[0], 1e-12))
    fallen = np.searchsorted(-decibels, [5.0, 35.0]) / RATE
    assert 2 * (fallen[1] - fallen[0]) == pytest.approx(math.log(1000.0) / 9.0, rel=0.1)


def test_a_played_note_sounds_at_its_pitch() -> None:
    preset = {"root_hz": 100.0, "op1_ratio": 1.0, "op1_decay": 8.0, "level": -6.0}
    heard = render_preset("fm", preset, 69, seconds=1.0)[0].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert np.argmax(spectrum) * RATE / len(heard) == pytest.approx(440.0, abs=1.0)


def test_velocity_is_a_linear_gain() -> None:
    preset = random_preset("fm", seed=6)
    loud, soft = (render_preset("fm", preset, 60, velocity, 0.2) for velocity in (1.0, 0.25))
    np.testing.assert_allclose(soft, 0.25 * loud, atol=1e-7)


def test_what_cannot_be_rendered_is_refused() -> None:
    with pytest.raises(UnknownVoice):
        render_preset("theremin", {})
    with pytest.raises(UnknownParameter):
        render_preset("fm", {"cutoff": 1.0})
    for arguments in ({"note": 128}, {"velocity": 1.5}, {"velocity": float("nan")}, {"seconds": 0.0}):
        with pytest.raises(BadRequest):
            render_preset("fm", {}, **arguments)
