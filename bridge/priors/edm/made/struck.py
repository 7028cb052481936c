"""Struck objects: damped modes excited by a pulse of force, with contact noise, in a room.

The pulse is half a sine as long as the contact (Hertz 1881: the softer and heavier the striker, the longer; the harder
the blow, the shorter, as speed^−1/5). A mode at f decays as exp(−π f η(f) t) with a loss factor η that rises with f
(Chaigne & Lambourg 2001).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from bridge.priors.edm.made import bodies, room
from bridge.priors.edm.made.bodies import MATERIALS, METALS, Body
from bridge.priors.edm.made.grammar import Words, compose, pick, register, strength
from bridge.priors.edm.made.measure import timbre
from bridge.priors.edm.made.sound import SAMPLE_RATE, Batch, Made, finish

COUNT = 1400
SECONDS = 1.6
SOURCE, LICENCE, ATTRIBUTION = "made:struck", "CC0-1.0", "sds-bridge"


@dataclass(frozen=True)
class Striker:
    """contact: s at middling force.  noise: level of the contact's own noise.  phrases: how it is said."""

    contact: float
    noise: float
    phrases: tuple[str, ...]


STRIKERS = {
    "soft mallet": Striker(2.2e-3, 0.2, ("with a soft mallet", "soft mallet", "with a felt mallet")),
    "wooden stick": Striker(5e-4, 0.8, ("with a wooden stick", "with a drum stick", "wooden stick")),
    "metal hammer": Striker(1.8e-4, 1.0, ("with a metal hammer", "with a hammer", "metal hammer")),
    "fingernail": Striker(2.5e-4, 0.5, ("with a fingernail", "fingernail tap", "flicked with a finger")),
    "finger": Striker(3.5e-3, 0.7, ("with a finger", "finger tap", "tapped by hand")),
    "brush": Striker(3e-4, 1.5, ("with a brush", "brush", "with brushes")),
}


@dataclass(frozen=True)
class Kind:
    """One shape in one material. pitch: Hz of the lowest mode at middling size.  ring: how freely it rings (1: fully).

    tuned: may its note be named?
    """

    shape: str
    material: str
    category: str
    nouns: tuple[str, ...]
    pitch: float
    ring: float = 1.0
    tuned: bool = False


