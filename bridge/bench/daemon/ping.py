"""Round trips: the daemon's /bridge/ping, a bare python-osc echo and scsynth's /status, in turns. And notes: from the
message to the first sample of the sound.

A device asks for its next block when the last one begins to play; a note that comes in between waits for it, on
average half a block and up to a whole one, however quick its way was. So two times are told apart: the *way* of a note,
from the client's send to the hands of the audio thread, which is the daemon's doing; and the *wait* for the next block,
which is the device's. And what the machine does to any program: how late a thread of the audio thread's priority
*wakes*.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from bridge.interfaces.osc.client import OscClient
from bridge.interfaces.osc.messages import Malformed, build, parse
from bridge.realtime.priority import make_realtime

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


@dataclass(frozen=True)
class Note:
    """Seconds. A wait may be slightly negative: what comes while the audio thread wakes is in the block then due."""

    way: float
    wait: float

    @property
    def total(self) -> float:
        """From the message to the first sample, as the device's clock has it; the device's latency comes on top."""
        return self.way + self.wait


def notes(client: OscClient, count: int) -> list[Note]:
    """So many, each after silence. Raises TimeoutError."""
    taken, note = [], build("/bridge/voice/note", [60, 64.0])
    for _ in range(count):
        before = _until(client, _silent)["voice_onset"]
        time.sleep(random.uniform(0.0, 0.01))  # anywhere in a block
        sent = int(1e6 * time.perf_counter())
        client.send_bytes(note)
        facts = _until(client, partial(_begun, before))
        way, total = (_since(sent, int(facts[name])) for name in ("voice_note_at", "voice_onset"))
        taken.append(Note(way, total - way))
        client.send("/bridge/voice/panic")
    return taken


def note_figures(client: OscClient, count: int, when: str) -> dict[str, float]:
    """Milliseconds of all, of the way alone, and of waking; and all in blocks of the device."""
    took, block = notes(client, count), float(client.status()["voice_latency"])
    total, way = [note.total for note in took], [note.way for note in took]
    found: dict[str, float] = {}
    for name, times in (("note", total), ("note_way", way), ("wake", wakes(count, block))):
        found |= {f"{name}_p{percent}_ms{when}": percentile(times, percent) for percent in (50, 99)}
    return found | {f"note_blocks_p{p}{when}": round(percentile(total, p) / 1000 / block, 2) for p in (50, 99)}


def wakes(count: int, seconds: float) -> list[float]:
    """How late a thread of the audio thread's priority, where that is permitted, wakes from `count` sleeps."""
    late: list[float] = []

    def sleep() -> None:
        make_realtime()
        start = time.perf_counter()
        for number in range(1, count + 1):
            time.sleep(max(start + number * seconds - time.perf_counter(), 0.0))
            late.append(time.perf_counter() - start - number * seconds)

    thread = threading.Thread(target=sleep)
    thread.start()
    thread.join()
    return late


def _since(sent: int, then: int) -> float:
    """Seconds between two stamps in µs, of which the second is modulo 2³¹; negative if it was before."""
    return ((then - sent + 2**30) % 2**31 - 2**30) / 1e6


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
