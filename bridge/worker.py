"""The worker process: `python -m bridge.worker module:function`. Takes jobs on stdin, tells events on stdout.

`bridge.jobs.worker` is the other end and documents the lines. The runner, `bridge.pipeline:prompt_to_preset`
if not named, is called as `runner(FitRequest, cancelled=callable)` and yields dataclasses: any number of
`Step`, then a `FitResult`. If its module has a function `warm(device, prior) -> dict`, that is called first. torch
is imported here, with the runner's module, and in no other process of the daemon.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import importlib
import json
import logging
import os
import queue
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from bridge.errors import BadRequest, BridgeError, Cancelled
from bridge.records import FitRequest, FitResult

DEFAULT_RUNNER = "bridge.pipeline:prompt_to_preset"
NICENESS = 10

Runner = Callable[..., Iterable[Any]]
Message = dict[str, Any]
log = logging.getLogger(__name__)


class WorkerProcess:
    """Reads messages in a thread, so that a cancel or the parent's end is seen while a job runs."""

    def __init__(self, runner: str, incoming: TextIO, outgoing: TextIO) -> None:
        self._runner = runner
        self._incoming = incoming
        self._outgoing = outgoing
        self._todo: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._cancelled: set[int] = set()

    def serve(self) -> None:
        """Work for ever; the reading thread ends the process at the end of the input."""
        threading.Thread(target=self._read, name="messages", daemon=True).start()
        while True:
            message = self._todo.get()
            if message["do"] == "warm":
                self._warm({"device": "auto"} | {k: str(message[k]) for k in ("device", "prior") if k in message})
            elif message["do"] == "run":
                self._run(int(message["job"]), message["request"])

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in self._incoming:
                message = json.loads(line)
                if message["do"] == "cancel":
                    self._cancelled.add(int(message["job"]))
                else:
                    self._todo.put(message)
        # The parent closed the pipe or died. A job may be deep inside a kernel, so do not wait for it.
        os._exit(0)

    def _warm(self, settings: dict[str, str]) -> None:
        try:
            self._load()
            warm = getattr(self._module(), "warm", None)
            self._tell("warm", info=dict(warm(**settings)) if warm else {})
        except Exception as error:
            code, message = _reason(error)
            self._tell("cold", code=code, message=message)

    def _run(self, job: int, request: Message) -> None:
        try:
            if job in self._cancelled:
                raise Cancelled("cancelled before it began")
            result = self._consume(job, request)
        except Cancelled as error:
            self._tell("cancelled", job=job, message=str(error))
        except Exception as error:
            code, message = _reason(error)
            self._tell("failed", job=job, code=code, message=message)
        else:
            if job in self._cancelled:
                self._tell("cancelled", job=job, message="stopped; the best so far is kept")
            elif result is None:
                self._tell("failed", job=job, code="internal", message=f"{self._runner} gave no result")
            else:
                self._tell("result", job=job, result=dataclasses.asdict(result))
        self._cancelled.discard(job)

    def _consume(self, job: int, request: Message) -> FitResult | None:
        """Run to the end or to the cancel; every Step goes out as an event."""
        try:
            wanted = FitRequest(**request)
        except TypeError as error:
            raise BadRequest(f"the request has a field that is not known: {error}") from error
        result = None
        for record in self._load()(wanted, cancelled=lambda: job in self._cancelled):
            if isinstance(record, FitResult):
                result = record
            elif job in self._cancelled:
                raise Cancelled("stopped; the best so far is kept")
            else:
                self._tell("step", job=job, step=dataclasses.asdict(record))
        return result

    def _module(self) -> Any:
        return importlib.import_module(self._runner.partition(":")[0])

    def _load(self) -> Runner:
        runner: Runner = getattr(self._module(), self._runner.partition(":")[2])
        return runner

    def _tell(self, event: str, **values: Any) -> None:
        line = json.dumps({"event": event, **values}, default=_plain_number)
        try:
            self._outgoing.write(line + "\n")
            self._outgoing.flush()
        except OSError:  # nobody listens any more
            os._exit(0)


def _reason(error: Exception) -> tuple[str, str]:
    """What to tell the user; the traceback of a fault of ours goes to stderr."""
    if isinstance(error, BridgeError):
        return error.code, str(error)
    if _of_memory(error):
        _free_memory()
        mend = "close other programs, ask for fewer candidates, or fit with device cpu"
        words = re.sub(r"^\[enforce fail[^]]*\] [^.]*\. ", "", str(error))  # where in torch's own code
        return "device", f"there is not enough memory ({words.split('. ')[0][:120]}); {mend}"
    log.error("the runner raised", exc_info=error)
    return "internal", f"{type(error).__name__}: {str(error)[:300]}"


def _of_memory(error: Exception) -> bool:
    """Whether this is what torch, its allocators and its libraries say when there is no memory; known by name and words
    only, here without torch."""
    if type(error).__name__ in ("OutOfMemoryError", "MemoryError"):
        return True
    words = ("out of memory", "can't allocate memory", "ALLOC_FAILED")
    return isinstance(error, RuntimeError) and any(word in str(error) for word in words)


def _free_memory() -> None:
    """What the failed job held, so that the next one has it."""
    gc.collect()
    if (torch := sys.modules.get("torch")) is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()


def _plain_number(value: Any) -> Any:
    """numpy and torch scalars, which json does not know."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def _private_stdout() -> TextIO:
    """Keep the real stdout for events, and let whatever libraries print go to stderr."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return events


def main(argv: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches us too; the parent decides
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICENESS)  # the audio process and the daemon go first
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    outgoing = _private_stdout()
    WorkerProcess(argv[0] if argv else DEFAULT_RUNNER, sys.stdin, outgoing).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
