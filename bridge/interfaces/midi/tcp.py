"""MIDI by TCP: the bytes of a cable on a stream, as `mido.sockets` has it, for machines without a MIDI system.

    mido.sockets.connect("127.0.0.1", 9100).send(mido.Message("note_on", note=60))

mido's own server polls and blocks, so this one is asyncio's. Who floods is read in turns with all others; who does not
read loses the SysEx that it does not take; a wire that is cut lets its notes go.
"""

from __future__ import annotations

import asyncio
import logging

from bridge.errors import CannotListen
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.midi.channels import Instrument
from bridge.interfaces.midi.sysex import Librarian
from bridge.interfaces.midi.wire import MidiCounters, MidiWire
from bridge.interfaces.osc.tcp import bound_tcp, keep_alive
from bridge.interfaces.peers import AllowedPeers
from bridge.presets.sysex_port import LOCAL

MAX_CONNECTIONS = 16
READ_BYTES = 128
"""at a time: some forty messages, well below a millisecond, before the next wire and everybody else have their turn"""
BUFFER_BYTES = 16 * 1024
GOODBYE_SECONDS = 5.0
"""for answers to one who has said all, but may still listen"""

log = logging.getLogger(__name__)


class MidiTcpServer:
    """Every connection is a `MidiWire`."""

    def __init__(
        self, instrument: Instrument, librarian: Librarian, counters: MidiCounters, limit: RateLimit,
        allowed: AllowedPeers,
    ) -> None:  # fmt: skip
        self._instrument, self._librarian = instrument, librarian
        self._counters, self._limit, self._allowed = counters, limit, allowed
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.wires: set[MidiWire] = set()
        self.turned_away = 0

    async def start(self, host: str, port: int) -> int:
        """Listen; returns the port. Raises CannotListen."""
        sock = bound_tcp(host, port, "MIDI", "--midi-tcp")
        try:
            self._server = await asyncio.start_server(self._serve, sock=sock, limit=BUFFER_BYTES)
        except OSError as error:
            sock.close()
            raise CannotListen(f"cannot listen for MIDI by TCP: {error.strerror}; choose another port") from error
        return int(sock.getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = (writer.get_extra_info("peername") or ("",))[0]
        if not self._allowed.allows(host) or len(self.wires) >= MAX_CONNECTIONS:
            self.turned_away += 1
            log.info("MIDI by TCP: %s was turned away", host)
            writer.transport.abort()
            return
        keep_alive(writer.get_extra_info("socket"))

        async def write(message: bytes) -> None:
            writer.write(message)
            await writer.drain()

        wire = MidiWire(self._instrument, self._librarian, self._counters, self._limit, host, write, LOCAL)
        task = asyncio.current_task()
        assert task is not None
        self.wires.add(wire)
        self._tasks.add(task)
        try:
            while data := await reader.read(READ_BYTES):
                await wire.hear(data)
                await asyncio.sleep(0)
            await wire.end(GOODBYE_SECONDS)
        except (OSError, asyncio.CancelledError):
            pass  # it is gone, or we stop
        finally:
            wire.close()
            self.wires.discard(wire)
            self._tasks.discard(task)
            writer.transport.abort()
