"""The DX7 voice, differentiable. Its formulas are those of `bridge.kernels.dx7_control`, with gradients.

Where the instrument's scales have flat steps the value is the instrument's and the slope that of the scale without its
steps (a straight-through estimate): so a preset of whole numbers sounds exactly as it will, and a fit still moves.
Algorithm, coarse ratio, detune, mode and the level after release are whole: they are searched, not descended.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from bridge.kernels.dx7 import dx7
from bridge.kernels.dx7_control import AS_FITTED_NOTE, LADDER, PACE, topology
from bridge.kernels.dx7_curves import (
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
    WEAK_LOOP,
    WEAKLY_LOOPED,
    smooth,
)  # fmt: skip
from bridge.kernels.dx7_reference import BLOCK
from bridge.synths.gains import decibels
from bridge.voices.dx7 import ALGORITHMS, FEEDBACK, OPERATORS, dx7_space

TAME = 1.0
"""loop gain above which feedback is chaos and its true gradient useless (see `bridge.kernels.dx7`, "Taming")"""


class _Scale:
    """A table of a hundred, read at real numbers: the instrument's value, the smooth slope."""

    def __init__(self, table: np.ndarray) -> None:
        self._value, self._slope = torch.from_numpy(table.copy()), torch.from_numpy(np.diff(smooth(table)))

    def __call__(self, number: Tensor) -> Tensor:
        floor = number.detach().clamp(0, 99).floor().long().clamp(max=98)
        part = number.detach() - floor
        value = self._value[floor].lerp(self._value[floor + 1], part)
        return value + self._slope[floor] * (number - number.detach())


