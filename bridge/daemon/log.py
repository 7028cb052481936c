"""The daemon's log: one JSON object a line, a few files of bounded size, and never a reason to stop.

{"time": "2026-01-31T20:15:00.123+00:00", "event": "job-done", "job": "1", "preset": "kick", "score": 0.7}

What happens to jobs and processes is logged, and what libraries and our own code warn of (event "warning" or "error");
parameter sets, notes and refused messages are not: a flood must not fill the disk. They are counted (`/bridge/status`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import re
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from bridge.errors import CannotWrite
from bridge.interfaces.events import Event, JobCandidate, JobDone, JobFailed, JobState, JobUnknownWords, ProcessState

MAX_BYTES, FILES = 1024 * 1024, 4
MAX_TEXT = 2000
LOGGED = (JobState, JobDone, JobCandidate, JobFailed, JobUnknownWords, ProcessState)


class EventLog:
    """path None: nothing is written. Raises CannotWrite when the file cannot be opened.

    A disk that is full later does not matter: lines are lost and counted.
    """

    def __init__(self, path: Path | None) -> None:
        self._handler: _Lines | None = None
        self._logger = logging.getLogger("bridge")
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handler = _Lines(path, maxBytes=MAX_BYTES, backupCount=FILES - 1, encoding="utf-8")
        except OSError as error:
            raise CannotWrite(f"cannot write the log {path}: {error.strerror}; choose another with --log") from error
        self._handler.setLevel(logging.WARNING)
        self._logger.addHandler(self._handler)

    @property
    def lost(self) -> int:
        """Lines that could not be written."""
        return self._handler.lost if self._handler is not None else 0

    def note(self, event: Event) -> None:
        """What was published, if it is worth a line."""
        if isinstance(event, LOGGED):
            name = re.sub(r"(?<!^)(?=[A-Z])", "-", type(event).__name__).lower()
            self.write(name, **dataclasses.asdict(event))

    def write(self, event: str, **values: Any) -> None:
        if self._handler is not None:
            record = logging.LogRecord("bridge", logging.WARNING, "", 0, "", None, None)
            record.fields = {"event": event, **values}
            self._handler.handle(record)

    def close(self) -> None:
        if self._handler is not None:
            self._logger.removeHandler(self._handler)
            with contextlib.suppress(OSError):  # what was still to be written does not fit on the disk
                self._handler.close()


class _Lines(RotatingFileHandler):
    lost = 0

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", None)
        if fields is None:
            fields = {"event": record.levelname.lower(), "where": record.name, "message": record.getMessage()}
            if record.exc_info and record.exc_info[0] is not None:
                fields["error"] = f"{record.exc_info[0].__name__}: {record.exc_info[1]}"
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        short = {key: value[:MAX_TEXT] if isinstance(value, str) else value for key, value in fields.items()}
        return json.dumps({"time": when, **short}, ensure_ascii=False, default=str)

    def handleError(self, record: logging.LogRecord) -> None:
        """The disk is full, or the folder is gone."""
        self.lost += 1
