"""A fit whose prior computes on a GPU: sounds and analyses lie there, what steers the search on the CPU. Without a GPU,
fake tensors tell of every operation where its result would lie, and refuse to mix devices."""

from types import SimpleNamespace

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from bridge.distill.approach import Ear
from bridge.distill.bank import Bank, make_bank
from bridge.distill.rank import merit
from bridge.distill.score import Score, features, targets
from bridge.priors.edm.spectrogram import WarpedSpectrogram
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

SECONDS = 0.2


pytestmark = pytest.mark.skipif(torch.cuda.is_available(), reason="kernels keep tables by device; fakes would stay")


@pytest.fixture(scope="module")
def there():
    """A prior on a GPU, and two presets on the CPU."""
    synth = load_synth(voice("impact"))
    rows = [[p.default for p in synth.space]] * 2
    with FakeTensorMode():
        analyse = WarpedSpectrogram().to("cuda")
        prior = SimpleNamespace(
            device=torch.device("cuda"), decodes="analysis", listens=True, analyse=analyse, encode=analyse,
            decode=lambda z: z, impression=lambda z: z.flatten(1), sigma_data=1.0,
            agreement=lambda heard, prompt, negative: heard.mean(1),
            verdict=lambda heard, prompt, negative: heard.mean(1),
        )  # fmt: skip
        yield prior, synth, torch.tensor(rows, dtype=torch.float64)


def test_a_loss_comes_back(there):
    prior, synth, natural = there
    ear = Ear(prior, synth, SECONDS, "loudness", lambda analysis: prior.agreement(analysis.flatten(1), "", ""), 0.1)
    goals = ear.hear(natural).scales
    assert {g.device.type for g in goals} == {"cuda"}
    assert ear.loss(ear.hear(natural, semitones=-12), goals).device.type == "cpu"


def test_a_bank_is_kept_on_the_cpu_and_asked_from_the_gpu(there):
    prior, synth, natural = there
    bank = make_bank(prior, synth, natural, SECONDS)
    assert {x.device.type for x in (bank.natural, bank.features, bank.impressions)} == {"cpu"}
    wanted = features(prior, torch.zeros(3, 2, 8820), "loudness")[0]
    assert bank.nearest(wanted, 1).device.type == "cpu"
    assert bank.fittest(prior, "", "", 1).device.type == "cpu"
    assert isinstance(bank, Bank)


def test_targets_and_verdicts(there, monkeypatch):
    monkeypatch.setattr("bridge.distill.score.ddim", lambda model, z, levels: z)  # its levels are read out as numbers
    prior, synth, natural = there
    audio = synth.render(natural.to(prior.device, torch.float32), 44100, SECONDS)
    shape = prior.encode(audio).shape
    aims = targets(prior, lambda z, sigma: z, audio, 0.5, torch.zeros(1, *shape), Score(compare="loudness"))
    assert {a.device.type for a in aims} == {"cuda"}
    assert merit(prior, audio, "").device.type == "cpu"
