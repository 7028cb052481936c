"""Captions: true, two to nine words, varied, with a pitch that the text reader finds."""

import numpy as np
import pytest

from bridge.notes import note_name
from bridge.priors.edm.made.grammar import Words, compose, register, strength
from bridge.priors.edm.text import parse


@pytest.mark.parametrize("pitch", range(21, 109))
def test_the_reader_finds_the_pitch_that_was_written(pitch):
    assert parse(f"kalimba note {note_name(pitch)}").pitch == pitch


def test_captions_are_two_to_nine_words_and_say_only_what_was_given():
    rng = np.random.default_rng(0)
    words = Words(("kick drum", "kick"), (("deep", "low"), ("very short", "tight"), ()), ("in a big hall",), 36)
    texts = [compose(words, rng) for _ in range(400)]
    assert all(2 <= len(t.split()) <= 9 for t in texts)
    allowed = {"kick", "drum", "deep", "low", "very", "short", "tight", "in", "a", "big", "hall", "note", "C2"}
    assert all(set(t.replace(",", "").split()) <= allowed for t in texts)
    assert len(set(texts)) > 60
    assert 0.5 < np.mean([parse(t).pitch == 36 for t in texts]) < 0.9
    assert not any("deep" in t and "low" in t for t in texts)  # one fact is said once


def test_a_word_is_not_said_twice():
    rng = np.random.default_rng(0)
    words = Words(("metal plate",), (("metallic",), ("soft",)), ("soft mallet",))
    for _ in range(200):
        text = compose(words, rng)
        assert "metallic" not in text and text.count("soft") <= 1


def test_a_lone_noun_gets_company():
    rng = np.random.default_rng(0)
    assert all(len(compose(Words(("clap",)), rng).split()) == 2 for _ in range(20))


def test_middling_notes_and_blows_are_not_remarked_upon():
    assert register(60) == () and "low" in register(40) and "high" in register(80)
    assert strength(0.6) == () and "soft" in strength(0.1) and "hard" in strength(0.9)
