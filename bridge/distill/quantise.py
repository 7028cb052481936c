"""From real numbers to the whole ones a DX7 patch holds, with as little change to the sound as can be had.

    round     every number to the nearest (`bridge.presets.dx7_voice.rounded`, in tune to 9 cents)
    refine    start from that and some random roundings (each number up or down, as likely as it is near), then let
              numbers step by one: the steps that the straight-through gradient promises most of are heard in one
              batch, the best few are taken together if that is nearer still, until nothing helps

Nearer means: by the loss that led the fit, to the sound of the real numbers. Algorithm, coarse ratios and modes are
whole already: the search that found them tried many in one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from bridge.distill.approach import FAR, Ear, Goals
from bridge.distill.bank import render_levelled
from bridge.distill.rank import steady_ones
from bridge.params import ParamSpace
from bridge.presets.dx7_voice import rounded

STEPPED = ("fine", "level", "r1", "r2", "r3", "l1", "l2", "l3")
"""numbers of an operator that a search may move; the release is not heard in a fit"""
_CHUNK = 64


@dataclass(frozen=True)
class Search:
    """drawn: random roundings heard first. rounds: of steps. promising: steps heard in each. together: most steps taken
    at once. kept: the nearest ones that are returned."""

    drawn: int = 31
    rounds: int = 6
    promising: int = 24
    together: int = 6
    kept: int = 8


@dataclass(frozen=True)
class Whole:
    """nearest [K, P], on the grid, nearest first, and their losses [K]; rounded [P] and its loss: 0 is the sound of the
    real numbers, 1 as far from it as silence; where the ear has a wish, its misfit comes on top."""

    nearest: Tensor
    distances: Tensor
    rounded: Tensor
    rounded_distance: float


@dataclass(frozen=True)
class Verdict:
    """natural [P]: the whole numbers chosen, levelled. How well it fits the prompt, and what was merely rounded, and
    the real numbers: 0 … 1. steady: see `bridge.distill.rank.steady_ones`."""

    natural: Tensor
    score: float
    steady: bool
    rounded_score: float
    real_score: float
    whole: Whole


def is_whole(space: ParamSpace) -> bool:
    """Whether presets of this voice are to be whole numbers in the end: only a DX7's."""
    return "algorithm" in space.names


def quantise(
    ear: Ear,
    natural: Tensor,
    rng: torch.Generator,
    locks: Mapping[str, float] | None = None,
    search: Search | None = None,
    goals: Goals | None = None,
) -> Whole:
    """natural [P] of the voice dx7 -> whole numbers.

    locks: parameters that stay as they are, by name. goals: what to come near to instead of the sound of `natural`.
    """
    s, space = search or Search(), ear.synth.space
    with torch.no_grad():
        goals = ear.hear(natural[None]).scales if goals is None else goals
    columns = [k for k in _columns(space) if space[k].name not in (locks or {})]
    start = whole(space, natural, locks)
    pool = torch.cat([start[None], _drawn(space, natural, start, columns, s.drawn, rng)])
    losses = _distances(ear, pool, goals)
    plain = float(losses[0])
    for _ in range(s.rounds):
        best = int(losses.argmin())
        moves = _steps(ear, pool[best], columns, goals, s.promising)
        found = _distances(ear, moves, goals)
        gains = (losses[best] - found).clamp_min(0)
        order = gains.argsort(descending=True)[: s.together]
        order = order[gains[order] > 0]
        if not len(order):
            break
        unions = _unions(pool[best], moves[order])
        pool = torch.cat([pool, moves[order], unions])
        losses = torch.cat([losses, found[order], _distances(ear, unions, goals)])
    nearest = losses.argsort()[: s.kept]
    return Whole(pool[nearest], losses[nearest], start, plain)


