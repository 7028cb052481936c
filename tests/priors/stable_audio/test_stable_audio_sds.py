"""Score distillation follows the adapter to what the model was trained on: its sign, scale and schedule are right."""

import copy
from dataclasses import replace
from pathlib import Path

import pytest
import torch

pytest.importorskip("stable_audio_tools")

from bridge.bench.stable_audio_sds import START, follow, picture, prove
from bridge.bench.stable_audio_tiny import MIXTURES, tones
from bridge.priors.stable_audio.loading import _loaded
from bridge.priors.stable_audio.schedule import FLOW, V

TINY = Path(__file__).with_name("tiny")


@pytest.fixture(scope="module")
def prior():
    """A tiny Stable Audio that was trained on two sounds (see its licence)."""
    return _loaded.__wrapped__(str(TINY), "cpu", None, False, False)


@pytest.mark.parametrize(("compare", "prompts"), [("l2", list(MIXTURES)), ("encoder", ["high"])])
def test_each_prompt_leads_to_its_own_optimum(prior, compare, prompts, tmp_path):
    ways = [follow(prior, prompt, steps=50, lr=0.04, compare=compare) for prompt in prompts]
    for way in ways:
        assert way.distances[0] == pytest.approx(0.495, abs=1e-3), START
        assert way.distances[-1] < 0.04, way.amplitudes[-1]
    assert picture(tmp_path / "way.png", ways).read_bytes().startswith(b"\x89PNG")


def test_without_a_prompt_it_expects_something_between_them(prior):
    """At much noise the estimate is what is expected in general: it is the prompt that leads."""
    z = 20 * torch.randn((32, 8, prior.frames), generator=torch.Generator().manual_seed(0))
    waves = tones(torch.eye(2))
    expected = {}
    for prompt in ("low", "", "high"):
        sound = prior.decode(prior.denoise(z, torch.full((32,), 20.0), prior.embed([prompt]).repeat(32)))
        expected[prompt] = ((sound[:, None] * waves).sum((2, 3)) / waves.square().sum((1, 2))).mean(0)
    assert expected["low"][0] > expected[""][0] > expected["high"][0], expected
    assert expected["low"][1] < expected[""][1] < expected["high"][1], expected


@pytest.mark.parametrize("wrong", [FLOW, replace(V, noise=lambda sigma: -V.noise(sigma))], ids=["schedule", "sign"])
def test_with_a_wrong_schedule_or_sign_it_does_not_arrive(prior, wrong):
    """The proof can fail: the same model, read otherwise, leads elsewhere."""
    other = copy.copy(prior)
    other.schedule = wrong
    assert follow(other, "low", steps=50, lr=0.04).distances[-1] > 0.1


@pytest.mark.slow
def test_trained_anew_it_arrives_too(tmp_path):
    for objective in ("v", "rectified_flow"):
        for way in prove(tmp_path, objective=objective):
            assert way.distances[-1] < 0.05 < way.distances[0]
