"""Laws of the requests and dumps: what is said is heard, whatever the parts, their order and their losses."""

import contextlib
import random
import re
import socket
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mido.sockets import PortServer, connect
from preset_strategies import PATIENT, presets

from bridge.errors import BadPreset, BadRequest, DeviceError
from bridge.presets import sysex, sysex_frames, sysex_page
from bridge.presets.preset import Preset
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
from bridge.presets.sysex_port import DIN, LOCAL, Pace, receive, send
from bridge.voices.catalog import LISTED, voice

NAMES = st.sampled_from(["kick", "Großer Gong", "鐘", "a.b-c (2)", "x" * 64])


@st.composite
def parameters(draw: st.DrawFn) -> ParametersDump:
    name = draw(st.sampled_from(LISTED))
    some = draw(st.lists(st.sampled_from([p for p in voice(name).space if p.scale != "choice"]), unique=True))
    chosen = {p.name: draw(st.floats(p.low, p.high)) for p in some}
    return ParametersDump(name, voice(name).space.checked(chosen))


MESSAGES = st.one_of(
    presets().map(PresetDump),
    st.lists(presets(), min_size=1, max_size=4).map(lambda found: BankDump(tuple(found))),
    st.lists(NAMES).map(lambda names: NamesDump(tuple(names))),
    parameters(),
    (NAMES | st.just("")).map(PresetRequest),
    st.lists(NAMES).map(lambda names: BankRequest(tuple(names))),
    st.just(NamesRequest()),
    st.lists(st.sampled_from(voice("fm").space.names)).map(lambda names: ParametersRequest(tuple(names))),
    st.text(st.characters(codec="utf-8")).map(lambda text: Refused("bad-preset", " ".join(text.split()))),
)


@PATIENT
@given(MESSAGES, st.sampled_from([7, sysex_frames.SMALL, sysex_frames.PART_BYTES]), st.randoms(use_true_random=False))
def test_what_is_said_is_heard(message: SysexMessage, part_bytes: int, rng: random.Random) -> None:
    raw = sysex.write(message, part_bytes)
    assert all(m[0] == 0xF0 and m[-1] == 0xF7 and max(m[1:-1]) < 0x80 for m in raw)
    assert sysex.read(b"".join(raw)) == [message]
    rng.shuffle(raw)
    wire = sysex.Assembler()
    heard = [wire.feed(part) for part in raw]
    assert heard[-1] == message and heard[:-1] == [None] * (len(raw) - 1)


def test_message_sizes() -> None:
    """What stands in SYSEX.md: at most 1,045 bytes, and 256 for short buffers."""
    body = bytes(10_000)
    assert max(map(len, sysex_frames.frames(1, body))) == 1045
    assert max(map(len, sysex_frames.frames(1, body, sysex_frames.SMALL))) == 256
    for wrong in (0, 6, 1 << 14):
        with pytest.raises(BadRequest, match="use 7"):
            sysex_frames.frames(1, body, wrong)
    with pytest.raises(BadRequest, match="larger parts"):
        sysex_frames.frames(1, bytes(7 * (1 << 14)), 7)


def test_the_page_is_what_the_code_makes() -> None:
    path = Path(sysex_page.__file__).with_name("SYSEX.md")
    assert path.read_text("utf-8") == sysex_page.page(), "write it anew: `sds-bridge sysex page > SYSEX.md`"


def test_the_bytes_on_the_page_say_what_the_page_says() -> None:
    """Read from the printed hexadecimal alone, at the printed offsets."""
    text = Path(sysex_page.__file__).with_name("SYSEX.md").read_text("utf-8").partition("## Examples")[2]
    found = []
    for block in re.findall(r"```\n(.*?)```", text, re.S):
        raw = b""
        for row in block.splitlines():
            assert int(row[:4]) == len(raw)
            raw += bytes.fromhex(row[6:30])
        found += sysex.read(raw)
    assert found == [message for _, message in sysex_page.EXAMPLES]


def test_a_parameter_request_by_hand() -> None:
    (raw,) = sysex.write(ParametersRequest(("level",)))
    crc = zlib.crc32(b"level")
    sevens = [crc >> 28, *(crc >> k & 127 for k in (21, 14, 7, 0))]
    wanted = [1, 0x14, 0, 0, 0, 1, *sevens, 0, 5, 0, *b"level"]
    assert raw == bytes([0xF0, 0x7D, *b"SDSB", *wanted, -sum(wanted) % 128, 0xF7])


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        (0x05, b"", "kind 05 is not known"),
        (0x13, b"x", "no body"),
        (0x02, b"", "without presets"),
        (0x02, struct.pack(">I", 9) + b"12345678", "ends within preset 1"),
        (0x02, struct.pack(">I", 3) + b"abc", "preset 1 of the SysEx bank"),
        (0x01, zlib.compress(b"{}") + b"more", "length of its preset"),
        (0x03, b"\xff", "no UTF-8"),
        (0x03, b"../kick", "cannot be a preset's name"),
        (0x11, b"/etc/passwd", "cannot be a preset's name"),
        (0x04, b"", "unknown voice"),
        (0x04, b"theremin", "unknown voice"),
        (0x04, b"fm\nlevel loud", "not `name value`"),
        (0x04, b"fm\nlevel -3\nlevel -4", "stands twice"),
        (0x04, b"fm\nlevel nan", "out of range"),
        (0x04, b"fm\nlevel 99", "out of range"),
        (0x04, b"fm\nlevle -3", "did you mean level"),
    ],
)
def test_bodies_that_a_kind_cannot_have_are_refused(kind: int, body: bytes, words: str) -> None:
    raw = b"".join(sysex_frames.frames(kind, body))
    with pytest.raises(BadPreset, match=words) as caught:
        sysex.read(raw)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400
    with pytest.raises(BadPreset):
        sysex.Assembler().feed(raw)


