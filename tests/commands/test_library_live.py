"""The library over OSC and from the terminal, against one running daemon: replies, errors, and what the voice plays."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.commands import library_live
from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.errors import BadRequest, JobError
from bridge.interfaces.osc.client import OscClient, ParameterSets
from bridge.presets.breed import Pair
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset

KICK = Preset.of("kick", "fm", {"root_hz": 50.0}, {"prompt": "deep kick drum", "score": 0.5}, ["drum"])
TOM = Preset.of("tom", "fm", {"root_hz": 200.0, "op1_decay": 2.0}, {"prompt": "floor tom"}, ["drum"])
BELL = Preset.of("bell", "impact", {}, {"prompt": "glass bell"})


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    root = tmp_path_factory.mktemp("live")
    library = PresetLibrary(root / "presets")
    for preset in (KICK, TOM, BELL):
        library.save(preset)
    config = DaemonConfig(port=0, library=library.folder, journal=root / "journal.db", audio="none",
                          runner="bridge.interfaces.rehearsal:rehearse")  # fmt: skip
    with DaemonProcess(config, root / "stderr") as daemon:
        yield daemon.port, library.folder


@pytest.fixture
def client(port: tuple[int, Path]) -> Iterator[OscClient]:
    with OscClient(port[0]) as found:
        found.send("/bridge/subscribe")
        found.wait("/bridge/preset/names")
        yield found


def listed(client: OscClient, path: str, *atoms: Any, reply: str, head: int = 0) -> list[Any]:
    """All parts of an answer, without their heads."""
    client.send(path, *atoms)
    found: list[Any] = []
    while True:
        _, arguments = client.wait(reply)
        part, parts = arguments[head : head + 2]
        found += arguments[head + 2 :]
        if part == parts - 1:
            return found


def sounding(client: OscClient) -> dict[str, float]:
    client.send("/bridge/voice/resend")
    sets = ParameterSets(head=0)
    while True:
        _, arguments = client.wait("/bridge/voice/params")
        if (found := sets.add(arguments)) is not None:
            return found


def names(rows: list[Any]) -> list[str]:
    return rows[::4]


def test_search_marks_and_tags(client: OscClient, port: tuple[int, Path]) -> None:
    found = listed(client, "/bridge/library/search", "dee kick", reply="/bridge/library/found")
    assert found == ["kick", "fm", 0, 0.5]
    everything = listed(client, "/bridge/library/search", "", reply="/bridge/library/found")
    assert {"kick", "tom", "bell"} <= set(names(everything))
    assert listed(client, "/bridge/library/search", "", 1, reply="/bridge/library/found") == ["bell", "impact", 0, -1.0]
    assert listed(client, "/bridge/library/search", "trombone", reply="/bridge/library/found") == []
    assert client.ask("/bridge/library/favourite", "tom", 1)[1][1:] == ["tom", 1]
    assert names(listed(client, "/bridge/library/favourites", reply="/bridge/library/found")) == ["tom"]
    assert client.ask("/bridge/library/favourite", "tom", 0)[0] == "/done"
    assert listed(client, "/bridge/library/favourites", reply="/bridge/library/found") == []
    assert client.ask("/bridge/library/tag", "bell", "Glass", "long")[1][1:] == ["bell", "glass, long"]
    assert names(listed(client, "/bridge/library/search", "glas long", reply="/bridge/library/found")) == ["bell"]
    assert client.ask("/bridge/library/untag", "bell", "long")[1][1:] == ["bell", "glass"]


def test_versions_come_back(client: OscClient, port: tuple[int, Path]) -> None:
    client.ask("/bridge/library/tag", "tom", "first")
    client.ask("/bridge/library/untag", "tom", "first")
    rows = listed(client, "/bridge/library/history", "tom", reply="/bridge/library/versions", head=1)
    assert rows[::3] == [1, 2] and rows[2::3] == [1, 0] and rows[1] > 1.6e9, "the same again is no third version"
    assert client.ask("/bridge/library/restore", "tom", 2)[0] == "/done"
    assert PresetLibrary(port[1]).load("tom").tags == ("drum", "first")
    assert client.ask("/bridge/library/remove", "tom")[0] == "/done"
    assert "tom" not in PresetLibrary(port[1]).names()
    assert client.ask("/bridge/library/restore", "tom", 1)[0] == "/done"
    assert PresetLibrary(port[1]).load("tom") == TOM


def test_breeding_keeps_children_and_a_morph_is_heard(client: OscClient, port: tuple[int, Path]) -> None:
    bred = listed(client, "/bridge/library/breed", "kick", "tom", 3, 7, 0.25, reply="/bridge/library/children", head=2)
    assert client.wait("/done")[1] == ["/bridge/library/breed", "kick", 3]
    assert bred == ["kick-x-tom", "kick-x-tom-2", "kick-x-tom-3"]
    pair = Pair.of(KICK, TOM)
    assert [PresetLibrary(port[1]).load(n).parameters for n in bred] == [c.parameters for c in pair.breed(3, 7, 0.25)]
    for share in (0.0, 0.25, 1.0):
        assert client.ask("/bridge/library/morph", "kick", "tom", share)[1][1:] == ["kick", share]
    wanted = pair.morph(1.0).parameters
    assert sounding(client) == pytest.approx(wanted, rel=1e-6)
    client.ask("/bridge/preset/save", "end of the way")
    assert PresetLibrary(port[1]).load("end of the way").provenance["parents"] == ["kick", "tom"]


def test_a_morph_follows_its_files(client: OscClient, port: tuple[int, Path]) -> None:
    """Not the pair that was there when the slider first moved."""
    client.ask("/bridge/library/morph", "kick", "tom", 0.0)
    library = PresetLibrary(port[1])
    library.change(Preset.of("kick", "fm", {"root_hz": 61.0}))
    client.ask("/bridge/library/morph", "kick", "tom", 0.0)
    assert sounding(client)["root_hz"] == pytest.approx(61.0)
    library.change(KICK)


def test_snapshots_and_sides(client: OscClient) -> None:
    client.ask("/bridge/voice/load", "kick")
    client.send("/bridge/voice/param", "root_hz", 71.0)
    assert client.ask("/bridge/snapshot/take", "moment")[1][1] == "moment"
    assert client.ask("/bridge/snapshot/take", "moment")[1][1] == "moment"
    client.send("/bridge/voice/param", "root_hz", 72.0)
    assert client.ask("/bridge/snapshot/take", "moment")[1][1] == "moment-2"
    assert client.ask("/bridge/snapshot/take")[1][1][:2] == "20"
    taken = listed(client, "/bridge/snapshot/list", reply="/bridge/snapshot/names")
    assert {"moment", "moment-2"} <= set(taken) and len(taken) == 3
    client.ask("/bridge/snapshot/recall", "moment")
    assert sounding(client)["root_hz"] == pytest.approx(71.0)

    client.ask("/bridge/ab/set", "a", "kick")
    client.ask("/bridge/ab/set", "b", "tom")
    assert client.ask("/bridge/ab/switch", "a")[1][1] == "a"
    client.ask("/bridge/voice/load", "kick")
    client.send("/bridge/voice/param", "root_hz", 55.0)
    client.send("/bridge/ab/switch")
    assert client.wait("/bridge/ab/state", wish=lambda s: s[0] == "b")[1] == ["b", "", "tom"]
    assert sounding(client)["root_hz"] == 200.0
    assert client.ask("/bridge/ab/switch")[1][1] == "a"
    assert sounding(client)["root_hz"] == 55.0, "what was turned on a side stays on it"
    assert client.ask("/bridge/ab/switch", "A")[1][1] == "a"
    assert sounding(client)["root_hz"] == 55.0


@pytest.mark.parametrize(
    ("path", "atoms", "code", "words"),
    [
        ("/bridge/library/search", ["kick", 0], "bad-request", "limit of 0"),
        ("/bridge/library/favourite", ["nothing", 1], "bad-preset", "nothing"),
        ("/bridge/library/favourite", ["../kick", 1], "bad-preset", "cannot be a preset's name"),
        ("/bridge/library/favourite", ["kick", 2], "bad-request", "0 or 1"),
        ("/bridge/library/tag", ["nothing", "x"], "bad-preset", "nothing"),
        ("/bridge/library/tag", ["kick", ","], "bad-preset", "cannot be a tag"),
        ("/bridge/library/tag", ["kick", "x" * 41], "bad-preset", "cannot be a tag"),
        ("/bridge/library/history", ["../kick"], "bad-preset", "cannot be a preset's name"),
        ("/bridge/library/restore", ["kick", 99], "bad-preset", "has no version 99"),
        ("/bridge/library/remove", ["nothing"], "bad-preset", "no preset 'nothing'"),
        ("/bridge/library/breed", ["kick", "bell"], "bad-request", "two of one voice"),
        ("/bridge/library/breed", ["kick", "tom", 65], "bad-request", "65 children"),
        ("/bridge/library/breed", ["kick", "nothing"], "bad-preset", "nothing"),
        ("/bridge/library/morph", ["kick", "tom", 1.5], "bad-request", "out of range"),
        ("/bridge/snapshot/recall", ["nothing"], "bad-preset", "nothing"),
        ("/bridge/snapshot/take", ["a/b"], "bad-preset", "cannot be a preset's name"),
        ("/bridge/ab/set", ["c"], "bad-request", "no side 'c'"),
        ("/bridge/ab/set", ["a", "nothing"], "bad-preset", "nothing"),
        ("/bridge/ab/switch", ["left"], "bad-request", "no side 'left'"),
    ],
)
def test_what_cannot_be_done_is_said(client: OscClient, path: str, atoms: list[Any], code: str, words: str) -> None:
    answer, arguments = client.ask(path, *atoms)
    assert answer == "/fail" and arguments[2] == code and words in arguments[3], arguments


def test_from_the_terminal(port: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def told(*words: str) -> Any:
        done = CliRunner().invoke(app, ["library", *words, "--port", str(port[0]), "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    assert told("snapshot", "take", "of the terminal") == {"snapshot": "of the terminal"}
    assert "of the terminal" in told("snapshot", "list")["snapshots"]
    assert told("snapshot", "recall", "of the terminal") == {"snapshot": "of the terminal"}
    assert told("ab", "set", "a", "kick") == {"set": "a"}
    assert told("ab", "switch", "b") == {"side": "b"}
    assert told("ab", "switch") == {"side": "a"}
    refused = CliRunner().invoke(app, ["library", "ab", "switch", "z", "--port", str(port[0])])
    assert isinstance(refused.exception, BadRequest) and "no side 'z'" in str(refused.exception)
    monkeypatch.setattr(library_live, "PATIENCE", 0.05)
    nobody = CliRunner().invoke(app, ["library", "snapshot", "list", "--port", "1"])
    assert isinstance(nobody.exception, JobError) and "sds-bridge serve" in str(nobody.exception)
