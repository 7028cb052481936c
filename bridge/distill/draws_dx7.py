"""Random DX7 patches as a sound designer might begin with them: short and long, harmonic and not, calm and noisy.

They are hardly detuned: what a count of detune is, instruments and their imitations do not agree on.
"""

from __future__ import annotations

import numpy as np

from bridge.kernels.dx7_curves import SPEED
from bridge.voices.dx7 import MIDDLE_C, OPERATORS, TRANSPOSE, carriers

HARMONIC = (0, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 11)
"""coarse ratios"""
FALL = 8.0
"""octaves (48 dB) that an envelope falls in the length drawn for it"""


def rate_for(octaves_a_second: float) -> float:
    """The rate, a real number 0 … 99, at which a level falls so fast."""
    return float(np.interp(np.log2(octaves_a_second), SPEED, np.arange(100)))


def draw_dx7(rng: np.random.Generator) -> dict[str, float]:
    """Natural parameters by name."""
    algorithm = int(rng.integers(1, 33))
    values = {"algorithm": float(algorithm), "level": -6.0}
    values["root_hz"] = MIDDLE_C * 2.0 ** (rng.uniform(-TRANSPOSE, TRANSPOSE) / 12)
    noisy = rng.random() < 0.2
    values["feedback"] = float(rng.uniform(5, 7) if noisy else max(rng.uniform(-4, 6), 0.0))
    held, slow, harmonic = rng.random() < 0.25, rng.random() < 0.2, rng.random() < 0.6
    length = float(np.exp(rng.uniform(np.log(0.06), np.log(6.0))))
    bright = rng.uniform(45, 88)
    heard = carriers(algorithm)
    for v in range(1, OPERATORS + 1):
        g, carrier = f"op{v}", v in heard
        values |= _frequency(rng, g, harmonic, carrier)
        if carrier:
            values[f"{g}_level"] = float(rng.uniform(80, 99)) if v == heard[0] or rng.random() < 0.7 else 0.0
        else:
            level = rng.normal(bright, 9) + (8 if noisy else 0)
            values[f"{g}_level"] = float(np.clip(level, 0, 99)) if rng.random() < 0.85 else 0.0
        values |= _envelope(rng, g, length * float(np.exp(rng.uniform(-1.2, 0.2))), held, slow, carrier)
    return values


def _frequency(rng: np.random.Generator, g: str, harmonic: bool, carrier: bool) -> dict[str, float]:
    fixed = rng.random() < (0.02 if harmonic else 0.15)
    coarse = float(rng.integers(1, 4)) if fixed else float(rng.choice(HARMONIC[: 9 if carrier else None]))
    if not harmonic and not carrier:
        coarse = float(rng.integers(0, 15))
    odd = fixed or (not harmonic and rng.random() < 0.7)
    return {f"{g}_mode": float(fixed), f"{g}_coarse": coarse, f"{g}_fine": float(rng.uniform(0, 99)) if odd else 0.0,
            f"{g}_detune": 7.0 + float(rng.choice((-1, 0, 0, 0, 1)))}  # fmt: skip


def _envelope(
    rng: np.random.Generator, g: str, length: float, held: bool, slow: bool, carrier: bool
) -> dict[str, float]:
    """Up, part of the way down, and to rest: nothing, or where a held sound stays."""
    speed = FALL / length
    first, second = speed * float(np.exp(rng.uniform(-0.3, 1.5))), speed * float(np.exp(rng.uniform(-1.0, 0.5)))
    top = rng.uniform(92, 99) if carrier else rng.uniform(80, 99)
    rest = rng.uniform(70, 92) if held or (not carrier and rng.random() < 0.3) else 0.0
    return {
        f"{g}_r1": float(rng.uniform(35, 65) if slow else rng.uniform(72, 99)),
        f"{g}_r2": rate_for(first), f"{g}_r3": rate_for(second), f"{g}_r4": float(rng.uniform(50, 80)),
        f"{g}_l1": top, f"{g}_l2": max(rng.uniform(0.6, 0.95) * top, rest), f"{g}_l3": rest, f"{g}_l4": 0.0,
    }  # fmt: skip
