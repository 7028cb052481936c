"""Laws of the envelope and of warped time: continuous, monotone, closed forms, exact gradients."""

import math

import torch

from bridge.kernels.envelope import attack_decay
from bridge.kernels.warp import warped_time


def double(*rows):
    return [torch.tensor(r, dtype=torch.float64, requires_grad=True) for r in rows]


def test_envelope_rises_in_a_line_and_falls_by_e_in_its_time_constant():
    attack, decay = double([[100.0, 0.4]], [[300.0, 70.0]])
    e = attack_decay(attack, decay, 900).detach()
    assert e.shape == (1, 2, 900)
    assert torch.allclose(e[0, 0, :100], torch.arange(100).double() / 100)
    assert e[0, 0, 100] == 1.0 and e.max() <= 1.0
    assert torch.allclose(e[0, 0, 400] / e[0, 0, 100], torch.tensor(math.exp(-1)).double())
    assert e[0, 1, 0] == 0.0
    assert (e[0, 0].diff().abs() < 0.011).all()


def test_envelope_gradcheck():
    attack, decay = double([[100.3, 0.4], [7.5, 900.0]], [[300.0, 70.0], [20.0, 5.0]])
    assert torch.autograd.gradcheck(lambda a, d: attack_decay(a, d, 700)[..., ::13], (attack, decay))


def test_envelope_in_float32_and_never_denormal():
    attack, decay = (torch.tensor([[20.0]]), torch.tensor([[30.0]]))
    e = attack_decay(attack, decay, 9000)
    exact = attack_decay(attack.double(), decay.double(), 9000)
    assert e.dtype == torch.float32
    assert (e - exact).abs().max() < 1e-6
    assert e[e > 0].min() > 1e-30


def test_warped_time_integrates_the_falling_pitch():
    sweep, tau = double([1.0, -0.5], [300.0, 50.0])
    w = warped_time(sweep, tau, 2000).detach()
    t = torch.arange(2000).double()
    frequency = 1 + sweep.detach()[:, None] * torch.exp(-(t[:-1] + 0.5) / tau.detach()[:, None])
    assert (w.diff() - frequency).abs().max() < 1e-4
    assert (w[:, 0] == 0).all()


def test_warped_time_gradcheck():
    sweep, tau = double([1.0, -0.5, 0.0], [300.0, 50.0, 1.0])
    assert torch.autograd.gradcheck(lambda s, x: warped_time(s, x, 600)[:, ::17], (sweep, tau))
