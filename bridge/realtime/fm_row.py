"""The numbers of one FM preset at one pitch, in the places where the audio thread looks for them.

The first `GLIDES` numbers of a row glide when a sounding note receives a new one; the rest hold from the next tick on:
inaudible, as envelopes keep their value.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bridge.kernels.control import FMControl
from bridge.realtime.fm_lanes import V

OMEGA = 0  # V: turns per sample at rest
OUTPUT = OMEGA + V  # V: a_v
MATRIX = OUTPUT + V  # V·V: A_vj / 2π, turns
LEFT = MATRIX + V * V
RIGHT = LEFT + 1
WARP = LEFT + 2  # k
GLIDES = LEFT + 3
SWEEP = GLIDES  # s, for the Nyquist fade
WARP_DECAY = GLIDES + 1  # e^{−1/τ}
RELEASE = GLIDES + 2  # e^{−1/release}
OPERATORS = GLIDES + 3
ATTACK = GLIDES + 4  # V: α_v, samples
DECAY = ATTACK + V  # V: δ_v, samples
TUNED = DECAY + V  # V: 1 where the operator follows the note
ROW = TUNED + V


def fm_row(control: FMControl, tuned: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Row `[ROW]` of one note, velocity 1. tuned: which operators follow it. For the control side: it allocates."""
    row = np.zeros(ROW)
    count = len(control.omega)
    row[OMEGA : OMEGA + count] = control.omega / (2 * math.pi)
    row[OUTPUT : OUTPUT + count] = control.output
    for v in range(count):
        row[MATRIX + v * V : MATRIX + v * V + count] = control.matrix[v] / (2 * math.pi)
    row[LEFT], row[RIGHT] = control.left, control.right
    row[WARP] = -control.warp * control.warp_time * math.expm1(-1.0 / control.warp_time)
    row[SWEEP] = control.warp
    row[WARP_DECAY] = math.exp(-1.0 / control.warp_time)
    row[RELEASE] = math.exp(-1.0 / control.release)
    row[OPERATORS] = count
    row[ATTACK : ATTACK + count] = control.attack
    row[DECAY : DECAY + count] = control.decay
    row[TUNED : TUNED + count] = tuned
    return row
