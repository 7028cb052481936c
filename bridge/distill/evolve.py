"""Search without gradients: differential evolution over presets, several targets side by side in one batch.

Storn & Price 1997, variant current-to-best/1/bin with dithered F (Das & Suganthan 2011). Frequencies, ratios, the
signs of modulation and whole-number choices move by recombination of presets that already sound alike, which is the
one thing gradients cannot do for them.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from bridge.distill.latent import LatentSpace

CROSSOVER = 0.6
Fitness = Callable[[Tensor], Tensor]
"""latent [n, island, P] -> loss [n, island]"""


def generation(latent: Tensor, loss: Tensor, fitness: Fitness, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """One generation. latent [island, n, P], loss [island, n] -> the same, each individual no worse than before.

    Islands are separate populations (one a target) that never mix, evaluated together.
    """
    islands, size, width = latent.shape
    best = latent.gather(1, loss.argmin(1)[:, None, None].expand(-1, 1, width))
    order = torch.rand(islands, size, size, generator=rng)
    order.diagonal(dim1=1, dim2=2).fill_(2.0)  # a partner is never oneself
    partners = order.argsort(2)[:, :, :2]
    first, second = (latent.gather(1, partners[:, :, k, None].expand(-1, -1, width)) for k in (0, 1))
    pull = 0.3 + 0.5 * torch.rand(islands, size, 1, generator=rng, dtype=latent.dtype)
    trial = latent + pull * (best - latent) + pull * (first - second)
    trial = trial + 0.05 * torch.randn(latent.shape, generator=rng, dtype=latent.dtype)
    cross = torch.rand(latent.shape, generator=rng) < CROSSOVER
    cross.scatter_(2, torch.randint(width, (islands, size, 1), generator=rng), True)
    trial = torch.where(cross, trial, latent).clamp(-8, 8)
    return _keep_better(latent, loss, trial, fitness)


def moving(
    latent: Tensor, loss: Tensor, fitness: Fitness, space: LatentSpace, rng: torch.Generator
) -> tuple[Tensor, Tensor]:
    """One generation in which every individual is transposed (by about a fourth) and stretched as a whole."""
    semitones = 5 * torch.randn(loss.shape, generator=rng, dtype=latent.dtype)
    stretch = 0.4 * torch.randn(loss.shape, generator=rng, dtype=latent.dtype)
    which = torch.rand(loss.shape, generator=rng)  # pitch alone, length alone, or both
    trial = space.moved(latent, semitones * (which < 0.7), stretch * (which > 0.4))
    return _keep_better(latent, loss, trial, fitness)


def _keep_better(latent: Tensor, loss: Tensor, trial: Tensor, fitness: Fitness) -> tuple[Tensor, Tensor]:
    found = fitness(trial)
    better = found < loss
    return torch.where(better[..., None], trial, latent), torch.where(better, found, loss)
