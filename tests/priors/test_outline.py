"""How high and how long sounds are, as their analysis tells, and how like what was drawn for a prompt."""

import copy

import numpy as np
import pytest
import torch

from bridge.priors.edm.outline import OVER, TOLERANCE, Outline, likeness
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


def test_what_the_words_add_is_wanted_twice_and_a_sound_far_off_is_not_lost():
    kind, prompt = torch.tensor([[8.0, -1.0]]), torch.tensor([[7.5, -1.0]])
    heights = torch.linspace(5, 9, 41)
    found = likeness(torch.stack([heights, torch.full((41,), -1.0)], 1), prompt, kind)
    assert float(heights[found.argmax()]) == pytest.approx(8 - OVER * 0.5) and float(found.max()) == pytest.approx(
        0, abs=1e-4
    )
    off = torch.tensor([[7.0, -1.0 + TOLERANCE[1]], [7.0 - TOLERANCE[0], -1.0]])
    longer, lower = likeness(off, prompt, kind).tolist()
    assert longer == pytest.approx(lower, abs=1e-4) and longer == pytest.approx(1 - 2**0.5, abs=1e-4)
    far = likeness(torch.tensor([[27.0, -1.0], [34.0, -1.0]]), prompt, kind).tolist()
    assert far[0] - far[1] == pytest.approx(7 / TOLERANCE[0], rel=0.01), "straight far out"


@pytest.mark.parametrize("opinion", ["agreement", "verdict"])
@pytest.mark.parametrize(("words", "sounds"), [
    (("low tom", "high tom"), (tone(60, 0.2), tone(240, 0.2))),
    (("short snare", "long snare"), (tone(200, 0.03), tone(200, 0.4))),
])  # fmt: skip
def test_of_two_sounds_of_a_kind_that_counts_for_more_which_does_what_the_words_say(opinion, words, sounds):
    prior = copy.copy(load_embedded())
    prior.nuanced = False
    heard = prior.impression(prior.analyse(torch.cat(sounds)))

    def preference(prompt):
        first, second = getattr(prior, opinion)(heard, prompt, "").tolist()
        return first - second

    assert preference(words[0]) > preference(words[1]) + 0.5
    prior.outlined = False
    assert preference(words[0]) == pytest.approx(preference(words[1]), abs=0.15), "a listener of kinds does not care"
