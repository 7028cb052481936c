"""Param and ParamSpace: what a number means (name, unit, range, scale) and its place on a knob.

Two representations live here: *natural* (Hz, s, dB, ratio: what files, wires and people see) and *unit* ([0, 1]:
knobs, MIDI controllers). The third, *latent*, belongs to the optimiser (`bridge.distill.latent`).

Standard library only: every process imports this.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bridge.errors import BadRequest, UnknownParameter

Scale = Literal["lin", "log", "choice"]


@dataclass(frozen=True, slots=True)
class Param:
    """One number of a voice.

    name: unique within the voice, `[a-z0-9_]+`.  unit: "Hz", "s", "1/s", "dB", "semitones", "ratio", "".
    low, high, default: natural units, low < high.  scale: how the knob travels: "lin", "log" (low > 0) or
    "choice" (whole numbers low..high, not optimised by gradient).  group: knobs that belong together ("op1").
    """

    name: str
    unit: str
    low: float
    high: float
    default: float
    scale: Scale = "lin"
    group: str = ""
    doc: str = ""

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"{self.name}: low {self.low} must be below high {self.high}")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f"{self.name}: a log scale needs low > 0, not {self.low}")
        if not self.low <= self.default <= self.high:
            raise ValueError(f"{self.name}: default {self.default} outside [{self.low}, {self.high}]")

    def clip(self, natural: float) -> float:
        """Nearest legal natural value; NaN becomes the default."""
        if math.isnan(natural):
            return self.default
        value = min(max(natural, self.low), self.high)
        return float(round(value)) if self.scale == "choice" else value

    def to_unit(self, natural: float) -> float:
        """Natural value -> knob position in [0, 1]."""
        value = self.clip(natural)
        if self.scale == "log":
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def to_natural(self, unit: float) -> float:
        """Knob position -> natural value; positions outside [0, 1] are clipped."""
        position = min(max(unit, 0.0), 1.0)
        if self.scale == "log":
            return self.clip(self.low * math.exp(position * math.log(self.high / self.low)))
        return self.clip(self.low + position * (self.high - self.low))


class ParamSpace(Sequence[Param]):
    """The ordered parameters of one voice. Order is the column order of every `natural` tensor `[batch, parameter]`."""

    def __init__(self, params: Sequence[Param]) -> None:
        self._params = tuple(params)
        self._index = {p.name: i for i, p in enumerate(self._params)}
        if len(self._index) != len(self._params):
            raise ValueError("parameter names must be unique")

    def __getitem__(self, i):  # type: ignore[no-untyped-def]  # Sequence's overloads add nothing here
        return self._params[i]

    def __len__(self) -> int:
        return len(self._params)

    def __iter__(self) -> Iterator[Param]:
        return iter(self._params)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._index)

    def index(self, name: str, *_: int) -> int:
        """Column of `name`. Raises UnknownParameter."""
        try:
            return self._index[name]
        except KeyError:
            raise UnknownParameter(f"unknown parameter {name!r}; `sds-bridge voices` lists them") from None

    def param(self, name: str) -> Param:
        return self._params[self.index(name)]

    def checked(self, values: Mapping[str, object]) -> dict[str, float]:
        """Named natural values that somebody asked for, as floats in column order; other parameters may be missing.

        Raises UnknownParameter with the nearest names, BadRequest for what is no number or out of range. A value
        within a millionth of its range's end is taken for the end, as 32-bit floats on the wire round it.
        """
        for name in values:
            if name not in self._index:
                near = difflib.get_close_matches(str(name)[:40], self._index, 3, 0.4)
                mend = f"did you mean {', '.join(near)}?" if near else "`sds-bridge voices` lists them"
                raise UnknownParameter(f"unknown parameter {str(name)[:40]!r}; {mend}")
        return {p.name: _asked(p, values[p.name]) for p in self._params if p.name in values}

    def defaults(self) -> list[float]:
        return [p.default for p in self._params]

    def to_list(self, values: Mapping[str, float]) -> list[float]:
        """Named natural values -> list in column order; missing names take their default, unknown ones raise."""
        for name in values:
            self.index(name)
        return [p.clip(float(values.get(p.name, p.default))) for p in self._params]

    def to_dict(self, natural: Sequence[float]) -> dict[str, float]:
        """List in column order -> named natural values (clipped to range)."""
        if len(natural) != len(self._params):
            raise ValueError(f"{len(natural)} values for {len(self._params)} parameters")
        return {p.name: p.clip(float(v)) for p, v in zip(self._params, natural, strict=True)}


def _asked(param: Param, value: object) -> float:
    """A value somebody asked for. Raises BadRequest."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadRequest(f"{param.name} {str(value)[:20]!r} is not a number; use {_range(param)}")
    slack = 1e-6
    # comparing an int of any size is exact; NaN fails
    if not param.low - slack * abs(param.low) <= value <= param.high + slack * abs(param.high):
        raise BadRequest(f"{param.name} {str(value)[:20]} is out of range; use {_range(param)}")
    if param.scale == "choice" and value != round(value):
        raise BadRequest(f"{param.name} {value:g} is not a whole number; use {_range(param)}")
    return param.clip(float(value))


def _range(param: Param) -> str:
    return f"{param.low:g} … {param.high:g} {param.unit}".rstrip()
