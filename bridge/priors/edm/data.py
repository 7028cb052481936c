"""Training examples: augmented clips as spectrograms, and captions as they might have been typed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from bridge.priors.edm.corpus import SAMPLE_RATE, Clip, load_clip
from bridge.priors.edm.network import Condition
from bridge.priors.edm.spectrogram import from_scale, to_scale
from bridge.priors.edm.text import MAX_WORDS, WordVectors, parse

VARIANTS = 5
SHAKE = 0.4
"""Length of the noise on a word vector of length 1: what turns "snare" into "drum" has length 0.7."""
ROOMS = (
    "reverb",
    "with reverb",
    "in a big hall",
    "in a large room",
    "echo",
    "roomy",
    "reverberant space",
    "wet reverb",
)
ALIASES = {
    "kick": ("kick drum", "bass drum", "kick", "bd"),
    "snare": ("snare drum", "snare", "snare hit"),
    "hihat": ("hi-hat", "hihat", "hat", "hi hat cymbal"),
    "tom": ("tom drum", "tom", "tom-tom"),
    "cymbal": ("cymbal", "crash cymbal", "ride cymbal"),
    "clap_snap": ("clap", "hand clap", "finger snap"),
    "percussion": ("percussion", "hand drum", "percussive hit"),
    "bell_mallet": ("bell", "mallet instrument", "chime", "mallet"),
    "plucked_string": ("plucked string", "pluck", "string pluck"),
    "bowed_wind": ("wind instrument", "bowed string", "sustained note"),
    "keys": ("keyboard note", "keys", "piano or organ"),
    "bass": ("bass", "bass note", "low bass"),
    "synth_note": ("synthesizer note", "synth", "synth tone"),
    "electronic_sfx": ("electronic sound effect", "digital blip", "bleep"),
    "electronic_perc": ("electronic percussion", "electronic hit"),
    "metal": ("metal hit", "metallic sound", "metal object"),
    "glass": ("glass", "glass clink", "glassy hit"),
    "wood": ("wood hit", "wooden object", "knock on wood"),
    "impact": ("impact", "thud", "hit"),
    "stone_ceramic": ("stone", "ceramic", "rock hit"),
    "clap": ("clap",),
    "voice": ("human voice", "mouth sound"),
    "explosion_weapon": ("explosion", "gun shot", "blast"),
    "door_furniture": ("door slam", "furniture"),
}


def names_of(kind: str) -> tuple[str, ...]:
    """What people call a kind of sound, the plainest first."""
    return ALIASES.get(kind, (kind.replace("_", " "),))


@dataclass(frozen=True)
class Example:
    """One augmented clip: its captions' source, semitones of transposition, and whether a room was added."""

    clip: Clip
    semitones: float
    room: bool


@dataclass
class TrainingSet:
    """z [n, 2, bands, frames] float16 in `WarpedSpectrogram` units (for the complex representation: audio [n, T]), one
    Example a row, sampling weights [n]."""

    z: Tensor
    examples: list[Example]
    weights: Tensor

    def join(self, other: TrainingSet, share: float) -> TrainingSet:
        """Both sets in one; a `share` of what is drawn comes from this one."""
        parts = (share * self.weights / self.weights.sum(), (1 - share) * other.weights / other.weights.sum())
        return TrainingSet(torch.cat([self.z, other.z]), self.examples + other.examples, torch.cat(parts))


def is_validation(clip: Clip) -> bool:
    """One group in twenty of the prior's own split measures the loss and is never trained on."""
    return hashlib.sha256(b"val" + clip.group.encode()).digest()[0] % 20 == 0


def build_set(
    clips: list[Clip],
    keep: Callable[[Tensor], Tensor],
    samples: int,
    variants: int,
    seed: int,
    tell: Callable[[int, int], None] | None = None,
) -> TrainingSet:
    """Every clip `variants` times: as it is, transposed and shifted, and once in a made-up room.

    keep: audio [n, samples] -> what is kept of it, an analysis or the sound itself.
    """
    rows, examples = [], []
    for i, clip in enumerate(clips):
        audio = load_clip(clip)
        rng = np.random.default_rng([seed, i])
        batch = []
        for v in range(variants):
            semitones = 0.0 if v == 0 else float(rng.uniform(-2, 2))
            room = v == VARIANTS - 1
            batch.append(augment(audio, semitones, room, rng, samples) if v else audio)
            examples.append(Example(clip, semitones, room))
        padded = np.zeros((variants, samples), np.float32)
        for row, x in zip(padded, batch, strict=True):
            row[: min(len(x), len(row))] = x[: len(row)]
        with torch.inference_mode():
            rows.append(keep(torch.from_numpy(padded)).half())
        if tell:
            tell(i + 1, len(clips))
    return TrainingSet(torch.cat(rows), examples, _weights(examples))


