"""A real child process: it warms up, works, is cancelled, killed, and comes back."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bridge.jobs.worker import Worker

HERE = Path(__file__).parent
Event = dict[str, Any]


class Listener:
    """Collects events; `until(name)` waits for the next event of that name, for at most 20 s."""

    def __init__(self) -> None:
        self.seen: list[Event] = []
        self._news = asyncio.Queue[Event]()

    def __call__(self, event: Event) -> None:
        self.seen.append(event)
        self._news.put_nowait(event)

    async def until(self, *names: str) -> Event:
        async with asyncio.timeout(20):
            while True:
                event = await self._news.get()
                if event["event"] in names:
                    return event


@asynccontextmanager
async def working(runner: str, **options: Any) -> AsyncIterator[tuple[Worker, Listener]]:
    listener = Listener()
    command = [sys.executable, "-m", "bridge.worker", runner]
    worker = Worker(command, listener, {"device": "cpu"}, backoff=(0.05, 0.2), **options)
    worker.start()
    try:
        await listener.until("started")
        yield worker, listener
    finally:
        await worker.stop()


@pytest.fixture(autouse=True)
def _odd_runners_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(HERE))


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), 60))


REQUEST = {"prompt": "kick", "seed": 7}


def test_steps_then_the_result_and_prints_do_no_harm() -> None:
    async def scenario() -> None:
        async with working("odd_runners:quick") as (worker, listener):
            assert (await listener.until("warm", "cold"))["event"] == "warm"
            worker.run(1, REQUEST)
            step = await listener.until("step", "failed")
            assert step["job"] == 1 and step["step"]["parameters"] == {"level": -6.0}
            result = await listener.until("result", "failed")
            assert result["result"]["parameters"] == {"level": -3.0}
            assert result["result"]["provenance"] == {"seed": 7}

    run(scenario)


def test_the_rehearsal_is_a_runner() -> None:
    async def scenario() -> None:
        async with working("bridge.interfaces.rehearsal:rehearse") as (worker, listener):
            assert (await listener.until("warm"))["info"]["device"] == "cpu"
            worker.run(1, {"prompt": "bell", "voice": "impact"})
            result = await listener.until("result", "failed")
            assert len(result["result"]["parameters"]) == 147
            assert len([e for e in listener.seen if e["event"] == "step"]) == 20

    run(scenario)


def test_cancel_is_heard_and_the_child_lives_on() -> None:
    async def scenario() -> None:
        async with working("odd_runners:patient") as (worker, listener):
            for job in (1, 2):
                worker.run(job, REQUEST)
                await listener.until("step")
                worker.cancel(job)
                assert (await listener.until("cancelled", "result"))["event"] == "cancelled"
            assert worker.starts == 1

    run(scenario)


def test_a_job_that_is_cancelled_before_it_begins_never_begins() -> None:
    async def scenario() -> None:
        async with working("odd_runners:patient") as (worker, listener):
            worker.run(1, REQUEST)
            worker.run(2, REQUEST)
            worker.cancel(2)
            worker.cancel(1)
            assert (await listener.until("cancelled"))["job"] == 1
            assert (await listener.until("cancelled"))["job"] == 2
            assert not [e for e in listener.seen if e["event"] == "step" and e["job"] == 2]

    run(scenario)


def test_a_late_cancel_of_a_job_that_has_ended_does_not_kill_the_next() -> None:
    async def scenario() -> None:
        async with working("odd_runners:quick_or_patient", grace=0.1) as (worker, listener):
            worker.run(1, REQUEST)
            await listener.until("result")
            worker.run(2, {"prompt": "patient"})
            worker.cancel(1)
            await listener.until("step")
            await asyncio.sleep(0.3)
            worker.cancel(2)
            assert (await listener.until("cancelled", "exited"))["event"] == "cancelled"
            assert worker.starts == 1

    run(scenario)


def test_who_does_not_hear_is_killed_and_comes_back() -> None:
    async def scenario() -> None:
        async with working("odd_runners:deaf", grace=0.2) as (worker, listener):
            worker.run(1, REQUEST)
            await listener.until("step")
            worker.cancel(1)
            assert "did not stop when asked" in (await listener.until("exited"))["reason"]
            await listener.until("started")
            await listener.until("warm")
            assert worker.starts == 2

    run(scenario)


def test_death_is_reported_and_the_next_life_works(tmp_path: Path) -> None:
    async def scenario() -> None:
        request = {"prompt": str(tmp_path / "marker"), "seed": 1}
        async with working("odd_runners:suicidal") as (worker, listener):
            worker.run(1, request)
            assert "SIGKILL" in (await listener.until("exited"))["reason"]
            await listener.until("started")
            worker.run(1, request)
            assert (await listener.until("result", "exited"))["event"] == "result"

    run(scenario)


@pytest.mark.parametrize(
    ("runner", "code", "words"),
    [
        ("odd_runners:faulty", "internal", "ZeroDivisionError: a fault of ours"),
        ("odd_runners:refusing", "bad-request", "not this one"),
        ("odd_runners:nothing", "internal", "nothing"),
        ("no_such_module:fit", "internal", "no_such_module"),
    ],
)
def test_errors_become_events_and_the_child_lives_on(runner: str, code: str, words: str) -> None:
    async def scenario() -> None:
        async with working(runner) as (worker, listener):
            for job in (1, 2):
                worker.run(job, REQUEST)
                failed = await listener.until("failed", "exited")
                assert (failed["job"], failed["code"]) == (job, code)
                assert words in failed["message"]
            assert worker.starts == 1

    run(scenario)


@pytest.mark.parametrize("request_", [{"prompt": ""}, {"prompt": "x", "mood": 1}, {"prompt": "x", "voice": "zither"}])
def test_bad_requests_fail_the_job_only(request_: Event) -> None:
    async def scenario() -> None:
        async with working("odd_runners:quick") as (worker, listener):
            worker.run(1, request_)
            assert (await listener.until("failed", "result", "exited"))["event"] == "failed"
            worker.run(2, REQUEST)
            assert (await listener.until("failed", "result", "exited"))["event"] == "result"

    run(scenario)


def test_nonsense_on_the_line_restarts_the_child() -> None:
    async def scenario() -> None:
        async with working("odd_runners:babbling") as (worker, listener):
            worker.run(1, REQUEST)
            assert "nonsense" in (await listener.until("exited"))["reason"]
            await listener.until("started")

    run(scenario)


def test_a_command_that_cannot_start_is_tried_again_later() -> None:
    async def scenario() -> None:
        listener = Listener()
        worker = Worker(["/no/such/program"], listener, backoff=(0.01, 0.02))
        worker.start()
        for _ in range(3):
            assert "cannot be started" in (await listener.until("exited"))["reason"]
        await worker.stop()

    run(scenario)


def test_a_listener_that_breaks_does_not_end_the_supervision() -> None:
    async def scenario() -> None:
        listener = Listener()

        def fragile(event: Event) -> None:
            listener(event)
            raise ZeroDivisionError

        worker = Worker(["/no/such/program"], fragile, backoff=(0.01, 0.02))
        worker.start()
        ends = [(await listener.until("exited"))["reason"] for _ in range(3)]
        assert all("cannot be started" in reason for reason in ends), "it went on trying after the listener broke"
        await worker.stop()

    run(scenario)


def test_stop_leaves_no_child() -> None:
    async def scenario() -> None:
        async with working("odd_runners:deaf") as (worker, listener):
            worker.run(1, REQUEST)
            await listener.until("step")
            pid = worker.pid
            assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    run(scenario)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux to watch a grandchild")
def test_the_child_dies_with_a_parent_that_was_killed() -> None:
    """The parent gets SIGKILL, so it can do nothing for its child; the end of the pipe must do."""
    script = """
        import asyncio, sys
        from bridge.jobs.worker import Worker
        async def main():
            def hear(event):
                if event["event"] == "started":
                    worker.run(1, {"prompt": "kick"})
                if event["event"] == "step":
                    print(worker.pid, flush=True)
            worker = Worker([sys.executable, "-m", "bridge.worker", "odd_runners:deaf"], hear)
            worker.start()
            await asyncio.sleep(60)
        asyncio.run(main())
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        watch = os.pidfd_open(pid)
        parent.send_signal(signal.SIGKILL)
        assert select.select([watch], [], [], 20)[0], "the child outlived its parent"
        os.close(watch)
