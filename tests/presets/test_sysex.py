"""Laws of the SysEx form: the JSON comes back byte for byte, and no damaged byte gives another preset."""

import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from preset_strategies import PATIENT, bits, presets

from bridge.errors import BadPreset
from bridge.presets import json_codec, sysex, sysex_frames
from bridge.presets.preset import Preset
from bridge.presets.sysex_frames import Frame
from bridge.voices.catalog import voice


def big(name: str = "bell") -> Preset:
    """435 parameters with full mantissas: several messages."""
    rng = random.Random(1)
    values = {p.name: p.to_natural(rng.random()) for p in voice("impact128").space}
    return Preset.of(name, "impact128", values)


@PATIENT
@given(presets())
def test_json_to_sysex_to_json_is_bit_identical(preset: Preset) -> None:
    text = json_codec.dumps(preset)
    back = sysex.decode(b"".join(sysex.encode(json_codec.loads(text))))
    assert json_codec.dumps(back) == text
    assert bits(back) == bits(preset)


@PATIENT
@given(presets())
def test_messages_are_what_midi_allows(preset: Preset) -> None:
    for message in sysex.encode(preset):
        assert message[0] == 0xF0 and message[1] == 0x7D and message[-1] == 0xF7
        assert max(message[1:-1]) < 0x80
        assert len(message) <= 1045


@PATIENT
@given(st.binary(max_size=300))
def test_packing_round_trip(data: bytes) -> None:
    packed = sysex.pack(data)
    assert sysex.unpack(packed) == data
    assert len(packed) == len(data) + -(-len(data) // 7)
    assert all(byte < 0x80 for byte in packed)


def test_packing_by_hand() -> None:
    """The documented layout: top bits first, bit 0 for the first byte."""
    assert sysex.pack(bytes([0x81, 0x02, 0xFF])) == bytes([0b101, 0x01, 0x02, 0x7F])


def test_header_by_hand() -> None:
    """Every documented offset of a one-part preset."""
    preset = Preset.of("kick", "fm", {})
    (message,) = sysex.encode(preset)
    body = zlib.compress(json_codec.dumps(preset).encode(), level=9)
    assert message[:8] == bytes.fromhex("f0 7d 53 44 53 42 01 01")
    assert message[8:12] == bytes([0, 0, 0, 1])
    crc = zlib.crc32(body)
    assert message[12:17] == bytes([crc >> 28, crc >> 21 & 127, crc >> 14 & 127, crc >> 7 & 127, crc & 127])
    assert message[17] << 7 | message[18] == len(body)
    assert sum(message[6:-1]) % 128 == 0


def test_parts_in_any_order_twice_and_mixed_with_others() -> None:
    one, two = big("one"), big("two")
    messages = sysex.encode(one) + sysex.encode(two)
    assert len(messages) > 6
    foreign = bytes.fromhex("f0 43 00 09 20 00 f7")
    shuffled = [*messages, *messages[:3], foreign]
    random.Random(2).shuffle(shuffled)
    assert {p.name for p in sysex.decode_all(b"".join(shuffled))} == {"one", "two"}
    with pytest.raises(BadPreset, match="2 presets"):
        sysex.decode(b"".join(messages))


def test_a_missing_part_is_named() -> None:
    messages = sysex.encode(big())
    with pytest.raises(BadPreset, match=f"part 2 of {len(messages)} is missing"):
        sysex.decode(b"".join(messages[:1] + messages[2:]))


KICK = b"".join(sysex.encode(Preset.of("kick", "fm", {}, {"prompt": "kick drum"})))
BELL = b"".join(sysex.encode(big()))


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([KICK, BELL]), st.data())
def test_no_damaged_byte_goes_unnoticed(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda v: v != whole[at]))
    with pytest.raises(BadPreset):
        sysex.decode(whole[:at] + bytes([value]) + whole[at + 1 :])


@PATIENT
@given(st.sampled_from([KICK, BELL]), st.data())
def test_no_cut_goes_unnoticed(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(BadPreset):
        sysex.decode(whole[:at])


@PATIENT
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_without_another_exception(data: bytes) -> None:
    for candidate in (data, sysex.HEADER + data, sysex.HEADER + bytes(b & 0x7F for b in data) + b"\xf7"):
        with pytest.raises(BadPreset):
            sysex.decode(candidate)


def test_a_body_that_inflates_without_end_is_refused() -> None:
    body = zlib.compress(b" " * 50_000_000, level=9)
    with pytest.raises(BadPreset, match="too long"):
        sysex.decode(b"".join(sysex_frames.frames(1, body)))


@pytest.mark.parametrize("piece", [b"", bytes(40)], ids=["empty parts", "small parts"])
def test_a_wire_without_end_is_remembered_within_bounds(piece: bytes) -> None:
    """Parts that never become whole: of many bodies, and of one; however little is in them, few are kept."""
    bodies = sysex_frames.Bodies(64 * 1024)
    for number in range(2000):
        for frame in (Frame(1, 0, 9, number, piece), Frame(1, number, sysex_frames.MOST_PARTS, 2**31, piece)):
            assert bodies.add(frame) is None
        assert sum(map(len, bodies._parts.values())) <= 64 * 1024 / sysex_frames.LEAST
    assert sysex.Assembler()._bodies.most == sysex.MOST_UNFINISHED
