"""General MIDI notes and drums, played by FluidSynth from FluidR3 GM (Frank Wen, MIT licence).

Where a corpus stands beside that holds notes of the same soundfont, the judge has been trained and tested on some of
its instruments, and others may be kept aside altogether. So only instruments of that corpus' `prior` split are played,
and of those (and of drums and variations) only notes that sound no recording of an instrument that is kept aside.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import mido
import numpy as np
import soundfile

from bridge.errors import BadRequest
from bridge.priors.edm.corpus import Clip
from bridge.priors.edm.made import gm, sf2
from bridge.priors.edm.made.grammar import Words, compose, pick, register, strength
from bridge.priors.edm.made.measure import timbre
from bridge.priors.edm.made.sound import SAMPLE_RATE, Batch, Made, finish

SOUNDFONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
BESIDE = "midi-js-soundfonts"
SOURCE, LICENCE, ATTRIBUTION = "made:soundfont", "MIT", "FluidR3 GM soundfont, Frank Wen, MIT"
NOTES = 2200
VELOCITIES = (45, 116)
DRUM_VELOCITIES = (118, 78, 40)
DRUMS = ("tom", "percussion")
"""Categories whose programs follow the key without sounding its note."""
SLOT = 2.0
"""Seconds from one note to the next; before the next begins, every sound is stopped."""
TICKS_PER_SECOND = 960  # mido's 480 ticks a beat at 120 beats a minute
MEND = "install fluidsynth and fluid-soundfont-gm, or name a soundfont with --soundfont"


@dataclass(frozen=True)
class Note:
    """What to play: MIDI key and velocity, held so many seconds."""

    key: int
    velocity: int
    hold: float


def kept_aside(beside: list[Clip] | None) -> frozenset[str]:
    """Names of General MIDI programs that must not be played; none if no corpus of the soundfont stands beside."""
    known = {c.group.removeprefix("fluid:"): c.split for c in beside or () if BESIDE in c.source}
    if not known:
        return frozenset()
    return frozenset(p.name for p in gm.programs() if p.bank == 0 and known.get(p.name) != "prior")


def batches(soundfont: Path, beside: list[Clip] | None, seed: int, notes: int = NOTES) -> list[Batch]:
    """One batch a program and one for all drum kits. Raises BadRequest where FluidSynth or the soundfont is missing."""
    if shutil.which("fluidsynth") is None:
        raise BadRequest(f"the program fluidsynth is not installed; {MEND}")
    if not soundfont.is_file():
        raise BadRequest(f"no soundfont {soundfont}; {MEND}")
    zones = sf2.read_zones(soundfont)
    aside = kept_aside(beside)
    programs = [p for p in _like_the_corpus(beside) if (p.bank, p.number) in zones and p.name not in aside]
    banned = _banned(zones, aside)
    keys = {p: [k for k in range(p.low, p.high + 1) if _free(zones, p.bank, p.number, k, banned)] for p in programs}
    programs = [p for p in programs if keys[p]]
    each = round(notes / len(VELOCITIES) / max(1, len(programs)))
    chosen = {p: _spread(keys[p], 5 if p.kind == "effect" else each) for p in programs}
    found = [
        Batch(len(chosen[p]) * len(VELOCITIES), partial(_play_program, soundfont, p, chosen[p], seed)) for p in programs
    ]
    kits = {
        kit: {k: d for k, d in gm.drums(kit).items() if _free(zones, 128, kit, k, banned)}
        for kit in gm.KITS if (128, kit) in zones
    }  # fmt: skip
    return [*found, Batch(sum(map(len, kits.values())), partial(_play_drums, soundfont, kits, seed))]


def _like_the_corpus(beside: list[Clip] | None) -> list[gm.Program]:
    """All programs, each in the category that the corpus gave most of its clips, where it has it."""
    given: dict[str, Counter[str]] = {}
    for clip in beside or ():
        if BESIDE in clip.source:
            given.setdefault(clip.group.removeprefix("fluid:"), Counter())[clip.category] += 1
    return [
        replace(p, category=given[p.name].most_common(1)[0][0]) if p.bank == 0 and p.name in given else p
        for p in gm.programs()
    ]


def _banned(zones: dict[tuple[int, int], tuple[sf2.Zone, ...]], aside: frozenset[str]) -> frozenset[int]:
    """Recordings that an instrument uses which is kept aside."""
    numbers = [p.number for p in gm.programs() if p.bank == 0 and p.name in aside]
    return frozenset(zone.sample for number in numbers for zone in zones.get((0, number), ()))


def _free(
    zones: dict[tuple[int, int], tuple[sf2.Zone, ...]], bank: int, number: int, key: int, banned: frozenset[int]
) -> bool:
    samples = sf2.samples_on(zones[bank, number], key)
    return bool(samples) and not samples & banned


def _spread(keys: list[int], count: int) -> list[int]:
    """`count` of the keys, evenly, both ends included."""
    return sorted({keys[round(i)] for i in np.linspace(0, len(keys) - 1, min(count, len(keys)))})


def _play_program(soundfont: Path, program: gm.Program, keys: list[int], seed: int) -> Iterable[Made]:
    rng = np.random.default_rng([seed, 1, program.bank, program.number])
    notes = [
        Note(key, velocity, float(rng.uniform(0.4, 1.2) if program.kind == "held" else rng.choice([0.25, 1.5])))
        for key in keys for velocity in VELOCITIES
    ]  # fmt: skip
    for note, audio in zip(notes, play(soundfont, program.bank, program.number, notes, False), strict=True):
        clip = finish(audio)
        if clip is None:
            continue
        words = _note_words(program, note, clip)
        tags = (program.category, *program.name.replace("__", "_").split("_"))
        original = f"bank {program.bank} program {program.number} key {note.key} velocity {note.velocity}"
        yield Made(clip, compose(words, rng), program.category, tags, f"fluid:{program.name}",
                   SOURCE, LICENCE, ATTRIBUTION, original)  # fmt: skip


def _note_words(program: gm.Program, note: Note, clip: np.ndarray) -> Words:
    pitched = program.kind != "effect" and program.category not in DRUMS
    facts = (*timbre(clip), strength(note.velocity / 127), *((register(note.key),) if pitched else ()))
    endings = {"struck": ("pluck", "plucked") if program.category == "plucked_string" else ("single note",),
               "held": ("held note", "long note"), "effect": ("sound effect",)}[program.kind]  # fmt: skip
    if program.kind == "held" and note.hold < 0.8:
        endings = ("single note",)
    return Words(program.nouns, facts, endings, note.key if pitched else None)


def _play_drums(soundfont: Path, kits: dict[int, dict[int, gm.Drum]], seed: int) -> Iterable[Made]:
    """All kits; a drum that an earlier kit has played already is skipped."""
    rng = np.random.default_rng([seed, 2])
    heard: dict[int, list[np.ndarray]] = {}
    for kit, drums in kits.items():
        new = []
        for key, audio in zip(drums, _play_keys(soundfont, kit, list(drums), DRUM_VELOCITIES[:1]), strict=True):
            clip = finish(audio)
            if clip is not None and not any(same(clip, other) for other in heard.get(key, ())):
                heard.setdefault(key, []).append(clip)
                new.append(key)
        played = [(key, velocity) for key in new for velocity in DRUM_VELOCITIES]
        sounds = _play_keys(soundfont, kit, new, DRUM_VELOCITIES) if new else []
        for (key, velocity), audio in zip(played, sounds, strict=True):
            clip = finish(audio)
            if clip is None:
                continue
            drum, phrases = drums[key], gm.kit_phrases(kit)
            facts = (*timbre(clip, *_borders(drum.category)), strength(velocity / 127))
            words = Words((*drum.nouns, f"{drum.nouns[0]} hit"), facts, phrases)
            tags = (drum.category, *pick(rng, drum.nouns).split(), *phrases[0].split())
            yield Made(clip, compose(words, rng), drum.category, tags, f"made:drums:{gm.kit_name(kit)}",
                       SOURCE, LICENCE, ATTRIBUTION, f"kit {kit} key {key} velocity {velocity}")  # fmt: skip


def _play_keys(soundfont: Path, kit: int, keys: list[int], velocities: tuple[int, ...]) -> list[np.ndarray]:
    return play(soundfont, 0, kit, [Note(key, velocity, 1.5) for key in keys for velocity in velocities], True)


def _borders(category: str) -> tuple[float, float]:
    """Where dark ends and bright begins, Hz, for a kind of drum."""
    return {"kick": (80.0, 700.0), "tom": (120.0, 900.0), "snare": (900.0, 5000.0)}.get(category, (700.0, 7000.0))


def same(a: np.ndarray, b: np.ndarray) -> bool:
    """Do two clips differ by less than −30 dB of their energy?"""
    n = max(len(a), len(b))
    x, y = np.pad(a, (0, n - len(a))), np.pad(b, (0, n - len(b)))
    return bool(((x - y) ** 2).sum() < 1e-3 * (x**2).sum())


def play(soundfont: Path, bank: int, program: int, notes: list[Note], drums: bool) -> list[np.ndarray]:
    """Mono [SLOT · rate] per note, without reverb and chorus. Raises BadRequest if FluidSynth fails."""
    with tempfile.TemporaryDirectory() as folder:
        score, wave = Path(folder) / "notes.mid", Path(folder) / "notes.wav"
        midi_file(bank, program, notes, drums).save(score)
        command = ["fluidsynth", "-q", "-n", "-i", "-R", "0", "-C", "0", "-g", "0.4", "-r", str(SAMPLE_RATE),
                   "-O", "float", "-T", "wav", "-F", str(wave), str(soundfont), str(score)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode or not wave.is_file():
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise BadRequest(f"fluidsynth failed: {last}; {MEND}")
        audio = soundfile.read(wave, dtype="float32", always_2d=True)[0].mean(axis=1)
    slot = int(SLOT * SAMPLE_RATE)
    audio = np.pad(audio, (0, max(0, slot * len(notes) - len(audio))))
    return [audio[i * slot : (i + 1) * slot] for i in range(len(notes))]


def midi_file(bank: int, program: int, notes: list[Note], drums: bool) -> mido.MidiFile:
    """One note every SLOT seconds, all sound off before the next; drums play on channel 10."""
    channel = 9 if drums else 0
    file = mido.MidiFile(ticks_per_beat=TICKS_PER_SECOND // 2)
    track = mido.MidiTrack()
    file.tracks.append(track)
    if not drums:
        track.append(mido.Message("control_change", channel=channel, control=0, value=bank))
    track.append(mido.Message("program_change", channel=channel, program=program))
    events = []
    for i, note in enumerate(notes):
        start = i * SLOT + 0.05
        events += [
            (start, mido.Message("note_on", channel=channel, note=note.key, velocity=note.velocity)),
            (start + note.hold, mido.Message("note_off", channel=channel, note=note.key)),
            ((i + 1) * SLOT - 0.05, mido.Message("control_change", channel=channel, control=120, value=0)),
        ]
    now = 0
    for moment, message in events:
        tick = round(moment * TICKS_PER_SECOND)
        track.append(message.copy(time=tick - now))
        now = tick
    return file
