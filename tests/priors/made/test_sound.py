"""How a raw sound becomes a clip, and what is heard in it."""

import numpy as np
import pytest

from bridge.priors.edm.made import room
from bridge.priors.edm.made.measure import listen, timbre
from bridge.priors.edm.made.sound import PEAK, SAMPLE_RATE, finish

T = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE


def test_a_clip_starts_at_its_onset_and_peaks_at_minus_one_decibel():
    late = np.concatenate([np.zeros(SAMPLE_RATE // 2), np.sin(2 * np.pi * 440 * T) * np.exp(-20 * T)])
    clip = finish(0.01 * late + 0.0)
    assert np.abs(clip).max() == pytest.approx(PEAK, abs=1e-3)
    assert np.argmax(np.abs(clip) > 0.1) < 0.005 * SAMPLE_RATE
    assert len(clip) < 0.6 * SAMPLE_RATE


def test_direct_current_goes_and_length_is_limited():
    clip = finish(0.5 + 0.5 * np.sin(2 * np.pi * 200 * T))
    assert len(clip) <= 1.6 * SAMPLE_RATE and abs(clip[SAMPLE_RATE // 2 :].mean()) < 0.005
    assert clip[-1] == 0


@pytest.mark.parametrize("nothing", [np.zeros(1000), np.zeros(0), np.full(1000, np.nan), 1e-6 * np.ones(1000)])
def test_silence_and_faults_are_no_clip(nothing):
    assert finish(nothing) is None


def test_length_brightness_and_attack_are_heard():
    ping = finish(np.sin(2 * np.pi * 6000 * T) * 10 ** (-3 * T / 0.4))
    assert listen(ping).length == pytest.approx(0.2, abs=0.03)
    assert listen(ping).centroid == pytest.approx(6000, rel=0.05)
    said = {word for wordings in timbre(ping) for word in wordings}
    assert "bright" in said and "short" in said and "dark" not in said and "long" not in said
    swell = finish(np.sin(2 * np.pi * 100 * T) * np.minimum(T / 0.8, 1))
    said = {word for wordings in timbre(swell) for word in wordings}
    assert {"dark", "long", "swelling"} <= said


def test_a_hall_rings_on_and_a_dry_room_does_nothing():
    click = np.zeros(SAMPLE_RATE // 10)
    click[0] = 1.0
    rng = np.random.default_rng(0)
    assert room.place(click, "dry", rng) is click
    hall = room.place(click, "hall", rng)
    late = slice(SAMPLE_RATE // 2, SAMPLE_RATE)
    assert (hall[late] ** 2).sum() > 1e-3
    small = room.place(click, "small", rng)
    assert len(small) < len(hall) and (small[SAMPLE_RATE // 2 :] ** 2).sum() < (hall[late] ** 2).sum()
