"""The doors beside OSC that not every daemon has: HTTP with OSCQuery, and the announcement by zeroconf.

Their libraries are imported when they are asked for: a daemon without them starts faster and needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridge.interfaces.desk import Desk, Fact
from bridge.interfaces.events import Event
from bridge.interfaces.osc.server import OscServer

if TYPE_CHECKING:
    from bridge.interfaces.discovery import Announcement
    from bridge.interfaces.http.server import HttpServer


class Doors:
    """http_port None: no HTTP.  announce: whether other programs may find us by zeroconf."""

    def __init__(self, desk: Desk, osc: OscServer, host: str, http_port: int | None, announce: bool) -> None:
        self._desk, self._osc, self._host = desk, osc, host
        self._http_port, self._announce = http_port, announce
        self._http: HttpServer | None = None
        self._announcement: Announcement | None = None

    async def start(self) -> dict[str, int]:
        """After OSC is open; returns the ports by name. Raises CannotListen."""
        ports = {}
        names: tuple[str, ...] = ()
        if self._announce:
            from bridge.interfaces.discovery import Announcement

            self._announcement = Announcement(self._host)
            names = (self._announcement.server_name,)
        if self._http_port is not None:
            from bridge.interfaces.http.server import HttpServer, HttpSettings

            self._http = HttpServer(self._desk, self._osc, HttpSettings(self._host, self._http_port, names=names))
            ports["http_port"] = await self._http.start()
        if self._announcement is not None:
            await self._announcement.start(self._osc.port, ports.get("http_port"))
        return ports

    def publish(self, event: Event) -> None:
        if self._http is not None:
            self._http.publish(event)

    def facts(self) -> dict[str, Fact]:
        return {
            **(self._http.facts() if self._http is not None else {}),
            "announced": "" if self._announcement is None else self._announcement.name,
        }

    async def stop(self) -> None:
        if self._announcement is not None:
            await self._announcement.stop()
        if self._http is not None:
            await self._http.stop()
