"""Hostile input, in this process and fast: packets for the dispatcher, streams for the framings, presets, SysEx and
cartridges for readers, MIDI for a wire, requests for HTTP, frames for a WebSocket.

Everything is made from a seed by breaking what is valid: bits turned, pieces cut, doubled, exchanged, lengths lied
about; and for SysEx with the checksums mended afterwards, so that what lies behind them is reached too. A find is
any exception but the one that the reader promises, or more than `SLOW` seconds of work for one input. The same readers
are tried by a fuzzer that sees which code an input reaches: `fuzz_guided`.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bridge.bench.daemon.broken import broken
from bridge.bench.daemon.fuzz_files import bodies, cartridges, presets, try_dx7, try_preset, try_sysex
from bridge.bench.daemon.fuzz_midi import try_midi, wires
from bridge.bench.daemon.fuzz_web import requests, talks, try_http, try_websocket
from bridge.bench.daemon.quiet import Nobody, QuietDesk
from bridge.interfaces.addresses import ADDRESSES
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.osc.dispatch import Dispatcher
from bridge.interfaces.osc.framing import Framing, LengthPrefix, Slip
from bridge.interfaces.osc.messages import Atom, build
from bridge.interfaces.osc.packets import Malformed, bundle, parse_packet
from bridge.interfaces.peers import Subscribers

SLOW = 1.0
ODD: tuple[Atom, ...] = (
    "", "x", "../../etc/passwd", "a" * 300, "\u9418", 0, -1, 1, 127, 9001, 2**31 - 1, -(2**31), 0.0, -6.0, 1e38, -1e38,
    "fm", "impact", "level", "root_hz", "kick", "json", "seed", "lock:level", "budget", "fast",
)  # fmt: skip


@dataclass
class Finds:
    """inputs: how many were tried.  found: name -> input, for the corpus.  growth: bytes by which memory grew."""

    inputs: int = 0
    found: dict[str, bytes] = field(default_factory=dict)
    slowest: float = 0.0
    growth: int = 0

    def keep(self, folder: Path) -> None:
        """Write each find into the corpus, to be tried in every test run from now on."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self.found.items():
            (folder / name).write_bytes(data)


def fuzz(kind: str, count: int, seed: int = 0, warm: int = 2000) -> Finds:
    """kind: a name of `READERS`. Memory is measured from after `warm` inputs, when all caches are full."""
    rng = random.Random(f"{kind} {seed}")
    finds = Finds()
    reader, inputs = READERS[kind](), MAKERS[kind](rng)
    log = logging.getLogger("bridge.interfaces.osc.dispatch")
    log.disabled = True  # a traceback for each find would hide the finds
    before = 0
    try:
        for finds.inputs in range(1, count + 1):
            data = next(inputs)
            started = time.process_time()
            try:
                reader(data)
            except Exception as error:
                name = f"{kind}-{type(error).__name__}-{hashlib.sha256(data).hexdigest()[:12]}"
                finds.found[name] = data
            took = time.process_time() - started
            finds.slowest = max(finds.slowest, took)
            if took > SLOW:
                finds.found[f"{kind}-slow-{hashlib.sha256(data).hexdigest()[:12]}"] = data
            if finds.inputs == min(warm, count):
                before = memory()
    finally:
        log.disabled = False
    finds.growth = memory() - before
    return finds


def memory() -> int:
    """Bytes that this process has in memory; 0 where the system does not say so."""
    gc.collect()
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


def try_packet() -> Callable[[bytes], None]:
    """Through parser, argument checks, commands and answers, as a packet from the network. Raises what escapes."""
    dispatcher = Dispatcher(QuietDesk(), Subscribers(0.05), RateLimit(1e9, 10**9))
    link = Nobody()

    def read(data: bytes) -> None:
        try:
            messages = parse_packet(data)
        except Malformed:
            return
        before = dispatcher.counters.internal
        for message in messages:
            if not dispatcher.schedule.ahead(message):  # waiting needs an event loop
                dispatcher.handle(message, link)
        if dispatcher.counters.internal != before:
            raise RuntimeError("an error inside")

    return read


def try_stream() -> Callable[[bytes], None]:
    """Both framings, whole and byte by byte, which must agree. Raises what escapes."""

    def read(data: bytes) -> None:
        for kind in (LengthPrefix, Slip):
            if _packets(kind(), [data]) != _packets(kind(), [data[i : i + 1] for i in range(len(data))]):
                raise RuntimeError("how the stream is cut matters")

    return read


def packets(rng: random.Random) -> Iterator[bytes]:
    """OSC packets, nearly all of them broken."""
    while True:
        whole = build(rng.choice(ADDRESSES).path.replace("NAME", "level"), rng.choices(ODD, k=rng.randrange(6)))
        if rng.random() < 0.3:
            due = rng.choice([None, 0.0, time.time() + rng.random(), 2e9])
            whole = bundle([whole] * rng.randrange(4), due)
        yield whole if rng.random() < 0.1 else broken(rng, whole)


def streams(rng: random.Random) -> Iterator[bytes]:
    source = packets(rng)
    while True:
        framing: Framing = LengthPrefix() if rng.random() < 0.5 else Slip()
        whole = b"".join(framing.frame(next(source)) for _ in range(rng.randrange(1, 4)))
        yield whole if rng.random() < 0.1 else broken(rng, whole)


READERS: dict[str, Callable[[], Callable[[bytes], None]]] = {
    "osc": try_packet, "stream": try_stream, "preset": try_preset, "sysex": try_sysex, "dx7": try_dx7, "midi": try_midi,
    "http": try_http, "websocket": try_websocket,
}  # fmt: skip
MAKERS: dict[str, Callable[[random.Random], Iterator[bytes]]] = {
    "osc": packets, "stream": streams, "preset": presets, "sysex": bodies, "dx7": cartridges, "midi": wires,
    "http": requests, "websocket": talks,
}  # fmt: skip


def _packets(framing: Framing, pieces: list[bytes]) -> tuple[list[bytes], bool]:
    found: list[bytes] = []
    try:
        for piece in pieces:
            found.extend(framing.feed(piece))
    except Malformed:
        return found, True
    return found, False
