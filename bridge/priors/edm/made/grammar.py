"""Captions as musicians type them: the same facts in many wordings. What is said comes from the caller and is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from bridge.notes import note_name

MOST_WORDS = 9

T = TypeVar("T")


@dataclass(frozen=True)
class Words:
    """Everything true that may be said about a sound.

    nouns: what it is, in several wordings.  facts: how it is, each in several wordings.  phrases: what may follow
    ("with a soft mallet").  pitch: MIDI note, where the sound has one.
    """

    nouns: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[str, ...] = ()
    pitch: int | None = None


def pick(rng: np.random.Generator, options: tuple[T, ...] | list[T]) -> T:
    """One of them, each as likely."""
    return options[int(rng.integers(len(options)))]


def register(pitch: float) -> tuple[str, ...]:
    """Wordings for the place of a MIDI note; none in the middle."""
    if pitch < 36:
        return ("deep", "very low", "low")
    if pitch < 48:
        return ("low", "deep")
    if pitch > 91:
        return ("very high", "high")
    return ("high", "high pitched") if pitch > 75 else ()


def strength(hard: float) -> tuple[str, ...]:
    """Wordings for how hard it was played, 0 … 1; none in the middle."""
    if hard < 0.4:
        return ("soft", "gentle", "light")
    return ("hard", "strong", "heavy") if hard > 0.75 else ()


def compose(words: Words, rng: np.random.Generator) -> str:
    """Two to nine words, now terse, now wordy, in one of three orders."""
    noun = pick(rng, words.nouns)
    wanted = int(rng.choice([0, 1, 2, 3], p=[0.2, 0.4, 0.3, 0.1]))
    facts = [f for f in words.facts if f]
    adjectives: list[str] = []
    for i in rng.permutation(len(facts)):
        adjective = pick(rng, facts[i])
        if len(adjectives) < wanted and not _repeats(adjective, " ".join([noun, *adjectives])):
            adjectives.append(adjective)
    note = f" note {note_name(words.pitch)}" if words.pitch is not None and rng.random() < 0.7 else ""
    phrase = pick(rng, words.phrases) if words.phrases and rng.random() < 0.5 else ""
    if _repeats(phrase, " ".join([noun + note, *adjectives])):
        phrase = ""
    order = rng.random()
    while len((text := _ordered(noun + note, adjectives, phrase, order)).split()) > MOST_WORDS:
        if not adjectives:
            text = noun
            break
        adjectives.pop()
    if len(text.split()) < 2:
        text = f"{pick(rng, pick(rng, facts))} {text}" if facts else f"{text} sound"
    return text


def _repeats(new: str, said: str) -> bool:
    """Would a word, or another of its stem, be said twice? Little words may be."""
    stems = [{w[:4] for w in text.lower().split() if len(w) > 3} for text in (new, said)]
    return bool(stems[0] & stems[1] - {"with", "very"})


def _ordered(noun: str, adjectives: list[str], phrase: str, order: float) -> str:
    if order < 0.55 or not adjectives:
        return " ".join([*adjectives, noun, phrase]).strip()
    if order < 0.8:
        return ", ".join([noun, *adjectives, *([phrase] if phrase else [])])
    return f"{adjectives[0]} {noun}" + "".join(f", {a}" for a in adjectives[1:]) + (f", {phrase}" if phrase else "")
