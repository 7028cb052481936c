"""Reading packets: as python-osc builds them, bounded, and never anything but Malformed."""

import contextlib
import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.interfaces.osc.messages import build
from bridge.interfaces.osc.packets import MAX_DEPTH, Malformed, bundle, due_of, parse_packet, tag_of

TYPED = st.one_of(
    st.tuples(st.just("i"), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just("h"), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just("f"), st.floats(width=32, allow_nan=False)),
    st.tuples(st.just("d"), st.floats(allow_nan=False)),
    st.tuples(st.just("s"), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)),
    st.tuples(st.just("b"), st.binary(min_size=1, max_size=30)),
    st.tuples(st.sampled_from("TF"), st.none()),
    st.tuples(st.just("N"), st.none()),
)


@settings(deadline=None)
@given(st.lists(TYPED, max_size=12))
def test_what_another_library_builds_is_read_as_it_was_meant(arguments: list[tuple[str, object]]) -> None:
    builder = OscMessageBuilder("/a/b")
    for tag, value in arguments:
        builder.add_arg(value, tag)
    (message,) = parse_packet(builder.build().dgram)
    assert message.path == "/a/b" and message.due is None
    assert message.values == [{"T": True, "F": False}.get(tag, value) for tag, value in arguments]


def test_arrays_and_the_rare_types() -> None:
    data = (
        b"/x\0\0,[i[s]]ctmI\0" + struct.pack(">i", 5) + b"ab\0\0" + struct.pack(">IQ", ord("q"), 7) + b"\x90\x40\x7f\0"
    )
    (message,) = parse_packet(data)
    assert message.values == [[5, ["ab"]], "q", 7, b"\x90\x40\x7f\0", float("inf")]
    assert parse_packet(b"/x\0\0")[0].values == []


def test_bundles_keep_their_times_and_the_inner_is_never_before_the_outer() -> None:
    note = build("/n", [1])
    packet = bundle([note, bundle([note], 100.0), bundle([note], 300.0), bundle([note])], 200.0)
    assert [m.due for m in parse_packet(packet)] == pytest.approx([200.0, 200.0, 300.0, 200.0])
    assert [m.due for m in parse_packet(bundle([note, note]))] == [None, None]


def test_time_tags_agree_with_another_library() -> None:
    for when in (IMMEDIATELY, time.time() + 5):
        builder = OscBundleBuilder(when)
        builder.add_content(OscMessageBuilder("/n").build())
        due = parse_packet(builder.build().dgram)[0].due
        assert due is None if when == IMMEDIATELY else due == pytest.approx(when, abs=1e-5)
    assert due_of(tag_of(1.8e9)) == pytest.approx(1.8e9, abs=1e-5)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        b"/x",
        b"/x\0\0,",
        b"/x\0\0i\0\0\0",
        b"/x\0\0,i\0\0\0\0\0",
        b"/x\0\0,s\0\0abcd",
        b"/x\0\0,b\0\0\x7f\xff\xff\xff",
        b"/x\0\0,b\0\0\xff\xff\xff\xff",
        b"/x\0\0,[\0\0",
        b"/x\0\0,]\0\0",
        b"/x\0\0,Z\0\0",
        b"/x\0\0,i\0\0\0\0\0\1\0\0\0\1",
        b"/\xff\0\0",
        b"/\n\0\0",
        b"#bundle\0",
        b"#bundle\0" + bytes(8) + b"\0\0\0\0",
        b"#bundle\0" + bytes(8) + b"\xff\xff\xff\xfc",
        b"#bundle\0" + bytes(8) + b"\0\0\0\x10/x\0\0",
        b"#bundle\0" + bytes(8) + b"\0\0\0\5/x\0\0\0",
        b"/x\0\0" + bytes(70000),
        b"/x\0\0," + b"[" * 2000 + b"]" * 2000 + b"\0" * 3,
    ],
    ids=range(22),
)
def test_not_osc(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_packet(data)


def nested(depth: int) -> bytes:
    packet = build("/n", [1])
    for _ in range(depth):
        packet = bundle([packet])
    return packet


def test_nesting_is_bounded() -> None:
    assert len(parse_packet(nested(MAX_DEPTH))) == 1
    for depth in (MAX_DEPTH + 1, 2000):
        with pytest.raises(Malformed):
            parse_packet(nested(depth))


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200), st.data())
def test_any_bytes_are_read_or_malformed(data: bytes, draw: st.DataObject) -> None:
    whole = bundle([build("/bridge/fit", ["a", "fm", "x", 1, 2.0]), build("/x", [1])], 5.0)
    at = draw.draw(st.integers(0, len(whole)))
    for candidate in (data, b"/x\0\0," + data, whole[:at] + data + whole[at:], whole[:at] + data):
        with contextlib.suppress(Malformed):
            for message in parse_packet(candidate):
                assert message.path.startswith("/") and len(message.values) <= len(candidate)
