"""Zeroconf: other programs find the daemon by itself, as `_osc._udp` and, for OSCQuery, `_oscjson._tcp`.

Only when asked for (`serve --announce`). A daemon that listens to this machine only is announced on the loopback
interface only: programs here find it, and nothing about it leaves the machine, as its owner was promised. One that was
opened is announced on the address on which it listens, and still talks to the named peers only.
"""

from __future__ import annotations

import ipaddress
import re
import socket

from zeroconf import Error as ZeroconfError
from zeroconf import InterfaceChoice, NonUniqueNameException, ServiceInfo
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from bridge.errors import CannotListen

OSC, OSCQUERY = "_osc._udp.local.", "_oscjson._tcp.local."
NAME_TRIES = 10
LOOKED = 2500
"""ms after which a name that nobody answers to is free: who has just answered another keeps silent for a second
(RFC 6762, section 6), and an answer to one socket of this machine may reach another"""


class Announcement:
    """name: as other programs list us.  server_name: by which they reach us."""

    def __init__(self, host: str) -> None:
        self._address = _address(host)
        machine = re.sub(r"[^A-Za-z0-9-]+", "-", socket.gethostname().partition(".")[0]).strip("-")[:40] or "machine"
        # a name of our own: the machine's is its system's to announce
        self.server_name = f"sds-bridge-{machine}.local"
        self._base = f"sds-bridge on {machine}"
        self.name = ""
        self._zeroconf: AsyncZeroconf | None = None

    async def start(self, osc_port: int, http_port: int | None) -> None:
        """Tell the network. Raises CannotListen when it has no multicast."""
        try:
            self._zeroconf = AsyncZeroconf(interfaces=_interfaces(self._address))
            for number in range(1, NAME_TRIES + 1):
                self.name = self._base if number == 1 else f"{self._base} ({number})"
                if await self._taken():
                    continue
                try:
                    await self._register(osc_port, http_port)
                    return
                except NonUniqueNameException:  # another daemon on this network has it
                    await self._zeroconf.async_unregister_all_services()
        except (OSError, ZeroconfError) as error:
            await self.stop()
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise CannotListen(f"cannot announce the daemon by zeroconf: {why}; leave out --announce") from error
        await self.stop()
        raise CannotListen(f"{NAME_TRIES} daemons are announced already; leave out --announce")

    async def stop(self) -> None:
        """Say goodbye, so that nobody lists us any more."""
        zeroconf, self._zeroconf, self.name = self._zeroconf, None, ""
        if zeroconf is not None:
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()

    async def _taken(self) -> bool:
        """Whether another daemon answers to the name. Registering asks too, but for half a second only."""
        assert self._zeroconf is not None
        return await AsyncServiceInfo(OSC, f"{self.name}.{OSC}").async_request(self._zeroconf.zeroconf, LOOKED)

    async def _register(self, osc_port: int, http_port: int | None) -> None:
        assert self._zeroconf is not None
        ports = {OSC: osc_port} | ({OSCQUERY: http_port} if http_port is not None else {})
        for kind, port in ports.items():
            info = ServiceInfo(
                kind, f"{self.name}.{kind}", port, parsed_addresses=[str(self._address)], server=f"{self.server_name}.",
                properties={"txtvers": "1"},
            )  # fmt: skip
            await (await self._zeroconf.async_register_service(info))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address to announce: the one we listen on; for "all of them", the one that leads out."""
    try:
        found = ipaddress.ip_address(socket.getaddrinfo(host, None)[0][4][0])
    except (OSError, UnicodeError, ValueError) as error:
        raise CannotListen(f"cannot announce {host}: {error}; give an address with --host") from error
    if not found.is_unspecified:
        return found
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent; the system says which of its addresses it would use
            return ipaddress.ip_address(probe.getsockname()[0])
        except OSError:
            return ipaddress.ip_address("127.0.0.1")


def _interfaces(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[str] | InterfaceChoice:
    return [str(address)] if address.version == 4 else InterfaceChoice.Default
