"""`sds-bridge bench fit`: how good is a fit, how well does the search find what is there, how fast is it?

    prompts   fits and their rivals (`methods`), judged by the house tagger, which never trained the prior, never
              heard its sounds, and takes no part in a fit
    opposites pairs of prompts that differ in one respect, which is measured (`opposites`)
    inverse   hidden presets found again from their sound (`inverse`)
    speed     first candidate and whole fits, in a warm process
    ablation  fits with one switch turned at a time (`ablation`); only when it is asked for: it takes hours

Rivals, the fit and the prior run with each seed; a bank's presets are the same in all. All but speed can be interrupted
and gone on with (`ledger`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

from bridge.artifacts import wav_bytes
from bridge.bench.fit import ablation as fit_ablation
from bridge.bench.fit import inverse as fit_inverse
from bridge.bench.fit import judge as fit_judge
from bridge.bench.fit import likeness as fit_likeness
from bridge.bench.fit import opposites as fit_opposites
from bridge.bench.fit.ablation import SWITCHES
from bridge.bench.fit.ledger import Ledger
from bridge.bench.fit.methods import METHODS, RIVALS, Stage, fitted, imagined, require_cma, sound_of
from bridge.bench.fit.page import page
from bridge.bench.fit.profile import PARTS as SHARES
from bridge.bench.fit.profile import profile, profile_table
from bridge.bench.fit.tasks import VOICES, Task, check_prompts, read_tasks
from bridge.distill.approach import Effort
from bridge.errors import BadRequest
from bridge.evaluate.pictures import contact_sheet
from bridge.evaluate.tagger import Tagger, load_tagger
from bridge.files import write_atomic, write_figures
from bridge.match.match import EFFORT
from bridge.presets.preset import name_from
from bridge.priors.edm.prior import EmbeddedPrior, load_embedded
from bridge.records import SAMPLE_RATE, Budget, FitRequest

PARTS = ("prompts", "opposites", "inverse", "speed", "ablation")
USUAL = PARTS[:4]
ORDER = ("prior", "fit", "random", "bank", "cmaes", "sample_match", "init")
"""of a sheet's columns"""


@dataclass(frozen=True)
class Settings:
    """count: most prompts of the list.  hidden: presets a voice.  timed: prompts a voice.  most: sounds a rival may
    hear (None: as many as a fit)."""

    budget: Budget = "normal"
    seeds: int = 1
    parts: tuple[str, ...] = USUAL
    methods: tuple[str, ...] = METHODS
    switches: tuple[str, ...] = tuple(SWITCHES)
    count: int | None = None
    hidden: int = 20
    timed: int = 3
    most: int | None = None
    imagined: int = 4
    iterations: int = 30
    effort: Effort = EFFORT
    budgets: tuple[Budget, ...] = ("fast", "normal")

    def __post_init__(self) -> None:
        asked = (self.parts, PARTS), (self.methods, METHODS), (self.switches, tuple(SWITCHES))
        for what, (chosen, known) in zip(("part", "method", "switch"), asked, strict=True):
            for name in chosen:
                if name not in known:
                    raise BadRequest(f"unknown {what} {name[:20]!r}; use some of: {', '.join(known)}")
        if not 1 <= self.seeds <= 100:
            raise BadRequest(f"{self.seeds} seeds; use 1 … 100")


QUICK = Settings("fast", count=2, hidden=1, timed=1, most=80, imagined=1, iterations=2, budgets=("fast",),
                 effort=Effort(islands=1, population=8, generations=2, generations_large=2, candidates=2,
                               descend_steps=3))  # fmt: skip
"""Runs everything; its figures mean nothing."""


@dataclass
class _Run:
    """What every part needs, and what was found so far."""

    prior: EmbeddedPrior
    weights: Path | None
    settings: Settings
    tasks: list[Task]
    out: Path | None
    ledger: Ledger
    tell: Callable[[str], None]
    figures: dict[str, float] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    stages: dict[tuple[str, int], Stage] = field(default_factory=dict)
    recordings: fit_likeness.Recordings | None = None

    def stage(self, voice: str, seed: int = 0) -> Stage:
        """Each voice's, made when it is first needed. seed: of what the rivals of a fit draw."""
        if (voice, seed) not in self.stages:
            s = self.settings
            request = FitRequest("any", voice, seed=seed, budget=s.budget)
            self.stages[voice, seed] = Stage(self.prior, voice, request, self.weights, s.most, s.imagined, s.iterations)
        return self.stages[voice, seed]

    def once(self, measure: Callable[[], dict[str, Any]], **key: object) -> dict[str, Any]:
        """What the ledger knows of this, with this prior and budget, or what is measured now."""
        common = {"prior": self.prior.sha256[:12], "budget": self.settings.budget, "most": self.settings.most}
        return self.ledger.once({**common, **key}, measure)

    def keep(self, name: str, audio: Tensor) -> None:
        """[2, T] into a file of --out."""
        if self.out is not None:
            write_atomic(self.out / "sounds" / f"{name}.wav", wav_bytes(audio.detach().cpu().numpy()))


