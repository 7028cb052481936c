"""One wire of MIDI, whatever carries it: bytes in, answers out, and nothing that comes can end it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bridge.errors import BridgeError
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.midi.channels import Instrument, MidiChannels
from bridge.interfaces.midi.stream import MidiStream
from bridge.interfaces.midi.sysex import Librarian, MidiSysex
from bridge.presets.sysex_port import Pace

MAX_WAITING = 4 * 1024 * 1024
"""bytes that wait for a wire which takes nothing; more are dropped, whole dumps at a time"""

log = logging.getLogger(__name__)


@dataclass
class MidiCounters:
    """received: messages.  passed_over: bytes that were none.  refused: SysEx that could not be used.
    unsent: SysEx that a wire did not take.  internal: faults of ours, which are in the log.
    """

    received: int = 0
    passed_over: int = 0
    refused: int = 0
    unsent: int = 0
    internal: int = 0


class MidiWire:
    """write: sends bytes, and waits while the other end takes none.  pace: of SysEx that goes out.

    peer: who is there, for the limit of costly requests.
    """

    def __init__(
        self,
        instrument: Instrument,
        librarian: Librarian,
        counters: MidiCounters,
        limit: RateLimit,
        peer: str,
        write: Callable[[bytes], Awaitable[None]],
        pace: Pace,
    ) -> None:
        self._stream, self._channels = MidiStream(), MidiChannels(instrument)
        self._sysex = MidiSysex(librarian, lambda: limit.take(peer, "SysEx"))
        self._counters, self._peer = counters, peer
        self._write, self._pace = write, pace
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._news, self._idle = asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._sender = asyncio.get_running_loop().create_task(self._send_all())

    async def hear(self, data: bytes) -> None:
        """Never raises for what comes."""
        before = self._stream.passed_over
        for message in self._stream.feed(data):
            self._counters.received += 1
            try:
                if message[0] == 0xF0:
                    self.send(await self._sysex.hear(message))
                else:
                    self._channels.hear(message)
            except BridgeError as error:
                self._counters.refused += 1
                log.info("MIDI from %s: %s", self._peer, error)
            except Exception:  # a fault of ours; the next message is heard all the same
                self._counters.internal += 1
                log.exception("a MIDI message from %s could not be handled", self._peer)
        self._counters.passed_over += self._stream.passed_over - before

    def send(self, messages: Sequence[bytes]) -> None:
        """SysEx, when all that waits has gone."""
        size = sum(map(len, messages))
        if self._size + size > MAX_WAITING:
            self._counters.unsent += len(messages)
            return
        if messages:
            self._waiting.extend(messages)
            self._size += size
            self._idle.clear()
            self._news.set()

    async def end(self, seconds: float) -> None:
        """Nothing more will come: notes go at once, answers that wait may still be sent for so long."""
        self._channels.close()
        with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)

    def close(self) -> None:
        """The wire is cut."""
        self._sender.cancel()
        self._channels.close()

    async def _send_all(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                message = self._waiting.popleft()
                self._size -= len(message)
                try:
                    await self._write(message)
                except (OSError, BridgeError) as error:
                    self._counters.unsent += 1
                    log.info("MIDI to %s: %s", self._peer, error)
                if pause := self._pace.after(message):
                    await asyncio.sleep(pause)
            self._idle.set()
