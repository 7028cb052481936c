"""The soundfont source: what may be played, the file it plays from, and (with FluidSynth here) that it sounds."""

import shutil
import struct

import numpy as np
import pytest

from bridge.errors import BadRequest
from bridge.priors.edm.corpus import Clip
from bridge.priors.edm.made import gm, sf2, soundfont
from bridge.priors.edm.made.measure import listen
from bridge.priors.edm.made.sound import SAMPLE_RATE

needs_fluidsynth = pytest.mark.skipif(
    shutil.which("fluidsynth") is None or not soundfont.SOUNDFONT.is_file(),
    reason="fluidsynth or FluidR3_GM.sf2 is not installed",
)


def _clip(name, split, category="keys"):
    return Clip(None, name, category, (), f"fluid:{name}", "someone/midi-js-soundfonts", "", "", split)


def _sf2(path, presets):
    """presets: (bank, program) -> [(low, high, sample number)], one instrument a preset."""
    inst, ibag, igen, phdr, pbag, pgen = b"", b"", b"", b"", b"", b""
    for i, ((bank, program), zones) in enumerate(presets.items()):
        phdr += struct.pack("<20sHHHIII", b"p", program, bank, len(pbag) // 4, 0, 0, 0)
        pbag += struct.pack("<HH", len(pgen) // 4, 0)
        pgen += struct.pack("<HH", sf2.INSTRUMENT, i)
        inst += struct.pack("<20sH", b"i", len(ibag) // 4)
        for low, high, sample in zones:
            ibag += struct.pack("<HH", len(igen) // 4, 0)
            igen += struct.pack("<HH", sf2.KEY_RANGE, low | high << 8) + struct.pack("<HH", sf2.SAMPLE, sample)
    phdr += struct.pack("<20sHHHIII", b"EOP", 0, 0, len(pbag) // 4, 0, 0, 0)
    pbag += struct.pack("<HH", len(pgen) // 4, 0)
    inst += struct.pack("<20sH", b"EOI", len(ibag) // 4)
    ibag += struct.pack("<HH", len(igen) // 4, 0)
    parts = {b"phdr": phdr, b"pbag": pbag, b"pgen": pgen, b"inst": inst, b"ibag": ibag, b"igen": igen}
    pdta = b"pdta" + b"".join(name + struct.pack("<I", len(data)) + data for name, data in parts.items())
    sdta = b"sdtasmpl" + struct.pack("<I", 6) + bytes(6)
    body = b"sfbk" + b"".join(b"LIST" + struct.pack("<I", len(x)) + x for x in (sdta, pdta))
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def test_zones_of_a_soundfont_are_read(tmp_path):
    zones = sf2.read_zones(_sf2(tmp_path / "a.sf2", {(0, 4): [(0, 59, 7), (60, 127, 8)], (8, 4): [(0, 127, 9)]}))
    assert sf2.samples_on(zones[0, 4], 59) == {7} and sf2.samples_on(zones[0, 4], 60) == {8}
    assert sf2.samples_on(zones[8, 4], 10) == {9}


def test_another_file_is_refused(tmp_path):
    (tmp_path / "a.sf2").write_bytes(b"RIFF\0\0\0\0WAVE")
    with pytest.raises(BadRequest, match="--soundfont"):
        sf2.read_zones(tmp_path / "a.sf2")


def test_there_are_128_programs_each_in_its_place():
    plain = [p for p in gm.programs() if p.bank == 0]
    assert [p.number for p in plain] == list(range(128)) and len({p.name for p in gm.programs()}) == len(gm.programs())
    assert plain[0].name == "acoustic_grand_piano" and plain[108].name == "kalimba" and plain[127].name == "gunshot"
    assert all(0 <= p.low < p.high <= 108 for p in gm.programs())
    assert set(gm.drums(0)) == set(range(35, 82)) and 45 not in gm.drums(gm.ORCHESTRA)


def test_what_judges_or_is_kept_aside_is_not_played():
    beside = [_clip("kalimba", "prior"), _clip("violin", "tagger"), _clip("tuba", "test")]
    aside = soundfont.kept_aside(beside)
    assert "kalimba" not in aside and {"violin", "tuba", "marimba"} <= aside and len(aside) == 127
    assert soundfont.kept_aside(None) == frozenset()
    assert soundfont.kept_aside([Clip(None, "x", "keys", (), "other", "a/b", "", "", "test")]) == frozenset()


def test_notes_that_sound_a_recording_of_an_instrument_kept_aside_are_not_played(tmp_path, monkeypatch):
    monkeypatch.setattr(soundfont.shutil, "which", lambda name: name)
    font = _sf2(tmp_path / "a.sf2", {
        (0, 108): [(0, 59, 1), (60, 127, 2)], (0, 40): [(0, 127, 2)], (8, 24): [(0, 127, 2)],
        (128, 0): [(35, 36, 2), (38, 38, 3)],
    })  # fmt: skip
    found = soundfont.batches(font, [_clip("kalimba", "prior", "percussion"), _clip("violin", "test")], 1)
    *programs, drums = (b.make.args for b in found)
    ((_, program, keys, _),) = programs
    assert program.name == "kalimba" and program.category == "percussion"  # as the corpus has it
    assert keys == list(range(program.low, 60))
    assert {kit: list(played) for kit, played in drums[1].items()} == {0: [38]}


def test_the_score_stops_every_note_before_the_next():
    file = soundfont.midi_file(8, 24, [soundfont.Note(60, 90, 1.5), soundfont.Note(62, 30, 0.5)], False)
    now, events = 0, []
    for message in file.tracks[0]:
        now += message.time
        events.append((now / soundfont.TICKS_PER_SECOND, message))
    assert [m.value for _, m in events if m.type == "control_change" and m.control == 0] == [8]
    starts = [when for when, m in events if m.type == "note_on"]
    stops = [when for when, m in events if m.type == "control_change" and m.control == 120]
    assert starts == pytest.approx([0.05, 2.05], abs=0.01) and starts[0] < stops[0] < starts[1]
    assert all(m.channel == 9 for m in soundfont.midi_file(0, 25, [], True).tracks[0] if not m.is_meta)


def test_equal_clips_are_known_as_equal():
    rng = np.random.default_rng(0)
    a = rng.standard_normal(1000)
    assert soundfont.same(a, np.append(1.001 * a, 0)) and not soundfont.same(a, rng.standard_normal(1000))


def test_a_missing_program_or_soundfont_names_the_mend(tmp_path, monkeypatch):
    monkeypatch.setattr(soundfont.shutil, "which", lambda name: None)
    with pytest.raises(BadRequest, match="install fluidsynth"):
        soundfont.batches(tmp_path / "a.sf2", None, 1)
    monkeypatch.setattr(soundfont.shutil, "which", lambda name: name)
    with pytest.raises(BadRequest, match="--soundfont"):
        soundfont.batches(tmp_path / "a.sf2", None, 1)


@needs_fluidsynth
def test_a_played_note_has_its_pitch_and_no_neighbour_rings_into_it():
    notes = [soundfont.Note(60, 100, 1.5), soundfont.Note(72, 100, 0.3)]
    first, second = soundfont.play(soundfont.SOUNDFONT, 0, 108, notes, False)
    for audio, f in ((first, 261.6), (second, 523.3)):
        strongest = np.argmax(np.abs(np.fft.rfft(audio))) / soundfont.SLOT
        assert min(abs(strongest / f - k) for k in (1, 2, 3)) < 0.03
    assert np.abs(second[: int(0.04 * SAMPLE_RATE)]).max() < 1e-3


def test_a_tuned_drum_names_no_note():
    clip = np.sin(np.arange(10000) / 50).astype(np.float32)
    tom, kalimba = ({p.name: p for p in gm.programs()}[n] for n in ("melodic_tom", "kalimba"))
    note = soundfont.Note(40, 60, 1.0)
    assert soundfont._note_words(tom, note, clip).pitch is None
    assert soundfont._note_words(kalimba, note, clip).pitch == 40


@needs_fluidsynth
def test_a_batch_of_notes_is_captioned_and_licensed():
    found = soundfont.batches(soundfont.SOUNDFONT, None, 1, notes=300)
    made = list(next(b for b in found if b.make.args[1].name == "kalimba").make())
    assert made and all(m.category == "bell_mallet" and m.group == "fluid:kalimba" for m in made)
    assert all((m.licence, m.source) == ("MIT", "made:soundfont") and "Frank Wen" in m.attribution for m in made)
    assert all(listen(m.audio).length > 0.1 for m in made)
