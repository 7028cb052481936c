"""Synthesizer notes by subtraction and addition: basses, leads, pads, plucks, organs, strings, brass."""

from __future__ import annotations

import numpy as np

from bridge.priors.edm.made.dsp import (
    Array,
    decay,
    drive,
    gate,
    hertz,
    noise,
    saw,
    seconds,
    sine,
    square,
    swept,
    triangle,
)
from bridge.priors.edm.made.grammar import register
from bridge.priors.edm.made.patch import Family, Patch, between, say

RNG = np.random.Generator
DRAWBARS = (0.5, 1.5, 1, 2, 3, 4, 5, 6, 8)


def _detuned(rng: RNG, f: float | Array, t: Array, voices: int, cents: float) -> Array:
    """Saws spread evenly over ± cents, each from a phase of its own."""
    places = np.linspace(-1, 1, voices) if voices > 1 else np.zeros(1)
    out = sum((saw(f * 2 ** (cents * p / 1200), t, rng.random()) for p in places), np.zeros_like(t))
    return out / np.sqrt(voices)


def _vibrato(rng: RNG, t: Array, cents: float) -> Array:
    return 2 ** (cents / 1200 * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t) * np.minimum(t / 0.4, 1))


def bass_sub(rng: RNG) -> Patch:
    note, hold = int(rng.integers(24, 43)), between(rng, 0.2, 1.1)
    t, dirt = seconds(1.5), rng.uniform(0, 0.25)
    audio = drive(sine(hertz(note), t) + rng.uniform(0, 0.15) * triangle(2 * hertz(note), t), dirt)
    audio = audio * gate(t, 0.005, hold, 0.15)
    return Patch(audio, (("sub", "deep"), ("round", "warm") if dirt < 0.1 else ("driven",), register(note)), pitch=note)


def bass_saw(rng: RNG) -> Patch:
    note, hold, cents = int(rng.integers(24, 52)), between(rng, 0.15, 1.1), float(rng.choice([0, 8, 15]))
    t = seconds(1.5)
    f = float(hertz(note))
    raw = _detuned(rng, f, t, 2 if cents else 1, cents) + 0.4 * square(f / 2, t)
    top, q = between(rng, 300, 4000), rng.uniform(0.7, 4)
    audio = swept(raw, 80 + top * decay(t, between(rng, 0.3, 2.0)), q) * gate(t, 0.003, hold, 0.1)
    facts = (say(cents > 0, "detuned", "fat"), say(top < 700, "warm", "round"), register(note), ("analog",))
    return Patch(drive(audio, rng.uniform(0, 0.2)), facts, pitch=note)


def bass_square(rng: RNG) -> Patch:
    note, hold = int(rng.integers(24, 52)), between(rng, 0.15, 1.1)
    t, top = seconds(1.4), between(rng, 300, 3000)
    audio = swept(square(hertz(note), t, rng.uniform(0.2, 0.5)), 100 + top * decay(t, between(rng, 0.5, 3)), 1.0)
    return Patch(audio * gate(t, 0.003, hold, 0.08), (("hollow", "woody"), register(note)), pitch=note)


def bass_acid(rng: RNG) -> Patch:
    note, q = int(rng.integers(28, 52)), rng.uniform(5, 14)
    t, top, dirt = seconds(1.2), between(rng, 900, 5000), rng.uniform(0, 0.6)
    raw = saw(hertz(note), t) if rng.random() < 0.6 else square(hertz(note), t)
    audio = swept(raw, 120 + top * decay(t, between(rng, 0.2, 0.9)), q) * gate(t, 0.003, between(rng, 0.1, 0.8), 0.08)
    facts = (("resonant", "squelchy", "acid"), say(dirt > 0.35, "distorted"), register(note))
    return Patch(drive(audio / 2, dirt), facts, ("filter sweep", "303 style"), note)


