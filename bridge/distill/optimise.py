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

from collections.abc import Callable, Generator, Iterator
from functools import partial

import torch
from torch import Tensor

from bridge.distill.approach import Approach, Ear, Goals
from bridge.distill.bank import BANKED, Bank
from bridge.distill.distil import Work, distil, fitness
from bridge.distill.latent import LatentSpace
from bridge.distill.quantise import Search, is_whole, whole_preset
from bridge.distill.score import Compare, latent_features
from bridge.distill.settings import FitSettings, Winner, Wishes
from bridge.priors.base import Prior
from bridge.records import Step
from bridge.synths.base import Synth


def optimise(prior: Prior, synth: Synth, wishes: Wishes, bank: Bank, settings: FitSettings, seed: int, seconds: float,
             cancelled: Callable[[], bool] = lambda: False) -> Iterator[Step | Winner]:  # fmt: skip
    """Yield Steps, and last the Winners, best first. Raises Cancelled (the last Step holds the best so far) and
    UnknownParameter (of a lock)."""
    s = settings
    rng = torch.Generator().manual_seed(seed)
    space = LatentSpace(synth.space, wishes.minded)
    steps = s.approach.steps(len(synth.space)) + s.distil_rounds * s.distil_steps + 1
    steps += wishes.candidates if is_whole(synth.space) else 0
    ear = Ear(prior, synth, seconds, s.score.compare, _ear_for(prior, wishes), s.wish * wishes.share_of_prompt)
    work = Work(prior, ear, wishes, s, cancelled, rng, space, steps)
    favourites = space.lock(bank.natural[bank.fittest(prior, wishes.prompt, wishes.negative, s.favourites)].double())
    if len(favourites):  # something to play at once, before anything is imagined: as good as far from every goal
        work.steps += 1
        yield work.report("bank", 1.0, favourites[0])
    z = imagine(prior, wishes.prompt, s, seed, wishes.negative)

    def wanted(compare: Compare) -> Goals:
        return work.towards_reference(latent_features(prior, z, compare), compare)

    goals = wanted(s.score.compare)
    near = goals[0] if s.score.compare == BANKED else wanted(BANKED)[0]
    given = favourites[:0] if wishes.start is None else space.lock(wishes.start[None].to(favourites))
    search = Approach(ear, space, s.approach, rng).run(bank, goals, near, torch.cat([favourites, given]), len(given))
    try:
        while True:
            found = next(search)
            yield work.report(found.stage, found.loss, found.natural)
    except StopIteration as end:
        latent, _ = end.value
    as_they_are = torch.cat([favourites[: s.kept], given])
    winners = yield from distil(work, torch.cat([latent, space.to_latent(as_they_are)]))
    if is_whole(synth.space):
        winners = yield from _whole(work, winners[: wishes.candidates])
    yield work.report("done", work.best_loss, winners[0].natural)
    yield from winners[: wishes.candidates]


def _whole(work: Work, winners: list[Winner]) -> Generator[Step, None, list[Winner]]:
    """A step for each; return the winners in whole numbers, best first, steady ones before others."""
    work.steps -= work.wishes.candidates - len(winners)
    found: list[Winner] = []
    search = Search(rounds=work.settings.distil_rounds)
    for winner in winners:
        verdict = whole_preset(work.ear, winner.natural, work.rng, partial(fitness, work), work.wishes.minded, search)
        mine = Winner(verdict.natural, verdict.score, verdict)
        found = sorted([*found, mine], key=_rank, reverse=True)
        yield work.report("whole", work.best_loss, mine.natural if found[0] is mine else None)
    return found


def _rank(winner: Winner) -> tuple[bool, float]:
    return winner.whole is None or winner.whole.steady, winner.score


def _ear_for(prior: Prior, wishes: Wishes) -> Callable[[Tensor], Tensor] | None:
    """The prior's own judgement of sounds by their analysis; None if it does not listen."""
    if not prior.listens:
        return None
    return lambda analysis: prior.agreement(prior.impression(analysis), wishes.prompt, wishes.negative)


@torch.no_grad()
def imagine(prior: Prior, prompt: str, settings: FitSettings, seed: int, negative: str = "") -> Tensor:
    """Of the sounds drawn from the prior those that fit the prompt best, latents [imagined, ...]. A prior that cannot
    listen draws no more than it needs."""
    s = settings
    count = max(s.drawn, s.imagined) if prior.listens else s.imagined
    z = prior.sample(prompt, count, s.sample_steps, s.guidance, seed, negative=negative)
    if prior.listens:
        fit = prior.agreement(prior.impression(prior.decode(z)), prompt, negative)
        z = z[fit.topk(s.imagined).indices]
    return z
