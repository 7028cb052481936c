"""A folder of preset files, `<name>.json` each. Nothing is ever overwritten: a second `kick` is `kick-2`."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import platformdirs

from bridge.errors import BadPreset, CannotWrite
from bridge.files import write_atomic
from bridge.presets import json_codec, sysex
from bridge.presets.preset import MAX_NAME, Preset, check_name

ExportFormat = Literal["json", "syx"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = ("json", "syx")


def default_folder() -> Path:
    """Where presets live unless the user says otherwise."""
    return Path(platformdirs.user_data_dir("sds-bridge", appauthor=False)) / "presets"


def read_preset(path: Path | str) -> Preset:
    """A preset file, .json or .syx, by its content. Raises BadPreset, with the file's name."""
    file = Path(path)
    try:
        if file.stat().st_size > 2 * json_codec.MAX_BYTES:
            raise BadPreset("too large for a preset")
        data = file.read_bytes()
        return sysex.decode(data) if data[:1] == b"\xf0" else json_codec.loads(data)
    except OSError as error:
        raise BadPreset(f"cannot read preset {file}: {error.strerror}; `sds-bridge presets` lists yours") from error
    except BadPreset as error:
        raise BadPreset(f"{file}: {error}") from error


class PresetLibrary:
    """Presets in `folder` (made when needed), by name. Names hold no path: nothing outside is touched."""

    def __init__(self, folder: Path | str | None = None) -> None:
        self.folder = Path(folder) if folder is not None else default_folder()

    def names(self) -> list[str]:
        """Names of the presets, sorted; files that cannot be names of presets are passed over."""
        try:
            stems = [p.stem for p in self.folder.glob("*.json") if not p.name.startswith(".")]
        except OSError:
            return []
        return sorted(stem for stem in stems if _is_name(stem))

    def load(self, name: str) -> Preset:
        """The preset of that name (its file name wins over the name inside). Raises BadPreset."""
        preset = read_preset(self._path(check_name(name), "json"))
        return preset if preset.name == name else replace(preset, name=name)

    def save(self, preset: Preset) -> Preset:
        """Keep the preset under a name that is free, and return it as kept. Raises BadPreset, CannotWrite.

        Saving the very same preset again keeps one copy.
        """
        for name in _versions(preset.name):
            kept = replace(preset, name=name)
            if self._keep(self._path(name, "json"), json_codec.dumps(kept).encode()):
                return kept
        raise AssertionError("versions never end")

    def export(self, name: str, kind: ExportFormat) -> Path:
        """Write the preset in another format beside it; returns the file. Raises BadPreset, CannotWrite."""
        if kind not in EXPORT_FORMATS:
            raise BadPreset(f"unknown format {str(kind)[:20]!r}; use one of: {', '.join(EXPORT_FORMATS)}")
        preset = self.load(name)
        if kind == "json":
            return self._path(name, "json")
        data = b"".join(sysex.encode(preset))
        for version in _versions(name):
            path = self._path(version, "syx")
            if self._keep(path, data):
                return path
        raise AssertionError("versions never end")

    def _path(self, name: str, suffix: str) -> Path:
        return self.folder / f"{name}.{suffix}"

    def _keep(self, path: Path, data: bytes) -> bool:
        """Write a new file, or find the same bytes there. False: the name is taken by something else."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:  # also FileExistsError: a file of that name
            raise CannotWrite(f"cannot make {self.folder}: {error.strerror}; choose another preset folder") from error
        try:
            # The empty file claims the name against other processes; write_atomic then fills it in one step.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        except FileExistsError:
            try:
                return path.read_bytes() == data
            except OSError:
                return False
        except OSError as error:
            raise CannotWrite(f"cannot write {path}: {error.strerror}; choose another preset folder") from error
        try:
            write_atomic(path, data)
        except CannotWrite:
            path.unlink(missing_ok=True)
            raise
        return True


def _versions(name: str) -> Iterator[str]:
    """name, name-2, name-3 …, each short enough to be a name."""
    yield check_name(name)
    for number in itertools.count(2):
        suffix = f"-{number}"
        yield name[: MAX_NAME - len(suffix)].rstrip(". ") + suffix


def _is_name(text: str) -> bool:
    try:
        check_name(text)
    except BadPreset:
        return False
    return True
