"""Laws of the reverb: bands have unit power where they say; convolution never wraps."""

import numpy as np
import pytest
import torch

from bridge.kernels import noise
from bridge.kernels.reverb import convolve, fast_size, mixing_weights, reverb_impulse

RATE = 44100


def bands(batch=1, count=4, seed=0):
    rng = np.random.default_rng(seed)
    hz = np.exp(rng.uniform(np.log(40), np.log(18000), (batch, count)))
    damping = np.exp(rng.uniform(np.log(0.3), np.log(500), (batch, count))) / RATE
    return hz, damping, rng.uniform(0.01, 1, (batch, count))


@pytest.mark.parametrize("length", [1, 255, 3000, 70001])
def test_torch_and_numpy_make_the_same_impulse(length):
    arrays = bands(2)
    got = reverb_impulse(*map(torch.tensor, arrays), RATE, length)
    assert got.shape == (2, 2, length)
    for row in range(2):
        want = noise.reverb_impulse_numpy(*(x[row] for x in arrays), RATE, length)
        np.testing.assert_allclose(got[row].numpy(), want, atol=3e-6)


def test_gradcheck():
    inputs = [torch.tensor(x).requires_grad_() for x in bands(2, 3)]
    assert torch.autograd.gradcheck(lambda *x: reverb_impulse(*x, RATE, 700)[..., ::53], inputs)


def test_float32_gradients_are_those_of_float64():
    arrays = bands(2, 16)
    g = torch.tensor(np.random.default_rng(0).standard_normal((2, 2, 20000)))
    wide = [torch.tensor(x).requires_grad_() for x in arrays]
    single = [x.detach().float().requires_grad_() for x in wide]
    exact = torch.autograd.grad((reverb_impulse(*wide, RATE, 20000) * g).sum(), wide)
    close = torch.autograd.grad((reverb_impulse(*single, RATE, 20000) * g.float()).sum(), single)
    for a, b in zip(exact, close, strict=True):
        assert (a - b).abs().max() < 1e-4 * a.abs().max()


@pytest.mark.parametrize("rate", [16000, 44100, 48000])
def test_basis_has_unit_power_and_a_prefix(rate):
    basis = noise.noise_basis(rate)
    assert basis.shape[2] == noise.basis_length(rate)
    held = (noise.BASIS_LENGTH - noise.TAPER) * rate // RATE
    power = np.mean(basis[:, :, :held].astype(float) ** 2, axis=-1) * (rate / RATE) ** 2
    heard = noise.basis_centres() < 0.5 * rate / 2**0.5  # the highest bands are cut at Nyquist, or gone
    assert np.abs(power[:, heard] - 1).max() < 0.2
    np.testing.assert_array_equal(noise.noise_basis(rate, 1000), basis[:, :, :1000])
    # no click at the end: at another rate a band near either Nyquist frequency rings at −50 dB
    assert np.abs(basis[:, heard, -1]).max() <= (0.0 if rate == RATE else 3e-3)


def test_at_twice_the_rate_every_other_sample_is_half_of_the_same():
    once, twice = noise.noise_basis(RATE), noise.noise_basis(2 * RATE)
    np.testing.assert_allclose(2 * twice[:, :, 2::2], once[:, :, 1:], atol=1e-6)
    np.testing.assert_allclose(2 * twice[:, :, 0], 1.5 * once[:, :, 0], atol=1e-6)


def test_bands_are_independent_of_each_other_and_of_the_other_side():
    flat = noise.noise_basis(RATE)[:, 8:].reshape(2 * 24, -1)
    correlation = np.corrcoef(flat) - np.eye(48)
    assert np.abs(correlation).max() < 0.1


@pytest.mark.parametrize("hz", [100.0, 440.0, 1234.5, 9000.0])
def test_a_band_sounds_where_it_says_with_the_power_it_says(hz):
    impulse = noise.reverb_impulse_numpy([hz], [0.0], [0.5], RATE, 2**16).astype(float)
    assert np.sqrt(np.mean(impulse**2)) == pytest.approx(0.5, rel=0.15)
    power = np.abs(np.fft.rfft(impulse)) ** 2
    octaves = np.log2(np.maximum(np.fft.rfftfreq(2**16, 1 / RATE), 1) / hz)
    assert abs(np.sum(power * octaves) / np.sum(power)) < 0.1
    assert np.sum(power * (np.abs(octaves) < 0.75)) > 0.98 * np.sum(power)


def test_weights_keep_the_power():
    hz = torch.logspace(np.log10(40), np.log10(18000), 200, dtype=torch.float64)
    weights = mixing_weights(hz)
    assert (weights.square().sum(-1) - 1).abs().max() < 1e-12
    np.testing.assert_allclose(weights.numpy(), noise.mixing_weights(hz.numpy()), atol=1e-12)


def test_beyond_the_basis_there_is_silence_without_a_click():
    arrays = [torch.tensor(x[:, :1], dtype=torch.float32) for x in bands()]
    arrays[1] = torch.zeros_like(arrays[1])
    impulse = reverb_impulse(*arrays, RATE, noise.BASIS_LENGTH + 100)
    assert impulse[..., noise.BASIS_LENGTH :].abs().max() == 0
    assert impulse[..., noise.BASIS_LENGTH - 5 : noise.BASIS_LENGTH].abs().max() < 1e-4


def test_convolution_is_linear_not_circular():
    rng = np.random.default_rng(0)
    signal, impulse = rng.standard_normal((2, 1000)), rng.standard_normal((2, 2, 1000))
    got = convolve(torch.tensor(signal), torch.tensor(impulse))
    for b in range(2):
        for c in range(2):
            np.testing.assert_allclose(got[b, c], np.convolve(signal[b], impulse[b, c])[:1000], atol=1e-10)


@pytest.mark.parametrize("least", [1, 2, 7, 31, 1999, 132299, 2**18])
def test_fft_sizes_are_smooth_and_close(least):
    size = rest = fast_size(least)
    for prime in (2, 3, 5):
        while rest % prime == 0:
            rest //= prime
    assert rest == 1 and size % 2 == 0 and least <= size <= max(2, 1.1 * least + 2)


@pytest.mark.parametrize("tail", [40, 90, 200])
def test_gradient_of_the_convolution(tail):
    """Impulses shorter and longer than the sound, whose ends are cut."""
    rng = torch.Generator().manual_seed(tail)
    signal, impulse = (torch.randn(*s, dtype=torch.float64, generator=rng) for s in ((2, 90), (2, 2, tail)))
    assert torch.autograd.gradcheck(convolve, (signal.requires_grad_(True), impulse.requires_grad_(True)))
