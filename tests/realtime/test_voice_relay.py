"""Commands on their way: at once where nothing waits, always in order, and nobody who brings one is kept waiting."""

from __future__ import annotations

import json
import os
import select
import threading
from collections.abc import Iterator

import pytest

from bridge.realtime.commands import MAILBOX_SIZE, Command
from bridge.realtime.pipe import CommandPipe
from bridge.realtime.relay import Relay

SECONDS = 20.0


class Desk:
    """Does notes at once unless it is told to be busy, and everything else slowly."""

    def __init__(self) -> None:
        self.busy = False
        self.done: list[tuple[Command, str]] = []
        self.relay = Relay(self.quick, self.slow)

    def quick(self, command: Command) -> bool:
        if self.busy or command[0] != "note":
            return False
        self.done.append((command, threading.current_thread().name))
        return True

    def slow(self, command: Command) -> None:
        self.done.append((command, "slow"))


def test_who_brings_a_command_does_it_while_nothing_waits() -> None:
    desk = Desk()
    assert desk.relay.put(("note", 60, 1.0))
    assert desk.done == [(("note", 60, 1.0), threading.current_thread().name)] and desk.relay.mailbox.empty


def test_nothing_overtakes_what_waits() -> None:
    desk = Desk()
    load, first, second = ("load", "fm", {}, 0), ("note", 60, 1.0), ("note", 61, 1.0)
    desk.relay.put(load)
    desk.relay.put(first)
    assert not desk.done, "the note has to wait for its preset"
    desk.relay.work(0.0)
    desk.relay.put(second)
    desk.relay.work(0.0), desk.relay.work(0.0), desk.relay.work(0.0)
    assert [command for command, _ in desk.done] == [load, first, second]
    desk.relay.put(first)
    assert desk.done[-1] == (first, threading.current_thread().name), "nothing waits any more"


def test_what_cannot_be_done_at_once_waits_and_keeps_its_place() -> None:
    desk = Desk()
    desk.busy = True
    notes = [("note", number, 1.0) for number in range(5)]
    for note in notes[:3]:
        desk.relay.put(note)
    desk.busy = False
    for note in notes[3:]:
        desk.relay.put(note)
    while not desk.relay.mailbox.empty:
        desk.relay.work(0.0)
    assert [command for command, _ in desk.done] == notes


def test_a_command_that_comes_while_another_is_done_does_not_wait_for_it() -> None:
    begun, go_on = threading.Event(), threading.Event()
    done: list[Command] = []

    def slow(command: Command) -> None:
        begun.set()
        assert go_on.wait(SECONDS)
        done.append(command)

    def quick(command: Command) -> bool:
        if command[0] == "note":
            done.append(command)
        return command[0] == "note"

    relay = Relay(quick, slow)
    relay.put(("load", "fm", {}, 0))
    worker = threading.Thread(target=relay.work, args=(SECONDS,))
    worker.start()
    assert begun.wait(SECONDS)
    relay.put(("note", 60, 1.0))  # the load is under way: this returns, and does not overtake it
    assert not done
    go_on.set()
    worker.join(SECONDS)
    relay.work(0.0)
    assert done == [("load", "fm", {}, 0), ("note", 60, 1.0)]


def test_a_mistake_in_a_command_does_not_stop_the_next() -> None:
    def quick(command: Command) -> bool:
        raise ValueError(command)

    relay = Relay(quick, lambda command: None)
    for _ in range(2):
        with pytest.raises(ValueError):
            relay.put(("note", "x", 1.0))


@pytest.fixture
def ends() -> Iterator[tuple[int, CommandPipe]]:
    """The reading end of a pipe, and commands into the other."""
    reading, writing = os.pipe()
    pipe = CommandPipe(os.fdopen(writing, "w"))
    yield reading, pipe
    pipe.close()
    os.close(reading)


def heard(reading: int, count: int) -> list[list[object]]:
    """So many commands off the pipe; at its end, what there was."""
    data = b""
    while data.count(b"\n") < count:
        assert select.select([reading], [], [], SECONDS)[0], f"{count} were to come: {data[-100:]!r}"
        more = os.read(reading, 65536)
        if not more:
            break
        data += more
    return [json.loads(line) for line in data.splitlines()]


def test_a_command_is_in_the_pipe_when_put_returns(ends: tuple[int, CommandPipe]) -> None:
    reading, pipe = ends
    pipe.put(("note", 60, 0.5, 0))
    os.set_blocking(reading, False)
    assert json.loads(os.read(reading, 1000)) == ["note", 60, 0.5, 0]


def test_a_full_pipe_keeps_nobody_waiting_and_loses_no_order(ends: tuple[int, CommandPipe]) -> None:
    reading, pipe = ends
    wide = ("load", "fm", {f"p{n}": float(n) for n in range(500)}, 3)  # more than a pipe takes at once
    for number in range(4000):  # more than it holds, and more than may wait
        pipe.put(("note", number % 128, 0.5, 0, number))
    pipe.put(wide)
    pipe.put(("stop",))
    *notes, load, stop = heard(reading, 4000 - pipe.dropped + 2)
    assert load == ["load", *wide[1:]] and stop == ["stop"]
    numbers = [note[4] for note in notes]
    assert numbers == sorted(numbers) and len(numbers) + pipe.dropped == 4000  # type: ignore[type-var]
    assert len(numbers) > MAILBOX_SIZE, "the pipe took the first, the mailbox the next"


def test_a_closed_pipe_ends_after_what_waits(ends: tuple[int, CommandPipe]) -> None:
    reading, pipe = ends
    pipe.put(("load", "fm", {f"p{n}": float(n) for n in range(500)}, 0))
    pipe.put(("stop",))
    pipe.close()
    assert [command[0] for command in heard(reading, 3)] == ["load", "stop"]
    pipe.put(("note", 60, 1.0))  # to nobody: no harm


def test_a_reader_that_is_gone_does_no_harm() -> None:
    reading, writing = os.pipe()
    pipe = CommandPipe(os.fdopen(writing, "w"))
    os.close(reading)
    for _ in range(3):
        pipe.put(("note", 60, 1.0))
        pipe.put(("load", "fm", {f"p{n}": float(n) for n in range(500)}, 0))
    pipe.close()
    assert pipe.dropped == 0, "nobody to read is no overflow"
