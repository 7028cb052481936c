"""From message to command to answer, whatever the transport. Whatever comes, it goes on.

Unknown addresses and wrong arguments under /bridge/ are answered with /fail; messages that we send ourselves are never
answered: two daemons that talk to each other fall silent.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from bridge.errors import BadRequest, BridgeError
from bridge.interfaces.address import Address
from bridge.interfaces.addresses import OUTGOING, bind, find, matching
from bridge.interfaces.commands import COMMANDS, dump
from bridge.interfaces.desk import Desk
from bridge.interfaces.inbox import Inbox
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.links import DatagramLink, Link
from bridge.interfaces.osc.messages import build, job_atom
from bridge.interfaces.osc.packets import Timed
from bridge.interfaces.osc.patterns import is_pattern
from bridge.interfaces.peers import Subscribers
from bridge.interfaces.schedule import Schedule

COSTLY_A_SECOND, COSTLY_BURST = 25.0, 100

log = logging.getLogger(__name__)


@dataclass
class Counters:
    """received: packets.  refused: from peers that are not allowed.  dropped: came faster than we work.

    unsent: datagrams that the network did not take.  scheduled: messages that waited for their time tag.
    internal: faults of ours, which are in the log.
    """

    received: int = 0
    malformed: int = 0
    unknown: int = 0
    failed: int = 0
    refused: int = 0
    dropped: int = 0
    unsent: int = 0
    scheduled: int = 0
    internal: int = 0


class Dispatcher:
    """`desk` does what is asked. port: our own, which nobody may subscribe.  limit: of costly requests."""

    def __init__(self, desk: Desk, subscribers: Subscribers, limit: RateLimit | None = None) -> None:
        self._desk = desk
        self._subscribers = subscribers
        self._limit = limit or RateLimit(COSTLY_A_SECOND, COSTLY_BURST)
        self.counters = Counters()
        self.inbox = Inbox(self.handle, self._malformed)
        self.schedule = Schedule(self.inbox.put_due)
        self.port = 0

    def receive(self, link: Link, packet: bytes) -> None:
        """A packet of somebody who is allowed."""
        self.counters.received += 1
        if not self.inbox.put(link, packet):
            self.counters.dropped += 1

    def close(self) -> None:
        self.schedule.close()
        self.inbox.clear()

    def _malformed(self, link: Link) -> None:
        self.counters.malformed += 1

    def handle(self, message: Timed, link: Link) -> None:
        """One message, now or when it is due. Never raises."""
        path, values = message.path, message.values
        try:
            if message.due is not None and (delay := self.schedule.delay(message)):
                self.schedule.wait(link, Timed(path, values, message.due), delay)
                self.counters.scheduled += 1
                return
            if is_pattern(path):
                self._dispatch_all(path, values, link)
            else:
                self._dispatch(path, values, link)
        except BridgeError as error:
            self._fail(path, values, error.code, str(error), link)
        except Exception:  # a fault of ours; the next message deserves its answer all the same
            self.counters.internal += 1
            log.exception("%s could not be handled", path)
            self._fail(path, values, "internal", "an error inside sds-bridge; see its log", link)

    def _dispatch_all(self, pattern: str, values: list[Any], link: Link) -> None:
        """Every address that the pattern means and that takes these arguments. Raises BadRequest when none does."""
        paths = matching(pattern, tuple(self._desk.sounding().parameters))
        refused: BadRequest | None = None
        taken = 0
        for path in paths:
            try:
                self._dispatch(path, values, link)
                taken += 1
            except BadRequest as error:
                refused = refused or error
            except BridgeError as error:
                self._fail(path, values, error.code, str(error), link)
                taken += 1
        if not paths:
            self.counters.unknown += 1
            if pattern.startswith("/bridge/"):
                raise BadRequest("the pattern means no address; `sds-bridge serve --addresses` lists all")
        if not taken and refused is not None:
            raise refused

    def _dispatch(self, path: str, values: list[Any], link: Link) -> None:
        address, named = find(path)
        if address is None:
            self.counters.unknown += 1
            if path.startswith("/bridge/") and path not in OUTGOING:
                self._fail(
                    path, values, "unknown-address", "unknown address; `sds-bridge serve --addresses` lists all", link
                )
            return
        bound = bind(address, values) | named
        if address.costly:
            self._limit.take(link.peer[0], path)
        for packet in self._answer(address, bound, link):
            self._reply(packet, link)

    def _answer(self, address: Address, values: dict[str, Any], link: Link) -> list[bytes]:
        if address.path == "/bridge/subscribe":
            target = self._target(values.get("port"), link)
            self._subscribers.add(link, target)
            return [build("/done", [address.path, target.peer[1]]), *dump(self._desk)]
        if address.path == "/bridge/unsubscribe":
            target = self._target(values.get("port"), link)
            self._subscribers.remove(target)
            return [build("/done", [address.path, target.peer[1]])]
        return COMMANDS[address.path](self._desk, values)

    def _target(self, port: int | None, link: Link) -> Link:
        """Where pushes shall go: on the connection, else to a port of the sender's own machine. Raises BadRequest.

        No message names another machine: nobody can be made to receive what he did not ask for.
        """
        if not isinstance(link, DatagramLink) or port is None:
            return link
        if not 1 <= port <= 65535:
            raise BadRequest(f"port {port} is out of range; use 1 … 65535")
        if port == self.port:
            raise BadRequest(f"port {port} is the daemon's own; give the port on which you listen")
        return DatagramLink((link.peer[0], port), link.send_to)

    def _fail(self, path: str, values: list[Any], code: str, message: str, link: Link) -> None:
        self.counters.failed += 1
        subject = values[0] if values else ""
        if isinstance(subject, bool) or not isinstance(subject, (int, float, str)):
            subject = ""
        if isinstance(subject, str):
            subject = job_atom(subject[:64])
        self._reply(build("/fail", [path[:200], subject, code, message[:800]]), link)

    def _reply(self, packet: bytes, link: Link) -> None:
        for target in self._subscribers.reply_targets(link):
            target.send(packet)
