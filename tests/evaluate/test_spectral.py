"""The log-spectral distance is the formula it states."""

import pytest
import torch

from bridge.evaluate.spectral import FLOOR_DB, log_spectral_distance

NOISE = 0.2 * torch.randn(2, 2, 22050, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def test_the_same_sound_is_no_distance_away_and_two_silences_neither():
    assert log_spectral_distance(NOISE, NOISE).tolist() == [0, 0]
    assert log_spectral_distance(0 * NOISE, 0 * NOISE).tolist() == [0, 0]


def test_a_gain_is_its_decibels():
    both = log_spectral_distance(NOISE, NOISE * torch.tensor([10.0, 0.1])[:, None, None])
    assert both.tolist() == pytest.approx([20, 20], abs=0.05)  # a few bins of the quieter one reach the floor


def test_silence_after_both_sounds_changes_nothing():
    longer = [torch.nn.functional.pad(x, (0, 44100)) for x in (NOISE, 0.5 * NOISE)]
    assert log_spectral_distance(*longer) == pytest.approx(log_spectral_distance(NOISE, 0.5 * NOISE), abs=0.3)


def test_below_the_floor_all_is_alike():
    tone = torch.sin(torch.arange(22050, dtype=torch.float64) * 0.1)[None, None]
    far, farther = (log_spectral_distance(tone, tone * g) for g in (1e-6, 1e-9))
    assert torch.equal(far, farther) and 0 < float(far) < -FLOOR_DB
