"""What may be chosen: sounds that fit, and that are the same on every machine."""

import torch

from bridge.distill.rank import merit, steady_ones
from bridge.priors.gaussian import GaussianPrior
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice


def test_a_preset_in_chaos_is_not_steady_and_a_plain_one_is():
    voice = find_voice("fm")
    plain = dict(zip(voice.space.names, voice.space.defaults(), strict=True))
    wild = plain | {f"a{v}{j}": 5.0 * (-1) ** (v * j) for v in range(1, 5) for j in range(1, 5)}
    wild |= {f"op{v}_decay": 5.0 for v in range(1, 5)}
    natural = torch.tensor([voice.space.to_list(p) for p in (plain, wild)])
    assert steady_ones(load_synth(voice), natural, 0.5).tolist() == [True, False]


def test_merit_follows_a_listener_or_else_the_denoiser_and_refuses_what_is_no_number():
    means = {"up": torch.randn(2, 64, generator=torch.Generator().manual_seed(1))}
    prior = GaussianPrior(means, spread=0.5)
    sounds = torch.stack([means["up"], torch.zeros(2, 64), -means["up"], torch.full((2, 64), torch.nan)])
    for listens in (False, True):
        prior.listens = listens
        near, nothing, away, broken = merit(prior, sounds, "up").tolist()
        assert near > 0.5 > max(away, nothing) and broken == 0


def test_merit_is_the_verdict_and_not_what_a_search_followed():
    prior = GaussianPrior({"up": torch.ones(2, 64)}, spread=0.5)
    prior.listens = True
    prior.verdict = lambda impression, prompt, negative: -prior.agreement(impression, prompt, negative)
    near, away = merit(prior, torch.stack([torch.ones(2, 64), -torch.ones(2, 64)]), "up").tolist()
    assert near < 0.5 < away


def test_without_a_listener_a_sound_costs_one_encoding_and_four_denoisings():
    """Of however many sounds and levels: two prompts at two levels, a batch a level; and rows do not mix."""
    rng = torch.Generator().manual_seed(1)
    prior = GaussianPrior({"up": torch.randn(2, 64, generator=rng)}, spread=0.5)
    calls = {"encode": [], "denoise": []}
    for name, kept in calls.items():
        whole = getattr(prior, name)
        setattr(prior, name, lambda x, *more, kept=kept, whole=whole: kept.append(len(x)) or whole(x, *more))
    sounds = torch.randn((5, 2, 64), generator=rng)
    together = merit(prior, sounds, "up")
    assert calls == {"encode": [5], "denoise": [10, 10]}
    assert torch.allclose(together, torch.cat([merit(prior, sounds[k : k + 1], "up") for k in range(5)]))
