"""Commands handed on without a change of threads, as long as nothing waits.

A command that another thread has to be woken for is 0.1 to 0.2 ms late, milliseconds when the processor is busy. So who
brings a command carries it out himself, if that takes no waiting and nothing came before it; what cannot be done at
once goes through a mailbox, and so does all behind it, until a thread that has time has worked it off.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from bridge.realtime.commands import Command, Mailbox


class Relay:
    """`put` from any thread, `work` from one of its own. Commands are done one at a time, in the mailbox's order.

    quick(command): does it and is True, or leaves it undone and is False; it must not wait. slow(command): does it.
    """

    def __init__(self, quick: Callable[[Command], bool], slow: Callable[[Command], None]) -> None:
        self.mailbox = Mailbox()
        self._quick, self._slow = quick, slow
        self.turn = threading.Lock()
        """held by whoever does a command"""

    def put(self, command: Command) -> bool:
        """False when it was refused, because the mailbox is full."""
        if self.turn.acquire(blocking=False):
            try:
                if self.mailbox.empty and self._quick(command):
                    return True
            finally:
                self.turn.release()
        return self.mailbox.put(command)

    def work(self, timeout: float | None = None) -> None:
        """Do the oldest command that waits, if one comes within `timeout` seconds or before the mailbox closes."""
        self.mailbox.wait(timeout)
        with self.turn:  # taken only now: while it waits, nothing overtakes it
            command = self.mailbox.take(0.0)
            if command is not None:
                self._slow(command)
