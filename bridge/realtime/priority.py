"""Real-time scheduling: who must not wait for programs that only compute."""

from __future__ import annotations

import os
import threading

AUDIO_PRIORITY, CONTROL_PRIORITY, LOOP_PRIORITY = 20, 10, 5
"""the audio thread; who carries out its commands; a daemon's event loop, which passes on the players' messages"""


def make_realtime(priority: int = AUDIO_PRIORITY, inherited: bool = True) -> bool:
    """Ask for real-time scheduling (SCHED_FIFO) of the calling thread; False where that is not permitted.

    inherited: by threads and processes that it starts from now on.
    """
    try:
        policy = os.SCHED_FIFO if inherited else os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(priority))
    except (AttributeError, OSError):
        return False
    return True


def realtime_permitted() -> bool:
    """Whether this process may have it. Asked by a thread that then ends: nothing changes."""
    granted: list[bool] = []
    thread = threading.Thread(target=lambda: granted.append(make_realtime(inherited=False)))
    thread.start()
    thread.join()
    return granted == [True]
