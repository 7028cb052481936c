"""Which of several sounds is most like the prompt? A prior that can listen says; else its denoising error does.

That error is taken with the prompt and without, on shared noise. The first alone prefers silence, which is easy to
denoise whatever was asked for. Guidance is no likelihood, so it has no part in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from bridge.priors.base import Prior
from bridge.records import SAMPLE_RATE
from bridge.synths.base import Synth

LEVELS = (0.5, 2.0)
"""noise levels, in units of the data's spread, at which a sound is denoised to be judged: twice as many with two draws
each put pairs of sounds in the right order no more often (0.84 of them, on a model whose optimum is known)"""
ROUNDING = 5e-5
"""of full scale: rounding moves a steady sound by some 1e-6"""


@torch.no_grad()
def denoising_losses(prior: Prior, z0: Tensor, prompts: Sequence[str], seed: int = 0) -> Tensor:
    """λ(σ)‖D(z0 + σ ε) − z0‖² for each prompt and row of z0 [B, ...], mean over `LEVELS`, [prompts, B]: the integrand
    of the ELBO, so lower is likelier.

    Every prompt and row meets the same (σ, ε), so differences are differences between sounds and prompts. It costs
    one denoising a level, prompt and row; those of a level pass as one batch.
    """
    generator, d = torch.Generator().manual_seed(seed), prior.sigma_data
    condition = prior.embed(prompts).repeat(len(z0))
    total = torch.zeros(len(prompts), len(z0), device=z0.device, dtype=z0.dtype)
    for level in LEVELS:
        sigma = level * d
        noised = z0 + sigma * torch.randn(z0.shape[1:], generator=generator).to(z0)
        again = len(prompts) * [noised]
        found = prior.denoise(torch.cat(again), torch.full((len(condition),), sigma).to(z0), condition)
        error = (found.reshape(len(prompts), *z0.shape) - z0).square().flatten(2).mean(2)
        total += (sigma**2 + d**2) / (sigma * d) ** 2 * error
    return total / len(LEVELS)


@torch.no_grad()
def merit(prior: Prior, audio: Tensor, prompt: str, negative: str = "") -> Tensor:
    """How well each sound of [B, channel, T] fits the prompt, [B] in 0 … 1; a sound that is no number gets 0.

    1/(1 + e^−verdict), or 1/(1 + r) with r the denoising loss with the prompt over that without: then a sound costs
    one encoding and four denoisings.
    """
    sound = audio.nan_to_num()
    if prior.listens:
        nats = prior.verdict(prior.impression(prior.analyse(sound)), prompt, negative)
    else:
        with_prompt, without = denoising_losses(prior, prior.encode(sound), (prompt, negative))
        nats = (without / with_prompt).log()
    return torch.sigmoid(nats).masked_fill(~audio.isfinite().flatten(1).all(1), 0.0).cpu()


@torch.no_grad()
def steady_ones(synth: Synth, natural: Tensor, seconds: float) -> Tensor:
    """Which presets of [B, P] sound alike in 32 and 64 bits, [B] bool.

    Strong feedback can be chaotic: then a sound hangs on the rounding of every sum, and the real-time voice, or another
    engine, plays another one.
    """
    single, double = (synth.render(x, SAMPLE_RATE, seconds) for x in (natural.float(), natural.float().double()))
    return (single - double).abs().flatten(1).amax(1) < ROUNDING
