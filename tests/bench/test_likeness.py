"""What is nearer to the recordings that a prompt describes is said to be, and sets of sounds by their distance."""

import csv

import numpy as np
import pytest
import soundfile
import torch

from bridge.bench.fit.likeness import Recordings, compare, recordings
from bridge.errors import BadRequest
from bridge.evaluate.tagger import load_tagger

HEARD = Recordings(
    torch.tensor([[4.0, 1.0], [4.0, 3.0], [-4.0, 1.0], [-4.0, 3.0]]),
    ["low kick", "high kick", "low hat", "high hat"],
    ["kick", "kick", "hihat", "hihat"],
)


def test_a_recording_itself_is_nearest_and_the_opposite_farthest():
    near = [HEARD.near([place], "Low kick ") for place in ([4.0, 1.0], [4.0, 3.0], [-4.0, 3.0])]
    assert near[0] == pytest.approx(1) and near[2] == pytest.approx(-1) and -1 < near[1] < 1
    assert HEARD.near([[4.0, 1.0], [-4.0, 3.0]], "low kick") == pytest.approx(0, abs=1e-6), "several: their mean"
    assert HEARD.near([[4.0, 1.0]], "a prompt of one's own") is None


def test_a_set_is_compared_with_the_kinds_that_were_asked_for():
    kicks = [[4.0, 1.0], [4.0, 3.0]]
    assert HEARD.fad(kicks, ["kick"]) == pytest.approx(0, abs=1e-9)
    assert HEARD.fad(kicks, ["hihat"]) == pytest.approx(64)


def test_rows_without_places_or_captions_are_left_out():
    row = {"prompt": "low kick", "category": "kick", "a_place": [[4.0, 1.0]]}
    rows = [dict(row), row | {"prompt": "thump"}, {"prompt": "low kick", "category": "kick"}]
    figures = compare(HEARD, rows, ["a", "b"])
    assert set(figures) == {"fad_a"} and [r.get("a_near") for r in rows] == [pytest.approx(1), None, None]


def test_recordings_are_those_that_no_prior_heard_and_the_judge_knows(tmp_path):
    t = np.arange(4410) / 44100
    rows = []
    for i, (kind, split) in enumerate([("kick", "tagger"), ("kick", "prior"), ("animal", "tagger"), ("hihat", "test")]):
        soundfile.write(tmp_path / f"{i}.wav", 0.4 * np.sin(2 * np.pi * 60 * (i + 1) * t), 44100)
        rows.append({"file": f"{i}.wav", "caption": f"Sound {i}", "category": kind, "group": i, "split": split})
    with (tmp_path / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    heard = recordings(load_tagger(), tmp_path)
    assert heard.captions == ["sound 0", "sound 3"] and heard.categories == ["kick", "hihat"]
    assert heard.near(heard.points[:1].tolist(), "sound 0") == pytest.approx(1, abs=1e-5)
    (tmp_path / "manifest.csv").write_text((tmp_path / "manifest.csv").read_text().replace("tagger", "prior"))
    with pytest.raises(BadRequest, match="priors have not heard"):
        recordings(load_tagger(), tmp_path)
