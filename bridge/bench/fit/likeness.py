"""How near sounds come to recordings of what their prompts describe, by where the judge hears both (`Tagger.embed`).

Which kind of sound the judge names says little of fits any more: it names them right more often than recordings. This
asks for more than the kind, and for no more than recordings have:

    near   cosine between a sound and the recordings whose caption is its prompt, in units of the spread of all
           recordings (0: no nearer than any other recording). Only prompts that are captions have it.
    fad    Fréchet audio distance of all sounds to all recordings of the kinds that were asked for. Sets of one size are
           comparable, no others: with few sounds it is biased upwards.

Recordings are the corpus's `tagger` and `test` clips: no prior has heard them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from bridge.errors import BadRequest
from bridge.evaluate.distances import frechet_of_points
from bridge.evaluate.tagger import Tagger, house_category
from bridge.priors.edm.corpus import load_clip, read_corpus

Row = dict[str, Any]


@dataclass(frozen=True)
class Recordings:
    """points [n, D] in the judge's embedding; captions in small letters; the judge's categories."""

    points: Tensor
    captions: Sequence[str]
    categories: Sequence[str]

    def near(self, places: Sequence[Sequence[float]], prompt: str) -> float | None:
        """Of sounds [k][D] made for a prompt, mean over them and its recordings; None if it is no caption."""
        own = [i for i, caption in enumerate(self.captions) if caption == prompt.strip().lower()]
        if not own:
            return None
        mean, spread = self.points.mean(0), self.points.std(0)
        sounds, recordings = ((x - mean) / spread for x in (torch.tensor(places), self.points[own]))
        return float((F.normalize(sounds, dim=1) @ F.normalize(recordings, dim=1).T).mean())

    def fad(self, places: Sequence[Sequence[float]], categories: Sequence[str]) -> float:
        """Of sounds [k][D] to the recordings of these categories."""
        wanted = {house_category(c) or c for c in categories}
        rows = [i for i, category in enumerate(self.categories) if category in wanted]
        return frechet_of_points(torch.tensor(places), self.points[rows]).value


def recordings(tagger: Tagger, corpus: Path) -> Recordings:
    """Raises BadRequest (no such corpus, or nothing in it that the judge judges)."""
    clips = [c for c in read_corpus(corpus) if c.split != "prior" and house_category(c.category)]
    if len(clips) < 2:
        raise BadRequest(f"{corpus} has no recordings to compare with: none that priors have not heard")
    points = torch.cat([tagger.embed(torch.from_numpy(load_clip(c))[None]) for c in clips])
    captions = [c.caption.strip().lower() for c in clips]
    return Recordings(points, captions, [house_category(c.category) or "" for c in clips])


def compare(heard: Recordings, rows: Sequence[Row], methods: Sequence[str]) -> dict[str, float]:
    """Enter <method>_near into rows that hold <method>_place, and return fad_<method> of each method's first sounds."""
    figures = {}
    for method in methods:
        mine = [r for r in rows if f"{method}_place" in r]
        for row in mine:
            near = heard.near(row[f"{method}_place"], row["prompt"])
            if near is not None:
                row[f"{method}_near"] = near
        if len(mine) > 1:
            firsts = [r[f"{method}_place"][0] for r in mine]
            figures[f"fad_{method}"] = heard.fad(firsts, [r["category"] for r in mine])
    return figures
