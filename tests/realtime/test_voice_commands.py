"""Mailbox: newest wins, notes keep their order, never more than fits."""

from __future__ import annotations

from bridge.realtime.commands import AudioQueue, Mailbox


def contents(box: Mailbox) -> list[tuple[object, ...]]:
    box.close()
    taken = []
    while (command := box.take()) is not None:
        taken.append(command)
    return taken


def test_the_newest_of_a_parameter_waits_in_the_place_of_the_first() -> None:
    box = Mailbox()
    for value in (1.0, 2.0, 3.0):
        box.put(("param", "level", value))
        box.put(("param", "pan", value / 10))
    assert contents(box) == [("param", "level", 3.0), ("param", "pan", 0.3)]


def test_a_preset_replaces_what_waits_but_not_the_notes() -> None:
    box = Mailbox()
    box.put(("load", "fm", {"level": 0.0}))
    box.put(("note", 60, 1.0))
    box.put(("param", "level", 2.0))
    box.put(("note", 60, 0.0))
    box.put(("load", "fm", {"level": 1.0}))
    assert contents(box) == [("load", "fm", {"level": 1.0}), ("note", 60, 1.0), ("note", 60, 0.0)]


def test_a_full_box_refuses_notes_but_never_note_offs_or_panic() -> None:
    box = Mailbox(size=3)
    assert [box.put(("note", n, 1.0)) for n in range(5)] == [True, True, True, False, False]
    assert box.dropped == 2
    for _ in range(100):
        assert box.put(("note", 0, 0.0)) and box.put(("note", None, 0.0))
    assert box.take() == ("note", 0, 1.0)
    box.close()
    rest = [box.take() for _ in range(4)]
    assert rest == [("note", 1, 1.0), ("note", 2, 1.0), ("note", 0, 0.0), ("note", None, 0.0)]
    assert box.take() is None


def test_panic_forgets_the_notes_that_wait() -> None:
    box = Mailbox(size=1)
    for velocity in (1.0, 0.0, 1.0):
        box.put(("note", 60, velocity))
    assert box.put(("panic",))
    assert contents(box) == [("panic",)]


def test_taking_from_an_empty_box_ends_in_time_or_when_closed() -> None:
    box = Mailbox()
    assert box.take(timeout=0.001) is None and not box.finished
    box.close()
    assert box.take() is None and box.finished


def test_memory_comes_back_to_the_control_side() -> None:
    queue = AudioQueue(size=4)
    queue.put(("on", 1))
    queue.retired.append(queue.take())
    queue.put(("off", 1))
    assert not queue.retired


def test_channels_do_not_replace_each_other() -> None:
    box = Mailbox()
    box.put(("load", "fm", {}, 0))
    box.put(("param", "level", 1.0, 0))
    box.put(("param", "level", 2.0, 3))
    box.put(("load", "impact", {}, 3))
    box.put(("load", "fm6", {}))
    assert contents(box) == [("load", "fm6", {}), ("load", "impact", {}, 3)]


def test_the_newest_bend_waits_behind_the_notes_before_it() -> None:
    box = Mailbox()
    box.put(("bend", 1.0, 2, 60))
    box.put(("note", 60, 1.0, 2))
    box.put(("pressure", 0.5, 2, 60))
    box.put(("bend", 2.0, 2, 60))
    box.put(("bend", 0.5, 2))
    box.put(("bend", 3.0, 2, 60))
    expected = [("note", 60, 1.0, 2), ("pressure", 0.5, 2, 60), ("bend", 0.5, 2), ("bend", 3.0, 2, 60)]
    assert contents(box) == expected


def test_a_pedal_keeps_its_place_and_enters_a_full_box() -> None:
    box = Mailbox(size=3)
    for command in (("sustain", True, 0), ("note", 60, 0.0, 0), ("sustain", False, 0)):
        assert box.put(command)
    for down in (True, False, True):
        assert box.put(("sustain", down, 0))
    assert contents(box) == [("sustain", True, 0), ("note", 60, 0.0, 0), ("sustain", False, 0), ("sustain", True, 0)]


def test_panic_of_a_channel_forgets_only_its_notes() -> None:
    box = Mailbox()
    box.put(("note", 60, 1.0, 1))
    box.put(("note", 60, 1.0, 2))
    box.put(("panic", 1))
    assert contents(box) == [("note", 60, 1.0, 2), ("panic", 1)]
