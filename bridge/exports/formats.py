"""The formats that presets are exported to, by name, and how an export becomes files."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path

from bridge.errors import BadRequest
from bridge.exports import dx7_csound
from bridge.exports.csound import csound
from bridge.exports.faust import faust
from bridge.exports.gen.export import gen
from bridge.exports.puredata import puredata
from bridge.exports.supercollider import supercollider
from bridge.files import write_atomic
from bridge.presets.preset import Preset

Files = dict[str, bytes]
"""contents by name; the first is the instrument"""

FORMATS: Mapping[str, Callable[[Preset], Files]] = {
    "faust": faust,
    "supercollider": supercollider,
    "csound": csound,
    "puredata": puredata,
    "gen": gen,
}
DX7: Mapping[str, Callable[[Preset], Files]] = {"csound": dx7_csound.csound}
"""those that play the voice dx7 too; the others refuse it"""
SUFFIXES = {"faust": ".dsp", "supercollider": ".scd", "csound": ".csd", "puredata": ".pd", "gen": ".genexpr"}


def export(preset: Preset, kind: str) -> Files:
    """The files of a preset in another language. Raises BadRequest: no such format, or not for this voice."""
    if kind not in FORMATS:
        raise BadRequest(f"unknown format {kind[:20]!r}; use one of: {', '.join(FORMATS)}")
    writers = FORMATS if preset.voice != "dx7" else {**FORMATS, **DX7}
    return writers[kind](preset)


def write(files: Files, folder: Path, option: str = "--out") -> list[Path]:
    """Write an export into a folder, each file at once or not at all; the instrument comes last, when what it needs is
    there. Returns the files, the instrument first. Raises CannotWrite."""
    names = list(files)
    for name in reversed(names):
        write_atomic(folder / name, files[name], option)
    return [folder / name for name in names]


def keep(files: Files, folder: Path) -> Path:
    """Write an export into `folder`, or `folder`-2 … if other files are in the way: somebody may have changed them.
    Returns the instrument. Raises CannotWrite."""
    for number in itertools.count(2):
        if all(_free(folder / name, data) for name, data in files.items()):
            return write(files, folder)[0]
        folder = folder.with_name(f"{folder.name.removesuffix(f'-{number - 1}')}-{number}")
    raise AssertionError("numbers never end")


def _free(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except FileNotFoundError:
        return True
    except OSError:
        return False
