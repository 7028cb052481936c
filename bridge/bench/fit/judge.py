"""The judge's verdicts on fits, the figures they add up to, and their tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.markup import escape
from rich.table import Table
from torch import Tensor

from bridge.evaluate.tagger import Tagger, house_category, ranks
from bridge.records import SAMPLE_RATE

LEAST = 1e-4
"""a probability below this counts as this: one sound must not decide a mean of logarithms"""
Row = dict[str, Any]
"""prompt, category, voice, seed; by method its _rank (1 is best), _top1, _top3, _sure (the probability of what was
wanted), _heard, _place (where the judge hears each sound), and with recordings _near (`likeness`)"""


def judged(tagger: Tagger, method: str, audio: Tensor, category: str) -> Row:
    """Verdict on a method's sounds [n, 2, T]; several (the prior's) are averaged."""
    probabilities = tagger.probabilities(audio, SAMPLE_RATE)
    column = tagger.categories.index(house_category(category) or category)
    rank = ranks(probabilities, [column] * len(audio)).float()
    return {
        f"{method}_rank": float(rank.mean()),
        f"{method}_top1": float((rank == 1).float().mean()),
        f"{method}_top3": float((rank <= 3).float().mean()),
        f"{method}_sure": float(probabilities[:, column].mean()),
        f"{method}_heard": tagger.categories[int(probabilities.mean(0).argmax())],
        f"{method}_place": tagger.embed(audio, SAMPLE_RATE).double().round(decimals=4).tolist(),
    }


def figures_of(rows: Sequence[Row], methods: Sequence[str]) -> dict[str, float]:
    """top1_<method>, top3_<method>, rank_<method>: means over all rows.

    …_<voice>: over the rows of one voice. …_better: over prompts, each with the voice that ranks better there; the
    judge itself chooses that voice, so it is what a user who tries both and keeps the better would get.
    spread_<method>: standard deviation over seeds of its mean top-1, the fit's also as seed_spread; absent with one
    seed. lead_<method>: mean top-1 of the fit above the method's, and lead_error_<method>: its standard error, from the
    differences on each prompt, its seeds averaged: what seeds and prompts together leave uncertain. logp_… and
    near_<method>, …_lead_<method>, …_lead_error_<method>: the same of ln _sure and _near, over the rows that have it.
    """
    figures: dict[str, float] = {}
    for method in methods:
        mine = [r for r in rows if f"{method}_rank" in r]
        sets = {"": mine} | {f"_{v}": [r for r in mine if r["voice"] == v] for v in voices_of(rows)}
        sets["_better"] = better(mine, method)
        for suffix, some in sets.items():
            for key in ("top1", "top3", "rank"):
                figures[f"{key}_{method}{suffix}"] = float(np.mean([r[f"{method}_{key}"] for r in some]))
        by_seed = _by_seed(rows, method, "top1")
        if by_seed.shape[1] > 1:
            figures[f"spread_{method}"] = float(np.std(by_seed.mean(0), ddof=1))
        for key in ("logp", "near"):
            values = _by_seed(rows, method, key)
            if values.size:
                figures[f"{key}_{method}"] = float(values.mean())
    if "fit" in methods:
        for method in methods:
            if method != "fit":
                for key, name in (("top1", "lead"), ("logp", "logp_lead"), ("near", "near_lead")):
                    figures |= _lead(rows, method, key, name)
    if "spread_fit" in figures:
        figures["seed_spread"] = figures["spread_fit"]
    return figures


def _by_seed(rows: Sequence[Row], method: str, key: str) -> np.ndarray:
    """[prompt and voice, seed] of the rows that have it. key: what follows the method's name, or logp, ln of sure."""
    name = f"{method}_{'sure' if key == 'logp' else key}"
    some = [r for r in rows if name in r]
    of = {
        (r["prompt"], r["voice"], r["seed"]): math.log(max(r[name], LEAST)) if key == "logp" else r[name] for r in some
    }
    prompts = list(dict.fromkeys((r["prompt"], r["voice"]) for r in some))
    seeds = sorted({r["seed"] for r in some})
    return np.array([[of[(*p, s)] for s in seeds] for p in prompts]).reshape(len(prompts), len(seeds))


def _lead(rows: Sequence[Row], method: str, key: str, name: str) -> dict[str, float]:
    """Of the fit, in `key`, with its error; nothing where less than two prompts have it."""
    difference = _by_seed(rows, "fit", key) - _by_seed(rows, method, key)
    if len(difference) < 2:
        return {}
    ahead = difference.mean(1)
    error = float(np.std(ahead, ddof=1) / len(ahead) ** 0.5)
    return {f"{name}_{method}": float(ahead.mean()), f"{name}_error_{method}": error}


def voices_of(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(r["voice"] for r in rows))


def better(rows: Sequence[Row], method: str) -> list[Row]:
    """For each prompt and seed, the row of the voice with the better rank."""
    best: dict[tuple[str, int], Row] = {}
    for row in rows:
        key = (row["prompt"], row["seed"])
        if key not in best or row[f"{method}_rank"] < best[key][f"{method}_rank"]:
            best[key] = row
    return list(best.values())


def prompt_table(rows: Sequence[Row], methods: Sequence[str]) -> Table:
    last = "fit" if "fit" in methods else methods[-1]
    table = Table("prompt", "voice", "wanted", f"{last} heard as", *methods,
                  title="Rank that the house tagger gives to what was wanted")  # fmt: skip
    for r in rows:
        ranks = [f"{r[f'{m}_rank']:.1f}" if f"{m}_rank" in r else "" for m in methods]
        table.add_row(escape(r["prompt"]), r["voice"], r["category"], r[f"{last}_heard"], *ranks)
    return table


def mean_table(figures: dict[str, float], methods: Sequence[str], voices: Sequence[str]) -> Table:
    sets = {"all": "", **{v: f"_{v}" for v in voices}, "better of the voices": "_better"}
    table = Table("top-1 / top-3 / rank", *sets, title="Means over the list")
    compared = any(f"fad_{m}" in figures for m in methods)
    more = ("near", "fit's lead in it", "FAD") if compared else ()
    for column in ("± seeds", "fit's lead", "ln p", "fit's lead in it", *more):
        table.add_column(column)
    for m in methods:
        cells = [" / ".join((f"{figures[f'top1_{m}{s}']:.2f}", f"{figures[f'top3_{m}{s}']:.2f}",
                             f"{figures[f'rank_{m}{s}']:.1f}")) for s in sets.values()]  # fmt: skip
        cells += [_shown(figures, f"spread_{m}", ".3f"), _with_error(figures, "lead", m)]
        cells += [_shown(figures, f"logp_{m}", ".2f"), _with_error(figures, "logp_lead", m)]
        if compared:
            cells += [_shown(figures, f"near_{m}", ".3f"), _with_error(figures, "near_lead", m)]
            cells += [_shown(figures, f"fad_{m}", ".0f")]
        table.add_row(m, *cells)
    table.caption = "± seeds: of top-1, standard deviation; leads of the fit with their standard errors over prompts"
    return table


def _shown(figures: dict[str, float], name: str, form: str) -> str:
    return format(figures[name], form) if name in figures else ""


def _with_error(figures: dict[str, float], name: str, method: str) -> str:
    if f"{name}_{method}" not in figures:
        return ""
    return f"{figures[f'{name}_{method}']:+.3f} ± {figures[f'{name}_error_{method}']:.3f}"
