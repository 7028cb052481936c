"""Files that are either old or new, never half-written; and the one shape in which figures are reported."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bridge.errors import CannotWrite


def write_atomic(path: Path | str, data: bytes | str) -> Path:
    """Write to a temporary name beside `path`, then rename. Raises CannotWrite; `path` is then as it was."""
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
        raise CannotWrite(f"cannot write {target}: {error.strerror}; choose another folder with --out") from error
    return target


def writable_folder(path: Path | str) -> Path:
    """Make the folder and prove that files can be made in it, before any long work. Raises CannotWrite."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotWrite(f"cannot write in {folder}: {error.strerror}; choose another folder with --out") from error
    return folder


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
    return write_atomic(path, json.dumps(report, indent=1) + "\n")
