"""Control side: natural parameters -> rows and responses for the audio thread. Allocates freely."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bridge.kernels.control import ImpactControl, columns, fm_control, impact_control
from bridge.kernels.dx7_control import dx7_control
from bridge.kernels.noise import basis_length, reverb_impulse_numpy
from bridge.realtime.convolver import prepare
from bridge.realtime.dx7_block import dx7_row
from bridge.realtime.fm_row import fm_row
from bridge.realtime.hall import Response
from bridge.realtime.impact_block import impact_row
from bridge.realtime.state import DX7, FM, IMPACT
from bridge.voices.catalog import Voice
from bridge.voices.catalog import voice as find_voice

Row = NDArray[np.float64]
FAMILIES = {"fm": FM, "impact": IMPACT, "dx7": DX7}
TRUNCATE_DB = -90.0
"""the reverb's response ends where its bands are this far below the loudest band's start"""


@dataclass(frozen=True)
class Reverb:
    """What determines a response: bands as (Hz, damping per sample, amplitude), and the sample rate."""

    bands: tuple[tuple[float, float, float], ...]
    sample_rate: int

    def length(self) -> int:
        """Samples until every band has fallen `TRUNCATE_DB` below the loudest one's start, at most the noise
        basis."""
        loudest = max(amplitude for _, _, amplitude in self.bands)
        if loudest <= 0.0:
            return 1
        floor = loudest * 10.0 ** (TRUNCATE_DB / 20.0)
        ends = [math.log(a / floor) / d for _, d, a in self.bands if a > floor]
        return max(1, min(math.ceil(max(ends)), basis_length(self.sample_rate)))

    def build(self) -> Response:
        """The response, ready for the convolver. Tens of milliseconds."""
        hertz, damping, amplitude = np.array(self.bands).T
        return prepare(reverb_impulse_numpy(hertz, damping, amplitude, self.sample_rate, self.length()))


@dataclass(frozen=True)
class Program:
    """One voice with one set of parameters, at one sample rate."""

    voice: Voice
    natural: tuple[float, ...]
    sample_rate: int
    _rows: dict[int | None, Row] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, voice: str, parameters: Mapping[str, float], sample_rate: int) -> Program:
        """Missing parameters take their defaults, values are clipped. Raises UnknownVoice,
        UnknownParameter."""
        found = find_voice(voice)
        return cls(found, tuple(found.space.to_list(parameters)), sample_rate)

    def with_param(self, name: str, value: float) -> Program:
        """The same with one number changed. Raises UnknownParameter."""
        column = self.voice.space.index(name)
        natural = list(self.natural)
        natural[column] = self.voice.space[column].clip(value)
        return Program(self.voice, tuple(natural), self.sample_rate)

    @property
    def family(self) -> int:
        return FAMILIES[self.voice.family]

    def row(self, note: int | None) -> Row:
        """The numbers of one note at velocity 1; None is the preset's own root. Kept, for notes repeat."""
        row = self._rows.get(note)
        if row is None:
            if self.family == FM:
                row = fm_row(fm_control(self.voice.space, self.natural, self.sample_rate, note), self._tuned())
            elif self.family == DX7:
                row = dx7_row(dx7_control(self.voice.space, self.natural, self.sample_rate, note), self._tuned())
            else:
                row = impact_row(self._impact(note))
            self._rows[note] = row
        return row

    def _tuned(self) -> NDArray[np.bool_]:
        """Which operators follow the note: those without a fixed frequency."""
        return np.array([self.natural[column] < 0.5 for column in columns(self.voice.space, "op", "_mode")])

    def mix(self) -> float:
        """Share of the reverb, 0 for FM and DX7."""
        return 0.0 if self.family != IMPACT else self.natural[self.voice.space.index("mix")]

    def reverb(self) -> Reverb | None:
        """None for FM and DX7."""
        if self.family != IMPACT:
            return None
        control = self._impact(None)
        bands = zip(control.band_hz, control.band_damping, control.band_amplitude, strict=True)
        return Reverb(tuple((float(f), float(d), float(a)) for f, d, a in bands), self.sample_rate)

    def _impact(self, note: int | None) -> ImpactControl:
        return impact_control(self.voice.space, self.natural, self.sample_rate, note)