def run(json: Path | None = None, *, prompts: str = "forty", out: Path | None = None, weights: Path | None = None,
        settings: Settings | None = None, rows: Path | None = None,
        corpus: Path | None = None) -> dict[str, float]:  # fmt: skip
    """Measure, print, and write: figures to `json`, sounds and sheets to `out`. Returns the figures.

    prompts: a list by name or a CSV file (`tasks`). rows: a file of what was measured before, to which is added what is
    measured now (`ledger`); it keeps no sounds, so not with `out`. corpus: recordings to compare with (`likeness`).
    Raises BadRequest, UnknownVoice, BadWeights, CannotWrite.
    """
    chosen = settings or Settings()
    if rows is not None and out is not None:
        raise BadRequest("--rows keeps figures, and --out wants every sound; leave one of them out")
    ledger = Ledger(rows)
    tasks = read_tasks(prompts, chosen.count)
    if {"prompts", "opposites"} & set(chosen.parts) and "cmaes" in chosen.methods:
        require_cma()
    FitRequest("any", budget=chosen.budget)  # refuses an unknown budget
    tagger, prior = load_tagger(), load_embedded(weights)
    check_prompts(prior, tasks)
    tell = partial(Console(stderr=True).print, markup=False, highlight=False)
    work = _Run(prior, weights, chosen, tasks, out, ledger, tell)
    if corpus is not None and {"prompts", "ablation"} & set(chosen.parts):
        work.recordings = fit_likeness.recordings(tagger, corpus)
    if "prompts" in chosen.parts:
        _prompts(work, tagger)
    if "opposites" in chosen.parts:
        _opposites(work)
    if "inverse" in chosen.parts:
        _inverse(work)
    if "speed" in chosen.parts:
        _speed(work)
    if "ablation" in chosen.parts:
        _ablation(work, tagger)
    for table in work.tables:
        Console().print(table)
    if json is not None:
        write_figures(json, "bench fit", work.figures, work.rows)
    return work.figures


def _prompts(work: _Run, tagger: Tagger) -> None:
    s = work.settings
    methods = [m for m in METHODS if m in s.methods]
    rows: list[fit_judge.Row] = []
    sheets: dict[str, list[tuple[str, list[np.ndarray]]]] = {}
    for seed, task in product(range(s.seeds), work.tasks):
        key = {"prompt": task.prompt, "category": task.category, "voice": task.voice, "seed": seed}
        row, sounds = dict(key), dict[str, Tensor]()
        for method in methods:
            verdict = partial(_verdict, work, tagger, task, seed, method, sounds)
            row |= work.once(verdict, part="prompts", method=method, **key)
            if work.out is not None:
                work.keep(_name(row, method), sounds[method][0])
        rows.append(row)
        shown = [sounds[m][0].numpy() for m in ORDER if m in sounds]
        if work.out is not None:
            sheets.setdefault(f"{task.category}-{seed}.png", []).append((f"{task.prompt}, {task.voice}", shown))
        heard = ", ".join(f"{m} {row[f'{m}_heard']} ({row[f'{m}_rank']:.1f})" for m in methods)
        work.tell(f"{task.prompt}, {task.voice}, seed {seed}, wanted {task.category}: {heard}")
    fads = fit_likeness.compare(work.recordings, rows, methods) if work.recordings else {}
    figures = fit_judge.figures_of(rows, methods) | fads
    if "fit" in methods:
        figures["seconds_fit_median"] = float(np.median([r["fit_seconds"] for r in rows]))
    if work.out is not None:
        _write_page(work.out, rows, [m for m in ORDER if m in methods], sheets)
    work.figures |= figures
    work.rows += rows
    work.tables += [
        fit_judge.prompt_table(rows, methods),
        fit_judge.mean_table(figures, methods, fit_judge.voices_of(rows)),
    ]


def _verdict(
    work: _Run, tagger: Tagger, task: Task, seed: int, method: str, sounds: dict[str, Tensor]
) -> fit_judge.Row:
    """What the judge says of a method's sound, which is put into `sounds`, and how long that took."""
    started = time.monotonic()
    sounds[method] = _sound(work.stage(task.voice, seed), task.prompt, seed, method)
    took = {f"{method}_seconds": time.monotonic() - started}
    return took | fit_judge.judged(tagger, method, sounds[method], task.category)


