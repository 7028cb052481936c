"""The prompts obey their rule, cover every category, and the score is what it says."""

import ast
from pathlib import Path

import pytest
import torch

import bridge.priors.edm
from bridge.evaluate.retrieval import (
    PROMPTS,
    broken,
    encoded,
    retrieve,
    sketched,
    taught_words,
    worded,
    write_caption_words,
)
from bridge.evaluate.tagger import CATEGORIES
from bridge.priors.edm.data import ALIASES
from bridge.priors.edm.prior import load_embedded
from bridge.priors.edm.text import load_words, parse

ALL = [p for prompts in PROMPTS.values() for p in prompts]


def strings_of_made_captions() -> list[str]:
    """Every string in the package that makes captions, messages too: more than may be said, never less."""
    texts = []
    for path in (Path(bridge.priors.edm.__file__).parent / "made").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        bodies = [n.body for n in ast.walk(tree) if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef))]
        docs = {id(b[0].value) for b in bodies if b and isinstance(b[0], ast.Expr)}
        constants = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs]
        texts += [n.value.replace("_", " ") for n in constants if isinstance(n.value, str)]
    return texts


def test_four_prompts_for_every_category_and_no_prompt_twice():
    assert set(PROMPTS) == set(CATEGORIES)
    assert all(len(p) == 4 for p in PROMPTS.values())
    assert len(set(ALL)) == 60


def test_no_prompt_uses_a_taught_word():
    assert broken(ALL) == {}


def test_enough_prompts_are_left_when_made_captions_count_as_taught():
    gone = broken(ALL, strings_of_made_captions())
    left = {category: [p for p in prompts if p not in gone] for category, prompts in PROMPTS.items()}
    assert all(len(p) >= 2 for p in left.values()), f"find prompts in other words: {gone}"


def test_the_word_list_can_be_made_anew(tmp_path):
    (tmp_path / "manifest.csv").write_text("file,caption,category,group,tags\na.flac,Loud Kick!,wood,g,odd;tag\n")
    path = write_caption_words([tmp_path], tmp_path / "words.txt")
    assert path.read_text().split() == ["kick", "loud", "odd", "tag", "wood"]


def test_every_word_of_every_prompt_is_known_to_the_prior():
    vectors = load_words()
    assert {p: vectors.embed(parse(p))[1] for p in ALL if vectors.embed(parse(p))[1]} == {}


@pytest.mark.parametrize("prompt", ["kick drum", "a drummer", "drumming", "snares", "big reverb", "kicked"])
def test_taught_words_and_their_forms_break_the_rule(prompt):
    assert prompt in broken([prompt])


def test_further_captions_count_as_taught():
    assert broken(["samovar"]) == {}
    assert broken(["samovar"], ["two samovars, loud"]) == {"samovar": ("samovar",)}


def test_the_list_of_caption_words_is_the_corpus_s():
    words = taught_words()
    assert {"vibraphone", "conga", "kick", "reverb"} <= words and 1000 < len(words) < 5000


def place_by(table):
    return lambda texts: torch.stack([table(t) for t in texts])


def category_of(text: str) -> int:
    for k, (category, prompts) in enumerate(PROMPTS.items()):
        if text in prompts or any(text in ALIASES[member] for member in CATEGORIES[category]):
            return k
    raise AssertionError(text)


def test_a_space_that_knows_finds_all_and_one_that_knows_nothing_finds_none():
    wise = retrieve(place_by(lambda t: torch.nn.functional.one_hot(torch.tensor(category_of(t)), 15).float()))
    assert wise.top(1) == 1.0 and len(wise.rank) == 60
    dull = retrieve(place_by(lambda t: torch.ones(4)))
    assert dull.top(3) == 0.0, "ties count against it"
    wrong = retrieve(
        place_by(lambda t: torch.nn.functional.one_hot(torch.tensor((category_of(t) + (t in ALL)) % 15), 15).float())
    )
    assert wrong.top(1) == 0.0


def test_what_all_places_share_does_not_count():
    plain = place_by(lambda t: torch.nn.functional.one_hot(torch.tensor(category_of(t)), 15).float())
    assert retrieve(lambda texts: plain(texts) + 100).top(1) == 1.0


def test_prompts_left_out_are_not_scored():
    scored = retrieve(
        place_by(lambda t: torch.nn.functional.one_hot(torch.tensor(category_of(t)), 15).float()), ALL[:3]
    )
    assert len(scored.rank) == 57 and not set(ALL[:3]) & set(scored.rank)
    assert retrieve(lambda t: torch.ones(len(t), 2), ALL).top(1) != 1.0


@pytest.mark.parametrize("place", [encoded, sketched, worded])
def test_places_depend_on_each_text_alone(place):
    prior = load_embedded()
    together = place(prior, ["samba carnival", "chopin sonata"])
    assert together.ndim == 2 and len(together) == 2
    assert torch.allclose(together[1:], place(prior, ["chopin sonata"]), atol=1e-5)
    assert not torch.allclose(together[0], together[1], atol=1e-3)