class DX7Voice:
    """Six operators, 32 algorithms, one feedback loop, envelopes of four rates and four levels."""

    def __init__(self, size: int = OPERATORS) -> None:
        self.size = size
        self.space = dx7_space()
        self._output, self._envelope, self._speed = _Scale(OUTPUT), _Scale(ENVELOPE), _Scale(SPEED)
        each = [topology(k) for k in range(1, 33)]
        self._topology = [torch.from_numpy(np.stack(parts)) for parts in zip(*each, strict=True)]
        self._turns = torch.tensor([_loop_gain(k) for k in range(32)], dtype=torch.float64)
        self._shares = torch.ones(32, dtype=torch.float64)
        self._shares[[k - 1 for k in WEAKLY_LOOPED]] = WEAK_LOOP

    def render(
        self,
        natural: Tensor,
        sample_rate: int,
        duration: float,
        note: float | None = None,
        velocity: float = 1.0,
    ) -> Tensor:
        """[B, P] -> [B, 2, T], both sides alike; see `bridge.synths.base.Synth`. A note transposes, 60 not at all."""
        samples = round(duration * sample_rate)
        wide = natural.double()
        gains = self._gains(wide, sample_rate, -(-samples // BLOCK) + 1)
        algorithm = self._column(wide, "algorithm").detach().round().long() - 1
        matrix, into, source, output = (part[algorithm] for part in self._topology)
        beta = self._feedback(wide) * self._shares[algorithm]
        carry = (TAME / (beta.detach() * self._turns[algorithm]).clamp_min(1e-9)).clamp_max(1.0)
        omega = self._omega(wide, sample_rate, note)
        y = dx7(omega, gains.to(natural.dtype), matrix, into * beta[:, None], source, output, samples, carry)
        level = decibels(self._column(natural, "level")) * velocity
        return (y * level[:, None])[:, None].expand(-1, 2, -1)

    def _column(self, natural: Tensor, name: str) -> Tensor:
        return natural[:, self.space.index(name)]

    def _each(self, natural: Tensor, suffix: str) -> Tensor:
        """[B, V]"""
        return natural[:, [self.space.index(f"op{v}_{suffix}") for v in range(1, OPERATORS + 1)]]

    def _feedback(self, natural: Tensor) -> Tensor:
        """β [B], rad, but for the share that the algorithm leaves of it."""
        number = self._column(natural, "feedback")
        return 2 * math.pi * torch.exp2(number.clamp_min(1.0) - 7) * number.clamp_max(1.0)

    def _omega(self, natural: Tensor, sample_rate: int, note: float | None) -> Tensor:
        """[B, V] rad/sample."""
        transpose = 1.0 if note is None else 2.0 ** ((note - AS_FITTED_NOTE) / 12.0)
        root = self._column(natural, "root_hz")[:, None] * transpose
        coarse, fine = self._each(natural, "coarse"), self._each(natural, "fine")
        detune = self._each(natural, "detune") - 7
        pitch = root.log2()
        ratio = torch.where(coarse == 0, 0.5, coarse) * (1 + fine / 100)
        tuned = root * ratio * torch.exp2(detune * DETUNE * pitch * torch.exp(-DETUNE_FALL * pitch))
        fixed = 10 ** (coarse % 4 + fine / 100) * torch.exp2(DETUNE_FIXED * detune.clamp_min(0))
        hertz = torch.where(self._each(natural, "mode") >= 0.5, fixed, tuned)
        return hertz * (2 * math.pi / sample_rate)

    def _gains(self, natural: Tensor, sample_rate: int, count: int) -> Tensor:
        """[B, V, count] every 64 samples."""
        loudest = self._output(self._each(natural, "level")) - OFFSET
        levels = [(self._envelope(self._each(natural, f"l{k}")) + loudest).clamp_min(FLOOR) for k in range(1, 5)]
        speeds = [torch.exp2(self._speed(self._each(natural, f"r{k}"))) / sample_rate for k in range(1, 4)]
        times, octaves = _corners(levels, speeds)
        octaves = _along(times, octaves, count)
        octaves = torch.cat([levels[3][..., None], octaves[..., 1:]], -1)
        return torch.exp2(octaves - FULL) * (octaves.detach() >= SILENT)


def _corners(levels: list[Tensor], speeds: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Times and octaves [B, V, CORNERS] of the envelopes, as `dx7_control._corners`; levels, speeds [B, V]."""
    ladder, pace = torch.from_numpy(LADDER[1:]), torch.from_numpy(PACE)
    now = levels[3]
    durations, octaves = [torch.zeros_like(now)[..., None]], [now[..., None]]
    for goal, speed in zip(levels[:3], speeds, strict=True):
        a, b, s = now[..., None], goal[..., None], speed[..., None]
        rising = (b > a).detach()
        first = torch.where(rising, torch.minimum(a.clamp_min(JUMP), b), b)
        rungs = torch.where(rising, torch.minimum(torch.maximum(ladder, first), b), b)
        climbed = torch.cat([first, rungs], -1).diff(dim=-1)
        durations += [torch.where(rising, 0.0, (a - b) / s), climbed / (pace * s)]
        octaves += [first, rungs]
        now = goal
    return torch.cat(durations, -1).cumsum(-1), torch.cat(octaves, -1)


def _along(times: Tensor, octaves: Tensor, count: int) -> Tensor:
    """The broken lines [B, V, CORNERS] at 0, 64, 128 … samples, [B, V, count]."""
    t = (BLOCK * torch.arange(count, dtype=times.dtype)).expand(*times.shape[:-1], count).contiguous()
    k = torch.searchsorted(times.detach().contiguous(), t, right=True) - 1
    after = (k + 1).clamp_max(times.shape[-1] - 1)
    start, end, low, high = (
        times.gather(-1, k),
        times.gather(-1, after),
        octaves.gather(-1, k),
        octaves.gather(-1, after),
    )
    span = end - start
    part = torch.where(span > 0, (t - start) / torch.where(span > 0, span, 1.0), 0.0)
    return low + part * (high - low)


def _loop_gain(algorithm: int) -> float:
    """How much a radian grows once round the loop at full level, without β. algorithm: from 0."""
    start, end = FEEDBACK[algorithm]
    edges = dict(ALGORITHMS[algorithm])
    gain = 1.0
    while end != start:
        end, gain = edges[end], gain * MODULATION
    return gain
