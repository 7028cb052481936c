"""Lanes of every width do what numpy does."""

import numpy as np
import pytest
from numba import njit

from bridge.kernels.lanes import add_outer, load_few, spread_as, store, total, transform

WIDTHS = pytest.mark.parametrize("width", [4, 8, 16])


@njit
def _work(columns, vector, number, ways, out):
    x = load_few(vector, 0, ways)
    store(out, 0, transform(columns, 0, x))
    add_outer(columns, 0, x, spread_as(x, np.float32(number)) * x)
    return total(x)


@WIDTHS
def test_transform_total_and_outer(width):
    rng = np.random.default_rng(width)
    matrix = rng.standard_normal((width, width)).astype(np.float32)
    x = rng.standard_normal(width).astype(np.float32)
    columns, out = matrix.T.flatten(), np.zeros(width, np.float32)
    sum_of_x = _work(columns, x, 0.5, (0,) * width, out)
    np.testing.assert_allclose(out, matrix @ x, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(columns.reshape(width, width).T, matrix + 0.5 * np.outer(x, x), rtol=1e-5, atol=1e-5)
    assert sum_of_x == pytest.approx(x.sum(), rel=1e-5, abs=1e-5)
