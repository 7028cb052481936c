"""Hostile HTTP and WebSocket, for `fuzz`: requests as bytes, and what a client says inside a WebSocket.

The library's own protocol reads the bytes, without a socket; what comes out goes through our door, as in the daemon.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request
from websockets.server import ServerProtocol

from bridge.bench.daemon.broken import broken, odd
from bridge.bench.daemon.quiet import QuietDesk
from bridge.interfaces.events import VoiceParam
from bridge.interfaces.http.oscquery import PARAMETERS
from bridge.interfaces.http.server import HttpServer, HttpSettings
from bridge.interfaces.http.websocket import WebSocketLink
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.osc.dispatch import Dispatcher
from bridge.interfaces.osc.messages import build, parse
from bridge.interfaces.osc.packets import MAX_PACKET
from bridge.interfaces.osc.server import OscServer, OscSettings
from bridge.interfaces.peers import Subscribers

HERE, PORT = "127.0.0.1", 9080
STATUSES = frozenset({200, 204, 400, 403, 404, 405, 414})
NODE = f"{PARAMETERS}/level"
SEPARATOR = b"\n\0\n"
"""between the frames of an input"""


def try_http() -> Callable[[bytes], None]:
    """A request from its bytes to our answer. Raises what escapes, and for an answer that must not be."""
    desk = QuietDesk()
    server = HttpServer(desk, OscServer(desk, OscSettings()), HttpSettings())
    server.port = PORT
    server.limit = RateLimit(1e9, 10**9)
    there = cast(ServerConnection, SimpleNamespace(local_address=(HERE, PORT), remote_address=(HERE, 1)))

    def read(data: bytes) -> None:
        protocol = ServerProtocol(max_size=MAX_PACKET)
        protocol.receive_data(data)
        protocol.receive_eof()
        for event in protocol.events_received():
            if not isinstance(event, Request):
                continue
            answer = server.answer(there, event)
            if answer is None:  # a WebSocket, which only our own pages and programs may open
                if event.headers.get_all("Host") not in ([f"{HERE}:{PORT}"], [f"localhost:{PORT}"], [f"[::1]:{PORT}"]):
                    raise RuntimeError("a WebSocket for a stranger")
                continue
            if answer.status_code not in STATUSES or "Access-Control-Allow-Origin" in answer.headers:
                raise RuntimeError(f"status {answer.status_code}")
            if answer.body:
                json.loads(answer.body)

    return read


class _Frames:
    """A WebSocket's connection on which these frames come, and then the end."""

    def __init__(self, frames: Sequence[bytes | str]) -> None:
        self._coming = list(frames)
        self.sent: list[bytes | str] = []
        self.remote_address = (HERE, 1)
        self.transport = SimpleNamespace(abort=lambda: None)

    async def send(self, message: bytes | str) -> None:
        self.sent.append(message)

    async def recv(self) -> bytes | str:
        for _ in range(4):  # what came before is worked off
            await asyncio.sleep(0)
        if not self._coming:
            raise EOFError
        return self._coming.pop(0)


def try_websocket() -> Callable[[bytes], None]:
    """Frames of one client, text or OSC, with a `SEPARATOR` between them; what is listened to changes meanwhile.

    Raises what escapes, and for an answer that is neither OSC nor JSON.
    """
    loop = asyncio.new_event_loop()
    desk = QuietDesk()

    async def talk(frames: Sequence[bytes | str]) -> None:
        dispatcher = Dispatcher(desk, Subscribers(0.0), RateLimit(1e9, 10**9))
        ends = _Frames(frames)
        link = WebSocketLink(ends, desk, interval=0.0)
        serving = asyncio.ensure_future(link.serve(dispatcher))
        link.notice(VoiceParam("level", 0.0))
        await serving
        for answer in ends.sent:
            json.loads(answer) if isinstance(answer, str) else parse(answer)
        if dispatcher.counters.internal:
            raise RuntimeError("an error inside")
        dispatcher.close()

    def read(data: bytes) -> None:
        frames = [_frame(piece) for piece in data.split(SEPARATOR)[:32]]
        loop.run_until_complete(talk(frames))

    return read


def _frame(piece: bytes) -> bytes | str:
    """Text if it begins like JSON: the library gives text frames as strings, which are UTF-8 or refused."""
    return piece.decode("utf-8", "replace") if piece[:1] in (b"{", b"[", b'"') else piece


def requests(rng: random.Random) -> Iterator[bytes]:
    """For `try_http`."""
    targets = ("/", "/bridge/voice", NODE, f"{NODE}?VALUE", "/?HOST_INFO", "/?NONSENSE", "//%2e%2e/", "/" + "x" * 3000)
    while True:
        lines = [f"{rng.choice(['GET', 'GET', 'GET', 'POST', 'get'])} {rng.choice(targets)} HTTP/1.1"]
        lines += [f"Host: {rng.choice([HERE, 'localhost', '[::1]', 'evil.example'])}:{rng.choice([PORT, PORT, 80])}"]
        lines += rng.choices([f"Origin: http://{HERE}:{PORT}", "Origin: null", "Host: x", "Upgrade: websocket",
                              "Connection: Upgrade", "Content-Length: 5"], k=rng.randrange(3))  # fmt: skip
        whole = "\r\n".join([*lines, "", ""]).encode()
        yield whole if rng.random() < 0.3 else broken(rng, whole)


def talks(rng: random.Random) -> Iterator[bytes]:
    """For `try_websocket`."""
    paths: list[Any] = [NODE, f"{PARAMETERS}/nothing", "/bridge/voice/state", "", 7, [NODE], {NODE: 1}]
    while True:
        frames = []
        for _ in range(rng.randrange(1, 5)):
            command = {"COMMAND": rng.choice(["LISTEN", "IGNORE", "listen", 7]), "DATA": rng.choice(paths)}
            frames.append(json.dumps(odd(rng, command) if rng.random() < 0.3 else command).encode())
            frames.append(build("/bridge/subscribe" if rng.random() < 0.3 else "/bridge/ping", [rng.randrange(9)]))
        whole = SEPARATOR.join(frames)
        yield whole if rng.random() < 0.3 else broken(rng, whole)
