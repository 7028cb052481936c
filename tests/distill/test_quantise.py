"""Whole numbers out of real ones: legal, no further from the sound than rounding alone, and as it was asked."""

from functools import cache
from types import SimpleNamespace

import pytest
import torch

from bridge.distill.approach import Ear
from bridge.distill.draws import draw_presets
from bridge.distill.quantise import Search, is_whole, quantise, whole, whole_preset
from bridge.distill.rank import merit
from bridge.presets.dx7_voice import parameters_of, patch_of, rounded
from bridge.presets.preset import Preset
from bridge.priors.edm.spectrogram import WarpedSpectrogram
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

DX7 = voice("dx7")
SMALL = Search(drawn=7, rounds=2, promising=8, together=3, kept=3)


@cache
def ear():
    """Hears loudness, and calls what is dark a bell."""
    prior = SimpleNamespace(
        device="cpu",
        listens=True, decodes="analysis", analyse=WarpedSpectrogram(), impression=lambda analysis: analysis,
        verdict=lambda analysis, prompt, negative: -analysis[:, :, 40:].flatten(1).mean(1),
    )  # fmt: skip
    return Ear(prior, load_synth(DX7), 0.4, "loudness")


def dark(_natural, audio):
    return merit(ear().prior, audio, "bell")


@cache
def drawn():
    return torch.from_numpy(draw_presets(DX7, 3, 5))


def rng():
    return torch.Generator().manual_seed(0)


def test_refined_is_nearer_than_rounded_and_both_are_patches():
    better = []
    for natural in drawn():
        found = quantise(ear(), natural, rng(), search=SMALL)
        assert found.distances.tolist() == sorted(found.distances.tolist()) and len(found.nearest) == 3
        assert float(found.distances[0]) <= found.rounded_distance
        better.append(float(found.distances[0]) < 0.8 * found.rounded_distance)
        for row in (*found.nearest, found.rounded):
            values = DX7.space.to_dict(row.tolist())
            assert rounded(values) == pytest.approx(values), "on the grid"
            there = parameters_of(patch_of(Preset.of("x", "dx7", values)))
            heard = [n for n in values if n != "level" and not n.endswith(("r1", "r2", "r3"))]
            assert {n: there[n] for n in heard} == pytest.approx({n: values[n] for n in heard})
    assert any(better)


def test_the_distance_is_that_of_the_real_sound():
    """Of a preset that is whole already, rounding is the very sound."""
    exact = whole(DX7.space, drawn()[0])
    found = quantise(ear(), exact, rng(), search=SMALL)
    assert found.rounded_distance < 1e-9 and torch.equal(found.nearest[0], exact)


def test_what_is_locked_stays():
    natural = drawn()[1].clone()
    for name, value in (("op1_level", 93.0), ("root_hz", 200.0), ("feedback", 3.0)):
        natural[DX7.space.index(name)] = value
    locks = {"op1_level": 93.0, "root_hz": 200.0, "feedback": 3.0}
    verdict = whole_preset(ear(), natural, rng(), dark, locks=locks, search=SMALL)
    values = DX7.space.to_dict(verdict.natural.tolist())
    assert {name: values[name] for name in locks} == pytest.approx(locks)


def test_the_verdict_is_the_best_of_the_nearest():
    verdict = whole_preset(ear(), drawn()[2], rng(), dark, search=SMALL)
    with torch.no_grad():
        sounds = ear().synth.render(verdict.whole.nearest.float(), 44100, 0.4)
    assert 0 < verdict.score < 1 and sounds.shape == (3, 2, 17640)
    rows = [DX7.space.to_dict(row.tolist()) for row in verdict.whole.nearest]
    mine = DX7.space.to_dict(verdict.natural.tolist())
    assert any({**row, "level": 0} == pytest.approx({**mine, "level": 0}) for row in rows)
    peak = ear().synth.render(verdict.natural[None], 44100, 0.4).abs().max()
    assert peak == pytest.approx(0.89, abs=0.01), "and levelled"


def test_the_same_seed_gives_the_same_numbers():
    one, two = (quantise(ear(), drawn()[0], rng(), search=SMALL).nearest for _ in range(2))
    assert torch.equal(one, two)


def test_only_a_dx7_is_whole():
    assert is_whole(DX7.space) and not is_whole(voice("fm").space) and not is_whole(voice("impact").space)
