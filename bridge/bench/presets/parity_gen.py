"""Max gen~ for the parity table: the codebox of a voice with one preset in it, translated to C and played."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.exports.gen.c import Sounding, compiler
from bridge.exports.gen.fm import fm_codebox
from bridge.exports.gen.impact import impact_codebox
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE
from bridge.voices.catalog import voice as find_voice


def missing() -> str:
    """The package it wants; "" if it is there."""
    return "" if compiler() else "gcc"


def render(preset: Preset, seconds: float) -> NDArray[np.float64]:
    """[2, T] of a held note as it was fitted."""
    voice = find_voice(preset.voice)
    codebox = fm_codebox if voice.family == "fm" else impact_codebox
    count = round(seconds * SAMPLE_RATE)
    ones = np.ones(count)
    return Sounding(codebox(voice.size, preset.parameters), SAMPLE_RATE).run(ones, -ones)[:2]
