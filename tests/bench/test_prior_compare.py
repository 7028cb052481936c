"""`prior compare`: weights of both representations in one table; the arithmetic they might be computed in."""

import json
import time
from dataclasses import replace

import pytest
import torch

from bridge.bench.prior import arithmetic as prior_arithmetic
from bridge.bench.prior import compare as prior_compare
from bridge.bench.prior.arithmetic import arithmetic
from bridge.bench.prior.bench import QUICK
from bridge.bench.prior.compare import CHANCE, run
from bridge.bench.prior.speed import by_turns
from bridge.bench.prior.tagger import PROMPTS
from bridge.errors import BadRequest
from bridge.priors.edm.model import Denoiser, save_denoiser
from bridge.priors.edm.network import NetworkSize
from bridge.priors.edm.prior import load_embedded

FEW = replace(QUICK, steps=5)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Untrained and tiny, one of each representation; the second says how it was trained."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("weights")
    size = NetworkSize(416, 128, (8, 8, 8), 1, sketch=(26, 16), fold=(8, 4))
    log = save_denoiser(Denoiser(NetworkSize(widths=(8, 8, 8), blocks=1)), folder / "log.safetensors", {})
    notes = {"record": {"samples": 160, "cpu_seconds": 12.5}}
    complex_ = save_denoiser(Denoiser(size, 1.0, "complex"), folder / "complex.safetensors", notes)
    return [log, complex_]


def test_both_representations_stand_in_one_table(weights, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(prior_compare, "cold_start_seconds", lambda path: 1.0)
    monkeypatch.setattr(prior_compare, "PROMPTS", dict(list(PROMPTS.items())[:4]))
    rows = run(weights, tmp_path / "a.json", out=tmp_path, settings=FEW)
    assert [r["representation"] for r in rows] == ["log", "complex"]
    assert [(r["examples"], r["cpu_seconds"]) for r in rows] == [(None, None), (160, 12.5)]
    for row in rows:
        assert 0 <= row["top1"] <= row["top3"] <= row["top5"] <= 1 and "fad" not in row
        seconds = FEW.steps * row["denoise_ms"] / 2000
        assert row["score_per_second"] == pytest.approx((row["top3"] - CHANCE) / seconds)
        assert row["waveform_seconds"] > row["denoise_ms"] / 1000
    report = json.loads((tmp_path / "a.json").read_text())
    assert report["command"] == "prior compare" and report["rows"][:2] == rows
    assert [r["arithmetic"] for r in report["rows"][2:5]] == ["float32", "bfloat16 (autocast)", "int8 (linear layers)"]
    assert len(list(tmp_path.glob("*.png"))) == 2
    shown = capsys.readouterr().out
    assert "training CPU s" in shown and "FAD" not in shown


def test_the_same_weights_twice_are_refused(weights):
    with pytest.raises(BadRequest, match="twice"):
        run([weights[0], weights[0]], settings=FEW)


def test_float32_is_exact_and_the_others_differ_a_little(monkeypatch):
    monkeypatch.setattr(prior_arithmetic, "SIGMAS", (0.5, 2.0))
    exact, half, eight = arithmetic(load_embedded(), 1)
    assert exact["error"] == 0
    assert 1e-5 < half["error"] < 0.1 and 1e-5 < eight["error"] < 0.3
    assert min(row["ms"] for row in (exact, half, eight)) > 0


def test_acts_take_turns_and_the_least_time_counts():
    order = []

    def act(name, seconds):
        def wait():
            order.append(name)
            until = time.perf_counter() + (seconds if order.count(name) > 1 else 10 * seconds)
            while time.perf_counter() < until:
                pass

        return wait

    slow, quick = by_turns([act("slow", 0.02), act("quick", 0.001)], 3)
    assert order == ["slow", "quick"] * 4
    assert 0.02 <= slow < 0.2 and 0.001 <= quick < slow
