"""ODE samplers as plain functions of `model(z, sigma) -> z0`, each named after its algorithm.

All integrate the probability-flow ODE  dz/dσ = (z − D(z; σ))/σ  along a decreasing list of noise levels (Karras et al.
2022, eq. 4); run along an increasing list, `karras_sigmas(…)[:-1].flip(0)`, they invert: a sound becomes the noise that
it is drawn from. In λ = −ln σ the equation is  dz/dλ = D − z, linear in z: the exponential integrators solve that part
exactly and only extrapolate D.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from bridge.priors.base import Prior
from bridge.priors.guidance import Model, guided

Sampler = Callable[[Model, Tensor, Tensor], Tensor]


def karras_sigmas(steps: int, low: float, high: float, rho: float = 7.0) -> Tensor:
    """Noise levels [steps + 1] from `high` to `low`, then 0 (Karras et al. 2022, eq. 5)."""
    ramp = torch.linspace(0, 1, steps)
    sigmas = (high ** (1 / rho) + ramp * (low ** (1 / rho) - high ** (1 / rho))) ** rho
    return torch.cat([sigmas, torch.zeros(1)])


def _level(z: Tensor, sigma: Tensor) -> Tensor:
    return sigma.to(z).expand(len(z))


def _steps(sigmas: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Pairs of neighbouring levels. Raises ValueError if one but the last is 0, where the ODE has no slope."""
    if not (sigmas[:-1] > 0).all():
        raise ValueError("noise levels must be above 0, all but the last; an inversion starts at sigma_min, not at 0")
    return itertools.pairwise(sigmas)


def ddim(model: Model, z: Tensor, sigmas: Tensor) -> Tensor:
    """First order (Song et al. 2021) = Euler in σ = exponential Euler in λ."""
    for now, after in _steps(sigmas):
        z0 = model(z, _level(z, now))
        z = z0 + (after / now) * (z - z0)
    return z


def heun(model: Model, z: Tensor, sigmas: Tensor) -> Tensor:
    """Second order, two calls a step (Karras et al. 2022, algorithm 1 without churn)."""
    for now, after in _steps(sigmas):
        slope = (z - model(z, _level(z, now))) / now
        guess = z + (after - now) * slope
        if after > 0:
            slope = 0.5 * (slope + (guess - model(guess, _level(z, after))) / after)
            z = z + (after - now) * slope
        else:
            z = guess
    return z


def dpm_solver_pp_2m(model: Model, z: Tensor, sigmas: Tensor) -> Tensor:
    """Second order, one call a step: DPM-Solver++(2M) (Lu et al. 2022, algorithm 2) for α = 1.

    D is extrapolated linearly from the last two levels; z ← (σ'/σ) z + (1 − σ'/σ) D'.
    """
    before: Tensor | None = None
    last_step = 0.0
    for now, after in _steps(sigmas):
        z0 = model(z, _level(z, now))
        if after == 0:
            return z0
        step = math.log(float(now / after))
        direction = z0
        if before is not None:
            ratio = last_step / step
            direction = (1 + 0.5 / ratio) * z0 - (0.5 / ratio) * before
        z = (after / now) * z + (1 - after / now) * direction
        before, last_step = z0, step
    return z


def deis(model: Model, z: Tensor, sigmas: Tensor, order: int = 3) -> Tensor:
    """Exponential integrator with polynomial extrapolation in λ (DEIS, Zhang & Chen 2023), on D rather than ε.

    Over one step of length h in λ:  z' = e^{−h} z + ∫_0^h e^{−(h−s)} P(s) ds  where P interpolates the last `order`
    values of D; the integral of each Lagrange monomial s^k has the recurrence I_k = h^k − k I_{k−1}, I_0 = 1 − e^{−h}.
    """
    history: list[tuple[float, Tensor]] = []
    for now, after in _steps(sigmas):
        z0 = model(z, _level(z, now))
        if after == 0:
            return z0
        here = -math.log(float(now))
        h = -math.log(float(after)) - here
        history = [*history, (here, z0)][-order:]
        weights = _lagrange_integrals([node - here for node, _ in history], h)
        z = math.exp(-h) * z + torch.stack([w * d for w, (_, d) in zip(weights, history, strict=True)]).sum(0)
    return z


def _lagrange_integrals(nodes: list[float], h: float) -> list[float]:
    """∫_0^h e^{−(h−s)} L_i(s) ds for each Lagrange polynomial L_i over `nodes`."""
    moments = [1 - math.exp(-h)]
    for k in range(1, len(nodes)):
        moments.append(h**k - k * moments[-1])
    weights = []
    for i, node in enumerate(nodes):
        coefficients = [1.0]  # ascending powers of s
        for j, other in enumerate(nodes):
            if j != i:
                shifted = [0.0, *coefficients]
                coefficients = [
                    (shifted[k] - other * (coefficients[k] if k < len(coefficients) else 0.0)) / (node - other)
                    for k in range(len(shifted))
                ]
        weights.append(sum(c * m for c, m in zip(coefficients, moments, strict=True)))
    return weights


SAMPLERS: dict[str, Sampler] = {"ddim": ddim, "heun": heun, "dpm-solver++2m": dpm_solver_pp_2m, "deis": deis}


@torch.no_grad()
def draw(prior: Prior, prompt: str, count: int, steps: int, guidance: float, seed: int, negative: str = "",
         sampler: str = "dpm-solver++2m") -> Tensor:  # fmt: skip
    """Latents [count, ...] for a prompt, from noise that hangs on the seed alone."""
    model = guided(prior, prior.embed([prompt]), prior.embed([negative]), guidance)
    noise = torch.randn((count, *prior.latent_shape), generator=torch.Generator().manual_seed(seed))
    sigmas = karras_sigmas(steps, prior.sigma_min, prior.sigma_max)
    return SAMPLERS[sampler](model, noise.to(prior.device) * sigmas[0], sigmas)
