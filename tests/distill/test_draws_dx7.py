"""Random DX7 patches: heard, spread, and such as the instrument holds."""

import numpy as np
import pytest
import torch

from bridge.distill.draws import draw_presets
from bridge.distill.draws_dx7 import rate_for
from bridge.kernels.dx7_curves import SPEED
from bridge.presets.dx7_voice import patch_of
from bridge.presets.preset import Preset
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

DX7 = voice("dx7")


def test_every_draw_is_heard_and_they_spread():
    natural = draw_presets(DX7, 96, 1)
    with torch.no_grad():
        sounds = load_synth(DX7).render(torch.from_numpy(natural).float(), 44100, 1.5)[:, 0].numpy()
    assert np.isfinite(sounds).all() and (np.abs(sounds).max(1) > 0.02).all()
    energy = np.cumsum(sounds.astype(np.float64) ** 2, 1)
    half = (energy < 0.5 * energy[:, -1:]).mean(1) * 1.5
    assert np.percentile(half, 10) < 0.1 < 0.4 < np.percentile(half, 90), "short and long"
    assert len(set(natural[:, DX7.space.index("algorithm")])) > 25


def test_draws_are_patches_but_for_rounding():
    for row in draw_presets(DX7, 20, 2):
        patch = patch_of(Preset.of("x", "dx7", DX7.space.to_dict(row.tolist())))
        assert patch.beyond() == [] and all(6 <= patch[f"op{v}_detune"] <= 8 for v in range(1, 7))
        assert all(patch[f"op{v}_l4"] == 0 for v in range(1, 7)), "keys that are let go fall silent"


@pytest.mark.parametrize("rate", [0, 20, 55, 99])
def test_the_rate_for_a_speed_has_that_speed(rate):
    assert SPEED[round(rate_for(2.0 ** SPEED[rate]))] == SPEED[rate]
