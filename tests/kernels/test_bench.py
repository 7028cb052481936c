"""The benchmark is fair: its peers compute what ours compute, to the last gradient."""

import json

import pytest
import torch

from bridge.bench.kernels import (
    autograd_loop,
    feed_forward,
    figures_of,
    fm_problem,
    fm_rows,
    hoisted_loop,
    impact_problem,
    impact_rows,
    outer_product,
    run,
)
from bridge.kernels.fm import fm
from bridge.kernels.impact import modes


def differences(ours, theirs, inputs):
    """Largest relative deviation of the sounds, and of the gradients by each input."""
    y, other = ours(*inputs), theirs(*inputs)
    grads, others = (torch.autograd.grad(x.square().sum(), inputs) for x in (y, other))
    pairs = zip((y.detach(), *grads), (other.detach(), *others), strict=True)
    sound, *gradients = (float((a - b).abs().max() / a.abs().max().clamp_min(1e-30)) for a, b in pairs)
    return sound, max(gradients)


@pytest.mark.parametrize("peer", [autograd_loop, hoisted_loop])
def test_the_loops_are_the_recurrence(peer):
    sound, gradients = differences(fm, peer, fm_problem(2, 4, 600))
    assert sound < 1e-4 and gradients <= 1e-3


def test_feed_forward_is_the_recurrence_without_feedback():
    inputs = fm_problem(2, 4, 600)
    inputs[3] = inputs[3].detach().tril(-1).requires_grad_()
    y = fm(*inputs)
    assert (y - feed_forward(*inputs)).abs().max() < 1e-5 * y.abs().max()


def test_the_outer_product_is_the_modes():
    inputs = impact_problem(2, 16)
    sound, gradients = differences(lambda *x: modes(*x, 900), lambda *x: outer_product(*x, 900), inputs)
    assert sound < 1e-4 and gradients <= 1e-3


def test_a_promised_figure_needs_its_race():
    with pytest.raises(KeyError):
        figures_of([])


def test_a_gpu_is_in_the_race_only_where_there_is_one(monkeypatch):
    promised = [("fm", 4, 1, "autograd"), ("fm", 6, 1, "autograd"), ("impact", 128, 1, "outer")]
    promised.append(("fm", 4, 64, "plain numba"))
    rows = [
        dict(zip(("kernel", "size", "batch", "method", "times_ours"), (*key, 5.0), strict=True)) for key in promised
    ]
    assert not any("gpu" in name for name in figures_of(rows))
    faster = {"kernel": "fm", "size": 4, "batch": 64, "method": "GPU", "times_ours": 0.125}
    assert figures_of([*rows, faster])["fm4_batch64_gpu_speedup_vs_cpu"] == 8.0
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert "GPU" not in {row["method"] for row in fm_rows(2, 2, 300, quick=True) + impact_rows(3, 2, 300, quick=True)}


@pytest.mark.slow
def test_run_writes_its_figures(tmp_path):
    figures = run(tmp_path / "figures.json", quick=True)
    assert json.loads((tmp_path / "figures.json").read_text())["figures"] == figures
    assert all(figure > 0 for figure in figures.values())
