"""Files that are either old or new, never half-written; and the one shape in which figures are reported."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bridge.errors import CannotWrite


def write_atomic(path: Path | str, data: bytes | str, option: str = "--out") -> Path:
    """Write to a temporary name beside `path`, then rename. Raises CannotWrite; `path` is then as it was.

    option: which of the command's options names another place.
    """
    target = Path(path)
    raw = data.encode() if isinstance(data, str) else data
    temporary = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise CannotWrite(f"cannot write {target}: {error.strerror}; choose another place with {option}") from error
    return target


@contextmanager
def writable_folder(path: Path | str) -> Iterator[Path]:
    """Make the folder and prove that files can be made in it, before any long work. Raises CannotWrite.

    What was made and is still empty when the work fails is taken away again.
    """
    folder = Path(path)
    made: list[Path] = []
    try:
        try:
            made = [f for f in (folder, *folder.parents) if not f.exists()]
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder):
                pass
        except OSError as error:
            mend = "choose another folder with --out"
            raise CannotWrite(f"cannot write in {folder}: {error.strerror}; {mend}") from error
        yield folder
    except BaseException:
        for empty in made:  # innermost first; rmdir refuses those that hold something
            with suppress(OSError):
                empty.rmdir()
        raise


def check_figures(path: Path | str | None, option: str = "--json") -> None:
    """Prove that `write_figures` can write here (None: nowhere), before any long work. Raises CannotWrite.

    Leaves nothing behind: the probe lies in the nearest folder that exists.
    """
    if path is None:
        return
    target = Path(path)
    mend = f"choose another file with {option}"
    try:
        if target.is_dir():
            raise CannotWrite(f"cannot write {target}: it is a folder; {mend}")
        with tempfile.NamedTemporaryFile(dir=next(f for f in target.absolute().parents if f.exists())):
            pass
    except OSError as error:
        raise CannotWrite(f"cannot write {target}: {error.strerror}; {mend}") from error


def write_figures(
    path: Path | str, command: str, figures: Mapping[str, float], rows: Sequence[Mapping[str, Any]] = ()
) -> Path:
    """`{"command", "machine", "figures", "rows"}`: what every `bench` and `evaluate` command writes for `--json`."""
    machine = {"system": platform.platform(), "python": platform.python_version(), "cpus": os.cpu_count()}
    report = {
        "command": command,
        "machine": machine,
        "figures": dict(figures),
        "rows": [dict(r) for r in rows],
    }
    return write_atomic(path, json.dumps(report, indent=1) + "\n", "--json")
