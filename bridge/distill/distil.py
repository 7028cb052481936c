"""Distillation: candidates are led to what the prior would rather hear, and judged by how well they fit the prompt."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from bridge.distill.approach import Descent, Ear, Goals, Heard
from bridge.distill.bank import render_levelled
from bridge.distill.latent import LatentSpace
from bridge.distill.rank import merit, steady_ones
from bridge.distill.score import Compare, features, targets, unbiased
from bridge.distill.settings import FitSettings, Winner, Wishes
from bridge.errors import Cancelled
from bridge.priors.base import Prior
from bridge.priors.guidance import guided
from bridge.records import Step

APART = 0.1
"""relative distance from which two candidates are two sounds, and not one twice"""


@dataclass
class Work:
    """What the stages share, and the best so far."""

    prior: Prior
    ear: Ear
    wishes: Wishes
    settings: FitSettings
    cancelled: Callable[[], bool]
    rng: torch.Generator
    space: LatentSpace
    steps: int
    started: float = field(default_factory=time.monotonic)
    done: int = 0
    best: Tensor | None = None
    best_loss: float = float("inf")
    stopping: bool = False
    """it was cancelled, and has told of one more best since"""

    def report(self, stage: str, loss: float, natural: Tensor | None) -> Step:
        """Count one step; `natural` [P] is a new best, or None. Raises Cancelled, but not before a best that was found
        meanwhile is told, and not when all is done."""
        if stage != "done" and self.cancelled():
            if natural is None or self.stopping:
                raise Cancelled("cancelled; the best so far is kept")
            self.stopping = True
        self.done += 1
        if natural is not None:
            self.best, self.best_loss = natural.detach().clone(), loss
        assert self.best is not None
        spent = time.monotonic() - self.started
        eta = spent / self.done * (self.steps - self.done)
        return Step(self.done, self.steps, self.best_loss, self.space.space.to_dict(self.best.tolist()), stage,
                    max(eta, 0.0), natural is not None)  # fmt: skip

    def towards_reference(self, goals: Goals, compare: Compare) -> Goals:
        """Goals drawn towards the reference: the nearest point to both under squared distances."""
        if self.wishes.reference is None:
            return goals
        sound = features(self.prior, self.wishes.reference, compare)
        return [g.lerp(r.to(g), self.wishes.resemblance) for g, r in zip(goals, sound, strict=True)]


def distil(work: Work, latent: Tensor) -> Any:
    """Decoder-SDS. Yield steps, with each new best; return the Winners of all rounds, one a candidate, best first.

    It ends when it leads no further (`FitSettings.patience`). On the records of 30 fits, budget normal: after 2 rounds
    in vain 4.5 of 6 rounds were used, and the winner's score was 0.62 in place of 0.64; after 1 round, 2.6 and 0.61.
    """
    s, prior, ear = work.settings, work.prior, work.ear
    score = unbiased(prior, s.score)
    distilling = ear if score == s.score else replace(ear, compare=score.compare)
    asked, avoided = prior.embed([work.wishes.prompt]), prior.embed([work.wishes.negative])
    model, inverse = guided(prior, asked, avoided, s.guidance), guided(prior, asked, avoided, -s.guidance)
    descent = Descent(distilling, work.space, latent, s.approach.frequency_lr)
    natural, scores, steady = judge(work, latent)
    shape = (len(latent), *prior.latent_shape)
    improved, in_vain = True, 0
    for round_ in range(s.distil_rounds):
        share = round_ / max(s.distil_rounds - 1, 1)
        sigma = prior.sigma_data * s.sigma_high * (s.sigma_low / s.sigma_high) ** share
        note = work.wishes.notes[round_ % len(work.wishes.notes)]
        with torch.no_grad():
            audio = ear.play(work.space.to_natural(descent.latent), note)
        # one draw of noise for all candidates: their targets differ only because they do
        noise = torch.randn((score.draws, 1, *shape[1:]), generator=work.rng).expand(-1, shape[0], *shape[1:])
        noised = noise if score.noise == "drawn" else inverse
        aims = targets(prior, model, audio.nan_to_num(), sigma, noised, score)
        wanted = aims if note else work.towards_reference(aims, score.compare)  # it is known at the fitted note alone
        for _ in range(s.distil_steps):
            descent.step(wanted, 0.6 * s.approach.lr * (1 - 0.7 * share), note)
            yield work.report("distil", work.best_loss, natural[(scores + steady).argmax()] if improved else None)
            improved = False
        now, found, firm = judge(work, descent.latent.detach())
        better = found + firm > scores + steady
        improved = bool((found + firm).max() > (scores + steady).max())
        natural = torch.where(better[:, None], now, natural)
        scores, steady = torch.where(better, found, scores), torch.where(better, firm, steady)
        in_vain = 0 if improved else in_vain + 1
        if in_vain == s.patience * len(work.wishes.notes) > 0:
            work.steps -= (s.distil_rounds - 1 - round_) * s.distil_steps
            break
    order = (scores + steady).argsort(descending=True).tolist()
    if work.wishes.candidates > 1:
        chosen = apart(ear, natural, order)[: work.wishes.candidates]
        order = [k for k in order if k in chosen]
    return [Winner(natural[k], float(scores[k])) for k in order]


@torch.no_grad()
def apart(ear: Ear, natural: Tensor, order: list[int]) -> list[int]:
    """`order` with those put last that sound like an earlier one."""
    sounds = ear.hear(natural).scales
    kept: list[int] = []
    alike: list[int] = []
    for k in order:
        distances = [ear.distance(Heard([s[k : k + 1] for s in sounds], torch.zeros(1)), [s[j : j + 1] for s in sounds])
                     for j in kept]  # fmt: skip
        (alike if any(float(d) < APART for d in distances) else kept).append(k)
    return kept + alike


@torch.no_grad()
def judge(work: Work, latent: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The candidates [B, P], levelled to −1 dBFS, their `fitness` [B], and 1 for the steady ones [B].

    Those come first: what was chosen is what the real-time voice will play.
    """
    synth, seconds = work.ear.synth, work.ear.seconds
    natural = work.space.to_natural(latent).to(work.prior.device, torch.float32)
    audio, natural = render_levelled(synth, natural, seconds)
    natural = work.space.lock(natural.cpu())
    return natural, fitness(work, natural, audio), steady_ones(synth, natural, seconds).float()


@torch.no_grad()
def fitness(work: Work, natural: Tensor, audio: Tensor) -> Tensor:
    """How well presets [B, P] that sound like `audio` fit what is wished for, [B] in 0 … 1: the prompt, over all notes
    that are asked for, and by its share the reference (1: it; 0: as far from it as silence)."""
    wishes, ear = work.wishes, work.ear
    sounds = [audio if note == 0 else ear.play(natural, note) for note in wishes.notes]
    fit = torch.stack([merit(work.prior, sound, wishes.prompt, wishes.negative) for sound in sounds]).mean(0)
    if wishes.reference is None:
        return fit
    heard = Heard(features(work.prior, audio.nan_to_num(), ear.compare), torch.zeros(1))
    away = ear.distance(heard, features(work.prior, wishes.reference, ear.compare)).nan_to_num(1.0)
    return (1 - away.clamp(0, 1)).lerp(fit, wishes.share_of_prompt)
