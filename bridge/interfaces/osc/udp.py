"""OSC over UDP: one socket, from which everything is sent too."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, cast

from bridge.errors import CannotListen
from bridge.interfaces.links import DatagramLink, Peer
from bridge.interfaces.osc.dispatch import Dispatcher
from bridge.interfaces.peers import AllowedPeers

RECEIVE_BUFFER = 4 * 1024 * 1024
MAX_DATAGRAM = 65535
BATCH = 4096
REMEMBERED = 256
UNSENT_BYTES = 1024 * 1024
"""that may wait for the network card; news beyond are dropped, the next ones are newer"""


class UdpServer(asyncio.DatagramProtocol):
    """Datagrams to packets for the dispatcher, and back."""

    def __init__(self, dispatcher: Dispatcher, allowed: AllowedPeers) -> None:
        self._dispatcher = dispatcher
        self._allowed = allowed
        self._links: dict[Any, DatagramLink] = {}
        """of allowed peers; the same client is the same object, which is quicker to find"""
        self._socket: socket.socket | None = None
        self._transport: asyncio.DatagramTransport | None = None

    async def start(self, sock: socket.socket) -> None:
        """Take over a bound socket."""
        self._socket = sock
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=sock)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        elif self._socket is not None:
            self._socket.close()

    def send(self, packet: bytes, target: Peer) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() > UNSENT_BYTES:  # type: ignore[attr-defined]  # undeclared
            self._dispatcher.counters.unsent += 1
            return
        self._transport.sendto(packet, target)

    # asyncio calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # asyncio's own is no subclass of it

    def datagram_received(self, data: bytes, peer: Any) -> None:
        """Empty the kernel's buffer first and work afterwards: asyncio alone takes one datagram a turn."""
        self.take(data, peer)
        assert self._socket is not None
        for _ in range(BATCH):
            try:
                data, peer = self._socket.recvfrom(MAX_DATAGRAM)
            except OSError:  # empty, which is BlockingIOError; or a report about a peer that is gone
                return
            self.take(data, peer)

    def error_received(self, error: Exception) -> None:
        """A peer that is gone. It may come back."""

    def take(self, data: bytes, peer: Any) -> None:
        """One datagram."""
        link = self._links.get(peer)
        if link is None:
            if not self._allowed.allows(peer[0]):
                self._dispatcher.counters.refused += 1
                return
            if len(self._links) >= REMEMBERED:
                self._links.clear()
            link = self._links[peer] = DatagramLink((peer[0], peer[1]), self.send)
        self._dispatcher.receive(link, data)


def bound_udp(host: str, port: int) -> socket.socket:
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
