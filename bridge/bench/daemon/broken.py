"""Breaking what is valid, for `fuzz`: bytes with injuries, documents in which something is odd."""

from __future__ import annotations

import random
from typing import Any


def broken(rng: random.Random, data: bytes) -> bytes:
    """One to four injuries: bits turned, pieces cut, doubled, exchanged, lengths lied about."""
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.randrange(9))
        way = rng.randrange(7)
        if way == 0:
            data = data[:at]
        elif way == 1:
            data = data[:at] + rng.randbytes(end - at) + data[end:]
        elif way == 2:
            data = data[:at] + data[end:]
        elif way == 3:
            data = data[:end] + data[at:]
        elif way == 4 and data:
            place = rng.randrange(len(data))
            data = data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]
        elif way == 5:
            length = rng.choice([0, 1, 3, 4, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFC, 0xFFFFFFFF])
            data = data[: at & ~3] + length.to_bytes(4, "big") + data[(at & ~3) + 4 :]
        else:
            data = rng.randbytes(rng.randrange(64))
    return data


def odd(rng: random.Random, document: Any) -> Any:
    """A JSON document in which something is exchanged for something odd."""
    values: list[Any] = [
        None, True, [], {}, "", -1, 1e308, 2**70, "\ud800", [[[]]], {"a": {"b": []}}, float("nan"), "x" * 1000,
    ]  # fmt: skip
    if isinstance(document, dict) and document and rng.random() < 0.8:
        key = rng.choice(list(document))
        changed = dict(document)
        if rng.random() < 0.2:
            changed[rng.choice(["", "odd", "version", "name"])] = changed.pop(key)
        else:
            changed[key] = odd(rng, document[key])
        return changed
    return rng.choice(values)
