"""From a prompt to parameters. A generator of `Step` records; prints nothing, writes nothing.

    at once   of a prior that listens: the preset of the bank that fits the prompt best, to be played meanwhile
    imagine   draw sounds from the prior for this prompt
    approach  bank, evolve, descend: presets that sound like one of them (`bridge.distill.approach`)
    distil    Decoder-SDS: noise the render, let the prior denoise it, descend to what it would rather hear;
              noise levels anneal, a target is kept for a few steps, frequencies move slowly. Before the first round
              and after each, the candidates are judged by how well they fit the prompt (`bridge.distill.rank`)
    whole     only a DX7: real numbers become the whole ones of its panel (`bridge.distill.quantise`)

The imagined sounds only choose where to start. Distillation then asks the prior about the sound the voice really
makes, so the target stays within its reach.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from bridge.distill.approach import Approach, Descent, Ear, Effort, Goals, Heard
from bridge.distill.bank import Bank, render_levelled
from bridge.distill.latent import LatentSpace
from bridge.distill.quantise import Search, Verdict, is_whole, whole_preset
from bridge.distill.rank import merit, steady_ones
from bridge.distill.score import Compare, Score, features, latent_features, targets, unbiased
from bridge.errors import Cancelled
from bridge.priors.base import Prior
from bridge.priors.guidance import guided
from bridge.records import Budget, Step
from bridge.synths.base import Synth

APART = 0.1
"""relative distance from which two candidates are two sounds, and not one twice"""


@dataclass(frozen=True)
class FitSettings:
    """How hard to try. Counts, not seconds: the same seed gives the same preset on a slower machine.

    drawn: sounds the prior draws for the prompt, of which the `imagined` that fit it best become goals.
    favourites: presets of the bank that fit the prompt best by the prior's own ear and so take part in the search.
    own: how many of them become goals themselves: sounds that the voice is known to be able to make.
    wish: weight of that ear's judgement beside the distance to a goal.
    """

    guidance: float = 3.0
    imagined: int = 6
    drawn: int = 12
    sample_steps: int = 8
    favourites: int = 32
    own: int = 2
    wish: float = 0.03
    approach: Effort = field(default_factory=Effort)
    distil_rounds: int = 6
    distil_steps: int = 8
    sigma_high: float = 2.0
    sigma_low: float = 0.4
    score: Score = field(default_factory=Score)

    def renders(self, parameters: int) -> int:
        """How many sounds a fit renders at most, gradient steps included: what a fair random search may render."""
        distilled = self.approach.candidates * (self.distil_rounds * (self.distil_steps + 2) + 1)
        return self.favourites + self.approach.renders(parameters, self.imagined + self.own) + distilled


BUDGETS: dict[Budget, FitSettings] = {
    "fast": FitSettings(imagined=4, drawn=4, distil_rounds=2, distil_steps=5,
                        approach=Effort(islands=2, population=12, generations=10, generations_large=4, candidates=3,
                                        descend_steps=12)),
    "normal": FitSettings(),
    "best": FitSettings(imagined=8, drawn=24, distil_rounds=12,
                        approach=Effort(islands=4, population=24, generations=60, generations_large=16,
                                        descend_steps=80)),
}  # fmt: skip


@dataclass(frozen=True)
class Wishes:
    """What a fit is asked for.

    negative: what it must not sound like; takes the place of "nothing" in guidance.
    locks: parameters that keep these natural values.  start [P]: a preset to take into the search, natural units.
    reference [1, 2, T]: a sound to resemble, `resemblance` (0 … 1) as much as the prompt.
    candidates: how many presets to return, best first, each from another start and, where there are such, of another
    sound.
    across: semitones. The presets are to fit the prompt so far below and above the fitted note too.
    """

    prompt: str
    negative: str = ""
    locks: Mapping[str, float] = field(default_factory=dict)
    start: Tensor | None = None
    reference: Tensor | None = None
    resemblance: float = 0.5
    candidates: int = 1
    across: int = 0

    @property
    def notes(self) -> tuple[int, ...]:
        """Semitones from the fitted note at which the presets are heard."""
        return (0, -self.across, self.across) if self.across else (0,)


@dataclass(frozen=True)
class Winner:
    """natural [P], levelled to −1 dBFS, and how well it fits the prompt, 0 … 1. whole: of a DX7, how it was rounded."""

    natural: Tensor
    score: float
    whole: Verdict | None = None


@dataclass
class _Work:
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
        return Step(self.done, self.steps, self.best_loss, self.space.space.to_dict(self.best.tolist()), stage,
                    max(eta, 0.0), natural is not None)  # fmt: skip

    def towards_reference(self, goals: Goals, compare: Compare) -> Goals:
        """Goals drawn towards the reference: the nearest point to both under squared distances."""
        if self.wishes.reference is None:
            return goals
        sound = features(self.prior, self.wishes.reference, compare)
        return [g.lerp(r.to(g), self.wishes.resemblance) for g, r in zip(goals, sound, strict=True)]


def optimise(prior: Prior, synth: Synth, wishes: Wishes, bank: Bank, settings: FitSettings, seed: int, seconds: float,
             cancelled: Callable[[], bool] = lambda: False) -> Iterator[Step | Winner]:  # fmt: skip
    """Yield Steps, and last the Winners, best first. Raises Cancelled (the last Step holds the best so far) and
    UnknownParameter (of a lock)."""
    s = settings
    rng = torch.Generator().manual_seed(seed)
    space = LatentSpace(synth.space, wishes.locks)
    steps = s.approach.steps(len(synth.space)) + s.distil_rounds * s.distil_steps + 1
    ear = Ear(prior, synth, seconds, s.score.compare, _ear_for(prior, wishes), s.wish)
    work = _Work(prior, ear, wishes, s, cancelled, rng, space, steps)
    favourites = space.lock(bank.natural[bank.fittest(prior, wishes.prompt, wishes.negative, s.favourites)].double())
    if len(favourites):  # something to play at once, before anything is imagined: as good as far from every goal
        work.steps += 1
        yield work.report("bank", 1.0, favourites[0])
    goals = imagine(prior, wishes.prompt, s, seed, wishes.negative)
    if len(favourites):
        with torch.no_grad():
            sounds = ear.hear(favourites[: s.own]).scales
        goals = [torch.cat([g, x.to(g)]) for g, x in zip(goals, sounds, strict=True)]
    starts = favourites if wishes.start is None else torch.cat([favourites, wishes.start[None].to(favourites)])
    search = Approach(ear, space, s.approach, rng).run(bank, work.towards_reference(goals, s.score.compare), starts)
    try:
        while True:
            found = next(search)
            yield work.report(found.stage, found.loss, found.natural)
    except StopIteration as end:
        latent, _ = end.value
    winners = yield from _distil(work, latent)
    if is_whole(synth.space):
        winners = _whole(work, winners[: wishes.candidates])
    yield work.report("done", work.best_loss, winners[0].natural)
    yield from winners[: wishes.candidates]


def _whole(work: _Work, winners: list[Winner]) -> list[Winner]:
    """The winners in whole numbers, best first. Raises Cancelled."""
    found = []
    for winner in winners:
        if work.cancelled():
            raise Cancelled("cancelled; the best so far is kept")
        w, search = work.wishes, Search(rounds=work.settings.distil_rounds)
        verdict = whole_preset(work.ear, winner.natural, work.rng, w.prompt, w.negative, w.locks, search)
        found.append(Winner(verdict.natural, verdict.score, verdict))
    return sorted(found, key=lambda winner: -winner.score)


def _ear_for(prior: Prior, wishes: Wishes) -> Callable[[Tensor], Tensor] | None:
    """The prior's own judgement of sounds by their analysis; None if it does not listen."""
    if not prior.listens:
        return None
    return lambda analysis: prior.agreement(prior.impression(analysis), wishes.prompt, wishes.negative)


