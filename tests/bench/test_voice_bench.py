"""`bench voice` counts what it says, and its peers play the patch that ours plays."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bridge.bench.voice import bench as voice
from bridge.bench.voice import load as voice_load
from bridge.bench.voice import peers as voice_peers
from bridge.bench.voice.bench import FM, IMPACT, MODES, PATCH, Settings
from bridge.bench.voice.load import BLOCK, BUDGET, RATE, Load, most, playing
from bridge.bench.voice.synthdef import Graph, fm_graph, impact_graph
from bridge.realtime.engine import render_preset


def test_a_number_of_notes_fits_when_its_tail_does() -> None:
    budget = BUDGET * 1e6 * BLOCK / RATE
    assert Load(1, 10.0, budget, True).fits and not Load(1, 10.0, budget + 1, True).fits


def test_the_first_that_fits_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which a note takes 4 µs and the worst block in a thousand twice as long as the others."""

    def measure(name: str, preset: object, voices: int, blocks: int) -> Load:
        return Load(voices, 4.0 * voices, 8.0 * voices, True)

    monkeypatch.setattr(voice_load, "measure", measure)
    best, tried = most("fm6", FM, 1000)
    assert best.voices == pytest.approx(0.5 * 1867 / 4, abs=12) and best.fits
    assert not any(load.fits for load in tried[:-1])
    monkeypatch.setattr(
        voice_load, "measure", lambda name, preset, voices, blocks: Load(voices, 4.0 * voices, 1e9, True)
    )
    assert most("fm6", FM, 1000)[0].voices == 0


@pytest.mark.parametrize(("name", "preset"), [("fm6", FM), ("impact64", IMPACT)])
def test_all_notes_of_the_bench_sound(name: str, preset: dict[str, float]) -> None:
    engine = playing(name, preset, 80)
    engine.render(RATE)
    assert engine.status()["voices"] == 80


def test_a_synthdef_is_what_the_format_says() -> None:
    graph = Graph("beep", {"hz": 440.0})
    tone = graph.add("SinOsc", 2, graph.parameter("hz"), 0.0)
    graph.add("Out", 2, 0.0, tone, outputs=0)
    data = graph.encode()
    head = b"SCgf" + struct.pack(">ih", 2, 1) + b"\x04beep" + struct.pack(">if", 1, 0.0)
    head += struct.pack(">if", 1, 440.0) + struct.pack(">i", 1) + b"\x02hz" + struct.pack(">i", 0)
    control = b"\x07Control" + struct.pack(">biih", 1, 0, 1, 0) + b"\x01"
    sine = b"\x06SinOsc" + struct.pack(">biih", 2, 2, 1, 0) + struct.pack(">iiii", 0, 0, -1, 0) + b"\x02"
    out = b"\x03Out" + struct.pack(">biih", 2, 2, 0, 0) + struct.pack(">iiii", -1, 0, 1, 0)
    assert data == head + struct.pack(">i", 3) + control + sine + out + struct.pack(">h", 0)


@pytest.mark.skipif(shutil.which("scsynth") is None or not voice_peers.has_fm7(), reason="needs sc3-plugins-server")
def test_scsynth_plays_the_patch_that_ours_plays(tmp_path: Path) -> None:
    voice_peers.scsynth_once(fm_graph(PATCH, True), tmp_path, RATE, BLOCK, 1, 1.0)
    theirs = soundfile.read(tmp_path / "out.wav")[0][:, 0]
    ours = render_preset("fm6", FM, 24, 0.01, 1.0, RATE)[0]
    spectra = [np.abs(np.fft.rfft(x[4800 : 4800 + 32768] * np.hanning(32768))) for x in (theirs, ours)]
    error = np.linalg.norm(spectra[0] - spectra[1]) / np.linalg.norm(spectra[1])
    assert error < 0.02


@pytest.mark.skipif(shutil.which("scsynth") is None, reason="needs supercollider-server")
def test_klank_rings_as_long_as_our_modes(tmp_path: Path) -> None:
    voice_peers.scsynth_once(impact_graph(MODES), tmp_path, RATE, BLOCK, 1, 2.0)
    sound = soundfile.read(tmp_path / "out.wav")[0][:, 0]
    early, late = (np.sqrt(np.mean(sound[a * RATE // 4 :][: RATE // 4] ** 2)) for a in (1, 5))
    assert 20 * np.log10(early / late) == pytest.approx(60.0 / MODES[0][2], abs=0.5)


def test_figures_are_written_and_missing_peers_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    monkeypatch.setattr(voice, "has_fm7", lambda: False)

    def one(name: str, preset: dict[str, float], blocks: int) -> tuple[Load, list[Load]]:
        load = voice_load.measure(name, preset, 16, blocks)
        return load, [load]

    monkeypatch.setattr(voice, "most", one)
    figures = voice.run(tmp_path / "v.json", Settings(blocks=20, voices=16, seconds=0.05, rounds=1))
    assert json.loads((tmp_path / "v.json").read_text())["figures"] == figures
    assert figures["fm6_voices"] == figures["impact64_voices"] == 16 and figures["fm6_block_us"] > 0
    assert not any("ratio" in name for name in figures)
    said = capsys.readouterr().err
    for package in ("supercollider-server", "sc3-plugins-server", "faust"):
        assert package in said
