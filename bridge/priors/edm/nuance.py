"""Of sounds of one kind, which is the one described? "Low tom" and "high tom" are both toms to the listener.

The denoiser knows the difference. Where all is noise it can only answer with what it expects to hear: the posterior
mean of clean sounds given noise of level σ tends to their mean given the prompt alone as σ grows (Tweedie's formula;
Karras et al. 2022, eq. 2–3). One evaluation a prompt says so what its sounds are like on average, and what those of
their kind are like; a sound then counts for more that is

    near what is expected of the prompt, and nearer to it than to what is expected of any sound of the kind:

    nuance(x) = −NEAR · d(x, prompt) + APART · (d(x, kind) − d(x, prompt))

with d the mean square difference of two sketches: spectrograms averaged over `CELLS`, so that a partial a little off
its place still is where it was. The second term is linear in x, a likelihood ratio of two Gaussians of one width; it
alone would favour exaggeration, so the first pulls back.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

CELLS = (10, 8)
"""bands, frames"""
SKETCH = 2 * CELLS[0] * CELLS[1]
"""numbers of a sketch: two windows see every cell"""
NEAR, APART = 2.0, 4.0
"""nats a unit of mean square difference, chosen on 45 + 40 development prompts"""


@dataclass(frozen=True)
class Expectation:
    """Sketches [1, SKETCH] of what is expected of a prompt, and of the kind of sound that it means."""

    prompt: Tensor
    kind: Tensor


def sketch(analysis: Tensor) -> Tensor:
    """[B, 2, bands, frames] -> [B, SKETCH]."""
    return adaptive_avg_pool2d(analysis, CELLS).flatten(1)


def nuance(sketches: Tensor, expected: Expectation) -> Tensor:
    """Sketches [B, SKETCH] -> nats [B]."""
    prompt, kind = ((sketches - e).square().mean(1) for e in (expected.prompt, expected.kind))
    return -NEAR * prompt + APART * (kind - prompt)
