"""Which recordings a SoundFont preset plays on a key: enough of the SoundFont 2.04 format (E-mu/Creative 2006)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from bridge.errors import BadRequest

KEY_RANGE, INSTRUMENT, SAMPLE = 43, 41, 53
RECORDS = {
    b"phdr": "<20sHHHIII", b"pbag": "<HH", b"pgen": "<HH", b"inst": "<20sH", b"ibag": "<HH", b"igen": "<HH",
}  # fmt: skip


@dataclass(frozen=True)
class Zone:
    """A stretch of keys (both ends included) and the recording, by number, that sounds there."""

    low: int
    high: int
    sample: int


def read_zones(path: Path) -> dict[tuple[int, int], tuple[Zone, ...]]:
    """(bank, program) -> its zones. Raises BadRequest if the file is no SoundFont."""
    try:
        tables = _tables(path)
        return _presets(tables)
    except (OSError, struct.error, KeyError, IndexError) as error:
        raise BadRequest(f"cannot read {path.name} as a SoundFont; name another with --soundfont") from error


def samples_on(zones: tuple[Zone, ...], key: int) -> frozenset[int]:
    """Numbers of the recordings that a key sounds."""
    return frozenset(z.sample for z in zones if z.low <= key <= z.high)


def _tables(path: Path) -> dict[bytes, list[tuple[int, ...]]]:
    """The preset tables; the recordings themselves are skipped, not read."""
    with path.open("rb") as file:
        riff, _, form = struct.unpack("<4sI4s", file.read(12))
        if (riff, form) != (b"RIFF", b"sfbk"):
            raise KeyError("not a SoundFont")
        data = b""
        while len(head := file.read(8)) == 8:
            _, size = struct.unpack("<4sI", head)
            if (kind := file.read(4)) == b"pdta":
                data = file.read(size - 4)
                break
            if not kind:
                break
            file.seek(size - 4 + size % 2, 1)
    tables: dict[bytes, list[tuple[int, ...]]] = {}
    at = 0
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name in RECORDS:
            tables[name] = list(struct.iter_unpack(RECORDS[name], data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return tables


def _presets(tables: dict[bytes, list[tuple[int, ...]]]) -> dict[tuple[int, int], tuple[Zone, ...]]:
    inst, phdr = tables[b"inst"], tables[b"phdr"]
    instruments = [
        _zones(tables[b"ibag"], tables[b"igen"], inst[i][1], inst[i + 1][1], SAMPLE) for i in range(len(inst) - 1)
    ]
    result = {}
    for i in range(len(phdr) - 1):  # the last record only says where the one before it ends
        found = []
        for low, high, number in _zones(tables[b"pbag"], tables[b"pgen"], phdr[i][3], phdr[i + 1][3], INSTRUMENT):
            for inner_low, inner_high, sample in instruments[number]:
                if max(low, inner_low) <= min(high, inner_high):
                    found.append(Zone(max(low, inner_low), min(high, inner_high), sample))
        result[phdr[i][2], phdr[i][1]] = tuple(found)
    return result


def _zones(
    bags: list[tuple[int, ...]], generators: list[tuple[int, ...]], first: int, last: int, target: int
) -> list[tuple[int, int, int]]:
    """(lowest key, highest key, number of the target) of each zone; a zone without target sets the default range."""
    default = (0, 127)
    found = []
    for bag in range(first, last):
        values = {g[0]: g[1] for g in generators[bags[bag][0] : bags[bag + 1][0]]}
        keys = (values[KEY_RANGE] & 255, values[KEY_RANGE] >> 8) if KEY_RANGE in values else default
        if target in values:
            found.append((*keys, values[target]))
        else:
            default = keys
    return found
