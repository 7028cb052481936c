"""Corpora become training sets, kept in the run's folder: making them takes minutes, reading them a second."""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from bridge.errors import BadRequest
from bridge.files import write_atomic
from bridge.priors.edm.complex_stft import ComplexGrid
from bridge.priors.edm.corpus import read_corpus
from bridge.priors.edm.data import VARIANTS, TrainingSet, build_set, is_validation, restore_set
from bridge.priors.edm.recipe import TrainingConfig
from bridge.priors.edm.spectrogram import Grid, WarpedSpectrogram


def prepare(
    corpora: list[Path], config: TrainingConfig, cache: Path, say: Callable[[str], None]
) -> dict[str, TrainingSet]:
    """Examples to train on ("train") and for the validation loss ("held"), as the representation keeps them: analysed,
    or for the complex one as sounds.

    Clips of the first corpus make up `first_share` of all examples, and only they measure the validation loss.
    What is kept belongs to these manifests, seed, number of variants and grid; of others, it is made anew.
    Raises BadRequest when there are too few groups to hold one out.
    """
    grid = _grid(config)
    keep = WarpedSpectrogram(grid) if isinstance(grid, Grid) else _as_it_is
    corpus, *others = corpora
    clips = [c for c in read_corpus(corpus) if c.split == "prior"]
    train, held = [c for c in clips if not is_validation(c)], [c for c in clips if is_validation(c)]
    more = [c for other in others for c in read_corpus(other) if c.split == "prior"]
    say(f"{len(train)} + {len(more)} clips to train on, {len(held)} for the validation loss")
    if not train or not held:
        raise BadRequest(
            f"{corpus} has {len({c.group for c in clips})} groups for the prior; {'all' if held else 'none'} of them"
            " fell to the validation loss, which takes one in twenty by hash; add clips of more groups (200 are safe)"
        )
    groups = {"train": (train, VARIANTS), "held": (held, 1)} | ({"more": (more, VARIANTS)} if more else {})
    key = _key(corpora, config)
    if cache.is_file():
        stored = torch.load(cache, weights_only=True)
        if stored.get("key") == key:
            sets = {name: restore_set(stored[name], c, stored[f"{name}_plan"]) for name, (c, _) in groups.items()}
            return _joined(sets, config.first_share)
        say("the analysed clips are of another corpus or seed; making them anew")
    started = time.monotonic()
    sets = {name: build_set(c, keep, grid.samples, variants, config.seed) for name, (c, variants) in groups.items()}
    say(f"analysed in {time.monotonic() - started:.0f} s")
    stored = {"key": key, **{name: data.z for name, data in sets.items()}}
    for name, (_, variants) in groups.items():
        stored[f"{name}_plan"] = [(i // variants, e.semitones, e.room) for i, e in enumerate(sets[name].examples)]
    buffer = io.BytesIO()
    torch.save(stored, buffer)
    write_atomic(cache, buffer.getvalue())
    return _joined(sets, config.first_share)


def _joined(sets: dict[str, TrainingSet], first_share: float) -> dict[str, TrainingSet]:
    if more := sets.pop("more", None):
        sets["train"] = sets["train"].join(more, first_share)
    return sets


def _key(corpora: list[Path], config: TrainingConfig) -> str:
    """A digest of what the analysed clips depend on."""
    rest = json.dumps([config.seed, VARIANTS, asdict(_grid(config))])
    return hashlib.sha256(b"".join((c / "manifest.csv").read_bytes() for c in corpora) + rest.encode()).hexdigest()


def _grid(config: TrainingConfig) -> Grid | ComplexGrid:
    return ComplexGrid() if config.representation == "complex" else Grid()


def _as_it_is(audio: Tensor) -> Tensor:
    return audio