def restore_set(z: Tensor, clips: list[Clip], plan: list[tuple[int, float, bool]]) -> TrainingSet:
    """A set from its stored analyses and, for each row, (clip, semitones, room)."""
    examples = [Example(clips[int(i)], float(s), bool(r)) for i, s, r in plan]
    return TrainingSet(z, examples, _weights(examples))


def augment(audio: np.ndarray, semitones: float, room: bool, rng: np.random.Generator, limit: int) -> np.ndarray:
    """Transpose by resampling, shift by up to 10 ms, and perhaps add a room; peak back at −1 dBFS."""
    ratio = 2 ** (semitones / 12)
    size = 1 << (len(audio) + 1024).bit_length()
    spectrum = np.fft.rfft(audio, size)
    resized = max(int(size / ratio) // 2 * 2, 2)
    out = np.fft.irfft(np.pad(spectrum, (0, max(0, resized // 2 + 1 - len(spectrum))))[: resized // 2 + 1], resized)
    out = out[: int(len(audio) / ratio)]
    out = np.pad(out, (int(rng.uniform(0, 0.010) * SAMPLE_RATE * (rng.random() < 0.5)), 0))
    if room:
        decay = float(np.exp(rng.uniform(np.log(0.15), np.log(0.7))))  # seconds per 8.7 dB: T60 = 1 … 4.8 s
        t = np.arange(int(min(limit, 5 * decay * SAMPLE_RATE))) / SAMPLE_RATE
        tail = rng.standard_normal(len(t)) * np.exp(-t / decay)
        size = 1 << (len(out) + len(tail)).bit_length()
        darkness = 1 / (1 + np.fft.rfftfreq(size, 1 / SAMPLE_RATE) / rng.uniform(1500, 8000))
        wet = np.fft.irfft(np.fft.rfft(out, size) * np.fft.rfft(tail, size) * darkness, size)[:limit]
        wet *= np.sqrt((out**2).sum() / max((wet**2).sum(), 1e-12)) * rng.uniform(0.3, 1.0)
        out = np.pad(out, (0, max(0, len(wet) - len(out))))
        out[: len(wet)] += wet
    return (out * (0.89 / max(np.abs(out).max(), 1e-6))).astype(np.float32)


def _weights(examples: list[Example]) -> Tensor:
    """Square-root balance over categories, and over groups within one: no kit and no category drowns the others."""
    categories = Counter(e.clip.category for e in examples)
    groups = Counter((e.clip.category, e.clip.group) for e in examples)
    weights = [categories[e.clip.category] ** -0.5 * groups[e.clip.category, e.clip.group] ** -0.5 for e in examples]
    return torch.tensor(weights, dtype=torch.float64)


def typed_caption(example: Example, rng: np.random.Generator) -> str:
    """The words somebody might type for this sound: its caption, its category, its tags, or several of them."""
    clip = example.clip
    names = names_of(clip.category)
    kind = str(names[rng.integers(len(names))])
    roll = rng.random()
    if roll < 0.45:
        text = clip.caption
    elif roll < 0.70:
        text = f"{clip.caption}, {kind}" if rng.random() < 0.5 else f"{kind}, {clip.caption}"
    elif roll < 0.90 or not clip.tags:
        text = kind
    else:
        text = " ".join(clip.tags)
    return text + (f", {ROOMS[rng.integers(len(ROOMS))]}" if example.room else "")


class Batches:
    """Deterministic batches: the same (seed, step) gives the same examples, captions and mixtures."""

    def __init__(self, data: TrainingSet, vectors: WordVectors, mean: Tensor, size: int, seed: int) -> None:
        self.data, self.vectors, self.mean, self.size, self.seed = data, vectors, mean, size, seed
        self._cumulative = np.cumsum((data.weights / data.weights.sum()).numpy())

    def __call__(self, step: int, drop: float = 0.1, mixtures: float = 0.08) -> tuple[Tensor, Condition]:
        """-> (z − mean [B, 2, bands, frames], Condition with a share `drop` of unconditional rows)."""
        rng = np.random.default_rng([self.seed, step])
        rows = np.minimum(np.searchsorted(self._cumulative, rng.random(self.size)), len(self._cumulative) - 1)
        z = self._read(rows)
        texts = [typed_caption(self.data.examples[r], rng) for r in rows]
        semitones = [self.data.examples[r].semitones for r in rows]
        z = self._vary(z, rng)
        for i in np.flatnonzero(rng.random(self.size) < mixtures):
            j = int(rng.integers(self.size))
            gain = 10 ** (-rng.uniform(0, 9) / 10)
            z[i] = self._mix(z[i], self._read(rows[j : j + 1])[0], gain)
            texts[i] += ", " + typed_caption(self.data.examples[rows[j]], rng)
        condition = condition_for(texts, self.vectors, semitones, rng)
        keep = torch.from_numpy(rng.random(self.size) >= drop)
        return self._latent(z), condition.drop(keep)

    def with_rows(self, step: int) -> tuple[np.ndarray, Tensor, Condition]:
        """Rows of the data, z − mean and a caption of each; no mixtures, none unconditional."""
        rng = np.random.default_rng([self.seed, step, 3])
        rows = np.minimum(np.searchsorted(self._cumulative, rng.random(self.size)), len(self._cumulative) - 1)
        texts = [typed_caption(self.data.examples[r], rng) for r in rows]
        condition = condition_for(texts, self.vectors, [self.data.examples[r].semitones for r in rows], rng)
        return rows, self.data.z[rows].float() + self._equalise(rng) - self.mean, condition

    def captions(self, step: int, size: int, drop: float) -> tuple[np.ndarray, Condition]:
        """Rows of the data and their captions alone, for learning to sketch."""
        rng = np.random.default_rng([self.seed, step, 1])
        rows = np.minimum(np.searchsorted(self._cumulative, rng.random(size)), len(self._cumulative) - 1)
        texts = [typed_caption(self.data.examples[r], rng) for r in rows]
        condition = condition_for(texts, self.vectors, [self.data.examples[r].semitones for r in rows], rng)
        return rows, condition.drop(torch.from_numpy(rng.random(size) >= drop))

    def coarse(self, z: Tensor, size: tuple[int, int]) -> Tensor:
        """What the network sketches of z [B, 2, bands, frames]: its mean over each of `size` cells, [B, 2, *size]."""
        return F.adaptive_avg_pool2d(z, size)

    def all_coarse(self, size: tuple[int, int]) -> Tensor:
        """The same of every row of the data as it is."""
        return self.coarse(self.data.z.float() - self.mean, size)

    def _read(self, rows: np.ndarray) -> Tensor:
        return self.data.z[rows].float()

    def _vary(self, z: Tensor, rng: np.random.Generator) -> Tensor:
        return z + self._equalise(rng)

    def _mix(self, z: Tensor, other: Tensor, power: float) -> Tensor:
        return to_scale(from_scale(z) + power * from_scale(other))

    def _latent(self, z: Tensor) -> Tensor:
        return z - self.mean

    def _equalise(self, rng: np.random.Generator) -> Tensor:
        """A gain of ±2 dB and a tilt of ±2 dB over the spectrum."""
        bands = torch.linspace(-1, 1, self.data.z.shape[2])[None, None, :, None]
        gain, tilt = (torch.from_numpy(rng.uniform(-1, 1, (self.size, 1, 1, 1)).astype(np.float32)) for _ in range(2))
        return 0.1 * (gain + tilt * bands)


def condition_for(
    texts: list[str],
    vectors: WordVectors,
    semitones: list[float] | None = None,
    rng: np.random.Generator | None = None,
) -> Condition:
    """Texts -> Condition. With `rng` (training) one word in ten is dropped, pitches are sometimes left out, and word
    vectors are shaken a little, so that words nobody trained on mean what their neighbours mean."""
    words = torch.zeros(len(texts), MAX_WORDS, vectors.size)
    mask = torch.zeros(len(texts), MAX_WORDS, dtype=torch.bool)
    pitch = torch.zeros(len(texts), 2)
    for i, text in enumerate(texts):
        prompt = parse(text)
        found, _ = vectors.embed(prompt)
        if rng is not None and len(found) > 1:
            found = found[rng.random(len(found)) > 0.1] if rng.random() < 0.7 else found
        if rng is not None:
            found = found + rng.standard_normal(found.shape, np.float32) * (SHAKE / np.sqrt(vectors.size))
            found /= np.linalg.norm(found, axis=1, keepdims=True)
        words[i, : len(found)] = torch.from_numpy(found)
        mask[i, : len(found)] = True
        if prompt.pitch is not None and (rng is None or rng.random() < 0.8):
            note = prompt.pitch + (semitones[i] if semitones else 0.0)
            pitch[i] = torch.tensor([1.0, (note - 60) / 24])
    return Condition(words, mask, pitch)
