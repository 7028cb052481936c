"""OSC over TCP: a connection is subscription, inbox and pace of its own. Framing: `framing`.

A client that does not read is not read from either, gets only the newest of each kind of news when it reads again, and
is closed after `STALLED_SECONDS`. One that stops in the middle of a packet is closed after `PARTIAL_SECONDS`; one whose
machine has vanished, when the kernel's keep-alive has found that out (about a minute).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from typing import cast

from bridge.errors import CannotListen
from bridge.interfaces.links import Peer
from bridge.interfaces.osc.dispatch import Dispatcher
from bridge.interfaces.osc.framing import Framing, framing_of
from bridge.interfaces.osc.packets import Malformed
from bridge.interfaces.peers import AllowedPeers, Subscribers

MAX_CONNECTIONS = 64
WRITE_HIGH, WRITE_LOW = 64 * 1024, 16 * 1024
"""bytes that wait for a client: above the first it is not ready, below the second it is again"""
SEND_BUFFER = 64 * 1024
"""of the kernel, which would take megabytes: what lies there cannot be replaced by newer news any more"""
INBOX_HIGH = 256
"""packets that wait to be worked on: above, no more are read"""
STALLED_SECONDS = 30.0
PARTIAL_SECONDS = 30.0
KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}

log = logging.getLogger(__name__)


class TcpServer:
    """Listens, and counts the connections."""

    def __init__(self, dispatcher: Dispatcher, subscribers: Subscribers, allowed: AllowedPeers) -> None:
        self.dispatcher = dispatcher
        self.subscribers = subscribers
        self.allowed = allowed
        self.connections: set[TcpConnection] = set()
        self._server: asyncio.Server | None = None

    async def start(self, sock: socket.socket) -> None:
        """Take over a bound socket. Raises CannotListen."""
        try:
            self._server = await asyncio.get_running_loop().create_server(lambda: TcpConnection(self), sock=sock)
        except OSError as error:
            raise CannotListen(f"cannot listen for OSC by TCP: {error.strerror}; choose another port") from error

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for connection in list(self.connections):
            connection.close("sds-bridge ends")


class TcpConnection(asyncio.Protocol):
    """One client: a `Link`."""

    stream = True

    def __init__(self, server: TcpServer) -> None:
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._framing: Framing | None = None
        self._writable = True
        self._ended = False  # the client sends no more, but may still listen for answers
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self.peer: Peer = ("", 0)

    @property
    def ready(self) -> bool:
        return self._writable or self._transport is None

    def send(self, packet: bytes) -> None:
        if self._transport is not None and self._framing is not None:
            self._transport.write(self._framing.frame(packet))

    def drained(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if self._ended:
            self._goodbye()
        elif not self._transport.is_reading():
            self._transport.resume_reading()

    def close(self, why: str) -> None:
        """At once; what was not sent is lost."""
        if self._transport is not None:
            log.info("tcp %s:%d closed: %s", *self.peer, why)
            self._transport.abort()
            self.connection_lost(None)

    # asyncio calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername") or ("", 0)
        self.peer = (peer[0], peer[1])
        if not self._server.allowed.allows(self.peer[0]):
            self._server.dispatcher.counters.refused += 1
            return self.close("not an allowed peer")
        if len(self._server.connections) >= MAX_CONNECTIONS:
            self._server.dispatcher.counters.refused += 1
            return self.close(f"{MAX_CONNECTIONS} connections already")
        self._server.connections.add(self)
        self._transport.set_write_buffer_limits(WRITE_HIGH, WRITE_LOW)
        keep_alive(transport.get_extra_info("socket"))

    def data_received(self, data: bytes) -> None:
        whole = 0
        try:
            if self._framing is None:
                self._framing = framing_of(data[0])
            for packet in self._framing.feed(data):
                self._server.dispatcher.receive(self, packet)
                whole += 1
        except Malformed as error:
            self._server.dispatcher.counters.malformed += 1
            return self.close(str(error))
        if whole or not self._framing.pending or "partial" not in self._timers:
            self._deadline("partial", PARTIAL_SECONDS if self._framing.pending else None)
        if self._transport is not None and self._server.dispatcher.inbox.waiting(self) > INBOX_HIGH:
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """Answer what was asked, then close. True: the transport stays open till then."""
        self._ended = True
        self._server.subscribers.remove(self)
        if not self._server.dispatcher.inbox.waiting(self):
            self._goodbye()
        return True

    def pause_writing(self) -> None:
        self._writable = False
        self._deadline("stalled", STALLED_SECONDS)

    def resume_writing(self) -> None:
        self._writable = True
        self._deadline("stalled", None)
        self._server.dispatcher.inbox.wake()

    def connection_lost(self, error: Exception | None) -> None:
        """What it sent before it went is still carried out; nobody hears the answers."""
        if self._transport is None:
            return
        self._transport = None
        for what in list(self._timers):
            self._deadline(what, None)
        self._server.connections.discard(self)
        self._server.subscribers.remove(self)
        self._server.dispatcher.inbox.wake()

    # our own

    def _goodbye(self) -> None:
        """Close when all is sent."""
        if self._transport is not None:
            self._deadline("stalled", STALLED_SECONDS)
            self._transport.close()

    def _deadline(self, what: str, seconds: float | None) -> None:
        """Close in so many seconds unless told otherwise; None takes it back."""
        if (timer := self._timers.pop(what, None)) is not None:
            timer.cancel()
        if seconds is not None:
            words = {"partial": "half a packet for too long", "stalled": "it does not read"}[what]
            self._timers[what] = asyncio.get_running_loop().call_later(seconds, self.close, words)


def bound_tcp(host: str, port: int, purpose: str = "OSC", option: str = "--port") -> socket.socket:
    """A TCP socket that listens, for OSC, HTTP or MIDI. Raises CannotListen."""
    where = f"cannot listen for {purpose} on {host}:{port} (TCP)"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise CannotListen(f"{where}: {error}; check the host") from error
    try:
        if os.name == "posix":
            # a daemon that starts again must not wait until the kernel has forgotten the old connections; elsewhere
            # the option would let two programs have one port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # connections inherit it
        sock.setblocking(False)
        sock.bind(address)
        sock.listen()  # here, for only now is the port ours: two that start at once can both bind it
    except OSError as error:
        sock.close()
        mend = f"stop the other program or choose another port with {option} (0: any free one)"
        raise CannotListen(f"{where}: {error.strerror}; {mend}") from error
    return sock


def keep_alive(sock: socket.socket) -> None:
    """Small packets go at once, and a machine that has vanished is found out. What a system lacks is left out."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEPALIVE.items():
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
