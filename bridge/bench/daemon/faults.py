"""Random faults in a running daemon with fits and notes: does it recover, is a preset lost, how long is it silent?

Kills with SIGKILL of worker, voice and daemon (which is started again, as a service manager would), a stopped daemon,
floods of rubbish, clients that vanish in the middle of a packet, a second daemon on the same port, cancelled fits. The
fits are rehearsals: they last a second, and everything around them is as always.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bridge.bench.daemon.fuzz import packets
from bridge.bench.daemon.stage import Stage

RECOVERY_SECONDS = 60.0
After = Callable[[], object] | None
"""what is still to be done once it was seen that the daemon has recovered"""


def kill_worker(stage: Stage) -> After:
    _kill(stage, b"bridge.worker", "worker_starts")
    return None


def kill_voice(stage: Stage) -> After:
    """The one that plays; another stands by."""
    before, pid = _fact(stage, "voice_deaths"), _fact(stage, "voice_pid")
    if isinstance(pid, int) and pid > 0:  # there is none where no voice was wanted
        os.kill(pid, signal.SIGKILL)
        _until(lambda: _fact(stage, "voice_deaths") not in (None, before), RECOVERY_SECONDS)
    return None


def kill_daemon(stage: Stage) -> After:
    stage.daemon.child.kill()
    stage.restart()
    return None


def stop_daemon(stage: Stage) -> After:
    """As when a laptop's lid is closed for a moment."""
    stage.daemon.child.send_signal(signal.SIGSTOP)
    time.sleep(0.3)
    stage.daemon.child.send_signal(signal.SIGCONT)
    return None


def rubbish(stage: Stage) -> After:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for packet in itertools.islice(packets(stage.rng), 1000):
            if b"/bridge/" not in packet:  # a broken request that is still one may do what it says
                for _ in range(10):
                    with contextlib.suppress(OSError):
                        sock.sendto(packet, ("127.0.0.1", stage.config.port))
    return None


def vanish(stage: Stage) -> After:
    """Clients that subscribe over TCP and HTTP and are gone in the middle of a packet."""
    for port, words in (
        (stage.config.port, b"\0\0\0\x1c/bridge/subscribe\0\0\0,\0\0\0\0\0\0\x20/bri"),
        (stage.config.http_port or 0, b"GET / HTTP/1.1\r\nHo"),
    ):
        for _ in range(10):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as sock:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                sock.sendall(words)
    return None


def second_daemon(stage: Stage) -> After:
    """It must refuse to start, and the first one must not mind."""
    settings = dataclasses.asdict(stage.config)
    argument = json.dumps({key: str(v) if isinstance(v, Path) else v for key, v in settings.items()})
    with (stage.folder / "stderr").open("ab") as log:
        child = subprocess.Popen([sys.executable, "-P", "-m", "bridge.daemon.process", argument], stderr=log)

    def after() -> None:
        if child.wait(60) != 2:
            raise RuntimeError("two daemons run on one port and one journal")

    return after


def cancel(stage: Stage) -> After:
    for job in list(stage.accepted - set(stage.done) - set(stage.failed))[:1]:
        stage.client.send("/bridge/cancel", job)
    return None


FAULTS: tuple[Callable[[Stage], After], ...] = (
    kill_worker, kill_voice, kill_daemon, stop_daemon, rubbish, vanish, second_daemon, cancel,
)  # fmt: skip


def inject(
    folder: Path, count: int, seed: int = 0, audio: str = "null"
) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """`count` faults, each kind about as often, in random order. Returns figures, and a row for each fault."""
    stage = Stage(folder, seed, audio)
    order = [FAULTS[i % len(FAULTS)] for i in range(count)]
    stage.rng.shuffle(order)
    rows: list[dict[str, Any]] = []
    try:
        _until(stage.whole, 180.0)  # the first start of the voice on a machine compiles
        for number, fault in enumerate(order):
            stage.subscribe()
            stage.fit(f"job {number}")
            stage.hear(stage.rng.random())  # a moment of the fit
            started = time.monotonic()
            after = fault(stage)
            with contextlib.suppress(TimeoutError, OSError):
                stage.status()  # what sounded before is forgotten
            silence = _until(stage.audible, RECOVERY_SECONDS, started) if audio != "none" else 0.0
            whole = _until(stage.whole, RECOVERY_SECONDS, started)
            if after is not None:
                after()
            row = {"fault": fault.__name__, "silence_s": silence, "whole_again_s": whole}
            rows.append({key: round(v, 3) if isinstance(v, float) else v for key, v in row.items()})
        _until(stage.ended, RECOVERY_SECONDS)
    finally:
        stage.close()
    lost = stage.lost()
    times = [row["silence_s"] for row in rows if row["silence_s"] is not None]
    figures = {
        "faults": float(len(rows)),
        "faults_lost_presets": float(len(lost)),
        "faults_unrecovered": float(sum(row["whole_again_s"] is None or row["silence_s"] is None for row in rows)),
        "longest_silence_s": max(times, default=0.0),
        "fits_accepted": float(len(stage.accepted)),
        "fits_heard_done": float(len(stage.done)),
        "fits_heard_failed": float(len(stage.failed)),
    }
    return figures, rows


def _fact(stage: Stage, name: str) -> int | None:
    with contextlib.suppress(TimeoutError, OSError):
        return int(stage.status()[name])
    return None


def _until(wish: Callable[[], bool], seconds: float, since: float | None = None) -> float | None:
    """Seconds from `since` (or now) until it is as wished; None when it never was."""
    start = time.monotonic() if since is None else since
    while not wish():
        if time.monotonic() - start > seconds:
            return None
        time.sleep(0.01)
    return time.monotonic() - start


def _kill(stage: Stage, what: bytes, fact: str) -> None:
    """The daemon's child with this in its command line, where the system shows processes; then wait until `fact` tells
    that the daemon has seen it, or what is heard and asked would be of the old one."""
    before = _fact(stage, fact)
    killed = 0
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            parent = int((entry.parent / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == stage.daemon.child.pid and what in entry.read_bytes():
                os.kill(int(entry.parent.name), signal.SIGKILL)
                killed += 1
    if killed and before is not None:
        _until(lambda: _fact(stage, fact) not in (None, before), RECOVERY_SECONDS)
