"""`sds-bridge prior compare`: files of weights beside one another, whatever they are of, on the same prompts and dice.

This table decided the representation of the shipped prior. Such a comparison is fair between runs of equal training
time on one machine (`cpu_seconds`); it says nothing about what either would become with a hundred times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

from bridge.bench.prior import quality
from bridge.bench.prior.arithmetic import arithmetic
from bridge.bench.prior.bench import Settings, evenly, progress
from bridge.bench.prior.sounds import Studio, Way, sounds_of
from bridge.bench.prior.speed import MIB, by_turns, cold_start_seconds, guided_call
from bridge.bench.prior.tagger import PROMPTS, figures_of, ranks_by_category
from bridge.errors import BadRequest
from bridge.evaluate.pictures import contact_sheet
from bridge.evaluate.tagger import Tagger, load_tagger
from bridge.evaluate.tagger_training import judged
from bridge.files import write_figures
from bridge.priors.edm.corpus import Clip, read_corpus
from bridge.priors.edm.model import load_denoiser
from bridge.priors.edm.prior import EmbeddedPrior, load_embedded

CHANCE = 3 / len(PROMPTS)
COLUMNS = (
    ("representation", "representation", "s"), ("parameters", "M parameters", ".1f"), ("mib", "MiB", ".1f"),
    ("examples", "examples seen", ",.0f"), ("cpu_seconds", "training CPU s", ",.0f"),
    ("denoise_ms", "ms a guided call", ".0f"), ("waveform_seconds", "s to a waveform", ".2f"),
    ("sample_seconds", "s from a cold start", ".1f"), ("top1", "top-1", ".2f"), ("top3", "top-3", ".2f"),
    ("top5", "top-5", ".2f"), ("score_per_second", "score a second", ".2f"), ("fad", "FAD", ".0f"),
    ("fad_round_trip", "FAD of real clips' round trip", ".0f"),
)  # fmt: skip
"""Key of a row, its heading and format."""


@dataclass(frozen=True)
class Contestant:
    """One file of weights: its row in the table is filled bit by bit."""

    path: Path
    studio: Studio
    row: dict[str, Any]

    @property
    def prior(self) -> EmbeddedPrior:
        return self.studio.prior


def run(
    weights: Sequence[Path], json: Path | None = None, *, corpus: Path | None = None, out: Path | None = None,
    settings: Settings | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Measure, print, and write: rows to `json`, a contact sheet for each to `out`. Returns a row for each file.

    examples, cpu_seconds: as the last training run of the file noted them.  denoise_ms: see `speed.guided_call`;
    the least of `repeats`, the files by turns, since other work on the machine can only add.  waveform_seconds: from a
    prompt to one sound in a process that runs, the same way.  sample_seconds: of a cold `prior sample`.
    top1, top3, top5: the house tagger on samples of the prompts.
    score_per_second: (top3 − 0.2) / seconds of denoising a sound, 0.2 being chance.
    fad, fad_round_trip: with a corpus; see `quality`.  Raises BadRequest, BadWeights, CannotWrite.
    """
    chosen = settings or Settings()
    if len(set(weights)) < len(weights):
        raise BadRequest("the same weights are given twice")
    clips = read_corpus(corpus) if corpus is not None else None
    held_out = evenly(judged(clips, "test"), chosen.clips) if clips is not None else []
    if clips is not None:
        quality.check(held_out)
    sounds = len(PROMPTS) * chosen.each * chosen.count + (2 * chosen.sounds if clips is not None else 0)
    with progress(len(weights) * sounds) as tell:
        field = [_enter(path, chosen, tell) for path in weights]
        _speeds(field, chosen)
        tagger = load_tagger()
        real = sounds_of(held_out, field[0].prior.spectrogram.grid.samples)
        yard = _yard(tagger, held_out, real, chosen.sounds) if held_out else None
        for one in field:
            _words(one, tagger, chosen, out)
            if yard is not None:
                one.row.update(_realism(one.studio, yard, real, chosen))
    rows = [one.row for one in field]
    sums = [{"weights": str(one.path), **line} for one in field for line in arithmetic(one.prior, chosen.repeats)]
    _print(rows, sums)
    if json is not None:
        write_figures(json, "prior compare", {}, [*rows, *sums])
    return rows


