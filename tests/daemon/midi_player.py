"""A daemon and a client that plays it MIDI by TCP, in one process; what the voice is told is written down."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import mido

from bridge.daemon.daemon import Daemon, DaemonConfig
from bridge.interfaces.desk import RecordingVoice
from bridge.presets import sysex
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset
from bridge.presets.sysex_messages import SysexMessage


def config(folder: Path, **changes: Any) -> DaemonConfig:
    return DaemonConfig(
        **{
            "port": 0, "library": folder / "presets", "journal": folder / "journal.db", "device": "cpu",
            "runner": "bridge.interfaces.rehearsal:rehearse", "midi_tcp": 0, "midi_memory": folder / "midi.json",
            **changes,
        }
    )  # fmt: skip


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(scenario(), 60)

    asyncio.run(limited())


async def until(wish: Callable[[], Any]) -> None:
    while not wish():
        await asyncio.sleep(0.005)


class Player:
    """A client by TCP."""

    def __init__(self, daemon: Daemon, sink: RecordingVoice, port: int) -> None:
        self.daemon, self.sink, self.port = daemon, sink, port

    async def connect(self) -> "Player":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    def send(self, *messages: mido.Message | bytes) -> None:
        self.writer.write(b"".join(m if isinstance(m, bytes) else bytes(m.bytes()) for m in messages))

    async def told(self, *messages: mido.Message | bytes) -> list[tuple[Any, ...]]:
        """What the voice is told because of these messages. A note of our own marks the end."""
        before = len(self.sink.calls)
        self.send(*messages, bytes([0x9F, 1, 127, 0x9F, 1, 0]))
        await until(lambda: any(call[:2] == ("note", 1) and call[2] == 0 for call in self.sink.calls[before:]))
        return [call for call in self.sink.calls[before:] if call[:2] != ("note", 1)]

    async def answer(self) -> SysexMessage:
        """The next SysEx of ours that comes back."""
        assembler, found = sysex.Assembler(), None
        while found is None:
            found = assembler.feed(await self.reader.readuntil(b"\xf7"))
        return found


@asynccontextmanager
async def playing(folder: Path, **changes: Any) -> AsyncIterator[Player]:
    sink = RecordingVoice()
    daemon = Daemon(config(folder, **changes), sink)
    ports = await daemon.start()
    try:
        yield await Player(daemon, sink, ports["midi_tcp_port"]).connect()
    finally:
        await daemon.stop()


def cc(control: int, value: int, channel: int = 0) -> mido.Message:
    return mido.Message("control_change", channel=channel, control=control, value=value)


def program(number: int, channel: int = 0) -> mido.Message:
    return mido.Message("program_change", channel=channel, program=number)


def keep(folder: Path, *names: str, kind: str = "fm") -> PresetLibrary:
    library = PresetLibrary(folder / "presets")
    for number, name in enumerate(names):
        library.save(Preset.of(name, kind, {"level": -float(number + 1)}))
    return library


ON, OFF = bytes([0x90, 60, 100]), bytes([0x80, 60, 0])
