"""What a fit is compared with. Every method may hear as many sounds as a fit does, the fit's bank included.

    init           one random preset
    random         of as many random presets the one that the prior's listener likes best
    bank           the same of the fit's bank: what a fit begins with
    cmaes          CMA-ES on one voice's latents from the best of a few random draws, restarted with twice the
                   population (Auger & Hansen 2005): the best found for each imagined sound
    sample_match   gradient descent from random presets to one imagined sound
    fit            the real pipeline
    prior          the prior's own sounds, their phase reconstructed: the ceiling of anything distilled from it

cmaes, sample_match and fit are after the same imagined sounds. Where the first two end with several candidates the
fit's own rule chooses (`bridge.distill.rank.merit`). (bank hears fewer sounds than the others; init one. But banks of
FM and impact were chosen beforehand, of sixteen times as many: `bridge.distill.selection`.)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
from torch import Tensor

from bridge.distill.approach import FAR, Descent, Ear, Goals
from bridge.distill.bank import Bank, make_bank, render_levelled
from bridge.distill.draws import draw_presets
from bridge.distill.latent import LatentSpace
from bridge.distill.optimise import imagine
from bridge.distill.rank import merit
from bridge.distill.score import latent_features
from bridge.distill.settings import BUDGETS, FitSettings
from bridge.errors import BadRequest
from bridge.pipeline import bank_of, initial_parameters, prompt_to_preset
from bridge.priors.edm.prior import EmbeddedPrior
from bridge.records import FitRequest, FitResult
from bridge.synths.base import Synth, load_synth
from bridge.voices.catalog import voice as find_voice

STARTS = 64
"""random draws of which CMA-ES starts from the best"""
_CHUNK = 32


@dataclass(frozen=True)
class Stage:
    """A voice, and what methods share between prompts.

    seed: of the first fit. most: a limit to the sounds a method may hear (None: as many as a fit).
    imagined, iterations: sounds of `prior`, and steps of their phase reconstruction.
    """

    prior: EmbeddedPrior
    name: str
    request: FitRequest
    weights: Path | None = None
    most: int | None = None
    imagined: int = 4
    iterations: int = 30

    @cached_property
    def synth(self) -> Synth:
        return load_synth(find_voice(self.name))

    @cached_property
    def settings(self) -> FitSettings:
        return BUDGETS[self.request.budget]

    @cached_property
    def bank(self) -> Bank:
        return bank_of(find_voice(self.name), self.prior)

    @cached_property
    def ear(self) -> Ear:
        return Ear(self.prior, self.synth, self.request.seconds, self.settings.score.compare)

    @property
    def renders(self) -> int:
        """Sounds that every method may hear."""
        fair = len(self.bank.natural) + self.settings.renders(len(self.synth.space))
        return fair if self.most is None else min(fair, self.most)

    @cached_property
    def crowd(self) -> Bank:
        """The random search's presets: the same for every prompt, as the bank is."""
        natural = self.draws(self.renders, 1000)
        return make_bank(self.prior, self.synth, natural, self.request.seconds)

    def draws(self, count: int, apart: int) -> Tensor:
        """Random presets [count, P], from another seed than the bank's."""
        rows = draw_presets(find_voice(self.name), count, self.request.seed + apart)
        return torch.from_numpy(rows).float()

    def asked(self, prompt: str) -> FitRequest:
        return replace(self.request, prompt=prompt, voice=self.name)

    def goals(self, prompt: str) -> Goals:
        """The sounds that a fit with the same seed imagines."""
        z = imagine(self.prior, prompt, self.settings, self.request.seed)
        return latent_features(self.prior, z, self.settings.score.compare)

    @torch.no_grad()
    def fittest(self, prompt: str, natural: Tensor) -> Tensor:
        """Of [B, P], the one that fits the prompt best, levelled, [P]: the fit's own rule."""
        audio, levelled = render_levelled(self.synth, natural.float(), self.request.seconds)
        return levelled[merit(self.prior, audio, prompt).argmax()]


def init(stage: Stage, prompt: str) -> Tensor:
    """One random preset, [P]."""
    return torch.tensor(stage.synth.space.to_list(initial_parameters(stage.asked(prompt))))


def random(stage: Stage, prompt: str) -> Tensor:
    """The best of as many random presets, [P]."""
    return _retrieved(stage, prompt, stage.crowd)


def bank(stage: Stage, prompt: str) -> Tensor:
    """The best of the bank, [P]."""
    return _retrieved(stage, prompt, stage.bank)


def _retrieved(stage: Stage, prompt: str, presets: Bank) -> Tensor:
    return presets.natural[presets.fittest(stage.prior, prompt, "", 1)[0]]


