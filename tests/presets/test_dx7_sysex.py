"""Laws of the DX7 files: banks come back bit for bit, and no damaged file is taken for a whole one."""

import math
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from preset_strategies import PATIENT

from bridge.errors import BadPreset
from bridge.kernels.dx7_control import dx7_control, dx7_gains
from bridge.presets import dx7
from bridge.presets.dx7 import Patch, read_patches, write_bank, write_voice
from bridge.presets.dx7_voice import left_out, parameters_of, patch_of, portable, rounded
from bridge.presets.preset import Preset
from bridge.voices.catalog import voice

PACKED = st.binary(min_size=128, max_size=128)
ROMS = sorted(Path("/usr/share/hexter").glob("*.dx7"))
CARE = bytes(0x7F & ~m for m in dx7.DONT_CARE)


def bank_of(voices: list[bytes]) -> bytes:
    body = b"".join(voices)
    return b"\xf0\x43\x00\x09\x20\x00" + body + bytes([-sum(body) & 0x7F, 0xF7])


@PATIENT
@given(PACKED)
def test_a_bank_comes_back_bit_for_bit(first: bytes) -> None:
    voices = [bytes(byte + 5 * k & 0x7F for byte in first) for k in range(32)]
    masked = bank_of([bytes(a & b for a, b in zip(v, CARE, strict=True)) for v in voices])
    assert write_bank(read_patches(bank_of(voices))) == masked
    assert write_bank(read_patches(masked)) == masked
    assert read_patches(masked[6:-2]) == read_patches(masked), "without its header"


def test_bits_that_hold_nothing_are_the_documented_ones() -> None:
    """Yamaha's table of packed bytes: 11 LC RC, 12 RS DET, 13 AMS KVS, 15 M COARSE, 110 ALG, 111 FB OKS."""
    wanted = [0] * 128
    for operator in range(6):
        for byte, bits in ((11, 0b1110000), (13, 0b1100000), (15, 0b1000000)):
            wanted[17 * operator + byte] = bits
    wanted[110], wanted[111] = 0b1100000, 0b1110000
    assert list(dx7.DONT_CARE) == wanted


@st.composite
def patches(draw: st.DrawFn) -> Patch:
    """Any patch with every number in its range."""
    rng = draw(st.randoms(use_true_random=False))
    return Patch(bytes(rng.randint(32, 126) if n.vced >= dx7.NAME else rng.randint(0, n.high) for n in dx7.NUMBERS))


@PATIENT
@given(patches(), st.integers(0, 15))
def test_a_voice_comes_back_byte_for_byte(patch: Patch, channel: int) -> None:
    message = write_voice(patch, channel)
    assert len(message) == 163 and message[2] == channel and sum(message[6:-1]) % 128 == 0
    assert read_patches(message) == [patch]
    assert read_patches(write_bank([patch]))[0] == patch
    assert patch.legal() == patch and patch.beyond() == []


def test_places_by_hand() -> None:
    """ecosystem of the format: operator 6 first, 21 bytes each; what is shared from byte 126 on."""
    patch = Patch.of("Glass bell 2", {"op6_r1": 11, "op1_level": 77, "algorithm": 4, "feedback": 6, "transpose": 36})
    assert patch.data[0] == 11 and patch.data[5 * 21 + 16] == 77
    assert patch.data[134:136] == bytes([4, 6]) and patch.data[144] == 36
    assert patch.data[145:] == b"GLASS BELL" and patch.name == "GLASS BELL"
    packed = Patch.of("x", {"op6_left_curve": 3, "op6_right_curve": 1, "op6_rate_scaling": 5, "op6_detune": 14,
                            "op6_mode": 1, "op6_coarse": 31, "feedback": 7, "key_sync": 1}).packed()  # fmt: skip
    assert packed[11] == 0b0111 and packed[12] == 5 | 14 << 3 and packed[15] == 63 and packed[111] == 0b1111


