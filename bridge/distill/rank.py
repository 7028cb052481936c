"""Which of several sounds is most like the prompt? A prior that can listen says; else its denoising error does.

That error is taken with the prompt and without, on shared noise. The first alone prefers silence, which is easy to
denoise whatever was asked for. Guidance is no likelihood, so it has no part in it.
"""

from __future__ import annotations

import torch
from torch import Tensor

from bridge.priors.base import Prior
from bridge.priors.guidance import Model, guided
from bridge.records import SAMPLE_RATE
from bridge.synths.base import Synth

ROUNDING = 5e-5
"""of full scale: rounding moves a steady sound by some 1e-6"""


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


@torch.no_grad()
def merit(prior: Prior, audio: Tensor, prompt: str, negative: str = "") -> Tensor:
    """How well each sound of [B, channel, T] fits the prompt, [B] in 0 … 1; a sound that is no number gets 0.

    1/(1 + e^−agreement), or 1/(1 + r) with r the denoising loss with the prompt over that without.
    """
    sound = audio.nan_to_num()
    if prior.listens:
        agreement = prior.agreement(prior.impression(prior.analyse(sound)), prompt, negative)
    else:
        z = prior.encode(sound)
        models = [guided(prior, prior.embed([text]), prior.embed([negative]), 1.0) for text in (prompt, negative)]
        with_prompt, without = (denoising_loss(prior, model, z, seed=0) for model in models)
        agreement = (without / with_prompt).log()
    return torch.sigmoid(agreement).masked_fill(~audio.isfinite().flatten(1).all(1), 0.0)


@torch.no_grad()
def steady_ones(synth: Synth, natural: Tensor, seconds: float) -> Tensor:
    """Which presets of [B, P] sound alike in 32 and 64 bits, [B] bool.

    Strong feedback can be chaotic: then a sound hangs on the rounding of every sum, and the real-time voice, or another
    engine, plays another one.
    """
    single, double = (synth.render(x, SAMPLE_RATE, seconds) for x in (natural.float(), natural.float().double()))
    return (single - double).abs().flatten(1).amax(1) < ROUNDING
