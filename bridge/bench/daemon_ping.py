"""Round trips: the daemon's /bridge/ping, a bare python-osc echo and scsynth's /status, in turns. And notes: from the
message to the first sample of the sound.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from bridge.interfaces.osc_client import OscClient
from bridge.interfaces.osc_messages import Malformed, build, parse

BATCH = 50
TIMEOUT = 5.0

ECHO = """
from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer
replies = Dispatcher()
replies.map("/echo", lambda path, *values: (path, *values))
server = BlockingOSCUDPServer(("127.0.0.1", 0), replies)
print(server.server_address[1], flush=True)
server.serve_forever()
"""
"""the least that answers OSC in Python"""


@dataclass
class Target:
    """Somebody who answers: `ask` with a token (or without, for scsynth) is answered by `answer`."""

    name: str
    port: int
    ask: str
    answer: str
    token: bool = True


def measure(targets: list[Target], count: int) -> dict[str, list[float]]:
    """Round trips in seconds by target, `count` each, `BATCH` at a time in turns. Raises TimeoutError."""
    found: dict[str, list[float]] = {target.name: [] for target in targets}
    with contextlib.ExitStack() as stack:
        sockets = {target.name: stack.enter_context(_socket(target.port)) for target in targets}
        while any(len(times) < count for times in found.values()):
            for target in targets:
                times = found[target.name]
                for number in range(BATCH):
                    times.append(_round_trip(sockets[target.name], target, number))
    return found


def notes(client: OscClient, count: int) -> list[float]:
    """Seconds from sending a note to its first sample, as the voice's clock of samples has it; the device's latency
    comes on top. Each note waits for silence. Raises TimeoutError."""
    taken = []
    for _ in range(count):
        before = _until(client, _silent)["voice_onset"]
        time.sleep(random.uniform(0.0, 0.01))  # anywhere in a block
        sent = int(1e6 * time.perf_counter())
        client.send("/bridge/voice/note", 60, 64.0)
        facts = _until(client, partial(_begun, before))
        taken.append((int(facts["voice_onset"]) - sent) % 2**31 / 1e6)
        client.send("/bridge/voice/panic")
    return taken


def _silent(facts: dict[str, Any]) -> bool:
    return facts["voice_voices"] == 0 and facts["voice_peak"] == 0.0


def _begun(before: object, facts: dict[str, Any]) -> bool:
    return facts["voice_onset"] != before


def _until(client: OscClient, wish: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        facts = client.status()
        if wish(facts):
            return facts
        time.sleep(0.02)
    raise TimeoutError("the voice did not do what it was told in time")


def percentile(times: list[float], percent: float) -> float:
    """Milliseconds."""
    ordered = sorted(times)
    return round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))], 4)


@contextlib.contextmanager
def echo() -> Iterator[Target]:
    """A bare python-osc server in a process of its own."""
    child = subprocess.Popen([sys.executable, "-c", ECHO], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield Target("echo", int(child.stdout.readline()), "/echo", "/echo")
    finally:
        child.kill()
        child.wait()


@contextlib.contextmanager
def scsynth() -> Iterator[Target | None]:
    """scsynth over a JACK server without sound card; None where it is not installed or does not start."""
    if not (shutil.which("scsynth") and shutil.which("jackd")):
        yield None
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    jack = subprocess.Popen(["jackd", "-r", "-n", "default", "-d", "dummy", "-r", "48000", "-p", "256"], **quiet)  # type: ignore[call-overload]
    synth: subprocess.Popen[bytes] | None = None
    try:
        time.sleep(1.0)  # JACK says on stdout only that it is there, in many words
        synth = subprocess.Popen(["scsynth", "-u", str(port), "-R", "0", "-B", "127.0.0.1"], **quiet)  # type: ignore[call-overload]
        target = Target("scsynth", port, "/status", "/status.reply", token=False)
        yield target if _answers(target, 10.0) else None
    finally:
        for child in (synth, jack):
            if child is not None:
                child.kill()
                child.wait()


def _answers(target: Target, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    with _socket(target.port) as sock:
        sock.settimeout(0.5)
        while time.monotonic() < deadline:
            with contextlib.suppress(TimeoutError, ConnectionError):
                _round_trip(sock, target, 0)
                return True
            time.sleep(0.1)
    return False


def _socket(port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("127.0.0.1", port))
    sock.settimeout(TIMEOUT)
    return sock


def _round_trip(sock: socket.socket, target: Target, number: int) -> float:
    packet = build(target.ask, [number] if target.token else [])
    started = time.perf_counter()
    sock.send(packet)
    while True:
        data = sock.recv(65535)
        took = time.perf_counter() - started
        with contextlib.suppress(Malformed):
            for path, values in parse(data):
                if path == target.answer and (not target.token or values == [number]):
                    return took
