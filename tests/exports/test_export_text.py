"""What every export says and offers, and that no name or prompt breaks one."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from export_players import HOSTILE, fm, impact
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import BadRequest
from bridge.exports import excitation, formats
from bridge.exports.header import identifier, knobs, plain
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE
from bridge.voices.catalog import voice

KINDS = tuple(formats.FORMATS)


def main_text(preset: Preset, kind: str) -> str:
    return next(iter(formats.export(preset, kind).values())).decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("preset", [fm(), impact()], ids=["fm", "impact"])
def test_an_export_tells_its_origin_and_has_all_parameters(preset: Preset, kind: str) -> None:
    files = formats.export(preset, kind)
    assert next(iter(files)) == identifier(preset.name) + formats.SUFFIXES[kind]
    text = main_text(preset, kind).replace("\\", "")
    assert "prompt: drum" in text and "CC-BY-4.0" in text and "made by: sds-bridge fit" in text and "(MIT)" in text
    for param in knobs(voice(preset.voice)):
        lines = [line for line in text.splitlines() if param.name in line]
        value = repr(preset.parameters[param.name]).removesuffix(".0")
        assert any(f"{param.low:g}" in line and f"{param.high:g}" in line for line in lines), param.name
        assert any(value in line for line in lines), param.name
    assert formats.export(preset, kind) == files


def test_knobs_are_all_of_fm_but_the_note_and_the_output_of_an_impact() -> None:
    names = {p.name for p in knobs(voice("fm"))}
    assert set(voice("fm").space.names) - names == {"root_hz"}
    assert {p.name for p in knobs(voice("impact128"))} == {"mix", "level", "release"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_of_a_hostile_prompt_gets_out_of_its_comment(kind: str) -> None:
    harmless = Preset(fm().name, "fm", fm().parameters, HOSTILE | {"prompt": "drum"})
    calm, wild = (main_text(preset, kind).splitlines() for preset in (harmless, fm()))
    assert len(calm) == len(wild)
    (line,) = [b for a, b in zip(calm, wild, strict=True) if a != b]
    assert not re.search(r'["<>*{}|`]', line.removeprefix("//"))


@given(st.text())
def test_identifiers_and_comments_of_any_text(text: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,49}", identifier(text))
    assert not re.search(r'[\\"<>*;{}|$`]', plain(text)) and len(plain(text).splitlines()) <= 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "csound"])
def test_a_dx7_is_refused_with_its_way_out(kind: str) -> None:
    with pytest.raises(BadRequest, match="dx7 export"):
        formats.export(Preset.of("e piano", "dx7", {}), kind)


def test_an_unknown_format_is_refused_with_the_known() -> None:
    with pytest.raises(BadRequest, match="faust, supercollider, csound, puredata"):
        formats.export(fm(), "tidal")


def test_the_response_lies_between_zeros_in_its_file(tmp_path: Path) -> None:
    preset = impact()
    (tmp_path / "r.wav").write_bytes(excitation.wav(preset))
    sound, rate = soundfile.read(tmp_path / "r.wav", dtype="float32")
    wanted = excitation.response(preset)
    assert rate == SAMPLE_RATE and not sound[: excitation.BEFORE].any() and not sound[-excitation.AFTER :].any()
    np.testing.assert_array_equal(sound[excitation.BEFORE : -excitation.AFTER].T, wanted)


def test_what_somebody_changed_is_kept(tmp_path: Path) -> None:
    files = formats.export(fm(), "puredata")
    first = formats.keep(files, tmp_path / "kick")
    assert formats.keep(files, tmp_path / "kick") == first
    first.write_text("mine")
    second = formats.keep(files, tmp_path / "kick")
    assert first.read_text() == "mine" and second.parent.name == "kick-2" and second.read_bytes() == files[first.name]
    second.write_text("mine too")
    assert formats.keep(files, tmp_path / "kick").parent.name == "kick-3"
