"""On a real GPU: the kernels and both voices are those of the CPU. `pytest -m gpu`; skipped where there is none."""

import numpy as np
import pytest
import torch
from test_fm import NAMES, problem, tensors

from bridge.distill.draws import draw_presets
from bridge.kernels.fm import fm
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")]


def both_ways(arrays, dtype, device, tame):
    inputs = [x.detach().to(device).requires_grad_() for x in tensors(arrays, dtype)]
    y = fm(*inputs, tame)
    g = torch.tensor(np.random.default_rng(1).standard_normal(y.shape), dtype=dtype, device=device)
    return y.detach().cpu(), [d.cpu() for d in torch.autograd.grad(y, inputs, g)]


@pytest.mark.parametrize(("batch", "operators"), [(1, 1), (3, 2), (33, 3), (64, 4), (7, 5), (100, 6)])
@pytest.mark.parametrize("tame", [None, 0.5])
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-10), (torch.float32, 3e-5)])
def test_fm_is_that_of_the_cpu(batch, operators, tame, dtype, tolerance):
    arrays = problem(batch, operators, 3000, feedback=2 / operators)
    want, exact = both_ways(arrays, torch.float64, "cpu", tame)
    got, close = both_ways(arrays, dtype, "cuda", tame)
    assert (got - want).abs().max() < tolerance
    for name, a, b in zip(NAMES, exact, close, strict=True):
        assert (a - b).abs().max() < tolerance * a.abs().max(), name


@pytest.mark.parametrize("name", ["fm", "fm6", "impact", "impact128"])
def test_voices_are_those_of_the_cpu(name):
    synth = load_synth(voice(name))
    natural = torch.from_numpy(draw_presets(voice(name), 9, 0)).float()
    natural[:, [i for i, p in enumerate(synth.space) if p.group == "matrix"]] *= 0.3  # no chaos
    here, there = natural.requires_grad_(), natural.detach().cuda().requires_grad_()
    a, b = synth.render(here, 44100, 0.5), synth.render(there, 44100, 0.5)
    assert b.is_cuda
    assert (a - b.cpu()).abs().max() < 1e-4 * a.abs().max()
    g = torch.randn(a.shape, generator=torch.Generator().manual_seed(0))
    (d,), (e,) = torch.autograd.grad(a, here, g), torch.autograd.grad(b, there, g.cuda())
    assert (d - e.cpu()).abs().max() < 1e-2 * d.abs().max()
