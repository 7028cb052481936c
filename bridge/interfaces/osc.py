"""The OSC server: UDP datagrams in, commands on the desk, replies and pushes out. Whatever comes, it goes on.

Malformed packets are counted. Unknown addresses and wrong arguments under /bridge/ are answered with /fail;
messages that we send ourselves are never answered: two daemons that talk to each other fall silent.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any, cast

from bridge.errors import BadRequest, BridgeError, CannotListen
from bridge.interfaces.addresses import INCOMING, OUTGOING, Address, bind
from bridge.interfaces.commands import COMMANDS, dump
from bridge.interfaces.desk import Desk
from bridge.interfaces.events import Event
from bridge.interfaces.osc_messages import Malformed, build, job_atom, parse
from bridge.interfaces.pacing import DEFAULT_INTERVAL
from bridge.interfaces.peers import AllowedPeers, Peer, Subscribers

RECEIVE_BUFFER = 4 * 1024 * 1024
MAX_DATAGRAM = 65535
INBOX = 4096
MESSAGES_A_TURN = 64

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OscSettings:
    """port 0: any free one.  allowed_peers: addresses or networks beside this machine.  interval: seconds."""

    host: str = "127.0.0.1"
    port: int = 9000
    allowed_peers: tuple[str, ...] = ()
    interval: float = DEFAULT_INTERVAL


@dataclass
class Counters:
    """received: datagrams.  refused: from peers that are not allowed.  dropped: came faster than we work."""

    received: int = 0
    malformed: int = 0
    unknown: int = 0
    failed: int = 0
    refused: int = 0
    dropped: int = 0


class OscServer(asyncio.DatagramProtocol):
    """One UDP socket. `desk` does what is asked; `publish` tells the subscribers."""

    def __init__(self, desk: Desk, settings: OscSettings) -> None:
        self._desk = desk
        self._settings = settings
        self._allowed = AllowedPeers(settings.allowed_peers)
        self._subscribers = Subscribers(self._send, settings.interval)
        self._inbox: deque[tuple[bytes, Peer]] = deque()
        self._socket: socket.socket | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self.counters = Counters()
        self.port = 0

    async def start(self) -> int:
        """Listen; returns the port. Raises CannotListen."""
        sock = _bound_socket(self._settings.host, self._settings.port)
        self._socket = sock
        self.port = sock.getsockname()[1]
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=sock)
        return self.port

    def publish(self, event: Event) -> None:
        """Push an event to every subscriber, at its pace."""
        self._subscribers.publish(event)

    def facts(self) -> dict[str, int | float | str]:
        """Counters, for the status."""
        return {"osc_port": self.port, "subscribers": len(self._subscribers)} | {
            f"osc_{name}": count for name, count in asdict(self.counters).items()
        }

    def close(self) -> None:
        self._subscribers.close()
        self._inbox.clear()
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    # asyncio calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # asyncio's own is no subclass of it

    def datagram_received(self, data: bytes, peer: Any) -> None:
        """Empty the kernel's buffer first and work afterwards: asyncio alone takes one datagram a turn."""
        if not self._inbox:
            asyncio.get_running_loop().call_soon(self._work)
        self._take(data, peer)
        assert self._socket is not None
        for _ in range(INBOX):
            try:
                data, peer = self._socket.recvfrom(MAX_DATAGRAM)
            except OSError:  # empty, which is BlockingIOError; or a report about a peer that is gone
                return
            self._take(data, peer)

    def error_received(self, error: Exception) -> None:
        """A peer that is gone. It may come back."""

    # our own

    def _take(self, data: bytes, peer: Any) -> None:
        self.counters.received += 1
        if not self._allowed.allows(peer[0]):
            self.counters.refused += 1
        elif len(self._inbox) >= INBOX:
            self.counters.dropped += 1
        else:
            self._inbox.append((data, (peer[0], peer[1])))

    def _work(self) -> None:
        for _ in range(min(MESSAGES_A_TURN, len(self._inbox))):
            self._handle(*self._inbox.popleft())
        if self._inbox:
            asyncio.get_running_loop().call_soon(self._work)

    def _handle(self, data: bytes, peer: Peer) -> None:
        try:
            messages = parse(data)
        except Malformed:
            self.counters.malformed += 1
            return
        for path, values in messages:
            try:
                self._dispatch(path, values, peer)
            except Exception:  # a fault of ours; the next message deserves its answer all the same
                log.exception("%s could not be handled", path)
                self._fail(path, values, "internal", "an error inside sds-bridge; see its log", peer)

    def _dispatch(self, path: str, values: list[object], peer: Peer) -> None:
        address = INCOMING.get(path)
        if address is None:
            self.counters.unknown += 1
            if path.startswith("/bridge/") and path not in OUTGOING:
                self._fail(path, values, "unknown-address", "unknown address; the README lists them all", peer)
            return
        try:
            for datagram in self._answer(address, bind(address, values), peer):
                self._reply(datagram, peer)
        except BridgeError as error:
            self._fail(path, values, error.code, str(error), peer)

    def _answer(self, address: Address, values: dict[str, Any], peer: Peer) -> list[bytes]:
        if address.path == "/bridge/subscribe":
            if values["port"] == self.port:
                raise BadRequest(f"port {self.port} is the daemon's own; give the port on which you listen")
            self._subscribers.add(peer, values["port"])
            return [build("/done", [address.path, values["port"]]), *dump(self._desk)]
        if address.path == "/bridge/unsubscribe":
            self._subscribers.remove(peer, values["port"])
            return [build("/done", [address.path, values["port"]])]
        return COMMANDS[address.path](self._desk, values)

    def _fail(self, path: str, values: list[object], code: str, message: str, peer: Peer) -> None:
        self.counters.failed += 1
        subject = values[0] if values else ""
        if isinstance(subject, bool) or not isinstance(subject, (int, float, str)):
            subject = ""
        if isinstance(subject, str):
            subject = job_atom(subject[:64])
        self._reply(build("/fail", [path[:200], subject, code, message[:800]]), peer)

    def _reply(self, datagram: bytes, peer: Peer) -> None:
        for target in self._subscribers.reply_targets(peer):
            self._send(datagram, target)

    def _send(self, datagram: bytes, target: Peer) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(datagram, target)


def _bound_socket(host: str, port: int) -> socket.socket:
    """A UDP socket with room for a burst. Raises CannotListen."""
    where = f"cannot listen for OSC on {host}:{port}"
    mend = "stop the other program or choose another port (0: any free one)"
    if not 0 <= port <= 65535:  # the resolver would take it modulo 65,536
        raise CannotListen(f"{where}: no such port; use 1 … 65535, or 0 for any free one")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        sock = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError, OverflowError) as error:
        raise CannotListen(f"{where}: {error}; check the host and port") from error
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        sock.setblocking(False)
        sock.bind(address)
    except (OSError, OverflowError) as error:
        sock.close()
        raise CannotListen(f"{where}: {getattr(error, 'strerror', None) or error}; {mend}") from error
    return sock
