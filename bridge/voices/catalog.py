"""Name -> voice. `fm` is 4 operators, `fm6` six, `dx7` a DX7's; `impact` is 32 modes, `impact128` 128."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bridge.errors import UnknownVoice
from bridge.params import ParamSpace
from bridge.voices.dx7 import OPERATORS, dx7_space
from bridge.voices.fm import MAX_OPERATORS, fm_space
from bridge.voices.impact import MAX_MODES, impact_space

Family = Literal["fm", "impact", "dx7"]
LISTED = ("fm", "fm6", "dx7", "impact", "impact64", "impact128")


@dataclass(frozen=True)
class Voice:
    """A voice's table, and where its differentiable synthesizer lives ("module:Class", imported when first used)."""

    name: str
    family: Family
    size: int
    space: ParamSpace
    synth: str
    doc: str


@lru_cache(maxsize=32)
def voice(name: str) -> Voice:
    """Look a voice up by name. Raises UnknownVoice with the names that exist."""
    if name == "dx7":
        return Voice(name, "dx7", OPERATORS, dx7_space(), "bridge.synths.dx7:DX7Voice",
                     "Yamaha DX7: six operators, 32 algorithms; fits export as its SysEx")  # fmt: skip
    match = re.fullmatch(r"(fm|impact)(\d{0,3})", name)
    if match:
        family, digits = match.groups()
        if family == "fm" and 2 <= int(digits or 4) <= MAX_OPERATORS:
            size = int(digits or 4)
            return Voice(name, "fm", size, fm_space(size), "bridge.synths.fm:FMVoice",
                         f"{size}-operator FM, full matrix with feedback, pitch sweep")  # fmt: skip
        if family == "impact" and 1 <= int(digits or 32) <= MAX_MODES:
            size = int(digits or 32)
            return Voice(name, "impact", size, impact_space(size), "bridge.synths.impact:ImpactVoice",
                         f"{size} damped modes convolved with a 16-band noise reverb")  # fmt: skip
    raise UnknownVoice(f"unknown voice {name[:40]!r}; use one of: {', '.join(LISTED)}")
