"""Laws of score distillation, on a prior that is known in closed form."""

import pytest
import torch

from bridge.distill.rank import denoising_losses
from bridge.distill.score import Score, chain_levels, distance, features, targets
from bridge.priors.gaussian import GaussianPrior
from bridge.priors.guidance import guided

T = 64


def rand(*shape, seed=0):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@pytest.fixture
def prior():
    return GaussianPrior({"up": rand(2, T, seed=1)}, spread=0.5)


def model_of(prior, weight=1.0):
    return guided(prior, prior.embed(["up"]), prior.embed([""]), weight)


def test_direction_equals_the_closed_form(prior):
    """One-step Decoder-SDS with ℓ2: −∇x L = (x̂ − x)/n with x̂ = (σ²μ + s²(x + σε))/(σ² + s²)."""
    x = rand(3, 2, T, seed=2).requires_grad_(True)
    noise, sigma, s = rand(1, 3, 2, T, seed=3), 0.8, prior.sigma_data
    score = Score(compare="l2", steps=1)
    wanted = targets(prior, model_of(prior), x, sigma, noise, score)
    (gradient,) = torch.autograd.grad(distance(features(prior, x, "l2"), wanted).sum(), x)
    x_hat = (sigma**2 * prior.means["up"] + s**2 * (x + sigma * noise[0])) / (sigma**2 + s**2)
    assert torch.allclose(-gradient, (x_hat - x) / (2 * T), atol=1e-12)


def test_expectation_is_the_mean_over_draws(prior):
    x, noise = rand(2, 2, T), rand(5, 2, 2, T, seed=4)
    score = Score(compare="l2", steps=2)
    together = targets(prior, model_of(prior), x, 0.7, noise, score)[0]
    apart = [targets(prior, model_of(prior), x, 0.7, n[None], score)[0] for n in noise]
    assert torch.allclose(together, torch.stack(apart).mean(0))


@pytest.mark.parametrize("compare", ["l2", "spectrograms", "encoder"])
def test_the_optimum_is_the_mean(compare):
    """Descending on fresh targets carries any sound to the prior's mean (in magnitude, for spectrograms)."""
    t = torch.arange(8192, dtype=torch.float64) / 44100
    mean = torch.stack([torch.sin(2 * torch.pi * 500 * t), 0.5 * torch.sin(2 * torch.pi * 1200 * t)])
    prior = GaussianPrior({"up": mean}, spread=0.02)
    model = model_of(prior)
    gain = torch.tensor([[0.2], [1.5]], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([gain], lr=0.05)
    rng = torch.Generator().manual_seed(0)
    for _ in range(120):
        x = (gain * mean)[None]
        noise = torch.randn((1, *x.shape), generator=rng, dtype=torch.float64)
        wanted = targets(prior, model, x, 0.05, noise, Score(compare=compare, steps=3))
        loss = distance(features(prior, x, compare), wanted).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert torch.allclose(gain.detach(), torch.ones_like(gain), atol=0.1), gain


def test_weight_one_is_the_conditional_model_and_zero_the_unconditional(prior):
    z, sigma = rand(4, 2, T), torch.full((4,), 0.6, dtype=torch.float64)
    conditional = prior.denoise(z, sigma, prior.embed(["up"] * 4))
    unconditional = prior.denoise(z, sigma, prior.embed([""] * 4))
    assert torch.equal(model_of(prior, 1.0)(z, sigma), conditional)
    assert torch.allclose(model_of(prior, 0.0)(z, sigma), unconditional)
    assert torch.allclose(model_of(prior, 3.0)(z, sigma), unconditional + 3 * (conditional - unconditional))


def test_inverted_noise_leads_back_to_the_sound_and_guidance_away_from_it(prior):
    """SDI: up and down the same ODE is where one was; against the prompt and back with it is nearer to the prompt."""
    x, mean = rand(3, 2, T, seed=2), prior.means["up"]
    score = Score(compare="l2", steps=100, noise="inverted")

    def led(down, up):
        return targets(prior, model_of(prior, down), x, 0.8, model_of(prior, up), score)[0]

    apart = (x - mean).square().flatten(1).mean(1)
    assert ((led(1.0, 1.0) - x).square().flatten(1).mean(1) < 0.01 * apart).all()
    assert ((led(1.0, -1.0) - mean).square().flatten(1).mean(1) < 0.8 * apart).all()


def test_no_gradient_flows_through_encode_denoise_decode():
    """A prior whose every call is differentiable gets none of the target's gradient."""

    class Watched(GaussianPrior):
        def __init__(self):
            super().__init__({"up": rand(2, T, seed=1)}, 0.5)
            self.knob = torch.ones(1, dtype=torch.float64, requires_grad=True)

        def encode(self, audio):
            return audio * self.knob

        def denoise(self, z, sigma, condition):
            return super().denoise(z, sigma, condition) * self.knob

        def decode(self, z):
            return z * self.knob

    prior = Watched()
    x = rand(1, 2, T, seed=5).requires_grad_(True)
    wanted = targets(prior, model_of(prior), x, 0.5, rand(1, 1, 2, T, seed=6), Score(compare="l2"))
    assert not any(w.requires_grad for w in wanted)
    distance(features(prior, x, "l2"), wanted).sum().backward()
    assert prior.knob.grad is None and x.grad is not None


def test_longer_chains_come_nearer_to_the_mean_of_a_sharp_prior():
    """A one-step denoise of a Gaussian keeps s²/(σ²+s²) of the noise; the ODE's chain shrinks it to s/√(σ²+s²) of it —
    both stay centred on the mean's side, and the chain ends with the data's own spread."""
    prior = GaussianPrior({"up": rand(2, 4096, seed=1)}, spread=0.5)
    x = prior.means["up"][None]
    noise = rand(1, 1, 2, 4096, seed=9)
    spreads = [
        float((targets(prior, model_of(prior), x, 2.0, noise, Score(compare="l2", steps=n))[0] - x).std())
        for n in (1, 60)
    ]
    s, sigma = 0.5, 2.0
    assert spreads[0] == pytest.approx(s**2 * sigma / (sigma**2 + s**2), rel=0.05)
    assert spreads[1] == pytest.approx(s * sigma / (sigma**2 + s**2) ** 0.5, rel=0.08)


def test_chain_levels():
    levels = chain_levels(2.0, 4, 0.1)
    assert levels[0] == 2.0 and levels[-1] == 0 and levels[-2] == pytest.approx(0.1) and (levels.diff() < 0).all()
    assert chain_levels(2.0, 1, 0.1).tolist() == [2.0, 0.0]


def test_ranking_prefers_the_likelier_sound_and_shares_noise(prior):
    near, far = prior.means["up"], prior.means["up"] + 2.0
    z = torch.stack([far, near, far])
    loss = denoising_losses(prior, z, ["up"])[0]
    assert loss.argmin() == 1 and torch.allclose(loss[0], loss[2])
