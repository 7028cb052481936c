"""Electronic effects: zaps, lasers, alarms, risers, noise, drops and blasts."""

from __future__ import annotations

import numpy as np

from bridge.priors.edm.made.dsp import BAND, decay, drive, noise, phase, saw, seconds, sine, square, swept
from bridge.priors.edm.made.patch import Family, Patch, between, say

RNG = np.random.Generator


def zap(rng: RNG) -> Patch:
    top, bottom = between(rng, 2500, 9000), between(rng, 60, 400)
    t = seconds(between(rng, 0.08, 0.35))
    f = bottom + (top - bottom) * decay(t, t[-1] * rng.uniform(0.5, 1.5))
    audio = (sine(f, t) if rng.random() < 0.5 else saw(f, t)) * decay(t, 1.2 * t[-1])
    return Patch(audio, (("falling", "descending"), ("short",), ("electronic",)))


def laser(rng: RNG) -> Patch:
    top, bottom = between(rng, 1200, 5000), between(rng, 100, 500)
    t = seconds(between(rng, 0.25, 0.8))
    f = top * (bottom / top) ** (t / t[-1])
    flutter = 1 + rng.uniform(0, 0.15) * np.sin(2 * np.pi * between(rng, 15, 50) * t)
    audio = square(f * flutter, t, rng.uniform(0.2, 0.5)) * decay(t, 1.5 * t[-1])
    return Patch(audio, (("retro", "8 bit"), ("falling", "descending")), ("video game", "science fiction"))


def bleep(rng: RNG) -> Patch:
    tones, length = int(rng.integers(1, 4)), between(rng, 0.05, 0.16)
    t = seconds(length * tones)
    notes = rng.choice(np.array([0, 2, 4, 5, 7, 9, 12]), tones, replace=False) + rng.integers(60, 90)
    f = 440 * 2 ** ((np.sort(notes) - 69.0) / 12)
    if rng.random() < 0.3:
        f = f[::-1]
    step = np.minimum((t / length).astype(int), tones - 1)
    within = t - step * length
    audio = (square if rng.random() < 0.5 else sine)(f[step], t) * np.minimum(within / 0.002, 1)
    audio = audio * np.minimum((length - within).clip(0) / 0.004, 1)
    facts = (say(tones == 2, "two tone"), say(tones == 3, "three tone"), say(tones > 1 and f[0] < f[-1], "rising"),
             say(tones > 1 and f[0] > f[-1], "falling"), ("digital", "electronic"))  # fmt: skip
    return Patch(audio, facts, ("interface sound", "computer"))


def alarm(rng: RNG) -> Patch:
    low, ratio, rate = between(rng, 500, 1800), rng.uniform(1.2, 1.8), rng.uniform(2, 9)
    t = seconds(1.4)
    swing = np.sin(2 * np.pi * rate * t)
    siren = bool(rng.random() < 0.5)
    f = low * ratio ** (swing if siren else (swing > 0).astype(float))
    audio = swept((square if rng.random() < 0.6 else sine)(f, t), 9000, 0.7)
    nouns = ("siren", "electronic siren", "siren alarm") if siren else ("alarm", "electronic alarm", "alarm beep")
    return Patch(
        audio, (say(rate > 6, "fast"), say(rate < 3.5, "slow"), ("electronic",)), ("warning sound",), nouns=nouns
    )


def riser(rng: RNG) -> Patch:
    up = bool(rng.random() < 0.7)
    t = seconds(1.55)
    way = t / t[-1] if up else 1 - t / t[-1]
    cutoff = between(rng, 150, 500) * between(rng, 12, 40) ** way
    noisy = bool(rng.random() < 0.6)
    raw = noise(t, rng) if noisy else saw(0.25 * cutoff, t) + 0.3 * noise(t, rng)
    audio = swept(raw, cutoff, rng.uniform(1, 4), BAND) * (0.05 + way**1.5)
    nouns = ("riser", "noise sweep", "sweep up", "synth riser") if up else ("downlifter", "noise sweep", "sweep down")
    facts = (("rising", "ascending") if up else ("falling", "descending"), say(noisy, "noisy", "airy"))
    return Patch(audio, facts, ("filter sweep",), nouns=nouns)


