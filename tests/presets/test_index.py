"""Laws of the index: it says what the files say, however it was left, and losing it loses nothing."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preset_strategies import PATIENT

from bridge.presets import index as index_module
from bridge.presets.index import FILE, Index, Wanted
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset

SOUNDS = {
    "kick": ("fm", "deep kick drum, reverb", ["drum", "low"], 0.9),
    "Großer Gong": ("impact", "a very large gong", ["metal"], 0.2),
    "glass-bell_2": ("dx7", "Glasglöckchen", ["bell", "lo-fi"], None),
    "鐘": ("fm", "temple bell", ["bell", "metal"], 0.5),
}


@pytest.fixture
def library(tmp_path: Path) -> PresetLibrary:
    found = PresetLibrary(tmp_path / "presets")
    for name, (voice, prompt, tags, score) in SOUNDS.items():
        found.save(Preset.of(name, voice, {}, {"prompt": prompt, **({} if score is None else {"score": score})}, tags))
    return found


def names(library: PresetLibrary, text: str = "", **wishes: object) -> list[str]:
    return [entry.name for entry in library.search(Wanted(text, **wishes))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kick", ["kick"]),
        ("KICK dru", ["kick"]),
        ("reverb kick", ["kick"]),
        ("gro gong", ["Großer Gong"]),
        ("gong large very", ["Großer Gong"]),
        ("bell", ["鐘", "glass-bell_2"]),
        ("glass bell", ["glass-bell_2"]),
        ("glasglockchen", ["glass-bell_2"]),
        ("metal", ["Großer Gong", "鐘"]),
        ("lo-fi", ["glass-bell_2"]),
        ("鐘", ["鐘"]),
        ("kick gong", []),
        ("!!!", []),
        ('" OR name:*', []),
        ("NEAR(kick", []),
        ("", ["Großer Gong", "glass-bell_2", "kick", "鐘"]),
        ("  ", ["Großer Gong", "glass-bell_2", "kick", "鐘"]),
    ],
)
def test_words_find_names_prompts_and_tags(library: PresetLibrary, text: str, found: list[str]) -> None:
    assert sorted(names(library, text)) == sorted(found)


def test_a_word_in_the_name_counts_more_than_one_in_the_prompt(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    for k in range(8):
        library.save(Preset.of(f"other {k}", "fm", {}, {"prompt": "not a bell at all but a long story about drums"}))
    library.save(Preset.of("bell", "fm", {}, {"prompt": "something that rings"}))
    assert names(library, "bell")[0] == "bell" and len(names(library, "bell")) == 9
    assert len(names(library, "bell", limit=3)) == 3


def test_filters(library: PresetLibrary) -> None:
    assert names(library, tags=["bell"]) == ["glass-bell_2", "鐘"]
    assert names(library, tags=["bell", "metal"]) == ["鐘"]
    assert names(library, voice="fm") == ["kick", "鐘"]
    library.favourite("kick")
    library.favourite("鐘")
    assert names(library, favourite=True) == ["kick", "鐘"]
    assert names(library, "bell", favourite=True) == ["鐘"]
    library.favourite("kick", False)
    library.favourite("kick", False)
    assert names(library, favourite=True) == ["鐘"]
    entry = library.search(Wanted("kick"))[0]
    assert (entry.voice, entry.score, entry.tags, entry.favourite) == ("fm", 0.9, ("drum", "low"), False)


def test_files_that_people_copy_edit_and_delete_are_noticed(library: PresetLibrary) -> None:
    assert names(library, "kick") == ["kick"]
    document = json.loads((library.folder / "kick.json").read_text())
    document["provenance"]["prompt"] = "wooden thump"
    (library.folder / "thump.json").write_text(json.dumps(document))
    os.remove(library.folder / "kick.json")
    assert names(library, "kick") == [] and names(library, "thump") == ["thump"]
    document["provenance"]["prompt"] = "another thing"
    (library.folder / "thump.json").write_text(json.dumps(document))
    assert names(library, "wooden") == [] and names(library, "another") == ["thump"]


def test_a_file_that_is_no_preset_is_listed_as_such_and_hides_no_other(library: PresetLibrary) -> None:
    for name, text in {"broken": "{", "list": "[]", "no voice": "{}", "odd": '{"voice": 3, "provenance": []}'}.items():
        (library.folder / f"{name}.json").write_text(text)
    (library.folder / "deep.json").write_text("[" * 100_000)
    (library.folder / ".hidden.json").write_text("{}")
    unreadable = {e.name for e in library.search() if not e.readable}
    assert unreadable == {"broken", "list", "no voice", "odd", "deep"}
    assert names(library, "kick") == ["kick"]


@pytest.mark.parametrize("damage", ["absent", "empty", "text", "cut", "zeroed", "other tables", "folder", "old"])
def test_an_index_that_is_no_good_is_made_anew(library: PresetLibrary, damage: str) -> None:
    expected = names(library, "bell")
    path = library.folder / FILE
    whole = path.read_bytes()
    path.unlink()
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "text":
        path.write_text("this is no database" * 100)
    elif damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "zeroed":
        path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    elif damage == "other tables":
        with sqlite3.connect(path) as other:
            other.execute("create table presets (x)")
    elif damage == "folder":
        path.mkdir()
    elif damage == "old":
        with sqlite3.connect(path) as other:
            other.execute("pragma user_version = 77")
    for _ in range(2):
        assert names(library, "bell") == expected
        assert names(PresetLibrary(library.folder)) == sorted(SOUNDS)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> tuple[PresetLibrary, bytes]:
    library = PresetLibrary(tmp_path_factory.mktemp("index"))
    for name in ("kick", "tom"):
        library.save(Preset.of(name, "fm", {}, {"prompt": "deep drum", "score": 0.5}))
    assert names(library, "kick") == ["kick"]
    return library, (library.folder / FILE).read_bytes()


@PATIENT
@given(st.integers(0, 60_000), st.binary(min_size=1, max_size=64))
def test_no_damaged_byte_of_the_index_breaks_anything(
    indexed: tuple[PresetLibrary, bytes], at: int, junk: bytes
) -> None:
    library, whole = indexed
    damaged = bytearray(whole)
    place = at % len(whole)
    damaged[place : place + len(junk)] = junk
    path = library.folder / FILE
    path.write_bytes(bytes(damaged[: len(whole)]))
    names(library, "deep")  # whatever is wrong with the file, this does not raise
    path.unlink(missing_ok=True)
    assert names(library, "deep drum") == ["kick", "tom"]


def test_without_full_text_search_words_are_still_found(library: PresetLibrary, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(index_module, "has_fts5", lambda _: False)
    assert names(library, "kick dru") == ["kick"] and not library.index.full_text
    assert names(library, "metal") == ["Großer Gong", "鐘"] and names(library, "trombone") == []
    monkeypatch.undo()
    assert names(library, "kick dru") == ["kick"] and library.index.full_text, "a better SQLite makes it anew"


def test_a_probe_that_fails_otherwise_is_not_taken_for_a_missing_module() -> None:
    closed = sqlite3.connect(":memory:")
    assert index_module.has_fts5(closed)
    closed.close()
    with pytest.raises(sqlite3.ProgrammingError):
        index_module.has_fts5(closed)


def test_an_index_that_another_program_holds_does_not_stop_the_search(library: PresetLibrary, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    names(library)
    monkeypatch.setattr(index_module, "LOCKED_SECONDS", 0.01)
    with sqlite3.connect(library.folder / FILE, isolation_level=None) as other:
        other.execute("begin exclusive")
        library.save(Preset.of("newest", "fm", {}))
        assert names(library, "newest") == ["newest"]
        other.execute("rollback")
    other.close()
    assert (library.folder / FILE).stat().st_size > 0 and names(library, "newest") == ["newest"]


def test_nothing_is_written_to_find_out_that_there_is_nothing(tmp_path: Path) -> None:
    assert PresetLibrary(tmp_path / "none").search(Wanted("kick")) == []
    assert not (tmp_path / "none").exists()
    assert Index(tmp_path / "none").search() == []