def _enter(path: Path, settings: Settings, tell: Callable[[int], None]) -> Contestant:
    model, notes = load_denoiser(path)
    record: Any = notes.get("record", {})
    row = {
        "weights": str(path),
        "representation": model.representation,
        "parameters": sum(p.numel() for p in model.parameters()) / 1e6,
        "mib": path.stat().st_size / MIB,
        "examples": record.get("samples"),
        "cpu_seconds": record.get("cpu_seconds"),
        "steps": settings.steps,
        "guidance": settings.guidance,
    }
    return Contestant(path, Studio(load_embedded(path), settings.iterations, tell), row)


def _speeds(field: Sequence[Contestant], settings: Settings) -> None:
    calls = [guided_call(one.prior) for one in field]
    ways = [_to_a_waveform(one.prior, settings) for one in field]
    for name, acts, repeats in (("denoise_ms", calls, settings.repeats), ("waveform_seconds", ways, 3)):
        least = by_turns(acts, repeats)
        for one, seconds in zip(field, least, strict=True):
            one.row[name] = seconds * (1000 if name == "denoise_ms" else 1)
    for one in field:
        one.row["sample_seconds"] = cold_start_seconds(one.path)


def _to_a_waveform(prior: EmbeddedPrior, settings: Settings) -> Callable[[], Tensor]:
    def act() -> Tensor:
        return prior.sound(prior.sample("deep kick drum", 1, settings.steps, settings.guidance), settings.iterations)

    return act


def _words(one: Contestant, tagger: Tagger, settings: Settings, out: Path | None) -> None:
    asked = [(c, p) for c, prompts in PROMPTS.items() for p in prompts[: settings.each] for _ in range(settings.count)]
    audio = one.studio.draw([p for _, p in asked], Way(settings.steps, settings.guidance))
    figures = figures_of({"prior": ranks_by_category(tagger, audio, [c for c, _ in asked])})
    one.row.update({f"top{k}": figures[f"tagger_top{k}_prior"] for k in (1, 3, 5)})
    seconds = settings.steps * one.row["denoise_ms"] / 1000 / 2  # a call is of two sounds
    one.row["score_per_second"] = (one.row["top3"] - CHANCE) / seconds
    if out is not None:
        firsts = range(0, len(asked), settings.count)
        lines = [(c, [audio[i].numpy() for i in firsts if asked[i][0] == c]) for c in PROMPTS]
        contact_sheet(out / f"{one.path.parent.name}-{one.path.stem}.png", lines, one.prior.sample_rate)


def _yard(tagger: Tagger, held_out: Sequence[Clip], audio: Tensor, count: int) -> quality.Yard:
    points = tagger.embed(audio)
    return quality.Yard(tagger, held_out, points, points, count)  # only the floor's round trips are made, in `_realism`


def _realism(studio: Studio, yard: quality.Yard, real: Tensor, settings: Settings) -> dict[str, float]:
    way = Way(settings.steps, settings.guidance)
    samples = studio.draw(yard.captions, way, quality.SEED)
    return {
        "fad": yard.marks(samples, way).fad,
        "fad_round_trip": yard.fad(yard.tagger.embed(studio.round_trip(real[yard.floor_rows]))),
        "fad_floor": yard.floor_of(yard.count),
        "fad_n": float(yard.count),
    }


def _print(rows: Sequence[Mapping[str, Any]], sums: Sequence[Mapping[str, Any]]) -> None:
    console = Console()
    table = Table("", *(row["weights"] for row in rows), title="Priors beside one another")
    for key, heading, form in COLUMNS:
        if any(row.get(key) is not None for row in rows):
            table.add_row(heading, *("–" if row.get(key) is None else format(row[key], form) for row in rows))
    console.print(table)
    if "fad_floor" in rows[0]:
        console.print(f"FAD of other real clips: {rows[0]['fad_floor']:.0f} (n = {rows[0]['fad_n']:.0f})")
    second = Table("", "arithmetic", "ms a guided call", "relative error", title="Arithmetic of the denoiser")
    for line in sums:
        second.add_row(line["weights"], line["arithmetic"], f"{line['ms']:.0f}", f"{line['error']:.1e}")
    console.print(second)
    console.print(f"{torch.get_num_threads()} threads; guided calls are of two sounds")
