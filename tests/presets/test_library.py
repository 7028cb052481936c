"""The library never destroys, never leaves its folder, and survives what people put into it."""

from pathlib import Path

import pytest

from bridge.errors import BadPreset, CannotWrite
from bridge.presets import json_codec, sysex
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
