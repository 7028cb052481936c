"""How far what a prior imagines lies from real sounds (FAD), by steps, guidance and sampler.

One reference for all: half of the held-out clips, as they are. Compared with it, each set of the same size n, since
FAD with few sounds is biased upwards and only equal n have an equal bias:
    floor             clips of the other half, which shares no group (instrument, recording session) with it
    floor_round_trip  the same clips through the prior's analysis and phase reconstruction: no sample can do better
    5, 10, 20, 50     samples at so many steps, for the captions of clips of the reference half, so that the mix of
                      categories agrees (a caption is all they share with the clip)
    noise             white noise through analysis and back: what knowing nothing gives

The embedding is the house tagger's last hidden layer (48 principal components), trained on other clips of the same
corpus. Not comparable with FAD on VGGish or CLAP, nor between corpora, nor at another n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from bridge.bench.prior.sounds import Studio, Way, calls_of, sounds_of, steps_for
from bridge.errors import BadRequest
from bridge.evaluate.distances import frechet_at_infinity, frechet_of_points
from bridge.evaluate.holdout import halves, spread
from bridge.evaluate.tagger import Tagger, house_category, ranks
from bridge.priors.edm.corpus import Clip

STEPS = (5, 10, 20, 50)
WEIGHTS = (1.0, 2.0, 3.0, 5.0)
LEAST = 4
GROUPS = 10
"""of sounds left out in turn, for the error of a difference"""
SEED = 9000
DEFAULT = "dpm-solver++2m"


def check(held_out: Sequence[Clip]) -> None:
    """Raises BadRequest if these clips are too few to measure by."""
    if min(len(half) for half in halves(held_out)) < LEAST:
        raise BadRequest(
            f"{len(held_out)} held-out clips of the categories the tagger judges are too few; "
            f"this needs {LEAST} on either side, from different groups"
        )


@dataclass(frozen=True)
class Marks:
    """Of one way: FAD, share of first guesses that name the caption's category, and the calls of the denoiser."""

    fad: float
    top1: float
    calls: int


