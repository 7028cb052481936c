"""Damped modes as they are defined. Readable, float64, large temporaries: the oracle in the tests.

I_obj[t] = Σ_n a_n · e^{−d_n t} · cos(ω_n t)                                     (Audio-SDS poster)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def modes_reference(frequency: Array, damping: Array, amplitude: Array, length: int) -> Array:
    """frequency [B, N] rad/sample, damping [B, N] per sample, amplitude [B, N] -> [B, length]."""
    t = np.arange(length)
    decay = np.exp(-damping[:, :, None] * t)
    return (amplitude[:, :, None] * decay * np.cos(frequency[:, :, None] * t)).sum(axis=1)
