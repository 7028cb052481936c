"""Sine and cosine of an angle in turns as polynomials, for numba kernels in float32: scalars or lanes.

    p − round(p) = r in [−½, ½]      sin 2πr = r (1 − 4r²) S(r²)      cos 2πr = (1 − 16r²) C(r²)

The factors carry the zeros, so S and C are smooth and positive and a degree of 5 leaves 1.3e-9 and 1.2e-8
(minimax fit weighted with the factors); rounding in float32 adds 2e-8 and 3e-7. Angles in turns make the
wrapping one subtraction.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numba.extending import overload

from bridge.kernels.lanes import LanesType, spread_as

SINE = (
    6.283185269969677,
    -16.208955621046908,
    16.769188696259278,
    -9.624590644136088,
    3.5162948554143947,
    -0.798181330915104,
)
COSINE = (
    0.9999999881285845,
    -3.7392046252172695,
    5.111852505032393,
    -3.6607414008158843,
    1.597945417515221,
    -0.40875408859148027,
)


def like(x, number):
    """`number` in the type of x: a float32 or float64 scalar, or lanes of either."""
    raise NotImplementedError("for numba kernels only")


@overload(like, inline="always")
def _overload_like(x, number):
    single = str(getattr(x, "dtype", x)) == "float32"
    if isinstance(x, LanesType):
        kind = np.float32 if single else np.float64
        return lambda x, number: spread_as(x, kind(number))
    return (lambda x, number: np.float32(number)) if single else (lambda x, number: np.float64(number))


@njit
def wrap32(p):
    """p − round(p) for |p| < 2²²: adding 1.5·2²³ leaves no bits behind the point."""
    magic = like(p, 12582912.0)
    return p - ((p + magic) - magic)


@njit
def wrap64(p):
    """The same for float64, |p| < 2⁵¹."""
    magic = like(p, 6755399441055744.0)
    return p - ((p + magic) - magic)


@njit
def sine(r):
    """sin 2πr for r in [−½, ½]. Even and odd powers are summed apart: a shorter chain for one lone voice."""
    x = r * r
    xx = x * x
    even = like(r, SINE[0]) + xx * (like(r, SINE[2]) + xx * like(r, SINE[4]))
    odd = like(r, SINE[1]) + xx * (like(r, SINE[3]) + xx * like(r, SINE[5]))
    return (r - like(r, 4.0) * x * r) * (even + x * odd)


@njit
def cosine(r):
    """cos 2πr for r in [−½, ½]."""
    x = r * r
    xx = x * x
    even = like(r, COSINE[0]) + xx * (like(r, COSINE[2]) + xx * like(r, COSINE[4]))
    odd = like(r, COSINE[1]) + xx * (like(r, COSINE[3]) + xx * like(r, COSINE[5]))
    return (like(r, 1.0) - like(r, 16.0) * x) * (even + x * odd)
