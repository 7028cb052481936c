"""The FM recurrence as it is defined, one sample after the other, in float64. Slow: the tests' oracle.

    u_v[t] = f_v[t] · sin(ω_v·W[t] + Σ_j A_vj u_j[t−1])        y[t] = Σ_v a_v u_v[t−1]        u[−1] = 0

Source: the Audio-SDS poster (arXiv 2505.04621). W is time in samples, warped by a pitch sweep; without one
W[t] = t.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def fm_reference(omega: Array, time: Array, envelope: Array, matrix: Array, output: Array) -> Array:
    """omega [B, V] rad/sample, time [B, T], envelope [B, V, T], matrix [B, V, V], output [B, V] -> [B, T]"""
    batch, samples = time.shape
    y = np.zeros((batch, samples))
    u = np.zeros(omega.shape)
    for t in range(samples):
        y[:, t] = (output * u).sum(axis=1)
        modulation = (matrix * u[:, None, :]).sum(axis=2)
        u = envelope[:, :, t] * np.sin(omega * time[:, t, None] + modulation)
    return y
