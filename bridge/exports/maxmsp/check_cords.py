"""Cords and places of one patcher: is every socket there, does a box cover another, do messages run in a circle?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bridge.exports.maxmsp.objects import Sockets, words

Json = dict[str, Any]
SHOWN_EDGE = 0.5
"""points that two boxes may share: rounding"""
SLOW = frozenset({"delay", "metro", "pipe", "speedlim", "deferlow", "udpsend", "udpreceive", "edge~", "snapshot~"})
"""objects that answer later, so that a circle through them is none"""
COLD = frozenset({"int", "float", "i", "pack", "zl.reg", "zl.join", "zl.slice", "zl.group", "zl.iter", "==", "!=", "<",
                  ">", "<=", ">=", "&&", "||", "+", "-", "*", "/", "%", "expr", "counter", "random", "makenote",
                  "table", "sprintf", "route", "sel", "select", "onebang", "change"})  # fmt: skip
"""whose inlets but the first store and do not answer"""


def name_of(box: Json) -> str:
    """`metro` of a box with the text `metro 500`; its class if it has a face of its own."""
    return (words(box.get("text", "")) or [""])[0] if box["maxclass"] == "newobj" else str(box["maxclass"])


def cord_findings(patcher: Json, boxes: Mapping[str, Json], known: Mapping[str, Sockets | None]) -> Iterator[str]:
    seen = set()
    for wrapped in patcher["lines"]:
        line = wrapped["patchline"]
        (source, outlet), (target, inlet) = line["source"], line["destination"]
        where = f"cord {source}:{outlet} -> {target}:{inlet}"
        if source not in boxes or target not in boxes:
            yield f"{where}: no such box"
            continue
        if (source, outlet, target, inlet) in seen:
            yield f"{where}: twice"
        seen.add((source, outlet, target, inlet))
        out, into = known[source], known[target]
        if out is None or into is None:
            continue
        if not 0 <= outlet < len(out.outlets):
            yield f"{where}: {name_of(boxes[source])} has {len(out.outlets)} outlets"
        elif not 0 <= inlet < len(into.inlets):
            yield f"{where}: {name_of(boxes[target])} has {len(into.inlets)} inlets"
        elif out.outlets[outlet] == "signal" and into.inlets[inlet] == "m":
            yield f"{where}: a signal into {name_of(boxes[target])}, which takes messages"
        elif out.outlets[outlet] != "signal" and into.inlets[inlet] == "s":
            yield f"{where}: a message into {name_of(boxes[target])}, which takes a signal"


def overlaps(patcher: Json, boxes: Mapping[str, Json], outermost: bool) -> Iterator[str]:
    shown = [b for b in boxes.values() if b.get("presentation") and not b.get("background")]
    for view, listed, key in (
        ("patching", list(boxes.values()), "patching_rect"),
        ("presentation", shown, "presentation_rect"),
    ):
        for k, a in enumerate(listed):
            for b in listed[k + 1 :]:
                if _meet(a[key], b[key]):
                    yield f"{a['id']} {name_of(a)} and {b['id']} {name_of(b)} overlap in {view}"
    if outermost and patcher.get("openinpresentation"):
        width, height = (patcher.get("openrect") or patcher["rect"])[2:]
        for box in shown:
            x, y, w, h = box["presentation_rect"]
            if x < 0 or y < 0 or x + w > width or y + h > height:
                yield f"{box['id']} {name_of(box)} lies outside the window in presentation"


def _meet(a: list[float], b: list[float]) -> bool:
    e = SHOWN_EDGE
    return a[0] + e < b[0] + b[2] and b[0] + e < a[0] + a[2] and a[1] + e < b[1] + b[3] and b[1] + e < a[1] + a[3]


def circles(patcher: Json, boxes: Mapping[str, Json]) -> Iterator[str]:
    """Message cords that lead back to where they began, with nothing that waits in between: Max's stack overflow."""
    follows: dict[str, list[str]] = {}
    for wrapped in patcher["lines"]:
        (source, _), (target, inlet) = wrapped["patchline"]["source"], wrapped["patchline"]["destination"]
        if source not in boxes or target not in boxes or name_of(boxes[source]) in SLOW:
            continue
        cold = inlet > 0 and name_of(boxes[target]) in COLD
        if patcher["classnamespace"] == "box" and not cold and not name_of(boxes[source]).endswith("~"):
            follows.setdefault(source, []).append(target)
    state: dict[str, int] = {}
    for start in follows:
        stack = [(start, iter(follows.get(start, [])))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            here, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                state[here] = 2
                stack.pop()
            elif state.get(step) == 1:
                yield f"{here} -> {step}: messages run in a circle"
            elif step not in state:
                state[step] = 1
                stack.append((step, iter(follows.get(step, []))))
