"""The OSC server: UDP and TCP on the same port number, one dispatcher and one list of subscribers behind both."""

from __future__ import annotations

import errno
import socket
from dataclasses import asdict, dataclass

from bridge.errors import CannotListen
from bridge.interfaces.desk import Desk
from bridge.interfaces.events import Event
from bridge.interfaces.osc.dispatch import Dispatcher
from bridge.interfaces.osc.tcp import TcpServer, bound_tcp
from bridge.interfaces.osc.udp import UdpServer, bound_udp
from bridge.interfaces.pacing import DEFAULT_INTERVAL
from bridge.interfaces.peers import AllowedPeers, Subscribers

PORT_TRIES = 20


@dataclass(frozen=True)
class OscSettings:
    """port 0: any free one.  allowed_peers: addresses or networks beside this machine.  interval: seconds."""

    host: str = "127.0.0.1"
    port: int = 9000
    allowed_peers: tuple[str, ...] = ()
    interval: float = DEFAULT_INTERVAL


class OscServer:
    """`desk` does what is asked; `publish` tells the subscribers."""

    def __init__(self, desk: Desk, settings: OscSettings) -> None:
        self._settings = settings
        self.allowed = AllowedPeers(settings.allowed_peers)
        self.subscribers = Subscribers(settings.interval)
        self.dispatcher = Dispatcher(desk, self.subscribers)
        self.udp = UdpServer(self.dispatcher, self.allowed)
        self.tcp = TcpServer(self.dispatcher, self.subscribers, self.allowed)
        self.port = 0

    async def start(self) -> int:
        """Listen; returns the port. Raises CannotListen."""
        datagrams, streams = _bound_pair(self._settings.host, self._settings.port)
        self.port = self.dispatcher.port = datagrams.getsockname()[1]
        await self.udp.start(datagrams)
        await self.tcp.start(streams)
        return self.port

    def publish(self, event: Event) -> None:
        """Push an event to every subscriber, at its pace."""
        self.subscribers.publish(event)

    def facts(self) -> dict[str, int | float | str]:
        """Counters, for the status."""
        return {
            "osc_port": self.port,
            "subscribers": len(self.subscribers),
            "tcp_connections": len(self.tcp.connections),
            "given_up": self.subscribers.given_up,
            "coalesced": self.subscribers.replaced,
            "answer_p50_ms": _ms(self.dispatcher.inbox.latency.percentile(50)),
            "answer_p99_ms": _ms(self.dispatcher.inbox.latency.percentile(99)),
            "answer_p999_ms": _ms(self.dispatcher.inbox.latency.percentile(99.9)),
            "waiting_timetags": len(self.dispatcher.schedule),
            **{f"osc_{name}": count for name, count in asdict(self.dispatcher.counters).items()},
        }

    def close(self) -> None:
        self.subscribers.close()
        self.dispatcher.close()
        self.udp.close()
        self.tcp.close()


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 3)


def _bound_pair(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """UDP and TCP on one number. A free port of UDP may be taken on TCP: then the next try. Raises CannotListen."""
    for left in reversed(range(PORT_TRIES)):
        datagrams = bound_udp(host, port)
        try:
            return datagrams, bound_tcp(host, datagrams.getsockname()[1])
        except CannotListen as error:
            datagrams.close()
            cause = error.__cause__
            if port or not left or not isinstance(cause, OSError) or cause.errno != errno.EADDRINUSE:
                raise
    raise AssertionError("the last try raises")
