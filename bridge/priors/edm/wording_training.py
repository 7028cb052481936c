"""Training of the wording: `sds-bridge prior wording --corpus DIR --out DIR`, seconds from analysed clips.

With all unknowns of one quality in a vector b = (kinds, effects, slope), b ~ N(0, S), clips q = mean + F b + noise of
variance s², what is expected of b is

    b = (S FᵀF + s² I)⁻¹ S Fᵀ (q − mean)

S is block diagonal: KIND for kinds, WORDS · k for effects (`bridge.priors.edm.wording`), PITCH for the slope. Then
effects = k · weights with weights = WORDS · Fᵀ (q − mean − F b) / s², which is what is kept: with it effects of other
words follow.

Clips are those of the denoiser's training, as they are and in a room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from bridge.priors.edm.corpus import Clip, read_corpus
from bridge.priors.edm.data import Example, TrainingSet, build_set
from bridge.priors.edm.nuance import sketch
from bridge.priors.edm.outline import Outline
from bridge.priors.edm.prepared import prepare
from bridge.priors.edm.recipe import TrainingConfig
from bridge.priors.edm.spectrogram import Grid, WarpedSpectrogram
from bridge.priors.edm.text import Prompt, WordVectors, load_words, parse
from bridge.priors.edm.wording import Wording, kernel, octaves, rows_of, save_wording

KIND, WORDS, PITCH = 4.0, 0.3, 1.0
"""variances of what a kind, a word, an octave of pitch adds: octaves, doublings, units of the spectrogram, squared"""
NOISE = 2.0
"""variance of what captions do not say"""
ROOM_WORDS = ("reverb", "echo", "hall", "roomy", "reverberant")
"""what is said of a clip in a room: words that mean nothing else"""
_CHUNK = 512


def train_wording(corpora: list[Path], out: Path, seed: int = 2, say: Callable[[str], None] = print) -> Path:
    """Learn, report how much the words explain of clips that no prior has heard; returns the path of the weights."""
    out.mkdir(parents=True, exist_ok=True)
    data = prepare(corpora, TrainingConfig(seed=seed), out / "analysed.pt", say)["train"]
    vectors = load_words()
    model = learn(data, vectors, seed)
    fresh = [c for c in read_corpus(corpora[0]) if c.split != "prior" and c.category in model.kinds]
    say(f"{len(model.rows)} words; of what {len(fresh)} other clips have beyond the mean of their kinds they explain "
        f"{explained(model, fresh, vectors) if fresh else 'nothing'}")  # fmt: skip
    return save_wording(model, out / "wording.safetensors", {"seed": seed})


def learn(data: TrainingSet, vectors: WordVectors, seed: int) -> Wording:
    taken = [n for n, e in enumerate(data.examples) if e.room or e.semitones == 0]
    examples = [data.examples[n] for n in taken]
    found = qualities(data.z[taken]).double()
    prompts = _prompts(examples, np.random.default_rng(seed))
    words = [rows_of(p, vectors) for p in prompts]
    rows = torch.cat(words).unique()
    kinds = sorted({e.clip.category for e in examples})
    kind = _kinds([e.clip for e in examples], kinds).double()
    uses = torch.zeros(len(prompts), len(rows), dtype=torch.float64)
    for n, own in enumerate(words):
        uses[n, torch.searchsorted(rows, own)] = 1.0
    pitch = torch.tensor([[0.0 if p.pitch is None else octaves(p.pitch)] for p in prompts], dtype=torch.float64)
    mean = found.mean(0)
    design = torch.cat([kind, uses, pitch], 1)
    covariance = torch.block_diag(
        KIND * torch.eye(len(kinds)), WORDS * kernel(vectors, rows, rows), PITCH * torch.eye(1)
    ).double()
    projected = covariance @ design.T
    b = torch.linalg.solve(projected @ design + NOISE * torch.eye(len(covariance)), projected @ (found - mean))
    weights = WORDS / NOISE * uses.T @ (found - mean - design @ b)
    means = (kind.T @ found) / kind.sum(0)[:, None]
    bare, means, weights, slope = (x.float() for x in (mean + b[: len(kinds)], means, weights, b[-1]))
    return Wording(tuple(kinds), bare, means, rows, weights, slope)


def explained(model: Wording, clips: Sequence[Clip], vectors: WordVectors) -> str:
    """Of clips of known kinds: 1 − error² / that of the kind's mean, of heights, lengths, sketches."""
    data = build_set(list(clips), WarpedSpectrogram(Grid()), Grid().samples, 1, 0)
    found, chances = qualities(data.z), _kinds(clips, model.kinds)
    expected = [model.expect(parse(c.caption), vectors, row).prompt for c, row in zip(clips, chances, strict=True)]
    error, plain = (found - torch.cat(expected)).square().mean(0), (found - chances @ model.means).square().mean(0)
    parts = {"height": slice(0, 1), "length": slice(1, 2), "sketch": slice(2, None)}
    return ", ".join(f"{name} {1 - float(error[p].sum() / plain[p].sum()):.2f}" for name, p in parts.items())


@torch.no_grad()
def qualities(z: Tensor) -> Tensor:
    """`WarpedSpectrogram` analyses [n, 2, bands, frames] -> [n, Q]: outline, sketch."""
    outline = Outline(Grid())
    return torch.cat([torch.cat([outline(part), sketch(part)], 1) for part in map(Tensor.float, z.split(_CHUNK))])


def _prompts(examples: Sequence[Example], rng: np.random.Generator) -> list[Prompt]:
    """Captions, with the room and the transposition that the example has."""
    prompts = []
    for e in examples:
        prompt = parse(e.clip.caption + (f", {ROOM_WORDS[rng.integers(len(ROOM_WORDS))]}" if e.room else ""))
        pitch = None if prompt.pitch is None else prompt.pitch + e.semitones
        prompts.append(Prompt(prompt.words, pitch))
    return prompts


def _kinds(clips: Sequence[Clip], kinds: Sequence[str]) -> Tensor:
    """[n, K], one 1 a row."""
    index = torch.tensor([kinds.index(clip.category) for clip in clips])
    return torch.nn.functional.one_hot(index, len(kinds)).float()
