"""Makes `tagger.safetensors`: learns from the corpus's `tagger` clips, is marked on its `test` clips.

Every clip is heard as it is and in `VIEWS` variations (`augment`). The model was chosen by cross-validation
inside the `tagger` clips (717 of them, fifteen categories, five folds that keep each recording on one side),
by top-1:

    perceptrons on descriptors 0.50     shrunken linear discriminant on the same 0.46
    one-dimensional convolutions on the cochleagram 0.41

On the `test` clips, which had no part in training or in that choice, the shipped weights reach 0.40 top-1 and
0.76 top-3 (411 clips; chance is 0.07 and 0.20): other recordings differ more than the folds do.
Same seed, same machine: the same weights. About five minutes of one core.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor

from bridge.errors import BadRequest
from bridge.evaluate.augment import augment
from bridge.evaluate.descriptors import describe
from bridge.evaluate.front_end import prepare
from bridge.evaluate.tagger import (
    CATEGORIES,
    FORMAT,
    LAYERS,
    Tagger,
    hidden,
    house_category,
    load_tagger,
    logits,
    ranks,
    standardise,
)
from bridge.files import write_atomic
from bridge.priors.edm.corpus import Clip, load_clip, read_corpus

VIEWS = 20
MEMBERS = 8
HIDDEN = 192
EPOCHS = 6
BATCH = 256
RATE = 2e-3
DECAY = 0.05
DROP_INPUT, DROP_HIDDEN = 0.2, 0.5
SMOOTHING = 0.1
EMBEDDING = 48


@contextmanager
def _one_thread() -> Iterator[None]:
    """Sums in one order, so that weights repeat."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def judged(clips: list[Clip], split: str) -> list[Clip]:
    """Clips of one split that belong to a house category."""
    return [c for c in clips if c.split == split and house_category(c.category)]


def targets_of(clips: list[Clip]) -> Tensor:
    names = list(CATEGORIES)
    return torch.tensor([names.index(house_category(c.category) or "") for c in clips])


def sounds_of(clips: list[Clip]) -> Tensor:
    """Prepared audio [n, SAMPLES]."""
    return torch.cat([prepare(torch.from_numpy(load_clip(c))[None]) for c in clips])


def train_tagger(corpus: Path, out: Path, seed: int = 0) -> dict[str, Any]:
    """Train on `tagger` clips, write `out`, and mark the written file on `test` clips.

    Returns {"clips", "seconds", "test": `mark`'s report}. Raises BadRequest (no such corpus, empty split),
    CannotWrite.
    """
    began = time.monotonic()
    clips = read_corpus(corpus)
    chosen = judged(clips, "tagger")
    if not chosen or not judged(clips, "test"):
        raise BadRequest(f"{corpus} has no clips to train or test the tagger on")
    with _one_thread(), torch.random.fork_rng(devices=[]):
        table = _views(sounds_of(chosen), np.random.default_rng(seed))
        targets = targets_of(chosen).repeat(len(table))
        weights = _fit(table.flatten(0, 1), targets, seed)
        metadata = {
            "format": FORMAT,
            "categories": json.dumps(list(CATEGORIES)),
            "training": f"train_tagger(corpus, out, seed={seed}); {len(chosen)} clips, {VIEWS} variations each",
            "attribution": json.dumps(attribution(chosen), ensure_ascii=False),
        }
        halves = {name: value.half().contiguous() for name, value in weights.items()}
        write_atomic(out, save(halves, metadata))
        load_tagger.cache_clear()
        report = mark(load_tagger(out), judged(clips, "test"))
    return {"clips": len(chosen), "seconds": time.monotonic() - began, "test": report}


def _views(sounds: Tensor, generator: np.random.Generator) -> Tensor:
    """Descriptors of the sounds as they are and of their variations, [1 + VIEWS, n, D]."""
    parts = sounds.split(16)
    table = [torch.cat([describe(p) for p in parts])]
    table += [torch.cat([describe(prepare(augment(p, generator))) for p in parts]) for _ in range(VIEWS)]
    return torch.stack(table)


