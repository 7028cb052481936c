"""Sounds shared among threads are those of one thread, to the last bit, gradients too."""

import pytest
import test_devices
import test_dx7_kernel
import test_fm
import torch

from bridge.kernels.dx7 import dx7
from bridge.kernels.fm import fm
from bridge.kernels.threads import share

SINGLE, DOUBLE = torch.float32, torch.float64


def plain(work, arrays):
    return work, [torch.tensor(x, dtype=SINGLE) for x in arrays]


WORK = {name: plain(*some) for name, some in test_devices.WORK.items()} | {
    "fm, one voice after the other": (fm, test_fm.tensors(test_fm.problem(3, 4, 300), SINGLE)),
    "fm, sixteen at once": (fm, test_fm.tensors(test_fm.problem(35, 4, 300), SINGLE)),
    "fm, exact": (fm, test_fm.tensors(test_fm.problem(7, 4, 300), DOUBLE)),
    "dx7": (lambda *x: dx7(*x, 300), test_dx7_kernel.tensors(test_dx7_kernel.problem(35, 300), SINGLE)),
}


@pytest.mark.parametrize("name", WORK)
def test_three_threads_compute_what_one_does(monkeypatch, name):
    work, inputs = WORK[name]
    found = []
    for threads in (1, 3):
        monkeypatch.setattr(torch, "get_num_threads", lambda threads=threads: threads)
        moving = [x.clone().requires_grad_() for x in inputs]
        y = work(*moving)
        found.append((y, *torch.autograd.grad(y.square().sum(), moving, allow_unused=True)))
    assert found[0][0].abs().max() > 0
    assert all((a is b is None) or torch.equal(a, b) for a, b in zip(*found, strict=True))


@pytest.mark.parametrize(("count", "threads"), [(1, 1), (1, 4), (2, 3), (7, 3), (16, 16), (0, 2)])
def test_every_row_is_given_out_once(count, threads):
    given = []
    share(lambda first, last, to: to.extend(range(first, last)), count, threads, given)
    assert sorted(given) == list(range(count))


def test_an_error_in_a_thread_is_not_lost():
    def fails_at_the_end(first, last):
        if last == 9:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        share(fails_at_the_end, 9, 3)
