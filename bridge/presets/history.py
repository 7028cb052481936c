"""Older versions of a library's presets: `versions/<name>/1.json`, `2.json` … , which nobody ever overwrites.

A preset that was saved once and never changed has none: it is itself the only version. Every change first puts what was
there, and then what is to be, among the versions, and only then touches the preset: whoever is killed in between, or
writes at the same moment, loses nothing.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

from bridge.errors import BadPreset
from bridge.presets.keep import same, write_new

FOLDER = "versions"


@dataclass(frozen=True)
class Version:
    """number: from 1.  seconds: when it was kept, since 1970, UTC.  current: the preset is this one now."""

    number: int
    seconds: float
    current: bool


class History:
    """Of the presets in `folder`. Names are taken as they are: check them first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def put(self, name: str, data: bytes) -> int:
        """Keep these bytes as a version, once; returns its number. Raises CannotWrite."""
        for number in self._numbers(name):
            if same(self._path(name, number), data):
                return number
        for number in itertools.count(max(self._numbers(name), default=0) + 1):
            path = self._path(name, number)
            if write_new(path, data) or same(path, data):
                return number
        raise AssertionError("numbers never end")

    def versions(self, name: str, current: bytes | None) -> list[Version]:
        """All of them, oldest first. current: the preset's bytes now, None if it is gone."""
        found = []
        for number in self._numbers(name):
            path = self._path(name, number)
            try:
                found.append(Version(number, path.stat().st_mtime, current is not None and same(path, current)))
            except OSError:  # taken away meanwhile
                continue
        return found

    def get(self, name: str, number: int) -> tuple[Path, bytes]:
        """Where a version lies, and its bytes. Raises BadPreset."""
        path = self._path(name, number)
        try:
            return path, path.read_bytes()
        except OSError as error:
            known = ", ".join(map(str, self._numbers(name)[-10:])) or "none: it was never changed"
            raise BadPreset(f"{name!r} has no version {number}; it has {known}") from error

    def _path(self, name: str, number: int) -> Path:
        return self._folder / name / f"{number}.json"

    def _numbers(self, name: str) -> list[int]:
        try:
            stems = [p.stem for p in (self._folder / name).glob("*.json")]
        except OSError:
            return []
        return sorted(int(stem) for stem in stems if stem.isascii() and stem.isdigit() and stem[0] != "0")
