"""Laws of the modes: sums of damped cosines that decay in their T60, with exact gradients."""

import math

import numpy as np
import pytest
import torch

from bridge.kernels.impact import modes
from bridge.kernels.impact_reference import modes_reference

RATE = 44100


def problem(batch, count, seed=0):
    rng = np.random.default_rng(seed)
    frequency = 2 * np.pi * rng.uniform(20, 18000, (batch, count)) / RATE
    damping = np.exp(rng.uniform(np.log(0.3), np.log(1000), (batch, count))) / RATE
    return frequency, damping, rng.uniform(0, 1, (batch, count)) / count


@pytest.mark.parametrize(
    ("batch", "count", "length"), [(1, 1, 1), (2, 5, 255), (3, 32, 256), (1, 8, 5000), (2, 128, 1111)]
)
def test_it_is_the_sum_of_damped_cosines(batch, count, length):
    arrays = problem(batch, count)
    want = modes_reference(*arrays, length)
    exact = modes(*map(torch.tensor, arrays), length)
    single = modes(*(torch.tensor(x, dtype=torch.float32) for x in arrays), length)
    assert exact.shape == (batch, length) and single.dtype == torch.float32
    np.testing.assert_allclose(exact.numpy(), want, atol=1e-12)
    rounded = modes_reference(*(x.astype(np.float32).astype(float) for x in arrays), length)
    np.testing.assert_allclose(single.numpy(), rounded, atol=2e-6)


def test_gradcheck():
    inputs = [torch.tensor(x[:, :3]).requires_grad_() for x in problem(2, 3, seed=2)]
    assert torch.autograd.gradcheck(lambda *x: modes(*x, 300)[:, ::37], inputs)


def test_a_mode_falls_by_60_decibels_in_its_t60():
    damping = 40.0
    t60 = math.log(1000) / damping
    length = round((t60 + 0.05) * RATE)
    y = modes(*(torch.tensor([[x]]) for x in (2 * math.pi * 1000 / RATE, damping / RATE, 1.0)), length)[0]
    period = round(RATE / 1000)

    def peak(t):
        start = round(t * RATE)
        return float(y[start : start + period].abs().max())

    assert 20 * math.log10(peak(t60) / peak(0)) == pytest.approx(-60, abs=0.3)


def test_a_longer_sound_begins_like_a_shorter_one():
    inputs = [torch.tensor(x, dtype=torch.float32) for x in problem(2, 32)]
    assert (modes(*inputs, 4000)[:, :777] - modes(*inputs, 777)).abs().max() < 1e-6


def test_float32_keeps_its_phase_for_seconds():
    frequency = torch.tensor([[2 * math.pi * 15000.0 / RATE]], dtype=torch.float64)
    y = modes(frequency, torch.zeros(1, 1), torch.ones(1, 1), 3 * RATE)
    t = np.arange(3 * RATE)
    assert np.abs(y[0].numpy() - np.cos(frequency.item() * t)).max() < 1e-5
