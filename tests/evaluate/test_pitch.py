"""The pitch estimator on tones whose pitch is known, and on sounds that have none."""

import numpy as np
import pytest

from bridge.evaluate.pitch import FINE, _refined, cents, pitch_in, pitch_of

T = np.arange(44100) / 44100


def tone(hz, partials=(1.0,), decay=0.0):
    return sum(a * np.sin(2 * np.pi * hz * k * T + k) for k, a in enumerate(partials, 1)) * np.exp(-decay * T)


@pytest.mark.parametrize("hz", [31.0, 55.0, 123.4, 440.0, 1234.5, 2500.0, 4800.0])
@pytest.mark.parametrize("partials", [(1.0,), (1.0, 0.5, 0.3, 0.2), (0.1, 1.0, 0.8, 0.3)])
@pytest.mark.parametrize("decay", [0.0, 8.0])
def test_known_tones_within_three_cents_and_eight_in_the_lowest_octave(hz, partials, decay):
    found = pitch_of(tone(hz, partials, decay))
    assert found is not None and abs(cents(found, hz)) < (8 if hz < 60 else 3)


def test_a_missing_fundamental_is_heard():
    assert abs(cents(pitch_of(tone(200.0, (0.0, 0.0, 1.0, 1.0, 1.0))), 200.0)) < 3


def test_level_channels_and_rate_do_not_matter():
    sound = tone(330.0, (1.0, 0.4))
    assert pitch_of(0.01 * sound) == pytest.approx(pitch_of(sound))
    assert pitch_of(np.stack([sound, sound])) == pytest.approx(pitch_of(sound))
    assert abs(cents(pitch_of(sound[::2], 22050), 330.0)) < 3


def test_what_has_no_clear_pitch_has_none():
    rng = np.random.default_rng(0)
    noise = rng.standard_normal(44100)
    glide = np.sin(2 * np.pi * np.cumsum(200 * 2 ** (2 * T)) / 44100)
    cluster = sum(np.sin(2 * np.pi * f * T) for f in (401.0, 523.7, 611.1, 733.3, 977.7))
    short = tone(440.0, decay=300.0)
    for sound in (noise, glide, cluster, short, 0 * T, T[:100]):
        assert pitch_of(sound) is None
    assert pitch_in(noise[:4096]) is None


def test_an_octave_is_twelve_hundred_cents():
    assert cents(880.0, 440.0) == 1200 and cents(440.0, 880.0) == -1200


@pytest.mark.parametrize("slope", [-1e-3, 1e-3])
def test_a_period_is_not_looked_for_on_a_slope(slope):
    """Around twice the lag the similarity has no peak, but a slope that is all but straight."""
    lag, lags = 400, np.arange(4000)
    similarity = 0.99 - 1e-5 * np.minimum(np.abs(lags - lag), 200.0) ** 2
    there = np.abs(lags - 2 * lag) < 100
    similarity[there] = 0.98 + (slope * (lags - 2 * lag) - 1e-9 * (lags - 2 * lag) ** 2)[there]
    assert abs(_refined(similarity, lag) - lag) <= FINE
