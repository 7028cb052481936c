"""What channel messages mean: pedals, bends, numbers of parameters and MPE zones, told to one who listens."""

from typing import Any

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.interfaces.midi.channels import MidiChannels
from bridge.interfaces.midi.stream import MidiStream
from bridge.interfaces.midi.table import CONTROLS
from bridge.interfaces.midi.zones import Zones


class Listener:
    """Remembers what it was told, and which notes it was told to hold."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.held: set[tuple[int, int]] = set()
        self.down: set[int] = set()

    def start(self, part: int, note: int, velocity: float, bend: float, pressure: float) -> None:
        assert 0 < velocity <= 1 and abs(bend) <= 96 and 0 <= pressure <= 1
        self.held.add((part, note))
        self.told.append(("start", part, note, round(velocity * 127), round(bend, 3), round(pressure, 3)))

    def release(self, part: int, note: int) -> None:
        self.held.remove((part, note))
        self.told.append(("release", part, note))

    def bend(self, part: int, semitones: float, note: int | None = None) -> None:
        assert abs(semitones) <= 96 and (note is None or (part, note) in self.held)
        self.told.append(("bend", part, round(semitones, 3), note))

    def press(self, part: int, amount: float, note: int | None = None) -> None:
        assert 0 <= amount <= 1 and (note is None or (part, note) in self.held)
        self.told.append(("press", part, round(amount, 3), note))

    def pedal(self, part: int, down: bool) -> None:
        assert (part in self.down) != down, "only changes are told"
        (self.down.add if down else self.down.remove)(part)
        self.told.append(("pedal", part, down))

    def turn(self, part: int, source: str, unit: float) -> None:
        assert 0 <= unit <= 1
        self.told.append(("turn", part, source, round(unit, 5)))

    def step(self, part: int, source: str, steps: int) -> None:
        self.told.append(("step", part, source, steps))

    def program(self, part: int, number: int) -> None:
        self.told.append(("program", part, number))

    def silence(self, part: int) -> None:
        self.held = {(p, n) for p, n in self.held if p != part}
        self.told.append(("silence", part))


class Keyboard:
    """A wire and its listener."""

    def __init__(self) -> None:
        self.listener = Listener()
        self.channels = MidiChannels(self.listener)

    def play(self, *messages: mido.Message) -> list[tuple[Any, ...]]:
        """What these messages come to."""
        before = len(self.listener.told)
        for message in messages:
            self.channels.hear(bytes(message.bytes()))
        return self.listener.told[before:]

    def number(self, channel: int, registered: bool, number: int, high: int, low: int | None = None) -> list[Any]:
        """An RPN or NRPN with its data."""
        first, second = (101, 100) if registered else (99, 98)
        controls = [(first, number >> 7), (second, number & 127), (6, high)] + ([(38, low)] if low is not None else [])
        return self.play(*(cc(channel, control, value) for control, value in controls))


def on(channel: int, note: int, velocity: int = 100) -> mido.Message:
    return mido.Message("note_on", channel=channel, note=note, velocity=velocity)


def off(channel: int, note: int) -> mido.Message:
    return mido.Message("note_off", channel=channel, note=note)


def cc(channel: int, control: int, value: int) -> mido.Message:
    return mido.Message("control_change", channel=channel, control=control, value=value)


def wheel(channel: int, pitch: int) -> mido.Message:
    return mido.Message("pitchwheel", channel=channel, pitch=pitch)


def touch(channel: int, value: int) -> mido.Message:
    return mido.Message("aftertouch", channel=channel, value=value)


def test_notes_and_the_pedal() -> None:
    told = Keyboard().play(
        on(3, 60), on(3, 64, 1), on(3, 60, 0), off(3, 64), off(3, 64), cc(3, 64, 63), cc(3, 64, 64), cc(3, 64, 127),
        cc(3, 64, 0),
    )  # fmt: skip
    assert told == [
        ("start", 3, 60, 100, 0, 0), ("start", 3, 64, 1, 0, 0), ("release", 3, 60), ("release", 3, 64),
        ("pedal", 3, True), ("pedal", 3, False),
    ]  # fmt: skip


def test_the_wheel_reaches_its_range_at_both_ends_and_is_none_in_the_middle() -> None:
    keys = Keyboard()
    assert keys.play(wheel(0, 8191), wheel(0, -8192), wheel(0, 0)) == [
        ("bend", 0, 2, None), ("bend", 0, -2, None), ("bend", 0, 0, None),
    ]  # fmt: skip
    assert keys.number(0, True, 0, 12, 50)[-1] == ("bend", 0, 0, None)
    assert keys.play(wheel(0, 8191)) == [("bend", 0, 12.5, None)]
    assert keys.number(0, True, 0, 127) == [("bend", 0, 96, None)], "no range is larger, and it holds at once"
    assert keys.play(wheel(1, 8191)) == [("bend", 1, 2, None)], "the range is the channel's own"


def test_controllers_have_7_bits_and_14_with_their_low_half() -> None:
    keys = Keyboard()
    assert keys.play(cc(0, 20, 127)) == [("turn", 0, "cc20", 1)]
    assert keys.play(cc(0, 20, 64), cc(0, 52, 1)) == [
        ("turn", 0, "cc20", round(64 / 127, 5)), ("turn", 0, "cc20", round((64 * 128 + 1) / 16383, 5)),
    ]  # fmt: skip
    assert keys.play(cc(0, 20, 127), cc(0, 52, 127))[-1] == ("turn", 0, "cc20", 1)
    assert keys.play(cc(0, 53, 127)) == [("turn", 0, "cc53", 1)], "without a high half it is a knob of its own"


def test_nrpn_with_7_and_14_bits_steps_and_no_number() -> None:
    keys = Keyboard()
    assert keys.number(0, False, 300, 127) == [("turn", 0, "nrpn300", 1)]
    assert keys.play(cc(0, 38, 0)) == [("turn", 0, "nrpn300", round(127 * 128 / 16383, 5))]
    assert keys.play(cc(0, 6, 1)) == [("turn", 0, "nrpn300", round(128 / 16383, 5))], "the low half begins anew"
    assert keys.play(cc(0, 96, 0), cc(0, 97, 0)) == [("step", 0, "nrpn300", 1), ("step", 0, "nrpn300", -1)]
    assert keys.number(0, True, 0x3FFF, 5) == [] and keys.play(cc(0, 96, 0)) == []
    assert keys.number(0, False, 0x3FFF, 5) == []
    assert keys.number(0, True, 1, 64) == [], "tuning is not ours"


def test_banks_and_programs() -> None:
    keys = Keyboard()
    change = mido.Message("program_change", channel=2, program=5)
    assert keys.play(change, cc(2, 0, 1), change, cc(2, 32, 3), change) == [
        ("program", 2, 5), ("program", 2, 128 * 128 + 5), ("program", 2, 131 * 128 + 5),
    ]  # fmt: skip


def test_channel_mode_messages() -> None:
    keys = Keyboard()
    assert keys.play(on(1, 60), on(1, 62), cc(1, 123, 0))[2:] in (
        [("release", 1, 60), ("release", 1, 62)], [("release", 1, 62), ("release", 1, 60)],
    )  # fmt: skip
    assert keys.play(on(1, 60), on(2, 60), cc(1, 120, 0), off(1, 60))[2:] == [("silence", 1)]
    assert keys.play(cc(2, 64, 127), wheel(2, 8191), touch(2, 127), cc(2, 121, 0))[3:] == [
        ("bend", 2, 0, None), ("press", 2, 0, None), ("pedal", 2, False),
    ]  # fmt: skip


def test_mpe_a_members_bend_and_pressure_are_its_notes_own() -> None:
    keys = Keyboard()
    assert keys.number(0, True, 6, 3) == []
    assert keys.play(wheel(1, 8191), touch(1, 127), on(1, 60)) == [("start", 0, 60, 100, 48, 1)]
    assert keys.play(on(2, 64)) == [("start", 0, 64, 100, 0, 0)]
    assert keys.play(wheel(2, -8192)) == [("bend", 0, -48, 64)]
    assert keys.play(touch(2, 127)) == [("press", 0, 1, 64)]
    assert keys.play(wheel(0, 8191)) == [("bend", 0, 2, None)], "the manager's is for all"
    assert keys.play(cc(0, 64, 127), cc(1, 64, 127), cc(0, 64, 0), cc(1, 64, 0)) == [
        ("pedal", 0, True), ("pedal", 0, False),
    ]  # fmt: skip
    assert keys.play(on(4, 60)) == [("start", 4, 60, 100, 0, 0)], "channel 5 is not of the zone"
    keys.number(1, True, 0, 24)
    assert keys.play(wheel(2, 8191)) == [("bend", 0, 24, 64)], "a member's range is that of all members"
    assert keys.play(mido.Message("program_change", channel=0, program=1)) == [("program", 0, 1)]


def test_mpe_a_key_on_two_members_is_held_until_both_let_go() -> None:
    keys = Keyboard()
    keys.number(0, True, 6, 5)
    assert keys.play(on(1, 60), on(2, 60), off(1, 60))[2:] == []
    assert keys.play(off(2, 60)) == [("release", 0, 60)]


def test_a_new_zone_lets_notes_go_and_zero_ends_it() -> None:
    keys = Keyboard()
    assert keys.play(on(1, 60)) and keys.number(0, True, 6, 5) == [("release", 1, 60)]
    keys.play(on(1, 60))
    assert keys.number(0, True, 6, 0) == [("release", 0, 60)]
    assert keys.play(on(1, 60)) == [("start", 1, 60, 100, 0, 0)]
    assert keys.number(5, True, 6, 5) == [] and keys.play(on(2, 60))[0][1] == 2, "channel 6 manages nothing"


@pytest.mark.parametrize(
    ("settings", "managers"),
    [
        ([(0, 15)], [0] * 16),
        ([(15, 15)], [15] * 16),
        ([(0, 7), (15, 7)], [0] * 8 + [15] * 8),
        ([(0, 10), (15, 10)], [0] * 5 + [15] * 11),
        ([(15, 3), (0, 15)], [0] * 16),
        ([(0, 2)], [0, 0, 0, *range(3, 16)]),
    ],
)
def test_zones_take_from_each_other(settings: list[tuple[int, int]], managers: list[int]) -> None:
    """As in MPE's table of examples: the newest zone has what it asked for, the other what is left."""
    zones = Zones()
    for manager, members in settings:
        zones.configure(manager, members)
    assert [zones.manager_of(channel) for channel in range(16)] == managers
    assert sorted(c for m in set(managers) for c in zones.members_of(m)) == list(range(16))


