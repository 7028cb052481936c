"""HTTP and WebSocket on real sockets: answers, who is let in, and clients that are slow or rude."""

import asyncio
import contextlib
import json
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_osc_server import run
from test_oscquery import Playing
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from bridge.bench.daemon.broken import broken
from bridge.bench.daemon.fuzz import memory
from bridge.errors import CannotListen
from bridge.interfaces.events import JobDone, VoiceParam, VoiceState
from bridge.interfaces.http import server as http
from bridge.interfaces.http.guard import Refusal, check, our_names
from bridge.interfaces.http.server import HttpServer, HttpSettings
from bridge.interfaces.osc.messages import build, parse
from bridge.interfaces.osc.server import OscServer, OscSettings


class House:
    def __init__(self, desk: Playing, osc: OscServer, server: HttpServer) -> None:
        self.desk, self.osc, self.server = desk, osc, server
        self.host = f"127.0.0.1:{server.port}"

    def tell(self, event: Any) -> None:
        """As the daemon publishes."""
        self.osc.publish(event)
        self.server.publish(event)

    async def raw(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer to these bytes; status 0 when the connection is just closed."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        answer = b""
        with contextlib.suppress(ConnectionError):
            writer.write(request)
            answer = await reader.read()
        writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        return (int(head.split()[1]) if head else 0), head, body

    async def get(self, target: str, *headers: str, method: str = "GET", host: str = "") -> tuple[int, Any]:
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host or self.host}", *headers]
        status, head, body = await self.raw("\r\n".join([*lines, "", ""]).encode())
        assert b"access-control" not in head.lower()
        return status, json.loads(body) if body else None

    def socket(self, **options: Any) -> Any:
        return connect(f"ws://{self.host}/", compression=None, **options)


@asynccontextmanager
async def serving(voice: str = "fm") -> AsyncIterator[House]:
    desk = Playing(voice)
    osc = OscServer(desk, OscSettings(port=0, interval=0.01))
    await osc.start()
    server = HttpServer(desk, osc, HttpSettings(port=0))
    await server.start()
    try:
        yield House(desk, osc, server)
    finally:
        osc.close()
        await server.stop()


async def heard(socket: ClientConnection, path: str) -> list[object]:
    """Arguments of the next OSC message with this address."""
    while True:
        frame = await socket.recv()
        if isinstance(frame, bytes):
            for got, values in parse(frame):
                if got == path:
                    return values


def test_nodes_attributes_and_host_info() -> None:
    async def scenario() -> None:
        async with serving() as house:
            status, root = await house.get("/")
            assert status == 200 and "bridge" in root["CONTENTS"]
            status, node = await house.get("/bridge/voice/param/level")
            assert status == 200 and node["TYPE"] == "f"
            assert await house.get("/bridge/voice/param/level?VALUE") == (200, {"VALUE": node["VALUE"]})
            assert await house.get("/bridge/voice/state?VALUE") == (200, {"VALUE": ["fm", ""]})
            assert (await house.get("/bridge/ping?VALUE")) == (204, None)
            status, info = await house.get("/any/path?HOST_INFO")
            assert status == 200 and info["OSC_PORT"] == house.osc.port and info["EXTENSIONS"]["LISTEN"] is True
            assert (await house.get("/no/such/path"))[0] == 404
            assert (await house.get("/?NONSENSE"))[0] == 400

    run(scenario)


def test_who_is_let_in() -> None:
    async def scenario() -> None:
        async with serving() as house:
            port = house.server.port
            for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", f"LOCALHOST:{port}"):
                assert (await house.get("/?HOST_INFO", host=host))[0] == 200
            for host in (
                "evil.example",
                f"evil.example:{port}",
                "localhost",
                f"localhost:{port + 1}",
                "127.0.0.1.evil",
            ):
                assert (await house.get("/?HOST_INFO", host=host))[0] == 403, host
            assert (await house.get("/", f"Host: {house.host}"))[0] == 403, "two hosts"
            assert (await house.raw(b"GET / HTTP/1.1\r\n\r\n"))[0] == 403, "none"
            assert (await house.get("/", f"Origin: http://{house.host}"))[0] == 200
            for origin in ("http://evil.example", "null", f"https://{house.host}", f"http://{house.host}.evil.example"):
                assert (await house.get("/", f"Origin: {origin}"))[0] == 403, origin
                with pytest.raises(InvalidStatus) as refused:
                    await house.socket(additional_headers={"Origin": origin})
                assert refused.value.response.status_code == 403
            async with house.socket(additional_headers={"Origin": f"http://localhost:{port}"}):
                pass
            assert (await house.get("/" + "x" * 3000))[0] == 414
            assert house.server.refused >= 15 and house.desk.asked == []

    run(scenario)