def bass_reese(rng: RNG) -> Patch:
    note, cents = int(rng.integers(24, 45)), rng.uniform(15, 45)
    t = seconds(1.6)
    audio = swept(_detuned(rng, hertz(note), t, int(rng.integers(2, 5)), cents), between(rng, 300, 1500), 0.9)
    audio = drive(audio / 2, rng.uniform(0, 0.4)) * gate(t, 0.01, between(rng, 0.6, 1.4), 0.1)
    return Patch(audio, (("detuned", "thick"), ("growling", "beating"), register(note)), ("drum and bass",), note)


def lead_saw(rng: RNG) -> Patch:
    note, voices = int(rng.integers(48, 89)), int(rng.choice([1, 3, 7]))
    t, cents, wobble = seconds(1.6), rng.uniform(6, 25), float(rng.choice([0, 0, 20]))
    f = hertz(note) * _vibrato(rng, t, wobble)
    audio = swept(_detuned(rng, f, t, voices, cents if voices > 1 else 0), between(rng, 2500, 14000), 0.8)
    audio = audio * gate(t, 0.008, between(rng, 0.25, 1.3), 0.15)
    facts = (say(voices > 1, "detuned", "fat", "wide"), say(wobble > 0, "vibrato"), say(voices == 7, "supersaw"),
             ("buzzy",), register(note))  # fmt: skip
    return Patch(audio, facts, pitch=note)


def lead_square(rng: RNG) -> Patch:
    note, wobble = int(rng.integers(48, 92)), float(rng.choice([0, 0, 25]))
    t = seconds(1.5)
    audio = square(hertz(note) * _vibrato(rng, t, wobble), t, rng.uniform(0.15, 0.5))
    audio = swept(audio, between(rng, 1500, 12000), 0.8) * gate(t, 0.005, between(rng, 0.2, 1.2), 0.1)
    return Patch(audio, (say(wobble > 0, "vibrato"), ("hollow", "reedy"), register(note)), pitch=note)


def lead_sine(rng: RNG) -> Patch:
    note, wobble = int(rng.integers(52, 96)), float(rng.choice([0, 30]))
    t = seconds(1.5)
    audio = sine(hertz(note) * _vibrato(rng, t, wobble), t) * gate(t, 0.02, between(rng, 0.3, 1.2), 0.2)
    return Patch(audio, (("pure", "smooth", "soft"), say(wobble > 0, "vibrato", "theremin like"), register(note)),
                 pitch=note)  # fmt: skip


def pad(rng: RNG) -> Patch:
    note, attack = int(rng.integers(40, 80)), between(rng, 0.08, 0.6)
    t, top = seconds(1.6), between(rng, 500, 6000)
    cents = rng.uniform(5, 20)
    audio = swept(_detuned(rng, hertz(note), t, 5, cents), top * (0.5 + 0.5 * np.minimum(t / (2 * attack), 1)), 0.8)
    facts = (say(top < 1200, "warm", "soft"), say(cents > 12, "detuned", "wide", "lush"),
             say(attack > 0.25, "slow", "swelling"), register(note))  # fmt: skip
    return Patch(audio * gate(t, attack, 1.3, 0.5), facts, pitch=note)


def pad_chord(rng: RNG) -> Patch:
    root = int(rng.integers(45, 66))
    minor = bool(rng.random() < 0.5)
    t = seconds(1.6)
    chord = (0, 3 if minor else 4, 7)
    raw = sum((_detuned(rng, hertz(root + i), t, 3, 10) for i in chord), np.zeros_like(t))
    stab = bool(rng.random() < 0.5)
    envelope = gate(t, 0.005, between(rng, 0.12, 0.3), 0.25) if stab else gate(t, between(rng, 0.1, 0.4), 1.3, 0.5)
    audio = swept(raw, between(rng, 900, 7000), 0.9) * envelope
    nouns = ("synth stab", "chord stab", "rave stab") if stab else ("synth pad chord", "pad", "synth chord")
    return Patch(audio, (("minor",) if minor else ("major",), ("detuned",)), ("chord",), nouns=nouns)


