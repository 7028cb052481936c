"""How far two sounds are apart on a linear spectrum: what a match is judged by, apart from what it was led by."""

from __future__ import annotations

import torch
from torch import Tensor

WINDOW = 2048
HOP = 512
FLOOR_DB = -80.0
"""relative to a full-scale sine; what is quieter counts as this"""


def log_spectral_distance(sound: Tensor, other: Tensor) -> Tensor:
    """LSD in dB, [B], of two batches [B, channel, T]:

        L = 20 log₁₀ max(|STFT| · 2/Σw, 10^(FLOOR_DB/20))      w: Hann, 2,048 samples, hop 512
        LSD = mean over channels and frames of √( mean over bins of (L − L')² )

    Frames in which neither sound rises above the floor are left out, or silence after short sounds would flatter
    them. Level counts. Two silences are 0 apart. (Definition: Gray & Markel 1976; the floor is ours.)
    """
    mine, theirs = _levels(sound), _levels(other)
    frame = (mine - theirs).square().mean(2).sqrt()
    heard = ((mine > FLOOR_DB) | (theirs > FLOOR_DB)).any(2).to(frame)
    return (frame * heard).sum((1, 2)) / heard.sum((1, 2)).clamp_min(1)


def _levels(sound: Tensor) -> Tensor:
    """[B, channel, T] -> dB [B, channel, bins, frames], at least the floor."""
    window = torch.hann_window(WINDOW, dtype=sound.dtype)
    spectrum = torch.stft(sound.flatten(0, 1), WINDOW, HOP, window=window * (2 / window.sum()), return_complex=True,
                          pad_mode="constant")  # fmt: skip
    level = 20 * torch.log10(spectrum.abs().clamp_min(10 ** (FLOOR_DB / 20)))
    return level.reshape(*sound.shape[:2], *level.shape[1:])
