"""Electronic sounds: every family of `drums`, `notes` and `effects`, now and then in a room."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bridge.priors.edm.made import drums, effects, notes, room
from bridge.priors.edm.made.grammar import Words, compose, pick
from bridge.priors.edm.made.measure import timbre
from bridge.priors.edm.made.patch import Family
from bridge.priors.edm.made.sound import Batch, Made, finish

COUNT = 1600
SOURCE, LICENCE, ATTRIBUTION = "made:analogue", "CC0-1.0", "sds-bridge"
FAMILIES: tuple[Family, ...] = (*drums.FAMILIES, *notes.FAMILIES, *effects.FAMILIES)


def batches(seed: int, count: int = COUNT) -> list[Batch]:
    """One batch a family: its share of `count` sounds."""
    weights = np.array([f.weight for f in FAMILIES])
    each = np.maximum(1, np.round(count * weights / weights.sum()).astype(int))
    return [Batch(int(n), partial(_make, i, int(n), seed)) for i, n in enumerate(each)]


def _make(index: int, count: int, seed: int) -> Iterable[Made]:
    family = FAMILIES[index]
    for i in range(count):
        rng = np.random.default_rng([seed, 4, index, i])
        clip = None
        while clip is None:
            patch = family.make(rng)
            where = pick(rng, ("dry",) * 7 + ("small", "hall"))
            clip = finish(room.place(patch.audio, where, rng, float(rng.uniform(0.3, 0.7))))
        phrases = patch.phrases if where == "dry" else room.PHRASES[where]
        nouns = patch.nouns or family.nouns
        facts = (*timbre(clip, family.dark, family.bright), *patch.facts)
        if where != "dry":
            facts = tuple(tuple(w for w in wordings if w != "dry") for wordings in facts)
        words = Words(nouns, facts, phrases, patch.pitch)
        tags = (family.category, *nouns[0].split(), "electronic", "synthetic")
        original = f"{family.name} {i}, {where}"
        group = f"made:analogue:{family.name}"
        yield Made(clip, compose(words, rng), family.category, tags, group, SOURCE, LICENCE, ATTRIBUTION, original)