def pluck(rng: RNG) -> Patch:
    note, length = int(rng.integers(45, 91)), between(rng, 0.2, 1.2)
    t = seconds(length * 1.1)
    raw = saw(hertz(note), t) if rng.random() < 0.5 else square(hertz(note), t, rng.uniform(0.2, 0.5))
    audio = swept(raw, 150 + between(rng, 1500, 9000) * decay(t, 0.6 * length), rng.uniform(0.7, 4))
    return Patch(audio * decay(t, length) * np.minimum(t / 0.002, 1), (("plucky",), register(note)), pitch=note)


def pluck_string(rng: RNG) -> Patch:
    """Karplus & Strong 1983, summed in closed form: partial k dies as the loop's mean of two neighbours has it die."""
    note = int(rng.integers(40, 84))
    f, t = float(hertz(note)), seconds(1.6)
    k = np.arange(1, int(0.45 * 44100 / f) + 1)[:60]
    place = rng.uniform(0.06, 0.4)
    level = np.abs(np.sin(np.pi * k * place)) / k
    fall = f * -np.log(np.cos(np.pi * f * k / 44100).clip(1e-3, 1 - 1e-9)) * rng.uniform(0.5, 1.5) + rng.uniform(
        1.0, 4.0
    )
    audio = sum(
        (a * np.sin(2 * np.pi * f * i * t) * np.exp(-b * t) for i, a, b in zip(k, level, fall, strict=True)),
        np.zeros_like(t),
    )
    facts = (("plucked",), say(place < 0.12, "thin", "nasal"), say(place > 0.3, "round"), register(note))
    return Patch(audio, facts, ("synthetic string",), note)


def organ(rng: RNG) -> Patch:
    note = int(rng.integers(36, 85))
    f, t = float(hertz(note)), seconds(1.5)
    bars = rng.uniform(0, 1, len(DRAWBARS)) ** 2
    bars[2] = 1.0
    f_moving = f * _vibrato(rng, t, float(rng.choice([0, 0, 12])))
    audio = sum(
        (b * sine(f_moving * m, t) for b, m in zip(bars, DRAWBARS, strict=True) if m * f < 18000), np.zeros_like(t)
    )
    click = rng.uniform(0, 0.4)
    audio = audio * gate(t, 0.004, between(rng, 0.3, 1.2), 0.06) + click * noise(t, rng) * decay(t, 0.01)
    facts = (
        say(click > 0.25, "clicky"),
        say(float(bars[5:].sum()) > 2, "full", "rich"),
        ("electronic",),
        register(note),
    )
    return Patch(drive(audio / 3, rng.uniform(0, 0.2)), facts, pitch=note)


def electric_piano(rng: RNG) -> Patch:
    note, index = int(rng.integers(36, 85)), rng.uniform(0.5, 3.5)
    t, length = seconds(1.6), between(rng, 0.8, 2.5)
    f = float(hertz(note))
    modulator = index * decay(t, 0.4 * length) * np.sin(2 * np.pi * f * float(rng.choice([1, 1, 14])) * t)
    audio = np.sin(2 * np.pi * f * t + modulator) * decay(t, length) * np.minimum(t / 0.002, 1)
    return Patch(audio, (("fm", "digital"), say(index < 1.2, "mellow", "soft"), register(note)), pitch=note)


def fm_bell(rng: RNG) -> Patch:
    """Chowning 1973: a modulator at an inharmonic ratio makes a bell."""
    note, ratio = int(rng.integers(55, 96)), float(rng.choice([1.4, 2.76, 3.5, 5.4]))
    t, length = seconds(1.6), between(rng, 0.6, 4.0)
    f = float(hertz(note))
    modulator = rng.uniform(0.8, 4) * decay(t, 0.6 * length) * np.sin(2 * np.pi * f * ratio * t)
    audio = np.sin(2 * np.pi * f * t + modulator) * decay(t, length) * np.minimum(t / 0.001, 1)
    return Patch(audio, (("metallic", "inharmonic"), ("fm", "digital"), register(note)), pitch=note)


