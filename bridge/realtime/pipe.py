"""Commands to another process: one line of JSON each."""

from __future__ import annotations

import contextlib
import json
import os
import select
import threading
from typing import IO

from bridge.realtime.commands import Command
from bridge.realtime.relay import Relay


class CommandPipe:
    """Takes over the writing end of a pipe. `put` never waits: what the pipe has no room for a thread writes later.

    Where a pipe cannot be asked for room (Windows), the thread writes everything.
    """

    def __init__(self, pipe: IO[str]) -> None:
        self._pipe, self._fd = pipe, pipe.fileno()
        self._open = True
        self._room = None
        if hasattr(select, "poll"):
            self._room = select.poll()
            self._room.register(self._fd, select.POLLOUT)
        self._relay = Relay(self._write_at_once, self._write)
        threading.Thread(target=self._run, name="commands", daemon=True).start()

    @property
    def dropped(self) -> int:
        """Commands refused because too many wait."""
        return self._relay.mailbox.dropped

    def put(self, command: Command) -> None:
        self._relay.put(command)

    def close(self) -> None:
        """What waits is still written; then the pipe closes."""
        self._relay.mailbox.close()

    def _write_at_once(self, command: Command) -> bool:
        if self._room is None or not self._open:
            return False
        line = _line(command)
        # A pipe that is ready takes so many bytes at once, and whole (POSIX).
        if len(line) > select.PIPE_BUF or self._room.poll(0) != [(self._fd, select.POLLOUT)]:
            return False
        with contextlib.suppress(OSError):  # nobody reads any more
            os.write(self._fd, line)
        return True

    def _write(self, command: Command) -> None:
        rest = memoryview(_line(command))
        while rest:
            rest = rest[os.write(self._fd, rest) :]

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while not self._relay.mailbox.finished:
                self._relay.work()
        with self._relay.turn:  # or somebody would write to a number that may mean another file by then
            self._open = False
            with contextlib.suppress(OSError):
                self._pipe.close()


def _line(command: Command) -> bytes:
    return json.dumps(command).encode() + b"\n"
