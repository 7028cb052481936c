"""The server's manners: who may talk, where replies go, how many may listen."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest
from test_commands import RecordingDesk

from bridge.errors import BadRequest, CannotListen
from bridge.interfaces.events import JobDone, JobParams
from bridge.interfaces.osc import OscServer, OscSettings
from bridge.interfaces.osc_messages import build, parse
from bridge.interfaces.peers import MAX_SUBSCRIBERS, AllowedPeers, Peer, Subscribers


def test_this_machine_always_others_only_when_named() -> None:
    assert AllowedPeers().allows("127.0.0.1") and AllowedPeers().allows("::1")
    assert not AllowedPeers().allows("192.168.1.7")
    named = AllowedPeers(["192.168.1.0/24", "10.0.0.5"])
    assert named.allows("192.168.1.7") and named.allows("10.0.0.5") and not named.allows("10.0.0.6")
    assert not named.allows("not an address")
    with pytest.raises(BadRequest, match="allowed peers"):
        AllowedPeers(["everyone"])


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(scenario(), 30)

    asyncio.run(limited())


def test_strangers_are_counted_and_hear_nothing() -> None:
    async def scenario() -> None:
        server = OscServer(RecordingDesk(), OscSettings(port=0))
        await server.start()
        sent: list[Peer] = []
        server._send = lambda datagram, target: sent.append(target)  # type: ignore[method-assign]
        server._take(build("/bridge/ping", [1]), ("8.8.8.8", 9000))
        server._take(build("/bridge/ping", [1]), ("127.0.0.1", 9001))
        server._work()
        assert server.counters.refused == 1 and sent == [("127.0.0.1", 9001)]
        server.close()

    run(scenario)


def test_where_replies_go() -> None:
    async def scenario() -> None:
        subscribers = Subscribers(lambda datagram, target: None, 0.05)
        here, there = "127.0.0.1", "10.0.0.5"
        assert subscribers.reply_targets((here, 1)) == {(here, 1)}
        subscribers.add((here, 1), 7001)
        subscribers.add((here, 2), 7002)
        subscribers.add((there, 1), 7003)
        assert subscribers.reply_targets((here, 1)) == {(here, 1), (here, 7001)}
        assert subscribers.reply_targets((here, 7002)) == {(here, 7002)}, "one socket for both: one reply"
        assert subscribers.reply_targets((here, 999)) == {(here, 999), (here, 7001), (here, 7002)}
        subscribers.remove((here, 3), 7001)
        assert subscribers.reply_targets((here, 999)) == {(here, 999), (here, 7002)}
        subscribers.close()

    run(scenario)


def test_subscriptions_are_bounded_and_the_oldest_makes_room() -> None:
    async def scenario() -> None:
        subscribers = Subscribers(lambda datagram, target: None, 0.05)
        for port in range(1, MAX_SUBSCRIBERS + 1):
            subscribers.add(("127.0.0.1", 9), port)
        subscribers.add(("127.0.0.1", 9), 1)  # renewed
        subscribers.add(("127.0.0.1", 9), 60000)
        assert len(subscribers) == MAX_SUBSCRIBERS
        ports = {port for _, port in subscribers.reply_targets(("127.0.0.1", 9))}
        assert 1 in ports and 60000 in ports and 2 not in ports
        subscribers.close()

    run(scenario)


def test_the_last_set_comes_before_done_to_every_subscriber() -> None:
    async def scenario() -> None:
        sent: list[tuple[Peer, str]] = []
        subscribers = Subscribers(lambda datagram, target: sent.append((target, parse(datagram)[0][0])), 10.0)
        for port in (1, 2):
            subscribers.add(("127.0.0.1", 9), port)
        for seq in range(5):
            subscribers.publish(JobParams("1", seq, {"level": float(seq)}))
        subscribers.publish(JobDone("1", "kick", 0.5))
        for port in (1, 2):
            paths = [path for target, path in sent if target == ("127.0.0.1", port)]
            assert paths == ["/bridge/job/params", "/bridge/job/params", "/bridge/job/done"]
        subscribers.close()

    run(scenario)


def test_a_fault_in_a_command_is_answered_and_the_server_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    class Faulty(RecordingDesk):
        def panic(self) -> None:
            raise ZeroDivisionError

    async def scenario() -> None:
        server = OscServer(Faulty(), OscSettings(port=0))
        await server.start()
        sent: list[bytes] = []
        server._send = lambda datagram, target: sent.append(datagram)  # type: ignore[method-assign]
        for path in ("/bridge/voice/panic", "/bridge/jobs"):
            server._take(build(path, []), ("127.0.0.1", 9001))
        server._work()
        answers = [parse(datagram)[0] for datagram in sent]
        assert answers[0][0] == "/fail" and answers[0][1][2] == "internal"
        assert answers[-1] == ("/done", ["/bridge/jobs", 2])
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
