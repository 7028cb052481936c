"""The paper's loop, on a prior known exactly: laws of its targets, and a descent that arrives. Needs no extra."""

import pytest
import torch

from bridge.distill.paper import SOURCES, PaperSettings, batch_targets, noise_level, paper_fit, paper_record
from bridge.distill.score import Score, targets
from bridge.distill.settings import Winner, Wishes
from bridge.errors import BadRequest, Cancelled
from bridge.params import Param, ParamSpace
from bridge.presets import json_codec
from bridge.presets.preset import Preset
from bridge.priors.gaussian import GaussianPrior
from bridge.priors.guidance import guided
from bridge.records import FitRequest, Step

T = 8192
TONE = torch.sin(2 * torch.pi * 500 * torch.arange(T) / 44100).expand(1, 2, -1)


class TwoGains:
    """A synthesizer of two knobs: the gain of each channel of one tone."""

    space = ParamSpace([Param(n, "", 0.01, 1.0, 0.2, "log") for n in ("left", "right")])

    def render(self, natural, sample_rate, duration, note=None, velocity=1.0):
        return natural[:, :, None] * TONE.to(natural)


@pytest.fixture
def prior():
    return GaussianPrior({"loud right": torch.tensor([[0.1], [0.8]]) * TONE[0]}, spread=0.05)


def model_of(prior, weight=1.0):
    return guided(prior, prior.embed(["loud right"]), prior.embed([""]), weight)


def test_a_batch_is_the_mean_of_its_rows(prior):
    rng = torch.Generator().manual_seed(0)
    t, noise = torch.tensor([0.1, 0.4, 0.8]), torch.randn((3, 2, T), generator=rng)
    together = batch_targets(prior, model_of(prior), 0.3 * TONE, t, noise, 3)
    apart = [batch_targets(prior, model_of(prior), 0.3 * TONE, t[k : k + 1], noise[k : k + 1], 3) for k in range(3)]
    for scale, parts in zip(together, zip(*apart, strict=True), strict=True):
        assert scale.shape[0] == 1 and torch.allclose(scale, torch.cat(parts).mean(0, keepdim=True), atol=1e-5)


def test_one_step_is_the_one_step_target_at_the_same_noise(prior):
    noise = torch.randn((1, 2, T), generator=torch.Generator().manual_seed(1))
    t = torch.tensor([0.5])
    level = float(noise_level(prior, t))
    assert level == pytest.approx(prior.sigma_data), "half of the time is as much noise as sound"
    ours = batch_targets(prior, model_of(prior), 0.3 * TONE, t, noise, 1)
    wanted = targets(prior, model_of(prior), 0.3 * TONE, level, noise[None], Score(compare="spectrograms", steps=1))
    for a, b in zip(ours, wanted, strict=True):
        assert torch.allclose(a, b, atol=1e-5)


def fit(prior, iterations=50, seed=0, **wishes):
    settings = PaperSettings(iterations=iterations, batch=2, guidance=1.0)
    start = torch.tensor([0.5, 0.5], dtype=torch.float64)
    return paper_fit(prior, TwoGains(), Wishes("loud right", **wishes), start, settings, seed, T / 44100)


def test_the_descent_arrives_at_the_mean(prior):
    *steps, winner = fit(prior)
    assert [s.step for s in steps] == list(range(1, 51)) and isinstance(winner, Winner) and 0 < winner.score < 1
    assert torch.allclose(winner.natural, torch.tensor([0.1, 0.8], dtype=torch.float64), atol=0.06), winner


def test_seeds_repeat_and_locks_hold(prior):
    first, again, other = ([s.parameters for s in fit(prior, 3, seed=k) if isinstance(s, Step)] for k in (1, 1, 2))
    assert first == again != other
    for step in fit(prior, 4, locks={"left": 0.5}):
        left = step.parameters["left"] if isinstance(step, Step) else float(step.natural[0])
        assert left == 0.5


def test_it_can_be_stopped(prior):
    stopped = iter([False, False, True])
    settings = PaperSettings(iterations=9, batch=2)
    start = torch.tensor([0.5, 0.5], dtype=torch.float64)
    running = paper_fit(prior, TwoGains(), Wishes("loud right"), start, settings, 0, T / 44100, lambda: next(stopped))
    assert next(running).step == 1 and next(running).step == 2
    with pytest.raises(Cancelled):
        next(running)


def test_every_setting_says_where_it_is_from():
    record = paper_record(PaperSettings())
    assert set(PaperSettings.__dataclass_fields__) <= set(SOURCES) and record["guidance"] == 60.0
    preset = Preset.of("it", "fm", {}, {"settings": record})
    assert json_codec.loads(json_codec.dumps(preset)).provenance["settings"]["sources"] == SOURCES


def test_what_the_configuration_does_not_know_is_refused():
    with pytest.raises(BadRequest, match="use audio-sds-paper"):
        FitRequest("kick", preset_config="paper")
    with pytest.raises(BadRequest, match="finds one preset"):
        FitRequest("kick", preset_config="audio-sds-paper", candidates=2)
