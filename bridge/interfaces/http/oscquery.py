"""OSCQuery: the namespace as JSON, so that a host (ossia, Chataigne, VDMX …) can show it and make faders of it.

Made from the table of addresses and from the sounding voice, whose parameters are nodes with range and value. After
Vidvox' OSCQuery proposal; attributes served: FULL_PATH CONTENTS DESCRIPTION ACCESS TYPE OVERLOADS RANGE CLIPMODE UNIT
VALUE. Pure functions: what the daemon knows comes from the desk, how it is reached is told.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from bridge.interfaces.address import Address
from bridge.interfaces.addresses import ADDRESSES, NAME
from bridge.interfaces.desk import Desk
from bridge.params import Param
from bridge.voices.catalog import voice as find_voice

Node = dict[str, Any]
ATTRIBUTES = (
    "FULL_PATH",
    "CONTENTS",
    "DESCRIPTION",
    "ACCESS",
    "TYPE",
    "OVERLOADS",
    "RANGE",
    "CLIPMODE",
    "UNIT",
    "VALUE",
)
EXTENSIONS = {
    "ACCESS": True, "VALUE": True, "RANGE": True, "DESCRIPTION": True, "UNIT": True, "CLIPMODE": True,
    "OVERLOADS": True, "LISTEN": True, "PATH_CHANGED": True,
    "TAGS": False, "EXTENDED_TYPE": False, "CRITICAL": False,
}  # fmt: skip
PARAMETERS = "/bridge/voice/param"
STATE = "/bridge/voice/state"
_UNITS = {"Hz": "time.hz", "s": "time.second", "dB": "gain.db-raw"}
"""of the proposal's list; it has none for our others"""
_WRITE, _READ_WRITE, _READ, _NEITHER = 2, 3, 1, 0
_TYPES = {"int": "i", "float": "f", "string": "s", "job": "si", "any": "sif"}


def values(desk: Desk) -> dict[str, list[Any]]:
    """Every node that has a value, by path."""
    playing = desk.playing()
    found: dict[str, list[Any]] = {STATE: [playing.voice, playing.preset]}
    for name, value in desk.sounding().parameters.items():
        found[f"{PARAMETERS}/{name}"] = [float(value)]
    return found


def tree(desk: Desk) -> Node:
    """The whole namespace."""
    root: Node = {"FULL_PATH": "/", "ACCESS": _NEITHER, "DESCRIPTION": "sds-bridge", "CONTENTS": {}}
    known = values(desk)
    for address in ADDRESSES:
        if not address.path.endswith(NAME):
            _place(root, address.path).update(_method(address, known.get(address.path)))
    for param in find_voice(desk.playing().voice).space:
        path = f"{PARAMETERS}/{param.name}"
        if path in known:
            _place(root, path).update(_fader(param, known[path]))
    return root


def find(root: Node, path: str) -> Node | None:
    """The node of a path, `/` or `/bridge/voice`."""
    node: Node | None = root
    for name in path.strip("/").split("/") if path.strip("/") else ():
        node = node.get("CONTENTS", {}).get(name) if node else None
    return node


def host_info(osc_port: int, http_port: int, ip: str, name: str) -> Node:
    return {
        "NAME": name,
        "EXTENSIONS": EXTENSIONS,
        "OSC_IP": ip,
        "OSC_PORT": osc_port,
        "OSC_TRANSPORT": "UDP",
        "WS_IP": ip,
        "WS_PORT": http_port,
    }


def _place(root: Node, path: str) -> Node:
    """The node of a path, made with all above it when they are missing."""
    node, full = root, ""
    for name in path.strip("/").split("/"):
        full += f"/{name}"
        contents = node.setdefault("CONTENTS", {})
        node = contents.setdefault(name, {"FULL_PATH": full, "ACCESS": _NEITHER})
    return node


def _method(address: Address, value: list[Any] | None) -> Node:
    """A method of the table. Optional arguments and arguments of several types are overloads."""
    fixed = [_TYPES[a.kind] for a in address.arguments]
    longer = [fixed + [_TYPES[a.kind] for a in address.optional[:n]] for n in range(len(address.optional) + 1)]
    tags = ["".join(choice) for form in longer for choice in product(*form)]
    node: Node = {
        "DESCRIPTION": f"{address.usage}: {address.doc}",
        "ACCESS": _WRITE if address.direction == "in" else _NEITHER if value is None else _READ,
        "TYPE": tags[0],
    }
    if tags[1:]:
        node["OVERLOADS"] = [{"TYPE": other} for other in tags[1:]]
    if value is not None:
        node["VALUE"] = value
    return node


def _fader(param: Param, value: list[Any]) -> Node:
    node: Node = {
        "DESCRIPTION": param.doc or param.name,
        "ACCESS": _READ_WRITE,
        "TYPE": "f",
        "RANGE": [{"MIN": param.low, "MAX": param.high}],
        "CLIPMODE": ["both"],
        "VALUE": value,
    }
    if param.unit in _UNITS:
        node["UNIT"] = [_UNITS[param.unit]]
    return node
