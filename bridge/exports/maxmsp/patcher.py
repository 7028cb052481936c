"""A Max patcher as Python: boxes, cords, and the JSON that Max reads.

    patch = Patcher(400, 200)
    beat = patch.add("metro 500", (20, 20))
    light = patch.add("button", (20, 60), show=(20, 20, 24, 24))
    patch.chain(beat, light)
    patch.text()

Sockets come from the table of objects (`objects`), those of a subpatcher from what is inside. The same calls
give the same text, byte for byte.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bridge.exports.gen.parse import read
from bridge.exports.maxmsp.objects import GEN, SIGNAL, Sockets, sockets, words

Json = dict[str, Any]
VERSION = {"major": 8, "minor": 6, "revision": 5, "architecture": "x64", "modernui": 1}
"""of Max: 8.6 opens these, 9 does"""
UI = frozenset(
    {"button", "toggle", "message", "number", "flonum", "slider", "kslider", "umenu", "textedit", "textbutton",
     "comment", "panel", "live.comment", "live.line", "live.text", "live.dial", "live.numbox", "live.menu", "live.tab",
     "live.gain~", "live.meter~", "ezdac~", "jit.cellblock", "inlet", "outlet", "codebox"}
)  # fmt: skip
"""boxes that are a class of their own; all others are a `newobj` with a text"""
SIZES = {"button": (24, 24), "toggle": (24, 24), "inlet": (30, 30), "outlet": (30, 30), "panel": (128, 128),
         "live.dial": (41, 48), "live.numbox": (44, 15), "live.text": (44, 15), "live.menu": (100, 15),
         "kslider": (336, 53), "jit.cellblock": (200, 200), "textedit": (200, 24), "ezdac~": (45, 45),
         "live.gain~": (48, 136), "codebox": (640, 480)}  # fmt: skip


GAP = 8.0
"""points between boxes that had to make room"""


class Wrong(ValueError):
    """A cord or box that this patch cannot have: a mistake in our own generator."""


@dataclass
class Box:
    """id: unique in its patcher.  sockets: what it has."""

    id: str
    name: str
    sockets: Sockets
    json: Json
    inside: Patcher | None = None

    def __getitem__(self, socket: int) -> tuple[Box, int]:
        """This box by one of its sockets, for an end of a `Patcher.chain`."""
        return self, socket


@dataclass
class Patcher:
    """One patcher window, of `width` × `height` points. namespace: "box" for Max, "dsp.gen" inside gen~."""

    width: int
    height: int
    namespace: str = "box"
    presentation: bool = False
    extra: Json = field(default_factory=dict)
    boxes: list[Box] = field(default_factory=list)
    lines: list[Json] = field(default_factory=list)

    def add(
        self, what: str, at: tuple[float, float], room: tuple[float, float] | None = None, /, *,
        show: tuple[float, float, float, float] | None = None, inside: Patcher | None = None,
        like: Patcher | None = None, **attributes: Any,
    ) -> Box:  # fmt: skip
        """A box. what: as typed in Max; of a class with a face of its own, its name (`message` and `comment` take their
        words from the attribute `text`). at, room: place and size when patching; show: place and size in presentation.

        inside: the patcher that it contains; like: the file that it opens. Raises Wrong for an object that the table
        does not know.
        """
        first = what.split(" ", 1)[0]
        maxclass = first if first in UI else "newobj"
        shown = what if maxclass == "newobj" else attributes.get("text", "")
        found = self._sockets(maxclass, what, inside or like, attributes)
        box: Json = {"id": f"obj-{len(self.boxes) + 1}", "maxclass": maxclass, "numinlets": len(found.inlets),
                     "numoutlets": len(found.outlets)}  # fmt: skip
        if found.outlets:
            box["outlettype"] = list(found.outlets)
        w, h = room or SIZES.get(maxclass) or _room(shown)
        box["patching_rect"] = [float(at[0]), float(at[1]), float(w), float(h)]
        if show is not None:
            box |= {"presentation": 1, "presentation_rect": [float(x) for x in show]}
        if maxclass == "newobj":
            box["text"] = what
        if inside is not None:
            box["patcher"] = inside.json()
        box |= attributes
        added = Box(box["id"], first, found, box, inside)
        self.boxes.append(added)
        return added

    def say(self, text: str, at: tuple[float, float], *, show: tuple[float, float, float, float] | None = None,
            **attributes: Any) -> Box:  # fmt: skip
        """A comment."""
        return self.add("comment", at, _room(text), show=show, text=text, **attributes)

    def message(self, text: str, at: tuple[float, float], **attributes: Any) -> Box:
        """A message box."""
        return self.add("message", at, _room(text), text=text, **attributes)

    def chain(self, *steps: Box | tuple[Box, int]) -> Box:
        """Cords from one box to the next, first outlet to first inlet; the last box.

        `box[k]` names another socket: outlet k of the first box, inlet k of the last. Raises Wrong for sockets that are
        not there, or signals where messages belong.
        """
        (first, outlet), *between, (last, inlet) = (s if isinstance(s, tuple) else (s, 0) for s in steps)
        if any(socket for _, socket in between):
            raise Wrong("only the ends of a chain choose their socket")
        boxes = [first, *(box for box, _ in between), last]
        for k, (source, target) in enumerate(pairwise(boxes)):
            self._cord(source, 0 if k else outlet, target, inlet if k == len(boxes) - 2 else 0)
        return last

    def _cord(self, source: Box, outlet: int, target: Box, inlet: int) -> None:
        path = f"{source.json.get('text', source.name)} {outlet} -> {target.json.get('text', target.name)} {inlet}"
        if outlet >= len(source.sockets.outlets) or inlet >= len(target.sockets.inlets):
            raise Wrong(path)
        signal, wanted = source.sockets.outlets[outlet] == SIGNAL, target.sockets.inlets[inlet]
        if wanted != "b" and signal != (wanted == "s"):
            raise Wrong(f"a signal and a message: {path}")
        self.lines.append({"patchline": {"destination": [target.id, inlet], "source": [source.id, outlet]}})

    def untangle(self) -> None:
        """Move boxes down, when patching, until none covers another. Inlets and outlets keep their order."""
        placed: list[list[float]] = []
        for box in sorted(self.boxes, key=lambda b: (b.json["patching_rect"][1], b.json["patching_rect"][0])):
            rect = box.json["patching_rect"]
            while below := [r[1] + r[3] for r in placed if _meet(rect, r)]:
                rect[1] = max(below) + GAP
            placed.append(rect)

    def json(self) -> Json:
        """{"fileversion", … "boxes", "lines"}, without the outer {"patcher"}."""
        self.untangle()
        return {
            "fileversion": 1,
            "appversion": dict(VERSION),
            "classnamespace": self.namespace,
            "rect": [60.0, 90.0, float(self.width), float(self.height)],
            "openinpresentation": int(self.presentation),
            "default_fontsize": 12.0,
            "default_fontname": "Arial",
            "gridsize": [8.0, 8.0],
            "boxes": [{"box": box.json} for box in self.boxes],
            "lines": self.lines,
            **self.extra,
        }

    def text(self) -> str:
        """The file."""
        return dump({"patcher": self.json()})

    def ports(self) -> Sockets:
        """What a box that contains this patcher has: from its `inlet`s and `outlet`s, or `in`, `out` and `out~`."""
        if self.namespace == "dsp.gen":
            return Sockets("b" * self._highest("in"), (SIGNAL,) * self._highest("out"))
        inlets = self._highest("in") or sum(box.name == "inlet" for box in self.boxes)
        signals = self._highest("out~")
        outlets = (SIGNAL,) * signals or ("",) * (self._highest("out") or sum(b.name == "outlet" for b in self.boxes))
        return Sockets("m" * inlets, outlets)

    def _highest(self, name: str) -> int:
        found = [
            int(m[1])
            for box in self.boxes
            if (m := re.fullmatch(rf"{re.escape(name)} (\d+)", box.json.get("text", "")))
        ]
        return max(found, default=0)

    def _sockets(self, maxclass: str, text: str, inside: Patcher | None, attributes: Json) -> Sockets:
        name = words(text)[0]
        if inside is not None:
            return inside.ports()
        if maxclass == "codebox":
            program = read(attributes["code"])
            return Sockets("m" * program.inputs, ("",) * program.outputs)
        if self.namespace == "dsp.gen" and name in GEN:
            return GEN[name]
        found = sockets(maxclass, text)
        if found is None:
            raise Wrong(f"no such object in the table: {text}")
        return found


def dump(patch: Json) -> str:
    """JSON as Max writes it: indented, any characters as they are."""
    return json.dumps(patch, indent=1, ensure_ascii=False) + "\n"


def _meet(a: list[float], b: list[float]) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _room(text: str) -> tuple[float, float]:
    """Size of an object box that shows this text in Arial 12."""
    return max(32.0, 7.0 * max(map(len, text.split("\n"))) + 14.0), 22.0
