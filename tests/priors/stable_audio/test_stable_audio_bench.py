"""What the bench compares is the same work twice; its short forms run through; CLAP is asked as it wants to be."""

import json
import sys
import types

import numpy as np
import pytest
import torch

from bridge.bench.stable_audio.clap import RATE, Clap
from bridge.bench.stable_audio.paper import TABLE, tables
from bridge.errors import BadWeights
from bridge.priors.gaussian import GaussianPrior


def test_ours_and_the_plain_loop_give_one_gradient(priors):
    """With the library's encoder kept from drawing (its deviation put to zero), on the CPU."""
    from bridge.bench.stable_audio.gpu import ours, plain

    prior = priors["v"]
    last = prior.model.pretransform.model.encoder.layers[-1]
    kept = {name: p.clone() for name, p in last.state_dict().items()}
    with torch.no_grad():
        last.weight_g[8:] = 0
        last.bias[8:] = -30.0
    try:
        found, wanted = ours(prior, 3, 2)(), plain(prior, 3, 2)()
    finally:
        last.load_state_dict(kept)
    assert wanted.abs().max() > 0 and (found - wanted).abs().max() < 0.01 * wanted.abs().max()


def test_without_a_gpu_there_are_no_figures_of_one(monkeypatch):
    pytest.importorskip("stable_audio_tools")
    from bridge.bench.stable_audio.gpu import measure_gpu

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    told = []
    assert measure_gpu(told.append) == ({}, []) and "no CUDA device" in told[0]


class Ear(torch.nn.Module):
    """Stands where CLAP stands: hears how much of a sound lies in its first half, reads how long a text is."""

    def __init__(self, enable_fusion, device):
        super().__init__()
        assert enable_fusion is False and device == "cpu"
        self.model = torch.nn.Linear(2, 2)

    def get_audio_embedding_from_data(self, x, use_tensor):
        assert x.dtype == np.float32 and x.ndim == 2 and len(x) == 1
        self.heard = x.shape[1]
        half = x.shape[1] // 2
        return np.stack([np.abs(x[:, :half]).sum(1), np.abs(x[:, half:]).sum(1)], 1)

    def get_text_embedding(self, texts, use_tensor):
        assert len(texts) == 2, "one alone breaks it"
        return np.array([[1.0, 0.0]] * 2)


@pytest.fixture
def clap(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "laion_clap", types.SimpleNamespace(CLAP_Module=Ear))
    path = tmp_path / "clap.pt"
    weights = {f"module.{name}": p for name, p in torch.nn.Linear(2, 2).state_dict().items()}
    torch.save({"epoch": np.float64(3.0), "state_dict": {**weights, "text.position_ids": torch.arange(3)}}, path)
    return path


def test_clap_gets_mono_at_its_rate_and_gives_a_cosine(clap):
    ear = Clap(clap)
    sound = torch.zeros(2, 44100)
    sound[:, :22050] = 0.1
    assert ear.score(sound, 44100, "a") == pytest.approx(1.0, abs=0.01) and ear._clap.heard == RATE
    assert ear.score(sound.flip(1), 44100, "a") == pytest.approx(0.0, abs=0.05)


def test_clap_checkpoints_of_something_else(clap, tmp_path):
    torch.save({"state_dict": {"other": torch.zeros(1)}}, clap)
    with pytest.raises(BadWeights, match="of another CLAP model"):
        Clap(clap)
    clap.write_bytes(b"nothing")
    with pytest.raises(BadWeights, match="cannot read the CLAP checkpoint"):
        Clap(clap)
    with pytest.raises(BadWeights, match="cannot read the CLAP checkpoint"):
        Clap(tmp_path / "gone.pt")


def test_the_papers_tables_leave_presets_sounds_and_scores(clap, tmp_path):
    prior = GaussianPrior({TABLE[0][1]: torch.zeros(2, 8820)}, spread=0.5)
    figures, rows = tables("my model", clap, tmp_path / "out", lambda line: None, quick=True, prior=prior)
    assert [(r["voice"], r["prompt"]) for r in rows] == [row[:2] for row in TABLE]
    for row in rows:
        assert row["clap_gain"] == pytest.approx(row["clap_after"] - row["clap_before"])
    assert set(figures) == {"paper_clap_gain_mean"}
    preset = json.loads((tmp_path / "out" / "kick-drum-bass-reverb-fm" / "preset.json").read_text())
    assert preset["provenance"]["settings"]["sources"]["lr"].startswith("second-hand")
    assert preset["provenance"]["command"] == "sds-bridge bench stable-audio --part paper --prior 'my model'"
    assert (tmp_path / "out" / "kick-drum-bass-reverb-fm" / "after.wav").exists()
    figures, rows = tables("", None, None, lambda line: None, quick=True, prior=prior)
    assert figures == {} and "clap_gain" not in rows[0]
