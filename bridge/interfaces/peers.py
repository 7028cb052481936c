"""Who may talk to us, and who listens."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from bridge.errors import BadRequest
from bridge.interfaces.events import Event, replaces
from bridge.interfaces.osc_messages import datagrams
from bridge.interfaces.pacing import PacedOutlet

Peer = tuple[str, int]
Send = Callable[[bytes, Peer], None]
MAX_SUBSCRIBERS = 16


class AllowedPeers:
    """This machine always; others only when the user named their address or network (`192.168.1.0/24`)."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        try:
            self._networks = [ipaddress.ip_network(text, strict=False) for text in networks]
        except ValueError as error:
            raise BadRequest(f"allowed peers: {error}; give addresses such as 192.168.1.7 or 192.168.1.0/24") from error
        self.allows = lru_cache(maxsize=256)(self._allows)

    def _allows(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return address.is_loopback or any(address in network for network in self._networks)


@dataclass
class Subscriber:
    """target: where to send.  source: where the subscription came from."""

    target: Peer
    source: Peer
    outlet: PacedOutlet[Event]


class Subscribers:
    """At most `MAX_SUBSCRIBERS`; the one that renewed longest ago makes room for a new one."""

    def __init__(self, send: Send, interval: float) -> None:
        self._send = send
        self._interval = interval
        self._by_target: dict[Peer, Subscriber] = {}

    def __len__(self) -> int:
        return len(self._by_target)

    def add(self, source: Peer, port: int) -> None:
        """Subscribe or renew. Raises BadRequest for an impossible port."""
        if not 1 <= port <= 65535:
            raise BadRequest(f"port {port} is out of range; use 1 … 65535")
        self.remove(source, port)
        target = (source[0], port)
        while len(self._by_target) >= MAX_SUBSCRIBERS:
            self._drop(next(iter(self._by_target)))

        def deliver(event: Event) -> None:
            for datagram in datagrams(event):
                self._send(datagram, target)

        self._by_target[target] = Subscriber(target, source, PacedOutlet(deliver, self._interval))

    def remove(self, source: Peer, port: int) -> None:
        self._drop((source[0], port))

    def publish(self, event: Event) -> None:
        """To everyone, at the pace of each."""
        key = replaces(event)
        for subscriber in self._by_target.values():
            if key is None:
                subscriber.outlet.push(event)
            else:
                subscriber.outlet.offer(key, event)

    def reply_targets(self, sender: Peer) -> set[Peer]:
        """Where a reply goes: back to the sender's port, and to the port it subscribed.

        A sender that is no subscriber's own socket (`oscsend` takes a new port each time, and a DAW often
        sends from another port than it listens on) is taken for any subscriber of the same machine.
        """
        own = {s.target for s in self._by_target.values() if sender in (s.source, s.target)}
        return {sender} | (own or {s.target for s in self._by_target.values() if s.target[0] == sender[0]})

    def close(self) -> None:
        for target in list(self._by_target):
            self._drop(target)

    def _drop(self, target: Peer) -> None:
        subscriber = self._by_target.pop(target, None)
        if subscriber is not None:
            subscriber.outlet.close()
