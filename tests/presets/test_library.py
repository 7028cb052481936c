"""The library never destroys, never leaves its folder, and survives what people put into it."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bridge.errors import BadPreset, CannotWrite
from bridge.presets import history, json_codec, keep, sysex
from bridge.presets.library import PresetLibrary, read_preset
from bridge.presets.preset import Preset


def kick(root: float = 50.0, name: str = "kick") -> Preset:
    return Preset.of(name, "fm", {"root_hz": root}, {"prompt": "kick drum"})


def test_save_load_list(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path / "new" / "folder")
    assert library.names() == []
    assert library.save(kick()) == kick()
    assert library.load("kick") == kick()
    assert library.names() == ["kick"]


def test_a_second_one_of_that_name_gets_a_number(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    kept = [library.save(kick(root)) for root in (50.0, 60.0, 70.0)]
    assert [p.name for p in kept] == ["kick", "kick-2", "kick-3"]
    assert [library.load(p.name).parameters["root_hz"] for p in kept] == [50.0, 60.0, 70.0]
    assert library.save(kick(60.0)).name == "kick-2", "the very same preset is kept once"
    assert len(library.names()) == 3


def test_the_longest_name_can_have_versions(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    names = {library.save(kick(root, "x" * 64)).name for root in (50.0, 60.0, 70.0)}
    assert len(names) == 3 and max(map(len, names)) == 64


@pytest.mark.parametrize(
    "name",
    [
        "../kick",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "..",
        ".",
        "",
        "C:kick",
        "kick\0",
        "kick\n",
        ".hidden",
        "x" * 65,
    ],
)
def test_names_with_paths_are_refused(tmp_path: Path, name: str) -> None:
    library = PresetLibrary(tmp_path / "library")
    with pytest.raises(BadPreset):
        library.load(name)
    with pytest.raises(BadPreset):
        library.export(name, "syx")
    assert list(tmp_path.iterdir()) == []


def test_export_both_formats(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick())
    as_json, as_sysex = library.export("kick", "json"), library.export("kick", "syx")
    assert as_json.parent == as_sysex.parent == tmp_path
    assert read_preset(as_json) == read_preset(as_sysex) == kick()
    assert json_codec.dumps(sysex.decode(as_sysex.read_bytes())).encode() == as_json.read_bytes()
    assert library.export("kick", "syx") == as_sysex
    with pytest.raises(BadPreset, match="json, syx"):
        library.export("kick", "exe")  # type: ignore[arg-type]


def test_export_does_not_overwrite_somebody_elses_file(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick())
    (tmp_path / "kick.syx").write_bytes(b"mine")
    assert library.export("kick", "syx").name == "kick-2.syx"
    assert (tmp_path / "kick.syx").read_bytes() == b"mine"


def test_bad_files_are_named_and_do_not_hide_the_good(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick())
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / ".secret.json").write_text("{")
    assert library.names() == ["broken", "kick"]
    with pytest.raises(BadPreset, match=r"broken\.json"):
        library.load("broken")
    with pytest.raises(BadPreset, match="nothing"):
        library.load("nothing")
    assert library.load("kick") == kick()


def test_a_renamed_file_has_its_new_name(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick())
    (tmp_path / "kick.json").rename(tmp_path / "thump.json")
    assert library.load("thump").name == "thump"


def test_an_unwritable_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="choose another"):
        PresetLibrary(tmp_path / "file" / "library").save(kick())


def test_a_file_in_place_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="choose another preset folder"):
        PresetLibrary(tmp_path / "file").save(Preset.of("Kick", "fm", {}, {}))


def test_a_change_keeps_what_was_there(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick(50.0))
    assert library.history("kick") == []
    for root in (60.0, 70.0, 60.0):
        assert library.change(kick(root)) == library.load("kick") == kick(root)
    versions = library.history("kick")
    assert [(v.number, v.current) for v in versions] == [(1, False), (2, True), (3, False)]
    assert [library.version("kick", n).parameters["root_hz"] for n in (1, 2, 3)] == [50.0, 60.0, 70.0]
    library.restore("kick", 1)
    assert library.load("kick") == kick(50.0) and len(library.history("kick")) == 3, "the same bytes are one version"
    library.restore("kick", 1)
    assert library.names() == ["kick"]


def test_what_was_edited_by_hand_is_a_version_too(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick(50.0))
    (tmp_path / "kick.json").write_text(json_codec.dumps(kick(55.0)))
    library.change(kick(60.0))
    assert [library.version("kick", n).parameters["root_hz"] for n in (1, 2)] == [55.0, 60.0]


def test_a_removed_preset_comes_back(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick(50.0))
    library.remove("kick")
    assert library.names() == [] and [v.current for v in library.history("kick")] == [False]
    library.save(kick(60.0))
    library.restore("kick", 1)
    assert library.load("kick") == kick(50.0)
    assert library.version("kick", 2) == kick(60.0), "what had taken its place is not lost"
    with pytest.raises(BadPreset, match="no preset 'tom'"):
        library.remove("tom")


def test_versions_that_are_not_there_or_broken_are_clear_errors(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick(50.0))
    with pytest.raises(BadPreset, match="has no version 1; it has none"):
        library.restore("kick", 1)
    library.change(kick(60.0))
    with pytest.raises(BadPreset, match="has no version 9; it has 1, 2"):
        library.version("kick", 9)
    (tmp_path / "versions" / "kick" / "1.json").write_text("{")
    with pytest.raises(BadPreset, match=r"1\.json: line 1"):
        library.restore("kick", 1)
    assert library.load("kick") == kick(60.0)
    for bad in ("../kick", "a/b"):
        with pytest.raises(BadPreset, match="cannot be a preset's name"):
            library.history(bad)


def test_tags_are_a_change_like_any_other(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick())
    assert library.tag("kick", [" Deep  Drum", "low"]).tags == ("deep drum", "low")
    assert library.tag("kick", ["low"], ["deep drum", "not there"]).tags == ("low",)
    assert library.load("kick").tags == ("low",)
    assert library.version("kick", 1) == kick()
    with pytest.raises(BadPreset, match="cannot be a tag"):
        library.tag("kick", [" , "])
    with pytest.raises(BadPreset, match="at most 32"):
        library.tag("kick", [f"t{k}" for k in range(33)])


def test_snapshots_do_not_mix_with_presets(tmp_path: Path) -> None:
    library = PresetLibrary(tmp_path)
    library.save(kick())
    library.snapshots().save(kick(60.0))
    assert library.names() == ["kick"] and library.load("kick") == kick()
    assert library.snapshots().load("kick") == kick(60.0)


SAVER = """
import sys
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset
library, number = PresetLibrary(sys.argv[1]), 0
print("ready", flush=True)
while True:
    number += 1
    library.save(Preset.of(f"p{number}", "fm", {"root_hz": 50.0 + number / 7}))
    library.change(Preset.of("same", "fm", {"root_hz": 50.0 + number / 7}))
