"""An impact is the same sound at any sample rate: its modes, and the level, decay and very noise of its reverb."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from voice_presets import random_preset

from bridge.realtime.engine import Engine, render_preset
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

RATES = (48000, 88200, 96000)
FITTED = 44100
SECONDS = 0.4
OCTAVES = (125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0)
PRESET = random_preset("impact", 3) | {"mix": 1.0}


def rendered(rate: int) -> NDArray[np.float64]:
    """By the differentiable voice, [2, T]."""
    natural = torch.tensor([voice("impact").space.to_list(PRESET)], dtype=torch.float64)
    with torch.no_grad():
        sound: NDArray[np.float64] = load_synth(voice("impact")).render(natural, rate, SECONDS)[0].numpy()
    return sound


def levels(sound: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """dB of each octave, in each sixth of the sound: [octave, sixth]."""
    parts = np.array_split(sound, 6, axis=1)
    found = []
    for part in parts:
        power = (np.abs(np.fft.rfft(part * np.hanning(part.shape[1]), axis=1)) ** 2).sum(0) / part.shape[1] ** 2
        hertz = np.fft.rfftfreq(part.shape[1], 1.0 / rate)
        found.append([power[(hertz >= low) & (hertz < 2 * low)].sum() for low in OCTAVES])
    return 10.0 * np.log10(np.maximum(np.array(found).T, 1e-30))


def worst(sound: NDArray[np.float64], rate: int, fitted: NDArray[np.float64]) -> float:
    """dB by which an octave differs in any sixth, of those within 40 dB of the loudest."""
    wanted = levels(fitted, FITTED)
    heard = wanted > wanted.max(axis=0) - 40.0
    assert heard.sum() > 20
    return float(np.abs(levels(sound, rate) - wanted)[heard].max())


@pytest.fixture(scope="module")
def fitted() -> NDArray[np.float64]:
    """As it is fitted."""
    return rendered(FITTED)


@pytest.mark.parametrize("rate", RATES)
def test_a_reverb_is_as_loud_and_as_long_at_any_rate(rate: int, fitted: NDArray[np.float64]) -> None:
    assert worst(rendered(rate), rate, fitted) < 0.1
    heard = render_preset("impact", PRESET, seconds=SECONDS, sample_rate=rate)
    assert worst(heard.astype(np.float64), rate, fitted) < 0.1


def test_at_twice_the_rate_every_other_sample_is_the_same(fitted: NDArray[np.float64]) -> None:
    """The noise too, not only its level: what is left is the sum that stands for an integral."""
    same = rendered(2 * FITTED)[:, ::2]
    assert np.sqrt(np.mean((same - fitted) ** 2)) < 0.02 * np.sqrt(np.mean(fitted**2))


@pytest.mark.parametrize("rate", RATES)
def test_both_voices_are_one_at_any_rate(rate: int) -> None:
    heard = render_preset("impact", PRESET, seconds=SECONDS, sample_rate=rate)
    np.testing.assert_allclose(heard, rendered(rate), atol=1e-6)


@pytest.mark.parametrize("rate", (FITTED, 96000))
def test_the_longest_reverb_rings_for_three_seconds(rate: int) -> None:
    """2.97 s less the fade at its end; in samples that is more at a higher rate."""
    quiet = {f"band{m}_amp": 1e-4 for m in range(1, 17)}
    long = quiet | {"band8_amp": 0.02, "band8_damping": 0.3, "mix": 1.0, "level": 0.0}
    engine = Engine(rate, polyphony=1)
    reverb = engine.load("impact1", long | {"mode1_damping": 200.0, "mode1_hz": 600.0})
    assert reverb is not None
    engine.set_response(reverb.build())
    engine.note(None, 0.5)
    engine.render(round(2.4 * rate), 4096)
    late = engine.render(round(0.1 * rate), 4096)
    engine.render(round(0.5 * rate), 4096)
    after = engine.render(round(0.1 * rate), 4096)
    assert np.abs(late).max() > 1e-4 and np.abs(after).max() < 1e-2 * np.abs(late).max()
