"""Time tags: what is ahead waits without anybody sleeping, in order, and within bounds."""

import asyncio

import pytest
from test_commands import RecordingDesk
from test_osc_server import Ear, run

from bridge.interfaces.osc.dispatch import Dispatcher
from bridge.interfaces.osc.messages import build
from bridge.interfaces.osc.packets import Timed, bundle
from bridge.interfaces.peers import Subscribers
from bridge.interfaces.schedule import HORIZON, MAX_OF_A_CLIENT, MAX_SCHEDULED, Schedule, Unschedulable


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def daemon(clock: Clock) -> tuple[Dispatcher, RecordingDesk]:
    desk = RecordingDesk()
    dispatcher = Dispatcher(desk, Subscribers(0.05))
    dispatcher.schedule = Schedule(dispatcher.inbox.put_due, clock)
    return dispatcher, desk


def note(number: int) -> bytes:
    return build("/bridge/voice/note", [number, 127])


def test_now_and_past_at_once_ahead_later_and_in_order() -> None:
    async def scenario() -> None:
        clock = Clock()
        dispatcher, desk = daemon(clock)
        link = Ear()
        dispatcher.receive(link, bundle([note(3), note(4)], clock.now + 0.10))
        dispatcher.receive(link, bundle([note(2), bundle([note(5)], clock.now + 0.15)], clock.now + 0.05))
        dispatcher.receive(link, bundle([note(1), bundle([note(1)], 5.0)]))
        while not desk.asked:
            await asyncio.sleep(0)
        assert [asked[1] for asked in desk.asked] == [1, 1] and len(dispatcher.schedule) == 4
        clock.now -= 3600.0  # the clock is set back: what waits does not mind
        loop = asyncio.get_running_loop()
        started = loop.time()
        while len(desk.asked) < 6:
            await asyncio.sleep(0.001)
        assert 0.13 < loop.time() - started < 5.0
        assert [asked[1] for asked in desk.asked] == [1, 1, 2, 3, 4, 5] and len(dispatcher.schedule) == 0
        assert dispatcher.counters.scheduled == 4
        dispatcher.close()

    run(scenario)


def test_horizon_and_number_are_bounded_and_refusals_are_told() -> None:
    async def scenario() -> None:
        clock = Clock()
        dispatcher, desk = daemon(clock)
        link = Ear()
        dispatcher.receive(link, bundle([note(1)], clock.now + HORIZON + 1))
        dispatcher.receive(link, bundle([note(1)], 2.0e9))
        for _ in range(MAX_OF_A_CLIENT // 64 + 1):
            dispatcher.receive(link, bundle([note(2)] * 64, clock.now + HORIZON - 1))
        while dispatcher.inbox.waiting(link):
            await asyncio.sleep(0)
        fails = [values[2] for path, values in link.messages if path == "/fail"]
        assert fails == ["too-late"] * 66 and desk.asked == [] and len(dispatcher.schedule) == MAX_OF_A_CLIENT
        dispatcher.close()
        assert len(dispatcher.schedule) == 0

    run(scenario)


def test_many_clients_together_are_bounded_too() -> None:
    async def scenario() -> None:
        schedule = Schedule(lambda link, messages: None, Clock())
        links = [Ear(port=port) for port in range(MAX_SCHEDULED)]
        for link in links:
            schedule.wait(link, Timed("/x", [], 5.0), 30.0)
        with pytest.raises(Unschedulable):
            schedule.wait(Ear(), Timed("/x", [], 5.0), 30.0)
        schedule.close()

    run(scenario)


def test_a_flood_of_one_client_does_not_delay_another() -> None:
    """One client's ten thousand messages wait while the other's single one is answered."""

    async def scenario() -> None:
        dispatcher, desk = daemon(Clock())
        flood, other = Ear(port=1, stream=False), Ear(port=2, stream=False)
        long_bundle = bundle([note(1)] * 2000)
        for _ in range(10):
            dispatcher.receive(flood, long_bundle)
        for _ in range(10_000):
            dispatcher.receive(flood, note(1))
        dispatcher.receive(other, build("/bridge/ping", [1]))
        while not other.sent:
            await asyncio.sleep(0)
        assert len(desk.asked) <= 512
        assert dispatcher.counters.dropped > 0, "the flood was bounded"
        dispatcher.close()

    run(scenario)


def test_who_takes_no_answers_is_not_worked_for_until_he_does() -> None:
    async def scenario() -> None:
        dispatcher, desk = daemon(Clock())
        link = Ear()
        link.ready = False
        dispatcher.receive(link, note(1))
        for _ in range(5):
            await asyncio.sleep(0)
        assert desk.asked == []
        link.ready = True
        dispatcher.inbox.wake()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(desk.asked) == 1
        dispatcher.close()

    run(scenario)
