"""What a training run of the prior depends on, and where the representations differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bridge.priors.edm.model import Representation


@dataclass(frozen=True)
class TrainingConfig:
    """Everything a training run depends on besides the corpus.

    every: steps between two checkpoints.  sheets: draw sample sheets (they change nothing in the training).
    """

    steps: int = 6000
    batch: int = 32
    lr: float = 5e-4
    warmup: int = 200
    ema: float = 0.999
    p_mean: float = 0.4
    p_std: float = 1.4
    sketch_steps: int = 1500
    sketch_weight: float = 0.1
    drop: float = 0.12
    mixtures: float = 0.08
    seed: int = 1
    widths: tuple[int, ...] = (64, 96, 192)
    blocks: int = 1
    threads: int = 0
    every: int = 250
    sheets: bool = True
    first_share: float = 0.65
    representation: Representation = "log"
    fold: tuple[int, int] = (2, 2)
    sketch: tuple[int, int] = (20, 16)


RECIPES: dict[Representation, dict[str, Any]] = {
    "log": {},
    # 8 bins × 4 frames a position: 1,664 positions, beside 1,280 of the log spectrogram, so a step costs about the same
    "complex": {"fold": (8, 4), "sketch": (26, 16), "p_mean": 0.2, "p_std": 1.5},
}
"""Where the representations' settings differ from one another."""


def recipe(representation: Representation, **settings: Any) -> TrainingConfig:
    """The settings of a representation, with those given here in place of them."""
    return TrainingConfig(**{"representation": representation, **RECIPES[representation], **settings})
