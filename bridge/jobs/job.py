"""A job and the one table of what may happen to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bridge.errors import JobError


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.CANCELLED, State.FAILED}),
    # back to QUEUED: its worker or the daemon died, and it is tried once more
    State.RUNNING: frozenset({State.SUCCEEDED, State.FAILED, State.CANCELLED, State.QUEUED}),
    State.SUCCEEDED: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
}
MAX_ATTEMPTS = 2


@dataclass(frozen=True)
class Job:
    """One piece of work.

    number: the journal's own, never used twice.  id: the client's name for it, unique among unfinished jobs.
    kind, request: what to do (JSON).  attempts: how often it was started.  code, message: why it failed.
    best: the best so far or the result, a JSON object.  created, updated: seconds since the epoch.
    """

    number: int
    id: str
    kind: str
    request: dict[str, Any]
    state: State = State.QUEUED
    attempts: int = 0
    code: str = ""
    message: str = ""
    best: dict[str, Any] | None = field(default=None, compare=False)
    created: float = 0.0
    updated: float = 0.0

    @property
    def finished(self) -> bool:
        return not TRANSITIONS[self.state]

    def advance(self, to: State, *, code: str = "", message: str = "", now: float = 0.0) -> Job:
        """The same job in its next state. Raises JobError for a step that the table does not allow."""
        if to not in TRANSITIONS[self.state]:
            raise JobError(f"job {self.id[:40]!r} is {self.state} and cannot become {to}")
        attempts = self.attempts + (to is State.RUNNING)
        return replace(self, state=to, attempts=attempts, code=code, message=message, updated=now)
