"""The other end of the wire: an OSC client as a DAW would be one. For the demo, tests and your scripts.

with OscClient(port=9000) as client:
    client.send("/bridge/subscribe", client.port)
    client.send("/bridge/fit", "1", "fm", "kick drum")
    client.wait("/bridge/job/done", seconds=120)
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from bridge.interfaces.osc.messages import Atom, Malformed, build, parse

Received = tuple[str, list[Any]]
KEEP = 10_000


class OscClient:
    """Sends to the daemon and hears on the same socket. Blocking; not for the daemon's own event loop.

    `received` keeps the newest messages that `wait` has taken off the wire.
    """

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.daemon = (host, port)
        self.received: deque[Received] = deque(maxlen=KEEP)
        self._ahead: deque[Received] = deque()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        self._socket.bind(("127.0.0.1" if host.startswith("127.") else "", 0))
        self.port: int = self._socket.getsockname()[1]

    def send(self, path: str, *atoms: Atom) -> None:
        self.send_bytes(build(path, atoms))

    def send_bytes(self, datagram: bytes) -> None:
        """Anything at all, OSC or not."""
        self._socket.sendto(datagram, self.daemon)

    def wait(self, *paths: str, seconds: float = 10.0, wish: Callable[[list[Any]], bool] = lambda _: True) -> Received:
        """The next message with one of these addresses (any, if none is given) that `wish(arguments)` likes.

        Raises TimeoutError.
        """
        deadline = time.monotonic() + seconds
        while True:
            message = self._next(deadline - time.monotonic())
            if message is None:
                raise TimeoutError(f"no {' or '.join(paths) or 'message'} in {seconds:g} s")
            self.received.append(message)
            if (not paths or message[0] in paths) and wish(message[1]):
                return message

    def ask(self, path: str, *atoms: Atom, seconds: float = 10.0) -> Received:
        """Send, and wait for the /done or /fail that names this address. Raises TimeoutError."""
        self.send(path, *atoms)
        return self.wait("/done", "/fail", seconds=seconds, wish=lambda arguments: arguments[0] == path)

    def ping(self, seconds: float = 10.0) -> float:
        """Round trip in seconds. Raises TimeoutError."""
        token = time.monotonic_ns() % 2**31
        started = time.perf_counter()
        self.send("/bridge/ping", token)
        self.wait("/bridge/pong", seconds=seconds, wish=lambda arguments: arguments == [token])
        return time.perf_counter() - started

    def status(self, seconds: float = 10.0) -> dict[str, Any]:
        """The daemon's facts by name. Raises TimeoutError."""
        self.send("/bridge/status")
        _, atoms = self.wait("/bridge/status.reply", seconds=seconds)
        return dict(zip(atoms[::2], atoms[1::2], strict=True))

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> OscClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self, seconds: float) -> Received | None:
        while not self._ahead:
            self._socket.settimeout(max(seconds, 1e-6))
            try:
                datagram = self._socket.recv(65535)
            except TimeoutError:
                return None
            with contextlib.suppress(Malformed):
                self._ahead.extend(parse(datagram))
        return self._ahead.popleft()


class ParameterSets:
    """Puts the parts of /bridge/job/params (or, with `head=0`, of /bridge/voice/params) together again."""

    def __init__(self, head: int = 1) -> None:
        self._head = head
        self._parts: dict[tuple[Any, ...], dict[int, list[Any]]] = {}

    def add(self, arguments: list[Any]) -> dict[str, float] | None:
        """Natural values by name when this part completes its set; otherwise None."""
        key = tuple(arguments[: self._head + 1])  # job and seq, or seq
        part, parts, *pairs = arguments[self._head + 1 :]
        if part == 0:
            # Sets come one after the other: an unfinished older one has lost a part and stays so.
            self._parts = {k: v for k, v in self._parts.items() if k[:-1] != key[:-1] or k == key}
        found = self._parts.setdefault(key, {})
        found[part] = pairs
        if len(found) < parts:
            return None
        del self._parts[key]
        flat = [atom for number in range(parts) for atom in found[number]]
        return dict(zip(flat[::2], flat[1::2], strict=True))
