"""A family of electronic sounds: one function that draws its own settings and says what is true of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Patch:
    """One sound: audio [T], facts and phrases for its caption, its MIDI note if it may be named.

    nouns: instead of the family's, where the settings make it another thing.
    """

    audio: np.ndarray
    facts: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[str, ...] = ()
    pitch: int | None = None
    nouns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """A name (it makes the group), a category of the corpus, what it is called, and what makes one.

    dark, bright: centroids in Hz that count as such here.  weight: its share of the sounds beside the others.
    """

    name: str
    category: str
    nouns: tuple[str, ...]
    make: Callable[[np.random.Generator], Patch]
    dark: float
    bright: float
    weight: float = 1.0


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """Evenly on a logarithmic scale: right for frequencies and times."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def say(condition: bool, *wordings: str) -> tuple[str, ...]:
    """The wordings if the condition holds, else nothing to say."""
    return wordings if condition else ()
