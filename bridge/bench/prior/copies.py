"""Copies: how near samples come to training clips, beside held-out clips that took the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from bridge.bench.prior.sounds import Studio, sounds_of
from bridge.evaluate.copies import CopyDetector, traits
from bridge.evaluate.pictures import Pair, pairs_sheet
from bridge.evaluate.tagger import Tagger
from bridge.priors.edm.corpus import Clip, load_clip
from bridge.priors.edm.data import augment, is_validation

SHOWN = 8
_CHUNK = 64


@dataclass(frozen=True)
class Twin:
    """A sample, what it was asked to be, and the training clip it resembles most."""

    caption: str
    audio: Tensor
    clip: Clip
    similarity: float


class CopyCheck:
    """The prior's training clips (`prior` split without its validation groups), ready to be compared with."""

    def __init__(self, studio: Studio, tagger: Tagger, clips: Sequence[Clip]) -> None:
        self.studio, self.tagger = studio, tagger
        self.samples = studio.prior.spectrogram.grid.samples
        self.clips = [c for c in clips if c.split == "prior" and not is_validation(c)]
        chunks = range(0, len(self.clips), _CHUNK)
        parts = [traits(tagger, sounds_of(self.clips[k : k + _CHUNK], self.samples)) for k in chunks]
        self.detector = CopyDetector(torch.cat(parts))

    def compare(self, generated: Tensor, held_out: Tensor, copies: int) -> dict[str, float]:
        """95th percentiles of the similarity to the nearest training clip, [n, T] of either kind.

        copy_found and copy_flagged prove the instrument: of `copies` training clips, put through training's own
        augmentation and the prior's phase reconstruction, the share whose nearest clip is their original, and the share
        that lies nearer than 95 % of the held-out clips do.
        """
        ours, real = (self.detector.nearest(traits(self.tagger, x)) for x in (generated, held_out))
        picked = np.random.default_rng(7).choice(len(self.clips), min(copies, len(self.clips)), replace=False)
        true = self.detector.nearest(traits(self.tagger, self.studio.round_trip(self._augmented(picked.tolist()))))
        return {
            "copy_p95_generated": ours.p95(),
            "copy_p95_heldout": real.p95(),
            "copy_median_generated": float(ours.similarity.median()),
            "copy_median_heldout": float(real.similarity.median()),
            "copy_generated_above_p95_heldout": float((ours.similarity > real.p95()).double().mean()),
            "copy_found": float((true.index == torch.from_numpy(picked)).double().mean()),
            "copy_flagged": float((true.similarity > real.p95()).double().mean()),
            "copy_median_true_copy": float(true.similarity.median()),
            "copy_n_generated": float(len(generated)),
            "copy_n_heldout": float(len(held_out)),
        }

    def twins(self, captions: Sequence[str], generated: Tensor) -> list[Twin]:
        """The samples most like a training clip, one for each clip, the likest first."""
        near = self.detector.nearest(traits(self.tagger, generated))
        found: dict[int, Twin] = {}
        for row in near.similarity.argsort(descending=True).tolist():
            k = int(near.index[row])
            if k not in found and len(found) < SHOWN:
                found[k] = Twin(captions[row], generated[row], self.clips[k], float(near.similarity[row]))
        return list(found.values())

    def picture(self, path: Path, twins: Sequence[Twin]) -> Path:
        """Sample left, training clip right."""
        pairs = [
            Pair(t.audio.numpy(), f"“{t.caption}”", load_clip(t.clip), f"“{t.clip.caption}”",
                 f"generated | nearest training clip, cosine {t.similarity:.3f}")
            for t in twins
        ]  # fmt: skip
        return pairs_sheet(path, pairs, self.studio.prior.sample_rate)

    def _augmented(self, rows: Sequence[int]) -> Tensor:
        audio = torch.zeros(len(rows), self.samples)
        rng = np.random.default_rng(11)
        for k, (row, i) in enumerate(zip(audio, rows, strict=True)):
            sound = load_clip(self.clips[i])
            varied = augment(sound, float(rng.uniform(-2, 2)), k % 5 == 0, rng, self.samples)[: self.samples]
            row[: len(varied)] = torch.from_numpy(varied)
        return audio
