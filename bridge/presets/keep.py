"""A new file, whole or not at all: nothing half-written under its name even after kill -9, nothing overwritten."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from bridge.errors import CannotWrite

MEND = "choose another preset folder"


def write_new(path: Path, data: bytes) -> bool:
    """Write `path`, and its folder, unless something is there. False: it is. Raises CannotWrite.

    The bytes are written beside it under a hidden name, and linked to the name in one step. Where the file system has
    no links, the name is claimed first: then a kill in that moment leaves a file cut short.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:  # also FileExistsError: a file of that name
        raise CannotWrite(f"cannot make {path.parent}: {error.strerror}; {MEND}") from error
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        _fill(handle, data)
        os.chmod(temporary, 0o644)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        except OSError:
            return _claim(path, data)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}; {MEND}") from error
    finally:
        with suppress(OSError):
            os.unlink(temporary)
    return True


def same(path: Path, data: bytes) -> bool:
    """Whether these bytes are what lies there."""
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _claim(path: Path, data: bytes) -> bool:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    try:
        _fill(handle, data)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return True


def _fill(handle: int, data: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
