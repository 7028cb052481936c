"""What came and is not worked off yet: one queue a client, in turns, so that a flood of one delays no other."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bridge.interfaces.latency import Latency
from bridge.interfaces.links import Link
from bridge.interfaces.osc.packets import Malformed, Timed, parse_packet

TURN_SECONDS = 0.002
"""of work before the event loop may look at other things"""
PACKETS_A_ROUND, MESSAGES_A_ROUND = 16, 256
"""of one client before the next has its turn"""
MAX_PACKETS, MAX_BYTES = 4096, 4 * 1024 * 1024
"""that wait, of one client"""
MAX_CLIENTS = 1024


@dataclass
class _Queue:
    packets: deque[tuple[bytes, float]] = field(default_factory=deque)
    """with the time when each came"""
    size: int = 0
    messages: deque[Timed] = field(default_factory=deque)
    """the rest of the packet in hand"""
    came: float = 0.0
    """when that one came"""


class Inbox:
    """`handle` is called with each message, in order within a client, and must not raise.

    At most `MAX_PACKETS` and `MAX_BYTES` of a client wait, of at most `MAX_CLIENTS`; connections are told to wait
    (`Link.drained` says go on), datagrams beyond are dropped. A packet's messages come without others between them, up
    to `MESSAGES_A_ROUND`. malformed: called for a packet that is not OSC.
    """

    def __init__(self, handle: Callable[[Timed, Link], None], malformed: Callable[[Link], None]) -> None:
        self._handle = handle
        self._malformed = malformed
        self._queues: dict[Link, _Queue] = {}
        self.latency = Latency()
        """from the arrival of a packet to the end of work on it"""
        self._scheduled = False

    def put(self, link: Link, packet: bytes) -> bool:
        """False: dropped. What came by a connection is never dropped: it is held back at its source."""
        queue = self._queues.get(link)
        if queue is None:
            if len(self._queues) >= MAX_CLIENTS and not link.stream:
                return False
            queue = self._queues[link] = _Queue()
        elif (len(queue.packets) >= MAX_PACKETS or queue.size >= MAX_BYTES) and not link.stream:
            return False
        queue.packets.append((packet, time.perf_counter()))
        queue.size += len(packet)
        self.wake()
        return True

    def put_due(self, link: Link, messages: list[Timed]) -> None:
        """Messages whose time has come; there are few (`schedule` bounds them)."""
        self._queues.setdefault(link, _Queue()).messages.extend(messages)
        self.wake()

    def waiting(self, link: Link) -> int:
        """Packets of a client that wait."""
        queue = self._queues.get(link)
        return len(queue.packets) if queue else 0

    def wake(self) -> None:
        """There is work, or a client takes answers again."""
        if not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._turn)

    def clear(self) -> None:
        self._queues.clear()

    def _turn(self) -> None:
        self._scheduled = False
        end = time.perf_counter() + TURN_SECONDS
        while time.perf_counter() < end:
            able = [link for link in self._queues if link.ready]
            if not able:
                return  # until someone wakes us
            for link in able:
                self._serve(link)
                if time.perf_counter() >= end:
                    break
        if self._queues:
            self.wake()

    def _serve(self, link: Link) -> None:
        """A few packets, or the next part of a long one. Then the client goes to the end of the line."""
        queue = self._queues[link]
        messages = queue.messages
        left = MESSAGES_A_ROUND
        for _ in range(PACKETS_A_ROUND):
            if not messages:
                if not queue.packets:
                    break
                self._open(link, queue)
            while messages and left and link.ready:
                self._handle(messages.popleft(), link)
                left -= 1
            if messages:
                break
            if queue.came:
                self.latency.note(time.perf_counter() - queue.came)
                queue.came = 0.0
        del self._queues[link]
        if messages or queue.packets:
            self._queues[link] = queue
        else:
            link.drained()

    def _open(self, link: Link, queue: _Queue) -> None:
        packet, queue.came = queue.packets.popleft()
        queue.size -= len(packet)
        try:
            queue.messages.extend(parse_packet(packet))
        except Malformed:
            self._malformed(link)
