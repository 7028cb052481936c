"""`sds-bridge library`, `sysex` and `factory` from the terminal: what they print for programs, keep, and refuse."""

import json
import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import soundfile
from jsonschema import Draft202012Validator
from mido.sockets import PortServer
from typer.testing import CliRunner

from bridge.cli import app
from bridge.errors import BridgeError
from bridge.presets import dx7, index, json_codec, sysex
from bridge.presets.library import PresetLibrary, find_preset
from bridge.presets.preset import Preset
from bridge.presets.sysex_messages import BankDump, NamesRequest, ParametersDump

KICK = Preset.of(
    "kick", "fm", {"root_hz": 50.0}, {"prompt": "deep kick drum", "score": 0.5, "pitch_hz": 49.5}, ["drum"]
)
TOM = Preset.of("tom", "fm", {"root_hz": 200.0}, {"prompt": "floor tom"}, ["drum"])
BELL = Preset.of("bell", "impact8", {}, {"prompt": "glass bell"})


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PresetLibrary:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    library = PresetLibrary()
    for preset in (KICK, TOM, BELL):
        library.save(preset)
    return library


def run(*words: object) -> str:
    """What it prints to stdout."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None:
        raise result.exception
    return result.stdout


def told(*words: object) -> Any:
    return json.loads(run(*words, "--json"))


def names(*words: object) -> list[str]:
    return [p["name"] for p in told("library", *words)["presets"]]


def test_list_and_search(shelf: PresetLibrary) -> None:
    assert names("list") == ["bell", "kick", "tom"] == names("list", "--limit", 9)
    assert names("list", "--voice", "fm", "--tag", "drum") == ["kick", "tom"]
    assert names("search", "floor") == ["tom"] and names("search", "deep", "drum") == ["kick"]
    assert told("presets", "list")["presets"][1] == {
        "name": "kick", "voice": "fm", "prompt": "deep kick drum", "tags": ["drum"], "score": 0.5, "pitch": 49.5,
        "favourite": False, "readable": True, "changed": pytest.approx(time.time(), abs=600),
    }  # fmt: skip
    shown = run("library", "list")
    assert "glass bell" in shown and "0.50" in shown and "G1 +18" in shown


def test_a_missing_full_text_search_is_said(shelf: PresetLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "has_fts5", lambda _: False)
    result = CliRunner().invoke(app, ["library", "search", "floor"])
    assert "no FTS5" in result.stderr and "tom" in result.stdout


def test_marks_tags_versions(shelf: PresetLibrary) -> None:
    run("library", "favourite", "kick", "bell")
    run("library", "favourite", "bell", "--off")
    assert names("list", "--favourites") == ["kick"]
    assert told("library", "tag", "kick", "Deep Ones", "low", "--remove", "drum")["tags"] == ["deep ones", "low"]
    assert told("library", "tag", "kick")["tags"] == ["deep ones", "low"], "asking changes nothing"
    versions = told("library", "history", "kick")["versions"]
    assert [(v["number"], v["current"]) for v in versions] == [(1, False), (2, True)]
    assert "now" in run("library", "history", "kick") and "never changed" in run("library", "history", "tom")
    run("library", "restore", "kick", 1)
    assert shelf.load("kick") == KICK
    run("library", "remove", "kick", "tom")
    assert names("list") == ["bell"]
    run("library", "restore", "tom", 1)
    assert shelf.load("tom") == TOM


def test_breed_morph_compare(shelf: PresetLibrary, tmp_path: Path) -> None:
    bred = told("library", "breed", "kick", "tom", "--count", 2, "--seed", 3)["presets"]
    assert [p["name"] for p in bred] == ["kick-x-tom", "kick-x-tom-2"] and not any(p["silent"] for p in bred)
    child = shelf.load("kick-x-tom-2")
    assert child.provenance["parents"] == ["kick", "tom"]
    shelf.remove("kick-x-tom")
    shelf.remove("kick-x-tom-2")
    words = child.provenance["command"].split()
    assert words[0] == "sds-bridge"
    run(*words[1:])
    assert shelf.load("kick-x-tom-2").parameters == child.parameters, "its command makes it again"
    assert len(told("library", "morph", "kick", "tom", 0, 0.5, 1)["presets"]) == 3
    differ = told("library", "compare", "kick", "tom", "--out", tmp_path / "ab.wav")["differ"]
    assert differ == {"root_hz": [50.0, 200.0]}
    sound, rate = soundfile.read(tmp_path / "ab.wav")
    assert len(sound) == round(4 * 1.75 * rate) and abs(sound[: rate // 10]).max() > 0.01
    assert "root_hz" in run("library", "compare", "kick", "tom")


def test_compare_says_which_operator_is_which(shelf: PresetLibrary) -> None:
    ops = ("ratio", "attack", "decay", "level")
    values = {"op1_ratio": 1.0, "op2_ratio": 7.0, "op3_ratio": 3.0, "op4_ratio": 9.0, "op1_level": 0.9, "a12": 2.0}
    first = Preset.of("first", "fm", values)
    turned = dict(first.parameters)
    for key in ops:
        turned[f"op1_{key}"], turned[f"op4_{key}"] = first.parameters[f"op4_{key}"], first.parameters[f"op1_{key}"]
    turned |= {"a12": 0.0, "a42": 2.5}
    for preset in (first, Preset.of("second", "fm", turned)):
        shelf.save(preset)
    told_ = told("library", "compare", "first", "second")
    assert told_["differ"] == {"a12": [2.0, 2.5]} and told_["names_in_second"] == {"a12": "a42"}
    assert "a42" in run("library", "compare", "first", "second")


def test_a_name_is_meant_where_a_folder_has_it_too(shelf: PresetLibrary, tmp_path: Path) -> None:
    (tmp_path / "bell").mkdir()
    (tmp_path / "drum.json").write_text(json_codec.dumps(KICK))
    assert find_preset("bell") == BELL and find_preset("drum.json") == KICK and find_preset("tom", shelf) == TOM
    with pytest.raises(BridgeError, match=r"no-such.*`sds-bridge library list` lists yours"):
        find_preset("no-such")
    run("render", "tom", "--out", "tom.wav", "--seconds", 0.1)
    assert soundfile.info(tmp_path / "tom.wav").frames == 4410


def test_a_list_cuts_no_name_and_says_when_it_is_empty(shelf: PresetLibrary, tmp_path: Path) -> None:
    long = "a-name-of-thirty-two-characters-"[:31] + "x"
    shelf.save(Preset.of(long, "fm", {}, {"prompt": "a prompt that needs the room too " * 3}))
    assert long in run("library", "list")
    none = [["search", "zzyzx"], ["list", "--library", str(tmp_path / "new")]]
    said = [CliRunner().invoke(app, ["library", *words]).stderr for words in none]
    assert "no preset is like that" in said[0] and "library add FILE" in said[1]


def test_what_fills_up_a_bank_is_not_taken_for_a_preset(shelf: PresetLibrary, tmp_path: Path) -> None:
    (tmp_path / "bank.syx").write_bytes(dx7.write_bank([dx7.Patch.of("E PIANO", {"op2_level": 70})]))
    assert told("dx7", "import", "bank.syx")["presets"] == [{"name": "e-piano", "left_out": []}]
    assert [p["name"] for p in told("dx7", "import", "bank.syx", "--voice", 2)["presets"]] == ["init-voice"]


def test_add_takes_files_banks_and_folders(shelf: PresetLibrary, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "a.json").write_text(json_codec.dumps(KICK))
    (there / "b.json").write_text("{")
    (there / "c.syx").write_bytes(b"".join(sysex.write(BankDump((TOM, Preset.of("new", "dx7", {}))))))
    (there / "readme.txt").write_text("x")
    assert told("library", "add", there, "--library", tmp_path / "other")["presets"] == ["kick", "tom", "new"]
    assert sorted(os.listdir(tmp_path / "other")) == ["kick.json", "new.json", "tom.json"]
    run("library", "export", "kick", "bell", "--out", tmp_path / "bank.syx", "--small")
    assert max(map(len, sysex.split((tmp_path / "bank.syx").read_bytes()))) <= 256
    assert told("library", "add", tmp_path / "bank.syx", "--library", tmp_path / "third")["presets"] == ["kick", "bell"]
    assert PresetLibrary(tmp_path / "third").load("bell") == BELL


def test_the_schema_is_published(shelf: PresetLibrary) -> None:
    validator = Draft202012Validator(json.loads(run("library", "schema")))
    validator.validate(json.loads(run("library", "show", "kick")))
    assert json.loads(run("library", "schema", "--version", 1))["properties"]["version"] == {"const": 1}


def test_sysex_shows_what_a_file_says(shelf: PresetLibrary, tmp_path: Path) -> None:
    said = [NamesRequest(), BankDump((KICK,)), ParametersDump("fm", {"level": -3.0})]
    (tmp_path / "all.syx").write_bytes(b"".join(part for message in said for part in sysex.write(message)))
    assert told("sysex", "show", tmp_path / "all.syx")["messages"] == [
        {"kind": "NamesRequest"},
        {"kind": "BankDump", "presets": ["kick"]},
        {"kind": "ParametersDump", "voice": "fm", "values": {"level": -3.0}},
    ]
    assert "values: {'level': -3.0}" in run("sysex", "show", tmp_path / "all.syx")
    assert run("sysex", "page").startswith("# SysEx of sds-bridge")


def test_presets_travel_over_tcp_midi(shelf: PresetLibrary, tmp_path: Path) -> None:
    """One terminal sends, another takes into a library of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    with PortServer("127.0.0.1", number) as server:
        kept: list[str] = []

        def take() -> None:
            kept.extend(told("sysex", "receive", "--tcp", f"127.0.0.1:{number}", "--seconds", 3,
                             "--library", tmp_path / "other")["presets"])  # fmt: skip

        taker = threading.Thread(target=take)
        taker.start()
        receiver = server.accept()
        for message in [*sysex.encode(KICK, sysex.SMALL), *sysex.write(BankDump((TOM, BELL)))]:
            receiver.send(_message(message))
        run("sysex", "send", "kick", "--tcp", f"127.0.0.1:{number}")
        taker.join()
    other = PresetLibrary(tmp_path / "other")
    assert kept == ["kick", "tom", "bell"] and [other.load(n) for n in kept] == [KICK, TOM, BELL]