def test_nothing_but_get_and_get_changes_nothing() -> None:
    async def scenario() -> None:
        async with serving() as house:
            for method in ("POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "get"):
                status, _, _ = await house.raw(f"{method} / HTTP/1.1\r\nHost: {house.host}\r\n\r\n".encode())
                assert status in (405, 400, 0), method
            for path in ("/bridge/voice/panic", "/bridge/preset/save/x", "/bridge/voice/param/level?VALUE=3"):
                await house.get(path)
            assert house.desk.asked == []

    run(scenario)


def test_osc_inside_a_websocket() -> None:
    async def scenario() -> None:
        async with serving() as house, house.socket() as socket, house.socket() as other:
            await socket.send(build("/bridge/ping", [7]))
            assert await heard(socket, "/bridge/pong") == [7]
            await socket.send(build("/bridge/subscribe", []))
            await heard(socket, "/bridge/preset/names")
            house.tell(JobDone("1", "kick", 0.5))
            assert (await heard(socket, "/bridge/job/done"))[:2] == [1, "kick"]
            await other.send(build("/bridge/voice/panic", []))
            await other.send(b"not OSC")
            await other.send(build("/bridge/ping", [8]))
            assert await heard(other, "/bridge/pong") == [8]
            assert house.desk.asked == [("panic",)] and house.osc.dispatcher.counters.malformed == 1
            await socket.close()
            while len(house.osc.subscribers):
                await asyncio.sleep(0.001)

    run(scenario)


def test_listen_and_ignore() -> None:
    def command(name: str, path: Any) -> str:
        return json.dumps({"COMMAND": name, "DATA": path})

    async def scenario() -> None:
        level, root = "/bridge/voice/param/level", "/bridge/voice/param/root_hz"
        async with serving() as house, house.socket() as socket:
            for text in ("", "{", "[]", "7", '{"COMMAND": "LISTEN"}', "[" * 5000, command("LISTEN", [level])):
                await socket.send(text)
            for path in (level, root, "/no/such"):
                await socket.send(command("LISTEN", path))
            first = await heard(socket, level)
            await heard(socket, root)
            for value in (-1.0, -2.0, -3.0):
                house.desk.changed["level"] = value
                house.tell(VoiceParam("level", value))
            seen = [first]
            while seen[-1] != [-3.0]:
                seen.append(await heard(socket, level))
            await socket.send(command("IGNORE", level))
            await socket.send(build("/bridge/ping", [1]))
            await heard(socket, "/bridge/pong")
            house.desk.changed |= {"level": -4.0, "root_hz": 111.0}
            house.tell(VoiceParam("root_hz", 111.0))
            frame = await socket.recv()
            assert isinstance(frame, bytes) and parse(frame) == [(root, [111.0])], "level is ignored"
            house.desk.name = "impact"
            house.desk.changed = {}
            house.tell(VoiceState("impact", ""))
            assert json.loads(await socket.recv()) == {"COMMAND": "PATH_CHANGED", "DATA": "/bridge/voice/param"}

    run(scenario)


def test_a_slow_client_gets_its_answer_or_is_closed_and_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "OPEN_SECONDS", 0.5)

    async def scenario() -> None:
        async with serving("impact128") as house:
            slow = socket.create_connection(("127.0.0.1", house.server.port))
            slow.setblocking(False)
            loop = asyncio.get_running_loop()
            whole = f"GET / HTTP/1.1\r\nHost: {house.host}\r\n\r\n".encode()
            for byte in whole[:-1]:
                await loop.sock_sendall(slow, bytes([byte]))
            deaf = socket.create_connection(("127.0.0.1", house.server.port))
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            deaf.sendall(whole)
            assert (await house.get("/"))[0] == 200, "meanwhile others are served"
            with contextlib.suppress(ConnectionError):
                assert await loop.sock_recv(slow, 100) == b"", "half a request is closed in the end"
            while house.server.open:
                await asyncio.sleep(0.01)
            slow.close()
            deaf.close()

    run(scenario)


