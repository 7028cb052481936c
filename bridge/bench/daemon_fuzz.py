"""Hostile input, in this process and fast: packets for the dispatcher, streams for the framings, presets for readers,
MIDI for a wire.

Everything is made from a seed by breaking what is valid: bits turned, pieces cut, doubled, exchanged, lengths lied
about; and for SysEx with the checksums mended afterwards, so that what lies behind them is reached too. A find is
any exception but the one that the reader promises, or more than `SLOW` seconds of work for one input.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import random
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bridge.bench.daemon_fuzz_midi import try_midi, wires
from bridge.bench.daemon_quiet import Nobody, QuietDesk
from bridge.errors import BadPreset
from bridge.interfaces.addresses import ADDRESSES
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.osc_dispatch import Dispatcher
from bridge.interfaces.osc_framing import Framing, LengthPrefix, Slip
from bridge.interfaces.osc_messages import Atom, build
from bridge.interfaces.osc_packets import Malformed, bundle, parse_packet
from bridge.interfaces.peers import Subscribers
from bridge.presets import json_codec, sysex
from bridge.presets.preset import Preset

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
    log = logging.getLogger("bridge.interfaces.osc_dispatch")
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


def try_preset() -> Callable[[bytes], None]:
    """As JSON and as SysEx. Raises what is not BadPreset."""

    def read(data: bytes) -> None:
        for reader in (json_codec.loads, sysex.decode_all):
            try:
                reader(data)
            except BadPreset as error:
                str(error)

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


def presets(rng: random.Random) -> Iterator[bytes]:
    """Preset files: JSON with odd values, damaged text, damaged SysEx, and SysEx whose checksums hold."""
    good = Preset.of("kick", "fm", {})
    text = json_codec.dumps(good).encode()
    messages = b"".join(sysex.encode(good))
    while True:
        way = rng.randrange(5)
        if way == 0:
            yield broken(rng, text)
        elif way == 1:
            yield broken(rng, messages)
        elif way == 2:
            yield json.dumps(_odd(rng, json.loads(text))).encode()
        elif way == 3:
            yield _sealed(zlib.compress(json.dumps(_odd(rng, json.loads(text))).encode()))
        else:
            yield _sealed(broken(rng, zlib.compress(broken(rng, text))))


def broken(rng: random.Random, data: bytes) -> bytes:
    """One to four injuries."""
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.randrange(9))
        way = rng.randrange(7)
        if way == 0:
            data = data[:at]
        elif way == 1:
            data = data[:at] + rng.randbytes(end - at) + data[end:]
        elif way == 2:
            data = data[:at] + data[end:]
        elif way == 3:
            data = data[:end] + data[at:]
        elif way == 4 and data:
            place = rng.randrange(len(data))
            data = data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]
        elif way == 5:
            length = rng.choice([0, 1, 3, 4, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFC, 0xFFFFFFFF])
            data = data[: at & ~3] + length.to_bytes(4, "big") + data[(at & ~3) + 4 :]
        else:
            data = rng.randbytes(rng.randrange(64))
    return data


READERS: dict[str, Callable[[], Callable[[bytes], None]]] = {
    "osc": try_packet, "stream": try_stream, "preset": try_preset, "midi": try_midi,
}  # fmt: skip
MAKERS: dict[str, Callable[[random.Random], Iterator[bytes]]] = {
    "osc": packets, "stream": streams, "preset": presets, "midi": lambda rng: wires(rng, broken),
}  # fmt: skip


def _packets(framing: Framing, pieces: list[bytes]) -> tuple[list[bytes], bool]:
    found: list[bytes] = []
    try:
        for piece in pieces:
            found.extend(framing.feed(piece))
    except Malformed:
        return found, True
    return found, False


def _odd(rng: random.Random, document: Any) -> Any:
    """A JSON document in which something is exchanged for something odd."""
    odd: list[Any] = [
        None,
        True,
        [],
        {},
        "",
        -1,
        1e308,
        2**70,
        "\ud800",
        [[[]]],
        {"a": {"b": []}},
        float("nan"),
        "x" * 1000,
    ]
    if isinstance(document, dict) and document and rng.random() < 0.8:
        key = rng.choice(list(document))
        changed = dict(document)
        if rng.random() < 0.2:
            changed[rng.choice(["", "odd", "version", "name"])] = changed.pop(key)
        else:
            changed[key] = _odd(rng, document[key])
        return changed
    return rng.choice(odd)


def _sealed(body: bytes) -> bytes:
    """SysEx of any body, with all checksums right (the layout is in the docstring of `bridge.presets.sysex`)."""
    pieces = [body[i : i + sysex.PART_BYTES] for i in range(0, len(body), sysex.PART_BYTES)]
    sealed = b""
    for number, piece in enumerate(pieces):
        fields = ((1, 1), (1, 1), (number, 2), (len(pieces), 2), (zlib.crc32(body), 5), (len(piece), 2))
        guarded = b"".join(bytes(v >> 7 * k & 0x7F for k in reversed(range(n))) for v, n in fields) + sysex.pack(piece)
        sealed += sysex.HEADER + guarded + bytes([sysex.checksum(guarded), 0xF7])
    return sealed
