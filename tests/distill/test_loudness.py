"""Specific loudness: what is heard counts, and a partial in the wrong place is drawn to the right one."""

import pytest
import torch

from bridge.distill.loudness import loudness, specific_loudness
from bridge.distill.score import distance
from bridge.priors.edm.spectrogram import to_scale


def partial(band, level=1.0, bands=80, floor=0.0):
    """Log spectrogram [1, 2, bands, 4] with one loud band of that power."""
    power = torch.full((1, 2, bands, 4), floor)
    power[:, :, band] += level
    return to_scale(power)


def test_silence_is_zero_and_ten_decibels_are_about_1_7_times_as_loud():
    assert specific_loudness(to_scale(torch.zeros(1, 2, 8, 2))).abs().max() < 1e-4
    loud, soft = (float(specific_loudness(partial(3, level)).max()) for level in (1.0, 0.1))
    assert loud / soft == pytest.approx(10**0.23, rel=0.1)  # Zwicker's exponent, less the threshold's share


def test_a_gap_between_partials_hardly_counts_but_a_partial_does():
    goal = partial(30, floor=1e-4)
    gap, missing = partial(30, floor=1e-7), to_scale(torch.full((1, 2, 80, 4), 1e-4))

    def far(z):
        return float(distance(loudness(z)[:1], loudness(goal)[:1]))

    log = [float((z - goal).square().mean()) for z in (gap, missing)]
    assert log[0] > 3 * log[1]  # a log spectrogram sees it the other way round
    assert far(gap) < far(missing)


def test_the_distance_falls_as_a_partial_comes_nearer():
    goal = loudness(partial(40))
    wide = [float(distance(loudness(partial(40 + k)), goal)) for k in (0, 1, 3, 5, 9)]
    assert wide == sorted(wide) and len(set(wide)) == len(wide)
    plain = [float(distance(loudness(partial(40 + k), ())[:1], goal[:1])) for k in (3, 5, 9)]
    assert max(plain) == pytest.approx(min(plain))  # band by band there is no direction
