"""A daemon from its start to a signal: what `serve` and `process` run."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from bridge import __version__
from bridge.daemon.daemon import Daemon, DaemonConfig, Hear
from bridge.realtime.priority import LOOP_PRIORITY, make_realtime

log = logging.getLogger(__name__)


def announce(facts: dict[str, Any]) -> None:
    """One line of JSON on stdout, for whoever started the daemon."""
    print(json.dumps(facts), flush=True)


def run_daemon(
    config: DaemonConfig, tell: Callable[[dict[str, Any]], None] = announce, hear: Hear = lambda _: None
) -> None:
    """Serve until SIGINT or SIGTERM. `tell` hears once that the port is open: {"ready": true, "osc_port": n}.

    The worker warms up meanwhile; `hear` and `/bridge/status` tell when it is warm. Raises BridgeError.
    """
    asyncio.run(_serve(config, tell, hear))


async def _serve(config: DaemonConfig, tell: Callable[[dict[str, Any]], None], hear: Hear) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_unforeseen)
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stopped.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))
    if config.owned:
        threading.Thread(target=_when_stdin_ends, args=(loop, stopped), daemon=True).start()
    make_realtime(LOOP_PRIORITY, inherited=False)  # a note must not wait for programs that compute; our children may
    daemon = Daemon(config, hear=hear)
    ports = await daemon.start()
    gc.collect()
    gc.freeze()  # what exists now stays; to look through all of it would stop the loop for 20 ms
    try:
        with contextlib.suppress(OSError):  # nobody reads our stdout
            problem = {"midi_problem": daemon.midi_problem} if daemon.midi_problem else {}
            tell({"ready": True, **ports, **problem, "pid": os.getpid(), "version": __version__})
        await stopped.wait()
    finally:
        await daemon.stop()


def _unforeseen(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A fault of ours in a callback: the loop goes on, and our log has it."""
    log.error("%s", context.get("message", "a fault in the event loop"), exc_info=context.get("exception"))


def _when_stdin_ends(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    with contextlib.suppress(RuntimeError):  # the loop is closed: we stop already
        loop.call_soon_threadsafe(stopped.set)
