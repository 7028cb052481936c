"""The DX7 voice's parameters -> the few numbers its sample loop needs. No torch: the real-time voice uses it too.

The differentiable voice (`bridge.synths.dx7`) computes the same formulas with gradients; a test holds the two together.
The formulas are those of `bridge.kernels.dx7_curves`; the loop is `bridge.kernels.dx7_reference`.

An envelope is a broken line of octaves over time, its corners `times` and `octaves`: a fall is one piece, a rise a jump
and then one piece an octave, since it slows at every whole one. Gains are read off that line every 64 samples, the
first at the level before the note.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bridge.kernels.dx7_curves import (
    CEILING,
    DETUNE,
    DETUNE_FALL,
    DETUNE_FIXED,
    ENVELOPE,
    FLOOR,
    FULL,
    JUMP,
    MODULATION,
    OFFSET,
    OUTPUT,
    SILENT,
    SPEED,
    Array,
    between,
    feedback_radians,
)  # fmt: skip
from bridge.kernels.dx7_reference import BLOCK
from bridge.params import ParamSpace
from bridge.voices.dx7 import ALGORITHMS, FEEDBACK, OPERATORS, carriers

AS_FITTED_NOTE = 60
"""middle C, where the voice sounds as it was fitted"""
LADDER = np.array([JUMP, *range(7, int(FULL) + 1)])
"""octaves between which a rise has one speed"""
PACE = CEILING - np.ceil(LADDER[1:])
"""how many times S it rises in each: 10, 9 … 2"""
PIECES = 1 + len(PACE)
"""of a stage: the jump, and the ladder; a fall uses the first of these"""
CORNERS = 1 + 3 * PIECES


@dataclass(frozen=True)
class DX7Control:
    """One DX7 note, V = 6 operators; arrays are float64."""

    omega: Array
    """[V] rad/sample"""
    times: Array
    """[V, CORNERS] of the envelope's corners, samples, ascending; the level stays at the last"""
    octaves: Array
    """[V, CORNERS]"""
    matrix: Array
    """[V, V] rad, modulation of v by j > v"""
    feedback: Array
    """[V] β where the loop goes in"""
    source: Array
    """[V] 1 where it comes from"""
    output: Array
    """[V] 1 for carriers"""
    gain: float
    release_speed: Array
    """[V] S of the fourth rate, octaves a sample"""
    release_octaves: Array
    """[V] level after release"""


def topology(algorithm: int) -> tuple[Array, Array, Array, Array]:
    """Of an algorithm counted from 1: matrix [V, V] in rad, where the loop goes in, comes from, and carriers, [V]."""
    matrix, into, source, output = np.zeros((OPERATORS, OPERATORS)), *np.zeros((3, OPERATORS))
    for modulator, modulated in ALGORITHMS[algorithm - 1]:
        matrix[modulated - 1, modulator - 1] = MODULATION
    start, end = FEEDBACK[algorithm - 1]
    into[end - 1], source[start - 1] = 1.0, 1.0
    output[[v - 1 for v in carriers(algorithm)]] = 1.0
    return matrix, into, source, output


def dx7_control(
    space: ParamSpace, natural: Sequence[float], sample_rate: int, note: float | None = None, velocity: float = 1.0
) -> DX7Control:
    """Numbers of one DX7 note. natural: values in the order of `space`. velocity: linear."""
    value = np.asarray(natural, dtype=np.float64)

    def of(name: str) -> float:
        return float(value[space.index(name)])

    def each(suffix: str) -> Array:
        return value[[space.index(f"op{v}_{suffix}") for v in range(1, OPERATORS + 1)]]

    matrix, into, source, output = topology(int(of("algorithm")))
    loudest = between(OUTPUT, each("level")) - OFFSET
    levels = [np.maximum(between(ENVELOPE, each(f"l{k}")) + loudest, FLOOR) for k in range(1, 5)]
    speeds = [2.0 ** between(SPEED, each(f"r{k}")) / sample_rate for k in range(1, 5)]
    times, octaves = _corners(levels, speeds)
    root = of("root_hz") if note is None else of("root_hz") * 2.0 ** ((note - AS_FITTED_NOTE) / 12.0)
    hertz = _hertz(root, each("mode"), each("coarse"), each("fine"), each("detune") - 7)
    return DX7Control(
        omega=2 * math.pi * hertz / sample_rate,
        times=times,
        octaves=octaves,
        matrix=matrix,
        feedback=into * feedback_radians(of("feedback"), int(of("algorithm"))),
        source=source,
        output=output,
        gain=10.0 ** (of("level") / 20.0) * velocity,
        release_speed=speeds[3],
        release_octaves=levels[3],
    )


def _hertz(root: float, mode: Array, coarse: Array, fine: Array, detune: Array) -> Array:
    pitch = math.log2(root)
    ratio = np.where(coarse == 0, 0.5, coarse) * (1 + fine / 100)
    tuned = root * ratio * 2.0 ** (detune * DETUNE * pitch * math.exp(-DETUNE_FALL * pitch))
    fixed = 10.0 ** (coarse % 4 + fine / 100) * 2.0 ** (DETUNE_FIXED * np.maximum(detune, 0))
    return np.where(mode >= 0.5, fixed, tuned)


def _corners(levels: Sequence[Array], speeds: Sequence[Array]) -> tuple[Array, Array]:
    """Corners of the three stages before release. levels, speeds: four [V] each; a note begins at the fourth level."""
    now = levels[3]
    durations, octaves = [np.zeros((len(now), 1))], [now[:, None]]
    for goal, speed in zip(levels[:3], speeds[:3], strict=True):
        a, b, s = now[:, None], goal[:, None], speed[:, None]
        rising = b > a
        first = np.where(rising, np.minimum(np.maximum(a, JUMP), b), b)
        rungs = np.where(rising, np.clip(LADDER[1:], first, b), b)
        climbed = np.diff(np.concatenate([first, rungs], 1), axis=1)
        durations += [np.where(rising, 0.0, (a - b) / s), climbed / (PACE * s)]
        octaves += [first, rungs]
        now = goal
    return np.cumsum(np.concatenate(durations, 1), 1), np.concatenate(octaves, 1)


def amplitude(octaves: Array) -> Array:
    """Linear gain of a level in octaves; nothing below `SILENT`."""
    return np.where(octaves < SILENT, 0.0, 2.0 ** (octaves - FULL))


def dx7_gains(control: DX7Control, count: int) -> Array:
    """[V, count]: gains every 64 samples from the note's start on."""
    t = BLOCK * np.arange(count, dtype=np.float64)
    lines = zip(control.times, control.octaves, strict=True)
    octaves = np.stack([_line(t, times, corners) for times, corners in lines])
    octaves[:, 0] = control.octaves[:, 0]
    return amplitude(octaves)


def _line(t: Array, times: Array, octaves: Array) -> Array:
    """The broken line at times t; where several corners share a time the last counts."""
    k = np.searchsorted(times, t, side="right") - 1
    after = np.minimum(k + 1, len(times) - 1)
    span = times[after] - times[k]
    part = np.where(span > 0, (t - times[k]) / np.where(span > 0, span, 1.0), 0.0)
    return np.asarray(octaves[k] + part * (octaves[after] - octaves[k]))