def _fit(table: Tensor, targets: Tensor, seed: int) -> dict[str, Tensor]:
    """Descriptors [n, D] and targets [n] -> the tagger's weights. Members differ by their dice."""
    weights = {"mean": table.mean(0), "deviation": table.std(0) + 1e-3}
    inputs = standardise(weights, table)
    members = [_member(inputs, targets, 1000 * seed + m) for m in range(MEMBERS)]
    weights |= {name: torch.stack([m[name] for m in members]) for name in LAYERS}
    inner = hidden(weights, inputs[:: max(1, VIEWS // 4)]).permute(1, 0, 2).flatten(1)
    _, _, axes = torch.linalg.svd(inner - inner.mean(0), full_matrices=False)
    weights["embed"] = axes[:EMBEDDING].T
    return weights


def _member(inputs: Tensor, targets: Tensor, seed: int) -> dict[str, Tensor]:
    """One perceptron. Rare categories are drawn more often, by the root of how rare they are."""
    torch.manual_seed(seed)
    size, count = inputs.shape[1], len(CATEGORIES)
    shapes = [(size, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, count)]
    weights: dict[str, Tensor] = {}
    for k, (fan_in, fan_out) in enumerate(shapes, start=1):
        reach = fan_in**-0.5
        weights[f"w{k}"] = torch.empty(fan_in, fan_out).uniform_(-reach, reach).requires_grad_()
        weights[f"b{k}"] = torch.zeros(1, fan_out, requires_grad=True)
    often = torch.bincount(targets, minlength=count).clamp_min(1).float()
    steps = EPOCHS * (len(inputs) // BATCH)
    drawn = torch.multinomial(often[targets] ** -0.5, BATCH * steps, replacement=True).view(steps, BATCH)
    optimiser = torch.optim.AdamW(weights.values(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    drop, gelu = torch.nn.functional.dropout, torch.nn.functional.gelu
    for rows in drawn:
        x = drop(inputs[rows], DROP_INPUT)
        x = drop(gelu(x @ weights["w1"] + weights["b1"]), DROP_HIDDEN)
        x = drop(gelu(x @ weights["w2"] + weights["b2"]), DROP_HIDDEN)
        loss = torch.nn.functional.cross_entropy(logits(weights, x), targets[rows], label_smoothing=SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return {name: value.detach() for name, value in weights.items()}


def mark(tagger: Tagger, clips: list[Clip]) -> dict[str, Any]:
    """The tagger on clips it has not heard: {"n", "top1", "top3", "macro_top1", "rows": per category}.

    `macro_top1` is the mean over categories, so that percussion (many clips) does not speak for kick (few).
    """
    targets = targets_of(clips)
    marks = tagger.probabilities(sounds_of(clips))
    place, guess = ranks(marks, targets), marks.argmax(1)
    rows: list[dict[str, Any]] = []
    for k, name in enumerate(tagger.categories):
        mine = targets == k
        if not mine.any():
            continue
        wrong = Counter(tagger.categories[g] for g in guess[mine & (guess != k)].tolist())
        rows.append({
            "category": name,
            "n": int(mine.sum()),
            "recordings": len({c.group for c, m in zip(clips, mine.tolist(), strict=True) if m}),
            "top1": float((place[mine] <= 1).double().mean()),
            "top3": float((place[mine] <= 3).double().mean()),
            "precision": float((mine & (guess == k)).sum() / (guess == k).sum().clamp_min(1)),
            "mistaken_for": ", ".join(f"{w} {n}" for w, n in wrong.most_common(2)),
        })  # fmt: skip
    return {
        "n": len(clips),
        "top1": float((place <= 1).double().mean()),
        "top3": float((place <= 3).double().mean()),
        "macro_top1": sum(row["top1"] for row in rows) / len(rows),
        "rows": rows,
    }


def attribution(clips: list[Clip]) -> list[dict[str, Any]]:
    """Whose sounds the weights were made from: one entry a source, licence and credit."""
    credits = Counter((c.source, c.licence, c.attribution) for c in clips)
    return [
        {"source": source, "licence": licence, "credit": credit, "clips": count}
        for (source, licence, credit), count in sorted(credits.items())
    ]
