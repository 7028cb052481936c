"""DX7 patches <-> bytes: one voice (VCED, 163 bytes) and banks of 32 (VMEM, 4,104 bytes, or the bare 4,096).

A patch is its 155 bytes as VCED orders them: operators 6 to 1 with 21 numbers each, then what all share, then ten
characters of name. Which number stands where, in both layouts, is the table `NUMBERS`.

    VCED   F0 43 0n 00 01 1B   155 bytes                  checksum  F7     n: MIDI channel
    VMEM   F0 43 0n 09 20 00   32 × 128 packed bytes      checksum  F7     checksum: (−sum of the data) & 7F

A bank comes back bit for bit but for the bits that hold nothing (`DONT_CARE`). Cartridges hold numbers beyond their
range (a rate of 127): such a number is kept as it is, and what plays it takes the nearest legal one (`Patch.legal`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bridge.errors import BadPreset
from bridge.presets.sysex import checksum

VOICE, PACKED, BANK = 155, 128, 32
VCED_HEADER, VMEM_HEADER = bytes([0x00, 0x01, 0x1B]), bytes([0x09, 0x20, 0x00])
NAME, NAME_LENGTH = 145, 10
_MEND = "transfer or copy the file again"


@dataclass(frozen=True, slots=True)
class Whole:
    """A discrete parameter: a whole number 0 … high. vced: its place in a VCED voice. byte, shift, bits: in VMEM."""

    name: str
    high: int
    vced: int
    byte: int
    shift: int = 0
    bits: int = 7

    def legal(self, value: int) -> int:
        """The nearest number that the instrument knows."""
        return min(max(value, 0), self.high)


def _operator(v: int) -> list[Whole]:
    first, packed, g = 21 * (6 - v), 17 * (6 - v), f"op{v}"
    plain = (
        [f"r{k}" for k in range(1, 5)] + [f"l{k}" for k in range(1, 5)] + ["break_point", "left_depth", "right_depth"]
    )
    found = [Whole(f"{g}_{name}", 99, first + k, packed + k) for k, name in enumerate(plain)]
    shared = (
        ("left_curve", 3, 11, 11, 0, 2), ("right_curve", 3, 12, 11, 2, 2), ("rate_scaling", 7, 13, 12, 0, 3),
        ("amplitude_sensitivity", 3, 14, 13, 0, 2), ("velocity_sensitivity", 7, 15, 13, 2, 3),
        ("level", 99, 16, 14, 0, 7), ("mode", 1, 17, 15, 0, 1), ("coarse", 31, 18, 15, 1, 5),
        ("fine", 99, 19, 16, 0, 7), ("detune", 14, 20, 12, 3, 4),
    )  # fmt: skip
    return found + [Whole(f"{g}_{name}", high, first + at, packed + byte, shift, bits)
                    for name, high, at, byte, shift, bits in shared]  # fmt: skip


def _common() -> list[Whole]:
    curve = [f"pitch_r{k}" for k in range(1, 5)] + [f"pitch_l{k}" for k in range(1, 5)]
    found = [Whole(name, 99, 126 + k, 102 + k) for k, name in enumerate(curve)]
    rest = (
        ("algorithm", 31, 134, 110, 0, 5), ("feedback", 7, 135, 111, 0, 3), ("key_sync", 1, 136, 111, 3, 1),
        ("lfo_speed", 99, 137, 112, 0, 7), ("lfo_delay", 99, 138, 113, 0, 7), ("lfo_pitch_depth", 99, 139, 114, 0, 7),
        ("lfo_amplitude_depth", 99, 140, 115, 0, 7), ("lfo_sync", 1, 141, 116, 0, 1), ("lfo_wave", 5, 142, 116, 1, 3),
        ("pitch_sensitivity", 7, 143, 116, 4, 3), ("transpose", 48, 144, 117, 0, 7),
    )  # fmt: skip
    return found + [Whole(*row) for row in rest] + [Whole(f"name{k + 1}", 127, NAME + k, 118 + k) for k in range(10)]


NUMBERS = tuple(sorted((n for v in range(1, 7) for n in _operator(v)), key=lambda n: n.vced)) + tuple(_common())
"""[155], in the order of VCED. `algorithm` counts from 0 here, the pitch envelope rests at 50, `transpose` at 24."""
_BY_NAME = {n.name: n for n in NUMBERS}


def _dont_care() -> bytes:
    """For each byte of a packed voice, the bits (of seven) that hold nothing."""
    used = [0] * PACKED
    for n in NUMBERS:
        used[n.byte] |= ((1 << n.bits) - 1) << n.shift
    return bytes(0x7F & ~u for u in used)


DONT_CARE = _dont_care()
"""[128] masks: bits 4–6 of the curves' byte, 5–6 of the sensitivities', 6 of mode and coarse, for each operator; bits
5–6 of the algorithm's byte and 4–6 of the feedback's"""


@dataclass(frozen=True, slots=True)
class Patch:
    """One voice, [155] bytes in the order of VCED. Raises BadPreset for a byte that its place in a bank cannot hold."""

    data: bytes

    def __post_init__(self) -> None:
        if len(self.data) != VOICE:
            raise BadPreset(f"a DX7 voice has {VOICE} bytes, not {len(self.data)}")
        for n, value in zip(NUMBERS, self.data, strict=True):
            if value >> n.bits:
                raise BadPreset(f"DX7 voice: {n.name} is {value}; use 0 … {n.high}")

    def __getitem__(self, name: str) -> int:
        """The number as it stands there; KeyError if there is none of that name."""
        return self.data[_BY_NAME[name].vced]

    @property
    def name(self) -> str:
        """The ten characters, without spaces at the end; what is no ASCII letter, digit or sign becomes a space."""
        return "".join(chr(c) if 32 <= c < 127 else " " for c in self.data[NAME:]).rstrip()

    def legal(self) -> Patch:
        """The same with every number within its range."""
        return Patch(bytes(n.legal(value) for n, value in zip(NUMBERS, self.data, strict=True)))

    def beyond(self) -> list[str]:
        """Names of the numbers that are not within their range."""
        return [n.name for n, value in zip(NUMBERS, self.data, strict=True) if value > n.high]

    def packed(self) -> bytes:
        """[128], bits that hold nothing are 0."""
        out = bytearray(PACKED)
        for n, value in zip(NUMBERS, self.data, strict=True):
            out[n.byte] |= value << n.shift
        return bytes(out)

    @classmethod
    def unpacked(cls, packed: bytes) -> Patch:
        """From the 128 bytes of a voice in a bank."""
        return cls(bytes(packed[n.byte] >> n.shift & (1 << n.bits) - 1 for n in NUMBERS))

    @classmethod
    def of(cls, name: str, numbers: dict[str, int]) -> Patch:
        """From numbers by name; what is missing is as in `INIT`. Raises BadPreset (unknown name, out of range)."""
        data = bytearray(INIT)
        for key, value in numbers.items():
            number = _BY_NAME.get(key)
            if number is None:
                raise BadPreset(f"DX7 voice: {key[:40]!r} is no number of a DX7 voice")
            if not 0 <= value <= number.high:
                raise BadPreset(f"DX7 voice: {key} is {value}; use 0 … {number.high}")
            data[number.vced] = value
        data[NAME:] = name_bytes(name)
        return cls(bytes(data))


def name_bytes(name: str) -> bytes:
    """Ten characters that the DX7's display can show."""
    shown = "".join(c if " " <= c < "\x7f" and c != "\\" else " " for c in name.replace("-", " "))
    return " ".join(shown.upper().split())[:NAME_LENGTH].ljust(NAME_LENGTH).encode("ascii")


