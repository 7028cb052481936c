"""DX7 patches <-> the parameters of the voice `dx7` (`bridge.voices.dx7`): real numbers are rounded, never silently.

What the voice has not stays neutral in a patch that is made here, and is named when a patch is read (`left_out`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from bridge.errors import BadPreset
from bridge.kernels.dx7_curves import LINEAR_FROM, SCALED
from bridge.presets.dx7 import NAME, NUMBERS, Patch
from bridge.presets.preset import Preset
from bridge.voices.catalog import voice
from bridge.voices.dx7 import MIDDLE_C, OPERATORS, TRANSPOSE

_RATES, _LEVELS = ("r1", "r2", "r3", "r4"), ("l1", "l2", "l3", "l4")
MOST_WIDENING = 6
"""hundredths: with these, and semitones, every pitch is met to 9 cents"""
IN_TUNE = 9.0
"""cents that are not worth a wider ratio"""
_SHARED = (*_RATES, *_LEVELS, "level", "mode", "coarse", "fine", "detune")
"""an operator's numbers that are called the same in both"""


def whole(name: str, value: float) -> float:
    """The nearest value that a patch can hold: whole numbers, whole semitones; the volume, in no patch, stays."""
    if name == "level":
        return value
    if name == "root_hz":
        return MIDDLE_C * 2.0 ** (_semitones(value) / 12)
    return float(math.floor(value + 0.5))


def rounded(parameters: Mapping[str, float]) -> dict[str, float]:
    """Each value as `whole` has it, and in tune to 9 cents.

    Where `root_hz` lies between semitones, all ratios are widened by the same few hundredths: what was harmonic remains
    so as long as it has no fine ratio of its own.
    """
    values = dict(parameters)
    if "root_hz" in values:
        widening = min(range(MOST_WIDENING + 1), key=lambda k: _mistuning(values["root_hz"], k) // IN_TUNE)
        values["root_hz"] /= 1 + widening / 100
        for v in range(1, OPERATORS + 1 if widening else 1):
            if values[f"op{v}_mode"] < 0.5:
                fine = (100 + values[f"op{v}_fine"]) * (1 + widening / 100) - 100
                values[f"op{v}_fine"] = min(fine, 99.0)
    return {name: whole(name, value) for name, value in values.items()}


def _mistuning(root_hz: float, widening: int) -> float:
    """Cents that a root, with ratios widened by so many hundredths, is off its semitone."""
    cents = 1200 * math.log2(root_hz / MIDDLE_C / (1 + widening / 100))
    return abs(cents - 100 * _semitones(root_hz / (1 + widening / 100)))


def patch_of(preset: Preset) -> Patch:
    """The patch of a preset of the voice `dx7`, rounded. Raises BadPreset for another voice.

    A rate between two equal levels says nothing to this voice, but Dexed waits there: it becomes 99, which is no wait.
    """
    if preset.voice != "dx7":
        raise BadPreset(
            f"{preset.name!r} is of voice {preset.voice!r}, not dx7; convert it with `sds-bridge dx7 convert`"
        )
    values = rounded(preset.parameters)
    numbers = {"algorithm": int(values["algorithm"]) - 1, "feedback": int(values["feedback"])}
    numbers["transpose"] = TRANSPOSE + _semitones(values["root_hz"])
    for v in range(1, OPERATORS + 1):
        g = f"op{v}"
        numbers |= {f"{g}_{key}": int(values[f"{g}_{key}"]) for key in _SHARED}
        for k in range(3):
            if numbers[f"{g}_{_LEVELS[k]}"] == numbers[f"{g}_{_LEVELS[k - 1]}"]:
                numbers[f"{g}_{_RATES[k]}"] = 99
    return Patch.of(preset.name, numbers)


def portable(patch: Patch) -> Patch:
    """The same sound with output levels of 98 or 99, and what they were below that taken off the envelopes' levels.

    The instrument, msfa and Dexed add both levels on one scale: nothing changes there. hexter multiplies them, so its
    envelopes turn at other levels than the instrument's unless one of the two is full.
    """
    numbers = {n.name: patch[n.name] for n in NUMBERS if n.vced < NAME}
    for v in range(1, OPERATORS + 1):
        g = f"op{v}"
        below = int(SCALED[-1] - SCALED[patch[f"{g}_level"]])
        if patch[f"{g}_level"] < LINEAR_FROM:
            continue
        numbers[f"{g}_level"] = 99 - below % 2  # an envelope's level has steps of two
        for key in _LEVELS:
            wanted = max(int(SCALED[patch[f"{g}_{key}"]]) - below + below % 2, 0)
            numbers[f"{g}_{key}"] = min(range(100), key=lambda n: abs(int(SCALED[n]) // 2 - wanted // 2))
    return Patch.of(patch.name, numbers)


def parameters_of(patch: Patch) -> dict[str, float]:
    """The voice's parameters that are nearest to a patch; numbers beyond their range take the nearest legal one."""
    legal = patch.legal()
    values = {"algorithm": legal["algorithm"] + 1.0, "feedback": float(legal["feedback"])}
    values["root_hz"] = MIDDLE_C * 2.0 ** ((legal["transpose"] - TRANSPOSE) / 12)
    for v in range(1, OPERATORS + 1):
        values |= {f"op{v}_{key}": float(legal[f"op{v}_{key}"]) for key in _SHARED}
    space = voice("dx7").space
    return space.to_dict(space.to_list(values))


def left_out(patch: Patch) -> list[str]:
    """What the patch does and the voice does not, in words; empty if the voice can do it all."""
    said = []
    each = range(1, OPERATORS + 1)
    if any(patch[f"op{v}_{side}_depth"] for v in each for side in ("left", "right")):
        said.append("keyboard level scaling")
    if any(patch[f"op{v}_rate_scaling"] for v in each):
        said.append("keyboard rate scaling")
    if any(patch[f"op{v}_velocity_sensitivity"] for v in each):
        said.append("velocity sensitivity")
    if any(patch[f"pitch_l{k}"] != 50 for k in range(1, 5)):
        said.append("pitch envelope")
    if patch["lfo_pitch_depth"] and patch["pitch_sensitivity"]:
        said.append("vibrato")
    if patch["lfo_amplitude_depth"] and any(patch[f"op{v}_amplitude_sensitivity"] for v in each):
        said.append("tremolo")
    if patch.beyond():
        said.append(f"numbers beyond their range ({', '.join(patch.beyond()[:4])})")
    return said


def _semitones(root_hz: float) -> int:
    return min(max(round(12 * math.log2(root_hz / MIDDLE_C)), -TRANSPOSE), TRANSPOSE)
