"""Classifier-free guidance: a prior and a prompt become one function of (z, σ)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from bridge.priors.base import Prior

Model = Callable[[Tensor, Tensor], Tensor]
"""(z [B, ...], sigma [B]) -> z0 [B, ...]"""


def guided(prior: Prior, condition: Any, unconditional: Any, weight: float) -> Model:
    """D_w(z; σ) = D(z; ∅) + w (D(z; p) − D(z; ∅)); w = 1 + τ in the Audio-SDS paper's notation.

    `condition` and `unconditional` have one row, used for the whole batch, or as many rows as z. Weight 1 is the
    conditional model itself and costs half.
    """

    def model(z: Tensor, sigma: Tensor) -> Tensor:
        with torch.no_grad():
            p = _rows(condition, len(z))
            if weight == 1.0:
                return prior.denoise(z, sigma, p)
            both = prior.denoise(torch.cat([z, z]), torch.cat([sigma, sigma]), p.join(_rows(unconditional, len(z))))
            with_prompt, without = both.chunk(2)
            return without + weight * (with_prompt - without)

    return model


def _rows(condition: Any, rows: int) -> Any:
    return condition if len(condition) == rows else condition.repeat(rows)
