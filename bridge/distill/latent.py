"""Natural parameters <-> ℝ, where the optimiser walks. Nothing outside `distill` sees these numbers.

latent = logit(unit): every real number is a legal knob position, and the ends of a knob are approached, never passed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from bridge.params import ParamSpace

EDGE = 1e-3
"""Knobs start at least this far from their ends: a logit's slope vanishes there and the gradient with it."""


class LatentSpace:
    """The real line behind each knob of a ParamSpace. `free` [P] is False for whole-number choices and locked knobs.

    locks: natural values of parameters that are to stay as they are, by name. Raises UnknownParameter.
    """

    def __init__(self, space: ParamSpace, locks: Mapping[str, float] | None = None) -> None:
        self.space = space
        locks = {name: space.param(name).clip(value) for name, value in (locks or {}).items()}
        self.locked = torch.tensor([p.name in locks for p in space])
        self.fixed = torch.tensor([locks.get(p.name, 0.0) for p in space], dtype=torch.float64)
        self.pitch = torch.tensor([p.unit == "Hz" and not p.group.startswith("band") for p in space])
        self.length = torch.tensor([{"1/s": -1.0, "s": 1.0}.get(p.unit, 0.0) for p in space], dtype=torch.float64)
        self.length *= torch.tensor([p.name != "release" for p in space])
        self.log = torch.tensor([p.scale == "log" for p in space])
        self.choice = torch.tensor([p.scale == "choice" for p in space])
        self.free = ~self.choice & ~self.locked
        self.low = torch.tensor([math.log(p.low) if p.scale == "log" else p.low for p in space], dtype=torch.float64)
        high = torch.tensor([math.log(p.high) if p.scale == "log" else p.high for p in space], dtype=torch.float64)
        self.span = high - self.low

    def to_latent(self, natural: Tensor) -> Tensor:
        """[B, P] natural -> [B, P] latent (float64)."""
        x = natural.to(torch.float64)
        unit = (torch.where(self.log, x.clamp_min(1e-12).log(), x) - self.low) / self.span
        return torch.logit(unit.clamp(EDGE, 1 - EDGE))

    def to_natural(self, latent: Tensor) -> Tensor:
        """[B, P] latent -> [B, P] natural, differentiable; choices are rounded; they and locks carry no gradient."""
        value = self.low + torch.sigmoid(latent) * self.span
        natural = torch.where(self.log, value.exp(), value)
        return self.lock(torch.where(self.choice, natural.detach().round(), natural))

    def lock(self, natural: Tensor) -> Tensor:
        """[B, P] natural with the locked columns at their values."""
        return torch.where(self.locked, self.fixed.to(natural), natural)

    def moved(self, latent: Tensor, semitones: Tensor, stretch: Tensor) -> Tensor:
        """The whole sound higher by `semitones` and longer by e^`stretch`, each [...] for latent [..., P].

        All of a sound's frequencies, and all of its times, belong together: moved one by one they meet no improvement.
        """
        natural = self.to_natural(latent)
        factor = torch.where(self.pitch, 2 ** (semitones[..., None] / 12), torch.exp(self.length * stretch[..., None]))
        return self.to_latent(natural * factor.to(natural))

    def column_scale(self, slow: float) -> Tensor:
        """[P] step-size factors: oscillator frequencies `slow`, everything else 1, choices and locks 0.

        Frequencies do not follow spectral gradients far (Turian & Henry 2020): they are refined, not searched, here.
        """
        factors = [slow if p.unit in ("Hz", "ratio") else 1.0 for p in self.space]
        return torch.tensor(factors, dtype=torch.float64) * self.free