def _kinds() -> tuple[Kind, ...]:
    """Every shape and material that makes sense together, with its category in the corpus."""
    kinds = []
    for m in METALS:
        kinds += [
            Kind("bar", m, "bell_mallet", (f"{m} bar", f"{m} chime bar", "metal bar", "metallophone"), 700, 1, True),
            Kind("plate", m, "metal", (f"{m} plate", "metal plate", "metal sheet", f"{m} sheet"), 110, 3),
            Kind("tube", m, "metal", (f"{m} pipe", "metal pipe", f"{m} tube"), 420, 2),
            Kind("block", m, "metal", (f"{m} block", "anvil", "metal block", "solid metal"), 1500, 2),
        ]
    for m in ("steel", "brass", "bronze"):
        kinds += [
            Kind("bell", m, "bell_mallet", (f"{m} bell", "bell", "metal bell"), 330, 1, True),
            Kind("bowl", m, "bell_mallet", (f"{m} bowl", "singing bowl", "metal bowl"), 420, 1, True),
        ]
    return (
        *kinds,
        Kind("tube", "aluminium", "bell_mallet", ("wind chime", "chime tube", "aluminium chime"), 900, 1, True),
        Kind("bowl", "steel", "metal", ("metal pot", "steel pan", "cooking pot", "tin can"), 500, 5),
        Kind("bar", "wood", "bell_mallet", ("wooden bar", "wooden mallet bar", "wood bar"), 420, 0.7, True),
        Kind("bar", "wood", "wood", ("wooden stick", "wood plank", "wooden beam"), 330, 2),
        Kind("plate", "wood", "wood", ("wooden board", "wood panel", "wooden table"), 90, 2),
        Kind("block", "wood", "percussion", ("wood block", "temple block", "wooden block"), 900, 1),
        Kind("tube", "wood", "wood", ("bamboo tube", "wooden tube", "hollow wood"), 480, 1.5),
        Kind("bowl", "wood", "wood", ("wooden bowl", "hollow wooden bowl"), 420, 1.5),
        Kind("bowl", "glass", "glass", ("wine glass", "glass bowl", "drinking glass", "glass"), 750, 1, True),
        Kind("plate", "glass", "glass", ("glass plate", "window pane", "sheet of glass"), 280, 3),
        Kind("bar", "glass", "glass", ("glass bar", "glass rod", "glass chime"), 1200, 1, True),
        Kind("tube", "glass", "glass", ("glass tube", "glass bottle", "bottle"), 850, 2),
        Kind("bar", "plastic", "plastic_rubber", ("plastic bar", "plastic ruler", "plastic stick"), 300),
        Kind("plate", "plastic", "plastic_rubber", ("plastic plate", "plastic lid", "plastic sheet"), 90),
        Kind("tube", "plastic", "plastic_rubber", ("plastic tube", "PVC pipe", "plastic pipe"), 320),
        Kind("bowl", "plastic", "plastic_rubber", ("plastic bowl", "plastic bucket", "plastic cup"), 300),
        Kind("block", "plastic", "plastic_rubber", ("plastic block", "plastic box", "hard plastic"), 500),
        Kind("block", "rubber", "plastic_rubber", ("rubber block", "rubber ball", "rubber"), 190),
        Kind("membrane", "rubber", "plastic_rubber", ("rubber membrane", "stretched rubber", "balloon drum"), 130),
        Kind("block", "stone", "stone_ceramic", ("stone block", "rock", "brick", "stone"), 900),
        Kind("plate", "stone", "stone_ceramic", ("stone slab", "stone plate", "slate"), 350),
        Kind("bar", "stone", "stone_ceramic", ("stone bar", "stone chime", "lithophone"), 800, 0.5, True),
        Kind("plate", "ceramic", "stone_ceramic", ("ceramic tile", "ceramic plate", "tile"), 450, 2),
        Kind("bowl", "ceramic", "stone_ceramic", ("ceramic bowl", "ceramic cup", "clay pot", "flower pot"), 650, 1.5),
        Kind("block", "ceramic", "stone_ceramic", ("ceramic brick", "ceramic block", "clay brick"), 1100, 2),
        Kind("membrane", "skin", "percussion", ("hand drum", "frame drum", "skin drum", "drum"), 130),
        Kind("membrane", "plastic", "tom", ("tom drum", "tom", "drum head"), 110, 0.7),
    )


KINDS = _kinds()
FAMILIAR = {"steel": 1.0, "wood": 1.0, "glass": 1.0, "skin": 1.6, "plastic": 1.0, "rubber": 0.7}
"""Share of the sounds a kind of that material gets, where not 0.8."""
SUITED = {
    "membrane": ("soft mallet", "wooden stick", "finger", "brush"),
    "bell": ("soft mallet", "wooden stick", "metal hammer", "fingernail"),
}


def batches(seed: int, count: int = COUNT) -> list[Batch]:
    """One batch a kind: its share of `count` sounds."""
    shares = np.array([FAMILIAR.get(k.material, 0.8) for k in KINDS])
    each = np.maximum(1, np.round(count * shares / shares.sum()).astype(int))
    return [Batch(int(n), partial(_make, i, int(n), seed)) for i, n in enumerate(each)]


def _make(index: int, count: int, seed: int) -> Iterable[Made]:
    kind = KINDS[index]
    for i in range(count):
        rng = np.random.default_rng([seed, 3, index, i])
        clip = None
        while clip is None:
            audio, facts, phrases, pitch, original = strike(kind, rng)
            clip = finish(audio)
        dark, bright = (250.0, 2500.0) if kind.shape == "membrane" else (700.0, 5000.0)
        words = Words(_nouns(kind, original), (*timbre(clip, dark, bright), *facts), phrases, pitch)
        tags = (kind.category, *kind.nouns[0].split(), *original.split(", ")[1].split())
        group = f"made:struck:{kind.nouns[0].replace(' ', '_')}"
        yield Made(clip, compose(words, rng), kind.category, tags, group, SOURCE, LICENCE, ATTRIBUTION, original)


