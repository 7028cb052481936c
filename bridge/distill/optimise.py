"""From a prompt to parameters, coarse to fine. A generator of `Step` records; prints nothing, writes nothing.

    imagine   draw sounds from the prior for this prompt
    bank      the presets whose renders lie nearest to them                     -> first playable candidate
    evolve    recombine those presets towards each imagined sound (no gradient)
    descend   gradient descent towards each imagined sound
    distil    Decoder-SDS: noise the render, let the prior denoise it, descend to what it would rather hear;
              noise levels anneal, a target is kept for a few steps, frequencies move slowly. After each round the
              prior's own denoising loss, on shared noise, says which candidate owes most to the prompt

The imagined sounds only choose where to start. Distillation then asks the prior about the sound the voice really
makes, so the target stays within its reach.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from bridge.distill.bank import Bank, pooled, render_levelled
from bridge.distill.evolve import generation
from bridge.distill.latent import LatentSpace
from bridge.distill.rank import denoising_loss
from bridge.distill.score import Score, distance, features, latent_features, targets
from bridge.errors import Cancelled
from bridge.priors.base import Prior
from bridge.priors.guidance import Model, guided
from bridge.priors.sampling import dpm_solver_pp_2m, karras_sigmas
from bridge.records import SAMPLE_RATE, Budget, Step
from bridge.synths.base import Synth


@dataclass(frozen=True)
class FitSettings:
    """How hard to try. Counts, not seconds: the same seed gives the same preset on a slower machine.

    evolve_up_to: voices with more parameters skip evolution. On impact's 147, four prompts: evolution cut the best
    distance by 0 to 42 % in 15 to 17 s, descent after it by another 15 to 62 % in 6 to 11 s. Descent straight from the
    bank was not compared.
    """

    guidance: float = 3.0
    imagined: int = 6
    sample_steps: int = 8
    islands: int = 3
    population: int = 16
    generations: int = 30
    evolve_up_to: int = 100
    candidates: int = 8
    descend_steps: int = 60
    distil_rounds: int = 6
    distil_steps: int = 8
    sigma_high: float = 2.0
    sigma_low: float = 0.4
    lr: float = 0.08
    frequency_lr: float = 0.15
    score: Score = field(default_factory=Score)

    def for_voice(self, parameters: int) -> FitSettings:
        """What a voice of that many parameters really gets."""
        return self if parameters <= self.evolve_up_to else replace(self, generations=0)

    def renders(self, parameters: int) -> int:
        """How many sounds a fit renders at most, gradient steps included: what a fair random search may render."""
        s = self.for_voice(parameters)
        each = s.descend_steps + s.distil_rounds * (s.distil_steps + 2) + 1
        return s.imagined * max(s.population, 2) + s.generations * s.islands * s.population + s.candidates * each


BUDGETS: dict[Budget, FitSettings] = {
    "fast": FitSettings(imagined=4, islands=2, population=12, generations=10, candidates=3, descend_steps=12,
                        distil_rounds=2, distil_steps=5),
    "normal": FitSettings(),
    "best": FitSettings(imagined=8, islands=4, population=24, generations=60, candidates=8, descend_steps=80,
                        distil_rounds=12, distil_steps=8),
}  # fmt: skip


@dataclass(frozen=True)
class Winner:
    """natural [P], and its denoising loss under the prior with the prompt over that without (lower is better)."""

    natural: Tensor
    loss: float


@dataclass
class _Work:
    """What every stage shares, and the best so far."""

    prior: Prior
    synth: Synth
    model: Model
    plain: Model
    unprompted: Model
    settings: FitSettings
    seconds: float
    cancelled: Callable[[], bool]
    rng: torch.Generator
    space: LatentSpace
    steps: int
    started: float = field(default_factory=time.monotonic)
    done: int = 0
    best: Tensor | None = None
    best_loss: float = float("inf")

    def features(self, natural: Tensor) -> list[Tensor]:
        audio = self.synth.render(natural.float(), SAMPLE_RATE, self.seconds)
        return features(self.prior, audio, self.settings.score.compare)

    def report(self, stage: str, loss: float, natural: Tensor | None) -> Step:
        """Count one step; `natural` [P] is a new best, or None."""
        if self.cancelled():
            raise Cancelled("cancelled; the best so far is kept")
        self.done += 1
        if natural is not None:
            self.best, self.best_loss = natural.detach().clone(), loss
        assert self.best is not None
        spent = time.monotonic() - self.started
        eta = spent / self.done * (self.steps - self.done)
        return Step(self.done, self.steps, self.best_loss, self.synth.space.to_dict(self.best.tolist()), stage,
                    max(eta, 0.0), natural is not None)  # fmt: skip


def optimise(prior: Prior, synth: Synth, prompt: str, bank: Bank, settings: FitSettings, seed: int, seconds: float,
             cancelled: Callable[[], bool] = lambda: False) -> Iterator[Step | Winner]:  # fmt: skip
    """Yield Steps, and last the Winner. Raises Cancelled, after which the last Step holds the best so far."""
    s = settings.for_voice(len(synth.space))
    rng = torch.Generator().manual_seed(seed)
    model = guided(prior, prior.embed([prompt]), prior.embed([""]), s.guidance)
    steps = 2 + s.generations + s.descend_steps + s.distil_rounds * s.distil_steps
    # guidance is no likelihood: rank without
    plain, unprompted = (guided(prior, prior.embed([text]), prior.embed([""]), 1.0) for text in (prompt, ""))
    work = _Work(prior, synth, model, plain, unprompted, s, seconds, cancelled, rng, LatentSpace(synth.space), steps)

    imagined = imagine(prior, prompt, s, seed)
    natural, losses = _from_bank(work, bank, imagined)
    first = losses.argmin()
    yield work.report("bank", float(losses.flatten()[first]), natural[first // losses.shape[1]])

    latent, wanted = yield from _evolve(work, bank, natural, losses, imagined)
    latent = yield from _descend(work, latent, wanted)
    winner = yield from _distil(work, latent)
    yield work.report("done", work.best_loss, winner.natural)
    yield winner


def imagine(prior: Prior, prompt: str, settings: FitSettings, seed: int) -> list[Tensor]:
    """Sounds the prior draws for the prompt, in the space of comparison: one tensor [imagined, ...] a scale."""
    s = settings
    model = guided(prior, prior.embed([prompt]), prior.embed([""]), s.guidance)
    shape = prior.encode(torch.zeros(1, 2, round(prior.seconds * prior.sample_rate))).shape[1:]
    sigmas = karras_sigmas(s.sample_steps, prior.sigma_min, prior.sigma_max)
    noise = torch.randn((s.imagined, *shape), generator=torch.Generator().manual_seed(seed))
    z = dpm_solver_pp_2m(model, noise * sigmas[0], sigmas)
    return latent_features(prior, z, s.score.compare)


@torch.no_grad()
def _from_bank(work: _Work, bank: Bank, imagined: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Presets near any imagined sound: natural [U, P] and their true distance to each one, [U, imagined]."""
    near = bank.nearest(imagined[0], max(work.settings.population, 2)).flatten().unique()
    natural = bank.natural[near].double()
    losses = []
    for start in range(0, len(natural), 32):
        found = work.features(natural[start : start + 32])
        losses.append(
            torch.stack([distance(found, [w[k : k + 1] for w in imagined]) for k in range(len(imagined[0]))], 1)
        )
    return natural, torch.cat(losses).nan_to_num(1e9)


