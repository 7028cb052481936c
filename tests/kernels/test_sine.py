"""The polynomial sine is a sine; lanes are sixteen scalars."""

import numpy as np
from numba import njit

from bridge.kernels.lanes import LANES, aligned, gather, load, scatter, store
from bridge.kernels.sine import cosine, sine, wrap32


@njit
def _scalars(p, out):
    for i in range(len(p)):
        r = wrap32(p[i])
        out[0, i], out[1, i] = sine(r), cosine(r)


@njit
def _lanes(p, s, c):
    for i in range(0, len(p), LANES):
        r = wrap32(load(p, i))
        store(s, i, sine(r))
        store(c, i, cosine(r))


@njit
def _there_and_back(rows, count, held, back):
    gather(rows, 0, rows.size // count, count - 1, held, 0, LANES)
    scatter(back, 0, rows.size // count, count - 1, held, 0, LANES)


@njit
def _line(count):
    return aligned(count, np.float32)


def test_sine_and_cosine_of_turns():
    p = np.linspace(-3, 3, 64001)[:64000].astype(np.float32)
    out = np.empty((2, len(p)), np.float32)
    _scalars(p, out)
    exact = 2 * np.pi * p.astype(float)
    s, c = np.empty_like(p), np.empty_like(p)
    _lanes(p, s, c)
    for sines, cosines in (out, (s, c)):
        assert np.abs(sines - np.sin(exact)).max() < 4e-7
        assert np.abs(cosines - np.cos(exact)).max() < 6e-7


def test_tiles_are_transposed_there_and_back():
    rng = np.random.default_rng(0)
    for count in (1, 5, 16):
        rows = rng.standard_normal((count, 40)).astype(np.float32)
        held, back = np.empty(LANES * LANES, np.float32), np.zeros_like(rows)
        _there_and_back(rows.reshape(-1), count, held, back.reshape(-1))
        lanes = held.reshape(LANES, LANES)
        np.testing.assert_array_equal(lanes[:, :count], rows[:, :LANES].T)
        assert (lanes[:, count:] == lanes[:, count - 1 : count]).all()
        np.testing.assert_array_equal(back[:, :LANES], rows[:, :LANES])


def test_scratch_lies_on_cache_lines():
    for count in (1, 16, 1000):
        scratch = _line(count)
        assert len(scratch) == count and scratch.ctypes.data % 64 == 0
