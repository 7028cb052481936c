"""What Max would complain of, found without Max: `check_all` reads patches and devices and says what is wrong.

It reads the files, not the generator's objects, and knows the objects from a table (`objects`). Looked at: the
shape of the JSON, objects that do not come with Max, sockets and cords (there, and signal to signal), overlaps in both
views, parameters (names, ranges, what streams is hidden), codeboxes (`gen.parse`), files and buffers that are named,
and messages that would run in a circle. What only Max can say it does not: how it looks, and the limits of a machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bridge.exports.gen.parse import BadCodebox, Program, read
from bridge.exports.maxmsp import amxd as maxmsp_amxd
from bridge.exports.maxmsp.check_cords import circles, cord_findings, name_of, overlaps
from bridge.exports.maxmsp.objects import CONTAINERS, GEN, Sockets, sockets, words
from bridge.exports.maxmsp.parameters import parameter_findings

Json = dict[str, Any]


def check_all(folder: Path) -> dict[str, list[str]]:
    """Findings by file, for every .maxpat and .amxd there; an empty list means that all is well."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".maxpat", ".amxd")}
    return check_files(files)


def check_files(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """The same for contents by name: patches that belong together."""
    return {name: check_file(name, files) for name in files}


def check_file(name: str, files: Mapping[str, bytes]) -> list[str]:
    """Findings of one of them."""
    try:
        patcher, beside = _opened(name, files[name], files)
        return [*_Checker(patcher, beside).findings(), *_device(name, files[name], patcher)]
    except (ValueError, KeyError, TypeError, IndexError, maxmsp_amxd.BadDevice) as error:
        return [f"cannot be read: {error}"]


def _opened(name: str, data: bytes, files: Mapping[str, bytes]) -> tuple[Json, dict[str, Json]]:
    """The patcher, and those it may open by name."""
    if name.endswith(".amxd"):
        device = maxmsp_amxd.read(data)
        inside = {entry.name: json.loads(entry.data)["patcher"] for entry in device.files[1:]}
        return dict(device.patcher["patcher"]), inside
    beside = {n: json.loads(raw)["patcher"] for n, raw in files.items() if n.endswith(".maxpat") and n != name}
    return dict(json.loads(data)["patcher"]), beside


def _device(name: str, data: bytes, patcher: Json) -> Iterator[str]:
    """A device says twice what kind it is, and which parameters it has."""
    if not name.endswith(".amxd"):
        return
    device = maxmsp_amxd.read(data)
    kind = patcher.get("project", {}).get("amxdtype")
    if kind != int.from_bytes(maxmsp_amxd.KINDS[device.kind], "big"):
        yield f"amxdtype {kind} is not that of {device.kind}"
    if not patcher.get("openinpresentation"):
        yield "a device must open in presentation"


def walk(patcher: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """This patcher and all inside, with where they are."""
    yield path, patcher
    for wrapped in patcher["boxes"]:
        box = wrapped["box"]
        if "patcher" in box:
            yield from walk(box["patcher"], f"{path}{box['id']}/")


class _Checker:
    def __init__(self, patcher: Json, beside: Mapping[str, Json]) -> None:
        self.patcher = patcher
        self.beside = beside

    def findings(self) -> Iterator[str]:
        for path, patcher in walk(self.patcher):
            yield from (f"{path}{text}" for text in self._patcher(patcher, not path))
        yield from parameter_findings([box["box"] for _, p in walk(self.patcher) for box in p["boxes"]], self.patcher)

    def _patcher(self, patcher: Json, outermost: bool) -> Iterator[str]:
        if shape := _shape(patcher):
            yield shape
            return
        boxes: dict[str, Json] = {}
        for wrapped in patcher["boxes"]:
            box = wrapped["box"]
            if box["id"] in boxes:
                yield f"{box['id']}: two boxes of this id"
            boxes[box["id"]] = box
        known = {key: self._sockets(box, patcher["classnamespace"]) for key, box in boxes.items()}
        for key, found in known.items():
            yield from self._box(boxes[key], found)
        yield from cord_findings(patcher, boxes, known)
        yield from overlaps(patcher, boxes, outermost)
        yield from circles(patcher, boxes)
        yield from self._names(boxes)

    def _sockets(self, box: Json, namespace: str) -> Sockets | None:
        name = name_of(box)
        if box["maxclass"] == "codebox":
            program = _program(box)
            return Sockets("m" * program.inputs, ("",) * program.outputs) if program else Sockets("", ())
        if namespace == "dsp.gen" and name in GEN:
            return GEN[name]
        if name in CONTAINERS:
            inside = box.get("patcher") or self.beside.get(f"{[*words(box['text']), ''][1]}.maxpat")
            return _ports(inside) if inside else Sockets("", ())
        return sockets(box["maxclass"], box.get("text", ""))

    def _box(self, box: Json, found: Sockets | None) -> Iterator[str]:
        where = f"{box['id']} {str(box.get('text', box['maxclass']))[:40]!r}"
        if found is None:
            yield f"{where}: no object that comes with Max, as far as we know"
            return
        if box["maxclass"] == "codebox":
            try:
                read(box["code"])
            except BadCodebox as error:
                yield f"{where}: {error}"
        if name_of(box) == "poly~" and f"{words(box['text'])[1]}.maxpat" not in self.beside:
            yield f"{where}: there is no {words(box['text'])[1]}.maxpat"
        said = (box.get("numinlets"), box.get("numoutlets"), box.get("outlettype", []))
        if said != (len(found.inlets), len(found.outlets), list(found.outlets)):
            yield f"{where}: says {said}, has {len(found.inlets)}, {len(found.outlets)}, {list(found.outlets)}"

    def _names(self, boxes: Mapping[str, Json]) -> Iterator[str]:
        """Buffers that are written, read or handed to voices must be there; a codebox must have the Buffer named."""
        texts = [words(b.get("text", "")) for _, p in walk(self.patcher) for b in (x["box"] for x in p["boxes"])]
        stores = {t[1] for t in texts if t[:1] == ["buffer~"] and len(t) > 1}
        for key, box in boxes.items():
            text = words(box.get("text", ""))
            if text[:1] == ["peek~"] and text[1] not in stores:
                yield f"{key} {box['text']!r}: no buffer~ {text[1]}"
            if text[:1] == ["poly~"] and "@args" in text and text[text.index("@args") + 1] not in stores:
                yield f"{key} {box['text']!r}: no buffer~ for its voices"
            if text[:1] == ["gen~"] and "#1" in text:
                inside = [_program(b["box"]) for b in box["patcher"]["boxes"] if b["box"]["maxclass"] == "codebox"]
                if not any(p and text[text.index("#1") - 1].lstrip("@") in p.buffers for p in inside):
                    yield f"{key} {box['text']!r}: its codebox has no such Buffer"


def _program(box: Json) -> Program | None:
    try:
        return read(box["code"])
    except BadCodebox:
        return None


def _shape(patcher: Json) -> str:
    """What is wrong with the patcher itself, or nothing."""
    if patcher.get("fileversion") != 1 or (patcher.get("appversion") or {}).get("major", 0) < 8:
        return "fileversion must be 1 and appversion that of Max 8 or later"
    if patcher.get("classnamespace") not in ("box", "dsp.gen"):
        return f"classnamespace {patcher.get('classnamespace')!r}"
    rects = [patcher.get("rect"), *(b["box"].get("patching_rect") for b in patcher["boxes"])]
    rects += [b["box"]["presentation_rect"] for b in patcher["boxes"] if "presentation_rect" in b["box"]]
    if not all(isinstance(r, list) and len(r) == 4 and min(r[2:]) > 0 for r in rects):
        return "a rect is not x, y, width, height"
    return ""


def _ports(patcher: Json) -> Sockets:
    """Sockets of a box around this patcher."""
    texts = [words(b["box"].get("text", "")) for b in patcher["boxes"]]
    classes = [b["box"]["maxclass"] for b in patcher["boxes"]]

    def highest(name: str) -> int:
        return max((int(t[1]) for t in texts if t[:1] == [name]), default=0)

    if patcher["classnamespace"] == "dsp.gen":
        return Sockets("b" * highest("in"), ("signal",) * highest("out"))
    signals = ("signal",) * highest("out~")
    return Sockets("m" * (highest("in") or classes.count("inlet")), signals or ("",) * classes.count("outlet"))
