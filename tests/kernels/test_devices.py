"""What a GPU would compute, in torch's operations, is what numba computes; and it holds no tensor of the CPU."""

import numpy as np
import pytest
import test_impact
import test_reverb
import torch

from bridge.kernels import devices
from bridge.kernels.envelope import attack_decay
from bridge.kernels.impact import modes
from bridge.kernels.noise import BASIS_LENGTH
from bridge.kernels.reverb import reverb_impulse
from bridge.kernels.warp import warped_time

RATE = 44100
TIMES = np.array([[20.5, 400.0], [0.4, 3.0]]), np.array([[300.0, 7.0], [2000.0, 900.0]])
"""attacks and decays, samples; one note is silent before the end"""
WORK = {
    "envelope": (lambda *x: attack_decay(*x, 1300), TIMES),
    "warp": (lambda *x: warped_time(*x, 700), (np.array([1.0, -0.5, 0.0]), np.array([300.0, 50.0, 1.0]))),
    "modes": (lambda *x: modes(*x, 1111), test_impact.problem(3, 32)),
    "reverb": (lambda *x: reverb_impulse(*x, RATE, 3000), test_reverb.bands(2, 5)),
}


def both_ways(work, arrays, dtype, device="cpu"):
    inputs = [torch.tensor(x, dtype=dtype, device=device).requires_grad_() for x in arrays]
    y = work(*inputs)
    g = torch.tensor(np.random.default_rng(1).standard_normal(y.shape), dtype=y.dtype, device=device)
    return y.detach(), torch.autograd.grad(y, inputs, g)


@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-6), (torch.float32, 2e-5)])
def test_both_ways_are_the_same(monkeypatch, name, dtype, tolerance):
    want, exact = both_ways(*WORK[name], torch.float64)
    monkeypatch.setattr(devices, "resident", lambda x: True)
    got, close = both_ways(*WORK[name], dtype)
    assert (got - want).abs().max() < tolerance * want.abs().max()
    for a, b in zip(exact, close, strict=True):
        assert (a - b).abs().max() < 5 * tolerance * a.abs().max()


@pytest.mark.parametrize("name", WORK)
def test_nothing_lies_on_another_device(name):
    y, gradients = both_ways(*WORK[name], torch.float32, "meta")
    assert {x.device.type for x in (y, *gradients)} == {"meta"}


def test_a_reverb_longer_than_its_basis_ends_in_silence_on_a_device(monkeypatch):
    inputs = [torch.tensor(x, dtype=torch.float32) for x in test_reverb.bands()]
    monkeypatch.setattr(devices, "resident", lambda x: True)
    assert reverb_impulse(*inputs, RATE, BASIS_LENGTH + 9)[..., BASIS_LENGTH:].abs().max() == 0
