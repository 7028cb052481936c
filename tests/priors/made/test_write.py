"""The folder: read back as it was made, all of it for the prior, and no manifest until all is there."""

import csv

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from bridge.cli import app
from bridge.errors import BadRequest
from bridge.priors.edm.corpus import load_clip, read_corpus
from bridge.priors.edm.made import analogue, soundfont, struck
from bridge.priors.edm.made.sound import Batch
from bridge.priors.edm.made.write import write_corpus


def test_what_was_made_is_read_back(tmp_path):
    told = []
    batches = [*struck.batches(1, 40)[:4], *analogue.batches(1, 40)[:4]]
    summary = write_corpus(tmp_path, batches, lambda done, total: told.append((done, total)))
    clips = read_corpus(tmp_path)
    assert len(clips) == summary.clips == sum(summary.sources.values()) == told[-1][0] == told[-1][1]
    assert [d for d, _ in told] == sorted(d for d, _ in told)
    assert all(c.split == "prior" and c.tags and c.attribution == "sds-bridge" for c in clips)
    audio = load_clip(clips[0])
    assert audio == pytest.approx(next(iter(batches[0].make())).audio, abs=1e-4)
    info = soundfile.info(clips[0].path)
    assert (info.samplerate, info.channels, info.subtype) == (44100, 1, "PCM_16")


def test_work_cut_off_leaves_no_manifest(tmp_path):
    def stopped():
        yield from struck.batches(1, 40)[0].make()
        raise KeyboardInterrupt

    (tmp_path / "manifest.csv").write_text("of another run")
    with pytest.raises(KeyboardInterrupt):
        write_corpus(tmp_path, [Batch(1, stopped)])
    assert not (tmp_path / "manifest.csv").exists() and list((tmp_path / "clips").glob("*.flac"))


def test_the_command_writes_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(soundfont, "batches", lambda *_: [])
    monkeypatch.setattr(struck, "batches", lambda seed, make=struck.batches: make(seed, 40)[:2])
    monkeypatch.setattr(analogue, "batches", lambda seed, make=analogue.batches: make(seed, 40)[:2])
    done = CliRunner().invoke(app, ["prior", "corpus", "--out", str(tmp_path / "made")])
    assert done.exit_code == 0, done.output
    assert {c.source for c in read_corpus(tmp_path / "made")} == {"made:struck", "made:analogue"}


def _manifest(folder, rows):
    with (folder / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ("file", "caption", "category", "group", "split"), restval="")
        writer.writeheader()
        writer.writerows(rows)


def _rows(count):
    rng = np.random.default_rng(0)
    return [
        {"file": "x.flac", "caption": "x", "category": f"c{i % 3}", "group": f"c{i % 3}:{rng.integers(40)}"}
        for i in range(count)
    ]


def test_rows_that_name_no_split_lie_where_they_did(tmp_path):
    rows = _rows(300)
    _manifest(tmp_path, rows)
    before = [c.split for c in read_corpus(tmp_path)]
    assert len(set(before)) == 3
    named = [{**r, "group": f"made:{i}", "split": "prior"} for i, r in enumerate(_rows(200))]
    _manifest(tmp_path, [*named, *rows])
    after = read_corpus(tmp_path)
    assert [c.split for c in after[200:]] == before and {c.split for c in after[:200]} == {"prior"}


def test_the_split_of_a_manifest_without_the_column_is_what_it_always_was(tmp_path):
    """Weights and judges were trained on this rule; these were computed before there was such a column."""
    groups = [f"kit{i}" for i in range(12)]
    _manifest(tmp_path, [{"file": "x", "caption": "x", "category": "kick", "group": g} for g in groups])
    assert "".join(c.split[0] + c.split[1] for c in read_corpus(tmp_path)) == "teprprteprprprprtatatapr"


def test_a_split_is_checked(tmp_path):
    row = {"file": "x", "caption": "x", "category": "kick", "group": "a"}
    _manifest(tmp_path, [{**row, "split": "train"}])
    with pytest.raises(BadRequest, match=r"row 1 .*'train'; use one of: prior, tagger, test"):
        read_corpus(tmp_path)
    _manifest(tmp_path, [{**row, "split": "prior"}, {**row, "split": "test"}])
    with pytest.raises(BadRequest, match=r"row 2 .*group a into test, but it lies in prior"):
        read_corpus(tmp_path)
