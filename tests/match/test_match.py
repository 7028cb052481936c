"""Sound matching on sounds of the voice itself: the answer is known."""

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import pytest
import torch

from bridge.distill.approach import Effort, Progress
from bridge.distill.bank import Bank, make_bank, render_levelled
from bridge.distill.draws import draw_presets
from bridge.distill.latent import LatentSpace
from bridge.errors import BadRequest, UnknownParameter
from bridge.evaluate.pitch import cents, pitch_of
from bridge.match.match import Match, match
from bridge.priors.edm.spectrogram import WarpedSpectrogram
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

SMALL = Effort(islands=1, population=6, generations=3, generations_large=3, candidates=2, descend_steps=4)
EAR = SimpleNamespace(device="cpu", listens=False, decodes="analysis", analyse=WarpedSpectrogram(), seconds=1.5)


@cache
def setting(name):
    voice = find_voice(name)
    synth = load_synth(voice)
    natural = torch.from_numpy(draw_presets(voice, 24, seed=5)).float()
    audio, hidden = render_levelled(synth, torch.from_numpy(draw_presets(voice, 1, seed=77)).float(), 1.5)
    return synth, make_bank(EAR, synth, natural, 1.5), audio[0], hidden[0]


def run(name, sound=None, bank=None, **asked):
    synth, usual, audio, _ = setting(name)
    return list(match(EAR, synth, audio if sound is None else sound, bank or usual, asked.pop("effort", SMALL),
                      **asked))  # fmt: skip


@pytest.mark.parametrize("name", ["fm", "impact8"])
def test_the_search_comes_nearer_than_the_bank(name):
    *steps, found = run(name)
    assert isinstance(found, Match) and all(isinstance(s, Progress) for s in steps)
    assert len(steps) == SMALL.steps(len(find_voice(name).space))
    assert steps[0].stage == "bank" and steps[0].natural is not None
    assert found.distance < steps[0].loss


@pytest.mark.parametrize("gain", [1.0, 0.1])
def test_a_sound_of_the_bank_is_recognised_at_any_level(gain):
    synth, bank, _, _ = setting("fm")
    audio, _ = render_levelled(synth, bank.natural[7:8], 1.5)
    *_, found = run("fm", gain * audio[0], effort=replace(SMALL, generations=1, descend_steps=2))
    assert found.distance < 0.01
    again = synth.render(found.natural[None].float(), 44100, 1.5)
    assert float(again.abs().max()) == pytest.approx(gain * float(audio.abs().max()), rel=0.1)


@pytest.mark.parametrize("name", ["fm", "impact8"])
def test_a_pitched_sound_is_matched_in_pitch(name):
    synth, bank, _, _ = setting(name)
    pitched = dict(zip(synth.space.names, synth.space.defaults(), strict=True))
    if name == "fm":
        pitched |= {"root_hz": 300.0, "op1_decay": 2.0, "a12": 1.0, "op2_decay": 2.0}
    else:
        pitched |= {f"mode{n}_hz": 300.0 * n for n in range(1, 9)} | {"mix": 0.0}
    natural = torch.tensor([synth.space.to_list(pitched)])
    low = make_bank(EAR, synth, natural, 1.5)
    near = Bank(torch.cat([bank.natural, low.natural]), torch.cat([bank.features, low.features]))
    space = LatentSpace(synth.space)
    hidden = space.to_natural(space.moved(space.to_latent(natural), torch.tensor([1.37]), torch.tensor([0.0])))
    audio, _ = render_levelled(synth, hidden.float(), 1.5)
    *_, found = run(name, audio[0], bank=near)
    again = synth.render(found.natural[None].float(), 44100, 1.5)[0]
    wanted, got = pitch_of(audio[0].numpy()), pitch_of(again.numpy())
    assert wanted is not None and got is not None and abs(cents(got, wanted)) < 10


def test_locks_hold_and_with_a_locked_level_the_sound_is_as_loud_as_it_is():
    synth, _, audio, _ = setting("fm")
    *_, found = run("fm", 0.5 * audio, locks={"root_hz": 111.0, "level": -9.0})
    assert found.natural[synth.space.index("root_hz")] == pytest.approx(111.0)
    assert found.natural[synth.space.index("level")] == pytest.approx(-9.0)
    with pytest.raises(UnknownParameter):
        run("fm", locks={"no_such": 1.0})


def test_the_same_seed_finds_the_same_and_another_seed_another():
    first, again, other = (run("fm", seed=s)[-1].natural for s in (3, 3, 4))
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_mono_and_short_sounds_are_heard():
    audio = setting("fm")[2]
    assert run("fm", audio[0])[-1].distance == pytest.approx(run("fm", audio)[-1].distance, rel=1e-3)
    assert run("fm", audio[:, :9000])[-1].distance < 1


@pytest.mark.parametrize(
    "sound", [torch.zeros(2, 1000), torch.zeros(2, 0), torch.full((2, 50), torch.nan), torch.ones(1, 2, 9)]
)
def test_what_cannot_be_heard_is_refused(sound):
    with pytest.raises(BadRequest):
        run("fm", sound)
