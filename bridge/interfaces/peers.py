"""Who may talk to us, and who listens."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bridge.errors import BadRequest
from bridge.interfaces.events import Event, VoiceParam, replaces
from bridge.interfaces.links import Link
from bridge.interfaces.osc.messages import datagrams
from bridge.interfaces.pacing import PacedOutlet

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
        address = getattr(address, "ipv4_mapped", None) or address  # ::ffff:192.168.1.7, as a socket on "::" sees it
        return address.is_loopback or any(address in network for network in self._networks)


@dataclass
class Subscriber:
    """target: where to send.  source: where the subscription came from."""

    target: Link
    source: Link
    outlet: PacedOutlet[Event]


class Subscribers:
    """At most `MAX_SUBSCRIBERS`; the one that renewed longest ago makes room for a new one."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._by_target: dict[Link, Subscriber] = {}
        self.given_up = 0
        """connections closed because they did not read what they subscribed to"""

    def __len__(self) -> int:
        return len(self._by_target)

    @property
    def replaced(self) -> int:
        """News that newer ones made needless, for those who listen now."""
        return sum(s.outlet.replaced for s in self._by_target.values())

    def add(self, source: Link, target: Link) -> None:
        """Subscribe or renew."""
        self.remove(target)
        while len(self._by_target) >= MAX_SUBSCRIBERS:
            self.remove(next(iter(self._by_target)))

        def deliver(event: Event) -> None:
            for packet in datagrams(event):
                target.send(packet)

        def give_up() -> None:
            self.given_up += 1
            self.remove(target)
            target.close("it subscribed and does not read")

        outlet = PacedOutlet(deliver, self._interval, lambda: target.ready, give_up)
        self._by_target[target] = Subscriber(target, source, outlet)

    def remove(self, target: Link) -> None:
        """Unsubscribe; nothing happens when it was not subscribed."""
        subscriber = self._by_target.pop(target, None)
        if subscriber is not None:
            subscriber.outlet.close()

    def publish(self, event: Event) -> None:
        """To everyone, at the pace of each."""
        if isinstance(event, VoiceParam):
            return
        key = replaces(event)
        for subscriber in list(self._by_target.values()):  # one may be given up on the way
            if key is None:
                subscriber.outlet.push(event)
            else:
                subscriber.outlet.offer(key, event)

    def reply_targets(self, sender: Link) -> set[Link]:
        """Where a reply goes: on the same connection; or back to the sender's port, and to the port it subscribed.

        A datagram's sender that is no subscriber's own socket (`oscsend` takes a new port each time, and a DAW often
        sends from another port than it listens on) is taken for any subscriber of the same machine.
        """
        if sender.stream:
            return {sender}
        mine = [s for s in self._by_target.values() if not s.target.stream]
        own = {s.target for s in mine if sender in (s.source, s.target)}
        return {sender} | (own or {s.target for s in mine if s.target.peer[0] == sender.peer[0]})

    def close(self) -> None:
        for target in list(self._by_target):
            self.remove(target)