def _message(raw: bytes) -> Any:
    from mido import Message

    return Message("sysex", data=raw[1:-1])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["library", "show", "nothing"], "nothing"),
        (["library", "restore", "kick", "1"], "has no version 1"),
        (["library", "favourite", "nothing"], "nothing"),
        (["library", "breed", "kick", "bell"], "two of one voice"),
        (["library", "morph", "kick", "tom", "2"], "out of range"),
        (["library", "add", "nothing.json"], "cannot read preset"),
        (["library", "schema", "--version", "9"], "use 1"),
        (["library", "tag", "kick", ","], "cannot be a tag"),
        (["library", "remove", "nothing"], "library list"),
        (["sysex", "show", "nothing.syx"], "name a .syx file"),
        (["sysex", "send", "kick"], "--port NAME or --tcp"),
        (["sysex", "send", "kick", "--tcp", "here"], "not HOST:PORT"),
        (["sysex", "send", "kick", "--tcp", "127.0.0.1:1"], "does something listen"),
        (["sysex", "send", "kick", "--tcp", "127.0.0.1:1", "--gap", "-1"], "use 0"),
        (["factory", "make", "--budget", "endless"], "--budget fast"),
        (["factory", "make", "--only", "nothing", "--out", "made"], "not on the list"),
        (["factory", "make", "--list", "nothing.csv", "--out", "made"], "cannot read the list"),
    ],
)
def test_what_cannot_be_done_is_said(shelf: PresetLibrary, words: list[str], said: str) -> None:
    result = CliRunner().invoke(app, words)
    assert isinstance(result.exception, BridgeError) and said in str(result.exception), result.output
    assert not Path("made").exists()
