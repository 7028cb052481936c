"""What a long bench has measured, line by line in a file: who is interrupted goes on, and what several machines or
several days measured is put together with `cat`.

A line is a JSON object: its `key` says what was measured of what and with which prior, the rest what came out. It holds
no version of the program: rows of another one are not to be mixed in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from bridge.errors import BadRequest, CannotWrite

Row = dict[str, Any]
_BEGINS = '{"key": '


class Once(Protocol):
    """What measures only what is not known: `measure` is asked if nothing is known of what the keywords say."""

    def __call__(self, measure: Callable[[], Row], **key: Any) -> Row: ...


class Ledger:
    """path: of the file, made when there is none; None: nothing is kept. Raises BadRequest (it is no such file) and
    CannotWrite."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.known: dict[str, Row] = {}
        self.ended = True
        if path is None:
            return
        try:
            with path.open("a+", encoding="utf-8") as file:
                file.seek(0)
                lines = file.read().splitlines(keepends=True)
        except UnicodeDecodeError as error:
            raise BadRequest(f"{path} holds no rows of bench fit: it is no text") from error
        except OSError as error:
            raise CannotWrite(
                f"cannot keep rows in {path}: {error.strerror or error}; choose another --rows"
            ) from error
        self.ended = not lines or lines[-1].endswith("\n")
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                self.known[_name(row.pop("key"))] = row
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                if not line.endswith("\n") and (line.startswith(_BEGINS) or _BEGINS.startswith(line)):
                    self._cut(len(line.encode()))  # the power failed while it was written: measured again
                    self.ended = True
                    return
                raise BadRequest(f"{path}, line {number}: no row of bench fit; choose another --rows") from error

    def once(self, key: Row, measure: Callable[[], Row]) -> Row:
        """What is known of `key`, or is measured now and kept at once. Raises CannotWrite."""
        name = _name(key)
        if name not in self.known:
            row = measure()
            self._append({"key": key, **row})
            self.known[name] = row
        return dict(self.known[name])

    def _append(self, row: Row) -> None:
        if self.path is None:
            return
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(("" if self.ended else "\n") + json.dumps(row) + "\n")
                file.flush()
                os.fsync(file.fileno())
            self.ended = True
        except OSError as error:
            raise CannotWrite(f"cannot keep rows in {self.path}: {error.strerror or error}") from error

    def _cut(self, size: int) -> None:
        """The last bytes of the file, which are no row."""
        assert self.path is not None
        with self.path.open("r+b") as file:
            file.truncate(self.path.stat().st_size - size)


def _name(key: Row) -> str:
    return json.dumps(key, sort_keys=True)