def _within_reach(bank: Bank, imagined: list[Tensor]) -> Tensor:
    """The imagined sounds in order of how near the voice comes to them, compared with how far its presets usually are.

    By distance alone short and quiet sounds always win, since every bank is full of silence: "marimba note" was led by
    its one percussive sample.
    """
    distances = torch.cdist(pooled(imagined[0]), bank.features.float())
    return (distances.min(1).values / distances.median(1).values).argsort()


def _evolve(work: _Work, bank: Bank, natural: Tensor, losses: Tensor, imagined: list[Tensor]) -> Any:
    """Yield steps; return (latent [candidates, P], what each is to sound like)."""
    s = work.settings
    islands = _within_reach(bank, imagined)[: s.islands]
    order = losses[:, islands].argsort(0)[: s.population].T
    latent = work.space.to_latent(natural[order.flatten()]).reshape(*order.shape, -1)
    loss = losses[:, islands].gather(0, order.T).T
    goals = [w[islands].repeat_interleave(order.shape[1], 0) for w in imagined]

    def fitness(trial: Tensor) -> Tensor:
        with torch.no_grad():
            found = work.features(work.space.to_natural(trial.flatten(0, 1)))
            return distance(found, goals).nan_to_num(1e9).reshape(trial.shape[:2])

    for _ in range(s.generations):
        latent, loss = generation(latent, loss, fitness, work.rng)
        top = loss.flatten().argmin()
        value = float(loss.flatten()[top])
        improved = value < work.best_loss
        yield work.report("evolve", value, work.space.to_natural(latent.flatten(0, 1)[top]) if improved else None)
    share = -(-s.candidates // len(islands))
    chosen = loss.argsort(1)[:, :share]
    picked = latent.gather(1, chosen[..., None].expand(-1, -1, latent.shape[2])).flatten(0, 1)[: s.candidates]
    wanted = [w[islands].repeat_interleave(chosen.shape[1], 0)[: s.candidates] for w in imagined]
    return picked, wanted


class _Adam:
    """Adam on latents, one row a candidate: a row whose gradient is not finite (feedback chaos) sits the step out."""

    def __init__(self, work: _Work, latent: Tensor) -> None:
        self.work = work
        self.latent = latent.detach().clone().requires_grad_(True)
        self.scale = work.space.column_scale(work.settings.frequency_lr)
        self.mean, self.square, self.count = torch.zeros_like(latent), torch.zeros_like(latent), 0

    def step(self, wanted: list[Tensor], lr: float) -> Tensor:
        """One descent step; returns the loss of each row before it, [B]."""
        natural = self.work.space.to_natural(self.latent)
        loss = distance(self.work.features(natural), wanted)
        (grad,) = torch.autograd.grad(loss.sum(), self.latent)
        finite = grad.isfinite().all(1, keepdim=True)
        grad = torch.where(finite, grad, 0.0)
        grad = grad / grad.norm(dim=1, keepdim=True).clamp_min(1e-12)
        self.count += 1
        self.mean.lerp_(grad, 0.1)
        self.square.lerp_(grad.square(), 0.02)
        step = (self.mean / (1 - 0.9**self.count)) / ((self.square / (1 - 0.98**self.count)).sqrt() + 1e-4)
        with torch.no_grad():
            self.latent -= lr * self.scale * step
        return loss.detach().nan_to_num(1e9)


def _descend(work: _Work, latent: Tensor, wanted: list[Tensor]) -> Any:
    """Yield steps; return each candidate where it was nearest to its own imagined sound."""
    s = work.settings
    adam = _Adam(work, latent)
    kept, kept_loss = latent.clone(), torch.full((len(latent),), float("inf"))
    for k in range(s.descend_steps):
        here = adam.latent.detach().clone()
        loss = adam.step(wanted, s.lr * (1 - 0.8 * k / s.descend_steps))
        better = loss < kept_loss
        kept, kept_loss = torch.where(better[:, None], here, kept), torch.where(better, loss, kept_loss)
        top = int(kept_loss.argmin())
        improved = float(kept_loss[top]) < work.best_loss
        yield work.report("descend", float(kept_loss[top]), work.space.to_natural(kept[top]) if improved else None)
    return kept


def _distil(work: _Work, latent: Tensor) -> Any:
    """Decoder-SDS. Yield steps, with each new best; return the Winner of all rounds."""
    s, prior = work.settings, work.prior
    adam = _Adam(work, latent)
    winner = _rank(work, latent)
    improved = True
    for round_ in range(s.distil_rounds):
        share = round_ / max(s.distil_rounds - 1, 1)
        sigma = prior.sigma_data * s.sigma_high * (s.sigma_low / s.sigma_high) ** share
        with torch.no_grad():
            audio = work.synth.render(work.space.to_natural(adam.latent).float(), SAMPLE_RATE, work.seconds)
            shape = prior.encode(audio).shape
        # one draw of noise for all candidates: their targets differ only because they do
        noise = torch.randn((s.score.draws, 1, *shape[1:]), generator=work.rng).expand(-1, shape[0], *shape[1:])
        wanted = targets(prior, work.model, audio.nan_to_num(), sigma, noise, s.score)
        for _ in range(s.distil_steps):
            adam.step(wanted, 0.6 * s.lr * (1 - 0.7 * share))
            yield work.report("distil", work.best_loss, winner.natural if improved else None)
            improved = False
        found = _rank(work, adam.latent.detach())
        improved = found.loss < winner.loss
        winner = found if improved else winner
    return winner


@torch.no_grad()
def _rank(work: _Work, latent: Tensor) -> Winner:
    """The candidate of [B, P] that owes most to the prompt, levelled to −1 dBFS; every round meets the same noise.

    Its loss is the denoising loss with the prompt over that without. The first alone prefers silence, which is easy to
    denoise whatever was asked for.
    """
    audio, natural = render_levelled(work.synth, work.space.to_natural(latent).float(), work.seconds)
    z = work.prior.encode(audio.nan_to_num())
    with_prompt, without = (denoising_loss(work.prior, m, z, seed=0) for m in (work.plain, work.unprompted))
    loss = with_prompt / without
    loss = loss.masked_fill(~audio.isfinite().flatten(1).all(1), float("inf"))
    best = int(loss.argmin())
    return Winner(natural[best], float(loss[best]))
