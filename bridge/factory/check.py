"""What a factory preset must pass: it sounds, about as loud as the others, and like none of the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from bridge.evaluate.descriptors import describe
from bridge.evaluate.front_end import prepare
from bridge.evaluate.tagger import Tagger, ranks, standardise
from bridge.presets.preset import Preset
from bridge.realtime.engine import render_preset
from bridge.records import SAMPLE_RATE
from bridge.voices.catalog import voice as find_voice

SECONDS = 1.5
WINDOW = 0.05
"""s over which loudness is meant"""
TARGET, BAND = -16.0, 8.0
"""dBFS of the loudest window (RMS, both channels), and how far from it a preset may stay"""
PEAK = -1.5
"""dBFS that no sample passes: the limiter stays asleep"""
ALIKE = 0.47
"""RMS distance of two sounds' descriptors, in standard deviations of the tagger's training sounds: nearer are alike.
Of 48 random presets 95 % were nearer than 0.47 to themselves a semitone higher or 15 % longer; 99 % of pairs of
different ones were further apart than 0.84."""


@dataclass(frozen=True)
class Verdict:
    """What was measured of a preset's sound. rank, sure: of the wanted category, by the house tagger; 1 is best."""

    loudness: float
    peak: float
    rank: int
    sure: float
    heard: str
    features: Tensor

    @property
    def faults(self) -> list[str]:
        """In words; empty if it is fit to be heard."""
        if not math.isfinite(self.loudness + self.peak):
            return ["it is silent, or no number"]
        return [] if abs(self.loudness - TARGET) <= BAND else [f"its loudness is {self.loudness:.1f} dBFS"]


def sound_of(preset: Preset) -> np.ndarray:
    """As the real-time voice plays it, [2, T]."""
    return render_preset(preset.voice, preset.parameters, seconds=SECONDS)


def levelled(preset: Preset) -> Preset:
    """The same with its `level` moved, so that its loudness is the target, or as near as its peaks allow."""
    low = preset.parameters["level"] - 24.0  # far below the limiter, which would hide what is there
    quiet = replace(
        preset, parameters={**preset.parameters, "level": find_voice(preset.voice).space.param("level").clip(low)}
    )
    sound = sound_of(quiet)
    loudness, peak = loudness_of(sound), _decibels(float(np.abs(sound).max()))
    if not math.isfinite(loudness + peak):
        return preset
    wanted = quiet.parameters["level"] + min(TARGET - loudness, PEAK - peak)
    level = find_voice(preset.voice).space.param("level").clip(round(wanted, 2))
    return replace(preset, parameters={**preset.parameters, "level": level})


def loudness_of(sound: np.ndarray) -> float:
    """[2, T] -> dBFS of its loudest 50 ms; −inf for silence, NaN for what is none."""
    energy = np.square(sound.astype(np.float64)).mean(0)
    size = round(WINDOW * SAMPLE_RATE)
    total = np.concatenate([[0.0], np.cumsum(energy)])
    return (
        _decibels(math.sqrt(max(float((total[size:] - total[:-size]).max()), 0.0) / size))
        if size < len(energy)
        else 0.0
    )


def judge(tagger: Tagger, sound: np.ndarray, category: str) -> Verdict:
    """Measure a sound [2, T]. Raises BadRequest for an unknown category."""
    audio = torch.as_tensor(np.asarray(sound, np.float32))[None]
    probabilities = tagger.probabilities(audio, SAMPLE_RATE)
    column = tagger.categories.index(category)
    features = standardise(tagger.weights, describe(prepare(audio, SAMPLE_RATE)))[0]
    return Verdict(
        loudness_of(sound), _decibels(float(np.abs(sound).max())), int(ranks(probabilities, [column])[0]),
        float(probabilities[0, column]), tagger.categories[int(probabilities[0].argmax())], features,
    )  # fmt: skip


def distance(first: Tensor, second: Tensor) -> float:
    """Between two sounds' features [D]: RMS, in standard deviations."""
    return float((first - second).square().mean().sqrt())


def nearest(features: Tensor, others: Sequence[tuple[str, Tensor]]) -> tuple[str, float]:
    """Which of the others sounds most like it, and how far away that is; ("", inf) if there are none."""
    found = [(name, distance(features, other)) for name, other in others]
    return min(found, key=lambda pair: pair[1], default=("", math.inf))


def _decibels(amplitude: float) -> float:
    return 20 * math.log10(amplitude) if amplitude > 1e-6 else (-math.inf if amplitude == amplitude else math.nan)
