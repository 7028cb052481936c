"""Drum machines: sine sweeps, filtered noise and rings of square waves, after the analog machines of the 1980s."""

from __future__ import annotations

import numpy as np

from bridge.priors.edm.made.dsp import (
    BAND,
    HIGH,
    Array,
    decay,
    drive,
    noise,
    seconds,
    sine,
    square,
    swept,
    triangle,
)
from bridge.priors.edm.made.patch import Family, Patch, between, say

RNG = np.random.Generator
MACHINE = ("drum machine", "electronic drum machine", "analog drum machine")
HAT_SQUARES = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0)
"""Hz: six square waves that beat against each other, the way the 808 made its metal (Werner, Abel & Smith 2014)."""


def _kick(rng: RNG, base: float, depth: float, bend: float, length: float, click: float, dirt: float) -> Array:
    """base: Hz at rest.  depth: how many times that at the start.  bend, length: s to −60 dB of pitch and of level."""
    t = seconds(min(1.6, 1.1 * length + 0.05))
    frequency = base * (1 + (depth - 1) * decay(t, bend))
    body = sine(frequency, t, rng.uniform(0, 0.25)) * decay(t, length) * np.minimum(t / 0.001, 1)
    tick = swept(noise(t, rng), between(rng, 2000, 7000), 0.7) * decay(t, 0.02)
    return drive(body + click * 0.5 * tick, dirt)


def kick_deep(rng: RNG) -> Patch:
    base, length = between(rng, 36, 55), between(rng, 0.5, 1.8)
    audio = _kick(rng, base, rng.uniform(1.5, 4), between(rng, 0.03, 0.15), length, rng.uniform(0, 0.15), 0)
    return Patch(audio, (("deep", "low", "sub"), say(length > 1.0, "booming", "boomy", "long")), MACHINE)


def kick_punchy(rng: RNG) -> Patch:
    click = rng.uniform(0.2, 0.7)
    audio = _kick(rng, between(rng, 48, 75), rng.uniform(4, 9), between(rng, 0.06, 0.2),
                  between(rng, 0.2, 0.5), click, rng.uniform(0, 0.2))  # fmt: skip
    return Patch(audio, (("punchy", "tight"), say(click > 0.5, "clicky")), ("house", "techno", *MACHINE))


def kick_hard(rng: RNG) -> Patch:
    dirt = rng.uniform(0.4, 1.5)
    audio = _kick(rng, between(rng, 42, 65), rng.uniform(4, 14), between(rng, 0.08, 0.3),
                  between(rng, 0.3, 0.9), rng.uniform(0.2, 0.8), dirt)  # fmt: skip
    return Patch(audio, (("distorted", "hard", "driven"), say(dirt > 1, "heavy", "aggressive")), ("techno", *MACHINE))


def kick_short(rng: RNG) -> Patch:
    audio = _kick(rng, between(rng, 50, 80), rng.uniform(2, 6), between(rng, 0.02, 0.08),
                  between(rng, 0.09, 0.2), rng.uniform(0, 0.5), 0)  # fmt: skip
    return Patch(audio, (("short", "dry", "tight"),), MACHINE)


def snare(rng: RNG) -> Patch:
    tone, wires, length = between(rng, 140, 260), rng.uniform(0.3, 1.2), between(rng, 0.12, 0.5)
    t = seconds(length * 1.2 + 0.05)
    bend = 1 + 0.5 * decay(t, 0.03)
    body = (sine(tone * bend, t) + 0.6 * sine(1.6 * tone * bend, t)) * decay(t, between(rng, 0.1, 0.3))
    hiss = swept(noise(t, rng), between(rng, 700, 2500), 0.6, HIGH) * decay(t, length) * 0.5
    hiss = swept(hiss, between(rng, 6000, 14000), 0.7)
    facts = (say(wires > 0.85, "noisy", "snappy"), say(tone > 215, "high tuned"), say(tone < 165, "low tuned", "fat"))
    return Patch(drive(body + wires * hiss, rng.uniform(0, 0.3)), facts, MACHINE)


def snare_noise(rng: RNG) -> Patch:
    t = seconds(between(rng, 0.12, 0.5))
    centre = between(rng, 1200, 4000)
    burst = swept(noise(t, rng), centre, rng.uniform(0.5, 1.5), BAND) * decay(t, t[-1])
    tone = 0.3 * sine(between(rng, 150, 230), t) * decay(t, 0.08)
    return Patch(drive(burst + tone, rng.uniform(0, 0.4)), (("noisy", "electronic"),), ("electro", *MACHINE))


