"""What both synthesizers do to amplitudes: the fade towards Nyquist, and decibels."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from bridge.kernels.control import FADE_START


def nyquist_fade(omega: Tensor) -> Tensor:
    """Gain of an oscillator at `omega` rad/sample: see `bridge.kernels.control`."""
    x = ((0.5 - omega / (2 * math.pi)) / (0.5 - FADE_START)).clamp(0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


def decibels(level: Tensor) -> Tensor:
    """dB -> linear gain."""
    return torch.exp(level * (math.log(10.0) / 20.0))
