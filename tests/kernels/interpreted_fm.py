"""FM as a GPU would run it, by Triton's interpreter: run by `test_fm_triton` in a process of its own.

TRITON_INTERPRET must be set before a kernel is decorated. Every operation is a numpy call, so sounds are a dozen
samples long, and blocks and groups of voices as much shorter.
"""

import numpy as np
import pytest
import torch
from test_fm import NAMES, problem, tensors
from triton import language as tl
from triton.runtime import interpreter

from bridge.kernels import devices, fm_triton
from bridge.kernels.fm import fm


@pytest.fixture(autouse=True)
def _interpreter(monkeypatch):
    """Small blocks; and loops, whose bounds Triton 3.6 reads as numpy 2.4 no longer allows (Triton's issue 9171)."""
    monkeypatch.setattr(fm_triton, "LANES", tl.constexpr(4))
    monkeypatch.setattr(fm_triton, "BLOCK", tl.constexpr(8))
    patch = interpreter._patch_lang_tensor

    def patch_and_mend(tensor, scope):
        patch(tensor, scope)
        scope.set_attr(tensor, "__index__", lambda self: int(self.handle.data.item()))

    monkeypatch.setattr(interpreter, "_patch_lang_tensor", patch_and_mend)


def both_ways(arrays, dtype, tame=None):
    """y and its gradients for a random ∂L/∂y."""
    inputs = tensors(arrays, dtype, grad=True)
    y = fm(*inputs, tame)
    g = torch.tensor(np.random.default_rng(1).standard_normal(y.shape), dtype=dtype)
    return y.detach(), torch.autograd.grad(y, inputs, g)


def apart(monkeypatch, arrays, dtype, tame=None):
    """How far the device's way is from the exact CPU kernel: y, and the gradients relative to their largest."""
    want, exact = both_ways(arrays, torch.float64, tame)
    monkeypatch.setattr(devices, "resident", lambda x: True)
    got, close = both_ways(arrays, dtype, tame)
    assert got.dtype == dtype and [a.shape for a in close] == [a.shape for a in exact]
    relative = [float((a - b).abs().max() / a.abs().max()) for a, b in zip(exact, close, strict=True)]
    return float((got - want).abs().max()), dict(zip(NAMES, relative, strict=True))


@pytest.mark.parametrize(("batch", "operators"), [(7, 1), (5, 2), (2, 3), (1, 4), (1, 5), (3, 6)])
def test_it_is_the_recurrence_and_its_adjoint(monkeypatch, batch, operators):
    samples = 17 if operators < 3 else 9
    y, gradients = apart(monkeypatch, problem(batch, operators, samples, feedback=2 / operators), torch.float32)
    assert y < 5e-6
    assert all(error <= 15e-6 for error in gradients.values()), gradients


def test_in_float64_too(monkeypatch):
    y, gradients = apart(monkeypatch, problem(3, 2, 10), torch.float64)
    assert y < 1e-13
    assert all(error <= 3e-13 for error in gradients.values()), gradients


def test_strong_feedback_is_tamed_alike(monkeypatch):
    arrays = problem(2, 2, 10)
    arrays["matrix"] *= np.array([5.0, 0.05])[:, None, None]  # one voice that is tamed, one that is not
    y, gradients = apart(monkeypatch, arrays, torch.float64, tame=0.7)
    assert y < 1e-12
    assert all(error <= 3e-12 for error in gradients.values()), gradients
    wild = both_ways(arrays, torch.float64)[1]
    tame = both_ways(arrays, torch.float64, 0.7)[1]
    assert (wild[3][0] - tame[3][0]).abs().max() > 1e-3
    assert torch.allclose(wild[3][1], tame[3][1])


def test_time_far_from_zero_keeps_its_phase(monkeypatch):
    """An hour into a tone a float32 phase would be noise."""
    arrays = problem(2, 2, 9, feedback=0.0)
    arrays["time"] = arrays["time"] + 3600 * 44100.0
    y, gradients = apart(monkeypatch, arrays, torch.float32)
    assert y < 5e-6
    assert all(error <= 15e-6 for error in gradients.values()), gradients
