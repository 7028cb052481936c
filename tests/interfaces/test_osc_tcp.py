"""OSC over TCP on real sockets: two framings, answers on the same connection, and clients that misbehave."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.tcp_client import SimpleTCPClient
from test_commands import RecordingDesk
from test_osc_server import run

from bridge.interfaces.events import JobDone, JobParams
from bridge.interfaces.osc import tcp as osc_tcp
from bridge.interfaces.osc.client import ParameterSets
from bridge.interfaces.osc.framing import Framing, LengthPrefix, Slip
from bridge.interfaces.osc.messages import build, parse
from bridge.interfaces.osc.server import OscServer, OscSettings


class Client:
    """A client on a stream."""

    def __init__(self, framing: Framing, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.framing, self.reader, self.writer = framing, reader, writer
        self._ahead: list[tuple[str, list[object]]] = []

    def send(self, path: str, *atoms: int | float | str) -> None:
        self.writer.write(self.framing.frame(build(path, atoms)))

    async def hear(self, *paths: str) -> tuple[str, list[object]]:
        """The next message with one of these addresses."""
        while True:
            while not self._ahead:
                data = await self.reader.read(65536)
                if not data:
                    raise EOFError
                for packet in self.framing.feed(data):
                    self._ahead += parse(packet)
            message = self._ahead.pop(0)
            if message[0] in paths:
                return message


@asynccontextmanager
async def listening(desk: RecordingDesk | None = None) -> AsyncIterator[OscServer]:
    server = OscServer(desk or RecordingDesk(), OscSettings(port=0))
    await server.start()
    try:
        yield server
    finally:
        server.close()


async def connected(server: OscServer, framing: Framing) -> Client:
    return Client(framing, *await asyncio.open_connection("127.0.0.1", server.port))


async def until(wish: Callable[[], bool]) -> None:
    while not wish():
        await asyncio.sleep(0.001)


@pytest.mark.parametrize("kind", [LengthPrefix, Slip])
def test_both_framings_ask_are_answered_and_subscribe_on_their_connection(kind: type) -> None:
    async def scenario() -> None:
        async with listening() as server:
            client, other = await connected(server, kind()), await connected(server, kind())
            client.send("/bridge/ping", "hello")
            assert await client.hear("/bridge/pong") == ("/bridge/pong", ["hello"])
            client.send("/bridge/subscribe", 7000)
            assert (await client.hear("/done"))[1] == ["/bridge/subscribe", client.writer.get_extra_info("sockname")[1]]
            await client.hear("/bridge/preset/names")
            other.send("/bridge/ping", 1)
            await other.hear("/bridge/pong")
            server.publish(JobParams("1", 1, {f"mode{i}_hz": float(i) for i in range(500)}))
            server.publish(JobDone("1", "kick", 0.5))
            sets, whole = ParameterSets(), None
            while whole is None:
                whole = sets.add((await client.hear("/bridge/job/params"))[1])
            assert len(whole) == 500
            await client.hear("/bridge/job/done")
            client.send("/bridge/no/such")
            assert (await client.hear("/fail"))[1][2] == "unknown-address"
            client.send("/bridge/unsubscribe")
            await client.hear("/done")
            server.publish(JobDone("2", "kick", 0.5))
            client.send("/bridge/ping", 2)
            assert (await client.hear("/bridge/pong", "/bridge/job/done"))[0] == "/bridge/pong"
            client.send("/bridge/subscribe")
            await client.hear("/bridge/preset/names")
            client.writer.close()
            await until(lambda: len(server.subscribers) == 0)

    run(scenario)


def test_a_client_that_is_not_ours() -> None:
    """python-osc over both framings."""

    def talk(port: int, mode: str) -> list[object]:
        with SimpleTCPClient("127.0.0.1", port, mode=mode, timeout=20) as client:
            client.send_message("/bridge/ping", 7)
            return next(client.get_messages()).params

    async def scenario() -> None:
        async with listening() as server:
            for mode in ("1.0", "1.1"):
                assert await asyncio.to_thread(talk, server.port, mode) == [7]

    run(scenario)


def test_one_byte_at_a_time_and_many_packets_at_once() -> None:
    async def scenario() -> None:
        async with listening() as server:
            client = await connected(server, Slip())
            for byte in Slip().frame(build("/bridge/ping", [1])):
                client.writer.write(bytes([byte]))
                await client.writer.drain()
            await client.hear("/bridge/pong")
            client.writer.write(b"".join(Slip().frame(build("/bridge/ping", [n])) for n in range(5000)))
            for n in range(5000):
                assert (await client.hear("/bridge/pong"))[1] == [n], "over TCP nothing is dropped"
            assert server.dispatcher.counters.dropped == 0

    run(scenario)


@pytest.mark.parametrize(
    "stream",
    [b"GET / HTTP/1.1\r\n\r\n", b"/bridge/ping\0\0\0\0,\0\0\0", b"\0\xff\xff\xff", b"\xc0/x\xdb\0\xc0", b"\xff" * 8],
    ids=["http", "no framing", "too long", "bad escape", "noise"],
)
def test_who_cannot_be_understood_is_closed_and_counted(stream: bytes) -> None:
    async def scenario() -> None:
        async with listening() as server:
            client, other = await connected(server, Slip()), await connected(server, Slip())
            client.writer.write(stream)
            with pytest.raises((EOFError, ConnectionError)):
                await client.hear("/never")
            assert server.dispatcher.counters.malformed == 1
            other.send("/bridge/ping", 1)
            await other.hear("/bridge/pong")

    run(scenario)


def test_a_packet_that_is_not_osc_is_counted_and_the_connection_lives() -> None:
    async def scenario() -> None:
        async with listening() as server:
            client = await connected(server, Slip())
            client.writer.write(Slip().frame(b"nonsense"))
            client.send("/bridge/ping", 1)
            await client.hear("/bridge/pong")
            assert server.dispatcher.counters.malformed == 1

    run(scenario)


def test_what_was_sent_before_the_end_is_carried_out_and_answered() -> None:
    async def scenario() -> None:
        desk = RecordingDesk()
        async with listening(desk) as server:
            client = await connected(server, LengthPrefix())
            client.send("/bridge/voice/panic")
            client.send("/bridge/ping", 1)
            client.writer.write_eof()
            await client.hear("/bridge/pong")
            with pytest.raises(EOFError):
                await client.hear("/never")
            client = await connected(server, LengthPrefix())
            client.send("/bridge/voice/panic")
            client.writer.write(b"\0\0\0\x10half")
            client.writer.close()
            await until(lambda: desk.asked == [("panic",)] * 2 and not server.tcp.connections)

    run(scenario)


def test_half_a_packet_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osc_tcp, "PARTIAL_SECONDS", 0.05)

    async def scenario() -> None:
        async with listening() as server:
            idle, client = await connected(server, Slip()), await connected(server, Slip())
            idle.send("/bridge/ping", 1)
            await idle.hear("/bridge/pong")
            client.send("/bridge/ping", 1)
            client.writer.write(b"\xc0/bridge")
            await client.hear("/bridge/pong")
            with pytest.raises((EOFError, ConnectionError)):
                await client.hear("/never")
            idle.send("/bridge/ping", 2)
            await idle.hear("/bridge/pong")

    run(scenario)


def deaf(server: OscServer) -> socket.socket:
    """A client that subscribes and asks without end, and never reads."""
    sock = socket.create_connection(("127.0.0.1", server.port))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.sendall(Slip().frame(build("/bridge/subscribe", [])))
    sock.setblocking(False)
    return sock


def test_who_does_not_read_holds_up_nobody_and_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osc_tcp, "STALLED_SECONDS", 0.3)

    async def scenario() -> None:
        desk = RecordingDesk()
        async with listening(desk) as server:
            other = await connected(server, Slip())
            sock = deaf(server)
            await until(lambda: len(server.subscribers) == 1)
            flood = Slip().frame(build("/bridge/preset/names" + "x" * 150, ["y" * 1000])) * 64
            asking = Slip().frame(build("/bridge/nothing", ["y" * 1000])) * 64
            big = {f"mode{i}_hz": float(i) for i in range(500)}
            (connection,) = (c for c in server.tcp.connections if c.peer == sock.getsockname())
            for seq in range(100_000):
                for chunk in (asking, flood):
                    try:
                        sock.send(chunk)
                    except BlockingIOError:
                        pass
                    except OSError:
                        break
                server.publish(JobParams("1", seq, big))
                if seq % 50 == 0:
                    other.send("/bridge/ping", seq)
                    await other.hear("/bridge/pong")
                await asyncio.sleep(0)
                if connection not in server.tcp.connections:
                    break
                assert connection._transport.get_write_buffer_size() < 1_000_000
                assert server.dispatcher.inbox.waiting(connection) < 20_000
            assert connection not in server.tcp.connections and len(server.subscribers) == 0
            other.send("/bridge/ping", 1)
            await other.hear("/bridge/pong")
            sock.close()

    run(scenario)


def test_connections_are_counted_and_strangers_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osc_tcp, "MAX_CONNECTIONS", 2)

    async def scenario() -> None:
        async with listening() as server:
            clients = [await connected(server, Slip()) for _ in range(2)]
            for client in clients:
                client.send("/bridge/ping", 1)
                await client.hear("/bridge/pong")
            third = await connected(server, Slip())
            with pytest.raises((EOFError, ConnectionError)):
                await third.hear("/never")
            clients[0].writer.close()
            await until(lambda: len(server.tcp.connections) == 1)
            monkeypatch.setattr(server.allowed, "allows", lambda host: False)
            stranger = await connected(server, Slip())
            with pytest.raises((EOFError, ConnectionError)):
                await stranger.hear("/never")
            assert server.dispatcher.counters.refused == 2

    run(scenario)


def test_udp_and_tcp_share_the_port_number() -> None:
    async def scenario() -> None:
        async with listening() as server:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.setblocking(False)
                message = OscMessageBuilder("/bridge/ping").build()
                sock.sendto(message.dgram, ("127.0.0.1", server.port))
                data = await asyncio.get_running_loop().sock_recv(sock, 4000)
                assert parse(data)[0][0] == "/fail"

    run(scenario)
