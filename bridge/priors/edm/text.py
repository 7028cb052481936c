"""A prompt becomes a set of word vectors and, if it names one, a pitch.

The vectors are static: every word was put once through the sentence encoder all-MiniLM-L6-v2 (Apache-2.0), the results
reduced by PCA and stored as int8 (`words.safetensors`, made by `sds-bridge prior words`). So words that no training
caption uses still stand near words that one does, and a word in no list is named to the user instead of guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bridge.errors import BadWeights

MAX_WORDS = 16
WORDS_FILE = Path(__file__).with_name("words.safetensors")
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "with",
        "on",
        "in",
        "at",
        "and",
        "or",
        "to",
        "by",
        "from",
        "for",
        "is",
        "it",
        "as",
        "into",
        "like",
        "sound",
        "some",
        "very",
    ]
)
_NOTE = re.compile(r"\b([A-Ga-g])([#b♯♭]?)(-?\d)\b")
_SEMITONE = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}


@dataclass(frozen=True)
class Prompt:
    """words: lower case, without stop words. pitch: MIDI note named in the text ("note C#4" -> 61), or None."""

    words: tuple[str, ...]
    pitch: float | None = None


def parse(text: str) -> Prompt:
    """Split free text into words and a pitch. Never fails: odd characters are separators."""
    pitch = None
    match = _NOTE.search(text)
    if match:
        letter, accidental, octave = match.groups()
        shift = {"#": 1, "♯": 1, "b": -1, "♭": -1}.get(accidental, 0)
        pitch = float(12 * (int(octave) + 1) + _SEMITONE[letter.lower()] + shift)
        text = text[: match.start()] + " " + text[match.end() :]
    words = [w for w in re.findall(r"[^\W_]+", text.lower()) if w not in _STOP]
    return Prompt(tuple(words), pitch)


class WordVectors:
    """words -> unit vectors [n, D]. Endings are stripped for words the table lacks ("drums" -> "drum")."""

    def __init__(self, words: list[str], vectors: np.ndarray) -> None:
        self.index = {w: i for i, w in enumerate(words)}
        self.vectors = vectors

    @property
    def size(self) -> int:
        return int(self.vectors.shape[1])

    def find(self, word: str) -> int | None:
        """Row of the word or of its stem; None if the table has neither."""
        for form in (word, *stems(word)):
            if form in self.index:
                return self.index[form]
        return None

    def embed(self, prompt: Prompt) -> tuple[np.ndarray, tuple[str, ...]]:
        """Vectors of the known words [n, D] (n <= MAX_WORDS) and the words that are unknown."""
        rows = [(w, self.find(w)) for w in dict.fromkeys(prompt.words)]
        known = [i for _, i in rows if i is not None]
        unknown = tuple(w for w, i in rows if i is None)
        return self.vectors[known[:MAX_WORDS]], unknown


def stems(word: str) -> list[str]:
    """What the word may be a form of: "drumming" -> drumm, drum, drumme; each at least three letters long."""
    forms = []
    for ending, replacement in (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"),
                                ("y", ""), ("ier", "y"), ("er", ""), ("ly", "")):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: len(word) - len(ending)] + replacement
            forms += [stem] + ([stem[:-1]] if len(stem) > 3 and stem[-1] == stem[-2] else [])
    return forms


@lru_cache(maxsize=2)
def load_words(path: Path = WORDS_FILE) -> WordVectors:
    """Read the shipped table. Raises BadWeights."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        data = load_file(path)
        words = data["words"].tobytes().decode().split("\n")
        vectors = data["vectors"].astype(np.float32)
    except (OSError, SafetensorError, KeyError, UnicodeDecodeError) as error:
        raise BadWeights(f"cannot read the word table {path.name}: {error}; reinstall sds-bridge") from error
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return WordVectors(words, vectors / np.maximum(norms, 1e-9))