@PATIENT
@given(patches())
def test_a_patch_is_a_preset_and_back(patch: Patch) -> None:
    """What the voice has survives; what it has not is neutral, and was named."""
    preset = Preset.of("it", "dx7", parameters_of(patch))
    assert rounded(preset.parameters) == preset.parameters
    back = patch_of(preset)
    for n in dx7.NUMBERS:
        shared = n.name.startswith("op") and n.name.split("_")[1] in {"l1", "l2", "l3", "l4", "level", "mode", "fine"}
        if shared or n.name in ("algorithm", "feedback", "transpose"):
            assert back[n.name] == patch[n.name], n.name
    assert left_out(back) == []
    assert parameters_of(patch_of(Preset.of("it", "dx7", parameters_of(back)))) == parameters_of(back)


def test_a_rate_between_equal_levels_makes_no_engine_wait() -> None:
    levels = {"op1_l1": 80.0, "op1_l2": 80.0, "op1_r2": 10.0, "op1_r1": 40.0, "op1_l3": 20.0, "op1_r3": 30.0}
    patch = patch_of(Preset.of("pad", "dx7", levels))
    assert [patch[f"op1_r{k}"] for k in (1, 2, 3)] == [40, 99, 30]


def test_any_fit_rounds_to_a_legal_patch_in_tune() -> None:
    rng = random.Random(3)
    space = voice("dx7").space
    for _ in range(50):
        values = {p.name: p.to_natural(rng.random()) for p in space} | {f"op{v}_fine": 0.0 for v in (1, 2, 3)}
        preset = Preset.of("fit", "dx7", values | {"op1_mode": 0, "op1_coarse": 2, "op2_mode": 0, "op2_coarse": 3})
        patch = patch_of(preset)
        assert patch.beyond() == []
        near = parameters_of(patch)
        pitch = near["root_hz"] * (1 + near["op1_fine"] / 100)
        assert abs(1200 * math.log2(pitch / preset.parameters["root_hz"])) < 9.5
        assert near["op1_fine"] == near["op2_fine"], "and harmonic as it was"
        moved = ("root_hz", "level", *(f"op{v}_{n}" for v in range(1, 7) for n in ("r1", "r2", "r3", "fine")))
        kept = [p.name for p in space if p.name not in moved]
        assert all(abs(near[name] - preset.parameters[name]) <= 0.5 for name in kept)


def test_what_the_voice_lacks_is_named() -> None:
    more = {"op2_velocity_sensitivity": 3, "op3_rate_scaling": 1, "pitch_l1": 60, "lfo_pitch_depth": 9,
            "pitch_sensitivity": 2, "op1_left_depth": 5}  # fmt: skip
    assert left_out(Patch.of("x", more)) == [
        "keyboard level scaling", "keyboard rate scaling", "velocity sensitivity", "pitch envelope", "vibrato",
    ]  # fmt: skip


BANK = write_bank([Patch.of(f"V{k}", {"op1_level": k}) for k in range(32)])
VOICE = write_voice(Patch.of("BELL", {"algorithm": 4}))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "0 bytes that do not begin with F0"),
        (BANK[6:1000], "994 bytes that do not begin"),
        (BANK[:-1], "has no end"),
        (BANK[:2000] + b"\xf7", "has 4096 bytes of data, this one 1993"),
        (VOICE[:3] + b"\x00\x01\x1c" + VOICE[6:], "wrong header 00 01 1c"),
        (VOICE[:-2] + bytes([VOICE[-2] ^ 1]) + b"\xf7", "checksum is"),
        (VOICE[:50] + b"\x80" + VOICE[51:], "byte 50 is 80"),
        (BANK[6:-2][:70] + b"\xff" + BANK[6:-2][71:], "byte 70 is FF"),
        (b"\xf0\x7e\x00\x06\x01\xf7", "no DX7 voice in these bytes"),
        (b"\xf0\x43\x20\x09\xf7", "no DX7 voice in these bytes"),
        (VOICE + b"junk", "not SysEx at byte 163"),
    ],
)
def test_what_is_no_dx7_file_is_refused_in_one_line(data: bytes, words: str) -> None:
    with pytest.raises(BadPreset, match=words) as caught:
        read_patches(data)
    assert "\n" not in str(caught.value)


