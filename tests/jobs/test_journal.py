"""What the journal promises: it survives `kill -9`, refuses a second owner, and forgets only what is old."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bridge.errors import BridgeError, CannotWrite, JobError
from bridge.jobs.job import State
from bridge.jobs.journal import Journal
from bridge.jobs.queue import MAX_WAITING, JobQueue


def reopened(path: Path) -> JobQueue:
    return JobQueue(Journal(path))


def test_kill_9_loses_no_request_and_no_transition(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    script = f"""
        import os, signal
        from bridge.jobs.journal import Journal
        from bridge.jobs.queue import JobQueue
        queue = JobQueue(Journal({str(path)!r}, best_interval=0.0))
        for name in ("a", "b", "c"):
            queue.submit(name, "fit", {{"prompt": name}})
        job = queue.start_next()
        for i in range(100):
            queue.note_best(job, {{"parameters": {{"level": i}}}})
        os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL

    queue = reopened(path)
    recovered = queue.recover()
    assert [(job.id, job.state, job.attempts) for job in recovered] == [("a", State.QUEUED, 1)]
    assert recovered[0].best == {"parameters": {"level": 99}}
    assert [job.request["prompt"] for job in queue.waiting()] == ["a", "b", "c"]
    states = [state for _, state, _ in queue.journal.history(recovered[0])]
    assert states == ["queued", "running", "queued"]


def test_a_job_that_was_lost_twice_fails_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    queue = reopened(path)
    queue.submit("a", "fit", {})
    for _ in range(2):
        assert queue.start_next() is not None
        queue.journal.close()
        queue = reopened(path)
        (job,) = queue.recover()
    assert (job.state, job.code) == (State.FAILED, "job")
    assert "2 times" in job.message and "daemon stopped" in job.message
    assert queue.waiting() == queue.running() == []
    assert queue.journal.find("a") == job


def test_the_best_is_written_at_most_once_an_interval_and_always_at_the_end(tmp_path: Path) -> None:
    now = [100.0]
    journal = Journal(tmp_path / "journal.db", clock=lambda: now[0])
    writes: list[str] = []
    journal._db.set_trace_callback(lambda sql: writes.append(sql) if "SET best" in sql else None)
    queue = JobQueue(journal)
    queue.submit("a", "fit", {})
    job = queue.start_next()
    assert job is not None
    for i in range(50):
        queue.note_best(job, {"n": i})
        now[0] += 0.1
    assert 4 <= len(writes) <= 6
    queue.cancel(job)
    found = journal.find("a")
    assert found is not None and found.best == {"n": 49}


def test_a_clock_that_is_set_back_delays_no_writing(tmp_path: Path) -> None:
    """What `kill -9` may lose stays a second, not an hour."""
    now = [10_000.0]
    journal = Journal(tmp_path / "journal.db", clock=lambda: now[0])
    queue = JobQueue(journal)
    queue.submit("a", "fit", {})
    job = queue.start_next()
    assert job is not None
    queue.note_best(job, {"n": 1})
    now[0] -= 3600.0
    queue.note_best(job, {"n": 2})
    found = journal.find("a")
    assert found is not None and found.best == {"n": 2}


def test_closing_writes_what_waits(tmp_path: Path) -> None:
    queue = reopened(tmp_path / "journal.db")
    queue.submit("a", "fit", {})
    job = queue.start_next()
    assert job is not None
    for i in range(5):
        queue.note_best(job, {"n": i})
    queue.journal.close()
    (job,) = reopened(tmp_path / "journal.db").journal.unfinished()
    assert job.best == {"n": 4}


def test_a_second_daemon_on_the_same_journal_is_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    with pytest.raises(JobError, match="in use by another daemon"):
        Journal(tmp_path / "journal.db")
    journal.close()
    Journal(tmp_path / "journal.db").close()


def test_a_file_that_is_no_journal_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"something dear to me " * 100)
    with pytest.raises(JobError, match="not a journal"):
        Journal(path)
    assert path.read_bytes() == b"something dear to me " * 100


def test_a_newer_journal_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path / "journal.db").close()
    db = sqlite3.connect(tmp_path / "journal.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(JobError, match="version 99"):
        Journal(tmp_path / "journal.db")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        Journal(tmp_path / "file" / "journal.db")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(BridgeError):
        Journal(tmp_path / "journal.db")


def test_a_full_disk_refuses_new_jobs_and_lets_the_others_end(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    queue = JobQueue(Journal(path, best_interval=0.0))
    queue.submit("a", "fit", {})
    queue.submit("b", "fit", {})
    assert queue.start_next() is not None
    queue.journal._db.execute("PRAGMA query_only = 1")  # as a full disk: reads work, writes are refused
    with pytest.raises(CannotWrite, match="make room"):
        queue.submit("c", "fit", {})
    assert queue.find("c") is None
    (job,) = queue.running()
    assert queue.succeed(job, {"n": 1}).state is State.SUCCEEDED and queue.running() == []
    job = queue.start_next()
    assert job is not None and job.id == "b"
    queue.journal._db.execute("PRAGMA query_only = 0")  # somebody made room
    queue.fail(job, "internal", "x")
    queue.journal.close()
    left = reopened(path).journal.unfinished()
    assert [(job.id, job.state, job.best) for job in left] == [("a", State.RUNNING, {"n": 1})]


def test_closing_on_a_full_disk_lets_go_of_the_file(tmp_path: Path) -> None:
    queue = reopened(tmp_path / "journal.db")
    job = queue.submit("a", "fit", {})
    for i in range(2):
        queue.note_best(job, {"n": i})
    queue.journal._db.execute("PRAGMA query_only = 1")
    queue.journal.close()
    assert reopened(tmp_path / "journal.db").journal.unfinished()[0].best == {"n": 0}


def test_only_old_finished_jobs_are_forgotten(tmp_path: Path) -> None:
    queue = reopened(tmp_path / "journal.db")
    queue.submit("waiting", "fit", {})
    for i in range(10):
        queue.fail(queue.submit(f"job{i}", "fit", {}), "internal", "x")
    queue.journal.close()
    journal = Journal(tmp_path / "journal.db", keep=3)
    assert [job.id for job in journal.recent()] == ["waiting", "job7", "job8", "job9"]


def test_an_id_may_be_used_again_when_its_job_is_finished() -> None:
    queue = reopened(Path(":memory:"))
    first = queue.submit("1", "fit", {})
    with pytest.raises(JobError, match="not finished"):
        queue.submit("1", "fit", {})
    queue.cancel(first)
    assert queue.submit("1", "fit", {}).number > first.number


def test_the_queue_is_first_in_first_out_one_at_a_time_and_bounded() -> None:
    queue = reopened(Path(":memory:"))
    jobs = [queue.submit(str(i), "fit", {}) for i in range(MAX_WAITING)]
    with pytest.raises(JobError, match="wait already"):
        queue.submit("one more", "fit", {})
    for job in jobs:
        started = queue.start_next()
        assert started is not None and started.number == job.number
        assert queue.start_next() is None
        queue.succeed(started, {})
    assert queue.start_next() is None
