"""Which HTTP requests are let in: by method, Host and Origin, before anything else is looked at.

A web page that the user visits can make his browser send requests to 127.0.0.1. It cannot read our answers (we send no
CORS headers), cannot open a WebSocket (its Origin is not ours), and cannot trick the browser into thinking that it is
of our origin by pointing its own name at 127.0.0.1 (then the Host is that name: DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

MAX_TARGET = 2048
"""bytes of the path with its query"""


class Refusal(Exception):
    """status: of HTTP."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def our_names(port: int, local_address: str, more: Iterable[str] = ()) -> frozenset[str]:
    """What Host may say: this machine's loopback names, the address on which the connection came, and `more`."""
    local = f"[{local_address}]" if ":" in local_address else local_address
    names = ("localhost", "127.0.0.1", "[::1]", local, *more)
    ours = {f"{name}:{port}" for name in names}
    return frozenset(ours | set(names) if port == 80 else ours)


def check(method: str, target: str, headers: Any, ours: frozenset[str]) -> None:
    """headers: has get_all(name).  Raises Refusal."""
    if method != "GET":
        raise Refusal(405, "only GET: nothing is changed over HTTP, but by OSC, also inside a WebSocket")
    if len(target) > MAX_TARGET:
        raise Refusal(414, f"the path is longer than {MAX_TARGET} bytes")
    hosts = headers.get_all("Host")
    if len(hosts) != 1 or hosts[0].lower() not in ours:
        raise Refusal(403, "this Host is not one of ours; use the address that `sds-bridge serve` prints")
    for origin in headers.get_all("Origin"):
        scheme, _, host = origin.lower().partition("://")
        if scheme != "http" or host not in ours:
            raise Refusal(403, "pages of other origins may not talk to us")


def plain(headers: Mapping[str, str] | None = None) -> dict[str, str]:
    """Headers of every answer."""
    return {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Connection": "close", **(headers or {})}
