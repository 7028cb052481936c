"""What each ingredient of a fit is worth: the same prompts fitted with one switch turned at a time.

The judge is the house tagger, as in the rest of the bench. Its mean log probability of what was wanted is what to
compare: over a dozen prompts top-1 moves in steps of one sound. A change is taken prompt by prompt: how far
prompts differ in themselves is no part of its standard error.

The score is what the whole prior says of the sound, whatever ear the fit had: it tells whether a stage does its work,
where the judge tells whether that work is worth anything.

Encoder-SDS and ℓ2 have no rows. Latents of the embedded prior are its spectrograms less a constant, so there they are
what "spectrograms" is. For a prior with an autoencoder they differ.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch
from rich.table import Table

from bridge.bench.fit.judge import LEAST, judged
from bridge.bench.fit.ledger import Once
from bridge.bench.fit.methods import Stage, sound_of
from bridge.bench.fit.tasks import Task
from bridge.distill.bank import Bank
from bridge.distill.optimise import optimise
from bridge.distill.rank import merit
from bridge.distill.settings import FitSettings, Winner, Wishes
from bridge.evaluate.tagger import Tagger
from bridge.priors.base import Prior


@dataclass(frozen=True)
class Setup:
    """What a fit is made from."""

    prior: Prior
    bank: Bank
    settings: FitSettings


Switch = Callable[[Setup], Setup]
THE_FIT = "the fit"


def _approach(**changes: Any) -> Switch:
    return lambda s: replace(s, settings=replace(s.settings, approach=replace(s.settings.approach, **changes)))


def _score(**changes: Any) -> Switch:
    return lambda s: replace(s, settings=replace(s.settings, score=replace(s.settings.score, **changes)))


def _settings(**changes: Any) -> Switch:
    return lambda s: replace(s, settings=replace(s.settings, **changes))


def _deaf(setup: Setup) -> Setup:
    """Without the listener: goals are not chosen, and candidates are judged by their denoising loss."""
    prior = copy.copy(setup.prior)
    prior.listens = False
    return replace(setup, prior=prior, bank=Bank(setup.bank.natural, setup.bank.features))


def _without(*abilities: str) -> Switch:
    """The prior without some of its ways to tell sounds of one kind apart."""

    def turned(setup: Setup) -> Setup:
        prior = copy.copy(setup.prior)
        for name in abilities:
            setattr(prior, name, False)
        return replace(setup, prior=prior)

    return turned


def _decoder_sds_alone(setup: Setup) -> Setup:
    """Decoder-SDS with spectrogram emphasis, a fresh target at every step, from the nearer of two random presets: as
    many steps as the fit takes after its search, under its guidance and its annealing. (With what is known of the
    paper's settings: `bridge.distill.paper`.)"""
    deaf = _deaf(setup)
    s = deaf.settings
    approach = replace(s.approach, islands=1, population=2, generations=0, generations_large=0, candidates=1,
                       descend_steps=0, frequency_lr=1.0)  # fmt: skip
    steps = s.approach.descend_steps + s.distil_rounds * s.distil_steps
    bank = Bank(deaf.bank.natural[:2], deaf.bank.features[:2])
    return replace(deaf, bank=bank, settings=replace(
        s, approach=approach, imagined=1, distil_rounds=steps, distil_steps=1, patience=0,
        score=replace(s.score, compare="spectrograms", steps=2),
    ))  # fmt: skip


SWITCHES: dict[str, Switch] = {
    THE_FIT: lambda s: s,
    "no listener": _deaf,
    "no nuance": _without("nuanced"),
    "no outline": _without("outlined"),
    "kinds of sound alone": _without("nuanced", "outlined"),
    "listener only chooses, no wish in the loss": _settings(wish=0.0),
    "twice the wish": lambda s: _settings(wish=2 * s.settings.wish)(s),
    "no favourites of the bank": _settings(favourites=0),
    "favourites are not distilled as they are": _settings(kept=0),
    "no evolution": _approach(generations=0, generations_large=0),
    "no descent": _approach(descend_steps=0),
    "no distillation": _settings(distil_rounds=0),
    "distilled to the end": _settings(patience=0),
    "search alone": lambda s: _settings(distil_rounds=0)(_approach(descend_steps=0)(s)),
    "spectrograms in place of loudness": _score(compare="spectrograms"),
    "1 denoising step": _score(steps=1),
    "10 denoising steps": _score(steps=10),
    "4 draws of noise": _score(draws=4),
    "inverted noise (SDI)": _score(noise="inverted"),
    "guidance 1": _settings(guidance=1.0),
    "guidance 7": _settings(guidance=7.0),
    "high noise to the end": lambda s: _settings(sigma_low=s.settings.sigma_high)(s),
    "low noise from the start": lambda s: _settings(sigma_high=s.settings.sigma_low)(s),
    "frequencies as fast as the rest": _approach(frequency_lr=1.0),
    "Decoder-SDS alone": _decoder_sds_alone,
}


def ablation(stage_of: Callable[[str], Stage], tagger: Tagger, tasks: Sequence[Task], seeds: int,
             switches: Iterable[str], once: Once, tell: Callable[[str], None]) -> list[dict[str, Any]]:  # fmt: skip
    """One row a switch, task and seed: switch, prompt, category, voice, seed, rank, logp, seconds, score, preset
    (natural values), fit_place (where the judge hears it)."""
    rows = []
    for name in switches:
        for seed in range(seeds):
            for task in tasks:
                row = {"switch": name, "prompt": task.prompt, "category": task.category, "voice": task.voice,
                       "seed": seed}  # fmt: skip
                measure = partial(_turned, stage_of, tagger, task, seed, name)
                rows.append(row | once(measure, part="ablation", **row))
            some = [r for r in rows if r["switch"] == name and r["seed"] == seed]
            tell(f"{name}, seed {seed}: ln p {np.mean([r['logp'] for r in some]):.2f}")
    return rows


def _turned(stage_of: Callable[[str], Stage], tagger: Tagger, task: Task, seed: int, switch: str) -> dict[str, Any]:
    """One fit with a switch turned; with the preset, so that others may judge it too."""
    stage = stage_of(task.voice)
    setup = SWITCHES[switch](Setup(stage.prior, stage.bank, stage.settings))
    started = time.monotonic()
    found = _fitted(stage, setup, task.prompt, seed)
    seconds = time.monotonic() - started
    sound = sound_of(stage, found.natural)
    verdict = judged(tagger, "fit", sound, task.category)
    return {"score": float(merit(stage.prior, sound, task.prompt)), "seconds": seconds, "rank": verdict["fit_rank"],
            "logp": math.log(max(verdict["fit_sure"], LEAST)), "preset": found.natural.tolist(),
            "fit_place": verdict["fit_place"]}  # fmt: skip


def _fitted(stage: Stage, setup: Setup, prompt: str, seed: int) -> Winner:
    seconds = stage.request.seconds
    records = optimise(setup.prior, stage.synth, Wishes(prompt), setup.bank, setup.settings, seed, seconds)
    return next(r for r in records if isinstance(r, Winner))


def figures_of(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """By switch: top1, top3, rank, logp (means), seconds (median), with several seeds spread (standard deviation of
    their mean ln p), and beside the fit itself gain: ln p above the fit's, and gain_error: its standard error, from the
    differences on each prompt, its seeds averaged. score, score_gain, score_gain_error: the same of the score, and near
    … of fit_near, if all rows have it (`likeness`)."""
    figures = {}
    measured = {"logp": "gain", "score": "score_gain"}
    if all("fit_near" in r for r in rows):
        measured["fit_near"] = "near_gain"
    plain = {key: _by_prompt(rows, THE_FIT, key) for key in measured}
    for name in dict.fromkeys(r["switch"] for r in rows):
        mine = [r for r in rows if r["switch"] == name]
        rank = np.array([r["rank"] for r in mine])
        by_seed = [np.mean([r["logp"] for r in mine if r["seed"] == s]) for s in sorted({r["seed"] for r in mine})]
        figures[name] = {
            "top1": float((rank == 1).mean()), "top3": float((rank <= 3).mean()), "rank": float(rank.mean()),
            "logp": float(np.mean(by_seed)), "score": float(np.mean([r["score"] for r in mine])),
            "seconds": float(np.median([r["seconds"] for r in mine])),
        }  # fmt: skip
        if len(by_seed) > 1:
            figures[name]["spread"] = float(np.std(by_seed, ddof=1))
        if "fit_near" in measured:
            figures[name]["near"] = float(np.mean([r["fit_near"] for r in mine]))
        for key, gain in measured.items():
            turned = _by_prompt(rows, name, key)
            if name != THE_FIT and plain[key].keys() == turned.keys() and len(turned) > 1:
                gains = np.array([turned[prompt] - plain[key][prompt] for prompt in turned])
                figures[name] |= {gain: float(gains.mean()),
                                  f"{gain}_error": float(gains.std(ddof=1) / len(gains) ** 0.5)}  # fmt: skip
    return figures


def _by_prompt(rows: Sequence[dict[str, Any]], switch: str, key: str) -> dict[tuple[str, str], float]:
    """Mean over seeds, by prompt and voice."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if row["switch"] == switch:
            found.setdefault((row["prompt"], row["voice"]), []).append(row[key])
    return {prompt: float(np.mean(some)) for prompt, some in found.items()}


def table_of(figures: dict[str, dict[str, float]]) -> Table:
    near = any("near" in f for f in figures.values())
    columns = ("switch", "top-1", "top-3", "mean rank", "ln p", "± seeds", "above the fit", "score", "above the fit's",
               "seconds")  # fmt: skip
    table = Table(*columns, *(["near", "nearer than the fit", "FAD"] if near else []), title="One switch at a time")
    for name, f in figures.items():
        cells = [f"{f[k]:.2f}" for k in ("top1", "top3")] + [f"{f['rank']:.1f}", f"{f['logp']:.2f}"]
        cells += [f"{f['spread']:.2f}" if "spread" in f else "", _gain(f, "gain", 2)]
        cells += [f"{f['score']:.2f}", _gain(f, "score_gain", 3), f"{f['seconds']:.0f}"]
        if near:
            cells += [f"{f['near']:.3f}", _gain(f, "near_gain", 3), f"{f['fad']:.0f}" if "fad" in f else ""]
        table.add_row(name, *cells)
    table.caption = f"threads: {torch.get_num_threads()}; ln p: the judge's log probability of what was wanted"
    return table


def _gain(figures: dict[str, float], name: str, digits: int) -> str:
    if name not in figures:
        return ""
    return f"{figures[name]:+.{digits}f} ± {figures[f'{name}_error']:.{digits}f}"