@torch.no_grad()
def imagine(prior: Prior, prompt: str, settings: FitSettings, seed: int, negative: str = "") -> Goals:
    """The sounds drawn from the prior that fit the prompt best, in the space of comparison: one tensor
    [imagined, ...] a scale. A prior that cannot listen draws no more than it needs."""
    s = settings
    count = max(s.drawn, s.imagined) if prior.listens else s.imagined
    z = prior.sample(prompt, count, s.sample_steps, s.guidance, seed, negative=negative)
    if prior.listens:
        fit = prior.agreement(prior.impression(prior.decode(z)), prompt, negative)
        z = z[fit.topk(s.imagined).indices]
    return latent_features(prior, z, s.score.compare)


def _distil(work: _Work, latent: Tensor) -> Any:
    """Decoder-SDS. Yield steps, with each new best; return the Winners of all rounds, one a candidate, best first."""
    s, prior, ear = work.settings, work.prior, work.ear
    score = unbiased(prior, s.score)
    distilling = ear if score == s.score else replace(ear, compare=score.compare)
    asked, avoided = prior.embed([work.wishes.prompt]), prior.embed([work.wishes.negative])
    model, inverse = guided(prior, asked, avoided, s.guidance), guided(prior, asked, avoided, -s.guidance)
    descent = Descent(distilling, work.space, latent, s.approach.frequency_lr)
    natural, scores, steady = _judge(work, latent)
    shape = (len(latent), *prior.latent_shape)
    improved = True
    for round_ in range(s.distil_rounds):
        share = round_ / max(s.distil_rounds - 1, 1)
        sigma = prior.sigma_data * s.sigma_high * (s.sigma_low / s.sigma_high) ** share
        note = work.wishes.notes[round_ % len(work.wishes.notes)]
        with torch.no_grad():
            audio = ear.play(work.space.to_natural(descent.latent), note)
        # one draw of noise for all candidates: their targets differ only because they do
        noise = torch.randn((score.draws, 1, *shape[1:]), generator=work.rng).expand(-1, shape[0], *shape[1:])
        noised = noise if score.noise == "drawn" else inverse
        found = targets(prior, model, audio.nan_to_num(), sigma, noised, score)
        wanted = work.towards_reference(found, score.compare)
        for _ in range(s.distil_steps):
            descent.step(wanted, 0.6 * s.approach.lr * (1 - 0.7 * share), note)
            yield work.report("distil", work.best_loss, natural[(scores + steady).argmax()] if improved else None)
            improved = False
        now, found, firm = _judge(work, descent.latent.detach())
        better = found + firm > scores + steady
        improved = bool((found + firm).max() > (scores + steady).max())
        natural = torch.where(better[:, None], now, natural)
        scores, steady = torch.where(better, found, scores), torch.where(better, firm, steady)
    order = (scores + steady).argsort(descending=True).tolist()
    if work.wishes.candidates > 1:
        chosen = _apart(ear, natural, order)[: work.wishes.candidates]
        order = [k for k in order if k in chosen]
    return [Winner(natural[k], float(scores[k])) for k in order]


@torch.no_grad()
def _apart(ear: Ear, natural: Tensor, order: list[int]) -> list[int]:
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
def _judge(work: _Work, latent: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The candidates [B, P], levelled to −1 dBFS, how well each fits the prompt [B], and 1 for the steady ones [B].

    Those come first: what was chosen is what the real-time voice will play.
    """
    synth, seconds, wishes = work.ear.synth, work.ear.seconds, work.wishes
    audio, natural = render_levelled(synth, work.space.to_natural(latent).float(), seconds)
    natural = work.space.lock(natural)
    sounds = [audio if note == 0 else work.ear.play(natural, note) for note in wishes.notes]
    fit = torch.stack([merit(work.prior, sound, wishes.prompt, wishes.negative) for sound in sounds]).mean(0)
    return natural, fit, steady_ones(synth, natural, seconds).float()
