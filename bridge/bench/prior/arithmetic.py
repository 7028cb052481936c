"""Would a prior be quicker in another arithmetic, and how much of its answer would that cost?"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from bridge.bench.prior.speed import by_turns, guided_call
from bridge.priors.edm.prior import EmbeddedPrior
from bridge.priors.guidance import guided

SIGMAS = (0.1, 0.5, 2.0, 10.0)
"""Noise levels, in units of σ_data, at which answers are compared."""


def arithmetic(prior: EmbeddedPrior, repeats: int) -> list[dict[str, Any]]:
    """One row each: arithmetic, ms of a guided call on two sounds (the least of `repeats`, by turns), relative error
    ‖D' − D‖/‖D‖ of its answers, the mean over noise levels.

    bfloat16: autocast around the whole denoiser.  int8: dynamic quantisation, which torch has for linear layers only;
    convolutions, nearly all of the work, stay in float32.
    """
    contestants = {"float32": prior, "bfloat16 (autocast)": _bfloat16(prior), "int8 (linear layers)": _int8(prior)}
    answers = {name: _answers(one) for name, one in contestants.items()}
    seconds = by_turns([guided_call(one) for one in contestants.values()], repeats)
    exact = answers["float32"]
    return [
        {"arithmetic": name, "ms": 1000 * spent, "error": _error(answers[name], exact)}
        for name, spent in zip(contestants, seconds, strict=True)
    ]


def _bfloat16(prior: EmbeddedPrior) -> EmbeddedPrior:
    other = copy.copy(prior)
    denoise = prior.denoise

    def cast(z: Tensor, sigma: Tensor, condition: Any) -> Tensor:
        with torch.autocast(z.device.type, torch.bfloat16):
            return denoise(z, sigma, condition).float()

    other.denoise = cast  # type: ignore[method-assign]
    return other


def _int8(prior: EmbeddedPrior) -> EmbeddedPrior:
    other = copy.copy(prior)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # torch points to another package; this one is enough
        other.model = torch.ao.quantization.quantize_dynamic(prior.model, {torch.nn.Linear}, torch.qint8)
    return other


def _answers(prior: EmbeddedPrior) -> list[Tensor]:
    model: Callable[[Tensor, Tensor], Tensor] = guided(prior, prior.embed(["snare drum"]), prior.embed([""]), 3.0)
    noise = torch.randn((2, *prior.latent_shape), generator=torch.Generator().manual_seed(1)).to(prior.device)
    z0 = prior.sample("snare drum", 2, 6)
    sigmas = [prior.sigma_data * s for s in SIGMAS]
    return [model(z0 + s * noise, torch.full((2,), s, device=prior.device)) for s in sigmas]


def _error(answers: list[Tensor], exact: list[Tensor]) -> float:
    return sum(float((a - b).norm() / b.norm()) for a, b in zip(answers, exact, strict=True)) / len(exact)
