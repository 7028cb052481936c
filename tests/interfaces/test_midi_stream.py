"""The cutting of streams: mido as oracle for what is clean, laws for what is not."""

from itertools import pairwise

import mido
from hypothesis import given
from hypothesis import strategies as st

from bridge.interfaces.midi.stream import MAX_SYSEX, MidiStream

DATA = st.integers(0, 127)
CHANNEL = st.one_of(
    st.tuples(st.sampled_from([0x80, 0x90, 0xA0, 0xB0, 0xE0]), st.integers(0, 15), DATA, DATA),
    st.tuples(st.sampled_from([0xC0, 0xD0]), st.integers(0, 15), DATA),
).map(lambda m: bytes([m[0] | m[1], *m[2:]]))
SYSEX = st.binary(max_size=40).map(lambda b: b"\xf0" + bytes(x & 0x7F for x in b) + b"\xf7")
REAL_TIME = st.sampled_from([b"\xf8", b"\xfa", b"\xfc", b"\xfe", b"\xff", b"\xf9", b""])


def cut(*pieces: bytes) -> list[bytes]:
    stream = MidiStream()
    return [message for piece in pieces for message in stream.feed(piece)]


@given(st.lists(CHANNEL | SYSEX))
def test_whole_messages_come_out_as_mido_reads_them(messages: list[bytes]) -> None:
    assert cut(b"".join(messages)) == messages
    assert [bytes(m.bytes()) for m in mido.parser.parse_all(b"".join(messages))] == messages


@given(st.lists(st.tuples(CHANNEL | SYSEX, st.integers(0, 50), REAL_TIME)))
def test_clock_and_active_sensing_may_stand_anywhere(messages: list[tuple[bytes, int, bytes]]) -> None:
    ticking = b"".join(whole[:at] + tick + whole[at:] for whole, at, tick in messages)
    assert cut(ticking) == [whole for whole, _, _ in messages]


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_any_bytes_however_they_are_cut(data: bytes, places: list[int]) -> None:
    """The same messages, each well formed, whatever comes and wherever it is cut."""
    edges = [0, *sorted(min(p, len(data)) for p in places), len(data)]
    whole = cut(data)
    assert cut(*(data[a:b] for a, b in pairwise(edges))) == whole
    for message in whole:
        assert mido.Message.from_bytes(message).bytes() == list(message)


def test_running_status_saves_the_status_byte() -> None:
    assert cut(b"\x90\x3c\x64\x3c\x00\x40\xf8\x50") == [b"\x90\x3c\x64", b"\x90\x3c\x00", b"\x90\x40\x50"]
    assert cut(b"\x90\x3c\x64\xf2\x01\x02\x3c\x64\xc0\x05") == [b"\x90\x3c\x64", b"\xc0\x05"], "F2 ends it"
    assert cut(b"\x90\x3c\xb0\x40\x7f") == [b"\xb0\x40\x7f"], "a message that is cut off is no message"


def test_sysex_is_bounded_and_what_follows_is_heard() -> None:
    largest = b"\xf0" + bytes(MAX_SYSEX - 2) + b"\xf7"
    assert cut(largest) == [largest]
    stream = MidiStream()
    assert list(stream.feed(b"\xf0" + bytes(10 * MAX_SYSEX) + b"\xf7\x90\x3c\x64")) == [b"\x90\x3c\x64"]
    assert stream.passed_over == 10 * MAX_SYSEX + 1
    endless = MidiStream()
    for _ in range(100):
        assert not list(endless.feed(b"\xf0" if _ == 0 else bytes(1000)))
    assert len(endless._sysex or b"") == MAX_SYSEX
