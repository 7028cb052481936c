"""Random presets a sound designer might have begun with: where banks, initial guesses and random search come from.

Uniform knobs sound alike (noisy, inharmonic, endless). These draws spread over kinds of sound instead: short and long,
harmonic and not, few partials and many, dry and wet.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bridge.distill.draws_dx7 import draw_dx7
from bridge.voices.catalog import Voice

HARMONIC = np.array([0.5, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 8])
INHARMONIC = np.array([0.5, 1, 1, 1, 2, 3, 5, 1.41, 1.73, 2.76, 3.5, 4.2, 5.4, 7.1, 8.93, 11, 13.3])


def draw_presets(voice: Voice, which: int | Iterable[int], seed: int) -> np.ndarray:
    """Natural values [count, P] in the voice's column order, of so many draws or of those with these numbers: a number
    and a seed give the same row whatever else is drawn."""
    make = {"fm": _draw_fm, "impact": _draw_impact, "dx7": lambda rng, _: draw_dx7(rng)}[voice.family]
    numbers = range(which) if isinstance(which, int) else which
    rows = [voice.space.to_list(make(np.random.default_rng([seed, int(i)]), voice.size)) for i in numbers]
    return np.array(rows)


def _log(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _draw_fm(rng: np.random.Generator, operators: int) -> dict[str, float]:
    held = rng.random() < 0.25
    length = _log(rng, 2.5, 8.0) if held else _log(rng, 0.02, 2.5)
    ratios = HARMONIC if rng.random() < 0.55 else INHARMONIC
    detune = 0.004 * rng.random() ** 2
    values = {"root_hz": _log(rng, 35, 1800), "level": -6.0, "pan": 0.0, "release": max(0.05, 0.5 * length)}
    values["sweep"] = float(rng.choice([0.0, rng.uniform(0, 40), rng.uniform(-12, 12)], p=[0.55, 0.3, 0.15]))
    values["sweep_time"] = _log(rng, 0.005, 0.2)
    carriers = rng.permutation(operators)[: 1 + rng.integers(min(3, operators))]
    slow = rng.random() < 0.2
    for v in range(operators):
        g = f"op{v + 1}"
        ratio = float(rng.choice(ratios)) * float(np.exp(rng.normal(0, detune)))
        values[f"{g}_mode"] = float(rng.random() < (0.03 if ratios is HARMONIC else 0.25))
        values[f"{g}_fixed_hz"] = _log(rng, 60, 9000)
        values[f"{g}_ratio"] = ratio
        values[f"{g}_attack"] = _log(rng, 0.02, 0.4) if slow else _log(rng, 0.0005, 0.01)
        values[f"{g}_decay"] = length * _log(rng, 0.2, 1.2)
        values[f"{g}_level"] = float(rng.uniform(0.3, 1.0)) if v in carriers else 0.0
    density = rng.uniform(0.15, 0.7)
    wild = rng.random() < (0.15 if ratios is HARMONIC else 0.5)  # strong loops: the noise of this voice
    for v in range(1, operators + 1):
        for j in range(1, operators + 1):
            spread = (3.0 if wild else 0.4) if v == j else (2.5 if wild else 1.3)
            values[f"a{v}{j}"] = float(rng.normal(0, spread)) if rng.random() < density else 0.0
    return values


def _series(rng: np.random.Generator, modes: int) -> np.ndarray:
    """Relative mode frequencies of a string, a bar, a membrane or an irregular body, [modes], ascending from 1."""
    n = np.arange(1, modes + 1)
    kind = rng.integers(4)
    if kind == 0:
        ratios = n * np.sqrt(1 + _log(rng, 1e-6, 1e-2) * n**2)
    elif kind == 1:
        ratios = ((2 * n + 1) / 3.0) ** 2  # free bar, Fletcher & Rossing §2.16
    elif kind == 2:
        ratios = 1 + 0.59 * (n - 1) ** 0.85  # grows like the circular membrane's zeros 1, 1.59, 2.14, 2.30 …
    else:
        ratios = np.sort(np.exp(rng.uniform(0, np.log(60), modes)))
    ratios = ratios / ratios[0]
    return ratios * np.exp(rng.normal(0, 0.01, modes))


def _draw_impact(rng: np.random.Generator, modes: int) -> dict[str, float]:
    base = _log(rng, 45, 2500)
    hz = np.minimum(base * _series(rng, modes), 17000 * np.exp(rng.uniform(-1.5, 0, modes)))
    floor = 1 / _log(rng, 0.008, 1.5)
    damping = np.clip(floor * (1 + _log(rng, 0.002, 3) * (hz / 1000) ** rng.uniform(0.5, 1.6)), 0.4, 900)
    slope = rng.uniform(-1.6, 0.3)
    amplitude = 0.6 * (hz / hz[0]) ** slope * np.exp(rng.normal(0, 0.7, modes))
    alive = rng.random(modes) < rng.uniform(0.15, 1.0)
    alive[0] = True
    amplitude = np.where(alive, amplitude, 1e-4)
    values: dict[str, float] = {}
    for i in range(modes):
        values[f"mode{i + 1}_hz"] = float(hz[i])
        values[f"mode{i + 1}_damping"] = float(damping[i])
        values[f"mode{i + 1}_amp"] = float(amplitude[i])
    centre, width = _log(rng, 80, 12000), rng.uniform(0.5, 3.0)
    room = 1 / _log(rng, 0.01, 0.8)
    loudness = _log(rng, 0.003, 0.5)
    for m in range(16):
        band = 60.0 * (14000.0 / 60.0) ** (m / 15)
        distance = np.log2(band / centre) / width
        values[f"band{m + 1}_hz"] = band
        values[f"band{m + 1}_damping"] = float(room * np.exp(rng.normal(0, 0.3)))
        values[f"band{m + 1}_amp"] = float(max(loudness * np.exp(-0.5 * distance**2), 1e-4))
    values["mix"] = float(rng.choice([rng.uniform(0, 0.3), rng.uniform(0, 1), rng.uniform(0.7, 1)]))
    values["level"] = -6.0
    return values
