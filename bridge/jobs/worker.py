"""A child process kept alive: one job at a time, which it can be told to stop; started again when it dies.

The two talk in lines of JSON over the child's stdin and stdout (`bridge/worker.py` is the other end):

    parent -> child   {"do": "warm", …} · {"do": "run", "job": n, "request": {…}} · {"do": "cancel", "job": n}
    child -> parent   {"event": "warm" | "cold" | "step" | "result" | "failed" | "cancelled", "job": n, …}
    made up here      {"event": "exited", "reason": …}      the child is gone; it will be started again

The child lives no longer than the parent: the end of its stdin is its end, however the parent died.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Event = dict[str, Any]
LINE_LIMIT = 16 * 1024 * 1024
STEADY_SECONDS = 30.0

log = logging.getLogger(__name__)


class Worker:
    """Supervisor of one child.

    command: its argv.  on_event: called in the event loop for every event.  warm: settings sent first.
    grace: seconds between a cancel and a kill.  backoff: seconds to wait before a restart: the first value,
    doubled at each quick death up to the second.
    """

    def __init__(
        self,
        command: Sequence[str],
        on_event: Callable[[Event], None],
        warm: Mapping[str, Any] | None = None,
        grace: float = 5.0,
        backoff: tuple[float, float] = (0.25, 30.0),
    ) -> None:
        self._command = list(command)
        self._on_event = on_event
        self._warm = dict(warm or {})
        self._grace = grace
        self._backoff = backoff
        self._child: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._kill_timer: asyncio.TimerHandle | None = None
        self._doomed: int | None = None  # the job that the kill timer waits for
        self._sent: set[int] = set()  # jobs that this child was sent and has not ended
        self._reason = ""
        self.starts = 0

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def ready(self) -> bool:
        """Whether there is a child to send work to (it may still be warming up: it works in order)."""
        return self._child is not None

    def start(self) -> None:
        """Start the child and keep it alive; needs a running event loop."""
        self._supervisor = asyncio.get_running_loop().create_task(self._supervise())

    def run(self, job: int, request: Mapping[str, Any]) -> None:
        """Send a job. If the child dies before it is done, `exited` is all that will be heard of it."""
        if self._child is not None:
            self._sent.add(job)
        self._send({"do": "run", "job": job, "request": dict(request)})

    def cancel(self, job: int) -> None:
        """Ask the child to stop the job; if it has not within `grace` seconds, the child is killed.

        Does nothing when the child has ended the job already: the kill would hit the next one.
        """
        if job not in self._sent:
            return
        self._send({"do": "cancel", "job": job})
        self._disarm()
        self._doomed = job
        loop = asyncio.get_running_loop()
        self._kill_timer = loop.call_later(self._grace, self._kill, "it did not stop when asked")

    async def stop(self) -> None:
        """Close the child's stdin, wait `grace` seconds, then kill. Afterwards nothing is left running."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervisor
            self._supervisor = None
        self._disarm()

    async def _supervise(self) -> None:
        delay = self._backoff[0]
        while True:
            started = asyncio.get_running_loop().time()
            try:
                reason = await self._live()
            except Exception as error:  # whatever it was, the next life may go better
                log.exception("the worker's life could not be followed")
                reason = f"it could not be followed: {type(error).__name__}: {error}"
            if asyncio.get_running_loop().time() - started > STEADY_SECONDS:
                delay = self._backoff[0]
            log.warning("worker ended: %s; next start in %.2g s", reason, delay)
            self._tell({"event": "exited", "reason": reason})
            await asyncio.sleep(delay)
            delay = min(2 * delay, self._backoff[1])

    async def _live(self) -> str:
        """One life of the child, from start to end. Returns why it ended."""
        self._reason = ""
        try:
            child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LINE_LIMIT,
            )
        except OSError as error:
            return f"it cannot be started: {error.strerror}"
        self._child = child
        self.starts += 1
        try:
            self._send({"do": "warm", **self._warm})
            self._tell({"event": "started", "pid": child.pid})
            await self._listen(child)
        finally:
            self._child = None
            self._sent.clear()
            self._disarm()
            await asyncio.shield(_end(child, self._grace))
        return self._reason or _words(child.returncode)

    async def _listen(self, child: asyncio.subprocess.Process) -> None:
        assert child.stdout is not None
        while True:
            try:
                line = await child.stdout.readline()
            except ValueError:  # longer than LINE_LIMIT
                return self._kill("it sent an endless line")
            if not line:
                return None
            try:
                event = json.loads(line)
                name = event["event"]
            except (ValueError, TypeError, KeyError):
                return self._kill(f"it sent something else than events: {line[:60]!r}")
            if name in ("result", "failed", "cancelled"):
                self._ended(event.get("job"))
            self._tell(event)

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:  # a fault in the listener must not end the supervision
            log.exception("event %r could not be handled", event["event"])

    def _send(self, message: Mapping[str, Any]) -> None:
        if self._child is None or self._child.stdin is None:
            return
        with contextlib.suppress(OSError, RuntimeError):  # it died a moment ago; `exited` follows
            self._child.stdin.write(json.dumps(message).encode() + b"\n")

    def _kill(self, reason: str) -> None:
        self._reason = reason
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                self._child.kill()

    def _ended(self, job: Any) -> None:
        self._sent.discard(job)
        if job == self._doomed:
            self._disarm()

    def _disarm(self) -> None:
        if self._kill_timer is not None:
            self._kill_timer.cancel()
            self._kill_timer = self._doomed = None


async def _end(child: asyncio.subprocess.Process, grace: float) -> None:
    """Make sure the child is gone: end of its stdin first, then SIGKILL."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        await asyncio.wait_for(child.wait(), grace)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def _words(returncode: int | None) -> str:
    if returncode is None or returncode >= 0:
        return f"it ended with exit code {returncode}"
    try:
        return f"it was killed by {signal.Signals(-returncode).name}"
    except ValueError:
        return f"it was killed by signal {-returncode}"
