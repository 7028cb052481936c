"""From goals to presets, coarse to fine. A goal is what a sound is to be heard as, whoever asks for it.

    bank      the presets whose renders lie nearest to the goals
    evolve    recombine them, transpose and stretch them (no gradient), one island of presets a goal
    descend   gradient descent towards each island's goal

All distances are relative: 0 is the goal, 1 is as far from it as silence. So goals that are quiet or short, which are
near to silence and to each other, have no advantage over loud ones.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import softplus

from bridge.distill.bank import Bank
from bridge.distill.evolve import generation, moving
from bridge.distill.latent import LatentSpace
from bridge.distill.score import Compare, distance, features, scales
from bridge.kernels.control import AS_FITTED_NOTE
from bridge.priors.base import Prior
from bridge.records import SAMPLE_RATE
from bridge.synths.base import Synth

FAR = 1e9
"""the distance of a sound that is no number"""
Goals = list[Tensor]
"""one tensor [K, ...] a scale of comparison"""


@dataclass(frozen=True)
class Effort:
    """How hard to approach goals. Counts, not seconds: the same seed gives the same preset on a slower machine.

    large: voices with more parameters get `generations_large`, since recombination is lost in so many dimensions.
    frequency_lr: factor on the step of oscillator frequencies, which do not follow spectral gradients far.
    """

    islands: int = 3
    population: int = 16
    generations: int = 30
    generations_large: int = 8
    large: int = 100
    candidates: int = 8
    descend_steps: int = 60
    lr: float = 0.08
    frequency_lr: float = 0.15

    def generations_of(self, parameters: int) -> int:
        return self.generations if parameters <= self.large else self.generations_large

    def steps(self, parameters: int) -> int:
        """Progress records of one approach."""
        return 1 + self.generations_of(parameters) + self.descend_steps

    def renders(self, parameters: int, goals: int) -> int:
        """Sounds it renders at most, gradient steps included."""
        evolved = self.generations_of(parameters) * self.islands * self.population
        return goals * max(self.population, 2) + evolved + self.candidates * self.descend_steps


@dataclass(frozen=True)
class Progress:
    """One step of an approach. natural [P]: the preset found, or None where it is no better than the best before."""

    stage: str
    loss: float
    natural: Tensor | None


@dataclass(frozen=True)
class Heard:
    """What a loss needs to know of sounds: one tensor [B, ...] a scale of comparison, and how little each fits what is
    wished, [B] in nats, 0 and more."""

    scales: list[Tensor]
    misfit: Tensor


@dataclass
class Ear:
    """How presets are heard and compared.

    wish: from the prior's analysis of sounds to how well each fits what is wished for, in nats (`Prior.agreement`).
    weight: of that in the loss.
    """

    prior: Prior
    synth: Synth
    seconds: float
    compare: Compare
    wish: Callable[[Tensor], Tensor] | None = None
    weight: float = 0.0

    def __post_init__(self) -> None:
        nothing = torch.zeros(1, 2, round(self.seconds * SAMPLE_RATE))
        with torch.no_grad():
            self._silence = features(self.prior, nothing, self.compare)

    def play(self, natural: Tensor, semitones: float = 0.0) -> Tensor:
        """[B, P] -> audio [B, 2, T], as fitted or so many semitones from there, as a keyboard would play it."""
        natural = natural.to(self.prior.device, torch.float32)
        if semitones == 0:
            return self.synth.render(natural, SAMPLE_RATE, self.seconds)
        if "root_hz" not in self.synth.space.names:
            return self.synth.render(natural, SAMPLE_RATE, self.seconds, AS_FITTED_NOTE + semitones)
        factor = torch.ones(natural.shape[1]).to(natural)
        factor[self.synth.space.index("root_hz")] = 2 ** (semitones / 12)
        return self.synth.render(natural * factor, SAMPLE_RATE, self.seconds)

    def hear(self, natural: Tensor, semitones: float = 0.0) -> Heard:
        """natural [B, P] -> what the loss needs; differentiable."""
        audio = self.play(natural, semitones)
        analysis = self.prior.analyse(audio)
        parts = [self.prior.encode(audio)] if self.compare == "encoder" else scales(self.prior, analysis, self.compare)
        if self.wish is None or self.weight == 0:
            return Heard(parts, torch.zeros(len(audio), device=audio.device))
        return Heard(parts, softplus(-self.wish(analysis)))

    def distance(self, found: Heard, goals: Goals) -> Tensor:
        """[B], row by row (one row may stand for many); 1: as far from the goal as silence is.

        On the CPU, as all that steers the search: only sounds and analyses stay where the prior is.
        """
        return (distance(found.scales, goals) / distance(self._silence, goals).clamp_min(1e-9)).cpu()

    def loss(self, found: Heard, goals: Goals) -> Tensor:
        """[B]: the distance, and what is wished for."""
        return self.distance(found, goals) + self.weight * found.misfit.cpu()


@dataclass
class Approach:
    """What the three stages share."""

    ear: Ear
    space: LatentSpace
    effort: Effort
    rng: torch.Generator
    best_loss: float = float("inf")

    def run(
        self, bank: Bank, goals: Goals, near: Tensor, starts: Tensor | None = None, reserved: int = 0
    ) -> Generator[Progress, None, tuple[Tensor, Goals]]:
        """Yield progress; return (latent [candidates, P], the goal of each).

        near [K, ...]: the goals as the bank is asked (`bridge.distill.bank.BANKED`).
        starts [S, P]: presets that take part in the search from the beginning, natural units; the last `reserved` of
        them on every island, however far from its goal.
        """
        natural, losses = self._from_bank(bank, goals, near, starts)
        first = int(losses.argmin())
        yield self._progress("bank", losses.flatten(), natural.repeat_interleave(losses.shape[1], 0), first)
        latent, wanted = yield from self._evolve(natural, losses, goals, reserved)
        return (yield from self._descend(latent, wanted)), wanted

    def _progress(self, stage: str, losses: Tensor, natural: Tensor, at: int | None = None) -> Progress:
        """Progress to the best of `natural` [B, P] with its `losses` [B], if it is one."""
        top = int(losses.argmin()) if at is None else at
        loss = float(losses[top])
        if loss >= self.best_loss:
            return Progress(stage, self.best_loss, None)
        self.best_loss = loss
        return Progress(stage, loss, natural[top])

    @torch.no_grad()
    def _from_bank(self, bank: Bank, goals: Goals, near: Tensor, starts: Tensor | None) -> tuple[Tensor, Tensor]:
        """Presets near any goal, then the starts, and their loss for each goal, [U, P] and [U, K]."""
        rows = bank.nearest(near, max(self.effort.population, 2)).flatten().unique()
        natural = bank.natural[rows].double()
        if starts is not None:
            natural = torch.cat([natural, starts.double()])
        natural = self.space.lock(natural)
        losses = []
        for first in range(0, len(natural), 32):
            found = self.ear.hear(natural[first : first + 32])
            each = [self.ear.loss(found, [g[k : k + 1] for g in goals]) for k in range(len(goals[0]))]
            losses.append(torch.stack(each, 1))
        return natural, torch.cat(losses).nan_to_num(FAR)

    def _evolve(
        self, natural: Tensor, losses: Tensor, goals: Goals, reserved: int
    ) -> Generator[Progress, None, tuple[Tensor, Goals]]:
        """Every third generation moves whole sounds, the others recombine. One island a goal: those within reach."""
        e = self.effort
        islands = losses.min(0).values.argsort()[: e.islands]
        claims = losses[:, islands].clone()
        claims[len(claims) - reserved :] = -1.0
        order = claims.argsort(0)[: e.population].T
        latent = self.space.to_latent(natural[order.flatten()]).reshape(*order.shape, -1)
        loss = losses[:, islands].gather(0, order.T).T
        wanted = [g[islands].repeat_interleave(order.shape[1], 0) for g in goals]

        def fitness(trial: Tensor) -> Tensor:
            with torch.no_grad():
                found = self.ear.hear(self.space.to_natural(trial.flatten(0, 1)))
                return self.ear.loss(found, wanted).nan_to_num(FAR).reshape(trial.shape[:2])

        for k in range(e.generations_of(latent.shape[2])):
            if k % 3 == 0:
                latent, loss = moving(latent, loss, fitness, self.space, self.rng)
            else:
                latent, loss = generation(latent, loss, fitness, self.rng)
            yield self._progress("evolve", loss.flatten(), self.space.to_natural(latent.flatten(0, 1)))
        share = -(-e.candidates // len(islands))
        chosen = loss.argsort(1)[:, :share]
        picked = latent.gather(1, chosen[..., None].expand(-1, -1, latent.shape[2])).flatten(0, 1)[: e.candidates]
        goal_of = islands.repeat_interleave(chosen.shape[1])[: e.candidates]
        return picked, [g[goal_of] for g in goals]

    def _descend(self, latent: Tensor, wanted: Goals) -> Generator[Progress, None, Tensor]:
        """Each candidate where it came nearest to its goal."""
        e = self.effort
        adam = Descent(self.ear, self.space, latent, e.frequency_lr)
        kept, kept_loss = latent.clone(), torch.full((len(latent),), float("inf"))
        for k in range(e.descend_steps):
            here = adam.latent.detach().clone()
            loss = adam.step(wanted, e.lr * (1 - 0.8 * k / e.descend_steps))
            better = loss < kept_loss
            kept, kept_loss = torch.where(better[:, None], here, kept), torch.where(better, loss, kept_loss)
            yield self._progress("descend", kept_loss, self.space.to_natural(kept))
        return kept


class Descent:
    """Adam on latents, one row a candidate: a row whose gradient is not finite (feedback chaos) sits the step out."""

    def __init__(self, ear: Ear, space: LatentSpace, latent: Tensor, frequency_lr: float) -> None:
        self.ear, self.space = ear, space
        self.latent = latent.detach().clone().requires_grad_(True)
        self.scale = space.column_scale(frequency_lr)
        self.mean, self.square, self.count = torch.zeros_like(latent), torch.zeros_like(latent), 0

    def step(self, wanted: Goals, lr: float, semitones: float = 0.0) -> Tensor:
        """One descent step, on the sound so many semitones from the fitted one; returns each row's loss before it."""
        loss = self.ear.loss(self.ear.hear(self.space.to_natural(self.latent), semitones), wanted)
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
        return loss.detach().nan_to_num(FAR)
