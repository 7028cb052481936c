"""Address patterns against OSC 1.0's own words, against an oracle, and through the dispatcher."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_commands import RecordingDesk
from test_osc_server import Ear

from bridge.errors import BadRequest
from bridge.interfaces.addresses import INCOMING, matching
from bridge.interfaces.events import VoiceParams
from bridge.interfaces.osc.dispatch import Dispatcher
from bridge.interfaces.osc.packets import Timed
from bridge.interfaces.osc.patterns import MAX_SIGNS, select
from bridge.interfaces.peers import Subscribers
from bridge.voices.catalog import voice

NAMES = tuple(voice("fm").space.names)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/a/?", "/a/b", True), ("/a/?", "/a/", False), ("/a?b", "/a/b", False),
        ("/a/*", "/a/", True), ("/a/*", "/a/bcd", True), ("/*", "/a/b", False), ("/*/b", "/a/b", True),
        ("/x[a-c]y", "/xby", True), ("/x[a-c]y", "/xdy", False), ("/x[!a-c]y", "/xdy", True),
        ("/x[!a-c]y", "/xay", False), ("/x[!a]y", "/x/y", False), ("/x[ac-]", "/x-", True), ("/x[-a]", "/x-", True),
        ("/x[a!]", "/x!", True), ("/x[]y", "/xy", False), ("/x[!]y", "/xqy", True),
        ("/{ab,a}b", "/ab", True), ("/{ab,a}b", "/abb", True), ("/{ab,a}b", "/b", False), ("/{,ab}c", "/c", True),
        ("/*a*a", "/banana", True), ("/*a*a", "/banan", False), ("/a**b", "/ab", True),
    ],
)  # fmt: skip
def test_what_the_signs_mean(pattern: str, path: str, fits: bool) -> None:
    assert select(pattern, (path,)) == ((path,) if fits else ())


@pytest.mark.parametrize("pattern", ["/a[b", "/a{b,c", "/a]b", "/a}", "/a[b/c]", "/a{b/c}", "/a{b[c]}", "/a[{]"])
def test_what_is_no_pattern_is_said(pattern: str) -> None:
    with pytest.raises(BadRequest, match="patterns are"):
        select(pattern, ("/ab",))


@given(
    st.lists(st.sampled_from(["?", "*", "a", "b", "/", "[ab]", "[!a]", "{a,ab,}"]), max_size=8),
    st.text("ab/", max_size=8),
)
def test_as_regular_expressions_see_it(symbols: list[str], path: str) -> None:
    words = {"?": "[^/]", "*": "[^/]*", "[!a]": "[^a/]", "{a,ab,}": "(?:a|ab|)"}
    wanted = re.fullmatch("".join(words.get(s, s) for s in symbols), path) is not None
    assert bool(select("".join(symbols), (path,))) == wanted


def test_addresses_and_the_names_of_parameters() -> None:
    assert matching("/bridge/preset/{lo,unlo}[!a]*", NAMES) == ["/bridge/preset/lock", "/bridge/preset/unlock"]
    assert matching("/bridge/voice/param/op[12]_level", NAMES) == [f"/bridge/voice/param/op{n}_level" for n in (1, 2)]
    assert matching("/bridge/*/param/pan", NAMES) == ["/bridge/voice/param/pan"]
    assert len(matching("/bridge/voice/param/*", NAMES)) == len(NAMES)
    assert set(matching("/bridge/*", NAMES)) == {p for p in INCOMING if p.count("/") == 2}
    assert not [p for p in matching("/bridge/*/*", NAMES) if p.endswith("NAME")]


def test_no_pattern_takes_long() -> None:
    """The pattern at which backtracking matchers are busy for years; and those with too many signs are refused."""
    names = tuple("a" * 40 + str(n) for n in range(500))
    started = time.process_time()
    assert select("*a" * MAX_SIGNS, names) == ()
    assert select("*?" * (MAX_SIGNS // 2), names) == names
    assert time.process_time() - started < 1.0
    for pattern in ("*a" * (MAX_SIGNS + 1), "?" + "a" * 200):
        with pytest.raises(BadRequest, match="too long"):
            select(pattern, names)
    with pytest.raises(BadRequest, match="narrower"):
        select("*", tuple(map(str, range(1000))))


class Desk(RecordingDesk):
    def sounding(self) -> VoiceParams:
        return VoiceParams(3, dict.fromkeys(NAMES, 0.0))


def asked(pattern: str, *values: object) -> tuple[list[tuple[object, ...]], list[tuple[str, list[object]]]]:
    desk, ear = Desk(), Ear()
    dispatcher = Dispatcher(desk, Subscribers(0.05))
    dispatcher.handle(Timed(pattern, list(values)), ear)
    assert dispatcher.counters.internal == 0
    return desk.asked, ear.messages


def test_one_message_sets_many_and_misfits_are_left_out() -> None:
    done, heard = asked("/bridge/voice/param/op*_level", 0.5)
    assert done == [("param", f"op{n}_level", 0.5) for n in (1, 2, 3, 4)] and heard == []
    done, heard = asked("/bridge/voice/*", 60, 100)
    assert done == [("note", 60, 100 / 127)] and heard == [], "what takes other arguments is not meant"
    done, heard = asked("/bridge/voice/{panic,resend}")
    assert done == [("panic",)] and [path for path, _ in heard] == ["/bridge/voice/params"]


def test_patterns_that_mean_nothing_are_refused_once() -> None:
    for pattern, values in (("/bridge/voice/x*", ()), ("/bridge/voice/n*", ("x",)), ("/bridge/[", ())):
        done, heard = asked(pattern, *values)
        assert done == [] and [(path, v[0]) for path, v in heard] == [("/fail", pattern)]
    assert asked("/elsewhere/*") == ([], [])