def strike(
    kind: Kind, rng: np.random.Generator
) -> tuple[np.ndarray, tuple[tuple[str, ...], ...], tuple[str, ...], int | None, str]:
    """One blow -> (audio [T], facts, phrases, MIDI note or None, description)."""
    material = MATERIALS[kind.material]
    name = pick(rng, SUITED.get(kind.shape, tuple(STRIKERS)))
    striker = STRIKERS[name]
    hard = float(rng.uniform(0.1, 1.0))
    size = float(np.exp(rng.uniform(np.log(0.4), np.log(2.5))))
    damped = bool(rng.random() < 0.25)
    where = pick(rng, ("dry", "dry", "dry", "dry", "small", "small", "hall"))
    position = float(rng.uniform(0, 1))
    speed = material.speed if kind.shape != "membrane" else 1.0  # a membrane's pitch is its tension's
    lowest = kind.pitch * (speed / MATERIALS[_model(kind)].speed) / size * float(rng.uniform(0.9, 1.1))
    modes = _body(kind, position, rng)
    frequency, decay, level = _decays(modes, lowest, kind, damped, rng)
    level = level * (frequency / lowest) ** 0.3  # higher modes radiate better
    audio = ring(frequency, decay, level, int(SECONDS * SAMPLE_RATE))
    contact = striker.contact * (1.5 - hard) * size**0.3
    pulse = np.sin(np.pi * np.arange(1, max(3, int(contact * SAMPLE_RATE))) / max(3, int(contact * SAMPLE_RATE)))
    if name == "brush":
        pulse = _many_hits(pulse, rng)
    audio = _convolve(audio, pulse)
    audio /= max(float(np.abs(audio).max()), 1e-12)
    audio = _with_noise(audio, material.noise * striker.noise, contact, rng)
    audio = room.place(audio, where, rng, float(rng.uniform(0.3, 0.8)))
    facts: list[tuple[str, ...]] = [material.words, strength(hard), _size(size)]
    facts.append(("damped", "muted", "choked") if damped else ())
    pitch = None
    heard = _heard_pitch(kind, frequency, level)
    if kind.tuned and not damped:
        pitch = round(69 + 12 * np.log2(heard / 440))
        facts.append(("ringing", "resonant") if decay[np.argmax(np.abs(level))] < 5 else ())
        facts.append(register(pitch))
    elif kind.shape == "membrane":
        facts.append(("low", "deep", "boomy") if lowest < 90 else ("high", "high tuned") if lowest > 200 else ())
        facts.append(_spot(position))
    if kind.shape in ("tube", "bowl") and not damped:
        facts.append(("hollow",))
    original = f"{kind.material} {kind.shape}, {name}, lowest {lowest:.0f} Hz, {where}"
    phrases = (*striker.phrases, *(room.PHRASES[where] if rng.random() < 0.6 else ()))
    return audio, tuple(facts), phrases, pitch, original


def _nouns(kind: Kind, original: str) -> tuple[str, ...]:
    """What was struck, and that it was: "glass bowl", "glass bowl hit", "tap on a glass bowl"."""
    blow = "tap" if "finger" in original else "stroke" if "brush" in original else "hit"
    more = [(f"{n} {blow}", f"struck {n}", f"{blow} on {n}") for n in kind.nouns]
    return (*kind.nouns, *kind.nouns, *(wording for three in more for wording in three))


