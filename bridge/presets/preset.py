"""Preset: what a fit leaves behind. Checked when made, so that every reader may trust what it holds."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bridge.errors import BadPreset, UnknownVoice
from bridge.params import Param
from bridge.presets.place import Misplaced, Path
from bridge.voices.catalog import voice as find_voice

MAX_NAME = 64
MAX_NAME_BYTES = 200  # so that name, version suffix and ".json" stay under the 255 bytes of every file system
MAX_DEPTH = 8
MAX_TAGS, MAX_TAG = 32, 40
FORBIDDEN_IN_NAMES = frozenset('/\\:*?"<>|')


@dataclass(frozen=True)
class Preset:
    """A sound of one voice.

    name: also its file name in the library.  voice: a name of `bridge.voices.catalog`.  parameters: every
    parameter of the voice, natural units, in the voice's order.  provenance: prompt, seed, prior, settings,
    score, software, command (keys and types in `schema/preset-v2.json`).  tags: what it is filed under, each once.
    Raises BadPreset, with the JSON path of the offending value.
    """

    name: str
    voice: str
    parameters: dict[str, float]
    provenance: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_name(self.name)
        object.__setattr__(self, "parameters", _complete(self.voice, self.parameters))
        object.__setattr__(self, "provenance", _plain(self.provenance, ("provenance",), 0))
        object.__setattr__(self, "tags", check_tags(self.tags))

    @classmethod
    def of(
        cls,
        name: str,
        voice: str,
        parameters: Mapping[str, float],
        provenance: Mapping[str, Any] | None = None,
        tags: Sequence[str] = (),
    ) -> Preset:
        """From values that may be missing or out of range: defaults fill the gaps, the rest is clipped.

        Raises UnknownVoice, UnknownParameter, BadPreset.
        """
        space = find_voice(voice).space
        return cls(name, voice, space.to_dict(space.to_list(parameters)), dict(provenance or {}), tuple(tags))


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
        raise Misplaced(("name",), f"{shorten(name)} cannot be a preset's name; {mend}")
    return name


def is_name(text: str) -> bool:
    """Whether this can be a preset's name."""
    try:
        check_name(text)
    except BadPreset:
        return False
    return True


def check_tags(tags: object) -> tuple[str, ...]:
    """At most 32 different tags of 1 to 40 characters, no commas, no outer spaces. Raises BadPreset."""
    if not isinstance(tags, (list, tuple)) or len(tags) > MAX_TAGS:
        raise Misplaced(("tags",), f"{shorten(tags)} is not a list of at most {MAX_TAGS} tags")
    for number, tag in enumerate(tags):
        good = isinstance(tag, str) and tag.isprintable() and tag == tag.strip() and "," not in tag
        if not good or not 1 <= len(tag) <= MAX_TAG or tag != tag.lower():
            mend = f"use 1 to {MAX_TAG} printable characters, small letters, no comma, no outer spaces"
            raise Misplaced(("tags", number), f"{shorten(tag)} cannot be a tag; {mend}")
        if tag in tags[:number]:
            raise Misplaced(("tags", number), f"{shorten(tag)} stands twice; remove one")
    return tuple(tags)


def tag_from(text: str) -> str:
    """A legal tag made of what somebody typed: `  Big  Bells` -> `big bells`. Raises BadPreset if nothing is left."""
    plain = " ".join(unicodedata.normalize("NFC", text).replace(",", " ").lower().split())
    return check_tags([plain])[0]


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
        raise Misplaced(("voice",), str(error)) from error
    if not isinstance(values, Mapping):
        raise Misplaced(("parameters",), f"{shorten(values)} is not an object of name: number")
    known = set(space.names)
    for name in values:
        if name not in known:
            raise Misplaced(
                ("parameters", str(name)), f"{shorten(name)} is not a parameter of voice {voice!r}; remove it"
            )
    missing = [name for name in space.names if name not in values]
    if missing:
        words = f"{missing[0]!r} is missing ({len(missing)} in all); voice {voice!r} needs it"
        raise Misplaced(("parameters",), words)
    return {p.name: _number(p, values[p.name]) for p in space}


def _number(param: Param, value: object) -> float:
    path = ("parameters", param.name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Misplaced(path, f"{shorten(value)} is not a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not param.low <= number <= param.high:  # NaN fails too
        raise Misplaced(path, f"{shorten(value)} is out of range; use {param.low:g} … {param.high:g} {param.unit}")
    if param.scale == "choice" and number != round(number):
        raise Misplaced(path, f"{shorten(value)} is not a whole number")
    return number


def _plain(value: object, path: Path, depth: int) -> Any:
    """A copy of JSON types only (tuples become lists). Refuses NaN, infinities, other types, bad Unicode."""
    if depth > MAX_DEPTH:
        raise Misplaced(path, f"nested deeper than {MAX_DEPTH}")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) >= 2**63:
            raise Misplaced(path, "an integer beyond 64 bits")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Misplaced(path, f"{value} is not a finite number")
        return float(value)
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise Misplaced(path, f"key {shorten(key)} is not text")
        return {_text(k, path): _plain(v, (*path, k), depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v, (*path, i), depth + 1) for i, v in enumerate(value)]
    raise Misplaced(path, f"{type(value).__name__} is not a JSON type")


def _text(value: str, path: Path) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Misplaced(path, f"{shorten(value)} is not valid Unicode") from error
    return value
