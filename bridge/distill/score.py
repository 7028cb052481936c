"""Audio-SDS (arXiv 2505.04621): where the prior would move a sound, and the loss whose gradient moves it there.

    z = enc(x) + σ ε;   ẑ = denoise(z; p) in a chain of steps under guidance;   x̂ = dec(ẑ)
    Decoder-SDS with spectrogram emphasis:  u = Σ_m w_m (E[S_m(x̂)] − S_m(x)) ∇θ S_m(x)
                                          = −∇θ ½ Σ_m w_m ‖S_m(x(θ)) − stopgrad E[S_m(x̂)]‖²
So the target is made once without gradient, and descent on `distance` is the published update. Since the target is a
constant, it may be kept for several descent steps: a synth's step costs a hundredth of a prior's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor

from bridge.distill.loudness import loudness
from bridge.distill.spectrogram import compressed, multi_scale
from bridge.priors.base import Prior
from bridge.priors.guidance import Model
from bridge.priors.sampling import ddim

Compare = Literal["loudness", "spectrograms", "l2", "encoder"]


@dataclass(frozen=True)
class Score:
    """Switches of the method. compare: "spectrograms" (the paper's emphasis; a spectrogram prior's own analysis),
    "loudness" (the same, as loud as it sounds: `bridge.distill.loudness`, or compressed for a waveform prior), "l2"
    (what `decode` gives, plainly) or "encoder" (encoder-SDS: in the latent). steps: length of the denoise chain.
    draws: how many (σ, ε) the expectation E[·] is taken over. noise: "drawn", or "inverted": the ε that the sound
    itself would come from against the prompt (SDI, arXiv 2405.15891), which is the same at every visit."""

    compare: Compare = "loudness"
    steps: int = 3
    draws: int = 1
    noise: Literal["drawn", "inverted"] = "drawn"


def unbiased(prior: Prior, score: Score) -> Score:
    """The same without compression where that would be biased: see `bridge.distill.spectrogram`."""
    biased = prior.decodes == "waveform" and score.compare == "loudness"
    return replace(score, compare="spectrograms") if biased else score


def chain_levels(sigma: float, steps: int, low: float) -> Tensor:
    """Noise levels of a partial denoising chain: geometric from `sigma` to `low` in `steps` calls, then 0."""
    if steps == 1:
        return torch.tensor([sigma, 0.0])
    levels = sigma * (max(low, 1e-4 * sigma) / sigma) ** torch.linspace(0, 1, steps)
    return torch.cat([levels, torch.zeros(1)])


def features(prior: Prior, audio: Tensor, compare: Compare) -> list[Tensor]:
    """What the loss compares, one tensor a scale m, where the prior computes; differentiable in `audio`
    [B, channel, T]."""
    audio = audio.to(prior.device)
    return [prior.encode(audio)] if compare == "encoder" else scales(prior, prior.analyse(audio), compare)


def scales(prior: Prior, analysis: Tensor, compare: Compare) -> list[Tensor]:
    """The same from what the prior's `analyse` or `decode` gives; not in the latent."""
    if prior.decodes == "analysis":
        return loudness(analysis) if compare == "loudness" else [analysis]
    if compare == "l2":
        return [analysis]
    found = multi_scale(analysis)
    return compressed(found) if compare == "loudness" else found


@torch.no_grad()
def targets(prior: Prior, model: Model, audio: Tensor, sigma: float, noise: Tensor | Model,
            score: Score) -> list[Tensor]:  # fmt: skip
    """E over draws of S_m(x̂) for each row of `audio` [B, channel, T].

    noise: [draws, B, ...] like the latent; or the model along whose own ODE z0 is led up to σ instead (SDI: that with
    the guidance turned round).
    """
    z0, low = prior.encode(audio), 0.15 * prior.sigma_data
    total: list[Tensor] = []
    if isinstance(noise, Tensor):
        noised = [z0 + sigma * draw.to(z0) for draw in noise]
    else:
        noised = [ddim(noise, z0, chain_levels(sigma, max(score.steps, 2), low)[:-1].flip(0))]
    for z in noised:
        denoised = ddim(model, z, chain_levels(sigma, score.steps, low))
        found = latent_features(prior, denoised, score.compare)
        total = found if not total else [a + b for a, b in zip(total, found, strict=True)]
    return [t / len(noised) for t in total]


def latent_features(prior: Prior, z: Tensor, compare: Compare) -> list[Tensor]:
    """What the loss compares of a latent."""
    return [z] if compare == "encoder" else scales(prior, prior.decode(z), compare)


def distance(found: list[Tensor], wanted: list[Tensor]) -> Tensor:
    """½ Σ_m mean‖·‖² for each row, [B]; gradient flows through `found` alone."""
    return 0.5 * torch.stack(
        [(a - b.detach()).square().flatten(1).mean(1) for a, b in zip(found, wanted, strict=True)]
    ).sum(0)
