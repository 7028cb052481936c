"""The table of transitions is the law: every pair of states is tried against it."""

import itertools

import pytest

from bridge.errors import JobError
from bridge.jobs.job import TRANSITIONS, Job, State

ALLOWED = {
    ("queued", "running"),
    ("queued", "cancelled"),
    ("queued", "failed"),
    ("running", "succeeded"),
    ("running", "failed"),
    ("running", "cancelled"),
    ("running", "queued"),
}


def test_the_table_knows_every_state() -> None:
    assert set(TRANSITIONS) == set(State)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(State, State)))
def test_every_pair_of_states(before: State, after: State) -> None:
    job = Job(1, "kick", "fit", {}, before)
    if (before, after) in ALLOWED:
        assert job.advance(after).state is after
    else:
        with pytest.raises(JobError, match=f"is {before} and cannot become {after}"):
            job.advance(after)


def test_every_state_can_be_reached_and_left_or_is_final() -> None:
    reached = {State.QUEUED}
    for _ in State:
        reached |= {after for state in reached for after in TRANSITIONS[state]}
    assert reached == set(State)
    assert {s for s in State if Job(1, "k", "fit", {}, s).finished} == {"succeeded", "failed", "cancelled"}


def test_attempts_count_starts() -> None:
    job = Job(1, "kick", "fit", {})
    job = job.advance(State.RUNNING).advance(State.QUEUED).advance(State.RUNNING)
    assert job.attempts == 2
