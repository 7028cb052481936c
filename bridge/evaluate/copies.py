"""Does a prior hand out its training clips? Each sound's nearest training clip, as in EDMSound (Zhu et al. 2023, §4.3).

EDMSound compares cosines of a CLAP model fine-tuned for the purpose. Here a sound is the house tagger's standardised
descriptors (how it begins, how each band dies away, colour through time, pitch), with the training clips' mean taken
off. That was chosen by real clips alone, before any sample was heard: of 100 training clips put through training's own
augmentation 85 still had their original nearest, and 80 lay nearer to it than 95 % of held-out clips to anything. The
tagger's embedding found 80 and 67, a cochleagram 76 and 57.

Cosines mean nothing by themselves: compare generated sounds with held-out ones that took the same way (phase
reconstruction included). Held-out clips come from other instruments but partly from the same libraries, so they too
have near neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from bridge.evaluate.descriptors import describe
from bridge.evaluate.front_end import SAMPLE_RATE, prepare
from bridge.evaluate.tagger import Tagger, standardise

_CHUNK = 32


@torch.no_grad()
def traits(tagger: Tagger, audio: Tensor, sample_rate: int = SAMPLE_RATE) -> Tensor:
    """Audio [B, T] or [B, channel, T] -> what identifies a sound, [B, D]. Level and leading silence do not count."""
    parts = [standardise(tagger.weights, describe(prepare(x, sample_rate))) for x in audio.split(_CHUNK)]
    return torch.cat(parts)


@dataclass(frozen=True)
class Nearest:
    """For each sound: cosine with its nearest training clip [B], and which one that is [B]."""

    similarity: Tensor
    index: Tensor

    def p95(self) -> float:
        """95th percentile of the similarities."""
        return float(torch.quantile(self.similarity, 0.95))


class CopyDetector:
    """Knows the training clips' traits [n, D]."""

    def __init__(self, training: Tensor) -> None:
        self.mean = training.mean(0)
        self.training = torch.nn.functional.normalize(training - self.mean, dim=1)

    def nearest(self, sounds: Tensor) -> Nearest:
        """Traits [B, D] -> their nearest training clips."""
        cosine = torch.nn.functional.normalize(sounds - self.mean, dim=1) @ self.training.T
        similarity, index = cosine.max(1)
        return Nearest(similarity, index)
