"""The warped spectrogram puts tones, clicks and silence where they belong."""

import numpy as np
import pytest
import torch

from bridge.priors.edm.invert import invert
from bridge.priors.edm.spectrogram import Grid, WarpedSpectrogram, _Power, from_scale, to_scale

GRID = Grid()
RATE = GRID.sample_rate


@pytest.fixture(scope="module")
def spectrogram():
    return WarpedSpectrogram(GRID)


def tone(hertz, amplitude=1.0, dtype=torch.float32):
    t = torch.arange(GRID.samples, dtype=torch.float64) / RATE
    return (amplitude * torch.sin(2 * torch.pi * hertz * t)).to(dtype)[None]


def test_grid_starts_dense_and_ends_at_the_clip():
    steps = np.diff(GRID.times)
    assert GRID.times[0] == 0 and GRID.times[-1] < GRID.seconds < GRID.times[-1] + 1.1 * steps[-1]
    assert steps[0] == pytest.approx(0.005, rel=0.03) and (np.diff(steps) > 0).all()


@pytest.mark.parametrize("hertz", [60.0, 440.0, 3000.0, 12000.0])
def test_a_tone_is_loudest_in_its_band(spectrogram, hertz):
    z = spectrogram(tone(hertz))[0, 0, :, 20:50].mean(1)
    assert abs(np.log2(GRID.band_hz[int(z.argmax())] / hertz)) < 0.25


def test_scale_is_decibels(spectrogram):
    loud, soft = (spectrogram(tone(1000.0, a))[0, 0, :, 30].max() for a in (1.0, 0.1))
    assert float(loud - soft) == pytest.approx(20 / 20, abs=1e-3)
    # a Hann window spreads a sine over bins that sum to 1.5 (its noise bandwidth): 1.76 dB above the peak bin
    assert -0.5 < float(20 * loud - 50) < 1.8


def test_silence_is_the_floor(spectrogram):
    z = spectrogram(torch.zeros(1, 2, 1000))
    assert torch.allclose(z, torch.full_like(z, -2.0))


def test_a_click_is_sharp_in_the_short_channel_only(spectrogram):
    audio = torch.zeros(1, GRID.samples)
    audio[0, round(0.030 * RATE)] = 1.0
    power = spectrogram.power(audio)[0].sum(1)
    width = [(p > 0.05 * p.max()).sum() for p in power]
    assert width[1] < 0.5 * width[0]
    assert abs(GRID.times[int(power[1].argmax())] - 0.030) < 0.006


def test_stereo_is_its_mono_sum(spectrogram):
    left, right = tone(500.0, 0.5), tone(2000.0, 0.3)
    assert torch.allclose(spectrogram(torch.stack([left, right], 1)), spectrogram(0.5 * (left + right)))


def test_gradient_is_exact():
    grid = Grid(sample_rate=4000, seconds=0.05, bands=6, frames=5, low_hz=50, high_hz=1800, long_window=64,
                short_windows=(16, 32, 64), first_step=0.004)  # fmt: skip
    small = WarpedSpectrogram(grid)
    audio = torch.randn(2, grid.samples, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert torch.autograd.gradcheck(small, audio.requires_grad_(True), atol=1e-5)


def test_scale_round_trip():
    power = torch.logspace(-8, 1, 30, dtype=torch.float64)
    assert torch.allclose(from_scale(to_scale(power)), power, rtol=1e-6)


def test_inversion_makes_a_sound_with_the_spectrogram_it_was_given(spectrogram):
    t = torch.arange(GRID.samples) / RATE
    sound = (
        tone(330.0, 0.5)[0] * torch.exp(-6 * t)
        + 0.1 * torch.randn(GRID.samples, generator=torch.Generator().manual_seed(3)) * torch.exp(-30 * t)
    )[None]
    wanted = spectrogram(sound)
    first, last = (
        float((spectrogram(invert(spectrogram, wanted, steps)) - wanted).abs().mean()) * 20 for steps in (0, 25)
    )
    assert last < 1.5 and last < 0.5 * first, (first, last)


def test_its_gradient_is_that_of_plain_torch():
    x = 0.3 * torch.randn(2, 4096, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    weight = torch.rand(2, 2049, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    ours, plain = (x.clone().requires_grad_(True) for _ in range(2))
    (_Power.apply(ours) * weight).sum().backward()
    (torch.fft.rfft(plain).abs().square() * weight).sum().backward()
    assert torch.allclose(ours.grad, plain.grad, rtol=1e-12, atol=1e-12)