def _init() -> bytes:
    """Operator 1 alone, at full level; no LFO, pitch envelope, scaling or velocity; middle C is middle C."""
    resting = {"transpose": 24, "lfo_speed": 35, "key_sync": 1, "op1_level": 99}
    resting |= {f"pitch_{kind}{k}": value for kind, value in (("r", 99), ("l", 50)) for k in range(1, 5)}
    for v in range(1, 7):
        resting |= {f"op{v}_{n}": 99 for n in ("r1", "r2", "r3", "r4", "l1", "l2", "l3")}
        resting |= {f"op{v}_coarse": 1, f"op{v}_detune": 7, f"op{v}_break_point": 39}
    return bytes(resting.get(n.name, 0x20 if n.vced >= NAME else 0) for n in NUMBERS)


INIT = _init()
"""[155] bytes"""
EMPTY = Patch.of("INIT VOICE", {})
"""what fills up a bank"""


def write_voice(patch: Patch, channel: int = 0) -> bytes:
    """The 163 bytes of a VCED message. channel: 0 … 15."""
    return _message(VCED_HEADER, patch.data, channel)


def write_bank(patches: Sequence[Patch], channel: int = 0) -> bytes:
    """The 4,104 bytes of a VMEM message. Fewer than 32 patches are filled up with `EMPTY`. Raises BadPreset."""
    if not 1 <= len(patches) <= BANK:
        raise BadPreset(f"a DX7 bank holds 1 to {BANK} voices, not {len(patches)}")
    filled = [*patches, *[EMPTY] * (BANK - len(patches))]
    return _message(VMEM_HEADER, b"".join(p.packed() for p in filled), channel)


