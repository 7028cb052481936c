"""Newest wins, at most one delivery an interval, and what must arrive arrives in order."""

import asyncio
import itertools
import time

from bridge.interfaces.pacing import PacedOutlet


def test_a_flood_is_thinned_and_the_newest_arrives() -> None:
    async def scenario() -> tuple[list[tuple[float, int]], int]:
        got: list[tuple[float, int]] = []
        outlet: PacedOutlet[int] = PacedOutlet(lambda item: got.append((time.monotonic(), item)), 0.05)
        started = time.monotonic()
        item = 0
        while time.monotonic() - started < 0.5:
            item += 1
            outlet.offer("params", item)
            await asyncio.sleep(0.001)
        while got[-1][1] != item:
            await asyncio.sleep(0.01)
        outlet.close()
        return got, outlet.replaced + len(got) - item

    got, lost = asyncio.run(asyncio.wait_for(scenario(), 20))
    items = [item for _, item in got]
    assert items[0] == 1 and items == sorted(items)
    assert len(got) <= 0.5 / 0.05 + 2
    gaps = [b - a for (a, _), (b, _) in itertools.pairwise(got)]
    assert min(gaps) > 0.04
    assert lost == 0


def test_keys_do_not_replace_each_other() -> None:
    async def scenario() -> list[str]:
        got: list[str] = []
        outlet: PacedOutlet[str] = PacedOutlet(got.append, 0.02)
        for item in ("a1", "b1", "a2", "b2", "a3"):
            outlet.offer(item[0], item)
        outlet.flush()
        outlet.close()
        return got

    got = asyncio.run(scenario())
    assert got[0] == "a1" and sorted(got[1:]) == ["a3", "b2"]


def test_nothing_overtakes_a_push() -> None:
    async def scenario() -> list[str]:
        got: list[str] = []
        outlet: PacedOutlet[str] = PacedOutlet(got.append, 10.0)
        outlet.offer("params", "first")
        outlet.offer("params", "last")
        outlet.push("done")
        outlet.close()
        return got

    assert asyncio.run(scenario()) == ["first", "last", "done"]


def test_a_listener_may_offer_while_it_is_told() -> None:
    async def scenario() -> list[int]:
        got: list[int] = []

        def deliver(item: int) -> None:
            got.append(item)
            if item < 3:
                outlet.offer("again", item + 1)

        outlet: PacedOutlet[int] = PacedOutlet(deliver, 0.01)
        outlet.offer("again", 1)
        while len(got) < 3:
            await asyncio.sleep(0.01)
        return got

    assert asyncio.run(asyncio.wait_for(scenario(), 10)) == [1, 2, 3]
