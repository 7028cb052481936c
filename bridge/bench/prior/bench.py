"""`sds-bridge prior evaluate`: everything that is measured about a prior, in one run.

    house tagger     does it know its words?            always; real clips only with a corpus
    FAD              do its sounds look real as a set?  with a corpus: by steps, by guidance, by sampler (with --out)
    copies           does it hand out training clips?   with a corpus
    text retrieval   does it know words of no caption?  always
    speed, size                                         always

Sounds are drawn once and shared by the measurements. Each part's docstring says what its figures cannot be compared
with.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from torch import Tensor

from bridge.artifacts import wav_bytes
from bridge.bench.prior import quality
from bridge.bench.prior.copies import CopyCheck
from bridge.bench.prior.sounds import Studio, Way
from bridge.bench.prior.speed import speed
from bridge.bench.prior.tagger import PROMPTS, figures_of, print_ranks, random_presets, ranks_by_category, rows_of
from bridge.errors import BadRequest
from bridge.evaluate import retrieval
from bridge.evaluate.pictures import Effort, contact_sheet, effort_figure
from bridge.evaluate.tagger import Tagger, house_category, load_tagger
from bridge.evaluate.tagger_training import judged
from bridge.files import write_atomic, write_figures
from bridge.presets.preset import name_from
from bridge.priors.edm.corpus import Clip, read_corpus
from bridge.priors.edm.prior import EmbeddedPrior, load_embedded


@dataclass(frozen=True)
class Settings:
    """count: sounds a prompt.  each: prompts a category.  sounds: set size of FAD and copies.  sampler_sounds: set size
    of the comparison of samplers.  copies: training clips that prove the copy detector.  clips: most held-out clips.
    iterations: of the phase reconstruction.  repeats: of the timed call."""

    count: int = 4
    steps: int = 10
    guidance: float = 3.0
    each: int = 3
    sounds: int = 80
    sampler_sounds: int = 24
    copies: int = 48
    clips: int = 10_000
    iterations: int = 30
    random: int = 24
    repeats: int = 20

    def __post_init__(self) -> None:
        if not 1 <= self.count <= 64 or not 1 <= self.steps <= 500:
            raise BadRequest("use 1 … 64 sounds a prompt and 1 … 500 steps")


QUICK = Settings(count=1, each=1, sounds=4, sampler_sounds=2, copies=4, clips=32, iterations=2, random=2, repeats=3)
"""Runs everything; its figures mean nothing."""


@dataclass
class _Results:
    figures: dict[str, float] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    tables: list[Table | str] = field(default_factory=list)


@dataclass(frozen=True)
class _Run:
    """What every part needs."""

    settings: Settings
    studio: Studio
    tagger: Tagger
    console: Console
    out: Path | None
    results: _Results


def run(
    json: Path | None = None, *, corpus: Path | None = None, out: Path | None = None, weights: Path | None = None,
    settings: Settings | None = None,
) -> dict[str, float]:  # fmt: skip
    """Measure, print, and write: figures to `json`, sounds and pictures to `out`. Returns the figures.

    Raises BadRequest (no such corpus, no such weights), CannotWrite.
    """
    chosen = settings or Settings()
    clips = read_corpus(corpus) if corpus is not None else None
    if clips is not None:
        quality.check(judged(clips, "test"))  # now rather than after minutes of work
    tagger, prior = load_tagger(), load_embedded(weights)
    console, results = Console(), _Results()
    started = time.monotonic()
    with progress(_planned(chosen, clips, out)) as tell:
        job = _Run(chosen, Studio(prior, chosen.iterations, tell), tagger, console, out, results)
        results.figures |= speed(prior, weights, chosen.repeats)  # first: nothing else runs yet
        ranks = _tagger_part(job)
        if clips is None:
            results.tables.append("Left out without --corpus: real clips, FAD, guidance, samplers, copies.")
        else:
            ranks |= _corpus_part(job, clips)
        results.figures |= figures_of(ranks)
        results.rows += rows_of(ranks)
        _retrieval_part(job, prior, clips)
    results.figures["minutes"] = (time.monotonic() - started) / 60
    _print(job, list(ranks))
    if json is not None:
        write_figures(json, "prior evaluate", results.figures, results.rows)
    return results.figures


def _tagger_part(job: _Run) -> dict[str, Any]:
    """Ranks of the prompts' samples ("prior") and of random presets ("random"); writes WAVs and the contact sheet."""
    settings, studio = job.settings, job.studio
    way = Way(settings.steps, settings.guidance)
    asked = [(c, p) for c, prompts in PROMPTS.items() for p in prompts[: settings.each] for _ in range(settings.count)]
    started = time.monotonic()
    audio = studio.draw([p for _, p in asked], way)
    job.results.figures["seconds_a_prompt"] = (time.monotonic() - started) * settings.count / len(asked)
    if job.out is not None:
        _write_sounds(job.out, [p for _, p in asked], audio, settings.count, studio.prior.sample_rate)
        rows = [(f"{c}: {', '.join(p[: settings.each])}", _firsts(asked, audio, c, settings.count)) for c, p in
                PROMPTS.items()]  # fmt: skip
        contact_sheet(job.out / "sheet.png", rows, studio.prior.sample_rate)
    return {
        "prior": ranks_by_category(job.tagger, audio, [c for c, _ in asked]),
        "random": random_presets(job.tagger, settings.random),
    }


