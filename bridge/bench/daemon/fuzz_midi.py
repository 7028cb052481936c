"""Hostile MIDI, for `fuzz`: streams of messages that mean something, broken; SysEx whose checksums hold."""

from __future__ import annotations

import asyncio
import json
import random
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from bridge.bench.daemon.broken import broken
from bridge.errors import BadPreset, BridgeError
from bridge.interfaces.midi.channels import MidiChannels
from bridge.interfaces.midi.stream import MidiStream
from bridge.interfaces.midi.sysex import FIT, PLAY, MidiSysex
from bridge.interfaces.midi.table import CONTROLS
from bridge.presets import sysex
from bridge.presets.preset import Preset
from bridge.presets.sysex_frames import frames
from bridge.presets.sysex_messages import KINDS

KICK = Preset.of("kick", "fm", {})
ODD: tuple[bytes, ...] = (
    b"", b"kick", b"../../etc/passwd", b"level\npan", b"fm\nlevel -6.0", b"fm\nlevel nan", b'{"prompt": "x"}',
    b'{"prompt": "x", "seed": []}', b"\xff\xfe", b"x" * 2000,
)  # fmt: skip


class QuietInstrument:
    """Agrees to everything and counts the notes that it is to hold."""

    def __init__(self) -> None:
        self.held: set[tuple[int, int]] = set()

    def start(self, part: int, note: int, velocity: float, bend: float, pressure: float) -> None:
        self.held.add((part, note))

    def release(self, part: int, note: int) -> None:
        self.held.discard((part, note))

    def bend(self, part: int, semitones: float, note: int | None = None) -> None: ...

    def press(self, part: int, amount: float, note: int | None = None) -> None: ...

    def pedal(self, part: int, down: bool) -> None: ...

    def turn(self, part: int, source: str, unit: float) -> None: ...

    def step(self, part: int, source: str, steps: int) -> None: ...

    def program(self, part: int, number: int) -> None: ...

    def silence(self, part: int) -> None:
        self.held = {key for key in self.held if key[0] != part}


class QuietShelf:
    """A library of one preset, that forgets what it is told."""

    def names(self) -> list[str]:
        return ["kick"]

    def recall(self, name: str) -> Preset:
        if name != "kick":
            raise BadPreset("no such preset")
        return KICK

    def sounding(self) -> Preset:
        return KICK

    def play(self, preset: Preset) -> None: ...

    def load(self, name: str) -> None:
        self.recall(name)

    def set(self, voice: str, values: dict[str, float]) -> None: ...

    def fit(self, job: str, wishes: dict[str, Any]) -> None: ...


class _Here(ThreadPoolExecutor):
    """Does at once what is given to it: threads would wait for each other, and be measured."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


def try_midi() -> Callable[[bytes], None]:
    """Through stream, channels and SysEx, as a wire of its own. Raises what escapes, and for a note that is left."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_Here())
    requests = MidiSysex(QuietShelf(), lambda: None)

    def read(data: bytes) -> None:
        messages = list(MidiStream().feed(data))
        bytewise = MidiStream()
        if [m for i in range(len(data)) for m in bytewise.feed(data[i : i + 1])] != messages:
            raise RuntimeError("how the stream is cut matters")
        instrument = QuietInstrument()
        channels = MidiChannels(instrument)
        for message in messages:
            if message[0] != 0xF0:
                channels.hear(message)
                continue
            try:
                sysex.read(b"".join(loop.run_until_complete(requests.hear(message))))  # what we say is SysEx of ours
            except BridgeError as error:
                str(error)
        channels.close()
        if instrument.held:
            raise RuntimeError("a note is left")

    return read


def wires(rng: random.Random) -> Iterator[bytes]:
    """What comes by a wire until it is cut; nearly all of it broken."""
    while True:
        whole = b"".join(_one(rng) for _ in range(rng.randrange(1, 12)))
        yield whole if rng.random() < 0.2 else broken(rng, whole)


def _one(rng: random.Random) -> bytes:
    way, channel = rng.randrange(5), rng.randrange(16)
    if way == 0:
        return bytes([rng.choice([0x80, 0x90, 0x90, 0xA0, 0xE0]) | channel, rng.randrange(128), rng.randrange(128)])
    if way == 1:
        return bytes([0xB0 | channel, rng.choice(list(CONTROLS)), rng.choice([0, 1, 6, 15, 64, 127])])
    if way == 2:
        return bytes([rng.choice([0xC0, 0xD0]) | channel, rng.randrange(128)])
    if way == 3:
        return bytes([rng.randrange(0xF1, 0x100)]) + rng.randbytes(rng.randrange(3))
    kind = rng.choice([*KINDS.values(), PLAY, FIT, rng.randrange(128)])
    body = rng.choice(
        [*ODD, zlib.compress(rng.choice(ODD)), json.dumps({"prompt": "x", "seed": rng.random()}).encode()]
    )
    return b"".join(frames(kind, body, rng.choice([7, 100, 896])))
