"""Training: the split, the captions, and a run that goes on exactly where it was stopped."""

import shutil
from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest
import torch

from bridge.errors import BadRequest, BadWeights
from bridge.priors.edm.corpus import SHARES, load_clip, read_corpus
from bridge.priors.edm.data import Example, augment, typed_caption
from bridge.priors.edm.model import load_denoiser
from bridge.priors.edm.prepared import prepare
from bridge.priors.edm.recipe import TrainingConfig
from bridge.priors.edm.training import train

TINY = TrainingConfig(steps=4, batch=3, widths=(8, 8, 8), sketch_steps=3, every=2, warmup=2, threads=1, sheets=False)


def test_split_keeps_groups_together_and_shares_apart(corpus):
    clips = read_corpus(corpus)
    homes = defaultdict(set)
    for clip in clips:
        homes[clip.group].add(clip.split)
    assert all(len(splits) == 1 for splits in homes.values())
    share = {name: count / len(clips) for name, count in Counter(c.split for c in clips).items()}
    assert set(share) == set(SHARES) and all(abs(share[n] - SHARES[n]) < 0.15 for n in SHARES)
    assert [c.split for c in clips] == [c.split for c in read_corpus(corpus)]


def test_no_manifest_is_a_clear_error(tmp_path):
    with pytest.raises(BadRequest, match=r"manifest\.csv"):
        read_corpus(tmp_path)


def test_missing_columns_are_named_and_some_may_be_missing(tmp_path):
    (tmp_path / "manifest.csv").write_text("file,caption\na.flac,kick\n")
    with pytest.raises(BadRequest, match="columns category, group;"):
        read_corpus(tmp_path)
    (tmp_path / "manifest.csv").write_text("file,caption,category,group\na.flac,kick\n")
    with pytest.raises(BadRequest, match=r"row 1 .* no category, group"):
        read_corpus(tmp_path)
    (tmp_path / "manifest.csv").write_text("file,caption,category,group\na.flac,deep,kick,one\n")
    (clip,) = read_corpus(tmp_path)
    assert (clip.tags, clip.source, clip.licence, clip.attribution) == ((), "", "", "")


def test_augmentation_transposes_and_stays_at_minus_one_decibel(corpus):
    audio = np.sin(2 * np.pi * 440 * np.arange(22050) / 44100).astype(np.float32)
    rng = np.random.default_rng(1)
    up = augment(audio, 12.0, False, rng, 66150)
    spectrum = np.abs(np.fft.rfft(up * np.hanning(len(up))))
    assert np.argmax(spectrum) * 44100 / len(up) == pytest.approx(880, rel=0.01)
    wet = augment(load_clip(read_corpus(corpus)[0]), 0.0, True, rng, 66150)
    assert len(wet) > 2 * 4410 and np.abs(wet).max() == pytest.approx(0.89, abs=1e-3)


def test_captions_name_the_sound_or_its_kind(corpus):
    example = Example(read_corpus(corpus)[0], 0.0, True)
    rng = np.random.default_rng(0)
    texts = [typed_caption(example, rng) for _ in range(50)]
    assert len(set(texts)) > 10 and all("kick" in t or "bass drum" in t or "bd" in t for t in texts)


@pytest.fixture(scope="module")
def trained(corpus, tmp_path_factory):
    """Four steps in one go, with a sheet."""
    return train([corpus], tmp_path_factory.mktemp("whole"), replace(TINY, sheets=True), say=lambda _: None)


def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(corpus, trained, tmp_path):
    shutil.copy(trained.parent / "analysed.pt", tmp_path)
    train([corpus], tmp_path, TINY, say=lambda _: None, minutes=0)  # stops after the first step
    said = []
    parts = train([corpus], tmp_path, TINY, say=said.append)
    assert any("from step 1" in line for line in said)
    a, b = (load_denoiser(p)[0].state_dict() for p in (trained, parts))
    assert all(torch.equal(a[k], b[k]) for k in a)
    assert (trained.parent / "log.jsonl").read_text().count("validation") == 2
    # with sheets the weights are the same as without
    assert (trained.parent / "sheet.png").read_bytes().startswith(b"\x89PNG")
    assert not (tmp_path / "sheet.png").exists()


def test_analysed_clips_are_kept_for_one_manifest_and_seed(corpus, tmp_path):
    said = []
    first = prepare([corpus], TINY, tmp_path / "analysed.pt", said.append)
    again = prepare([corpus], TINY, tmp_path / "analysed.pt", said.append)
    assert all(torch.equal(first[k].z, again[k].z) and first[k].examples == again[k].examples for k in first)
    assert sum("analysed in" in line for line in said) == 1
    other = prepare([corpus], replace(TINY, seed=2), tmp_path / "analysed.pt", said.append)
    assert not torch.equal(first["train"].z, other["train"].z) and "anew" in said[-2]
    copy = tmp_path / "copy"
    shutil.copytree(corpus, copy)
    text = (copy / "manifest.csv").read_text()
    (copy / "manifest.csv").write_text(text.replace("kick number 0", "deep kick"))
    prepare([copy], replace(TINY, seed=2), tmp_path / "analysed.pt", said.append)
    assert "anew" in said[-2]


def test_a_second_corpus_adds_clips_with_its_share_and_is_never_held_out(corpus, tmp_path):
    one = prepare([corpus], TINY, tmp_path / "one.pt", lambda _: None)
    both = prepare([corpus, corpus], replace(TINY, first_share=0.8), tmp_path / "both.pt", lambda _: None)
    again = prepare([corpus, corpus], replace(TINY, first_share=0.8), tmp_path / "both.pt", lambda _: None)
    size, weights = len(one["train"].z), both["train"].weights
    assert torch.equal(both["held"].z, one["held"].z)
    assert len(both["train"].z) > 2 * size  # also the clips that the first one holds out
    assert float(weights[:size].sum() / weights.sum()) == pytest.approx(0.8)
    assert torch.equal(again["train"].z, both["train"].z) and torch.equal(again["train"].weights, weights)


def test_a_run_may_start_from_weights_and_keeps_their_units(corpus, trained, tmp_path):
    said = []
    second = train([corpus, corpus], tmp_path, replace(TINY, lr=1e-9), say=said.append, start=trained)
    a, b = (load_denoiser(p)[0] for p in (trained, second))
    assert b.sigma_data == a.sigma_data and not any("sketch error" in line for line in said)
    for (name, x), y in zip(a.state_dict().items(), b.state_dict().values(), strict=True):
        torch.testing.assert_close(x, y, rtol=1e-2, atol=1e-4, msg=name)  # float16, and four tiny steps


def test_too_few_groups_are_a_clear_error(corpus, tmp_path):
    lines = (corpus / "manifest.csv").read_text().splitlines(keepends=True)
    (tmp_path / "manifest.csv").write_text("".join(lines[:5]))
    with pytest.raises(BadRequest, match="more groups"):
        train([tmp_path], tmp_path / "out", TINY, say=lambda _: None)


def test_weights_of_another_kind_are_refused(tmp_path):
    from safetensors.torch import save_file

    save_file({"x": torch.zeros(3)}, tmp_path / "other.safetensors", metadata={"format": "other"})
    with pytest.raises(BadWeights, match="not an embedded prior"):
        load_denoiser(tmp_path / "other.safetensors")
    (tmp_path / "cut.safetensors").write_bytes(b"\x10\0\0")
    with pytest.raises(BadWeights, match="cannot read"):
        load_denoiser(tmp_path / "cut.safetensors")