def _firsts(asked: Sequence[tuple[str, str]], audio: Tensor, category: str, count: int) -> list[Any]:
    """The first sound of each of a category's prompts."""
    return [audio[i].numpy() for i, (c, _) in enumerate(asked) if c == category and i % count == 0]


def _write_sounds(out: Path, prompts: Sequence[str], audio: Tensor, count: int, rate: int) -> None:
    for i in range(0, len(prompts), count):
        write_atomic(out / "sounds" / f"{name_from(prompts[i])}.wav", wav_bytes(audio[i : i + 1].numpy(), rate))


def _corpus_part(job: _Run, clips: Sequence[Clip]) -> dict[str, Any]:
    """Ranks of held-out clips ("real") and of their round trips ("round_trip"); FAD and copies into the results."""
    held_out = evenly(judged(list(clips), "test"), job.settings.clips)
    yard, audio, again = quality.measure_yard(job.studio, job.tagger, held_out, job.settings.sounds)
    categories = [house_category(c.category) or "" for c in held_out]
    sounds = _quality_part(job, yard)
    check = CopyCheck(job.studio, job.tagger, clips)
    job.results.figures |= check.compare(sounds[10], again, job.settings.copies)
    twins = check.twins(yard.captions, sounds[10])
    for place, twin in enumerate(twins, start=1):
        job.results.rows.append({"twin": place, "caption": twin.caption, "training_caption": twin.clip.caption,
                                 "similarity": twin.similarity})  # fmt: skip
    if job.out is not None:
        check.picture(job.out / "pairs.png", twins)
    return {
        "real": ranks_by_category(job.tagger, audio, categories),
        "round_trip": ranks_by_category(job.tagger, again, categories),
    }


def _quality_part(job: _Run, yard: quality.Yard) -> dict[int, Tensor]:
    """FAD by steps, guidance and (with --out) sampler into the results; returns the samples by steps."""
    figures, guidance = job.results.figures, job.settings.guidance
    figures |= yard.borders(job.studio)
    steps, sounds = quality.by_steps(job.studio, yard, guidance)
    for n, marks in steps.items():
        figures |= {f"fad_{n}": marks.fad, f"caption_top1_{n}": marks.top1}
    for n in sorted(set(steps) - {10}):
        figures[f"fad_{n}_above_10"], figures[f"fad_{n}_above_10_error"] = yard.above(sounds[n], sounds[10])
    table = Table("", "FAD", "top-1 of captions", title=f"FAD on the house tagger's embedding, {yard.count} sounds "
                  f"against {len(yard.reference)}")  # fmt: skip
    for name in ("floor", "floor_round_trip", "noise"):
        table.add_row(name.replace("_", " "), f"{figures[f'fad_{name}']:.2f}", "")
    for n, marks in steps.items():
        table.add_row(f"{n} steps", f"{marks.fad:.2f}", f"{marks.top1:.2f}")
    for weight, marks in quality.by_guidance(job.studio, yard, {guidance: sounds[10]}).items():
        figures |= {f"guidance_{weight:g}_fad": marks.fad, f"guidance_{weight:g}_top1": marks.top1}
        table.add_row(f"guidance {weight:g}, 10 steps", f"{marks.fad:.2f}", f"{marks.top1:.2f}")
    job.results.tables.append(table)
    if job.out is not None:
        _sampler_part(job, yard, sounds)
    return sounds


