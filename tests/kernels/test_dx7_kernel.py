"""Laws of the DX7 operation: it is the recurrence, its gradient is the derivative, sidebands are Bessel's."""

import numpy as np
import pytest
import torch

from bridge.kernels.dx7 import dx7
from bridge.kernels.dx7_reference import dx7_reference

NAMES = ("omega", "gains", "matrix", "feedback", "source", "output")
MOVING = ("omega", "gains", "feedback")


def problem(batch, samples, operators=6, seed=0, feedback=0.8):
    """Random voices: any modulation of lower operators by higher ones, one loop each."""
    rng = np.random.default_rng(seed)
    shape = (batch, operators)
    first, last = rng.integers(operators, size=batch), rng.integers(operators, size=batch)
    one = np.eye(operators)
    return {
        "omega": rng.uniform(0.01, 0.6, shape),
        "gains": rng.uniform(0, 1, (*shape, -(-samples // 64) + 1)),
        "matrix": np.triu(rng.uniform(-2, 2, (batch, operators, operators)), 1),
        "feedback": one[np.minimum(first, last)] * rng.uniform(0.1, feedback, (batch, 1)),
        "source": one[np.maximum(first, last)],
        "output": rng.uniform(-1, 1, shape),
    }


def tensors(arrays, dtype=torch.float64, grad=False):
    return [torch.tensor(arrays[n], dtype=torch.float64 if n == "omega" else dtype).requires_grad_(grad and n in MOVING)
            for n in NAMES]  # fmt: skip


@pytest.mark.parametrize(("batch", "samples"), [(1, 700), (2, 64), (17, 257)])
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-11), (torch.float32, 5e-5)])
def test_it_is_the_recurrence(batch, samples, dtype, tolerance):
    arrays = problem(batch, samples, seed=batch)
    got = dx7(*tensors(arrays, dtype), samples)
    assert got.dtype == dtype and got.shape == (batch, samples)
    np.testing.assert_allclose(got.numpy(), dx7_reference(**arrays, samples=samples), atol=tolerance)


def test_gradcheck():
    inputs = tensors(problem(3, 150, 4, feedback=0.5), grad=True)
    assert torch.autograd.gradcheck(lambda *x: dx7(*x, 150), inputs)


@pytest.mark.parametrize("batch", [1, 3, 21])
def test_float32_gradients_are_those_of_float64(batch):
    arrays = problem(batch, 1300, seed=3)
    g = torch.tensor(np.random.default_rng(1).standard_normal((batch, 1300)))

    def gradients(dtype):
        inputs = tensors(arrays, dtype, grad=True)
        wanted = [x for x, n in zip(inputs, NAMES, strict=True) if n in MOVING]
        return torch.autograd.grad((dx7(*inputs, 1300) * g.to(dtype)).sum(), wanted)

    for name, a, b in zip(MOVING, gradients(torch.float64), gradients(torch.float32), strict=True):
        assert (a - b).abs().max() < 2e-4 * a.abs().max(), name


def test_a_voice_does_not_depend_on_its_neighbours():
    arrays = problem(18, 900)
    together = dx7(*tensors(arrays, torch.float32), 900)
    for row in (0, 15, 17):
        alone = dx7(*(x[row : row + 1] for x in tensors(arrays, torch.float32)), 900)
        assert (together[row] - alone[0]).abs().max() < 1e-6


def test_tamed_feedback_forgets_the_past_only():
    """With nothing carried back, the gradient is that of a voice whose loop repeats a constant signal."""
    arrays = problem(2, 200, seed=5)
    g = torch.tensor(np.random.default_rng(1).standard_normal((2, 200)))
    inputs = tensors(arrays, grad=True)
    whole = torch.autograd.grad((dx7(*inputs, 200) * g).sum(), inputs[0], retain_graph=True)[0]
    again = torch.autograd.grad((dx7(*inputs, 200, torch.ones(2)) * g).sum(), inputs[0])[0]
    tamed = torch.autograd.grad((dx7(*inputs, 200, torch.zeros(2)) * g).sum(), inputs[0])[0]
    assert torch.equal(whole, again) and not torch.allclose(whole, tamed, rtol=1e-3)
    arrays["feedback"] = 0 * arrays["feedback"]
    inputs = tensors(arrays, grad=True)
    whole, tamed = (torch.autograd.grad((dx7(*inputs, 200, c) * g).sum(), inputs[0])[0]
                    for c in (torch.ones(2), torch.zeros(2)))  # fmt: skip
    assert torch.equal(whole, tamed)


def test_sidebands_are_bessel_s():
    """A sine of index I that modulates a sine: lines at c + k·m with amplitudes J_k(I), without any delay between."""
    scipy = pytest.importorskip("scipy.special")
    samples, carrier, modulator, index = 4096, 600, 64, 2.5
    omega = torch.tensor([[carrier, modulator]], dtype=torch.float64) * (2 * np.pi / samples)
    gains = torch.ones(1, 2, samples // 64 + 1, dtype=torch.float64)
    matrix = torch.tensor([[[0, index], [0, 0]]], dtype=torch.float64)
    none, first = torch.zeros(1, 2, dtype=torch.float64), torch.tensor([[1.0, 0.0]], dtype=torch.float64)
    spectrum = np.fft.rfft(dx7(omega, gains, matrix, none, none, first, samples)[0].numpy()) / (samples / 2)
    for k in range(-4, 5):
        assert spectrum[carrier + k * modulator].imag == pytest.approx(-scipy.jv(k, index), abs=1e-9)


def test_no_voices_make_no_sound():
    empty = [x[:0] for x in tensors(problem(1, 64), torch.float32)]
    assert dx7(*empty, 64).shape == (0, 64)


def test_too_few_gains_are_refused():
    with pytest.raises(ValueError, match="too few"):
        dx7(*tensors(problem(1, 64)), 65)
