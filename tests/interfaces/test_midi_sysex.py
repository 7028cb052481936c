"""SysEx as requests: what is asked, what is answered, and what a stranger's bytes cannot do."""

import asyncio
import json
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.errors import BadPreset, BadRequest
from bridge.interfaces.limits import Busy, RateLimit
from bridge.interfaces.midi.sysex import FIT, MAX_BANK, PLAY, MidiSysex
from bridge.presets import sysex
from bridge.presets.preset import Preset
from bridge.presets.sysex_frames import Frame, frames, read_frame
from bridge.presets.sysex_messages import (
    BankDump,
    BankRequest,
    NamesDump,
    NamesRequest,
    ParametersDump,
    ParametersRequest,
    PresetDump,
    PresetRequest,
    Refused,
    SysexMessage,
)

LOOP = asyncio.new_event_loop()
"""one for all: each would start threads of its own"""
KICK = Preset.of("kick", "fm", {"root_hz": 55.0}, {"prompt": "kick"})
BELL = Preset.of("bell", "impact", {"mix": 0.25})


class Shelf:
    """A library of two, and a memory of what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def names(self) -> list[str]:
        return ["bell", "kick"]

    def recall(self, name: str) -> Preset:
        if name not in self.names():
            raise BadPreset(f"no preset {name}")
        return KICK if name == "kick" else BELL

    def sounding(self) -> Preset:
        return Preset.of("sounding", "fm", {"level": -3.0})

    def play(self, preset: Preset) -> None:
        self.asked.append(("play", preset))

    def load(self, name: str) -> None:
        self.asked.append(("load", self.recall(name).name))

    def set(self, voice: str, values: dict[str, float]) -> None:
        if voice != "fm":
            raise BadRequest("another voice sounds")
        self.asked.append(("set", values))

    def fit(self, job: str, wishes: dict[str, Any]) -> None:
        if wishes.get("voice") == "theremin":
            raise BadRequest("unknown voice")
        self.asked.append(("fit", job, wishes))


class Wire:
    def __init__(self, limit: RateLimit | None = None) -> None:
        self.shelf = Shelf()
        unlimited = RateLimit(1e9, 10**9)
        self.sysex = MidiSysex(self.shelf, lambda: (limit or unlimited).take("here", "SysEx"))

    def hear(self, messages: list[bytes]) -> list[bytes]:
        async def all_of_them() -> list[bytes]:
            return [answer for message in messages for answer in await self.sysex.hear(message)]

        return LOOP.run_until_complete(all_of_them())

    def ask(self, message: SysexMessage) -> SysexMessage:
        (answer,) = sysex.read(b"".join(self.hear(sysex.write(message))))
        return answer


def test_dumps_are_played_and_set_and_not_answered() -> None:
    wire = Wire()
    assert wire.hear(sysex.write(PresetDump(KICK), part_bytes=100)) == []
    assert wire.hear(sysex.write(ParametersDump("fm", {"level": -9.5, "pan": 0.5}))) == []
    assert wire.shelf.asked == [("play", KICK), ("set", {"level": -9.5, "pan": 0.5})]
    assert wire.hear(sysex.write(Refused("busy", "later"))) == [], "nor is an answer"
    for refused in (ParametersDump("impact", {"mix": 0.5}), BankDump((KICK, BELL))):
        with pytest.raises(BadRequest):
            wire.hear(sysex.write(refused))


def test_requests_are_answered() -> None:
    wire = Wire()
    assert wire.ask(NamesRequest()) == NamesDump(("bell", "kick"))
    assert wire.ask(PresetRequest("bell")) == PresetDump(BELL)
    assert wire.ask(PresetRequest()) == PresetDump(wire.shelf.sounding())
    assert wire.ask(BankRequest()) == BankDump((BELL, KICK))
    assert wire.ask(BankRequest(("kick",))) == BankDump((KICK,))
    assert wire.ask(ParametersRequest(("level",))) == ParametersDump("fm", {"level": -3.0})
    assert wire.ask(ParametersRequest()) == ParametersDump("fm", wire.shelf.sounding().parameters)
    assert wire.shelf.asked == []


@pytest.mark.parametrize(
    "request_",
    [PresetRequest("gong"), ParametersRequest(("mix",)), BankRequest(("kick",) * (MAX_BANK + 1)), BankRequest(("x",))],
)
def test_what_cannot_be_met_is_said(request_: SysexMessage) -> None:
    answer = Wire().ask(request_)
    assert isinstance(answer, Refused) and answer.code in ("bad-preset", "bad-request") and answer.message


def test_play_and_fit() -> None:
    wire = Wire()
    assert wire.hear(frames(PLAY, b"kick")) == []
    assert wire.hear(frames(FIT, json.dumps({"prompt": "glocke, große", "job": 7, "seed": 3}).encode(), 20)) == []
    assert wire.hear(frames(FIT, b'{"prompt": "kick"}')) == []
    assert wire.shelf.asked == [
        ("load", "kick"), ("fit", "7", {"prompt": "glocke, große", "seed": 3}), ("fit", "midi-2", {"prompt": "kick"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (PLAY, b"gong"), (PLAY, b"../etc/passwd"), (PLAY, b""), (PLAY, b"\xff"), (FIT, b""), (FIT, b"[]"), (FIT, b"{}"),
        (FIT, b'{"prompt": 7}'), (FIT, b'{"prompt": "x", "seed": [1]}'), (FIT, b'{"prompt": "x", "seed": true}'),
        (FIT, b"[" * 10_000), (FIT, b'{"prompt": "' + b"x" * 20_000 + b'"}'), (FIT, b"\xff\xfe"),
        (FIT, b'{"prompt": "x", "voice": "theremin"}'),
    ],
)  # fmt: skip
def test_play_and_fit_that_cannot_be_are_refused(kind: int, body: bytes) -> None:
    wire = Wire()
    (answer,) = sysex.read(b"".join(wire.hear(frames(kind, body))))
    assert isinstance(answer, Refused) and wire.shelf.asked == []


def test_others_are_passed_over_and_damage_is_no_request() -> None:
    wire = Wire()
    assert wire.hear([b"\xf0\x43\x00\x01\xf7", b"\xf0\x7dOTHER\xf7", b"\xf0\xf7"]) == []
    whole = sysex.write(PresetDump(KICK), part_bytes=100)
    damaged = bytearray(whole[0])
    damaged[30] ^= 1
    with pytest.raises(BadPreset, match="checksum"):
        wire.hear([bytes(damaged)])
    with pytest.raises(BadPreset, match="not known"):
        wire.hear(frames(0x55, b"x"))
    assert wire.hear(whole) == [] and wire.shelf.asked == [("play", KICK)], "and then all is well"


def test_a_body_that_lost_a_part_is_forgotten_when_the_next_begins() -> None:
    """So a wire holds at most one unfinished body, whatever comes."""
    wire = Wire()
    first, second = sysex.write(PresetDump(KICK), part_bytes=100), sysex.write(PresetDump(BELL), part_bytes=100)
    assert wire.hear(first[:-1] + second + first[-1:]) == []
    assert [preset for _, preset in wire.shelf.asked] == [BELL]
    for crc in range(1000):
        wire.hear([frames(1, crc.to_bytes(9, "big"), 7)[0]])
    assert len(wire.sysex._bodies._parts) == 1
    (huge,) = [m for m in frames(1, bytes(7 * 2000), 7) if read_frame(m).number == 0]
    with pytest.raises(BadPreset, match="parts"):
        wire.hear([huge])


def test_who_asks_without_end_is_told_to_wait() -> None:
    wire = Wire(RateLimit(1.0, 3))
    for _ in range(3):
        assert wire.hear(sysex.write(NamesRequest()))
    with pytest.raises(Busy):
        wire.hear(sysex.write(NamesRequest()))


KINDS = st.sampled_from([0x01, 0x02, 0x03, 0x04, 0x11, 0x12, 0x13, 0x14, PLAY, FIT, 0x7F]) | st.integers(0, 127)
BODIES = st.one_of(
    st.binary(max_size=60),
    st.binary(max_size=60).map(zlib.compress),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace")),
    st.dictionaries(
        st.sampled_from(["prompt", "voice", "job", "seed", "x"]), st.none() | st.integers() | st.text(max_size=5)
    ).map(lambda wishes: json.dumps(wishes).encode()),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(KINDS, BODIES, st.integers(7, 40)), max_size=4), st.data())
def test_any_bodies_of_any_kind(bodies: list[tuple[int, bytes, int]], data: st.DataObject) -> None:
    """With checksums that hold, so that all that lies behind them is reached; and then with a byte that is wrong."""
    wire = Wire()
    messages = [message for kind, body, size in bodies for message in frames(kind, body, size)]
    if messages and data.draw(st.booleans()):
        which = data.draw(st.integers(0, len(messages) - 1))
        damaged = bytearray(messages[which])
        damaged[data.draw(st.integers(1, len(damaged) - 2))] = data.draw(st.integers(0, 127))
        messages[which] = bytes(damaged)
    for message in messages:
        try:
            answers = wire.hear([message])
        except (BadPreset, BadRequest) as error:
            assert 0 < len(str(error)) < 600
        else:
            for answer in answers:
                assert isinstance(read_frame(answer), Frame)
