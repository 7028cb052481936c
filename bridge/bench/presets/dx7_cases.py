"""The patches that the checks of `dx7_parity` play: operator 1 alone, but where algorithms are checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bridge.voices.dx7 import FEEDBACK, carriers

Kind = Literal["cents", "dB", "slope", "release", "rise 3", "rise 6", "LSD"]
FLAT = {f"op1_{key}": 99 for key in ("l1", "l2", "l3", "r1", "r2", "r3")}
"""a held sine"""
FAST, FASTER = {"op1_coarse": 8}, {"op1_coarse": 16}
"""fast enough that 5 ms, and 1 ms, have a level"""


@dataclass(frozen=True)
class Case:
    """held: seconds until the key is let go (never)"""

    numbers: dict[str, int]
    seconds: float
    note: int = 60
    held: float | None = None


def _sines(key: str, values: tuple[int, ...], seconds: float, **more: int) -> tuple[Case, ...]:
    return tuple(Case(FLAT | more | {key: value}, seconds) for value in values)


def _falls(rates: tuple[int, ...], end: int = 0) -> list[Case]:
    return [Case(FLAT | FAST | {"op1_r2": rate, "op1_l2": end, "op1_l3": end}, 1.0) for rate in rates]


def _rises() -> tuple[Case, ...]:
    return tuple(Case(FLAT | FASTER | {"op1_r1": rate}, 1.2) for rate in (35, 40, 45, 50, 60))


def stack(algorithm: int) -> dict[str, int]:
    """Six operators at levels where wrong wiring is heard. algorithm: from 0."""
    rng = np.random.default_rng(0)
    numbers = {"algorithm": algorithm}
    for v in range(1, 7):
        numbers |= {f"op{v}_{key}": 99 for key in ("r1", "l1", "l2", "l3")}
        numbers |= {f"op{v}_level": int(rng.integers(65, 80)), f"op{v}_coarse": int(rng.integers(1, 6))}
    return numbers


def looped(algorithm: int, loop: int) -> dict[str, int]:
    """As `stack`, with feedback, and the operators of algorithm `loop`'s loop at full level, where engines agree."""
    start, end = FEEDBACK[loop]
    numbers = stack(algorithm) | {"feedback": 4} | {f"op{v}_coarse": v for v in range(1, 7)}
    numbers |= {f"op{v}_level": 80 if v in carriers(algorithm + 1) else 60 for v in range(1, 7)}
    return numbers | {f"op{v}_level": 99 for v in range(start, end + 1)}


def _feedback(algorithm: int, loop: tuple[int, ...], heard: int) -> tuple[Case, ...]:
    """One operator heard alone, with what feeds it: the loop's operators, at two levels. algorithm: from 1."""
    used = {heard, *loop}
    numbers = {"algorithm": algorithm - 1, "op1_level": 0} | {
        f"op{v}_{k}": 99 for v in used for k in ("l1", "l2", "l3", "r1")
    }
    numbers |= {f"op{heard}_level": 99}
    return tuple(
        Case(numbers | {"feedback": f} | {f"op{v}_level": level for v in loop}, 0.3)
        for f in range(1, 8)
        for level in (80, 65)
    )


_VIBRATO = {"lfo_speed": 35, "lfo_pitch_depth": 99, "pitch_sensitivity": 7, "lfo_wave": 4}
_TREMOLO = {"lfo_speed": 35, "lfo_amplitude_depth": 99, "op1_amplitude_sensitivity": 3}
_SCALED = {"op1_right_depth": 50, "op1_break_point": 39}

CASES: dict[str, tuple[Case, ...]] = {
    "note": tuple(Case(FLAT, 1.0, note) for note in (33, 48, 60, 71, 84, 96)),
    "transpose": _sines("transpose", (0, 12, 25, 43, 48), 1.0),
    "coarse": _sines("op1_coarse", (0, 1, 2, 3, 7, 11, 18, 31), 1.0),
    "fine": _sines("op1_fine", (1, 13, 41, 77, 99), 1.0, op1_coarse=3),
    "fixed frequency": tuple(Case(FLAT | {"op1_mode": 1, "op1_coarse": c, "op1_fine": f}, 1.0, 90)
                             for c, f in ((2, 0), (2, 77), (3, 30), (7, 5))),
    "detune": _sines("op1_detune", (0, 3, 6, 7, 8, 11, 14), 1.0),
    "output level": _sines("op1_level", (99, 95, 80, 61, 50, 37, 20), 0.4),
    "envelope level": tuple(Case(FLAT | {f"op1_l{k}": level for k in (1, 2, 3)}, 0.4)
                            for level in (99, 98, 95, 80, 61, 50, 37, 31)),
    "fall": tuple(_falls((27, 35, 43, 50, 54, 58, 61, 65, 70))),
    "part of a fall": tuple(case for end in (85, 80, 70, 60, 50, 30) for case in _falls((45,), end)),
    "rise to -6 dB": _rises(),
    "rise to -3 dB": _rises(),
    "release": tuple(Case(FLAT | FAST | {"op1_l4": 0, "op1_r4": rate}, 1.2, held=0.3) for rate in (35, 45, 55)),
    "algorithm": tuple(Case(stack(k), 0.2) for k in range(32)),
    "feedback": _feedback(31, (6,), 5),
    "feedback of algorithm 32": _feedback(32, (6,), 6),
    "feedback of algorithm 6": _feedback(6, (6, 5), 5),
    "feedback of algorithm 4": _feedback(4, (6, 5, 4), 4),
    "keyboard rate scaling": tuple(Case(FLAT | FAST | {"op1_r2": 45, "op1_l2": 0, "op1_l3": 0, "op1_rate_scaling": s},
                                        1.0, 84) for s in (1, 3, 7)),
    "keyboard level scaling": tuple(Case(FLAT | {"op1_level": 80} | _SCALED, 0.4, note) for note in (57, 72, 84)),
    "velocity sensitivity": _sines("op1_velocity_sensitivity", (0, 2, 4, 7), 0.4, op1_level=80),
    "pitch envelope": _sines("pitch_l3", (49, 60, 80), 1.0),
    "LFO: vibrato": (Case(FLAT | _VIBRATO, 1.0),),
    "LFO: tremolo": (Case(FLAT | _TREMOLO, 1.0),),
}  # fmt: skip
"""[check] -> patches; for levels, the first is what the others are compared with"""
