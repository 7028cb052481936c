"""Sounds of one kind, told apart by what is expected of the words."""

import numpy as np
import pytest
import torch

from bridge.priors.edm.nuance import APART, NEAR, SKETCH, nuance, sketch
from bridge.priors.edm.prior import load_embedded


def note(hz, decay):
    t = torch.arange(66150) / 44100
    partials = sum(torch.sin(2 * np.pi * k * hz * t) / k for k in range(1, 6))
    return (0.3 * partials * torch.exp(-t / decay)).expand(1, 2, -1)


@pytest.mark.parametrize(
    ("first", "second", "prompts"),
    [
        (note(65, 0.4), note(1047, 0.4), ("piano note C2", "piano note C6")),
        (note(300, 0.03), note(300, 0.8), ("short pluck", "long ringing pluck")),
    ],
)
def test_of_two_sounds_of_a_kind_the_words_choose(first, second, prompts):
    prior = load_embedded()
    heard = prior.impression(prior.analyse(torch.cat([first, second])))
    of_first, of_second = (prior.agreement(heard, prompt, "") for prompt in prompts)
    assert of_first[0] - of_first[1] > of_second[0] - of_second[1] + 0.5


def test_the_best_sound_has_three_times_what_the_prompt_adds_and_no_more():
    prompt, kind = torch.full((1, 160), 1.0), torch.zeros(1, 160)
    steps = torch.linspace(-1, 9, 41)
    marks = nuance(steps[:, None].expand(-1, 160), prompt, kind)
    assert float(steps[marks.argmax()]) == pytest.approx(1 + APART / NEAR) == 3
    assert nuance(prompt, prompt, kind) == APART and nuance(kind, prompt, kind) == -NEAR - APART


def test_a_sketch_mostly_forgives_a_partial_a_little_off_its_place():
    z = torch.zeros(80, 2, 80, 64)
    z[torch.arange(80), :, torch.arange(80)] = 1.0
    sketches = sketch(z)
    assert sketches.shape == (80, SKETCH)
    assert (sketches[1:] == sketches[:-1]).all(1).float().mean() > 0.85 and not torch.equal(sketches[0], sketches[79])


def test_without_nuance_only_the_kind_counts():
    import copy

    prior = copy.copy(load_embedded())
    heard = prior.impression(prior.analyse(torch.cat([note(65, 0.4), note(1047, 0.4)])))
    with_it = prior.agreement(heard, "low tom", "") - prior.agreement(heard, "high tom", "")
    prior.nuanced = prior.outlined = False
    without = prior.agreement(heard, "low tom", "") - prior.agreement(heard, "high tom", "")
    assert without.abs().max() < 0.1 < with_it.abs().max()
