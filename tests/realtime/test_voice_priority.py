"""Real-time priority: where it is permitted a thread gets it, and passes it on only if it is meant to."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from bridge.realtime.priority import CONTROL_PRIORITY, make_realtime, realtime_permitted

needs_permission = pytest.mark.skipif(not realtime_permitted(), reason="needs permission for real-time scheduling")
SHOW = "import os; print(os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK)"


def policies(inherited: bool) -> list[int]:
    """Of a thread with priority, a thread that it starts, and a process that it starts."""
    found: list[int] = []

    def look() -> None:
        found.append(os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK)

    def start() -> None:
        assert make_realtime(CONTROL_PRIORITY, inherited)
        assert os.sched_getparam(0).sched_priority == CONTROL_PRIORITY
        look()
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        found.append(int(subprocess.run([sys.executable, "-S", "-c", SHOW], capture_output=True).stdout))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    return found


@needs_permission
def test_priority_is_passed_on_only_if_it_is_meant_to() -> None:
    assert policies(inherited=True) == [os.SCHED_FIFO] * 3
    assert policies(inherited=False) == [os.SCHED_FIFO, os.SCHED_OTHER, os.SCHED_OTHER]


@needs_permission
def test_asking_changes_nothing() -> None:
    before = os.sched_getscheduler(0)
    assert realtime_permitted() and os.sched_getscheduler(0) == before


def test_a_system_that_refuses_or_knows_no_such_thing_is_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "sched_setscheduler", refuse, raising=False)
    assert not make_realtime() and not realtime_permitted()
    monkeypatch.delattr(os, "sched_setscheduler")
    assert not make_realtime(inherited=False) and not realtime_permitted()
