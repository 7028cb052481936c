"""Where in a JSON text something is wrong: line and column for people, a JSON Pointer (RFC 6901) for programs.

Reading is left to `json`; only when a document is refused is its text walked once more, to find the place.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in typeshed; the standard library's own
from typing import Any

from bridge.errors import BadPreset

Path = tuple[str | int, ...]
_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_MOST = 80


class Misplaced(BadPreset):
    """Something is wrong at `path` of a document. line, column: from 1, when its text is known, else None."""

    def __init__(self, path: Path, words: str, line: int | None = None, column: int | None = None) -> None:
        self.path, self.words, self.line, self.column = path, words, line, column
        where = "" if line is None else f"line {line}, column {column}: "
        super().__init__(f"{where}{_json_path(path)}: {words}")

    @property
    def pointer(self) -> str:
        """JSON Pointer of the value; "" is the whole document."""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self.path)

    def within(self, text: str) -> Misplaced:
        """The same with the line and column in this text; of what is missing, those of what it is missing from."""
        if self.line is not None:
            return self
        try:
            starts = starts_of(text)
        except Misplaced as error:
            return error
        known = next(self.path[:n] for n in range(len(self.path), -1, -1) if self.path[:n] in starts)
        return Misplaced(self.path, self.words, *_line_column(text, starts[known]))


def starts_of(text: str) -> dict[Path, int]:
    """Index of the first character of every value. Raises Misplaced, with its line, where the text is not JSON:
    also for a key that stands twice, NaN and infinities, and a number of more digits than Python reads."""
    found: dict[Path, int] = {}
    decoder = json.JSONDecoder(parse_constant=_refuse)
    try:
        _walk(text, _skip(text, 0), (), found, decoder)
    except json.JSONDecodeError as error:
        raise Misplaced((), f"not JSON: {error.msg}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise Misplaced((), "not a preset: nested too deeply", 1, 1) from error
    return found


def _walk(text: str, at: int, path: Path, found: dict[Path, int], decoder: json.JSONDecoder) -> int:
    """Note where the value at `at` and all within it begin; returns where it ends."""
    found[path] = at
    opened = text[at : at + 1]
    if opened not in ("{", "["):
        try:
            return decoder.raw_decode(text, at)[1]
        except json.JSONDecodeError:
            raise
        except ValueError as error:
            raise Misplaced(path, f"not JSON: {str(error)[:100]}", *_line_column(text, at)) from error
    closing = "}" if opened == "{" else "]"
    at = _skip(text, at + 1)
    count = 0
    while text[at : at + 1] != closing:
        if count:
            if text[at : at + 1] != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
            at = _skip(text, at + 1)
        step: str | int = count
        if opened == "{":
            step, at = _key(text, at, path, found)
        at = _skip(text, _walk(text, at, (*path, step), found, decoder))
        count += 1
    return at + 1


def _key(text: str, at: int, path: Path, found: dict[Path, int]) -> tuple[str, int]:
    """The key at `at`, and where its value begins."""
    if text[at : at + 1] != '"':
        raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
    key, end = scanstring(text, at + 1, True)
    if (*path, key) in found:
        raise Misplaced((*path, key), "not JSON: this key stands twice", *_line_column(text, at))
    end = _skip(text, end)
    if text[end : end + 1] != ":":
        raise json.JSONDecodeError("Expecting ':' delimiter", text, end)
    return key, _skip(text, end + 1)


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too


def _line_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _json_path(path: Path) -> str:
    """`$.provenance.settings['a key'][3]`, as jsonschema writes it; never long."""
    shown = "$"
    for step in path:
        if isinstance(step, int):
            shown += f"[{step}]"
        else:
            shown += f".{step}" if _PLAIN_KEY.fullmatch(step) else f"[{step!r}]"
    return shown if len(shown) <= _MOST else shown[: _MOST - 1] + "…"


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number that JSON or a synthesizer knows")
