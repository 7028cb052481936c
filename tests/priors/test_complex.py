"""The complex representation: an exact way there and back, examples in its units, a prior that decodes to sound."""

import math
from dataclasses import replace

import numpy as np
import pytest
import soundfile
import torch
from torch.nn import functional as F

from bridge.commands.prior import sample
from bridge.distill.score import Score, distance, features, targets
from bridge.errors import BadRequest, BadWeights
from bridge.priors.edm.complex_data import ComplexBatches, measure_scale
from bridge.priors.edm.complex_stft import SILENCE, ComplexGrid, ComplexSpectrogram, compress, expand
from bridge.priors.edm.corpus import Clip
from bridge.priors.edm.data import Example, TrainingSet
from bridge.priors.edm.model import Denoiser, load_denoiser, save_denoiser
from bridge.priors.edm.network import NetworkSize, fold, unfold
from bridge.priors.edm.prior import ComplexPrior, EmbeddedPrior, load_embedded
from bridge.priors.edm.recipe import recipe
from bridge.priors.edm.text import load_words
from bridge.priors.edm.training import train
from bridge.priors.guidance import guided

GRID = ComplexGrid()
SMALL = {"steps": 4, "batch": 3, "widths": (8, 8, 8), "sketch_steps": 3, "every": 2, "warmup": 2, "threads": 1,
         "sheets": False}  # fmt: skip
TINY = recipe("complex", **SMALL)


def sine(hertz, level=1.0):
    return level * torch.sin(2 * math.pi * hertz * torch.arange(GRID.samples) / GRID.sample_rate)[None]


def decibels(found, of):
    return 10 * math.log10(float(found.square().mean() / of.square().mean()) + 1e-15)