def test_a_websocket_that_does_not_read_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.interfaces.http.websocket.STALLED_SECONDS", 0.3)

    async def scenario() -> None:
        async with serving() as house, house.socket(max_queue=1) as deaf, house.socket() as other:
            await deaf.send(build("/bridge/subscribe", []))
            while not len(house.osc.subscribers):
                await asyncio.sleep(0.001)
            for number in range(100_000):
                house.tell(JobDone(str(number), "k" * 1500, 0.5))
                if number % 50 == 0:
                    await other.send(build("/bridge/ping", [number]))
                    await heard(other, "/bridge/pong")
                if not len(house.osc.subscribers):
                    break
            assert len(house.osc.subscribers) == 0
            deaf.transport.abort()

    run(scenario)


def test_connections_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_CONNECTIONS", 2)

    async def scenario() -> None:
        async with serving() as house:
            async with house.socket(), house.socket():
                assert (await house.get("/"))[0] == 0
                assert house.server.refused == 1
            while house.server.open:
                await asyncio.sleep(0.001)
            assert (await house.get("/"))[0] == 200
            monkeypatch.setattr(house.osc.allowed, "allows", lambda host: False)
            assert (await house.get("/"))[0] == 0, "a stranger"

    run(scenario)


def test_a_port_in_use_names_the_option() -> None:
    async def scenario() -> None:
        async with serving() as house:
            with pytest.raises(CannotListen, match="--http-port"):
                await HttpServer(house.desk, house.osc, HttpSettings(port=house.server.port)).start()

    run(scenario)


class Heads(dict[str, list[str]]):
    def get_all(self, name: str) -> list[str]:
        return self.get(name, [])


@settings(deadline=None)
@given(
    st.text(max_size=10),
    st.text(max_size=60),
    st.lists(st.text(max_size=40), max_size=2),
    st.lists(st.text(max_size=40)),
)
def test_any_host_and_origin_is_refused_unless_it_is_ours(
    method: str, target: str, hosts: list[str], origins: list[str]
) -> None:
    ours = our_names(9080, "192.168.1.7")
    heads = Heads({"Host": hosts, "Origin": origins})
    good = method == "GET" and len(hosts) == 1 and hosts[0].lower() in ours and not origins
    try:
        check(method, target, heads, ours)
    except Refusal as refusal:
        assert not good and refusal.status in (403, 405, 414)
    else:
        assert hosts[0].lower() in ours and all(origin.lower().removeprefix("http://") in ours for origin in origins)


LINES = st.lists(st.binary(max_size=40) | st.sampled_from([b"GET / HTTP/1.1", b"Host: x", b"Upgrade: websocket", b""]))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES.map(b"\r\n".join) | st.binary(max_size=200), min_size=1, max_size=8))
def test_any_bytes_leave_the_server_alive(requests: list[bytes]) -> None:
    async def scenario() -> None:
        async with serving() as house:
            for request in requests:
                reader, writer = await asyncio.open_connection("127.0.0.1", house.server.port)
                with contextlib.suppress(ConnectionError):
                    writer.write(request)
                    writer.write_eof()
                    await reader.read()
                writer.close()
            assert (await house.get("/?HOST_INFO"))[0] == 200
            assert house.desk.asked == []

    run(scenario)


@pytest.mark.slow
def test_many_broken_requests_leave_one_server_alive_and_small() -> None:
    """One server, 5,000 injured requests and WebSocket handshakes."""
    rng = random.Random(1)

    async def scenario() -> None:
        async with serving() as house:
            good = [
                f"GET /bridge/voice?VALUE HTTP/1.1\r\nHost: {house.host}\r\n\r\n".encode(),
                f"GET / HTTP/1.1\r\nHost: {house.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
                + b"\x82\x94\0\0\0\0"
                + build("/bridge/ping", [1]),
            ]
            before = 0
            for number in range(5000):
                reader, writer = await asyncio.open_connection("127.0.0.1", house.server.port)
                with contextlib.suppress(ConnectionError):
                    writer.write(broken(rng, rng.choice(good)))
                    writer.write_eof()
                    await reader.read()
                writer.close()
                if number == 500:
                    before = memory()
            assert (await house.get("/?HOST_INFO"))[0] == 200 and house.desk.asked == []
            while house.server.open:
                await asyncio.sleep(0.01)
            assert memory() - before < 8 * 2**20

    asyncio.run(asyncio.wait_for(scenario(), 280))