@PATIENT
@given(st.sampled_from([0x02, 0x03, 0x04, 0x11, 0x12, 0x14, 0x7F]), st.binary(max_size=80))
def test_any_body_is_read_or_refused(kind: int, body: bytes) -> None:
    with contextlib.suppress(BadPreset):
        assert sysex.read(b"".join(sysex_frames.frames(kind, body))) is not None


def test_a_wire_that_loses_parts_goes_on() -> None:
    """A lost part costs its preset and no other; what is unfinished for ever is forgotten, not kept."""
    rng = random.Random(1)
    wire = sysex.Assembler()
    made = [Preset.of(f"p{k}", "impact128", {p.name: p.to_natural(rng.random()) for p in voice("impact128").space})
            for k in range(3)]  # fmt: skip
    heard = []
    for k, preset in enumerate(made):
        parts = sysex.encode(preset)
        del parts[1 : 2 if k == 1 else 1]
        heard += [found for part in [*parts[1:], b"\xf0\x43\x00\xf7", parts[0]] if (found := wire.feed(part))]
    assert heard == [PresetDump(made[0]), PresetDump(made[2])]
    bodies = sysex_frames.Bodies(most=10_000)
    for k in range(50):
        first = sysex_frames.read_frame(sysex_frames.frames(1, bytes([k]) * 2000)[0])
        assert bodies.add(first) is None
    assert sum(len(piece) for parts in bodies._parts.values() for piece in parts.values()) <= 10_000


def test_files_with_requests_hold_no_presets() -> None:
    with pytest.raises(BadPreset, match="another instrument"):
        sysex.decode_all(b"".join(sysex.write(NamesRequest())))
    bank = BankDump((Preset.of("one", "fm", {}), Preset.of("two", "impact", {})))
    raw = b"".join(sysex.write(bank) + sysex.encode(Preset.of("three", "dx7", {})))
    assert [p.name for p in sysex.decode_all(raw)] == ["one", "two", "three"]


def test_over_mido_ports_and_back() -> None:
    """A request over TCP MIDI, its answer in small parts, and the damaged message that is told, not lost."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    preset = Preset.of("kick", "fm", {"root_hz": 51.0}, {"prompt": "kick drum"})
    with PortServer("127.0.0.1", number) as server, connect("127.0.0.1", number) as client:
        send(client, [b"\xf0\x7e\x7f\x06\x01\xf7", *sysex.write(PresetRequest("kick"))], LOCAL)
        there = server.accept()
        assert next(receive(there, 5)) == PresetRequest("kick")
        whole = sysex.encode(preset, sysex_frames.SMALL)
        damaged = bytearray(sysex.write(NamesRequest())[0])
        damaged[-2] ^= 1
        send(there, [bytes(damaged), *whole], LOCAL)
        answers = receive(client, 5)
        assert isinstance(next(answers), BadPreset)
        assert next(answers) == PresetDump(preset)


def test_pacing_waits_for_the_cable_and_a_gap() -> None:
    class Port:
        def __init__(self) -> None:
            self.sent: list[bytes] = []

        def send(self, message: object) -> None:
            self.sent.append(bytes(message.bytes()))  # type: ignore[attr-defined]

    port, slept = Port(), []
    messages = sysex_frames.frames(1, bytes(2000))
    waited = send(port, messages, DIN, slept.append)
    assert port.sent == messages
    assert slept == [pytest.approx(len(m) / 3125 + 0.04) for m in messages] and waited == pytest.approx(sum(slept))
    assert send(port, messages, LOCAL, slept.append) == 0 and len(slept) == len(messages)
    with pytest.raises(BadRequest, match="use 0"):
        Pace(gap=-1)


def test_a_port_that_fails_is_a_clear_error() -> None:
    class Gone:
        def send(self, message: object) -> None:
            raise OSError("unplugged")

        def receive(self, block: bool) -> None:
            raise OSError("unplugged")

    with pytest.raises(DeviceError, match="unplugged"):
        send(Gone(), sysex.write(NamesRequest()), LOCAL)
    with pytest.raises(DeviceError, match="unplugged"):
        next(receive(Gone(), 1.0))
