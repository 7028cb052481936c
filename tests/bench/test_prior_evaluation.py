"""`prior evaluate`: one command, all figures, and sounds drawn fairly."""

import csv
import json
import re
from dataclasses import replace

import numpy as np
import pytest
import soundfile
import torch

from bridge.bench.prior import bench as prior
from bridge.bench.prior import quality as prior_quality
from bridge.bench.prior import sounds as prior_sounds
from bridge.bench.prior import speed as prior_speed
from bridge.bench.prior import tagger as prior_tagger
from bridge.bench.prior.bench import QUICK, Settings, run
from bridge.bench.prior.sounds import Studio, Way, calls_of, sounds_of, steps_for
from bridge.errors import BadRequest
from bridge.evaluate.tagger import load_tagger
from bridge.evaluate.tagger_training import judged
from bridge.priors.edm.corpus import read_corpus
from bridge.priors.edm.model import Denoiser, save_denoiser
from bridge.priors.edm.network import NetworkSize
from bridge.priors.edm.prior import load_embedded
from bridge.priors.sampling import SAMPLERS, karras_sigmas

WANTED = {
    "tagger_top1_prior", "tagger_top5_prior", "text_retrieval_top3", "text_retrieval_top3_words", "denoise_ms",
    "sample_seconds", "weights_mib",
}  # fmt: skip
WITH_CORPUS = {
    "tagger_top1_real", "fad_floor", "fad_floor_round_trip", "fad_5", "fad_10", "fad_noise",
    "copy_p95_generated", "copy_p95_heldout", "guidance_1_fad", "guidance_5_top1",
}  # fmt: skip
FEW = replace(QUICK, steps=2)
KINDS = {"kick": "kick {}", "hihat": "closed hat {}", "bell_mallet": "bell {} note C5"}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    (root / "clips").mkdir()
    rng = np.random.default_rng(0)
    t = np.arange(8820) / 44100
    rows = []
    for i in range(120):
        kind = list(KINDS)[i % 3]
        tone = np.sin(2 * np.pi * (50 + 5 * i if kind == "kick" else 500 + 20 * i) * t)
        sound = rng.standard_normal(len(t)) if kind == "hihat" else tone
        name = f"clips/{kind}{i}.flac"
        soundfile.write(root / name, 0.4 * sound * np.exp(-(10 + i % 7 * 5) * t) / np.abs(sound).max(), 44100)
        rows.append({"file": name, "caption": KINDS[kind].format(i), "category": kind, "group": f"{kind}{i // 6}"})
    with (root / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return root


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A tiny untrained prior: everything runs, nothing is learnt."""
    torch.manual_seed(0)
    model = Denoiser(NetworkSize(widths=(8, 8, 8), blocks=1))
    return save_denoiser(model, tmp_path_factory.mktemp("weights") / "tiny.safetensors", {})


@pytest.fixture(autouse=True)
def few_categories(monkeypatch):
    """Four of the fifteen: all are asked in the same way."""
    some = dict(list(prior_tagger.PROMPTS.items())[:4])
    for module in (prior, prior_tagger):
        monkeypatch.setattr(module, "PROMPTS", some)


def test_quick_run_writes_every_figure_and_picture(corpus, weights, monkeypatch, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(prior_quality, "STEPS", (5, 10))  # 20 and 50 go the same way
    figures = run(tmp_path / "a.json", corpus=corpus, out=out, weights=weights, settings=FEW)
    report = json.loads((tmp_path / "a.json").read_text())
    assert report["figures"] == figures and report["command"] == "prior evaluate"
    assert set(figures) >= WANTED | WITH_CORPUS
    assert all(np.isfinite(v) for v in figures.values())
    assert {p.name for p in out.iterdir()} == {"sounds", "sheet.png", "pairs.png", "steps.png"}
    assert len(list((out / "sounds").glob("*.wav"))) == 4
    samplers = [r for r in report["rows"] if "sampler" in r]
    assert {r["sampler"] for r in samplers} == set(SAMPLERS) and len(samplers) == 2 * len(SAMPLERS)
    shown = capsys.readouterr().out
    assert re.search("(holds|MISSED): fad_10", shown) and "Left out without --corpus" not in shown


@pytest.fixture
def no_new_process(monkeypatch):
    monkeypatch.setattr(prior_speed, "cold_start_seconds", lambda weights: 1.0)


def test_without_a_corpus_its_parts_are_left_out_and_that_is_said(no_new_process, weights, tmp_path, capsys):
    figures = run(tmp_path / "a.json", weights=weights, settings=FEW)
    assert set(figures) >= WANTED and not WITH_CORPUS & set(figures)
    assert "Left out without --corpus: real clips, FAD" in capsys.readouterr().out


def test_a_prompt_that_the_corpus_captions_use_is_named_and_left_out(
    no_new_process, monkeypatch, corpus, weights, tmp_path, capsys
):
    monkeypatch.setattr(prior, "_corpus_part", lambda job, clips: {})  # measured elsewhere, and slow
    rows = (corpus / "manifest.csv").read_text().replace("bell 2 note C5", "havana bell note C5")
    (tmp_path / "clips").symlink_to(corpus / "clips")
    (tmp_path / "manifest.csv").write_text(rows)
    figures = run(corpus=tmp_path, weights=weights, settings=FEW)
    assert figures["text_retrieval_n"] == 59
    assert "havana salsa" in capsys.readouterr().out


def test_a_corpus_without_held_out_sounds_of_these_kinds_is_refused(corpus, weights, tmp_path):
    rows = (corpus / "manifest.csv").read_text()
    for kind in KINDS:
        rows = rows.replace(f",{kind},", ",animal,")
    (tmp_path / "clips").symlink_to(corpus / "clips")
    (tmp_path / "manifest.csv").write_text(rows)
    with pytest.raises(BadRequest, match="held-out"):
        run(corpus=tmp_path, weights=weights, settings=FEW)


def test_settings_out_of_range_are_refused():
    for wrong in ({"count": 0}, {"steps": 501}, {"count": 65}):
        with pytest.raises(BadRequest):
            Settings(**wrong)


@pytest.mark.parametrize("sampler", sorted(SAMPLERS))
@pytest.mark.parametrize("calls", prior_quality.STEPS)
def test_no_sampler_gets_more_calls_than_another(sampler, calls):
    counted = 0

    def model(z, sigma):
        nonlocal counted
        counted += 1
        return 0.5 * z

    steps = steps_for(sampler, calls)
    SAMPLERS[sampler](model, torch.zeros(1, 2), karras_sigmas(steps, 0.03, 30.0))
    assert counted == calls_of(sampler, steps)
    assert calls - 1 <= counted <= calls


def test_the_same_number_starts_from_the_same_noise_in_whatever_company(weights, monkeypatch):
    told = []
    studio = Studio(load_embedded(weights), 1, told.append)
    monkeypatch.setattr(studio.prior, "sound", lambda z, iterations, seed: z.flatten(1))
    way = Way(2, 1.0)
    captions = [f"kick {k}" for k in range(prior_sounds.BATCH + 3)]
    every = studio.draw(captions, way, seed=5)
    assert sum(told) == len(every) == len(captions)
    chosen = [prior_sounds.BATCH + 1, 0, 2]
    assert torch.allclose(studio.draw([captions[k] for k in chosen], way, 5, chosen), every[chosen], atol=1e-4)
    assert not torch.allclose(studio.draw(captions[:1], way, 6), every[:1], atol=1e-2)


def test_a_difference_of_two_sets_comes_with_its_error(corpus):
    tagger, clips = load_tagger(), judged(read_corpus(corpus), "test")
    audio = sounds_of(clips, 66150)
    points = tagger.embed(audio)
    yard = prior_quality.Yard(tagger, clips, points, points, 80)
    noise = 0.1 * torch.randn(audio.shape, generator=torch.Generator().manual_seed(0))
    assert yard.above(audio, audio) == (0, 0)
    value, error = yard.above(noise, audio)
    assert value == pytest.approx(yard.fad(tagger.embed(noise)) - yard.fad(points)) and 0 < error < value / 2
    back, same = yard.above(audio, noise)
    assert (back, same) == (pytest.approx(-value), pytest.approx(error))


def test_the_floor_of_a_set_against_itself_would_be_nothing_but_halves_differ(corpus):
    tagger, clips = load_tagger(), judged(read_corpus(corpus), "test")
    points = tagger.embed(sounds_of(clips, 66150))
    yard = prior_quality.Yard(tagger, clips, points, points, 80)
    assert yard.count == min(len(yard.reference), len(yard.other)), "no more than there are"
    assert yard.fad(points[yard.reference]) == pytest.approx(0.0, abs=1e-3)
    assert yard.floor_of(yard.count) > 0.1
    assert len(yard.captions) == yard.count
    assert {clips[i].group for i in yard.asked}.isdisjoint({clips[i].group for i in yard.floor_rows})
    with pytest.raises(BadRequest, match="too few"):
        prior_quality.Yard(tagger, clips[:4], points[:4], points[:4], 80)
