"""Free text in: pitches are understood, relatives of known words are near, unknown words are named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import BadWeights
from bridge.priors.edm.text import load_words, parse


@pytest.mark.parametrize(
    ("text", "pitch"),
    [
        ("harp note C4", 60),
        ("note A4 loud", 69),
        ("Eb3 bass", 51),
        ("F#-1", 6),
        ("kick drum", None),
        ("tr 808", None),
    ],
)
def test_pitch(text, pitch):
    assert parse(text).pitch == pitch


def test_words_lose_stop_words_and_pitch():
    assert parse("The sound of a Kick-Drum, in C4!").words == ("kick", "drum")


@given(st.text(max_size=300))
def test_any_text_parses_and_embeds(text):
    vectors, unknown = load_words().embed(parse(text))
    assert vectors.shape[1] == load_words().size and np.isfinite(vectors).all()
    assert set(unknown) <= set(parse(text).words)


def test_unknown_words_are_named_and_endings_forgiven():
    words = load_words()
    vectors, unknown = words.embed(parse("drums zzyzxq clanging"))
    assert unknown == ("zzyzxq",) and len(vectors) == 2


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("kettle", "pot", "violin"),
        ("timpani", "drum", "glass"),
        ("thump", "thud", "violin"),
        ("fiddle", "violin", "kick"),
    ],
)
def test_words_nobody_trained_on_stand_near_their_kin(word, near, far):
    words = load_words()
    if words.find(word) is None:
        pytest.skip(f"{word} is not in the table")
    a, b, c = (words.vectors[words.find(w)] for w in (word, near, far))
    assert a @ b > a @ c


def test_corrupt_table_is_one_clear_error(tmp_path):
    bad = tmp_path / "words.safetensors"
    bad.write_bytes(b"not weights")
    with pytest.raises(BadWeights, match="reinstall"):
        load_words(bad)
