"""The jobs' memory: an SQLite file in write-ahead mode. Every request and transition is in the file before
anyone hears of it; the best so far is written once a second, and `kill -9` loses at most that second.

One daemon owns a journal: the file stays locked while it is open. ":memory:" as path gives one for tests.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bridge.errors import CannotWrite, JobError
from bridge.jobs.job import Job, State

_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, kind TEXT NOT NULL, request TEXT NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, best TEXT,
    created REAL NOT NULL, updated REAL NOT NULL);
CREATE TABLE IF NOT EXISTS transitions (
    job INTEGER NOT NULL REFERENCES jobs(number), at REAL NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS transitions_of_job ON transitions(job);
"""
_COLUMNS = "number, id, kind, request, state, attempts, code, message, best, created, updated"
SCHEMA_VERSION = 1

log = logging.getLogger(__name__)


class Journal:
    """Jobs on disk. All calls are short (well under a millisecond); one thread at a time.

    keep: how many jobs are remembered.  best_interval: seconds between two writes of a job's best so far.
    Raises JobError when another daemon uses the file or it is no journal, CannotWrite when it cannot be made.
    Every call raises CannotWrite when the file cannot be written or read (disk full); the file is then as it was.
    """

    def __init__(
        self,
        path: Path | str,
        keep: int = 1000,
        best_interval: float = 1.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = Path(path)
        self._clock = clock
        self._best_interval = best_interval
        self._unwritten: dict[int, dict[str, Any]] = {}
        self._best_written: dict[int, float] = {}
        self._db = _open(self.path)
        self._prune(keep)

    def add(self, job_id: str, kind: str, request: dict[str, Any]) -> Job:
        """A new queued job."""
        now = self._clock()
        with self._transaction():
            cursor = self._db.execute(
                "INSERT INTO jobs (id, kind, request, state, attempts, code, message, created, updated)"
                " VALUES (?, ?, ?, ?, 0, '', '', ?, ?)",
                (job_id, kind, json.dumps(request), State.QUEUED, now, now),
            )
            number = int(cursor.lastrowid or 0)
            self._db.execute("INSERT INTO transitions VALUES (?, ?, ?, '')", (number, now, State.QUEUED))
        return Job(number, job_id, kind, request, created=now, updated=now)

    def move(self, job: Job, to: State, code: str = "", message: str = "") -> Job:
        """Make a transition and write it down. Raises JobError when the table of transitions forbids it."""
        moved = job.advance(to, code=code, message=message, now=self._clock())
        best = self._unwritten.get(job.number)
        with self._transaction():
            self._db.execute(
                "UPDATE jobs SET state = ?, attempts = ?, code = ?, message = ?, updated = ? WHERE number = ?",
                (moved.state, moved.attempts, code, message, moved.updated, moved.number),
            )
            self._db.execute("INSERT INTO transitions VALUES (?, ?, ?, ?)", (moved.number, moved.updated, to, message))
            if best is not None:
                self._write_best(job.number, best)
        self._unwritten.pop(job.number, None)
        if moved.finished:
            self._best_written.pop(job.number, None)
        return moved

    def note_best(self, job: Job, best: dict[str, Any]) -> None:
        """Remember the best so far; on disk at once, or at the latest with the next transition."""
        now = self._clock()
        self._unwritten[job.number] = best
        # A negative time means that the clock was set back: then too it is written.
        if 0 <= now - self._best_written.get(job.number, -self._best_interval) < self._best_interval:
            return
        self._best_written[job.number] = now
        with self._transaction():
            self._write_best(job.number, best)
        del self._unwritten[job.number]

    def unfinished(self) -> list[Job]:
        """Jobs that still wait or that ran when the daemon stopped, oldest first."""
        query = f"SELECT {_COLUMNS} FROM jobs WHERE state IN (?, ?) ORDER BY number"
        with self._transaction():
            rows = self._db.execute(query, (State.QUEUED, State.RUNNING)).fetchall()
        return [_job(row) for row in rows]

    def recent(self, limit: int = 32) -> list[Job]:
        """The newest jobs, oldest of them first; without their `best`, which is long."""
        columns = _COLUMNS.replace("best", "NULL")
        query = f"SELECT {columns} FROM jobs ORDER BY number DESC LIMIT ?"
        with self._transaction():
            rows = self._db.execute(query, (limit,)).fetchall()
        return [_job(row) for row in reversed(rows)]

    def find(self, job_id: str) -> Job | None:
        """The newest job that the client called `job_id`."""
        query = f"SELECT {_COLUMNS} FROM jobs WHERE id = ? ORDER BY number DESC LIMIT 1"
        with self._transaction():
            row = self._db.execute(query, (job_id,)).fetchone()
        return _job(row) if row else None

    def history(self, job: Job) -> list[tuple[float, State, str]]:
        """Every transition of a job: when, to what, why."""
        query = "SELECT at, state, note FROM transitions WHERE job = ? ORDER BY rowid"
        with self._transaction():
            rows = self._db.execute(query, (job.number,)).fetchall()
        return [(at, State(state), note) for at, state, note in rows]

    def close(self) -> None:
        """Write what waits and let go of the file. Never raises: what cannot be written is lost, and logged."""
        try:
            with self._transaction():
                for number, best in self._unwritten.items():
                    self._write_best(number, best)
        except CannotWrite as error:
            log.error("%s", error)
        self._db.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing; a refusal of the database becomes CannotWrite."""
        try:
            with self._db:
                yield
        except sqlite3.Error as error:
            mend = "make room on its disk or choose another file with --journal"
            raise CannotWrite(f"cannot use the journal {self.path}: {error}; {mend}") from error

    def _write_best(self, number: int, best: dict[str, Any]) -> None:
        self._db.execute("UPDATE jobs SET best = ? WHERE number = ?", (json.dumps(best), number))

    def _prune(self, keep: int) -> None:
        old = "SELECT number FROM jobs WHERE state NOT IN (?, ?) ORDER BY number DESC LIMIT -1 OFFSET ?"
        with self._transaction():
            numbers = self._db.execute(old, (State.QUEUED, State.RUNNING, keep)).fetchall()
            self._db.executemany("DELETE FROM transitions WHERE job = ?", numbers)
            self._db.executemany("DELETE FROM jobs WHERE number = ?", numbers)


def _open(path: Path) -> sqlite3.Connection:
    mend = "choose another file with --journal, or move this one away"
    try:
        if str(path) != ":memory:":
            path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=0.5)
    except (OSError, sqlite3.Error) as error:
        raise CannotWrite(f"cannot open the journal {path}: {error}; {mend}") from error
    try:
        # EXCLUSIVE: a second daemon on this file is refused instead of taking the first one's jobs for lost.
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, SCHEMA_VERSION):
            raise JobError(f"the journal {path} is of version {version}; update sds-bridge, or {mend}")
        db.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
    except sqlite3.OperationalError as error:
        db.close()
        if "locked" in str(error):
            raise JobError(f"the journal {path} is in use by another daemon; stop it, or {mend}") from error
        raise CannotWrite(f"cannot write the journal {path}: {error}; {mend}") from error
    except sqlite3.DatabaseError as error:
        db.close()
        raise JobError(f"{path} is not a journal: {error}; {mend}") from error
    except JobError:
        db.close()
        raise
    return db


def _job(row: tuple[Any, ...]) -> Job:
    number, job_id, kind, request, state, attempts, code, message, best, created, updated = row
    return Job(
        number, job_id, kind, json.loads(request), State(state), attempts, code, message,
        json.loads(best) if best else None, created, updated,
    )  # fmt: skip
