"""Pairs of prompts that differ in one respect: heights and lengths of known sounds, and what counts as heard."""

import csv

import numpy as np
import pytest
import torch

from bridge.bench.fit.opposites import LIST, Pair, figures_of, measured, opposites, read_pairs, table_of
from bridge.priors.edm.prior import load_embedded
from bridge.records import SAMPLE_RATE
from bridge.voices.catalog import voice


def tone(hz, decay, gain=0.5):
    """[1, 2, T], a tone that falls by 8.7 dB every `decay` seconds."""
    t = torch.arange(SAMPLE_RATE * 3 // 2) / SAMPLE_RATE
    return (gain * torch.sin(2 * np.pi * hz * t) * torch.exp(-t / decay)).expand(1, 2, -1)


@pytest.mark.parametrize("gain", [0.9, 0.01])
def test_height_is_in_octaves_and_length_in_doublings_at_any_level(gain):
    low, high = tone(220, 0.1, gain), tone(880, 0.1)
    assert measured(low, "height") == pytest.approx(np.log2(220), abs=0.1)
    assert measured(high, "height") - measured(low, "height") == pytest.approx(2, abs=0.1)
    # 30 dB is 3.45 times 8.7 dB
    assert measured(low, "length") == pytest.approx(np.log2(0.345), abs=0.1)
    assert measured(tone(220, 0.2), "length") - measured(low, "length") == pytest.approx(1, abs=0.06)


def test_several_sounds_are_averaged():
    both = torch.cat([tone(200, 0.1), tone(800, 0.1)])
    assert measured(both, "height") == pytest.approx((measured(both[:1], "height") + measured(both[1:], "height")) / 2)


def test_pairs_are_right_wrong_or_unheard():
    pairs = [Pair("low", "high", "height", "fm"), Pair("short", "long", "length", "fm")]
    sounds = {"low": tone(200, 0.1), "high": tone(400, 0.1), "short": tone(200, 0.1), "long": tone(200, 0.2)}

    def sound_of(method, prompt, voice, seed):
        against = {"low": "high", "high": "low", "short": "long", "long": "short"}
        return {"heeds": sounds[prompt], "ignores": sounds["low"], "defies": sounds[against[prompt]]}[method]

    said = []
    methods = ["heeds", "ignores", "defies"]
    rows = opposites(sound_of, pairs, methods, 2, lambda measure, **key: measure(), said.append)
    assert len(rows) == len(said) == 4 and {r["seed"] for r in rows} == {0, 1}
    figures = figures_of(rows)
    assert figures == {
        "opposites_right_heeds": 1, "opposites_wrong_heeds": 0, "opposites_right_ignores": 0,
        "opposites_wrong_ignores": 0, "opposites_right_defies": 0, "opposites_wrong_defies": 1,
    }  # fmt: skip
    assert table_of(figures).row_count == 3


def test_the_list_can_be_asked_of_the_prior_and_its_voices():
    pairs = read_pairs()
    assert len(pairs) == 40 and len(set(pairs)) == 40 and read_pairs(count=3) == pairs[:3]
    with LIST.open(newline="") as handle:
        assert {r["quantity"] for r in csv.DictReader(handle)} == {"height", "length"}
    prior = load_embedded()
    for pair in pairs:
        voice(pair.voice)
        assert not prior.unknown_words(pair.less) and not prior.unknown_words(pair.more)
