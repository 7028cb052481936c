"""How high and how long sounds are, as their analysis tells, and how like what was drawn for a prompt."""

import copy

import numpy as np
import pytest
import torch

from bridge.priors.edm.outline import OUTLINE, Outline, likeness
from bridge.priors.edm.prior import load_embedded
from bridge.priors.edm.spectrogram import Grid, WarpedSpectrogram

SPECTROGRAM = WarpedSpectrogram(Grid())
OF = Outline(Grid())


def tone(hz, decay, level=0.5):
    t = torch.arange(66150) / 44100
    return (level * torch.sin(2 * np.pi * hz * t) * torch.exp(-t / decay)).expand(1, 2, -1)


@pytest.mark.parametrize("hz", [100.0, 440.0, 5000.0])
@pytest.mark.parametrize("decay", [0.02, 0.1, 0.3])
def test_height_and_length_are_those_of_the_sound(hz, decay):
    height, length = OF(SPECTROGRAM(tone(hz, decay)))[0].tolist()
    assert height == pytest.approx(np.log2(hz), abs=0.25)
    assert 2**length == pytest.approx(decay * 30 / (20 / np.log(10)), rel=0.25, abs=0.03)


def test_loudness_does_not_count_and_silence_is_a_number():
    loud, soft = (OF(SPECTROGRAM(tone(300, 0.2, level)))[0] for level in (0.8, 0.05))
    assert torch.allclose(loud, soft, atol=0.1)
    assert OF(SPECTROGRAM(torch.zeros(2, 2, 66150))).isfinite().all()


def test_what_is_drawn_is_looked_for_and_more_strictly_where_it_agrees():
    agreed, vague = torch.tensor([[8.0, -1.0], [8.2, -1.0]]), torch.tensor([[6.0, -3.0], [10.2, 1.0]])
    here = torch.tensor([[8.1, -1.0], [9.1, -1.0], [8.1, 1.0], [3.0, -1.0]])
    strict, loose = likeness(here, agreed), likeness(here, vague)
    assert strict[0] == 0 and loose[0] == 0 and (strict[1:] < loose[1:]).all() and (loose[1:] < 0).all()
    assert likeness(here, agreed[:1]).isfinite().all(), "one drawn sound has no spread"
    far = likeness(torch.tensor([[20.0, 0.0], [32.0, 0.0]]), agreed)
    assert far[0] - far[1] == pytest.approx(12 / 0.316, rel=0.05), "straight far out: nothing is lost"


def test_a_verdict_compares_with_what_was_imagined_and_only_it_does():
    prior = load_embedded()
    analysis = prior.analyse(torch.cat([tone(80, 0.1), tone(80, 0.6)]))
    heard = prior.impression(analysis)
    assert torch.equal(heard[:, -OUTLINE:], prior.outline(analysis))
    plain = prior.verdict(heard, "kick drum", "")
    to_short, to_long = (prior.verdict(heard, "kick drum", "", imagined) - plain for imagined in heard.split(1))
    assert to_short[0] == 0 > to_short[1] and to_long[1] == 0 > to_long[0]
    assert torch.equal(plain, prior.verdict(heard, "kick drum", "", None))
    careless = copy.copy(prior)
    careless.outlined = False
    assert torch.equal(plain, careless.verdict(heard, "kick drum", "", heard[:1]))
