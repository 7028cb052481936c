"""What a spectrogram prior's analysis sounds like: specific loudness, and how it is spread along frequency.

A log spectrogram counts a gap of 20 dB between two partials as much as the partials themselves, so a voice of few
partials is pushed to fill gaps nobody hears. Specific loudness counts what is heard (Zwicker & Fastl 2007, §8.7):

    N' = (p + p₀)^0.23 − p₀^0.23        p: band power, 1 for a full-scale sine; p₀: −60 dB, the threshold in quiet

Compared band by band a partial that lies five bands away from its goal is two errors without a direction. So the sums
over wider neighbourhoods are compared too: within their reach the loss falls as the partial comes nearer. (Why plain
spectral losses do not move a pitch: Turian & Henry 2020.)
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

EXPONENT = 0.23
THRESHOLD = 1e-6
DECIBELS = 20.0
REFERENCE = -50.0
"""a spectrogram prior's units: (dB − REFERENCE) / DECIBELS"""
WIDTHS = (4, 12)
"""bands in the wider neighbourhoods: a third and a full octave or so in the treble"""


def specific_loudness(z: Tensor) -> Tensor:
    """Log spectrogram [B, channel, bands, frames] in the prior's units -> the same shape, 0 for silence."""
    power = 10 ** ((DECIBELS * z + REFERENCE) / 10)
    return (power + THRESHOLD) ** EXPONENT - THRESHOLD**EXPONENT


def loudness(z: Tensor, widths: tuple[int, ...] = WIDTHS) -> list[Tensor]:
    """Specific loudness by the band and by neighbourhoods of several `widths`, one tensor a width.

    A neighbourhood's mean is scaled by √width: an error of one band weighs the same at every width.
    """
    heard = specific_loudness(z)
    wider = [w**0.5 * F.avg_pool2d(heard, (w, 1), (max(w // 2, 1), 1)) for w in widths]
    return [heard, *wider]
