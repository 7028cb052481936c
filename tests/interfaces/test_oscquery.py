"""OSCQuery's tree says what the table and the voice say, and every path in it is understood."""

import json
from typing import Any

import pytest
from test_commands import RecordingDesk

from bridge.interfaces.addresses import ADDRESSES, bind
from bridge.interfaces.addresses import find as find_address
from bridge.interfaces.events import VoiceParams, VoiceState
from bridge.interfaces.http import oscquery
from bridge.voices.catalog import voice


class Playing(RecordingDesk):
    """As a daemon whose voice plays the defaults of `name`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.changed: dict[str, float] = {}

    def playing(self) -> VoiceState:
        return VoiceState(self.name, "")

    def sounding(self) -> VoiceParams:
        space = voice(self.name).space
        return VoiceParams(1, {**space.to_dict(space.defaults()), **self.changed})


def nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(found for child in node.get("CONTENTS", {}).values() for found in nodes(child))]


@pytest.mark.parametrize("name", ["fm", "impact"])
def test_the_tree_holds_the_table_and_every_parameter(name: str) -> None:
    desk = Playing(name)
    root = json.loads(json.dumps(oscquery.tree(desk), allow_nan=False))
    found = {node["FULL_PATH"]: node for node in nodes(root)}
    assert {a.path for a in ADDRESSES} - {"/bridge/voice/param/NAME"} <= set(found)
    for param in voice(name).space:
        node = found[f"/bridge/voice/param/{param.name}"]
        assert node["ACCESS"] == 3 and node["TYPE"] == "f"
        assert node["RANGE"] == [{"MIN": param.low, "MAX": param.high}]
        assert node["RANGE"][0]["MIN"] <= node["VALUE"][0] <= node["RANGE"][0]["MAX"]
        assert oscquery.find(root, node["FULL_PATH"]) == node
    for path, node in found.items():
        assert path == node["FULL_PATH"] and set(node) <= set(oscquery.ATTRIBUTES)
        if node["ACCESS"] & 2:
            sample = {"i": 1, "f": 1.0, "s": "x"}
            address, _ = find_address(path)
            assert address is not None
            for tags in (node["TYPE"], *(o["TYPE"] for o in node.get("OVERLOADS", []))):
                bind(address, [sample[tag] for tag in tags])


def test_find() -> None:
    root = oscquery.tree(Playing("fm"))
    assert oscquery.find(root, "/") is root
    assert oscquery.find(root, "/bridge/voice")["FULL_PATH"] == "/bridge/voice"  # type: ignore[index]
    for path in ("/bridge/voice/param/nope", "/x", "/bridge/../bridge", "/bridge/voice/param/level/deeper"):
        assert oscquery.find(root, path) is None


def test_an_address_with_a_name_in_it() -> None:
    address, named = find_address("/bridge/voice/param/level")
    assert address is not None and named == {"name": "level"}
    for path in ("/bridge/voice/param/", "/bridge/voice/param/a/b", "/bridge/voice", "/", "", "/bridge/ping/x"):
        assert find_address(path)[0] is None
    assert find_address("/bridge/voice/param/NAME")[1] == {"name": "NAME"}
    assert find_address("/bridge/ping")[1] == {}
