"""First in, first out, one at a time; on top of the journal, so that a restart goes on where it stopped."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from bridge.errors import CannotWrite, JobError
from bridge.jobs.job import MAX_ATTEMPTS, Job, State
from bridge.jobs.journal import Journal

MAX_WAITING = 64

log = logging.getLogger(__name__)


class JobQueue:
    """The unfinished jobs. Whatever it returns or changes is in the journal already.

    If the journal cannot be written, new jobs are refused (CannotWrite), but those it has go on and end, so that the
    queue never blocks; a later daemon takes up each where the file has it.
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._jobs: dict[int, Job] = {}

    def recover(self) -> list[Job]:
        """Take over what a former daemon left. A job that ran is queued once more, then fails."""
        for job in self.journal.unfinished():
            self._jobs[job.number] = job
        return [self.lost(job, "the daemon stopped while it ran") for job in self.running()]

    def submit(self, job_id: str, kind: str, request: dict[str, Any]) -> Job:
        """Queue new work. Raises JobError when an unfinished job has this id or too many jobs wait, CannotWrite."""
        if self.find(job_id) is not None:
            raise JobError(f"job {job_id[:40]!r} is not finished yet; choose another name or cancel it")
        if len(self._jobs) >= MAX_WAITING:
            raise JobError(f"{len(self._jobs)} jobs wait already; cancel some or try again later")
        return self._keep(self.journal.add(job_id, kind, request))

    def start_next(self) -> Job | None:
        """The oldest waiting job, now running; None when one runs already or none waits."""
        if self.running():
            return None
        waiting = self.waiting()
        return self._move(waiting[0], State.RUNNING) if waiting else None

    def succeed(self, job: Job, result: dict[str, Any]) -> Job:
        self.note_best(job, result)
        return self._move(job, State.SUCCEEDED)

    def fail(self, job: Job, code: str, message: str) -> Job:
        return self._move(job, State.FAILED, code, message)

    def cancel(self, job: Job, message: str = "") -> Job:
        return self._move(job, State.CANCELLED, "cancelled", message)

    def lost(self, job: Job, reason: str) -> Job:
        """Its worker is gone: queue it once more, then fail."""
        if job.attempts < MAX_ATTEMPTS:
            return self._move(job, State.QUEUED, message=reason)
        return self._move(job, State.FAILED, "job", f"tried {job.attempts} times: {reason}")

    def note_best(self, job: Job, best: dict[str, Any]) -> None:
        self._jobs[job.number] = replace(self._jobs[job.number], best=best)
        try:
            self.journal.note_best(job, best)
        except CannotWrite as error:
            log.error("job %r: the best so far is in memory only: %s", job.id, error)

    def get(self, number: int) -> Job | None:
        """An unfinished job by number."""
        return self._jobs.get(number)

    def find(self, job_id: str) -> Job | None:
        """An unfinished job by the client's name for it."""
        return next((job for job in self._jobs.values() if job.id == job_id), None)

    def waiting(self) -> list[Job]:
        return [job for job in self._jobs.values() if job.state is State.QUEUED]

    def running(self) -> list[Job]:
        return [job for job in self._jobs.values() if job.state is State.RUNNING]

    def _move(self, job: Job, to: State, code: str = "", message: str = "") -> Job:
        current = self._jobs.get(job.number, job)
        try:
            moved = self.journal.move(current, to, code, message)
        except CannotWrite as error:
            log.error("job %r: that it is %s is in memory only: %s", job.id, to, error)
            moved = current.advance(to, code=code, message=message, now=current.updated)
        return self._keep(moved)

    def _keep(self, job: Job) -> Job:
        if job.finished:
            self._jobs.pop(job.number, None)
        else:
            self._jobs[job.number] = job
        return job