@given(st.binary(max_size=400))
def test_any_bytes_leave_no_note_behind(data: bytes) -> None:
    """Whatever was played: with the wire cut nothing is held and no pedal down; and the listener saw legal values."""
    keys = Keyboard()
    for message in MidiStream().feed(data):
        if message[0] < 0xF0:
            keys.channels.hear(message)
    keys.channels.close()
    assert not keys.listener.held and not keys.listener.down


CONTROL = st.sampled_from(sorted(CONTROLS)) | st.integers(0, 127)
EVENT = st.one_of(
    st.builds(on, st.integers(0, 15), st.integers(0, 127), st.integers(0, 127)),
    st.builds(cc, st.integers(0, 15), CONTROL, st.sampled_from([0, 1, 6, 7, 64, 127])),
    st.builds(wheel, st.integers(0, 15), st.integers(-8192, 8191)),
    st.builds(touch, st.integers(0, 15), st.integers(0, 127)),
)


@given(st.lists(EVENT, max_size=60))
def test_any_playing_leaves_no_note_behind(messages: list[mido.Message]) -> None:
    """The same with messages that mean something; zones come and go among them."""
    keys = Keyboard()
    keys.number(0, True, 6, 4)
    keys.play(*messages)
    keys.channels.close()
    assert not keys.listener.held and not keys.listener.down
    assert keys.play(on(0, 60))[0][4:] == (0, 0)
