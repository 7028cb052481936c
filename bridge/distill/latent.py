"""Natural parameters <-> ℝ, where the optimiser walks. Nothing outside `distill` sees these numbers.

latent = logit(unit): every real number is a legal knob position, and the ends of a knob are approached, never passed.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from bridge.params import ParamSpace

EDGE = 1e-3
"""Knobs start at least this far from their ends: a logit's slope vanishes there and the gradient with it."""


class LatentSpace:
    """The real line behind each knob of a ParamSpace. `free` [P] is False for whole-number choices."""

    def __init__(self, space: ParamSpace) -> None:
        self.space = space
        self.log = torch.tensor([p.scale == "log" for p in space])
        self.free = torch.tensor([p.scale != "choice" for p in space])
        self.low = torch.tensor([math.log(p.low) if p.scale == "log" else p.low for p in space], dtype=torch.float64)
        high = torch.tensor([math.log(p.high) if p.scale == "log" else p.high for p in space], dtype=torch.float64)
        self.span = high - self.low

    def to_latent(self, natural: Tensor) -> Tensor:
        """[B, P] natural -> [B, P] latent (float64)."""
        x = natural.to(torch.float64)
        unit = (torch.where(self.log, x.clamp_min(1e-12).log(), x) - self.low) / self.span
        return torch.logit(unit.clamp(EDGE, 1 - EDGE))

    def to_natural(self, latent: Tensor) -> Tensor:
        """[B, P] latent -> [B, P] natural, differentiable; choices are rounded and carry no gradient."""
        value = self.low + torch.sigmoid(latent) * self.span
        natural = torch.where(self.log, value.exp(), value)
        return torch.where(self.free, natural, natural.detach().round())

    def column_scale(self, slow: float) -> Tensor:
        """[P] step-size factors: oscillator frequencies `slow`, everything else 1, choices 0.

        Frequencies do not follow spectral gradients far (Turian & Henry 2020): they are refined, not searched, here.
        """
        factors = [slow if p.unit in ("Hz", "ratio") else 1.0 for p in self.space]
        return torch.tensor(factors, dtype=torch.float64) * self.free
