"""The parameters of a patch, as Live would list them: are they what Live can take?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bridge.voices.catalog import LISTED, voice

Json = dict[str, Any]
HIDDEN = 2
STREAMED = frozenset(param.name for name in LISTED for param in voice(name).space)
"""names of parameters that a fit streams"""


def parameter_findings(boxes: Sequence[Json], patcher: Json) -> Iterator[str]:
    """boxes: of a file, inner patchers included. patcher: the outermost."""
    found = [(box, value) for box in boxes if (value := box.get("saved_attribute_attributes", {}).get("valueof"))]
    names = Counter(value.get("parameter_longname") for _, value in found)
    for name, count in names.items():
        if count > 1:
            yield f"parameter {name!r}: {count} boxes have this long name"
        if not name:
            yield "a parameter has no long name"
    for box, value in found:
        yield from _one(box, value)
    listed = patcher.get("parameters")
    if listed is not None:
        told = {entry[0] for key, entry in listed.items() if isinstance(entry, list)}
        if told != set(names):
            yield f"the device's list of parameters differs from its boxes: {sorted(told ^ set(names))[:3]}"


def _one(box: Json, value: Json) -> Iterator[str]:
    name, kind = value.get("parameter_longname"), value.get("parameter_type")
    if kind not in (0, 1, 2, 3):
        yield f"parameter {name!r}: type {kind}"
    if kind == 2 and len(value.get("parameter_enum", [])) != value.get("parameter_mmax", 0) + 1:
        yield f"parameter {name!r}: its list of choices has another length than its range"
    if kind in (0, 1):
        low, high = value.get("parameter_mmin", 0.0), value.get("parameter_mmax", 127.0)
        start = (value.get("parameter_initial") or [low])[0]
        if not low < high:
            yield f"parameter {name!r}: {low} … {high} is no range"
        elif not low <= start <= high:
            yield f"parameter {name!r}: its initial value {start} is outside {low} … {high}"
        if kind == 1 and high - low > 255:
            yield f"parameter {name!r}: a whole number has at most 256 values in Live"
        if value.get("parameter_unitstyle") == 9 and not value.get("parameter_units"):
            yield f"parameter {name!r}: a unit of its own, and none is given"
    if name in STREAMED and value.get("parameter_invisible") != HIDDEN:
        yield f"parameter {name!r}: a fit streams it, so it must be hidden, or it floods Undo"
    if box.get("maxclass", "").startswith("live.") and not box.get("parameter_enable"):
        yield f"parameter {name!r}: parameter_enable is off"
