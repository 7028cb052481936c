"""Samplers obey their convergence order on a Gaussian mixture whose optimal denoiser is known exactly."""

import math

import pytest
import torch

from bridge.priors.sampling import SAMPLERS, deis, karras_sigmas

MEANS = torch.tensor([[-1.5, 0.4], [1.0, 1.2], [0.3, -1.1]], dtype=torch.float64)
SPREAD = 0.3


def mixture(z, sigma):
    variance = SPREAD**2 + sigma[:, None] ** 2
    distance = (z[:, None] - MEANS).square().sum(-1)
    weight = torch.softmax(-0.5 * distance / variance, dim=1)
    each = (sigma[:, None, None] ** 2 * MEANS + SPREAD**2 * z[:, None]) / variance[..., None]
    return (weight[..., None] * each).sum(1)


def geometric(steps, low=0.05, high=8.0):
    return torch.exp(torch.linspace(math.log(high), math.log(low), steps + 1, dtype=torch.float64))


@pytest.fixture(scope="module")
def start():
    return 8.0 * torch.randn(64, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.fixture(scope="module")
def exact(start):
    return SAMPLERS["heun"](mixture, start, geometric(1500))


def errors(name, start, exact):
    return [float((SAMPLERS[name](mixture, start, geometric(n)) - exact).abs().mean()) for n in (80, 160, 320)]


# DEIS extrapolates from three values once it has them, but its first step has one: order 2 in the end
ORDERS = pytest.mark.parametrize(("name", "order"), [("ddim", 1), ("heun", 2), ("dpm-solver++2m", 2), ("deis", 2)])


@ORDERS
def test_convergence_order(name, order, start, exact):
    found = errors(name, start, exact)
    measured = math.log2(found[0] / found[2]) / 2
    assert measured > order - 0.15, (found, measured)


@ORDERS
def test_convergence_order_of_inversion(name, order, start, exact):
    found = [float((SAMPLERS[name](mixture, exact, geometric(n).flip(0)) - start).abs().mean()) for n in (80, 160, 320)]
    measured = math.log2(found[0] / found[2]) / 2
    assert measured > order - 0.15, (found, measured)


def test_deis_beats_the_second_order_solver_at_equal_cost(start, exact):
    assert all(a < b for a, b in zip(errors("deis", start, exact), errors("dpm-solver++2m", start, exact), strict=True))


def test_deis_that_remembers_one_value_is_ddim_and_more_memory_is_nearer(start, exact):
    levels = geometric(80)
    one, two, three = (deis(mixture, start, levels, order) for order in (1, 2, 3))
    torch.testing.assert_close(one, SAMPLERS["ddim"](mixture, start, levels))
    first, second, third = (float((found - exact).abs().mean()) for found in (one, two, three))
    assert third < second < first


@pytest.mark.parametrize("name", SAMPLERS)
def test_the_schedule_of_sampling_turned_round_is_one_of_inversion(name):
    noise = 20.0 * torch.randn(32, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    missed = []
    for steps in (60, 120):
        sigmas = karras_sigmas(steps, 0.05, 20.0).double()
        sounds = SAMPLERS[name](mixture, noise, sigmas[:-1])
        again = SAMPLERS[name](mixture, sounds, sigmas[:-1].flip(0))
        missed.append(float((again - noise).norm() / noise.norm()))
        with pytest.raises(ValueError, match="not at 0"):
            SAMPLERS[name](mixture, sounds, sigmas.flip(0))
    assert missed[1] < (0.6 if name == "ddim" else 0.3) * missed[0] < 0.1, missed


@pytest.mark.parametrize("name", SAMPLERS)
def test_inversion_returns_to_the_noise(name, start):
    levels = geometric(400)
    there = SAMPLERS[name](mixture, start, levels)
    back = SAMPLERS[name](mixture, there, levels.flip(0))
    assert float((back - start).abs().mean()) < (0.35 if name == "ddim" else 0.02)


@pytest.mark.parametrize("name", SAMPLERS)
def test_samples_have_the_moments_of_the_mixture(name):
    noise = torch.randn(4000, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    sigmas = karras_sigmas(40, 0.01, 20.0).double()
    samples = SAMPLERS[name](mixture, noise * sigmas[0], sigmas)
    assert torch.allclose(samples.mean(0), MEANS.mean(0), atol=0.08)
    spread = MEANS.var(0, correction=0) + SPREAD**2
    assert torch.allclose(samples.var(0), spread, rtol=0.08)


def test_schedule_ends_at_zero_and_falls():
    sigmas = karras_sigmas(10, 0.03, 30.0)
    assert sigmas[0] == pytest.approx(30.0) and sigmas[-2] == pytest.approx(0.03) and sigmas[-1] == 0
    assert (sigmas.diff() < 0).all()
