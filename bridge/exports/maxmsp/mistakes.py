"""Mistakes as people and generators make them, planted into copies of our patches: the validator must see each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bridge.exports.maxmsp import amxd as maxmsp_amxd
from bridge.exports.maxmsp.check import check_file, walk
from bridge.exports.maxmsp.check_cords import name_of

Json = dict[str, Any]
CONTROL, VOICE, FM, DEVICE = "sds-bridge.control.maxpat", "sds-fm-voice.maxpat", "sds-fm.maxpat", "sds-fm.amxd"


def planted(folder: Path) -> dict[str, bool]:
    """Each mistake, and whether the validator finds it. The patches in `folder` must be without findings."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".maxpat", ".amxd")}
    return {
        mistake: bool(check_file(name, files | {name: spoil(files[name])}))
        for mistake, (name, spoil) in MISTAKES.items()
    }


def _in_json(change: Callable[[Json], None]) -> Callable[[bytes], bytes]:
    """A change of the outermost patcher, in a patch or a device."""

    def spoil(data: bytes) -> bytes:
        if data[:4] != b"ampf":
            patch = json.loads(data)
            change(patch["patcher"])
            return json.dumps(patch).encode()
        device = maxmsp_amxd.read(data)
        patch = device.patcher
        change(patch["patcher"])
        own = maxmsp_amxd.Entry(device.files[0].name, json.dumps(patch).encode() + b"\0", flag=device.files[0].flag)
        return maxmsp_amxd.write(maxmsp_amxd.Device(device.kind, (own, *device.files[1:])))

    return spoil


def _box(patcher: Json, name: str) -> Json:
    """The first box of this object, inner patchers included."""
    boxes = [wrapped["box"] for _, inner in walk(patcher) for wrapped in inner["boxes"]]
    found: Json = next(box for box in boxes if name_of(box) == name)
    return found


def _cord(patcher: Json, source: str, outlet: int, target: str, inlet: int) -> None:
    """A cord between the first boxes of two names, both in the outermost patcher."""
    ids = {name_of(w["box"]): w["box"]["id"] for w in reversed(patcher["boxes"])}
    patcher["lines"].append({"patchline": {"source": [ids[source], outlet], "destination": [ids[target], inlet]}})


def _outlet(patcher: Json) -> None:
    _cord(patcher, "button", 3, "p", 0)


def _inlet(patcher: Json) -> None:
    _cord(patcher, "textbutton", 0, "p", 9)


def _signal_to_message(patcher: Json) -> None:
    _cord(patcher, "gen~", 0, "counter", 0)


def _message_to_signal(patcher: Json) -> None:
    _cord(patcher, "unpack", 0, "edge~", 0)


def _nowhere(patcher: Json) -> None:
    patcher["lines"][0]["patchline"]["destination"][0] = "obj-999"


def _twice(patcher: Json) -> None:
    patcher["boxes"][5]["box"]["id"] = patcher["boxes"][4]["box"]["id"]


def _external(patcher: Json) -> None:
    _box(patcher, "random")["text"] = "OSC-route /bridge"


def _covered(patcher: Json) -> None:
    shown = [w["box"] for w in patcher["boxes"] if w["box"].get("presentation") and not w["box"].get("background")]
    shown[4]["presentation_rect"] = list(shown[3]["presentation_rect"])


def _outside(patcher: Json) -> None:
    _box(patcher, "jit.cellblock")["presentation_rect"][2] = 5000.0


def _miscounted(patcher: Json) -> None:
    _box(patcher, "unpack")["numoutlets"] = 7


def _same_name(patcher: Json) -> None:
    values = [
        w["box"]["saved_attribute_attributes"]["valueof"]
        for w in patcher["boxes"]
        if name_of(w["box"]) == "live.numbox"
    ]
    values[1]["parameter_longname"] = values[0]["parameter_longname"]


def _no_range(patcher: Json) -> None:
    value = _box(patcher, "live.dial")["saved_attribute_attributes"]["valueof"]
    value["parameter_mmin"] = value["parameter_mmax"]


def _floods_undo(patcher: Json) -> None:
    _box(patcher, "live.numbox")["saved_attribute_attributes"]["valueof"]["parameter_invisible"] = 0


def _code(patcher: Json) -> None:
    box = _box(patcher, "codebox")
    box["code"] = box["code"].replace("far1 = spun1", "far1 = spin1")


def _read_late(patcher: Json) -> None:
    box = _box(patcher, "codebox")
    box["code"] += "\r\nout1 = u1;\r\n"


def _no_voice(patcher: Json) -> None:
    box = _box(patcher, "poly~")
    box["text"] = box["text"].replace("sds-fm-voice", "sds-fm-vioce")


def _no_buffer(patcher: Json) -> None:
    box = _box(patcher, "buffer~")
    box["text"] = box["text"].replace("-params", "-numbers")


def _version(patcher: Json) -> None:
    patcher["fileversion"] = "1"


def _kind(patcher: Json) -> None:
    patcher["project"]["amxdtype"] = int.from_bytes(b"aaaa", "big")


def _circle(patcher: Json) -> None:
    _cord(patcher, "t", 0, "route", 0)


MISTAKES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a cord from an outlet that is not there": (FM, _in_json(_outlet)),
    "a cord into an inlet that is not there": (CONTROL, _in_json(_inlet)),
    "a signal into an object that takes messages": (VOICE, _in_json(_signal_to_message)),
    "a message into a signal's inlet": (VOICE, _in_json(_message_to_signal)),
    "a cord to a box that is gone": (CONTROL, _in_json(_nowhere)),
    "two boxes of one id": (CONTROL, _in_json(_twice)),
    "an object that does not come with Max, in an inner patcher": (CONTROL, _in_json(_external)),
    "two boxes on the same place": (CONTROL, _in_json(_covered)),
    "a box outside of the window": (CONTROL, _in_json(_outside)),
    "a box that miscounts its outlets": (VOICE, _in_json(_miscounted)),
    "two parameters of one long name": (DEVICE, _in_json(_same_name)),
    "a parameter without a range": (FM, _in_json(_no_range)),
    "a streamed parameter that Live would record": (DEVICE, _in_json(_floods_undo)),
    "a name in a codebox that has no value": (VOICE, _in_json(_code)),
    "a History read after it was written": (VOICE, _in_json(_read_late)),
    "a voice patch that is not there": (FM, _in_json(_no_voice)),
    "a buffer that is not there": (FM, _in_json(_no_buffer)),
    "a file version that Max does not read": (CONTROL, _in_json(_version)),
    "a device that calls itself another kind": (DEVICE, _in_json(_kind)),
    "messages in a circle": (CONTROL, _in_json(_circle)),
    "a device that was cut off": (DEVICE, lambda data: data[: len(data) // 2]),
}
"""what was done -> the file, and how"""
