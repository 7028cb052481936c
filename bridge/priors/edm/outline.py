"""How high a sound lies and how long it lasts: what words like "low", "bright", "short" and "ringing" are about.

A listener of kinds does not care, and sketches (`nuance`) say little of it where some sounds are long and some short.
Words say what to expect of a prompt and of its kind (`bridge.priors.edm.wording`). What is wanted has twice what the
prompt adds to its kind, for an expectation is timid:

    likeness(x) = 1 − √(1 + Σ_q ((q(x) − kind_q − OVER (prompt_q − kind_q)) / TOLERANCE_q)²),   q: height, length

which is a square near 0 and straight far out: a sound of another length altogether is not lost.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from bridge.priors.edm.spectrogram import Grid, from_scale

OUTLINE = 2
"""numbers of an outline"""
OVER = 2.0
TOLERANCE = (0.7, 0.5)
"""octaves, and doublings of time: half of what captions leave open"""
QUIET = 30.0
"""dB below the loudest moment: there a sound has ended"""
SOFT = 2.0
"""dB within which it ends: a sound that lingers there is neither short nor long"""


class Outline(nn.Module):
    """`WarpedSpectrogram` analysis [B, 2, bands, frames] -> [B, OUTLINE]: height, where its power lies on average, in
    octaves above 1 Hz, and length, how long it is within `QUIET` of its loudest, in doublings of 1 s."""

    octaves: Tensor
    lasting: Tensor

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        times = torch.from_numpy(grid.times).float()
        self.register_buffer("octaves", torch.from_numpy(grid.band_hz).float().log2(), persistent=False)
        self.register_buffer("lasting", torch.diff(times, append=times.new_tensor([grid.seconds])), persistent=False)

    def forward(self, analysis: Tensor) -> Tensor:
        power = from_scale(analysis.float()).mean(1)
        by_band, by_frame = (power * self.lasting).sum(2), power.sum(1).clamp_min(1e-12)
        height = (by_band * self.octaves).sum(1) / by_band.sum(1).clamp_min(1e-12)
        below = 10 * (by_frame / by_frame.amax(1, keepdim=True)).log10()
        length = (torch.sigmoid((below + QUIET) / SOFT) * self.lasting).sum(1).log2()
        return torch.stack([height, length], 1)


def likeness(outlines: Tensor, prompt: Tensor, kind: Tensor) -> Tensor:
    """Outlines [B, OUTLINE], and those expected of the prompt and of its kind, [1, OUTLINE] -> nats [B], at most 0."""
    away = (outlines - kind - OVER * (prompt - kind)) / outlines.new_tensor(TOLERANCE)
    return 1 - (1 + away.square().sum(1)).sqrt()
