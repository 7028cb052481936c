"""HTTP and WebSocket: the page and OSCQuery answer to GET; OSC packets, LISTEN and IGNORE inside a WebSocket.

On the library `websockets`, which is all this needs: it serves plain GETs beside WebSockets, bounds headers and frames,
gives slow clients up, and has no dependencies. (starlette with uvicorn would bring an application framework and routes
for requests with bodies, of which there are none: whatever changes something is OSC.)
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from bridge.interfaces.desk import Desk
from bridge.interfaces.events import Event
from bridge.interfaces.http import oscquery
from bridge.interfaces.http import page as web_page
from bridge.interfaces.http.guard import Refusal, check, our_names, plain
from bridge.interfaces.http.websocket import WebSocketLink
from bridge.interfaces.limits import Busy, RateLimit
from bridge.interfaces.osc.packets import MAX_PACKET
from bridge.interfaces.osc.server import OscServer
from bridge.interfaces.osc.tcp import bound_tcp

MAX_CONNECTIONS = 64
OPEN_SECONDS, CLOSE_SECONDS = 10.0, 5.0
"""for the whole request and its answer; for a WebSocket to say goodbye"""
REQUESTS_A_SECOND, BURST = 100.0, 200

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HttpSettings:
    """port 0: any free one.  name: how OSCQuery hosts list us.  names: more that Host may say."""

    host: str = "127.0.0.1"
    port: int = 9080
    name: str = "sds-bridge"
    names: tuple[str, ...] = ()


class HttpServer:
    """Beside an OSC server, whose allowed peers, dispatcher and subscribers it shares."""

    def __init__(self, desk: Desk, osc: OscServer, settings: HttpSettings) -> None:
        self._desk = desk
        self._osc = osc
        self._settings = settings
        self._server: Server | None = None
        self._links: set[WebSocketLink] = set()
        self.limit = RateLimit(REQUESTS_A_SECOND, BURST)
        self.open = 0
        self.port = 0
        self.requests = self.refused = 0

    async def start(self) -> int:
        """Listen; returns the port. Raises CannotListen."""
        sock = bound_tcp(self._settings.host, self._settings.port, "HTTP", "--http-port (or --no-http)")
        self.port = sock.getsockname()[1]
        quiet = logging.getLogger("bridge.interfaces.http.server.websockets")
        quiet.setLevel(logging.CRITICAL)  # every broken handshake of a port scan would be a traceback
        self._server = await serve(
            self._talk, sock=sock, process_request=self.answer, create_connection=_connection(self), logger=quiet,
            open_timeout=OPEN_SECONDS, close_timeout=CLOSE_SECONDS, max_size=MAX_PACKET, max_queue=4, compression=None,
            server_header=None, ping_interval=20, ping_timeout=20,
        )  # fmt: skip
        return self.port

    def publish(self, event: Event) -> None:
        """To those who LISTEN; subscribers inside a WebSocket hear it from the OSC server."""
        for link in list(self._links):
            link.notice(event)

    def facts(self) -> dict[str, int | float | str]:
        return {
            "http_port": self.port,
            "http_connections": self.open,
            "http_requests": self.requests,
            "http_refused": self.refused,
        }

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def admit(self, peer: str) -> bool:
        """Whether one more connection from there is welcome."""
        if self._osc.allowed.allows(peer) and self.open < MAX_CONNECTIONS:
            return True
        self.refused += 1
        return False

    def answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """A GET, or None to go on with the WebSocket."""
        self.requests += 1
        try:
            local = connection.local_address[0]
            check(
                getattr(request, "method", "GET"),  # older versions of the library know no other
                request.path,
                request.headers,
                our_names(self.port, local, self._settings.names),
            )
            self.limit.take(connection.remote_address[0], "HTTP")
            if "websocket" in ",".join(request.headers.get_all("Upgrade")).lower():
                return None
            page = web_page.find(request.path, ",".join(request.headers.get_all("Accept")))
            if page is not None:
                return _response(200, *page, web_page.policy(request.headers["Host"]))
            return _json(200, self._query(request.path, local))
        except Refusal as refusal:
            self.refused += 1
            return _json(refusal.status, {"error": str(refusal)})
        except Busy as error:
            self.refused += 1
            return _json(429, {"error": str(error)})

    def _query(self, target: str, local: str) -> Any:
        """The node, or the attribute after `?`, of OSCQuery. Raises Refusal."""
        path, _, attribute = target.partition("?")
        path = unquote(path)
        if attribute == "HOST_INFO":
            return oscquery.host_info(self._osc.port, self.port, local, self._settings.name)
        if attribute and attribute not in oscquery.ATTRIBUTES:
            raise Refusal(400, f"unknown attribute; use HOST_INFO or one of: {', '.join(oscquery.ATTRIBUTES)}")
        node = oscquery.find(oscquery.tree(self._desk), path)
        if node is None:
            raise Refusal(404, "no such address; GET / shows all")
        if not attribute:
            return node
        return {attribute: node[attribute]} if attribute in node else None

    async def _talk(self, connection: ServerConnection) -> None:
        """A WebSocket from its beginning to its end."""
        link = WebSocketLink(connection, self._desk)
        self._links.add(link)
        try:
            await link.serve(self._osc.dispatcher)
        finally:
            self._links.discard(link)
            self._osc.subscribers.remove(link)


def _connection(owner: HttpServer) -> type[ServerConnection]:
    """The library's connection, but counted, and closed at once when it is not welcome."""

    class Counted(ServerConnection):
        welcome = False

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            peer = transport.get_extra_info("peername") or ("",)
            self.welcome = owner.admit(peer[0])
            owner.open += self.welcome
            if not self.welcome:
                self.transport.abort()

        def connection_lost(self, error: Exception | None) -> None:
            super().connection_lost(error)
            owner.open -= self.welcome

    return Counted


def _json(status: int, content: Any) -> Response:
    """None: 204, an attribute that this node does not have."""
    if content is None:
        return _response(204, b"")
    return _response(status, json.dumps(content, ensure_ascii=False).encode(), "application/json")


def _response(status: int, body: bytes, kind: str = "", more: Mapping[str, str] | None = None) -> Response:
    headers = {"Content-Length": str(len(body))} | ({"Content-Type": kind} if body else {}) | dict(more or {})
    return Response(status, HTTPStatus(status).phrase, Headers(plain(headers)), body)
