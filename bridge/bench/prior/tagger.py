"""The house tagger on what the prior imagines, beside real clips, their round trip and random presets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

from bridge.distill.bank import render_levelled
from bridge.distill.draws import draw_presets
from bridge.evaluate.tagger import Tagger
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

Ranks = Mapping[str, Sequence[int]]
"""category -> rank of that category for each sound, 1 is best"""


def ranks_by_category(tagger: Tagger, audio: Tensor, categories: Iterable[str]) -> dict[str, list[int]]:
    """Audio [n, T] and the category wanted of each row -> ranks by category."""
    found: dict[str, list[int]] = defaultdict(list)
    rows: dict[str, list[int]] = defaultdict(list)
    for i, category in enumerate(categories):
        rows[category].append(i)
    for category, indices in rows.items():
        found[category] = tagger.rank(audio[indices], category).tolist()
    return found


def random_presets(tagger: Tagger, count: int) -> dict[str, list[int]]:
    """`count` random presets of either voice, asked for every category in turn."""
    sounds = []
    for name in ("fm", "impact"):
        voice = find_voice(name)
        natural = torch.from_numpy(draw_presets(voice, count, seed=4242)).float()
        sounds.append(render_levelled(load_synth(voice), natural, 1.5)[0])
    audio = torch.cat(sounds)
    return {category: tagger.rank(audio, category).tolist() for category in PROMPTS}


def figures_of(ranks: Mapping[str, Ranks]) -> dict[str, float]:
    """Means over categories, so that a category with many clips counts no more than one with few."""
    figures = {}
    for kind, by in ranks.items():
        for k in (1, 3, 5):
            figures[f"tagger_top{k}_{kind}"] = float(np.mean([np.mean(np.array(r) <= k) for r in by.values() if r]))
    return figures


def rows_of(ranks: Mapping[str, Ranks]) -> list[dict[str, Any]]:
    """Per category: number of sounds and share within the first 1, 3 and 5 of each kind (None without sounds)."""
    rows = []
    for category in PROMPTS:
        row: dict[str, Any] = {"category": category}
        for kind, by in ranks.items():
            found = np.array(by.get(category, []))
            row[f"{kind}_n"] = len(found)
            row |= {f"{kind}_top{k}": float((found <= k).mean()) if len(found) else None for k in (1, 3, 5)}
        rows.append(row)
    return rows


def print_ranks(console: Console, rows: list[dict[str, Any]], figures: Mapping[str, float], kinds: list[str]) -> None:
    """The table people read."""
    table = Table("category", *(f"{k}: top-1 / 3 / 5 (n)" for k in kinds), title="House tagger")
    for row in rows:
        cells = [
            " / ".join(f"{row[f'{k}_top{n}']:.2f}" for n in (1, 3, 5)) + f" ({row[f'{k}_n']})" if row[f"{k}_n"] else "–"
            for k in kinds
        ]
        table.add_row(row["category"], *cells)
    means = [" / ".join(f"{figures[f'tagger_top{n}_{k}']:.2f}" for n in (1, 3, 5)) for k in kinds]
    table.add_row("[bold]mean over categories", *means)
    console.print(table)
