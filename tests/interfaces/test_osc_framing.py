"""Framing: what goes in comes out however the stream is cut; what cannot be understood ends it."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc import slip

from bridge.interfaces.osc.framing import LengthPrefix, Slip, framing_of
from bridge.interfaces.osc.packets import MAX_PACKET, Malformed

PACKETS = st.lists(
    st.binary(min_size=1, max_size=60) | st.binary(min_size=1).map(lambda b: b + b"\xc0\xdb"), max_size=6
)


def fed(framing: LengthPrefix | Slip, pieces: list[bytes]) -> tuple[list[bytes], bool]:
    """The packets that came out, and whether it ended in Malformed."""
    found: list[bytes] = []
    try:
        for piece in pieces:
            found.extend(framing.feed(piece))
    except Malformed:
        return found, True
    return found, False


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(edges)]


@settings(deadline=None)
@pytest.mark.parametrize("kind", [LengthPrefix, Slip])
@given(PACKETS, st.lists(st.integers(0, 10_000), max_size=20))
def test_packets_survive_any_cut(kind: type, packets: list[bytes], places: list[int]) -> None:
    framing = kind()
    stream = b"".join(kind().frame(packet) for packet in packets)
    assert fed(framing, cut(stream, places)) == (packets, False)
    assert framing.pending == 0
    if stream:
        assert isinstance(framing_of(stream[0]), kind)


@settings(deadline=None)
@given(PACKETS)
def test_slip_as_another_library_writes_it(packets: list[bytes]) -> None:
    assert fed(Slip(), [b"".join(map(slip.encode, packets))]) == (packets, False)
    assert [slip.decode(Slip().frame(packet)) for packet in packets] == packets


@settings(deadline=None, max_examples=300)
@pytest.mark.parametrize("kind", [LengthPrefix, Slip])
@given(st.lists(st.binary(max_size=20) | st.sampled_from([b"\xc0", b"\xdb", b"\xdb\xdd", bytes(4)])), st.data())
def test_any_stream_gives_the_same_in_one_piece_or_in_many(
    kind: type, pieces: list[bytes], data: st.DataObject
) -> None:
    whole = b"".join(pieces)
    framing = kind()
    result = fed(framing, pieces)
    assert fed(kind(), [whole]) == fed(kind(), [bytes([b]) for b in whole]) == result
    assert all(0 < len(packet) <= MAX_PACKET for packet in result[0])


@pytest.mark.parametrize("first", sorted(set(range(256)) - {0x00, 0xC0}))
def test_who_begins_otherwise_does_not_speak_osc(first: int) -> None:
    """No length within our limit begins with another byte than 0, no packet in SLIP with another than END."""
    assert MAX_PACKET < 2**24
    with pytest.raises(Malformed):
        framing_of(first)


def test_sizes_are_bounded() -> None:
    big = bytes([0xC0]) * MAX_PACKET
    for framing in (LengthPrefix(), Slip()):
        assert list(framing.feed(framing.frame(big))) == [big]
    for framing, stream in (
        (LengthPrefix(), (MAX_PACKET + 1).to_bytes(4, "big")),
        (LengthPrefix(), b"\xff\xff\xff\xff"),
        (Slip(), b"\xc0" + b"x" * (MAX_PACKET + 1) + b"\xc0"),
        (Slip(), b"\xc0" + b"x" * (2 * MAX_PACKET + 1)),
        (Slip(), b"\xc0/x\xdb\0\xc0"),
    ):
        with pytest.raises(Malformed):
            list(framing.feed(stream))
