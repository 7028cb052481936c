"""Training on a corpus of two kinds of plain sound: it learns them, repeats itself, gives credit."""

import csv
import json
from pathlib import Path

import pytest
import soundfile
import torch
from plain_sounds import RATE, hihat, kick, noise

from bridge.errors import BadRequest
from bridge.evaluate import tagger_training
from bridge.evaluate.tagger import load_tagger
from bridge.priors.edm.corpus import read_corpus

COLUMNS = ("file", "caption", "tags", "source repo", "licence", "category", "group", "attribution")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rows = []
    for k in range(24):
        for name, sound in (("kick", kick), ("hihat", hihat), ("animal", hihat)):
            file = f"{name}{k}.wav"
            audio = sound()[0, :RATE] + 0.003 * noise(k)[:RATE]
            soundfile.write(tmp_path / file, 0.5 * audio.numpy(), RATE)
            rows.append((file, name, name, "some/where", "CC-BY-4.0", name, f"{name} recording {k}", f"Player {k}"))
    with (tmp_path / "manifest.csv").open("w", newline="") as out:
        csv.writer(out).writerows([COLUMNS, *rows])
    return tmp_path


def test_it_learns_repeats_itself_and_gives_credit(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("VIEWS", 2), ("MEMBERS", 2), ("BATCH", 6), ("EPOCHS", 20), ("EMBEDDING", 8)):
        monkeypatch.setattr(tagger_training, name, value)
    first = tagger_training.train_tagger(corpus, corpus / "a.safetensors", seed=5)
    tagger_training.train_tagger(corpus, corpus / "b.safetensors", seed=5)
    tagger_training.train_tagger(corpus, corpus / "c.safetensors", seed=6)
    a, b, c = (load_tagger(corpus / f"{x}.safetensors") for x in "abc")
    assert a.metadata == b.metadata
    assert all(torch.equal(a.weights[name], b.weights[name]) for name in a.weights)
    assert not torch.equal(a.weights["w1"], c.weights["w1"])
    assert first["test"]["top1"] == 1.0
    assert {row["category"] for row in first["test"]["rows"]} == {"kick", "hihat"}
    heard = [c for c in read_corpus(corpus) if c.split == "tagger" and c.category != "animal"]
    assert {e["credit"] for e in json.loads(a.metadata["attribution"])} == {c.attribution for c in heard}
    assert a.embed(torch.cat([kick(), hihat()])).shape == (2, 8)


def test_an_empty_split_is_refused(corpus: Path) -> None:
    lines = (corpus / "manifest.csv").read_text().splitlines()
    (corpus / "manifest.csv").write_text("\n".join(lines[:2]) + "\n")
    with pytest.raises(BadRequest, match="no clips"):
        tagger_training.train_tagger(corpus, corpus / "out.safetensors")
    assert not (corpus / "out.safetensors").exists()
