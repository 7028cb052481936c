"""What strikes the modes of an exported impact: the reverb's response, as numbers or as a WAV file.

See `formulas` for why a response can strike. It is computed at 44.1 kHz, where presets are fitted; engines at other
rates read it faster or slower, so that it lasts as long.
"""

from __future__ import annotations

import io
import math

import numpy as np
import soundfile
from numpy.typing import NDArray

from bridge.kernels.control import ImpactControl, columns, impact_control
from bridge.kernels.noise import BASIS_LENGTH, reverb_impulse_numpy
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE
from bridge.voices.catalog import voice as find_voice

QUIET_DB = -100.0
"""the response ends where its bands are this far below the loudest band's start"""
BEFORE, AFTER = 1, 3
"""zeros around a response in a file: an interpolating reader looks at neighbours, and rests on the last"""

Array = NDArray[np.float32]


def response(preset: Preset) -> Array:
    """The reverb's response [2, T], left and right, T at least 1."""
    space = find_voice(preset.voice).space
    control = impact_control(space, space.to_list(preset.parameters), SAMPLE_RATE)
    bands = (control.band_hz, control.band_damping, control.band_amplitude)
    return reverb_impulse_numpy(*bands, SAMPLE_RATE, _length(control))


def wav(preset: Preset) -> bytes:
    """The response as a stereo WAV file of 32-bit floats, between `BEFORE` and `AFTER` zeros."""
    padded = np.pad(response(preset), ((0, 0), (BEFORE, AFTER)))
    file = io.BytesIO()
    soundfile.write(file, padded.T, SAMPLE_RATE, format="WAV", subtype="FLOAT")
    return file.getvalue()


def modes(preset: Preset) -> list[tuple[float, float, float]]:
    """Hz, damping in 1/s, and amplitude of every mode."""
    space = find_voice(preset.voice).space
    natural = space.to_list(preset.parameters)
    each = (columns(space, "mode", f"_{s}") for s in ("hz", "damping", "amp"))
    return [(natural[i], natural[j], natural[k]) for i, j, k in zip(*each, strict=True)]


def _length(control: ImpactControl) -> int:
    """Samples until every band is quiet, at most the noise basis."""
    floor = float(control.band_amplitude.max()) * 10.0 ** (QUIET_DB / 20.0)
    if floor <= 0.0:
        return 1
    heard = control.band_amplitude > floor
    ends = np.log(control.band_amplitude[heard] / floor) / control.band_damping[heard]
    return max(1, min(math.ceil(float(ends.max())), BASIS_LENGTH))