@torch.no_grad()
def cmaes(stage: Stage, prompt: str) -> Tensor:
    """[P]. Fitness: the relative distance to the nearest imagined sound. Raises BadRequest without the package."""
    cma = require_cma()
    goals, space = stage.goals(prompt), LatentSpace(stage.synth.space)
    rng = np.random.default_rng(stage.request.seed)
    _, start = render_levelled(stage.synth, stage.draws(min(STARTS, stage.renders), 2000), stage.request.seconds)
    best, best_loss = start[:1].expand(len(goals[0]), -1).double().clone(), torch.full((len(goals[0]),), FAR)

    def hear(natural: Tensor) -> Tensor:
        """Distance to the nearest goal [B]; remembers what came nearest to each."""
        each = _distances(stage.ear, natural, goals)
        least, row = each.min(0)
        better = least < best_loss
        best[better], best_loss[better] = natural[row[better]].double(), least[better]
        return each.min(1).values

    order = hear(start).argsort()
    heard, restart, population = len(start), 0, 0
    while heard < stage.renders:
        centre = space.to_latent(start[order[restart % len(order)], None])[0].numpy()
        options = {"verbose": -9, "seed": np.nan, "randn": lambda *shape: rng.standard_normal(shape)}
        search = cma.CMAEvolutionStrategy(centre, 1.0, options | ({"popsize": population} if population else {}))
        while not search.stop() and heard < stage.renders:
            asked = search.ask()
            trial = torch.from_numpy(np.array(asked)).clamp(-8, 8)
            search.tell(asked, hear(space.to_natural(trial)).double().tolist())
            heard += len(asked)
        population, restart = 2 * search.popsize, restart + 1
    return stage.fittest(prompt, best)


def _distances(ear: Ear, natural: Tensor, goals: Goals) -> Tensor:
    """Of [B, P] to each goal, [B, K]."""
    rows = []
    for part in natural.split(_CHUNK):
        found = ear.hear(part)
        rows.append(torch.stack([ear.distance(found, [g[k : k + 1] for g in goals]) for k in range(len(goals[0]))], 1))
    return torch.cat(rows).nan_to_num(FAR)


def sample_match(stage: Stage, prompt: str) -> Tensor:
    """[P]: descent to the first imagined sound, from as many random presets side by side as a fit has candidates."""
    effort = stage.settings.approach
    goals, space = stage.goals(prompt), LatentSpace(stage.synth.space)
    _, start = render_levelled(stage.synth, stage.draws(effort.candidates, 3000), stage.request.seconds)
    wanted = [g[:1].expand(len(start), *g.shape[1:]) for g in goals]
    descent = Descent(stage.ear, space, space.to_latent(start), effort.frequency_lr)
    kept, kept_loss = descent.latent.detach().clone(), torch.full((len(start),), float("inf"))
    steps = max(1, stage.renders // len(start))
    for k in range(steps):
        here = descent.latent.detach().clone()
        loss = descent.step(wanted, effort.lr * (1 - 0.8 * k / steps))
        better = loss < kept_loss
        kept, kept_loss = torch.where(better[:, None], here, kept), torch.where(better, loss, kept_loss)
    return stage.fittest(prompt, space.to_natural(kept))


Method = Callable[[Stage, str], Tensor]
RIVALS: dict[str, Method] = {
    "init": init, "random": random, "bank": bank, "cmaes": cmaes, "sample_match": sample_match,
}  # fmt: skip
METHODS = (*RIVALS, "fit", "prior")


@dataclass(frozen=True)
class Fitted:
    """What the pipeline found [P]; seconds until its first candidate could be played, and of the whole fit."""

    natural: Tensor
    first: float
    seconds: float


def fitted(stage: Stage, prompt: str, seed: int) -> Fitted:
    """A fit as users get it. The bank is there already: nobody waits for it but once."""
    request = replace(stage.asked(prompt), seed=seed)
    assert len(stage.bank.natural)
    started, first = time.monotonic(), 0.0
    for record in prompt_to_preset(request, weights=stage.weights):
        first = first or time.monotonic() - started
        if isinstance(record, FitResult):
            values = find_voice(stage.name).space.to_list(record.parameters)
            return Fitted(torch.tensor(values), first, time.monotonic() - started)
    raise AssertionError("a fit ends with its result")


def sound_of(stage: Stage, natural: Tensor) -> Tensor:
    """The voice playing [P] -> [1, 2, T], peak −1 dBFS."""
    with torch.no_grad():
        return render_levelled(stage.synth, natural[None].float(), stage.request.seconds)[0]


def imagined(stage: Stage, prompt: str, seed: int) -> Tensor:
    """What the prior has in mind, made audible, [n, 2, T]."""
    z = stage.prior.sample(prompt, stage.imagined, seed=seed)
    mono = stage.prior.sound(z, stage.iterations)
    return mono[:, None].expand(-1, 2, -1)


def require_cma() -> ModuleType:
    """The package of CMA-ES. Raises BadRequest."""
    try:
        import cma
    except ImportError as error:
        mend = 'pip install "sds-bridge[bench]", or name the methods you want with --method'
        raise BadRequest(f"the method cmaes needs the package cma: {mend}") from error
    module: ModuleType = cma
    return module