def strings(rng: RNG) -> Patch:
    note = int(rng.integers(40, 85))
    t = seconds(1.6)
    f = hertz(note) * _vibrato(rng, t, rng.uniform(5, 15))
    audio = swept(swept(_detuned(rng, f, t, 6, 12), between(rng, 2500, 8000), 0.7), 200, 0.7, 2)
    facts = (("ensemble", "lush"), ("slow attack", "sustained"), register(note))
    return Patch(audio * gate(t, between(rng, 0.16, 0.4), 1.3, 0.4), facts, pitch=note)


def brass(rng: RNG) -> Patch:
    note, attack = int(rng.integers(40, 78)), between(rng, 0.03, 0.12)
    t, hold = seconds(1.5), between(rng, 0.25, 1.2)
    swell = gate(t, attack, hold, 0.2, 0.6, 0.3)
    raw = _detuned(rng, hertz(note) * _vibrato(rng, t, rng.uniform(0, 12)), t, 3, 8)
    audio = swept(raw, 200 + between(rng, 1500, 5000) * swell, 1.2) * swell
    return Patch(audio, (("analog",), ("detuned", "fat"), register(note)), pitch=note)


def chip(rng: RNG) -> Patch:
    note = int(rng.integers(48, 96))
    t = seconds(between(rng, 0.1, 0.7))
    width = float(rng.choice([0.125, 0.25, 0.5]))
    audio = square(hertz(note), t, width) * np.ceil(8 * decay(t, t[-1] * 1.5)) / 8  # a level in eight steps
    return Patch(audio, (("8 bit", "retro"), say(width < 0.2, "thin", "nasal"), register(note)), ("video game",), note)


FAMILIES = (
    Family("bass_sub", "bass", ("sub bass", "synth bass", "sine bass", "808 bass"), bass_sub, 50, 250),
    Family("bass_saw", "bass", ("saw bass", "synth bass", "analog bass", "bass"), bass_saw, 120, 700, 1.3),
    Family("bass_square", "bass", ("square bass", "synth bass", "bass"), bass_square, 120, 700),
    Family("bass_acid", "bass", ("acid bass", "303 bass", "synth bass", "resonant bass"), bass_acid, 150, 900, 1.2),
    Family("bass_reese", "bass", ("reese bass", "detuned bass", "synth bass"), bass_reese, 120, 500),
    Family("lead_saw", "synth_note", ("saw lead", "synth lead", "sawtooth synth", "lead"), lead_saw, 900, 3500, 1.3),
    Family("lead_square", "synth_note", ("square lead", "synth lead", "square wave"), lead_square, 900, 3500),
    Family("lead_sine", "synth_note", ("sine lead", "sine tone", "synth lead", "pure tone"), lead_sine, 300, 1300, 0.8),
    Family("pad", "synth_note", ("synth pad", "pad", "analog pad", "synthesizer pad"), pad, 400, 1800, 1.3),
    Family("pad_chord", "synth_note", ("synth chord",), pad_chord, 500, 2000),
    Family("pluck", "synth_note", ("synth pluck", "pluck", "plucky synth"), pluck, 400, 2000, 1.2),
    Family(
        "pluck_string",
        "plucked_string",
        ("plucked string", "string pluck", "synth guitar"),
        pluck_string,
        350,
        1500,
    ),
    Family("organ", "keys", ("electronic organ", "organ", "synth organ", "drawbar organ"), organ, 350, 2000),
    Family("electric_piano", "keys", ("electric piano", "fm piano", "keyboard"), electric_piano, 300, 1500),
    Family("fm_bell", "bell_mallet", ("fm bell", "synth bell", "bell", "digital bell"), fm_bell, 900, 3500),
    Family("strings", "synth_note", ("synth strings", "string machine", "string ensemble synth"), strings, 900, 3000),
    Family("brass", "synth_note", ("synth brass", "brass synth", "analog brass"), brass, 500, 1800),
    Family("chip", "synth_note", ("chip tone", "chip lead", "video game synth"), chip, 1200, 4500),
)