def whole(space: ParamSpace, natural: Tensor, locks: Mapping[str, float] | None = None) -> Tensor:
    """[P] -> the nearest whole numbers, [P]."""
    values = rounded(space.to_dict(natural.tolist())) | dict(locks or {})
    return torch.tensor(space.to_list(values), dtype=torch.float64)


def _columns(space: ParamSpace) -> list[int]:
    return [k for k, p in enumerate(space) if p.name == "feedback" or p.name.partition("_")[2] in STEPPED]


def _drawn(
    space: ParamSpace, natural: Tensor, start: Tensor, columns: list[int], count: int, rng: torch.Generator
) -> Tensor:
    """[count, P]: each number rounded up or down by chance. What `rounded` moved further, to stay in tune, stays."""
    real = natural.double()
    free = torch.zeros(len(space), dtype=torch.bool)
    free[columns] = (start[columns] - real[columns]).abs() <= 0.5 + 1e-6
    up = torch.rand((count, len(space)), generator=rng, dtype=torch.float64) < real - real.floor()
    return torch.where(free, real.floor() + up, start)


def _steps(ear: Ear, natural: Tensor, columns: list[int], goals: Goals, most: int) -> Tensor:
    """[N, P], N ≤ most: one number one up or down, within its range; those whose slope promises most."""
    space = ear.synth.space
    at = natural[None].clone().requires_grad_(True)  # the real numbers' slope, where these have steps
    with torch.enable_grad():
        (slope,) = torch.autograd.grad(ear.loss(ear.hear(at), goals).sum(), at)
    moved = [(float(slope[0, k]) * d, k, float(natural[k]) + d) for k in columns for d in (1.0, -1.0)]
    legal = sorted((gain, k, value) for gain, k, value in moved if space[k].low <= value <= space[k].high)[:most]
    rows = natural.repeat(len(legal), 1)
    for row, (_, k, value) in zip(rows, legal, strict=True):
        row[k] = value
    return rows


def _unions(natural: Tensor, moves: Tensor) -> Tensor:
    """[N − 1, P]: the first two moves together, the first three … (where two move one number the first counts)."""
    here, rows = natural.clone(), []
    for move in moves:
        changed = (move != natural) & (here == natural)
        here = torch.where(changed, move, here)
        rows.append(here)
    return torch.stack(rows[1:]) if len(rows) > 1 else moves[:0]


@torch.no_grad()
def _distances(ear: Ear, natural: Tensor, goals: Goals) -> Tensor:
    """[N]"""
    if not len(natural):
        return torch.zeros(0, dtype=natural.dtype)
    parts = [ear.loss(ear.hear(some), goals).nan_to_num(FAR) for some in natural.split(_CHUNK)]
    return torch.cat(parts)


@torch.no_grad()
def whole_preset(
    ear: Ear, natural: Tensor, rng: torch.Generator, fitness: Callable[[Tensor, Tensor], Tensor],
    locks: Mapping[str, float] | None = None, search: Search | None = None,
) -> Verdict:  # fmt: skip
    """natural [P] of the voice dx7 -> the fittest whole numbers among those nearest to its sound.

    fitness: of presets [B, P] and how they sound [B, 2, T], [B] in 0 … 1. Steady ones come first, as in a fit
    (`bridge.distill.rank.steady_ones`). Levelled to −1 dBFS.
    """
    found = quantise(ear, natural, rng, locks, search)
    rows = torch.cat([natural[None].double(), found.rounded[None], found.nearest])
    audio, levelled = render_levelled(ear.synth, rows.to(ear.prior.device, torch.float32), ear.seconds)
    levelled = levelled.cpu()
    scores = fitness(levelled, audio)
    steady = steady_ones(ear.synth, levelled[2:], ear.seconds)
    best = int((scores[2:] + steady).argmax())
    score, rounded_score, real_score = (float(scores[k]) for k in (2 + best, 1, 0))
    return Verdict(levelled[2 + best], score, bool(steady[best]), rounded_score, real_score, found)
