"""Preset: what a fit leaves behind. Checked when made, so that every reader may trust what it holds."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.errors import BadPreset, UnknownVoice
from bridge.params import Param
from bridge.voices.catalog import voice as find_voice

MAX_NAME = 64
MAX_NAME_BYTES = 200  # so that name, version suffix and ".json" stay under the 255 bytes of every file system
MAX_DEPTH = 8
FORBIDDEN_IN_NAMES = frozenset('/\\:*?"<>|')


@dataclass(frozen=True)
class Preset:
    """A sound of one voice.

    name: also its file name in the library.  voice: a name of `bridge.voices.catalog`.  parameters: every
    parameter of the voice, natural units, in the voice's order.  provenance: prompt, seed, prior, settings,
    score, software, command (keys and types in `schema/preset-v1.json`).
    Raises BadPreset, with the JSON path of the offending value.
    """

    name: str
    voice: str
    parameters: dict[str, float]
    provenance: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_name(self.name)
        object.__setattr__(self, "parameters", _complete(self.voice, self.parameters))
        object.__setattr__(self, "provenance", _plain(self.provenance, "$.provenance", 0))

    @classmethod
    def of(
        cls,
        name: str,
        voice: str,
        parameters: Mapping[str, float],
        provenance: Mapping[str, Any] | None = None,
    ) -> Preset:
        """From values that may be missing or out of range: defaults fill the gaps, the rest is clipped.

        Raises UnknownVoice, UnknownParameter, BadPreset.
        """
        space = find_voice(voice).space
        return cls(name, voice, space.to_dict(space.to_list(parameters)), dict(provenance or {}))


def check_name(name: object) -> str:
    """A name that is a safe file name on every system, with no path in it. Raises BadPreset."""
    mend = f'use 1 to {MAX_NAME} printable characters, none of / \\ : * ? " < > |, no outer dots or spaces'
    if (
        not isinstance(name, str)
        or not 1 <= len(name) <= MAX_NAME
        or not name.isprintable()
        or len(name.encode()) > MAX_NAME_BYTES
        or FORBIDDEN_IN_NAMES & set(name)
        or name != name.strip(". ")
    ):
        raise BadPreset(f"$.name: {shorten(name)} cannot be a preset's name; {mend}")
    return name


def name_from(text: str) -> str:
    """A legal preset name made of any text: `kick drum, bass!` -> `kick-drum-bass`. Never empty."""
    kept = "".join(c if c.isalnum() and c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    name = "-".join(kept.split())[:40]
    while len(name.encode()) > MAX_NAME_BYTES // 2:
        name = name[:-1]
    return name.strip("-").lower() or "untitled"


def shorten(value: object, limit: int = 60) -> str:
    """`repr` for error messages: one line, never long."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _complete(voice: str, values: object) -> dict[str, float]:
    """Every parameter of the voice, in its order, as exact floats."""
    try:
        space = find_voice(voice).space
    except (UnknownVoice, TypeError) as error:
        raise BadPreset(f"$.voice: {error}") from error
    if not isinstance(values, Mapping):
        raise BadPreset(f"$.parameters: {shorten(values)} is not an object of name: number")
    known = set(space.names)
    for name in values:
        if name not in known:
            raise BadPreset(f"$.parameters: {shorten(name)} is not a parameter of voice {voice!r}; remove it")
    missing = [name for name in space.names if name not in values]
    if missing:
        raise BadPreset(f"$.parameters: {missing[0]!r} is missing ({len(missing)} in all); voice {voice!r} needs it")
    return {p.name: _number(p, values[p.name]) for p in space}


def _number(param: Param, value: object) -> float:
    path = f"$.parameters.{param.name}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadPreset(f"{path}: {shorten(value)} is not a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not param.low <= number <= param.high:  # NaN fails too
        raise BadPreset(f"{path}: {shorten(value)} is out of range; use {param.low:g} … {param.high:g} {param.unit}")
    if param.scale == "choice" and number != round(number):
        raise BadPreset(f"{path}: {shorten(value)} is not a whole number")
    return number


def _plain(value: object, path: str, depth: int) -> Any:
    """A copy of JSON types only (tuples become lists). Refuses NaN, infinities, other types, bad Unicode."""
    if depth > MAX_DEPTH:
        raise BadPreset(f"{path[:80]}: nested deeper than {MAX_DEPTH}")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) >= 2**63:
            raise BadPreset(f"{path}: an integer beyond 64 bits")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BadPreset(f"{path}: {value} is not a finite number")
        return float(value)
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise BadPreset(f"{path}: key {shorten(key)} is not text")
        return {_text(k, path): _plain(v, f"{path}.{k}", depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v, f"{path}[{i}]", depth + 1) for i, v in enumerate(value)]
    raise BadPreset(f"{path}: {type(value).__name__} is not a JSON type")


def _text(value: str, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadPreset(f"{path}: {shorten(value)} is not valid Unicode") from error
    return value
