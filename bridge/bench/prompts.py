"""How good is it? Fits of twelve prompts, judged by the house tagger, beside what costs less thought.

The judge never trained the prior nor heard its sounds. `init` is one random preset; `random` is the best of as many
random presets as the fit heard sounds, its bank included: those nearest to what the prior imagined, and of these the
one that owes most to the prompt by the prior's denoising loss, as a fit chooses. `prior` is the
prior's own imagination made audible: the ceiling of anything distilled from it.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.distill.bank import SIZE, Bank, analyse_in_chunks, render_levelled
from bridge.distill.draws import draw_presets
from bridge.distill.optimise import BUDGETS, imagine
from bridge.distill.rank import denoising_loss
from bridge.errors import BadRequest
from bridge.evaluate.tagger import Tagger, house_category, load_tagger
from bridge.files import write_atomic, write_figures
from bridge.pipeline import bank_of, initial_parameters, prompt_to_preset
from bridge.presets.preset import name_from
from bridge.priors.edm.invert import invert
from bridge.priors.edm.prior import EmbeddedPrior, load_embedded
from bridge.priors.guidance import guided
from bridge.records import SAMPLE_RATE, FitRequest, FitResult
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

TWELVE = (
    ("deep electronic kick drum", "kick", "fm"),
    ("synth bass note, short", "bass", "fm"),
    ("vibraphone note", "bell_mallet", "fm"),
    ("electric piano note", "keys", "fm"),
    ("mid tom drum", "tom", "fm"),
    ("digital synthesizer lead tone", "synth_note", "fm"),
    ("snare drum hit", "snare", "impact"),
    ("closed hi-hat", "hihat", "impact"),
    ("crash cymbal", "cymbal", "impact"),
    ("light glass clink", "glass", "impact"),
    ("hitting a metal pot with a wooden spoon", "metal", "impact"),
    ("knock on a wooden board", "wood", "impact"),
)
METHODS = ("init", "random", "fit", "prior")


@dataclass(frozen=True)
class Task:
    """One prompt, the category a listener should hear, the voice that is fitted."""

    prompt: str
    category: str
    voice: str


def run(json: Path | None = None, *, file: Path | None = None, budget: str = "normal", seed: int = 0,
        out: Path | None = None) -> dict[str, float]:  # fmt: skip
    """Fit every prompt, print the table, write the figures. Returns the figures."""
    tagger = load_tagger()
    tasks = _read(file) if file else [Task(*row) for row in TWELVE]
    for task in tasks:
        if house_category(task.category) is None:
            raise BadRequest(f"the tagger cannot judge {task.category!r}; use one of: {', '.join(tagger.categories)}")
    prior = load_embedded()
    rows: list[dict[str, Any]] = []
    requests = [FitRequest(t.prompt, t.voice, seed, budget=budget) for t in tasks]  # type: ignore[arg-type]
    for request in requests:
        prior.known_prompt(request.prompt)  # refuse now what would be refused an hour later
    for task, request in zip(tasks, requests, strict=True):
        sounds, seconds = _sounds(prior, request)
        row: dict[str, Any] = {
            "prompt": task.prompt,
            "category": task.category,
            "voice": task.voice,
            "seconds": seconds,
        }
        for method, audio in sounds.items():
            row |= _judged(tagger, method, audio, task.category)
            if out is not None:
                _keep(out, f"{name_from(task.prompt)}-{task.voice}-{method}.wav", audio)
        rows.append(row)
        Console(stderr=True).print(
            f"{task.prompt}: {row['fit_heard']} ({task.category} ranks {row['fit_rank']:.0f}), {seconds:.0f} s"
        )
    figures = {
        f"top{k}_{m}": float(np.mean([r[f"{m}_top{k}"] for r in rows])) for k in (1, 3) for m in METHODS
    } | {"seconds_fit_median": float(np.median([r["seconds"] for r in rows]))}  # fmt: skip
    _print(rows, figures)
    if json is not None:
        write_figures(json, "bench prompts", figures, rows)
    return figures


def _read(path: Path) -> list[Task]:
    try:
        with path.open(newline="", encoding="utf-8") as handle:
            rows = list(csv.DictReader(handle))
        tasks = [Task(r["prompt"], r["category"], r["voice"]) for r in rows]
    except (OSError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise BadRequest(
            f"cannot read prompts from {path}: {error}; it needs the columns prompt,category,voice"
        ) from error
    for task in tasks:
        find_voice(task.voice)
    return tasks


def _sounds(prior: EmbeddedPrior, request: FitRequest) -> tuple[dict[str, torch.Tensor], float]:
    """Method -> audio [n, 2, T]; and the seconds the fit took."""
    voice = find_voice(request.voice)
    synth = load_synth(voice)
    bank_of(voice, prior)
    started = time.monotonic()
    result = next(r for r in prompt_to_preset(request) if isinstance(r, FitResult))
    seconds = time.monotonic() - started
    count = SIZE + BUDGETS[request.budget].renders(len(voice.space))
    chosen = _random_search(prior, request, count)
    rows = [initial_parameters(voice, request.seed), chosen, result.parameters]
    natural = torch.tensor([voice.space.to_list(r) for r in rows], dtype=torch.float32)
    audio, _ = render_levelled(synth, natural, request.seconds)
    imagined = invert(prior.spectrogram, prior.decode(prior.sample(request.prompt, 4, seed=request.seed)), 30)
    sounds = {m: audio[i : i + 1] for i, m in enumerate(("init", "random", "fit"))}
    return sounds | {"prior": imagined[:, None].expand(-1, 2, -1)}, seconds


@torch.no_grad()
def _random_search(prior: EmbeddedPrior, request: FitRequest, count: int) -> dict[str, float]:
    """The likeliest of `count` random presets under the prior: coarse (nearest to imagined sounds), then exactly."""
    voice = find_voice(request.voice)
    synth = load_synth(voice)
    natural = torch.from_numpy(draw_presets(voice, count, request.seed + 1000)).float()
    levelled, pooled = analyse_in_chunks(prior, synth, natural, request.seconds)
    imagined = imagine(prior, request.prompt, BUDGETS[request.budget], request.seed)
    near = Bank(levelled, pooled).nearest(imagined[0], 8).flatten().unique()
    model, bare = (guided(prior, prior.embed([text]), prior.embed([""]), 1.0) for text in (request.prompt, ""))
    audio, _ = render_levelled(synth, levelled[near], request.seconds)
    z = prior.encode(audio)
    best = (denoising_loss(prior, model, z, seed=0) / denoising_loss(prior, bare, z, seed=0)).argmin()
    return voice.space.to_dict(levelled[near[best]].tolist())


def _judged(tagger: Tagger, method: str, audio: torch.Tensor, category: str) -> dict[str, Any]:
    """Rank 1 is best; several sounds (the prior's) are averaged."""
    probabilities = tagger.probabilities(audio, SAMPLE_RATE)
    ranks = tagger.rank(audio, house_category(category) or category)
    return {
        f"{method}_rank": float(ranks.float().mean()),
        f"{method}_top1": float((ranks == 1).float().mean()),
        f"{method}_top3": float((ranks <= 3).float().mean()),
        f"{method}_heard": tagger.categories[int(probabilities.mean(0).argmax())],
    }


def _keep(folder: Path, name: str, audio: torch.Tensor) -> None:
    from bridge.artifacts import wav_bytes

    write_atomic(folder / name, wav_bytes(audio[0].numpy()))


def _print(rows: list[dict[str, Any]], figures: dict[str, float]) -> None:
    table = Table("prompt", "voice", "wanted", *(f"{m}: heard (rank)" for m in METHODS), "s", title="House tagger")
    for r in rows:
        cells: list[str] = [f"{r[f'{m}_heard']} ({r[f'{m}_rank']:.1f})" for m in METHODS]
        table.add_row(escape(r["prompt"]), r["voice"], r["category"], *cells, f"{r['seconds']:.0f}")
    show: Callable[[str], None] = Console().print
    Console().print(table)
    for k in (1, 3):
        show(f"top-{k}: " + "  ".join(f"{m} {figures[f'top{k}_{m}']:.2f}" for m in METHODS))
