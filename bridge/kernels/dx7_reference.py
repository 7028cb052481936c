"""The DX7 recurrence as it is defined, one sample after the other, in float64. Slow: the tests' oracle.

    f_v[64k + i] = G_v[k] + (G_v[k+1] − G_v[k])·(i + 1)/64                 gains move in straight lines of 64 samples
    F[t]   = ½ Σ_j s_j (u_j[t−1] + u_j[t−2])                               feedback: the mean of the last two outputs
    u_v[t] = f_v[t] · sin(ω_v t + Σ_{j>v} A_vj u_j[t] + b_v F[t])          operators from the last to the first
    y[t]   = Σ_v a_v u_v[t]

Unlike `fm_reference` a modulator is heard in the same sample: the DX7 computes its operators from 6 down to 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BLOCK = 64
"""samples between two gains, as in the engines that play DX7 patches (msfa's N)"""


def dx7_reference(
    omega: Array, gains: Array, matrix: Array, feedback: Array, source: Array, output: Array, samples: int
) -> Array:
    """omega [B, V] rad/sample, gains [B, V, K] with 64·(K − 1) ≥ samples, matrix [B, V, V] rad (only j > v counts),
    feedback b, source s and output a [B, V] -> [B, samples]"""
    batch, operators = omega.shape
    y = np.zeros((batch, samples))
    for row in range(batch):
        one = two = 0.0
        u = np.zeros(operators)
        for t in range(samples):
            k, i = divmod(t, BLOCK)
            f = gains[row, :, k] + (gains[row, :, k + 1] - gains[row, :, k]) * (i + 1) / BLOCK
            loop = 0.5 * (one + two)
            for v in range(operators - 1, -1, -1):
                above = matrix[row, v, v + 1 :] @ u[v + 1 :]
                u[v] = f[v] * np.sin(omega[row, v] * t + above + feedback[row, v] * loop)
            one, two = source[row] @ u, one
            y[row, t] = output[row] @ u
    return y