def _sampler_part(job: _Run, yard: quality.Yard, sounds: dict[int, Tensor]) -> None:
    found = quality.by_sampler(job.studio, yard, job.settings.guidance, job.settings.sampler_sounds, sounds)
    for sampler, line in found.items():
        job.results.rows += [{"sampler": sampler, "calls": m.calls, "fad": m.fad, "top1": m.top1} for m in line]
    lines = [Effort(s, [m.calls for m in line], [(m.fad, m.top1) for m in line]) for s, line in found.items()]
    count = min(job.settings.sampler_sounds, yard.count)
    names = (f"FAD, {count} sounds", f"top-1 of captions, {count} sounds")
    if job.out is not None:
        effort_figure(job.out / "steps.png", lines, names, ((yard.floor_of(count), "real clips"), None))


def _retrieval_part(job: _Run, prior: EmbeddedPrior, clips: Sequence[Clip] | None) -> None:
    prompts = [p for some in retrieval.PROMPTS.values() for p in some]
    bad = retrieval.broken(prompts, retrieval.texts_of(clips or []))
    for prompt, words in bad.items():
        told = ", ".join(words)
        job.results.tables.append(f"Left out of text retrieval: “{prompt}”, since captions say {told}.")
    spaces = {"": retrieval.encoded, "_words": retrieval.worded, "_sketch": retrieval.sketched,
              "_listener": retrieval.listened}  # fmt: skip
    ranks = {name: retrieval.retrieve(partial(place, prior), bad) for name, place in spaces.items()}
    figures = job.results.figures
    for name, found in ranks.items():
        figures |= {f"text_retrieval_top{k}{name}": found.top(k) for k in (1, 3)}
    figures["text_retrieval_n"] = float(len(ranks[""].rank))
    job.results.rows += [{"retrieval": p, "rank": r, "rank_words": ranks["_words"].rank[p]} for p, r in
                         ranks[""].rank.items()]  # fmt: skip


def evenly(clips: Sequence[Clip], most: int) -> list[Clip]:
    """At most so many of them, evenly spaced."""
    return list(clips) if len(clips) <= most else [clips[k * len(clips) // most] for k in range(most)]


def _planned(settings: Settings, clips: Sequence[Clip] | None, out: Path | None) -> int:
    """Sounds that will be made, for the progress bar."""
    total = len(PROMPTS) * settings.each * settings.count
    if clips is None:
        return total
    total += min(len(judged(list(clips), "test")), settings.clips) + settings.copies
    total += settings.sounds * (1 + len(quality.STEPS) + len(quality.WEIGHTS) - 1)
    return total + (3 * len(quality.STEPS) * settings.sampler_sounds if out is not None else 0)


@contextmanager
def progress(total: int) -> Iterator[Any]:
    """A bar on stderr; yields what is told how many sounds are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("sounds", total=total)
        yield lambda count: bar.advance(task, count)


def _print(job: _Run, kinds: list[str]) -> None:
    results = job.results
    print_ranks(job.console, [r for r in results.rows if "category" in r], results.figures, kinds)
    for table in results.tables:
        job.console.print(table, markup=False) if isinstance(table, str) else job.console.print(table)
    shown = {k: v for k, v in results.figures.items() if not k.startswith(("tagger_", "guidance_"))}
    figures = Table("figure", "value", title="Other figures")
    for name, value in shown.items():
        figures.add_row(name, f"{value:.3g}")
    job.console.print(figures)
    for line in _bounds(results.figures):
        job.console.print(line, markup=False)


def _bounds(figures: Mapping[str, float]) -> list[str]:
    """What is wanted of a prior, and whether it holds; a bound with a figure that was not measured is left out."""
    wanted = (
        ("tagger_top1_prior", ">=", 0.8, "tagger_top1_real"),
        ("fad_10", "<=", 3.0, "fad_floor"),
        ("fad_50", "<=", 1.0, "fad_10"),
        ("copy_p95_generated", "<=", 1.0, "copy_p95_heldout"),
    )
    lines = []
    for name, sign, factor, other in wanted:
        if name in figures and other in figures:
            limit = factor * figures[other]
            holds = figures[name] >= limit if sign == ">=" else figures[name] <= limit
            times = "" if factor == 1 else f"{factor:g} "
            verdict = "holds" if holds else "MISSED"
            error = f"{name}_above_{other.removeprefix('fad_')}_error"
            told = f", standard error of the difference {figures[error]:.3f}" if error in figures else ""
            lines.append(f"{verdict}: {name} {figures[name]:.3f} {sign} {times}{other} {limit:.3f}{told}")
    seconds = figures["sample_seconds"]
    return [*lines, f"{'holds' if seconds < 5 else 'MISSED'}: sample_seconds {seconds:.2f} < 5"]
