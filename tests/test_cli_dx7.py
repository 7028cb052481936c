"""`sds-bridge dx7`: SysEx files in, presets out, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.artifacts import write_preset
from bridge.cli import app
from bridge.errors import BadPreset, BadRequest
from bridge.presets import dx7
from bridge.presets.dx7 import Patch
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset


def invoke(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["dx7", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    names = {"E.PIANO 1": {"algorithm": 4, "feedback": 6, "op2_velocity_sensitivity": 2}, "TUB BELLS": {"op3_fine": 41}}
    path = tmp_path / "bank.syx"
    path.write_bytes(dx7.write_bank([Patch.of(name, numbers) for name, numbers in names.items()]))
    return path


def test_show_lists_voices_and_one_voice_s_numbers(bank: Path) -> None:
    assert "E.PIANO 1" in invoke("show", str(bank))
    (only,) = json.loads(invoke("show", str(bank), "--voice", "2", "--json"))["voices"]
    assert only["name"] == "TUB BELLS" and only["numbers"]["op3_fine"] == 41
    assert "algorithm 5 (2→1, 4→3, 6→5)" in invoke("show", str(bank), "--voice", "1")
    with pytest.raises(BadRequest, match="no voice 33"):
        invoke("show", str(bank), "--voice", "33")


def test_a_cartridge_becomes_presets_and_a_bank_again(bank: Path, tmp_path: Path) -> None:
    folder = tmp_path / "presets"
    kept = json.loads(invoke("import", str(bank), "--out", str(folder), "--json"))["presets"]
    assert kept == [{"name": "e-piano-1", "left_out": ["velocity sensitivity"]}, {"name": "tub-bells", "left_out": []}]
    preset = PresetLibrary(folder).load("e-piano-1")
    assert preset.parameters["algorithm"] == 5 and "velocity sensitivity" in preset.provenance["notes"]
    out = tmp_path / "new.syx"
    written = json.loads(invoke("export", str(folder / "e-piano-1.json"), str(folder / "tub-bells.json"), "--out",
                                str(out), "--json"))  # fmt: skip
    assert written == {"bank": str(out)} and out.stat().st_size == 4104
    again = dx7.read_patches(out.read_bytes())
    assert [p.name for p in again[:2]] == ["E PIANO 1", "TUB BELLS"]
    assert (again[0]["feedback"], again[1]["op3_fine"]) == (6, 41)
    single = json.loads(invoke("export", str(folder / "tub-bells.json"), "--out", str(out), "--json"))["voice"]
    assert dx7.read_patches(Path(single).read_bytes())[0]["op3_fine"] == 41 and Path(single).stat().st_size == 163


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "junk.syx"
    path.write_bytes(b"\xf0\x43junk")
    with pytest.raises(BadPreset, match=r"junk.syx: the SysEx that begins at byte 0 has no end"):
        invoke("show", str(path))
    with pytest.raises(BadPreset, match="cannot read"):
        invoke("import", str(tmp_path / "none.syx"))


def test_a_fit_of_the_voice_leaves_both_files(tmp_path: Path) -> None:
    files = write_preset(tmp_path, Preset.of("glass-bell", "dx7", {"op1_level": 90.4, "algorithm": 5}), 0.2)
    assert {"preset.json", "preset.syx", "sound.wav", "dx7-voice.syx", "dx7-bank.syx"} == set(files)
    (single,) = dx7.read_patches(Path(files["dx7-voice.syx"]).read_bytes())
    bank = dx7.read_patches(Path(files["dx7-bank.syx"]).read_bytes())
    assert Path(files["dx7-voice.syx"]).stat().st_size == 163 and Path(files["dx7-bank.syx"]).stat().st_size == 4104
    assert bank[0] == single and single.name == "GLASS BELL" and single["op1_level"] == 98 and single["op1_l1"] == 90
    assert "dx7-voice.syx" not in write_preset(tmp_path / "fm", Preset.of("bell", "fm", {}), 0.2)
