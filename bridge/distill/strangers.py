"""Random presets of the voices, as a prior hears them: what its listener must learn not to take for anything."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from bridge.distill.bank import render_levelled
from bridge.distill.draws import draw_presets
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

VOICES = ("fm", "impact")
COUNT = 4096
SEED = 77
"""neither a bank's (0) nor a random search's"""
_CHUNK = 32


@torch.no_grad()
def strangers(analyse: Callable[[Tensor], Tensor], seconds: float, count: int = COUNT) -> Tensor:
    """`count` of each voice, analysed, [2 · count, ...], float16."""
    heard = []
    for name in VOICES:
        voice = find_voice(name)
        synth = load_synth(voice)
        for natural in torch.from_numpy(draw_presets(voice, count, SEED)).float().split(_CHUNK):
            audio, _ = render_levelled(synth, natural, seconds)
            heard.append(analyse(audio.nan_to_num()).half())
    return torch.cat(heard)