def rim(rng: RNG) -> Patch:
    t = seconds(0.15)
    first, second = between(rng, 400, 600), between(rng, 1500, 2200)
    body = (triangle(first, t) + sine(second, t)) * decay(t, between(rng, 0.03, 0.09))
    return Patch(drive(swept(body, 300, 0.7, HIGH), rng.uniform(0.1, 0.6)), (("short", "dry", "clicky"),), MACHINE)


def clap(rng: RNG) -> Patch:
    hands, gap, length = int(rng.integers(3, 6)), between(rng, 0.007, 0.015), between(rng, 0.12, 0.5)
    t = seconds(length + 0.1)
    envelope = sum((decay(np.maximum(t - i * gap, 0), 0.03) * (t >= i * gap) for i in range(hands)), np.zeros_like(t))
    envelope = envelope + decay(np.maximum(t - hands * gap, 0), length) * (t >= hands * gap)
    burst = swept(noise(t, rng), between(rng, 900, 1700), rng.uniform(0.8, 2.5), BAND)
    audio = swept(burst * envelope, between(rng, 400, 800), 0.7, HIGH)
    return Patch(audio, (say(length > 0.33, "roomy", "big"), ("electronic",)), MACHINE)


def snap(rng: RNG) -> Patch:
    t = seconds(0.2)
    burst = swept(noise(t, rng), between(rng, 1800, 3200), rng.uniform(2, 5), BAND)
    return Patch(burst * decay(t, between(rng, 0.04, 0.12)), (("short", "dry"), ("electronic",)), MACHINE)


def _metal(rng: RNG, t: Array, bottom: float) -> Array:
    tune = between(rng, 0.75, 1.6)
    ring = sum(
        (square(f * tune * rng.uniform(0.98, 1.02), t, start=rng.random()) for f in HAT_SQUARES), np.zeros(len(t))
    )
    mix = rng.uniform(0.2, 0.9)
    both = mix * ring / 2.5 + (1 - mix) * noise(t, rng)
    return swept(swept(both, bottom, 0.8, HIGH), bottom * 0.9, 1.0, HIGH)


def hat_closed(rng: RNG) -> Patch:
    length = between(rng, 0.04, 0.16)
    t = seconds(length + 0.03)
    audio = _metal(rng, t, between(rng, 4500, 9000)) * decay(t, length)
    return Patch(audio, (("closed",), say(length < 0.08, "tight", "very short")), MACHINE)


def hat_open(rng: RNG) -> Patch:
    length = between(rng, 0.35, 1.4)
    t = seconds(length)
    audio = _metal(rng, t, between(rng, 4500, 9000)) * decay(t, length)
    return Patch(audio, (("open",), say(length > 0.8, "long", "washy")), MACHINE)


def cymbal(rng: RNG) -> Patch:
    t = seconds(1.6)
    low = swept(_metal(rng, t, 500), between(rng, 2000, 4500), 1.0, BAND) * decay(t, between(rng, 0.3, 0.8))
    high = _metal(rng, t, between(rng, 3500, 8000)) * decay(t, between(rng, 1.0, 3.0))
    return Patch(0.6 * low + high, (("metallic",), ("electronic", "synthetic")), MACHINE)


def ride(rng: RNG) -> Patch:
    t = seconds(1.6)
    ping = sum((sine(f, t) for f in rng.uniform(2200, 7000, 6)), np.zeros_like(t)) * decay(t, between(rng, 0.3, 0.9))
    wash = _metal(rng, t, between(rng, 3000, 6000)) * decay(t, between(rng, 0.8, 2.0))
    return Patch(0.25 * ping + rng.uniform(0.2, 0.6) * wash, (("metallic", "pinging"),), MACHINE)


def tom(rng: RNG) -> Patch:
    base, length = between(rng, 60, 260), between(rng, 0.2, 0.8)
    t = seconds(length * 1.1)
    audio = sine(base * (1 + rng.uniform(0.2, 1.0) * decay(t, between(rng, 0.05, 0.3))), t) * decay(t, length)
    audio = audio + rng.uniform(0, 0.2) * swept(noise(t, rng), 4 * base, 0.7) * decay(t, 0.08)
    nouns: tuple[str, ...] = ("low tom", "floor tom") if base < 95 else ("high tom",) if base > 175 else ("mid tom",)
    return Patch(
        drive(audio, rng.uniform(0, 0.2)), (("electronic",),), MACHINE, nouns=(*nouns, "synth tom", "tom drum")
    )


def cowbell(rng: RNG) -> Patch:
    f, length = between(rng, 430, 680), between(rng, 0.1, 0.6)
    t = seconds(length * 1.1)
    both = square(f, t) + square(f * rng.uniform(1.44, 1.54), t)
    audio = swept(both, 1.8 * f, 1.5, BAND) * (0.6 * decay(t, 0.05) + 0.4 * decay(t, length))
    return Patch(audio, (("metallic", "hollow"), ("electronic",)), MACHINE)


