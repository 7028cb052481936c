"""The server's manners: who may talk, where replies go, how many may listen."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest
from test_commands import RecordingDesk

from bridge.errors import BadRequest, CannotListen
from bridge.interfaces.addresses import ADDRESSES
from bridge.interfaces.events import JobDone, JobParams, JobState
from bridge.interfaces.links import DatagramLink, Peer
from bridge.interfaces.osc.dispatch import COSTLY_BURST
from bridge.interfaces.osc.messages import build, parse
from bridge.interfaces.osc.server import OscServer, OscSettings
from bridge.interfaces.pacing import BACKLOG
from bridge.interfaces.peers import MAX_SUBSCRIBERS, AllowedPeers, Subscribers


def test_this_machine_always_others_only_when_named() -> None:
    assert AllowedPeers().allows("127.0.0.1") and AllowedPeers().allows("::1")
    assert not AllowedPeers().allows("192.168.1.7")
    named = AllowedPeers(["192.168.1.0/24", "10.0.0.5"])
    assert named.allows("192.168.1.7") and named.allows("10.0.0.5") and not named.allows("10.0.0.6")
    assert named.allows("::ffff:192.168.1.7") and not named.allows("::ffff:8.8.8.8")
    assert not named.allows("not an address")
    with pytest.raises(BadRequest, match="allowed peers"):
        AllowedPeers(["everyone"])


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(scenario(), 30)

    asyncio.run(limited())


class Ear:
    """A link that remembers what it was sent; `ready` as one wishes."""

    def __init__(self, host: str = "127.0.0.1", port: int = 1, stream: bool = True) -> None:
        self.peer = (host, port)
        self.stream, self.ready, self.closed = stream, True, ""
        self.sent: list[bytes] = []

    def send(self, packet: bytes) -> None:
        self.sent.append(packet)

    def drained(self) -> None:
        pass

    def close(self, why: str) -> None:
        self.closed = why

    @property
    def messages(self) -> list[tuple[str, list[object]]]:
        return [message for packet in self.sent for message in parse(packet)]


def datagrams_of(server: OscServer) -> list[tuple[bytes, Peer]]:
    """What the server sends by UDP from now on, instead of sending it."""
    sent: list[tuple[bytes, Peer]] = []
    server.udp.send = lambda packet, target: sent.append((packet, target))  # type: ignore[method-assign]
    return sent


async def worked_off(server: OscServer) -> None:
    while server.dispatcher.inbox._queues:
        await asyncio.sleep(0)


def test_strangers_are_counted_and_hear_nothing() -> None:
    async def scenario() -> None:
        server = OscServer(RecordingDesk(), OscSettings(port=0))
        await server.start()
        sent = datagrams_of(server)
        server.udp.take(build("/bridge/ping", [1]), ("8.8.8.8", 9000))
        server.udp.take(build("/bridge/ping", [1]), ("127.0.0.1", 9001))
        await worked_off(server)
        assert server.dispatcher.counters.refused == 1 and [target for _, target in sent] == [("127.0.0.1", 9001)]
        server.close()

    run(scenario)


def test_where_replies_go() -> None:
    async def scenario() -> None:
        subscribers = Subscribers(0.05)
        here, there = "127.0.0.1", "10.0.0.5"

        def link(host: str, port: int) -> DatagramLink:
            return DatagramLink((host, port), lambda packet, target: None)

        def targets(host: str, port: int) -> set[Peer]:
            return {found.peer for found in subscribers.reply_targets(link(host, port))}

        assert targets(here, 1) == {(here, 1)}
        subscribers.add(link(here, 1), link(here, 7001))
        subscribers.add(link(here, 2), link(here, 7002))
        subscribers.add(link(there, 1), link(there, 7003))
        stream = Ear(here, 5)
        subscribers.add(stream, stream)
        assert targets(here, 1) == {(here, 1), (here, 7001)}
        assert targets(here, 7002) == {(here, 7002)}, "one socket for both: one reply"
        assert targets(here, 999) == {(here, 999), (here, 7001), (here, 7002)}, "never to a connection"
        assert subscribers.reply_targets(stream) == {stream}
        subscribers.remove(link(here, 7001))
        assert targets(here, 999) == {(here, 999), (here, 7002)}
        subscribers.close()

    run(scenario)


def test_subscriptions_are_bounded_and_the_oldest_makes_room() -> None:
    async def scenario() -> None:
        subscribers = Subscribers(0.05)
        ears = [Ear(port=port) for port in range(MAX_SUBSCRIBERS + 1)]
        for ear in (*ears[:-1], ears[0], ears[-1]):  # the first renews
            subscribers.add(ear, ear)
        assert len(subscribers) == MAX_SUBSCRIBERS
        subscribers.publish(JobDone("1", "kick", 0.5))
        assert [bool(ear.sent) for ear in ears] == [True, False] + [True] * (MAX_SUBSCRIBERS - 1)
        subscribers.close()

    run(scenario)


def test_the_last_set_comes_before_done_to_every_subscriber() -> None:
    async def scenario() -> None:
        subscribers = Subscribers(10.0)
        ears = [Ear(port=1), Ear(port=2)]
        for ear in ears:
            subscribers.add(ear, ear)
        for seq in range(5):
            subscribers.publish(JobParams("1", seq, {"level": float(seq)}))
        subscribers.publish(JobDone("1", "kick", 0.5))
        for ear in ears:
            assert [(path, values[1]) for path, values in ear.messages] == [
                ("/bridge/job/params", 0), ("/bridge/job/params", 4), ("/bridge/job/done", "kick"),
            ]  # fmt: skip
        subscribers.close()

    run(scenario)


def test_who_does_not_read_gets_the_newest_in_order_when_he_reads_again() -> None:
    async def scenario() -> None:
        subscribers = Subscribers(0.001)
        ear, other = Ear(port=1), Ear(port=2)
        for link in (ear, other):
            subscribers.add(link, link)
        ear.ready = False
        for seq in range(1, 8):
            subscribers.publish(JobParams("1", seq, {"level": 0.0}))
            if seq == 4:
                subscribers.publish(JobState("2", "queued", "fm", "bell"))
        subscribers.publish(JobDone("1", "kick", 0.5))
        assert ear.sent == [] and other.messages[-1][0] == "/bridge/job/done"
        ear.ready = True
        while len(ear.sent) < 3:
            await asyncio.sleep(0.001)
        assert [(path, values[1]) for path, values in ear.messages] == [
            ("/bridge/job/state", "queued"), ("/bridge/job/params", 7), ("/bridge/job/done", "kick"),
        ]  # fmt: skip
        subscribers.close()

    run(scenario)


def test_who_never_reads_is_given_up_and_nothing_piles_up() -> None:
    async def scenario() -> None:
        subscribers = Subscribers(10.0)
        ear, other = Ear(port=1), Ear(port=2)
        for link in (ear, other):
            subscribers.add(link, link)
        ear.ready = False
        for number in range(BACKLOG + 2):
            subscribers.publish(JobDone(str(number), "kick", 0.5))
        assert ear.closed and ear.sent == [] and len(subscribers) == 1 and subscribers.given_up == 1
        assert len(other.sent) == BACKLOG + 2
        subscribers.close()

    run(scenario)


def test_a_fault_in_a_command_is_answered_and_the_server_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    class Faulty(RecordingDesk):
        def panic(self) -> None:
            raise ZeroDivisionError

    async def scenario() -> None:
        server = OscServer(Faulty(), OscSettings(port=0))
        await server.start()
        sent = datagrams_of(server)
        for path in ("/bridge/voice/panic", "/bridge/jobs"):
            server.udp.take(build(path, []), ("127.0.0.1", 9001))
        await worked_off(server)
        answers = [parse(packet)[0] for packet, _ in sent]
        assert answers[0][0] == "/fail" and answers[0][1][2] == "internal"
        assert answers[-1] == ("/done", ["/bridge/jobs", 2])
        server.close()

    run(scenario)


def test_costly_requests_are_limited_and_others_are_not() -> None:
    async def scenario() -> None:
        server = OscServer(RecordingDesk(), OscSettings(port=0))
        await server.start()
        sent = datagrams_of(server)
        for number in range(COSTLY_BURST + 50):
            server.udp.take(build("/bridge/preset/save", ["kick"]), ("127.0.0.1", 9001))
            server.udp.take(build("/bridge/ping", [number]), ("127.0.0.1", 9001))
        await worked_off(server)
        answers = [parse(packet)[0] for packet, _ in sent]
        codes = [values[2] for path, values in answers if path == "/fail"]
        assert 30 <= len(codes) <= 50 and set(codes) == {"busy"}
        assert [values for path, values in answers if path == "/bridge/pong"] == [[n] for n in range(COSTLY_BURST + 50)]
        server.close()

    run(scenario)


def test_a_subscription_without_port_is_for_the_port_it_came_from() -> None:
    async def scenario() -> None:
        server = OscServer(RecordingDesk(), OscSettings(port=0))
        await server.start()
        sent = datagrams_of(server)
        server.udp.take(build("/bridge/subscribe", []), ("127.0.0.1", 7007))
        await worked_off(server)
        assert parse(sent[0][0]) == [("/done", ["/bridge/subscribe", 7007])]
        sent.clear()
        server.publish(JobDone("1", "kick", 0.5))
        assert [target for _, target in sent] == [("127.0.0.1", 7007)]
        server.udp.take(build("/bridge/subscribe", [server.port]), ("127.0.0.1", 7008))
        await worked_off(server)
        assert [v[2] for packet, _ in sent for p, v in parse(packet) if p == "/fail"] == ["bad-request"] * 2
        server.close()

    run(scenario)


def test_ports_and_hosts_that_cannot_be() -> None:
    async def scenario() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            for settings in (
                OscSettings(port=taken.getsockname()[1]),
                OscSettings(host="no.such.host.invalid", port=0),
                OscSettings(port=99999),
            ):
                with pytest.raises(CannotListen, match="cannot listen"):
                    await OscServer(RecordingDesk(), settings).start()

    run(scenario)


def test_a_tcp_port_in_use_leaves_nothing_open() -> None:
    async def scenario() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(CannotListen, match=rf"{port} \(TCP\).*choose another port"):
                await OscServer(RecordingDesk(), OscSettings(port=port)).start()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
                free.bind(("127.0.0.1", port))

    run(scenario)


def test_a_listener_by_udp_that_is_gone_costs_the_others_nothing() -> None:
    """Its port is closed, so the system may report each of our datagrams as an error: the rest arrives all the same."""

    async def scenario() -> None:
        server = OscServer(RecordingDesk(), OscSettings(port=0, interval=0.001))
        port = await server.start()
        loop = asyncio.get_running_loop()

        def client() -> socket.socket:
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind(("127.0.0.1", 0))
            sock.setblocking(False)
            sock.sendto(build("/bridge/subscribe", []), ("127.0.0.1", port))
            return sock

        async def heard(sock: socket.socket, path: str) -> list[object]:
            while True:
                for got, values in parse(await loop.sock_recv(sock, 65535)):
                    if got == path:
                        return values

        with client() as gone:
            await heard(gone, "/bridge/preset/names")
        with client() as other:
            await heard(other, "/bridge/preset/names")
            for number in range(300):
                server.publish(JobDone(str(number), "kick", 0.5))
                server.publish(JobParams("1", number, {"level": 0.0}))
                assert (await heard(other, "/bridge/job/done"))[0] == number
            other.sendto(build("/bridge/ping", [7]), ("127.0.0.1", port))
            assert await heard(other, "/bridge/pong") == [7]
        assert len(server.subscribers) == 2 and server.dispatcher.counters.unsent == 0
        server.close()

    run(scenario)


def test_no_message_makes_us_send_to_somebody_who_did_not_ask() -> None:
    """Whatever a client says, and from wherever: we answer that client, and ports that its own machine subscribed."""

    async def scenario() -> None:
        server = OscServer(RecordingDesk(), OscSettings(port=0, allowed_peers=("10.0.0.0/8",)))
        await server.start()
        sent = datagrams_of(server)
        server.udp.take(build("/bridge/subscribe", [7001]), ("10.0.0.5", 4000))
        odd = (1, 7001, -1, 70000, 2.5, "10.0.0.9", "10.0.0.9:7001", "/bridge/ping", "")
        for address in ADDRESSES:
            for atom in odd:
                for count in range(4):
                    server.udp.take(build(address.path, [atom] * count), ("10.0.0.6", 4000))
        await worked_off(server)
        server.publish(JobDone("1", "kick", 0.5))
        targets = {target for _, target in sent}
        ports = {port for host, port in targets if host == "10.0.0.6"}
        assert {host for host, _ in targets} == {"10.0.0.5", "10.0.0.6"}
        assert ports <= {4000, 1, 7001} and {port for host, port in targets if host == "10.0.0.5"} <= {4000, 7001}
        server.close()

    run(scenario)
