"""Struck objects: the textbook's numbers, and words that agree with the sound."""

import numpy as np
import pytest

from bridge.priors.edm.made import bodies, struck
from bridge.priors.edm.made.measure import listen
from bridge.priors.edm.made.sound import SAMPLE_RATE
from bridge.priors.edm.text import parse


def test_mode_ratios_are_the_textbooks():
    assert bodies.bar(0.0).ratio[:4] == pytest.approx([1, 2.756, 5.404, 8.933], rel=1e-3)
    assert bodies.membrane(0.5).ratio[:5] == pytest.approx([1, 1.593, 2.136, 2.295, 2.653], rel=1e-3)
    assert bodies.plate((0.3, 0.3), 1.0).ratio[:3] == pytest.approx([1, 2.5, 2.5])


def test_a_node_is_not_excited():
    assert abs(bodies.bar(0.2242).level[0]) < 0.01  # the bar's node, where it is hung
    centre = bodies.membrane(0.0)
    by_ratio = dict(zip(centre.ratio.round(2), centre.level, strict=True))
    assert abs(by_ratio[1.59]) < 1e-6 and by_ratio[1.0] == pytest.approx(1.0)


def test_ringing_modes_are_what_the_formula_says():
    t = np.arange(5000) / SAMPLE_RATE
    made = struck.ring(np.array([440.0, 1000.0]), np.array([3.0, 40.0]), np.array([1.0, 0.5]), 5000)
    wanted = np.sin(2 * np.pi * 440 * t) * np.exp(-3 * t) + 0.5 * np.sin(2 * np.pi * 1000 * t) * np.exp(-40 * t)
    assert made == pytest.approx(wanted, abs=1e-9)


def _made(seed, count):
    return [m for b in struck.batches(seed, count) for m in b.make()]


@pytest.fixture(scope="module")
def some():
    return _made(1, 120)


def test_the_same_seed_makes_the_same_sounds(some):
    again = [m for b in struck.batches(1, 120)[:3] for m in b.make()]
    assert all(np.array_equal(a.audio, b.audio) and a.caption == b.caption for a, b in zip(again, some, strict=False))
    other = [m for b in struck.batches(2, 120)[:3] for m in b.make()]
    assert not any(np.array_equal(a.audio[:500], b.audio[:500]) for a, b in zip(other, some, strict=False))


def test_steel_rings_longer_than_wood_and_wood_than_rubber(some):
    def median(kind):
        return np.median([listen(m.audio).length for m in some if m.original.startswith(kind) and "dry" in m.original])

    assert median("steel") > 2 * median("wood") > 0 and median("wood") > 1.3 * median("rubber")


def test_a_hammer_is_brighter_than_a_finger(some):
    def median(striker):
        return np.median([listen(m.audio).centroid for m in some if striker in m.original])

    assert median("metal hammer") > 1.2 * median("finger,")


def test_a_note_that_is_named_is_there(some):
    named = [m for m in some if parse(m.caption).pitch is not None]
    assert len(named) >= 10
    for m in named:
        f = 440 * 2 ** ((parse(m.caption).pitch - 69) / 12)
        power = np.abs(np.fft.rfft(m.audio * np.hanning(2 * len(m.audio))[len(m.audio) :], 1 << 18)) ** 2
        hz = np.fft.rfftfreq(1 << 18, 1 / SAMPLE_RATE)
        near = power[(hz > f * 2 ** (-0.6 / 12)) & (hz < f * 2 ** (0.6 / 12))].max()
        far = power[(hz > f * 1.2) & (hz < f * 1.4)].max()
        assert near > far, m.caption