def shaker(rng: RNG) -> Patch:
    rise, length = between(rng, 0.005, 0.06), between(rng, 0.06, 0.2)
    t = seconds(rise + length)
    envelope = np.minimum(t / rise, 1) * decay(np.maximum(t - rise, 0), length)
    audio = swept(noise(t, rng), between(rng, 4000, 8500), rng.uniform(0.8, 2.5), BAND) * envelope
    return Patch(audio, (say(rise > 0.03, "soft", "gentle"), ("dry",)), MACHINE)


def conga(rng: RNG) -> Patch:
    f, length = between(rng, 150, 450), between(rng, 0.1, 0.4)
    t = seconds(length * 1.1)
    audio = sine(f * (1 + 0.15 * decay(t, 0.05)), t) * decay(t, length) + 0.1 * noise(t, rng) * decay(t, 0.01)
    facts = (say(f > 330, "high"), say(f < 200, "low"), ("electronic",))
    return Patch(audio, facts, MACHINE)


def clave(rng: RNG) -> Patch:
    t = seconds(0.2)
    audio = sine(between(rng, 1900, 2800), t) * decay(t, between(rng, 0.04, 0.14))
    return Patch(audio, (("short", "dry"), ("clicky", "woody")), MACHINE)


def blip(rng: RNG) -> Patch:
    f, turn = between(rng, 150, 1500), between(rng, 0.3, 4)
    t = seconds(between(rng, 0.06, 0.3))
    audio = triangle(f * turn ** (t / t[-1]), t) * decay(t, t[-1])
    facts = (say(turn > 1.3, "rising"), say(turn < 0.75, "falling"), ("electronic", "synthetic"))
    return Patch(audio, facts)


def tick(rng: RNG) -> Patch:
    t = seconds(0.08)
    audio = swept(noise(t, rng), between(rng, 1500, 9000), rng.uniform(1, 6), BAND) * decay(
        t, between(rng, 0.006, 0.03)
    )
    return Patch(audio, (("short", "tiny"), ("dry",)))


FAMILIES = (
    Family("kick_deep", "kick", ("kick drum", "808 kick", "bass drum", "kick"), kick_deep, 55, 150, 1.5),
    Family("kick_punchy", "kick", ("kick drum", "909 kick", "kick", "electronic kick"), kick_punchy, 70, 400, 1.5),
    Family("kick_hard", "kick", ("kick drum", "distorted kick", "kick", "techno kick"), kick_hard, 70, 500),
    Family("kick_short", "kick", ("kick drum", "electronic kick", "kick"), kick_short, 70, 300),
    Family("snare_tone", "snare", ("snare drum", "electronic snare", "snare", "808 snare"), snare, 900, 4500, 2.0),
    Family("snare_noise", "snare", ("snare drum", "electronic snare", "noise snare"), snare_noise, 1200, 5000),
    Family("rim", "snare", ("rim shot", "side stick", "rimshot"), rim, 700, 2500, 0.7),
    Family("clap", "clap_snap", ("hand clap", "clap", "claps", "808 clap"), clap, 1300, 3500, 1.3),
    Family("snap", "clap_snap", ("finger snap", "snap"), snap, 1800, 4500, 0.6),
    Family("hat_closed", "hihat", ("hi-hat", "closed hihat", "hat", "hihat"), hat_closed, 8000, 12500, 1.5),
    Family("hat_open", "hihat", ("hi-hat", "open hihat", "hat", "hihat"), hat_open, 8000, 12500, 1.2),
    Family("cymbal", "cymbal", ("cymbal", "crash cymbal", "cymbal crash"), cymbal, 6000, 11000),
    Family("ride", "cymbal", ("ride cymbal", "ride"), ride, 5000, 9500, 0.7),
    Family("tom", "tom", ("tom drum",), tom, 90, 400, 1.3),
    Family("cowbell", "percussion", ("cowbell", "cow bell", "808 cowbell"), cowbell, 700, 2000, 0.7),
    Family("shaker", "percussion", ("shaker", "maracas", "shaker hit"), shaker, 5000, 9500, 0.8),
    Family("conga", "percussion", ("conga", "bongo", "hand drum"), conga, 180, 600, 0.8),
    Family("clave", "percussion", ("claves", "clave", "wood stick click"), clave, 1900, 2900, 0.5),
    Family("blip", "electronic_perc", ("blip", "electronic percussion", "electronic drum", "bleep"), blip, 300, 1500),
    Family("tick", "electronic_perc", ("tick", "electronic click", "glitch click"), tick, 2000, 7000, 0.5),
)
