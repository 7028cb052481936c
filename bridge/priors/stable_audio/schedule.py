"""The noise levels of Stable Audio's two kinds of model, as the rest of the house counts them: z = z0 + σ n.

    v (Salimans & Ho 2022):     x = α z0 + β n,  α = cos(π t/2), β = sin(π t/2);   the model gives v = α n − β z0
    flow (Liu et al. 2023):     x = (1 − t) z0 + t n;                              the model gives v = n − z0

Both are z scaled by what keeps z0's share:  v: x = α z with σ = tan(π t/2);  flow: x = (1 − t) z with σ = t/(1 − t).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Schedule:
    """How one objective scales and times; every function maps [B] to [B].

    shrink(sigma): x = shrink · z.  keep(sigma): the share of x in z0 = keep · x − noise · v.
    """

    time_of: Callable[[Tensor], Tensor]
    sigma_of: Callable[[Tensor], Tensor]
    shrink: Callable[[Tensor], Tensor]
    keep: Callable[[Tensor], Tensor]
    noise: Callable[[Tensor], Tensor]


V = Schedule(
    time_of=lambda sigma: torch.atan(sigma) * (2 / math.pi),
    sigma_of=lambda t: torch.tan(t * (math.pi / 2)),
    shrink=lambda sigma: (1 + sigma.square()).rsqrt(),
    keep=lambda sigma: (1 + sigma.square()).rsqrt(),
    noise=lambda sigma: sigma * (1 + sigma.square()).rsqrt(),
)
FLOW = Schedule(
    time_of=lambda sigma: sigma / (1 + sigma),
    sigma_of=lambda t: t / (1 - t),
    shrink=lambda sigma: 1 / (1 + sigma),
    keep=torch.ones_like,
    noise=lambda sigma: sigma / (1 + sigma),
)
OBJECTIVES = {"v": V, "rectified_flow": FLOW, "rf_denoiser": FLOW}
"""by the name that a model_config.json gives; `rf_denoiser` is flow, distilled to few steps"""
DISTILLED = ("rf_denoiser",)
"""objectives whose models were distilled with guidance in them: they want none"""