@dataclass
class Yard:
    """The held-out clips, measured once: reference and floor, and the captions that samples are drawn for.

    points: embeddings [clips, D] of the clips as they are; again: of their round trips.
    """

    tagger: Tagger
    clips: Sequence[Clip]
    points: Tensor
    again: Tensor
    count: int

    def __post_init__(self) -> None:
        check(self.clips)
        self.reference, self.other = halves(self.clips)
        self.count = min(self.count, len(self.reference), len(self.other))
        self.asked = spread(self.clips, self.reference, self.count)
        self.floor_rows = spread(self.clips, self.other, self.count)

    @property
    def captions(self) -> list[str]:
        return [self.clips[i].caption for i in self.asked]

    def fad(self, points: Tensor) -> float:
        return frechet_of_points(points, self.points[self.reference]).value

    def marks(self, audio: Tensor, way: Way, rows: Sequence[int] | None = None) -> Marks:
        """Of samples for the captions (`rows` of them, or all)."""
        chosen = [self.asked[r] for r in rows] if rows is not None else self.asked
        names = [house_category(self.clips[i].category) or "" for i in chosen]
        targets = [self.tagger.categories.index(n) for n in names]
        places = ranks(self.tagger.probabilities(audio), targets)
        top1 = float((places <= 1).double().mean())
        return Marks(self.fad(self.tagger.embed(audio)), top1, calls_of(way.sampler, way.steps))

    def above(self, audio: Tensor, other: Tensor) -> tuple[float, float]:
        """FAD of one set above that of another for the same captions and noise, and the standard error of that, these
        captions and this reference given: a jackknife that leaves out every tenth pair of sounds (Efron & Stein
        1981, with groups)."""
        points, others = self.tagger.embed(audio), self.tagger.embed(other)
        group = torch.arange(len(points)) % min(GROUPS, len(points) // 2)
        left = [self.fad(points[group != k]) - self.fad(others[group != k]) for k in range(int(group.max()) + 1)]
        each = torch.tensor(left, dtype=torch.float64)
        error = ((len(each) - 1) * each.var(correction=0)).sqrt()
        return self.fad(points) - self.fad(others), float(error)

    def borders(self, studio: Studio) -> dict[str, float]:
        """Floors and ceiling, how much the floor depends on the halves, and the sizes."""
        noise = torch.randn((self.count, studio.prior.spectrogram.grid.samples),
                            generator=torch.Generator().manual_seed(SEED))  # fmt: skip
        found = {
            "fad_floor": self.floor_of(self.count),
            "fad_floor_round_trip": self.fad(self.again[self.floor_rows]),
            "fad_floor_infinity": frechet_at_infinity(self.points[self.floor_rows], self.points[self.reference]),
            "fad_noise": self.fad(self.tagger.embed(studio.round_trip(0.1 * noise, SEED))),
            "fad_n": float(self.count),
            "fad_reference_n": float(len(self.reference)),
        }
        others = [self._floor(f"{k}") for k in range(10)]
        return found | {"fad_floor_least": min(others), "fad_floor_most": max(others)}

    def floor_of(self, count: int) -> float:
        """The floor of sets of `count` sounds."""
        return self.fad(self.points[spread(self.clips, self.other, count)])

    def _floor(self, salt: str) -> float:
        """The floor with other halves: the spread over these is what a difference must exceed to mean something."""
        reference, other = halves(self.clips, salt)
        rows = spread(self.clips, other, min(self.count, len(other)))
        return frechet_of_points(self.points[rows], self.points[reference]).value


def measure_yard(studio: Studio, tagger: Tagger, clips: Sequence[Clip], count: int) -> tuple[Yard, Tensor, Tensor]:
    """Also returns the clips' audio and that of their round trips, [clips, T] each."""
    audio = sounds_of(clips, studio.prior.spectrogram.grid.samples)
    again = studio.round_trip(audio)
    return Yard(tagger, clips, tagger.embed(audio), tagger.embed(again), count), audio, again


def by_steps(studio: Studio, yard: Yard, guidance: float) -> tuple[dict[int, Marks], dict[int, Tensor]]:
    """steps -> marks, and steps -> audio [n, T]."""
    ways = {steps: Way(steps, guidance) for steps in STEPS}
    sounds = {steps: studio.draw(yard.captions, way, SEED) for steps, way in ways.items()}
    return {steps: yard.marks(sounds[steps], ways[steps]) for steps in STEPS}, sounds


def by_guidance(studio: Studio, yard: Yard, known: dict[float, Tensor], steps: int = 10) -> dict[float, Marks]:
    """weight -> marks at 10 steps; `known`: audio of weights that was drawn already with this seed."""
    found = {}
    for weight in WEIGHTS:
        way = Way(steps, weight)
        audio = known[weight] if weight in known else studio.draw(yard.captions, way, SEED)
        found[weight] = yard.marks(audio, way)
    return found


def by_sampler(
    studio: Studio, yard: Yard, guidance: float, count: int, known: dict[int, Tensor]
) -> dict[str, list[Marks]]:
    """sampler -> marks at 5, 10, 20, 50 calls of the denoiser, as in EDMSound's comparison of samplers.

    On every k-th caption only (`count` of them), the default sampler too (`known`: its audio by steps), so that the
    lines share one bias; that is why these values are above those of `by_steps`. Same captions and same noise: what
    differs is the sampler.
    """
    count = min(count, yard.count)
    rows = [int((r + 0.5) * yard.count / count) for r in range(count)]
    captions = [yard.captions[r] for r in rows]
    found: dict[str, list[Marks]] = {}
    for sampler in (DEFAULT, "deis", "heun", "ddim"):
        found[sampler] = []
        for calls in STEPS:
            way = Way(steps_for(sampler, calls), guidance, sampler)
            if sampler == DEFAULT:
                audio = known[calls][rows]
            else:
                audio = studio.draw(captions, way, SEED, rows)
            found[sampler].append(yard.marks(audio, way, rows))
    return found
