"""A link is a way to one client: where its packets come from and where answers go, whatever the transport."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

Peer = tuple[str, int]


class Link(Protocol):
    """Hashable; no call blocks. `send` on a link whose client is gone does nothing."""

    @property
    def peer(self) -> Peer:
        """Address and port of the client."""

    @property
    def stream(self) -> bool:
        """A connection: replies and pushes stay on it and nothing is lost; otherwise datagrams."""

    @property
    def ready(self) -> bool:
        """Whether the client takes more now. While it does not, nothing of it is worked on and no news are sent."""

    def send(self, packet: bytes) -> None: ...

    def drained(self) -> None:
        """All packets that came are worked off."""

    def close(self, why: str) -> None:
        """Give the client up."""


@dataclass(frozen=True)
class DatagramLink:
    """A client on UDP. Two of the same address are the same link."""

    peer: Peer
    send_to: Callable[[bytes, Peer], None] = field(compare=False, repr=False)

    stream = False
    ready = True

    def send(self, packet: bytes) -> None:
        self.send_to(packet, self.peer)

    def drained(self) -> None:
        """Datagrams cannot be held back."""

    def close(self, why: str) -> None:
        """There is no connection to close."""
