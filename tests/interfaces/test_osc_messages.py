"""Laws of the wire: only i f s, never too big, parts make the whole, garbage is Malformed."""

import contextlib
import math
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.interfaces.addresses import OUTGOING, bind
from bridge.interfaces.events import (
    JobDone,
    JobFailed,
    JobParams,
    JobProgress,
    JobState,
    JobUnknownWords,
    ProcessState,
    VoiceParams,
    VoiceState,
)
from bridge.interfaces.osc.client import ParameterSets
from bridge.interfaces.osc.messages import Malformed, build, datagrams, in_parts, job_atom, parse
from bridge.voices.catalog import voice

ATOMS = st.integers() | st.floats() | st.text(max_size=50)


def tags(datagram: bytes) -> str:
    start = datagram.index(b",")
    return datagram[start + 1 : datagram.index(b"\0", start)].decode()


def within_limits(datagram: bytes) -> bool:
    return len(datagram) < 4000 and len(OscMessage(datagram).params) + 1 < 256


@settings(deadline=None)
@given(st.lists(ATOMS, max_size=20))
def test_any_atoms_go_out_as_i_f_s(atoms: list[int | float | str]) -> None:
    datagram = build("/bridge/pong", atoms)
    assert set(tags(datagram)) <= set("ifs")
    ((path, values),) = parse(datagram)
    assert path == "/bridge/pong" and len(values) == len(atoms)
    assert all(not isinstance(v, float) or math.isfinite(v) for v in values)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=60), st.floats(width=32, allow_nan=False, allow_infinity=False)),
        max_size=400,
    )
)
def test_parts_make_the_whole_again(pairs: list[tuple[str, float]]) -> None:
    pairs = [(name.replace("\0", ""), value) for name, value in pairs]
    found: list[object] = []
    out = in_parts("/bridge/job/params", ["kick", 3], pairs)
    for number, datagram in enumerate(out):
        assert within_limits(datagram)
        ((_, values),) = parse(datagram)
        assert values[:4] == ["kick", 3, number, len(out)]
        found += values[4:]
    assert found == [atom for pair in pairs for atom in pair]


@pytest.mark.parametrize("name", ["fm", "fm6", "impact", "impact128", "impact512"])
def test_every_voice_arrives_whole(name: str) -> None:
    space = voice(name).space
    parameters = space.to_dict(space.defaults())
    out = datagrams(JobParams("1", 9, parameters))
    assert all(within_limits(d) for d in out)
    sets = ParameterSets()
    *early, last = [sets.add(parse(datagram)[0][1]) for datagram in out]
    assert early == [None] * len(early) and last is not None
    assert list(last) == list(parameters)
    for key, value in parameters.items():
        assert last[key] == struct.unpack("f", struct.pack("f", value))[0]


def test_a_set_that_lost_a_part_does_not_mix_with_the_next() -> None:
    space = voice("impact128").space
    low, high = ({p.name: value(p) for p in space} for value in (lambda p: p.low, lambda p: p.high))
    first = [parse(d)[0][1] for d in datagrams(JobParams("1", 1, low))]
    second = [parse(d)[0][1] for d in datagrams(JobParams("1", 2, high))]
    sets = ParameterSets()
    assert [sets.add(part) for part in first[:-1]] == [None] * (len(first) - 1)
    whole = [found for part in second if (found := sets.add(part))]
    assert len(whole) == 1 and whole[0]["mix"] == 1.0


EVENTS = [
    JobState("kick", "queued", "fm", "kick drum"),
    JobProgress("kick", 1, 100, 0.5, 12.0),
    JobParams("7", 1, {"level": -6.0}),
    JobDone("7", "kick-drum", 0.9),
    JobUnknownWords("7", ("glockenspiel", "x" * 5000)),
    JobFailed("kick", "cancelled", "stopped"),
    ProcessState("voice", "restarting", "killed"),
    VoiceState("fm", ""),
    VoiceParams(1, {"level": -6.0}),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: type(e).__name__)
def test_every_event_is_as_the_table_says(event: object) -> None:
    sent = datagrams(event)  # type: ignore[arg-type]
    assert sent
    for datagram in sent:
        ((path, values),) = parse(datagram)
        assert {a.name for a in OUTGOING[path].arguments} <= set(bind(OUTGOING[path], values))


def test_a_job_of_digits_is_an_int_again() -> None:
    assert [job_atom(j) for j in ("7", "0", "-3", "007", "7.0", "kick", "-0", "12345678901")] == [
        7, 0, -3, "007", "7.0", "kick", "-0", "12345678901",
    ]  # fmt: skip


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_garbage_is_malformed_or_harmless(data: bytes) -> None:
    for candidate in (data, b"/bridge/ping\0\0\0\0" + data, b"#bundle\0" + data):
        with contextlib.suppress(Malformed):
            assert all(isinstance(path, str) for path, _ in parse(candidate))


def test_deep_bundles_do_not_exhaust_the_stack() -> None:
    inner = build("/bridge/ping", [1])
    for _ in range(2000):
        inner = b"#bundle\0" + bytes(7) + b"\x01" + struct.pack(">i", len(inner)) + inner
    with pytest.raises(Malformed):
        parse(inner)


def test_time_tags_order_but_nobody_waits() -> None:
    bundle = OscBundleBuilder(2_000_000_000.0)
    message = OscMessageBuilder("/bridge/ping")
    message.add_arg(1)
    bundle.add_content(message.build())
    assert parse(bundle.build().dgram) == [("/bridge/ping", [1])]


def test_endless_and_broken_strings_are_cut() -> None:
    datagram = build("/bridge/pong", ["x" * 100_000, "a\0b", "\ud800"])
    assert len(datagram) < 4000
    assert parse(datagram)[0][1][1] == "ab"
