"""MIDI: the doors that were asked for, behind both of them the same instrument and library.

    tcp · ports ─► wire ─► stream ─► channels (zones) ─► instrument
                     │         └───► sysex ────────────► librarian
    clients ◄─ pacing ◄┘

`table` says what every message means, and `page` makes MIDI.md from it; `memory` keeps what was taught.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass

from bridge.errors import BridgeError
from bridge.interfaces.desk import Fact
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.midi.channels import Instrument
from bridge.interfaces.midi.ports import MidiPort
from bridge.interfaces.midi.sysex import Librarian
from bridge.interfaces.midi.tcp import MidiTcpServer
from bridge.interfaces.midi.wire import MidiCounters, MidiWire
from bridge.interfaces.peers import AllowedPeers
from bridge.presets import sysex

COSTLY_A_SECOND, COSTLY_BURST = 10.0, 40
"""whole SysEx bodies of a machine"""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MidiSettings:
    """tcp_port: 0 is any free one, None: no TCP.  port: "virtual", a part of a name, None: no port.

    dump: whether every finished preset is sent to all wires as SysEx.
    """

    host: str = "127.0.0.1"
    tcp_port: int | None = None
    port: str | None = None
    allowed_peers: tuple[str, ...] = ()
    dump: bool = False

    @property
    def open(self) -> bool:
        return self.tcp_port is not None or self.port is not None


class MidiServer:
    """Started and stopped with the daemon, also when no door is wanted."""

    def __init__(self, instrument: Instrument, librarian: Librarian, settings: MidiSettings) -> None:
        self.settings = settings
        self._librarian = librarian
        self._counters = MidiCounters()
        limit = RateLimit(COSTLY_A_SECOND, COSTLY_BURST)
        allowed = AllowedPeers(settings.allowed_peers)
        self._tcp = MidiTcpServer(instrument, librarian, self._counters, limit, allowed)
        self._tcp_port = 0
        self._port: MidiPort | None = None
        self._port_parts = (instrument, librarian, self._counters, limit)
        self._dumps: set[asyncio.Task[None]] = set()

    async def start(self) -> dict[str, int]:
        """Returns the ports by name. Raises CannotListen; a MIDI port that is missing is said in `problem` only."""
        ports = {}
        if self.settings.tcp_port is not None:
            ports["midi_tcp_port"] = self._tcp_port = await self._tcp.start(self.settings.host, self.settings.tcp_port)
        if self.settings.port is not None:
            self._port = MidiPort(self.settings.port, *self._port_parts)
            await self._port.start()
        return ports

    async def stop(self) -> None:
        for task in self._dumps:
            task.cancel()
        await self._tcp.stop()
        if self._port is not None:
            await self._port.stop()

    @property
    def problem(self) -> str:
        """What is wrong with the named or virtual port; "" when nothing is."""
        return self._port.problem if self._port is not None else ""

    def finished(self, name: str) -> None:
        """A fit has left this preset in the library."""
        if self.settings.dump and self._wires():
            task = asyncio.get_running_loop().create_task(self._dump(name))
            self._dumps.add(task)
            task.add_done_callback(self._dumps.discard)

    def facts(self) -> dict[str, Fact]:
        if not self.settings.open:
            return {}
        port = self._port
        return {
            "midi_tcp_port": self._tcp_port,
            "midi_connections": len(self._tcp.wires),
            "midi_port": port.state if port is not None else "",
            "midi_problem": self.problem[:200],
            "midi_dropped": port.dropped if port is not None else 0,
            "midi_turned_away": self._tcp.turned_away,
            **{f"midi_{name}": count for name, count in asdict(self._counters).items()},
        }

    def _wires(self) -> list[MidiWire]:
        port = [self._port.wire] if self._port is not None and self._port.wire is not None else []
        return [*self._tcp.wires, *port]

    async def _dump(self, name: str) -> None:
        try:
            messages = await asyncio.to_thread(lambda: sysex.encode(self._librarian.recall(name)))
        except BridgeError as error:
            log.error("preset %r cannot go out as SysEx: %s", name, error)
            return
        for wire in self._wires():
            wire.send(messages)
