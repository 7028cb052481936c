"""Does the prior know its words? The house tagger on what it imagines, beside real clips and random presets."""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from bridge.distill.bank import render_levelled
from bridge.distill.draws import draw_presets
from bridge.errors import BadRequest
from bridge.evaluate.tagger import Tagger, house_category, load_tagger
from bridge.files import write_figures
from bridge.priors.edm.corpus import Clip, load_clip, read_corpus
from bridge.priors.edm.invert import invert
from bridge.priors.edm.prior import EmbeddedPrior, load_embedded
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

PROMPTS = {
    "kick": ("deep kick drum", "punchy bass drum", "electronic kick"),
    "snare": ("snare drum hit", "tight snare", "hard rimshot on a snare"),
    "hihat": ("closed hi-hat", "open hi-hat", "crisp hat"),
    "tom": ("floor tom", "high tom drum", "electronic tom"),
    "cymbal": ("crash cymbal", "ride cymbal hit", "splash cymbal"),
    "percussion": ("conga slap", "tambourine hit", "bongo drum"),
    "bell_mallet": ("vibraphone note", "small bell", "marimba note"),
    "plucked_string": ("plucked guitar string", "harp note", "pizzicato pluck"),
    "bowed_wind": ("violin note", "trumpet note", "flute note"),
    "keys": ("piano note", "church organ note", "electric piano"),
    "bass": ("bass guitar note", "synth bass", "deep upright bass"),
    "synth_note": ("synth lead note", "square wave tone", "synth pad chord"),
    "electronic_sfx": ("digital bleep", "user interface sound", "retro laser zap"),
    "metal": ("metal pan hit", "metallic clang", "hammer on steel"),
    "impact": ("heavy thud", "wooden knock", "dull punch"),
}
"""Three prompts for each category the tagger judges."""


def run(
    json: Path | None = None, *, corpus: Path | None = None, count: int = 4, steps: int = 10, guidance: float = 3.0,
    weights: Path | None = None,
) -> dict[str, float]:  # fmt: skip
    """Print the table and write the figures; with a corpus also real clips of the split nobody was trained on."""
    if not 1 <= count <= 64 or not 1 <= steps <= 500:
        raise BadRequest("use 1 … 64 sounds a prompt and 1 … 500 steps")
    tagger, prior = load_tagger(), load_embedded(weights)
    ranks: dict[str, dict[str, list[int]]] = {"prior": defaultdict(list), "random": defaultdict(list)}
    started = time.monotonic()
    for category, prompts in PROMPTS.items():
        for seed, prompt in enumerate(prompts):
            z = prior.sample(prompt, count, steps, guidance, seed)
            audio = invert(prior.spectrogram, prior.decode(z), 30, seed)
            ranks["prior"][category] += tagger.rank(audio, category).tolist()
    seconds = (time.monotonic() - started) / sum(len(p) for p in PROMPTS.values())
    random_sounds = _random_sounds()
    for category in PROMPTS:
        ranks["random"][category] = tagger.rank(random_sounds, category).tolist()
    if corpus is not None:
        ranks |= _real(tagger, prior, [c for c in read_corpus(corpus) if c.split == "test"])
    figures = _figures(ranks) | {"seconds_a_prompt": seconds}
    rows = _rows(ranks)
    _print(rows, figures, list(ranks))
    if json is not None:
        write_figures(json, "prior evaluate", figures, rows)
    return figures


def _random_sounds(count: int = 24) -> torch.Tensor:
    """Random presets of both voices, [2 × count, 2, T]."""
    sounds = []
    for name in ("fm", "impact"):
        voice = find_voice(name)
        natural = torch.from_numpy(draw_presets(voice, count, seed=4242)).float()
        sounds.append(render_levelled(load_synth(voice), natural, 1.5)[0])
    return torch.cat(sounds)


def _real(tagger: Tagger, prior: EmbeddedPrior, clips: list[Clip]) -> dict[str, dict[str, list[int]]]:
    """Ranks of real clips as they are ("real"), and after the prior's analysis and back ("round_trip")."""
    ranks: dict[str, dict[str, list[int]]] = {"real": defaultdict(list), "round_trip": defaultdict(list)}
    judged = [c for c in clips if house_category(c.category) is not None]
    samples = prior.spectrogram.grid.samples
    for start in range(0, len(judged), 16):
        part = judged[start : start + 16]
        audio = torch.zeros(len(part), samples)
        for row, clip in zip(audio, part, strict=True):
            sound = torch.from_numpy(load_clip(clip))[:samples]
            row[: len(sound)] = sound
        again = invert(prior.spectrogram, prior.analyse(audio), 30, start)
        for i, clip in enumerate(part):
            category = house_category(clip.category) or ""
            ranks["real"][category] += tagger.rank(audio[i : i + 1], category).tolist()
            ranks["round_trip"][category] += tagger.rank(again[i : i + 1], category).tolist()
    return ranks


def _figures(ranks: dict[str, dict[str, list[int]]]) -> dict[str, float]:
    """Means over categories, so that a category with many clips counts no more than one with few."""
    figures = {}
    for kind, by in ranks.items():
        for k in (1, 3, 5):
            figures[f"tagger_top{k}_{kind}"] = float(np.mean([np.mean(np.array(r) <= k) for r in by.values()]))
    return figures


def _rows(ranks: dict[str, dict[str, list[int]]]) -> list[dict[str, Any]]:
    rows = []
    for category in PROMPTS:
        row: dict[str, Any] = {"category": category}
        for kind, by in ranks.items():
            found = np.array(by.get(category, []))
            row |= {f"{kind}_n": len(found), f"{kind}_top1": float((found <= 1).mean()) if len(found) else None}
            row[f"{kind}_top3"] = float((found <= 3).mean()) if len(found) else None
        rows.append(row)
    return rows


def _print(rows: list[dict[str, Any]], figures: dict[str, float], kinds: list[str]) -> None:
    table = Table("category", *(f"{k}: top-1 / top-3 (n)" for k in kinds), title="House tagger")
    for row in rows:
        cells = [
            f"{row[f'{k}_top1']:.2f} / {row[f'{k}_top3']:.2f} ({row[f'{k}_n']})" if row[f"{k}_n"] else "–"
            for k in kinds
        ]
        table.add_row(row["category"], *cells)
    means = [f"{figures[f'tagger_top1_{k}']:.2f} / {figures[f'tagger_top3_{k}']:.2f}" for k in kinds]
    table.add_row("[bold]mean over categories", *means)
    Console().print(table)