"""


def test_whoever_is_killed_leaves_whole_presets_only(tmp_path: Path) -> None:
    """kill -9 amid saving: every file under a preset's name is a preset, and every version too."""
    for turn in range(3):
        process = subprocess.Popen([sys.executable, "-c", SAVER, str(tmp_path)], stdout=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        wanted = len(PresetLibrary(tmp_path).names()) + 5 + turn
        while len(PresetLibrary(tmp_path).names()) < wanted:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    library = PresetLibrary(tmp_path)
    assert all(library.load(name).name == name for name in library.names()) and len(library.names()) > 15
    kept = [library.version("same", v.number) for v in library.history("same")]
    assert len(kept) > 10 and library.load("same") in kept


def test_where_there_are_no_links_nothing_is_overwritten_either(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(keep.os, "link", refuse)
    library = PresetLibrary(tmp_path)
    assert [library.save(kick(root)).name for root in (50.0, 60.0, 50.0)] == ["kick", "kick-2", "kick"]
    assert {p.name for p in tmp_path.iterdir()} == {"kick.json", "kick-2.json"}


def test_programs_that_save_at_once_lose_nothing(tmp_path: Path) -> None:
    """Eight threads, each with a library of its own: forty presets of one name, and forty changes of another."""
    PresetLibrary(tmp_path).save(kick(20.0, "shared"))

    def work(thread: int) -> None:
        library = PresetLibrary(tmp_path)
        for k in range(5):
            library.save(kick(50.0 + 5 * thread + k))
            library.change(kick(500.0 + 5 * thread + k, "shared"))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    library = PresetLibrary(tmp_path)
    saved = [library.load(n).parameters["root_hz"] for n in library.names() if n.startswith("kick")]
    assert sorted(saved) == [50.0 + k for k in range(40)]
    kept = {library.version("shared", v.number).parameters["root_hz"] for v in library.history("shared")}
    assert kept == {20.0, *(500.0 + k for k in range(40))}


def test_a_history_passes_over_what_it_did_not_make(tmp_path: Path) -> None:
    kept = history.History(tmp_path)
    assert kept.put("kick", b"one") == 1 and kept.put("kick", b"two") == 2 and kept.put("kick", b"one") == 1
    for name in ("readme.json", "0.json", "²3.json", "2.txt"):
        (tmp_path / "versions" / "kick" / name).write_text("x")
    assert [v.number for v in kept.versions("kick", b"two")] == [1, 2]
    assert kept.versions("nobody", None) == []
    assert not os.path.exists(tmp_path / "versions" / "nobody")
