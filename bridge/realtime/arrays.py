"""Names for what compiled functions take, and the audio thread's step. Numba finds exact types when first called.

They copy arrays in loops: for a slice that is assigned numba would compile its error message, seconds in all.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

TICK = 32
"""samples in which the engine moves on: notes begin and controls change at multiples of it (0.7 ms)"""

Record = Any
"""one element of a structured array; compiled code reads and writes its fields as attributes"""
Records = NDArray[Any]
"""structured array: one record a slot"""
Row = NDArray[np.float64]
"""the numbers of one preset at one pitch (`fm_row`, `impact_row`)"""
Wave = NDArray[np.float64]
Floats = NDArray[np.float32]
Flags = NDArray[np.uint8]
Pair = tuple[Floats, Floats]
"""one array for each side of the reverb"""
