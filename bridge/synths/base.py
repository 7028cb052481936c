"""The Synth protocol, and how a voice's synthesizer is found."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from torch import Tensor

from bridge.params import ParamSpace
from bridge.voices.catalog import Voice


class Synth(Protocol):
    """Natural parameters -> stereo sound, differentiable."""

    space: ParamSpace

    def render(
        self,
        natural: Tensor,
        sample_rate: int,
        duration: float,
        note: float | None = None,
        velocity: float = 1.0,
    ) -> Tensor:
        """One sound a row.

        natural: [batch, parameter], columns in the order of `space`; float32 or float64, which is that of
        the result. sample_rate: Hz. duration: s. note: MIDI note number, may be fractional; None plays the
        sound as it was fitted. velocity: linear gain. There is no note-off, so `release` is ignored: it
        belongs to the real-time voice. Returns [batch, 2, round(duration · sample_rate)]: left and right.
        """
        ...


def load_synth(voice: Voice) -> Synth:
    """Import the synthesizer that a voice's table names ("module:Class") and give it the voice's size."""
    module, _, name = voice.synth.partition(":")
    return cast(Synth, getattr(import_module(module), name)(voice.size))
