"""Electronic sounds: oscillators in tune and without aliases, filters that filter, patches that are what they say."""

import numpy as np
import pytest

from bridge.priors.edm.made import analogue, drums, dsp, effects
from bridge.priors.edm.made.measure import listen
from bridge.priors.edm.made.sound import SAMPLE_RATE
from bridge.priors.edm.text import parse

T = dsp.seconds(1.0)


def _spectrum(x):
    return np.abs(np.fft.rfft(x * np.hanning(len(x))))


@pytest.mark.parametrize("wave", [dsp.saw, dsp.square, dsp.triangle, dsp.sine])
def test_oscillators_are_in_tune(wave):
    assert np.argmax(_spectrum(wave(440.0, T))) == 440


def test_the_saw_aliases_less_than_a_naive_one():
    f = 3001.0
    wrong = np.ones(SAMPLE_RATE // 2 + 1, bool)
    for k in range(1, 8):
        wrong[int(k * f) - 5 : int(k * f) + 6] = False
    naive = 2 * (dsp.phase(f, T) % 1) - 1
    assert (_spectrum(dsp.saw(f, T))[wrong] ** 2).sum() < 0.1 * (_spectrum(naive)[wrong] ** 2).sum()


def test_the_filter_passes_what_it_should():
    hiss = dsp.noise(T, np.random.default_rng(0))
    low, high = (_spectrum(dsp.swept(hiss, 1000.0, 0.7, kind)) for kind in (dsp.LOW, dsp.HIGH))
    below, above = slice(50, 500), slice(4000, 8000)
    assert low[below].mean() > 10 * low[above].mean() and high[above].mean() > 3 * high[below].mean()


@pytest.fixture(scope="module")
def some():
    return [m for b in analogue.batches(1, 150) for m in b.make()]


def test_every_family_makes_sound_and_again_the_same(some):
    assert {m.group for m in some} == {f"made:analogue:{f.name}" for f in analogue.FAMILIES}
    again = [m for b in analogue.batches(1, 150)[:4] for m in b.make()]
    assert all(np.array_equal(a.audio, b.audio) and a.caption == b.caption for a, b in zip(again, some, strict=False))
    assert all(m.licence == "CC0-1.0" and 2 <= len(m.caption.split()) <= 9 for m in some)


def test_kicks_lie_below_snares_and_snares_below_hats(some):
    centroid = {
        c: np.median([listen(m.audio).centroid for m in some if m.category == c]) for c in ("kick", "snare", "hihat")
    }
    assert centroid["kick"] < 300 < 1000 < centroid["snare"] < 6000 < centroid["hihat"]


def test_open_hats_ring_longer_than_closed_ones():
    rng = np.random.default_rng(0)
    closed, opened = ([listen(make(rng).audio).length for _ in range(5)] for make in (drums.hat_closed, drums.hat_open))
    assert max(closed) < min(opened)


def test_a_laser_falls():
    audio = effects.laser(np.random.default_rng(0)).audio
    third = len(audio) // 3
    assert listen(audio[:third]).centroid > 1.3 * listen(audio[-third:]).centroid


def test_a_note_that_is_named_is_played():
    sines = [m for m in analogue.batches(1, 1200)[_index("lead_sine")].make() if parse(m.caption).pitch is not None]
    assert len(sines) > 5
    for m in sines:
        f = 440 * 2 ** ((parse(m.caption).pitch - 69) / 12)
        assert np.argmax(_spectrum(m.audio)) * SAMPLE_RATE / len(m.audio) == pytest.approx(f, rel=0.03)


def _index(name):
    return [f.name for f in analogue.FAMILIES].index(name)