def test_several_messages_and_strangers_in_one_file() -> None:
    names = [p.name for p in read_patches(b"\xf0\x7e\x00\x06\x01\xf7" + VOICE + BANK + bytes(8))]
    assert names == ["BELL", *[f"V{k}" for k in range(32)]]


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([VOICE, BANK]), st.data())
def test_no_damaged_byte_goes_unnoticed(whole: bytes, data: st.DataObject) -> None:
    """But for the four bits of the MIDI channel."""
    at = data.draw(st.integers(0, len(whole) - 1).filter(lambda i: i != 2))
    value = data.draw(st.integers(0, 255).filter(lambda v: v != whole[at]))
    with pytest.raises(BadPreset):
        read_patches(whole[:at] + bytes([value]) + whole[at + 1 :])


@PATIENT
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_without_another_exception(data: bytes) -> None:
    for candidate in (data, VOICE[:6] + data, VOICE[:6] + bytes(b & 0x7F for b in data) + b"\xf7"):
        with pytest.raises(BadPreset):
            read_patches(candidate)


def test_numbers_out_of_range_are_kept_and_named() -> None:
    """Cartridges hold such; a bank still comes back, and what plays it takes the nearest."""
    wild = bytes([127]) + bytes(127)
    (patch, *_) = read_patches(bank_of([wild] * 32))
    assert patch["op6_r1"] == 127 and patch.beyond() == ["op6_r1"] and patch.legal()["op6_r1"] == 99
    assert patch.packed() == wild
    assert "beyond their range (op6_r1)" in left_out(patch)[-1]
    with pytest.raises(BadPreset, match="op6_left_curve is 4"):
        read_patches(
            write_voice(patch)[:6] + (body := bytes([0] * 11 + [4] + [0] * 143)) + bytes([-sum(body) & 127, 0xF7])
        )


def test_a_bank_has_thirty_two_voices() -> None:
    assert len(write_bank([Patch.of("A", {})])) == 4104
    assert [p.name for p in read_patches(write_bank([Patch.of("A", {})]))] == ["A"] + ["INIT VOICE"] * 31
    for count in (0, 33):
        with pytest.raises(BadPreset, match="1 to 32 voices"):
            write_bank([Patch.of("A", {})] * count)


def test_another_voice_is_no_dx7_patch() -> None:
    with pytest.raises(BadPreset, match="dx7 convert"):
        patch_of(Preset.of("kick", "fm", {}))


@pytest.mark.skipif(not ROMS, reason="Debian's hexter, which brings Yamaha's own banks, is not installed")
def test_yamaha_s_own_banks_come_back() -> None:
    """Bit for bit, without a mask: their bits that hold nothing are 0."""
    for rom in ROMS:
        data = rom.read_bytes()
        banks = [data[i : i + 4096] for i in range(0, len(data) - 4095, 4096)]
        for bank in banks:
            patches = read_patches(bank)
            assert write_bank(patches)[6:-2] == bank
            assert all(p.beyond() == [] for p in patches)


@settings(deadline=None, max_examples=30)
@given(patches(), st.randoms(use_true_random=False))
def test_portable_levels_are_the_same_sound(patch: Patch, rng: random.Random) -> None:
    """By the instrument's own arithmetic, which adds both levels on one scale: to the last digit from −45 dB on,
    where a count is a count, and for silence."""
    loud = [[f"op{v}_level", *(f"op{v}_l{k}" for k in range(1, 5))] for v in range(1, 7)]
    numbers = {n.name: patch[n.name] for n in dx7.NUMBERS if n.vced < dx7.NAME}
    for level, *stages in loud:
        numbers |= {level: rng.randint(70, 99)} | {name: rng.choice([0, *range(70, 100)]) for name in stages}
    plain = Patch.of("PLAIN", numbers)
    moved = portable(plain)
    space = voice("dx7").space
    first, second = (dx7_control(space, space.to_list(parameters_of(p)), 44100) for p in (plain, moved))
    np.testing.assert_allclose(dx7_gains(first, 300), dx7_gains(second, 300), atol=1e-12)
    assert all(moved[level] >= 98 for level, *_ in loud)
    kept = set(numbers) - {name for names in loud for name in names}
    assert all(moved[name] == plain[name] for name in kept)
