"""What words add to a kind of sound: "low" to where it lies, "short" to how long it lasts.

A sound's qualities q [Q] are numbers that words may be about: its outline (how high, how long) and its sketch (how loud
which part of it). Those of a clip are taken for a sum over the words of its caption:

    q = kind + Σ_w effect(w) + slope · pitch + noise

Words that mean the like do the like: effects are a Gaussian process over word vectors,

    cov(effect(v), effect(w)) = WORDS · k(v, w),    k(v, w) = max(cos(v, w), 0)² + OWN · [v = w]

so what is expected of them, given all clips, is a linear mixed model's best linear unbiased prediction (Robinson 1991),
and a word that no caption uses does what its neighbours do. Training is one linear system (`wording_training`).

Why not ask the denoiser, for the mean of its sounds at the highest noise level (sketches) and for drawn sounds
(outlines)? It was asked before, but it hears such words too softly: four sounds drawn for a low and a high tom lie 0.1
octaves apart on average, for a deep and a high snare 0.04; by words it is 0.8 and 0.6.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from bridge.errors import BadWeights
from bridge.files import write_atomic
from bridge.priors.edm.text import Prompt, WordVectors

FORMAT = "sds-bridge-wording-1"
WEIGHTS = Path(__file__).with_name("wording.safetensors")
OWN = 0.5
"""how much of a word's effect its neighbours know nothing of, beside what they share"""


@dataclass(frozen=True)
class Expected:
    """Qualities [1, Q] expected of what a prompt asks for, and of the kind of sound that it means."""

    prompt: Tensor
    kind: Tensor

    def to(self, device: torch.device) -> Expected:
        return Expected(self.prompt.to(device), self.kind.to(device))


@dataclass(frozen=True)
class Wording:
    """kinds: names of kinds of sound.  bare [K, Q]: what a kind has whatever the words.  means [K, Q]: of its clips.
    rows [V]: of the word table, the words of the captions.  weights [V, Q]: effect(w) = Σ_v k(w, v) weights(v).
    slope [Q]: an octave up in pitch, from C4."""

    kinds: Sequence[str]
    bare: Tensor
    means: Tensor
    rows: Tensor
    weights: Tensor
    slope: Tensor

    def expect(self, prompt: Prompt, vectors: WordVectors, chances: Tensor) -> Expected:
        """chances [K]: how probably the prompt means each kind."""
        qualities = chances @ self.bare + self.effects(rows_of(prompt, vectors), vectors).sum(0)
        if prompt.pitch is not None:
            qualities = qualities + self.slope * octaves(prompt.pitch)
        return Expected(qualities[None], (chances @ self.means)[None])

    def effects(self, rows: Tensor, vectors: WordVectors) -> Tensor:
        """Of words, by their rows [n] of the table, [n, Q]."""
        return kernel(vectors, rows, self.rows) @ self.weights


def rows_of(prompt: Prompt, vectors: WordVectors) -> Tensor:
    """Of the prompt's words, each once, those that the table knows, [n]."""
    found = dict.fromkeys(vectors.find(word) for word in prompt.words)
    return torch.tensor([row for row in found if row is not None], dtype=torch.long)


def octaves(pitch: float) -> float:
    """MIDI note -> octaves above C4."""
    return (pitch - 60) / 12


def kernel(vectors: WordVectors, rows: Tensor, others: Tensor) -> Tensor:
    """k of words by their rows of the table, [n] and [V] -> [n, V]."""
    table = torch.from_numpy(vectors.vectors)
    alike = (table[rows] @ table[others].T).clamp_min(0).square()
    return alike + OWN * (rows[:, None] == others)


def save_wording(model: Wording, path: Path, notes: dict[str, object]) -> Path:
    from safetensors.torch import save

    tensors = {"bare": model.bare, "means": model.means, "weights": model.weights, "slope": model.slope}
    halves = {name: x.half().contiguous() for name, x in tensors.items()} | {"rows": model.rows.int().contiguous()}
    metadata = {"format": FORMAT, "kinds": json.dumps(list(model.kinds)), "notes": json.dumps(notes)}
    return write_atomic(path, save(halves, metadata))


def load_wording(path: Path = WEIGHTS) -> Wording:
    """Read what `save_wording` wrote. Raises BadWeights."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {k: file.get_tensor(k) for k in file.keys()}  # noqa: SIM118  # not a dict
        if metadata.get("format") != FORMAT:
            raise BadWeights(f"{path.name} is not of this version; reinstall sds-bridge")
        real = {name: x.float() for name, x in tensors.items() if name != "rows"}
        return Wording(tuple(json.loads(metadata["kinds"])), rows=tensors["rows"].long(), **real)
    except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
        raise BadWeights(f"cannot read {path}: {str(error).splitlines()[0][:160]}; reinstall sds-bridge") from error
