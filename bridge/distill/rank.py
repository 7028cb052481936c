"""Which of several sounds is most like the prompt? The prior's own denoising error says, on shared noise."""

from __future__ import annotations

import torch
from torch import Tensor

from bridge.priors.base import Prior
from bridge.priors.guidance import Model


@torch.no_grad()
def denoising_loss(prior: Prior, model: Model, z0: Tensor, seed: int, sigmas: tuple[float, ...] = (0.4, 0.8, 1.6, 3.0),
                   draws: int = 2) -> Tensor:  # fmt: skip
    """Mean of λ(σ)‖D(z0 + σ ε) − z0‖² for each row of z0 [B, ...] -> [B]; lower is likelier (the ELBO's integrand).

    Every row meets the same (σ, ε), so differences between rows are differences between sounds.
    """
    generator = torch.Generator().manual_seed(seed)
    d = prior.sigma_data
    total = torch.zeros(len(z0), device=z0.device)
    for sigma in sigmas:
        weight = (sigma**2 + d**2) / (sigma * d) ** 2
        for _ in range(draws):
            noise = torch.randn(z0.shape[1:], generator=generator).to(z0)
            level = torch.full((len(z0),), sigma, device=z0.device)
            total += weight * (model(z0 + sigma * noise, level) - z0).square().flatten(1).mean(1)
    return total / (len(sigmas) * draws)