def noise(rows=1, seed=0):
    return 0.1 * torch.randn(rows, GRID.samples, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def stft():
    return ComplexSpectrogram(GRID)


def test_the_way_back_is_exact_below_the_bandwidth_and_silent_above(stft):
    spectrum = torch.fft.rfft(noise())
    hertz = torch.fft.rfftfreq(GRID.samples, 1 / GRID.sample_rate)
    below = torch.fft.irfft(spectrum * (hertz < GRID.bandwidth_hz - 200), GRID.samples)
    assert decibels(stft.inverse(stft(below)) - below, below) < -40  # a rectangular cut rings past the last bin
    tone = sine(5000, 0.5)
    assert decibels(stft.inverse(stft(tone)) - tone, tone) < -60
    high = sine(GRID.bandwidth_hz + 300, 0.5) * torch.hann_window(GRID.samples)  # no click at the ends
    assert decibels(stft.inverse(stft(high)), high) < -50


def test_a_full_scale_sine_has_magnitude_one_and_amplitudes_become_roots(stft):
    bin_hz = GRID.sample_rate / GRID.window
    for level in (1.0, 0.01):
        peak = stft(sine(100 * bin_hz, level)).norm(dim=1).amax()
        assert float(peak) == pytest.approx(math.sqrt(level), rel=1e-3)


def test_compression_has_an_inverse_at_every_level():
    angle = torch.linspace(0, 6, 200, dtype=torch.float64)
    size = torch.logspace(-12, 1, 200, dtype=torch.float64)
    x = torch.stack([size * angle.cos(), size * angle.sin()])[None]
    torch.testing.assert_close(expand(compress(x)), x, rtol=1e-6, atol=1e-16)
    assert float(compress(torch.zeros(1, 2, 3)).abs().max()) == 0
    quiet = math.sqrt(SILENCE) / 1000
    assert float(compress(torch.tensor([[[quiet], [0.0]]])).max()) == pytest.approx(quiet * SILENCE**-0.25, rel=1e-3)


def test_gradients_pass_through_silence(stft):
    audio = torch.zeros(1, 2, GRID.samples, requires_grad=True)
    stft(audio).sum().backward()
    assert audio.grad is not None and audio.grad.isfinite().all() and audio.grad.abs().max() > 0


def test_short_long_and_stereo_sounds_are_cut_padded_and_summed(stft):
    long = F.pad(noise(), (0, 5000), value=0.3)
    assert torch.equal(stft(long), stft(noise()))
    assert torch.equal(stft(noise()[:, :3000]), stft(F.pad(noise()[:, :3000], (0, 900))))
    stereo = torch.cat([noise(seed=1), noise(seed=2)])[None]
    assert torch.equal(stft(stereo), stft(stereo.mean(1)))
    assert stft(stereo).shape == (1, *GRID.shape)


@pytest.mark.parametrize("by", [(2, 2), (8, 4), (1, 4)])
def test_folding_keeps_every_value_and_undoes_itself(by):
    z = torch.randn(2, 2, 16, 8, generator=torch.Generator().manual_seed(0))
    folded = fold(z, by)
    assert folded.shape == (2, 2 * by[0] * by[1], 16 // by[0], 8 // by[1])
    assert torch.equal(unfold(folded, by), z)
    if by[0] == by[1]:
        assert torch.equal(folded, F.pixel_unshuffle(z, by[0]))


@pytest.fixture(scope="module")
def batches():
    clip = Clip(None, "kick", "kick", (), "a", "", "", "", "prior")
    sounds = torch.cat([noise(8, seed=4), 0.3 * noise(8, seed=5)]).half()
    data = TrainingSet(sounds, [Example(clip, 0.0, False)] * 16, torch.ones(16, dtype=torch.float64))
    return ComplexBatches(data, load_words(), measure_scale(data.z, GRID), 4, 1, GRID)


def test_in_its_own_scale_the_data_has_spread_one_everywhere(batches):
    z = batches._latent(batches._read(np.arange(16)))
    assert float(z.square().mean((0, 1)).sub(1).abs().max()) < 1e-2
    silent = measure_scale(torch.zeros(2, GRID.samples), GRID)
    assert silent.isfinite().all()


def test_batches_are_the_same_every_time_and_differ_between_steps(batches):
    (a, c), (b, d), (other, _) = batches(3), batches(3), batches(4)
    assert a.shape == (4, *GRID.shape) and a.isfinite().all()
    assert torch.equal(a, b) and torch.equal(c.words, d.words) and not torch.equal(a, other)


def test_variation_turns_all_phases_of_a_sound_by_one_angle_and_gains_stay_within_four_decibels(batches):
    z = batches._read(np.arange(4))
    varied = batches._vary(z, np.random.default_rng(0))
    before, after = (torch.complex(x[:, 0], x[:, 1]) for x in (z, varied))
    ratio = after / before
    turn = ratio / ratio.abs()
    assert float((turn - turn[:, :1, :1]).abs().max()) < 1e-3
    assert len({round(float(t), 3) for t in turn[:, 0, 0].real}) == 4  # another angle for each sound
    gain = 40 * ratio.abs().log10()  # Y is a root: 40, not 20
    assert float(gain.abs().max()) <= 4.001 and float(gain.std()) > 0.1


def test_a_mixture_is_the_analysis_of_the_sum_of_the_sounds(batches, stft):
    a, b = noise(seed=7), noise(seed=8)
    mixed = batches._mix(stft(a)[0], stft(b)[0], 0.25)
    torch.testing.assert_close(mixed, stft(a + 0.5 * b)[0], rtol=1e-3, atol=1e-5)


def test_the_sketch_is_of_levels_since_phases_have_no_mean(batches):
    coarse = batches.all_coarse((26, 16))
    assert coarse.shape == (16, 2, 26, 16)
    loud, quiet = coarse[:8, 0].mean(), coarse[8:, 0].mean()
    assert float(loud / quiet) == pytest.approx(0.3**-0.5, rel=0.05)


@pytest.fixture(scope="module")
def trained(corpus, tmp_path_factory):
    """Four steps in one go."""
    out = tmp_path_factory.mktemp("whole")
    return train([corpus], out, replace(TINY, sheets=True), say=lambda _: None)


def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(corpus, trained, tmp_path):
    (tmp_path / "analysed.pt").write_bytes((trained.parent / "analysed.pt").read_bytes())
    train([corpus], tmp_path, TINY, say=lambda _: None, minutes=0)  # stops after the first step
    said = []
    parts = train([corpus], tmp_path, TINY, say=said.append)
    assert any("from step 1" in line for line in said) and not any("analysed in" in line for line in said)
    (whole, notes), (again, _) = load_denoiser(trained), load_denoiser(parts)
    assert whole.representation == "complex" and notes["record"]["samples"] == 12
    assert all(torch.equal(a, b) for a, b in zip(whole.state_dict().values(), again.state_dict().values(), strict=True))
    assert (trained.parent / "sheet.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(BadRequest, match="another folder for --out"):
        train([corpus], tmp_path, replace(TINY, widths=(8, 8, 16)), say=lambda _: None)


def test_weights_of_the_other_representation_are_no_start(corpus, trained, tmp_path):
    (tmp_path / "analysed.pt").write_bytes((trained.parent / "analysed.pt").read_bytes())
    log = save_denoiser(Denoiser(NetworkSize(widths=(8, 8, 8), blocks=1)), tmp_path / "log.safetensors", {})
    with pytest.raises(BadRequest, match="--representation log"):
        train([corpus], tmp_path, TINY, say=lambda _: None, start=log)


def test_the_file_says_which_prior_it_is(trained, tmp_path):
    assert isinstance(load_embedded(trained), ComplexPrior)
    log = save_denoiser(Denoiser(NetworkSize(widths=(8, 8, 8), blocks=1)), tmp_path / "log.safetensors", {})
    assert type(load_embedded(log)) is EmbeddedPrior
    model = load_denoiser(log)[0]
    model.representation = "cubist"
    odd = save_denoiser(model, tmp_path / "odd.safetensors", {})
    with pytest.raises(BadWeights, match="cubist"):
        load_embedded(odd)


def test_it_decodes_to_a_waveform_and_is_distilled_through_multi_scale_spectrograms(trained):
    prior = load_embedded(trained)
    assert prior.decodes == "waveform" and prior.sigma_data == 1.0
    audio = noise(2)[None, :, : GRID.samples // 3].clone().requires_grad_(True)
    z = prior.encode(audio.detach())
    again, heard = prior.decode(z), prior.analyse(audio.detach())
    assert again.shape == heard.shape == (1, 1, GRID.samples)
    assert decibels(again - heard, heard) < -25  # they differ at the bandwidth's edge
    assert decibels(prior.analyse(sine(GRID.bandwidth_hz + 300)), sine(1000)) < -35
    model = guided(prior, prior.embed(["kick drum"]), prior.embed([""]), 3.0)
    wanted = targets(prior, model, audio.detach(), 1.0, torch.randn(1, *z.shape), Score(steps=1))
    distance(features(prior, prior.analyse(audio), "loudness"), wanted).sum().backward()
    assert audio.grad is not None and audio.grad.isfinite().all() and audio.grad.abs().max() > 0


def test_its_samples_are_sounds_of_the_right_length(trained):
    prior = load_embedded(trained)
    audio = prior.sound(prior.sample("kick drum", 2, 2))
    assert audio.shape == (2, round(prior.seconds * prior.sample_rate))
    assert audio.isfinite().all() and float(audio.abs().max()) <= 1


def test_prior_sample_writes_what_such_weights_imagine(trained, tmp_path):
    sample("kick drum", count=1, out=tmp_path, steps=2, guidance=3.0, seed=0, sampler="deis", weights=trained)
    audio, rate = soundfile.read(tmp_path / "1.wav")
    wanted = load_embedded(trained)
    z = wanted.sample("kick drum", 1, 2, 3.0, 0, "deis")
    assert rate == wanted.sample_rate
    np.testing.assert_allclose(audio, wanted.sound(z)[0], atol=1e-4)