def ring(frequency: np.ndarray, decay: np.ndarray, level: np.ndarray, samples: int) -> np.ndarray:
    """Σ level · sin(2π f t) · exp(−decay t): [samples].

    exp of a sum is a product of exps, so a coarse and a fine time grid make the whole by one matrix product.
    """
    fine = 256
    coarse = -(-samples // fine)
    z = (-decay + 2j * np.pi * frequency) / SAMPLE_RATE
    blocks = np.exp(np.outer(np.arange(coarse) * fine, z)) * level
    return np.ascontiguousarray((blocks @ np.exp(np.outer(z, np.arange(fine)))).imag.ravel()[:samples])


def _model(kind: Kind) -> str:
    """The material whose speed the kind's pitch was written for: metals scale from steel, the rest is as written."""
    return "steel" if kind.material in METALS else kind.material


def _body(kind: Kind, position: float, rng: np.random.Generator) -> Body:
    """position: 0 (end, rim of a bowl, centre of a membrane) … 1."""
    if kind.shape == "bar":
        return bodies.bar(0.5 * position, 0.0 if kind.tuned else 0.05)
    if kind.shape == "tube":
        return bodies.bar(0.5 * position, float(rng.uniform(0.05, 0.3)))
    if kind.shape == "plate":
        return bodies.plate((position, float(rng.uniform(0.1, 0.9))), float(rng.uniform(1.0, 2.2)))
    if kind.shape == "bowl":
        return bodies.bowl(position, float(rng.uniform(0, 1)))
    if kind.shape == "bell":
        return bodies.bell()
    if kind.shape == "membrane":
        return bodies.membrane(0.9 * position)
    a, b = rng.uniform(0.35, 0.95, 2)
    return bodies.block((1.0, float(a), float(b)), rng)


def _decays(
    body: Body, lowest: float, kind: Kind, damped: bool, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """-> frequency in Hz, decay in 1/s, level [modes], doublets and small faults of making included."""
    material = MATERIALS[kind.material]
    frequency = lowest * body.ratio * (1 + rng.normal(0, 0.004, len(body.ratio)))
    level = body.level * rng.uniform(0.6, 1.0, len(body.level))
    if body.split:
        shift = body.split * rng.uniform(0.2, 1.5, len(frequency))
        share = rng.uniform(0.3, 0.7, len(level))
        frequency = np.concatenate([frequency * (1 - shift / 2), frequency * (1 + shift / 2)])
        level = np.concatenate([level * share, level * (1 - share)])
    heard = frequency < 0.45 * SAMPLE_RATE
    frequency, level = frequency[heard], level[heard]
    loss = material.loss * kind.ring * float(rng.uniform(0.6, 1.6)) * (1 + frequency / material.rise)
    decay = np.pi * frequency * loss + 0.4
    if kind.shape == "membrane":
        decay = decay + 60 * np.exp(-((frequency / lowest - 1) ** 2) * 4) * 0.12 + 4  # the lowest mode radiates best
    if damped:
        decay = decay + rng.uniform(18, 50) * (1 + frequency / 3000)
    return frequency, decay, level


def _heard_pitch(kind: Kind, frequency: np.ndarray, level: np.ndarray) -> float:
    """Hz at which one would sing it: a bell's strike note (an octave over the hum), else the lowest mode."""
    return 2.0 * float(frequency.min()) if kind.shape == "bell" else float(frequency.min())


def _size(size: float) -> tuple[str, ...]:
    if size < 0.62:
        return ("small", "little", "tiny") if size < 0.5 else ("small", "little")
    return ("large", "big", "huge") if size > 2.1 else ("large", "big") if size > 1.6 else ()


def _spot(position: float) -> tuple[str, ...]:
    return ("rim",) if position > 0.85 else ("centre",) if position < 0.15 else ()


def _convolve(audio: np.ndarray, pulse: np.ndarray) -> np.ndarray:
    size = 1 << (len(audio) + len(pulse)).bit_length()
    return np.fft.irfft(np.fft.rfft(audio, size) * np.fft.rfft(pulse, size), size)[: len(audio)]


def _many_hits(pulse: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The wires of a brush land one after the other, within some 40 ms."""
    wires = 30
    out = np.zeros(int(0.05 * SAMPLE_RATE) + len(pulse))
    starts = (rng.beta(1.2, 3.0, wires) * 0.05 * SAMPLE_RATE).astype(int)
    for start, weight in zip(starts, rng.uniform(0.2, 1.0, wires), strict=True):
        out[start : start + len(pulse)] += weight * pulse
    return out


def _with_noise(audio: np.ndarray, level: float, contact: float, rng: np.random.Generator) -> np.ndarray:
    """The knock of the contact itself: a burst as long as the contact, darker the longer it lasts."""
    length = min(len(audio), int((0.003 + 6 * contact) * SAMPLE_RATE))
    burst = rng.standard_normal(length) * np.exp(-np.arange(length) / (0.25 * length))
    spectrum = np.fft.rfft(burst, 2 * length)
    corner = 0.6 / max(contact, 1e-4)
    spectrum /= 1 + (np.fft.rfftfreq(2 * length, 1 / SAMPLE_RATE) / corner) ** 2
    burst = np.fft.irfft(spectrum, 2 * length)[:length]
    out = audio.copy()
    out[:length] += level * rng.uniform(0.3, 1.0) * 0.6 * burst / max(float(np.abs(burst).max()), 1e-12)
    return out
