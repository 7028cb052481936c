"""Laws of the FM operation: it is the recurrence, its gradient is the derivative, sidebands are Bessel's."""

import math

import numpy as np
import pytest
import torch

from bridge.kernels.fm import fm
from bridge.kernels.fm_reference import fm_reference

NAMES = ("omega", "time", "envelope", "matrix", "output")


def problem(batch, operators, samples, seed=0, feedback=0.8):
    """Random voices with tame feedback and a pitch that moves."""
    rng = np.random.default_rng(seed)
    t = np.arange(samples)
    warp = rng.uniform(-0.3, 1.0, (batch, 1))
    return {
        "omega": rng.uniform(0.01, 0.6, (batch, operators)),
        "time": t + warp * 50 * (1 - np.exp(-t / 50)),
        "envelope": np.exp(-rng.uniform(0, 3, (batch, operators, 1)) * t / samples),
        "matrix": rng.uniform(-feedback, feedback, (batch, operators, operators)),
        "output": rng.uniform(-1, 1, (batch, operators)),
    }


def tensors(arrays, dtype=torch.float64, grad=False):
    kinds = {"omega": torch.float64, "time": torch.float64}
    return [torch.tensor(arrays[n], dtype=kinds.get(n, dtype)).requires_grad_(grad) for n in NAMES]


@pytest.mark.parametrize(("batch", "operators"), [(1, 2), (1, 6), (1, 11), (2, 4), (2, 17), (5, 3), (16, 4), (19, 6)])
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-12), (torch.float32, 2e-5)])
def test_it_is_the_recurrence(batch, operators, dtype, tolerance):
    arrays = problem(batch, operators, 700, feedback=min(0.8, 3.2 / operators))  # much more is chaos
    want = fm_reference(**arrays)
    got = fm(*tensors(arrays, dtype))
    assert got.dtype == dtype
    np.testing.assert_allclose(got.numpy(), want, atol=tolerance)


def test_gradcheck():
    assert torch.autograd.gradcheck(fm, tensors(problem(2, 3, 17), grad=True))


@pytest.mark.parametrize(("batch", "operators"), [(1, 4), (1, 6), (2, 9), (3, 4), (16, 4), (21, 4)])
def test_float32_gradients_are_those_of_float64(batch, operators):
    arrays = problem(batch, operators, 1300, seed=3, feedback=2 / operators)
    g = torch.tensor(np.random.default_rng(1).standard_normal((batch, 1300)))
    exact = torch.autograd.grad((fm(*(wide := tensors(arrays, grad=True))) * g).sum(), wide)
    single = tensors(arrays, torch.float32, grad=True)
    close = torch.autograd.grad((fm(*single) * g.float()).sum(), single)
    for name, a, b in zip(NAMES, exact, close, strict=True):
        assert (a - b).abs().max() < 3e-5 * a.abs().max(), name


def test_a_voice_does_not_depend_on_its_neighbours():
    arrays = problem(18, 4, 900)
    together = fm(*tensors(arrays, torch.float32))
    alone = torch.cat([fm(*tensors({n: x[b : b + 1] for n, x in arrays.items()}, torch.float32)) for b in range(18)])
    assert (together - alone).abs().max() < 2e-5


def test_sidebands_of_two_operators_are_bessel_functions():
    period, carrier, modulator, index = 4096, 1024, 64, 2.0
    y = fm(
        torch.tensor([[carrier, modulator]], dtype=torch.float64) * (2 * math.pi / period),
        torch.arange(2 * period, dtype=torch.float64)[None],
        torch.ones(1, 2, 2 * period),
        torch.tensor([[[0.0, index], [0.0, 0.0]]]),
        torch.tensor([[1.0, 0.0]]),
    )
    settled = y[0, period:].double()
    spectrum = 2 * torch.fft.rfft(settled).abs() / period
    for n in range(-6, 7):
        assert spectrum[carrier + n * modulator] == pytest.approx(abs(bessel(abs(n), index)), abs=1e-5)


def bessel(n, x):
    """J_n(x) by its integral."""
    theta = np.linspace(0, np.pi, 20001)
    values = np.cos(n * theta - x * np.sin(theta))
    return (values[1:] + values[:-1]).mean() / 2  # of the trapezia; numpy's own function changed its name


def test_time_far_from_zero_keeps_its_phase():
    """An hour into a tone, a float32 voice still has the phase of a float64 one."""
    arrays = problem(16, 2, 300, feedback=0.0)
    arrays["time"] = arrays["time"] + 3600 * 44100.0
    want = fm_reference(**arrays)
    np.testing.assert_allclose(fm(*tensors(arrays, torch.float32)).numpy(), want, atol=5e-6)


def test_chaos_is_not_hidden():
    """Violent feedback gives huge or non-finite gradients; the kernel must not clean them up."""
    arrays = problem(16, 4, 3000)
    arrays["envelope"][:] = 1.0
    arrays["matrix"] *= 40
    inputs = tensors(arrays, torch.float32, grad=True)
    grads = torch.autograd.grad(fm(*inputs).sum(), inputs)
    largest = max(float(d.abs().nan_to_num(nan=math.inf).max()) for d in grads)
    assert largest > 1e12
