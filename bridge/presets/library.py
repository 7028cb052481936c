"""A folder of preset files, `<name>.json` each, for people to copy in and out as they like.

Nothing is ever lost: saving a second `kick` makes `kick-2`; changing a preset (its tags, an older version that comes
back) keeps what it was among its `versions`. Marks are in `favourites`, moments worth remembering in `snapshots`; all
are plain files. The index that finds words (`bridge.presets.index`) is made from them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import platformdirs

from bridge.errors import BadPreset
from bridge.files import write_atomic
from bridge.presets import json_codec, sysex
from bridge.presets.favourites import Favourites
from bridge.presets.history import History, Version
from bridge.presets.index import Entry, Index, Wanted
from bridge.presets.keep import same, write_new
from bridge.presets.preset import MAX_NAME, Preset, check_name, is_name, tag_from

ExportFormat = Literal["json", "syx"]
SNAPSHOTS = "snapshots"
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
        raise BadPreset(
            f"cannot read preset {file}: {error.strerror}; `sds-bridge library list` lists yours"
        ) from error
    except BadPreset as error:
        raise BadPreset(f"{file}: {error}") from error


def find_preset(text: str, library: PresetLibrary | None = None) -> Preset:
    """A preset file, or else one of the library by its name. Raises BadPreset."""
    path = Path(text)
    if path.suffix not in (".json", ".syx") and not path.is_file():
        return (library or PresetLibrary()).load(text)
    found = read_preset(path)
    return replace(found, name=path.stem) if found.name == "untitled" else found


class PresetLibrary:
    """Presets in `folder` (made when needed), by name. Names hold no path: nothing outside is touched."""

    def __init__(self, folder: Path | str | None = None) -> None:
        self.folder = Path(folder) if folder is not None else default_folder()
        self.favourites = Favourites(self.folder)
        self.index = Index(self.folder)
        self._history = History(self.folder)

    def names(self) -> list[str]:
        """Names of the presets, sorted; files that cannot be names of presets are passed over."""
        try:
            stems = [p.stem for p in self.folder.glob("*.json") if not p.name.startswith(".")]
        except OSError:
            return []
        return sorted(stem for stem in stems if is_name(stem))

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

    def change(self, preset: Preset) -> Preset:
        """Put the preset in place of the one of its name, which stays among its versions.

        Two programs that do so at once both leave their version; one of them is the preset. Raises BadPreset,
        CannotWrite.
        """
        data = json_codec.dumps(preset).encode()
        before = self._bytes(preset.name)
        if before == data:
            return preset
        if before is not None:
            self._history.put(preset.name, before)
        self._history.put(preset.name, data)
        write_atomic(self._path(preset.name, "json"), data, "--library")
        return preset

    def remove(self, name: str) -> None:
        """Take the preset away; it stays among its versions. Raises BadPreset, CannotWrite."""
        before = self._bytes(name)
        if before is None:
            raise BadPreset(f"there is no preset {name!r}; `sds-bridge library list` lists yours")
        self._history.put(name, before)
        self._path(name, "json").unlink(missing_ok=True)

    def stamp(self, name: str) -> object:
        """Changes when the preset's file does; None if there is none. Raises BadPreset for what is no name."""
        try:
            at = self._path(check_name(name), "json").stat()
        except OSError:
            return None
        return at.st_mtime_ns, at.st_size, at.st_ino

    def history(self, name: str) -> list[Version]:
        """Versions of a preset, oldest first, also of one that was taken away; one that was never changed has none."""
        return self._history.versions(check_name(name), self._bytes(name))

    def version(self, name: str, number: int) -> Preset:
        """A version, as it was. Raises BadPreset."""
        path, data = self._history.get(check_name(name), number)
        try:
            return replace(json_codec.loads(data), name=name)
        except BadPreset as error:
            raise BadPreset(f"{path}: {error}") from error

    def restore(self, name: str, number: int) -> Preset:
        """Let the preset be what it was; what it is now stays among its versions. Raises BadPreset, CannotWrite."""
        return self.change(self.version(name, number))

    def tag(self, name: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Preset:
        """The preset with other tags, sorted. Raises BadPreset, CannotWrite."""
        preset = self.load(name)
        kept = (set(preset.tags) | {tag_from(t) for t in add}) - {tag_from(t) for t in remove}
        return self.change(replace(preset, tags=tuple(sorted(kept))))

    def favourite(self, name: str, liked: bool = True) -> None:
        """Mark a preset, or take the mark away. Raises BadPreset, CannotWrite."""
        if liked:
            self.load(name)
        self.favourites.mark(name, liked)

    def search(self, wanted: Wanted | None = None) -> list[Entry]:
        """What fits; everything, by name, without a wish."""
        return self.index.search(wanted)

    def snapshots(self) -> PresetLibrary:
        """Moments that somebody wanted to remember: a library within this one."""
        return PresetLibrary(self.folder / SNAPSHOTS)

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
        return write_new(path, data) or same(path, data)

    def _bytes(self, name: str) -> bytes | None:
        """What lies in the preset's file; None if there is none. Raises BadPreset."""
        path = self._path(check_name(name), "json")
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadPreset(f"cannot read {path}: {error.strerror}") from error


def _versions(name: str) -> Iterator[str]:
    """name, name-2, name-3 …, each short enough to be a name."""
    yield check_name(name)
    for number in itertools.count(2):
        suffix = f"-{number}"
        yield name[: MAX_NAME - len(suffix)].rstrip(". ") + suffix
