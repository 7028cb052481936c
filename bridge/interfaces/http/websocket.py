"""A client inside a WebSocket: binary frames are OSC packets, both ways; text frames are OSCQuery's commands.

{"COMMAND": "LISTEN", "DATA": "/bridge/voice/param/level"} asks for that node's value whenever it changes; IGNORE ends
it. Values come as OSC packets, at most `LISTEN_INTERVAL` apart, the newest only.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import deque
from typing import Any, Protocol

from bridge.interfaces.desk import Desk
from bridge.interfaces.events import Event, JobParams, VoiceParam, VoiceParams, VoiceState
from bridge.interfaces.http import oscquery
from bridge.interfaces.links import Peer
from bridge.interfaces.osc.dispatch import Dispatcher
from bridge.interfaces.osc.messages import build
from bridge.interfaces.pacing import DEFAULT_INTERVAL, PacedOutlet

MAX_LISTENED = 2048
QUEUE_BYTES = 256 * 1024
"""that wait for a client; above, it is not ready"""
QUEUE_PACKETS = 4096
INBOX_HIGH = 256
STALLED_SECONDS = 30.0

log = logging.getLogger(__name__)


class Frames(Protocol):
    """The library's connection, as far as we use it."""

    @property
    def remote_address(self) -> Any: ...

    async def send(self, message: bytes | str) -> None: ...

    async def recv(self) -> bytes | str: ...

    @property
    def transport(self) -> Any: ...


class WebSocketLink:
    """A `Link`. `serve` runs until the client is gone."""

    stream = True

    def __init__(self, frames: Frames, desk: Desk, interval: float = DEFAULT_INTERVAL) -> None:
        self._frames = frames
        self._desk = desk
        self.peer: Peer = (str(frames.remote_address[0]), int(frames.remote_address[1]))
        self._out: deque[bytes | str] = deque()
        self._out_bytes = 0
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._sent: dict[str, list[Any] | None] = {}  # listened paths, and the value the client has
        self._voice = ""
        self._outlet: PacedOutlet[None] = PacedOutlet(lambda _: self._tell_changes(), interval, lambda: self.ready)
        self._dispatcher: Dispatcher | None = None
        self._closed = False

    @property
    def ready(self) -> bool:
        return self._closed or self._out_bytes < QUEUE_BYTES

    def send(self, packet: bytes | str) -> None:
        if self._closed:
            return
        self._out.append(packet)
        self._out_bytes += len(packet)
        if len(self._out) > QUEUE_PACKETS:
            return self.close("it does not read")
        self._wake.set()

    def drained(self) -> None:
        self._room.set()

    def close(self, why: str) -> None:
        if not self._closed:
            log.info("websocket %s:%d closed: %s", *self.peer, why)
            self._closed = True
            self._frames.transport.abort()
            self._wake.set()
            self._room.set()

    def notice(self, event: Event) -> None:
        """Something was published; if it can have changed a value, the listened ones are looked at in due time."""
        if self._sent and isinstance(event, (VoiceState, VoiceParams, VoiceParam, JobParams)):
            self._outlet.offer("values", None)

    async def serve(self, dispatcher: Dispatcher) -> None:
        """Take frames until the end; a packet that is not OSC is counted like any other."""
        self._dispatcher = dispatcher
        self._voice = self._desk.playing().voice
        writer = asyncio.create_task(self._write())
        try:
            with contextlib.suppress(Exception):  # however it ended: the connection is gone
                while not self._closed:
                    await self._take(await self._frames.recv(), dispatcher)
        finally:
            self._closed = True
            self._outlet.close()
            writer.cancel()
            dispatcher.inbox.wake()

    async def _take(self, frame: bytes | str, dispatcher: Dispatcher) -> None:
        if isinstance(frame, str):
            self._command(frame)
            return
        dispatcher.receive(self, frame)
        if dispatcher.inbox.waiting(self) > INBOX_HIGH:  # not read on until it is worked off
            self._room.clear()
            await self._room.wait()

    async def _write(self) -> None:
        """Send what waits; `send` waits when the client does not read."""
        with contextlib.suppress(Exception):
            while True:
                while self._out:
                    packet = self._out.popleft()
                    async with asyncio.timeout(STALLED_SECONDS):
                        await self._frames.send(packet)
                    self._out_bytes -= len(packet)
                    if self._dispatcher is not None and self._out_bytes < QUEUE_BYTES <= self._out_bytes + len(packet):
                        self._dispatcher.inbox.wake()
                self._wake.clear()
                await self._wake.wait()
        self.close("it does not read, or is gone")

    def _command(self, text: str) -> None:
        """LISTEN or IGNORE; anything else is passed over, as the proposal wants."""
        try:
            message = json.loads(text)
            command, path = message["COMMAND"], message["DATA"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return
        if not isinstance(path, str):
            return
        if command == "LISTEN" and len(self._sent) < MAX_LISTENED and path in oscquery.values(self._desk):
            self._sent.setdefault(path, None)
            self._outlet.offer("values", None)
        elif command == "IGNORE":
            self._sent.pop(path, None)

    def _tell_changes(self) -> None:
        known = oscquery.values(self._desk)
        voice = known[oscquery.STATE][0]
        if voice != self._voice:
            self._voice = voice
            self._sent = {path: had for path, had in self._sent.items() if path in known}
            self.send(json.dumps({"COMMAND": "PATH_CHANGED", "DATA": oscquery.PARAMETERS}))
        for path, had in self._sent.items():
            value = known.get(path)
            if value is not None and value != had:
                self._sent[path] = value
                self.send(build(path, value))
