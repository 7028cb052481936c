"""Every export, played by its own engine, is our voice. Differences are relative to the sound's peak.

Engines of 64 bits (Csound, Faust with -double) follow to rounding; those of 32 bits lose some digits of phases (FM) and
of poles near the unit circle (impact). Presets here are below chaos; others are in `bench presets --part parity`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import mido
import numpy as np
import pytest
from export_players import MISSING, PLAYERS, SECONDS, Player, apart, faust64, fm, impact, one_operator, ours, scsynth

from bridge.bench.presets import parity_csound, parity_pd
from bridge.exports import formats
from bridge.presets.preset import Preset

ENVELOPE = {"faust": 2e-3, "faust64": 1e-9, "scsynth": 5e-4, "csound": 1e-9, "pd": 5e-4}
"""32 bits: a phase slips by a thousandth of a radian a second"""
FM = {"faust": 5e-3, "faust64": 1e-7, "scsynth": 1e-3, "csound": 1e-9, "pd": 1e-3}
IMPACT = {"faust": 1e-3, "faust64": 2e-5, "scsynth": 1e-3, "csound": 2e-5, "pd": 1e-3}
"""2e-5: the response ends at −100 dB"""
HELD = 4096 / 44100
"""seconds: a note-off here falls on a block of every engine"""


@pytest.fixture(params=list(PLAYERS))
def engine(request: pytest.FixtureRequest) -> str:
    package = MISSING[request.param]()
    if package:
        pytest.skip(f"needs {package}")
    return str(request.param)


@pytest.fixture
def play(engine: str) -> Player:
    return PLAYERS[engine]


@pytest.mark.parametrize("attack, decay", [(0.05, 0.1), (0.0005, 0.005), (0.3, 2.0)])
def test_the_envelope_of_one_operator(engine: str, play: Player, attack: float, decay: float) -> None:
    preset = one_operator(op1_attack=attack, op1_decay=decay)
    error = apart(play(preset), ours(preset))
    assert error < ENVELOPE[engine]


def test_the_sweep_and_the_fixed_frequency(engine: str, play: Player) -> None:
    swept = one_operator(sweep=24.0, sweep_time=0.02, op2_level=0.5, op2_mode=1.0, op2_fixed_hz=1234.5)
    error = apart(play(swept), ours(swept))
    assert error < FM[engine]


def test_the_matrix_and_feedback_at_other_notes_and_velocities(engine: str, play: Player) -> None:
    for seed, note, velocity in ((3, None, 1.0), (4, 67, 0.5)):
        preset = fm(seed)
        error = apart(play(preset, note, velocity), ours(preset, note, velocity))
        assert error < FM[engine]


def test_six_operators(engine: str, play: Player) -> None:
    preset = fm(5, size=6)
    if engine == "faust":  # the same code as faust64, which is compiled
        pytest.skip("compiled in 64 bits only, to save time")
    error = apart(play(preset), ours(preset))
    assert error < FM[engine]


def test_an_operator_beyond_nyquist_is_silent(engine: str, play: Player) -> None:
    swept = {"sweep": 6.0, "sweep_time": 0.1, "op2_mode": 0.0, "op2_ratio": 14.0}
    preset = one_operator(op2_level=0.5, **swept)
    heard = ours(preset, 99)  # 2,489 Hz: operator 2 rests at 34.8 kHz
    assert apart(heard, ours(one_operator(**swept), 99)) < 1e-6
    sound = play(preset, 99)
    error = apart(sound, heard)
    assert error < FM[engine]


def test_a_note_off_fades(engine: str, play: Player) -> None:
    preset = fm(3, release=0.06)
    error = apart(play(preset, held=HELD), ours(preset, held=HELD))
    assert error < FM[engine]


@pytest.mark.parametrize("note", [None, 72])
def test_modes_and_reverb(engine: str, play: Player, note: int | None) -> None:
    preset = impact()
    error = apart(play(preset, note, 0.7), ours(preset, note, 0.7))
    assert error < IMPACT[engine]


def test_a_note_off_fades_an_impact(engine: str, play: Player) -> None:
    dry = impact(mix=0.0, release=0.05)
    error = apart(play(dry, held=HELD), ours(dry, held=HELD))
    assert error < IMPACT[engine]


@pytest.mark.skipif(bool(MISSING["scsynth"]()), reason=f"needs {MISSING['scsynth']()}")
def test_supercollider_s_blocks_do_not_matter() -> None:
    preset = fm(3)
    np.testing.assert_allclose(scsynth(preset, block=1, seconds=0.1), scsynth(preset, seconds=0.1), atol=1e-6)


@pytest.mark.skipif(bool(MISSING["pd"]()), reason=f"needs {MISSING['pd']()}")
@pytest.mark.parametrize("preset", [fm(3), impact()], ids=["fm", "impact"])
def test_pd_s_voices_add_up_and_begin_anew(preset: Preset) -> None:
    """Nine notes on eight voices: one voice plays twice, and nothing of its first note is left."""
    early = [(512 * k, 48 + 3 * k) for k in range(8)]  # samples, note
    off, late = 8192, (12800, 84)
    events = [(start / 44100, float(note), 0.5) for start, note in [*early, late]] + [(off / 44100, 48.0, 0.0)]
    with tempfile.TemporaryDirectory() as folder:
        sound = parity_pd.play(formats.export(preset, "puredata"), Path(folder), SECONDS, events)
    wanted = np.zeros_like(sound)
    for start, note in [*early[1:], late]:
        wanted[:, start:] += ours(preset, note, 0.5)[:, : wanted.shape[1] - start]
    wanted[:, : late[0]] += ours(preset, early[0][1], 0.5, held=off / 44100)[:, : late[0]]
    error = apart(sound, wanted)
    assert error < IMPACT["pd"]


@pytest.mark.skipif(bool(MISSING["pd"]()), reason=f"needs {MISSING['pd']()}")
def test_a_pd_voice_that_fell_asleep_wakes_up() -> None:
    preset = one_operator(op1_attack=0.001, op1_decay=0.02)
    second = 64 * 700  # a second later: the first has been silent for long
    events = [(0.0, 60.0, 1.0), (0.1, 60.0, 0.0), (second / 44100, 67.0, 0.5)]
    with tempfile.TemporaryDirectory() as folder:
        sound = parity_pd.play(formats.export(preset, "puredata"), Path(folder), 1.5, events)
    assert not sound[:, second - 4096 : second].any()
    error = apart(sound[:, second:], ours(preset, 67, 0.5, seconds=1.5)[:, : sound.shape[1] - second])
    assert error < FM["pd"]


@pytest.mark.skipif(bool(MISSING["csound"]()), reason=f"needs {MISSING['csound']()}")
def test_csound_plays_a_midi_file(tmp_path: Path) -> None:
    preset, song, track = one_operator(), mido.MidiFile(), mido.MidiTrack()
    song.tracks.append(track)
    track.append(mido.Message("note_on", note=60, velocity=64))  # Csound 6.18 crashes on files of a few other notes
    track.append(mido.Message("note_off", note=60, time=song.ticks_per_beat))  # half a second
    song.save(tmp_path / "song.mid")
    sound = parity_csound.perform(formats.export(preset, "csound"), tmp_path, "f 0 0.4\ne", "-F", "song.mid")
    begin = int(np.flatnonzero(sound[0])[0]) - 2  # the first sample of a sine with an attack is 0, and so is u[−1]
    wanted = ours(preset, 60, 64 / 127, seconds=0.4)[:, : sound.shape[1] - begin]
    error = apart(sound[:, begin : begin + wanted.shape[1]], wanted)
    assert begin < 3 * 32 and error < ENVELOPE["csound"]


@pytest.mark.skipif(bool(MISSING["faust"]()), reason=f"needs {MISSING['faust']()}")
@pytest.mark.parametrize("preset, tolerance", [(one_operator(), 1e-6), (impact(mix=1.0), 0.01)], ids=["fm", "impact"])
def test_other_sample_rates_sound_the_same(preset: Preset, tolerance: float) -> None:
    """Level and spectrum of a reverb stay, though it is read at another pace: our own would be another noise."""
    here, there = (faust64(preset, rate=rate) for rate in (44100, 96000))
    assert there.std() == pytest.approx(here.std(), rel=0.01)
    spectra = [np.abs(np.fft.rfft(s[0]))[: 4000 // 2] / rate for s, rate in ((here, 44100), (there, 96000))]  # to 4 kHz
    error = np.abs(spectra[0] - spectra[1]).max() / spectra[0].max()
    assert error < tolerance
