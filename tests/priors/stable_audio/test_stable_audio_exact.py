"""Sign, scale and schedule of the adapter against a model that is known in closed form; wrong ones are found out.

A trained model forgives a wrong scale (it has learnt to find a sound in almost anything); this one does not. Needs no
extra.
"""

import copy
from dataclasses import replace

import pytest
import torch
from exact import SPREAD, exact_prior

from bridge.bench.stable_audio.sds import follow
from bridge.bench.stable_audio.tiny import MIXTURES, tones
from bridge.distill.rank import merit
from bridge.distill.score import Score, targets
from bridge.priors.guidance import guided

OBJECTIVES = ("v", "rectified_flow", "rf_denoiser")
SIGMAS = torch.tensor([0.02, 0.2, 0.7, 2.0, 9.0, 100.0])
WRONG = {
    "sign of the velocity": lambda s: replace(s, noise=lambda sigma: -s.noise(sigma)),
    "time backwards": lambda s: replace(s, time_of=lambda sigma: 1 - s.time_of(sigma)),
    "time of twice the noise": lambda s: replace(s, time_of=lambda sigma: s.time_of(2 * sigma)),
    "input not scaled": lambda s: replace(s, shrink=torch.ones_like),
    "input scaled twice": lambda s: replace(s, shrink=lambda sigma: s.shrink(sigma).square()),
    "output not scaled": lambda s: replace(s, noise=torch.ones_like),
}


@pytest.fixture(params=OBJECTIVES)
def prior(request):
    return exact_prior(request.param)


def off(prior, prompt="low"):
    """The largest error of one denoising against the optimal one, D = (σ² μ + s² z)/(σ² + s²)."""
    mean, level = prior.model.mean(prompt), SIGMAS[:, None, None]
    noise = torch.randn((len(SIGMAS), *prior.latent_shape), generator=torch.Generator().manual_seed(0))
    z = mean + SPREAD * noise.flip(0) + level * noise
    wanted = (level**2 * mean + SPREAD**2 * z) / (level**2 + SPREAD**2)
    found = prior.denoise(z, SIGMAS, prior.embed([prompt]).repeat(len(SIGMAS)))
    return float(((found - wanted).abs() / (1 + level)).max())


def broken(prior, wrong):
    other = copy.copy(prior)
    other.schedule = wrong(prior.schedule)
    return other


def test_a_denoising_is_the_optimal_one(prior):
    assert off(prior) < 1e-4


def test_a_wrong_sign_scale_or_schedule_is_not(prior):
    for name, wrong in WRONG.items():
        assert off(broken(prior, wrong)) > 0.01, name


@pytest.mark.parametrize("objective", ["v", "rectified_flow"])
def test_distillation_ends_at_the_mean(objective):
    way = follow(exact_prior(objective), "low", steps=60, lr=0.04)
    assert way.distances[0] > 0.4 and way.distances[-1] < 0.025, way.amplitudes[-1]


def pull(prior, prompt="high"):
    """How far distillation would carry a sound away that is the mean already, in amplitudes: 0 if all is right."""
    wanted, waves, sigma = torch.tensor(MIXTURES[prompt]), tones(torch.eye(2)), 1.5
    noise = torch.randn((64, 1, *prior.latent_shape), generator=torch.Generator().manual_seed(0))
    model = guided(prior, prior.embed([prompt]), prior.embed([""]), 1.0)
    (heard,) = targets(prior, model, tones(wanted[None]), sigma, noise, Score(compare="l2", steps=3))
    found = (heard * waves).sum((1, 2)) / waves.square().sum((1, 2))
    return float((found - wanted).norm())


def test_at_the_mean_distillation_rests_and_with_an_error_it_does_not(prior):
    assert pull(prior) < 0.005
    for name, wrong in WRONG.items():
        assert pull(broken(prior, wrong)) > 0.02, name


def test_guidance_leads_beyond_the_mean_by_its_weight(prior):
    """D_w = D(∅) + w (D(p) − D(∅)); without a prompt the mean is silence, so the means' part is w times as large."""
    z, level = torch.zeros(1, *prior.latent_shape), torch.tensor([2.0])
    once, thrice = (guided(prior, prior.embed(["low"]), prior.embed([""]), w)(z, level) for w in (1.0, 3.0))
    assert torch.allclose(thrice, 3 * once, atol=1e-4) and once.abs().max() > 0.5


def test_the_prompts_own_sound_is_judged_best(prior):
    sounds = tones(torch.tensor([MIXTURES["low"], MIXTURES["high"], (0.0, 0.0)]))
    own, other, nothing = merit(prior, sounds, "low").tolist()
    assert own > 0.55 and max(other, nothing) < 0.5