def read_patches(data: bytes) -> list[Patch]:
    """The voices of a file: any number of VCED and VMEM messages, other SysEx passed over, or banks' bare 4,096 bytes.

    Raises BadPreset: too short, another maker's, a wrong checksum, bytes that are no MIDI data.
    """
    if data and len(data) % (BANK * PACKED) == 0 and data[:1] != b"\xf0":
        return _bank(data)
    if data[:1] != b"\xf0":
        size = f"{len(data)} bytes that do not begin with F0"
        raise BadPreset(f"not a DX7 file: {size}; a voice is 163 bytes, a bank 4,104, or 4,096 without its header")
    found = [patch for message in _messages(data) for patch in _read(message)]
    if not found:
        raise BadPreset(
            "no DX7 voice in these bytes (F0 43 0n 00 … or F0 43 0n 09 …); is it another instrument's file?"
        )
    return found


def _messages(data: bytes) -> Iterator[bytes]:
    """The SysEx messages of a file, F0 … F7; zeros after the last are passed over, as some librarians write them."""
    at = 0
    while at < len(data):
        if data[at] != 0xF0:
            if not any(data[at:]):
                return
            raise BadPreset(f"not SysEx at byte {at}: a message begins with F0; {_MEND}")
        end = data.find(b"\xf7", at)
        if end < 0:
            raise BadPreset(
                f"the SysEx that begins at byte {at} has no end (F7) within {len(data) - at} bytes; {_MEND}"
            )
        high = next((i for i in range(at + 1, end) if data[i] & 0x80), None)
        if high is not None:
            raise BadPreset(f"byte {high} is {data[high]:02X}, which is not 7-bit MIDI data; {_MEND}")
        yield data[at : end + 1]
        at = end + 1


def _read(message: bytes) -> list[Patch]:
    """The voices of one message; none if it is not a DX7's. Raises BadPreset."""
    if len(message) < 7 or message[1] != 0x43 or message[2] & 0x70:
        return []
    header, body, given = message[3:6], message[6:-2], message[-2]
    known = {VCED_HEADER: ("voice", VOICE), VMEM_HEADER: ("bank", BANK * PACKED)}
    if header not in known:
        if header[0] in (0x00, 0x09):
            raise BadPreset(f"a DX7 message with the wrong header {header.hex(' ')}; {_MEND}")
        return []  # another Yamaha's, or the DX7's functions
    kind, size = known[header]
    if len(body) != size:
        raise BadPreset(f"a DX7 {kind} has {size} bytes of data, this one {len(body)}; {_MEND}")
    if checksum(body) != given:
        raise BadPreset(f"DX7 {kind}: the checksum is {given:02X} and should be {checksum(body):02X}; {_MEND}")
    return [Patch(body)] if kind == "voice" else _bank(body)


def _bank(body: bytes) -> list[Patch]:
    high = next((i for i, byte in enumerate(body) if byte & 0x80), None)
    if high is not None:
        raise BadPreset(f"byte {high} is {body[high]:02X}, which is not 7-bit MIDI data; {_MEND}")
    return [Patch.unpacked(body[i : i + PACKED]) for i in range(0, len(body), PACKED)]


def _message(header: bytes, body: bytes, channel: int) -> bytes:
    return bytes([0xF0, 0x43, channel & 0x0F]) + header + body + bytes([checksum(body), 0xF7])