def _name(row: fit_judge.Row, method: str) -> str:
    return f"{name_from(row['prompt'])}-{row['voice']}-{row['seed']}-{method}"


def _write_page(out: Path, rows: Sequence[fit_judge.Row], columns: Sequence[str], sheets: dict[str, Any]) -> None:
    for name, pictures in sheets.items():
        contact_sheet(out / name, pictures, SAMPLE_RATE)
    heard = [row | {"sounds": {m: f"sounds/{_name(row, m)}.wav" for m in columns if f"{m}_heard" in row}}
             for row in rows]  # fmt: skip
    write_atomic(out / "index.html", page(heard, columns, list(sheets)))


def _sound(stage: Stage, prompt: str, seed: int, method: str) -> Tensor:
    """What a method makes of a prompt, [n, 2, T]."""
    if method == "fit":
        return sound_of(stage, fitted(stage, prompt, seed).natural)
    if method == "prior":
        return imagined(stage, prompt, seed)
    return sound_of(stage, RIVALS[method](stage, prompt))


def _opposites(work: _Run) -> None:
    s = work.settings
    methods = [m for m in METHODS if m in s.methods]

    def of(method: str, prompt: str, voice: str, seed: int) -> Tensor:
        return _sound(work.stage(voice, seed), prompt, seed, method)

    pairs = fit_opposites.read_pairs(count=s.count)
    rows = fit_opposites.opposites(of, pairs, methods, s.seeds, work.once, work.tell)
    figures = fit_opposites.figures_of(rows)
    work.rows += rows
    work.figures |= figures
    work.tables.append(fit_opposites.table_of(figures))


def _inverse(work: _Run) -> None:
    figures: dict[str, float] = {}
    for voice in VOICES:
        s = work.settings
        rows = fit_inverse.inverse(work.stage(voice), s.hidden, s.effort, work.once, work.keep, work.tell)
        figures |= fit_inverse.figures_of(voice, rows)
        work.rows += rows
    work.figures |= figures
    work.tables.append(_figures_table("Hidden presets found again", figures))


def _ablation(work: _Run, tagger: Tagger) -> None:
    s = work.settings
    rows = fit_ablation.ablation(work.stage, tagger, work.tasks, s.seeds, s.switches, work.once, work.tell)
    fads = dict[str, dict[str, float]]()
    if work.recordings:
        for name in s.switches:
            turned = [r for r in rows if r["switch"] == name]
            if (fad := fit_likeness.compare(work.recordings, turned, ["fit"]).get("fad_fit")) is not None:
                fads[name] = {"fad": fad}
    figures = {name: some | fads.get(name, {}) for name, some in fit_ablation.figures_of(rows).items()}
    work.rows += rows
    work.figures |= {f"ablation_{_name_of(k)}_{key}": x for k, some in figures.items() for key, x in some.items()}
    work.tables.append(fit_ablation.table_of(figures))


def _name_of(switch: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", switch.lower()).strip("_")


def _speed(work: _Run) -> None:
    """Medians, and where the time of the longest fits goes. One fit of each voice warms the process, uncounted."""
    listed = list(dict.fromkeys(t.prompt for t in work.tasks))
    prompts = listed[:: -(-len(listed) // work.settings.timed)]  # a list begins with several of a kind
    budgets = work.settings.budgets
    stages = {(b, v): Stage(work.prior, v, FitRequest("any", v, budget=b), work.weights) for b in budgets
              for v in VOICES}  # fmt: skip
    for voice in VOICES:
        fitted(stages[budgets[0], voice], prompts[0], 0)
    firsts: list[float] = []
    for budget in budgets:
        whole: list[float] = []
        for voice, prompt in product(VOICES, prompts):
            found = fitted(stages[budget, voice], prompt, 0)
            whole.append(found.seconds)
            firsts.append(found.first)
            work.tell(f"{prompt}, {voice}, {budget}: first {found.first:.2f} s, whole {found.seconds:.1f} s")
        work.figures[f"seconds_{budget}"] = float(np.median(whole))
    work.figures |= {"seconds_first": float(np.median(firsts)), "threads": float(torch.get_num_threads())}
    names = [f"seconds_{b}" for b in budgets]
    shown = {name: work.figures[name] for name in ("seconds_first", *names, "threads")}
    work.tables.append(_figures_table("Speed", shown))
    profiles = {v: [profile(stages[budgets[-1], v], prompts[0])] for v in VOICES}
    work.figures |= {f"share_{v}_{part}": each[0][part] for v, each in profiles.items() for part in SHARES}
    work.tables.append(profile_table(profiles))


def _figures_table(title: str, figures: dict[str, float]) -> Table:
    table = Table("figure", "value", title=title)
    for name, value in figures.items():
        table.add_row(name, f"{value:.3g}")
    return table