def whoosh(rng: RNG) -> Patch:
    length, peak = between(rng, 0.25, 1.2), rng.uniform(0.3, 0.6)
    t = seconds(length)
    hump = np.exp(-(((t / length - peak) / 0.17) ** 2))
    audio = swept(noise(t, rng), between(rng, 250, 900) * (1 + rng.uniform(1, 5) * hump), rng.uniform(0.8, 2.5), BAND)
    return Patch(audio * hump, (say(length > 0.8, "slow"), say(length < 0.4, "fast", "quick"), ("airy", "noisy")))


def burst(rng: RNG) -> Patch:
    t = seconds(between(rng, 0.06, 0.8))
    centre = between(rng, 300, 9000)
    audio = swept(noise(t, rng), centre, rng.uniform(0.5, 3), BAND) * decay(t, t[-1])
    return Patch(audio, (("noisy", "hissing"), say(centre < 700, "low"), say(centre > 5000, "high")))


def robot(rng: RNG) -> Patch:
    t = seconds(between(rng, 0.3, 1.0))
    hop = max(1, int(between(rng, 0.03, 0.09) * 44100))
    steps = np.repeat(np.exp(rng.uniform(np.log(200), np.log(2500), len(t) // hop + 1)), hop)[: len(t)]
    ring = np.sin(2 * np.pi * phase(between(rng, 60, 400), t))
    audio = square(steps, t) * (0.5 + 0.5 * ring) * np.minimum((t[-1] - t) / 0.01, 1)
    return Patch(swept(audio, 7000, 0.7), (("glitchy", "random"), ("digital", "electronic")), ("computer",))


def drop(rng: RNG) -> Patch:
    """A bubble sings at its radius' pitch and rises as it nears the surface (Minnaert 1933; van den Doel 2005)."""
    f, count = between(rng, 400, 2500), int(rng.integers(1, 5))
    t = seconds(0.8)
    audio = np.zeros_like(t)
    for start in np.cumsum([0, *rng.uniform(0.04, 0.2, count - 1)]):
        local = np.maximum(t - start, 0)
        here = f * between(rng, 0.7, 1.4)
        rate = between(rng, 20, 60)
        audio += np.sin(2 * np.pi * here * local * (1 + 0.08 * rate * local / 2)) * np.exp(-rate * local) * (t >= start)
    nouns = ("water drop", "droplet", "water drip") if count == 1 else ("water drops", "bubbles", "dripping water")
    return Patch(audio, (say(f > 1500, "small", "high"), say(f < 650, "big", "low"), ("wet",)), nouns=nouns)


def blast(rng: RNG) -> Patch:
    length = between(rng, 0.3, 1.6)
    t = seconds(min(1.6, length * 1.1))
    corner = between(rng, 800, 6000) * decay(t, length * 1.5) + 60
    audio = drive(swept(noise(t, rng), corner, 0.7) * decay(t, length), rng.uniform(0.3, 1.5))
    audio = audio + rng.uniform(0, 0.8) * sine(between(rng, 35, 70) * (1 + decay(t, 0.2)), t) * decay(t, length)
    crushed = bool(rng.random() < 0.4)
    if crushed:
        audio = np.repeat(audio[::6], 6)[: len(audio)]
    facts = (say(length > 0.9, "big", "rumbling"), say(length < 0.5, "small", "short"), say(crushed, "lo-fi", "8 bit"))
    return Patch(audio, facts, ("video game",) if crushed else ())


FAMILIES = (
    Family("zap", "electronic_sfx", ("zap", "electronic zap", "synth zap"), zap, 700, 3000, 0.8),
    Family("laser", "electronic_sfx", ("laser", "laser shot", "laser gun"), laser, 800, 3500),
    Family("bleep", "electronic_sfx", ("bleep", "beep", "digital bleep", "computer beep"), bleep, 500, 2500),
    Family("alarm", "electronic_sfx", ("alarm",), alarm, 900, 3500, 0.7),
    Family("riser", "electronic_sfx", ("riser",), riser, 900, 5000, 0.8),
    Family("whoosh", "whoosh", ("whoosh", "swoosh", "air whoosh", "swish"), whoosh, 600, 3500, 1.3),
    Family("burst", "electronic_sfx", ("noise burst", "burst of noise", "noise hit"), burst, 900, 6000, 0.7),
    Family("robot", "electronic_sfx", ("robot sound", "glitch", "computer glitch"), robot, 700, 2500, 0.7),
    Family("drop", "water", ("water drop",), drop, 600, 1800, 0.8),
    Family("blast", "explosion_weapon", ("explosion", "blast", "cannon blast", "boom"), blast, 150, 1500, 1.0),
)
