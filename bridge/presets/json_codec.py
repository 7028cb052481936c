"""Preset <-> JSON text: canonical (one preset, one sequence of bytes) and exact (floats survive to the bit).

Key order: format, version, name, voice, tags, parameters in the voice's order, provenance sorted. Floats are
written by `repr`, which Python reads back to the same 64 bits. UTF-8, one value a line, so that a diff shows
what changed.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any

from bridge.errors import BadPreset
from bridge.presets import schema
from bridge.presets.migrate import CURRENT, FORMAT, upgrade
from bridge.presets.place import Misplaced, Path
from bridge.presets.preset import Preset, shorten

MAX_BYTES = 4_000_000


def to_document(preset: Preset) -> dict[str, Any]:
    """The preset as JSON types, keys in canonical order."""
    return {
        "format": FORMAT,
        "version": CURRENT,
        "name": preset.name,
        "voice": preset.voice,
        "tags": list(preset.tags),
        "parameters": dict(preset.parameters),
        "provenance": _sorted(preset.provenance),
    }


def from_document(document: object) -> Preset:
    """JSON types of any known version -> Preset. Raises Misplaced with the path of the offending value."""
    current = upgrade(document)
    _validate(current)
    tags = tuple(current.get("tags", ()))
    return Preset(current["name"], current["voice"], current["parameters"], current["provenance"], tags)


def dumps(preset: Preset) -> str:
    """Canonical JSON text, readable, newline at the end. Raises BadPreset for undocumented provenance."""
    document = to_document(preset)
    _validate(document)
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def loads(text: str | bytes) -> Preset:
    """JSON text -> Preset. Raises BadPreset: not JSON, a key twice, NaN, other schema, unknown parameter; with line,
    column and path (`Misplaced`)."""
    if len(text) > MAX_BYTES:
        raise BadPreset(f"$: {len(text)} bytes is too long for a preset (at most {MAX_BYTES})")
    try:
        plain = text.decode("utf-8") if isinstance(text, bytes) else text
        document = json.loads(plain, object_pairs_hook=_unique, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise BadPreset(f"$: not UTF-8 text at byte {error.start}; save the file as UTF-8 JSON") from error
    except json.JSONDecodeError as error:
        raise Misplaced((), f"not JSON: {error.msg}", error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise Misplaced((), f"not JSON: {str(error)[:100]}").within(plain) from error
    try:
        return from_document(document)
    except Misplaced as error:
        raise error.within(plain) from error


def published_schema(version: int = CURRENT) -> dict[str, Any]:
    """The JSON Schema of a version, as published in the package."""
    text = resources.files(schema).joinpath(f"preset-v{version}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@lru_cache(maxsize=1)
def _validator() -> Any:
    from jsonschema import Draft202012Validator  # not needed until the first preset, and slow to import

    return Draft202012Validator(published_schema())


def _validate(document: dict[str, Any]) -> None:
    from jsonschema.exceptions import best_match

    error = best_match(_validator().iter_errors(document))
    if error is not None:
        raise Misplaced(_path(error), _words(error))


def _path(error: Any) -> Path:
    """Where the error is: of a key that must not be there, the key, not the object that holds it."""
    path: Path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        return (*path, *[key for key in error.instance if key not in known][:1])
    return (*path, error.instance) if "propertyNames" in error.absolute_schema_path else path


def _words(error: Any) -> str:
    """jsonschema's message names the whole value, which may be megabytes; keep both ends of it."""
    message: str = error.message
    if len(message) <= 160:
        return message
    return f"{shorten(error.instance)} does not satisfy {error.validator}: {shorten(error.validator_value)}"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"key {shorten(key)} stands twice")
        found[key] = value
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number that JSON or a synthesizer knows")


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value
