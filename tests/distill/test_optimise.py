"""The optimiser, led by a prior that wants one known sound of the voice itself."""

from dataclasses import replace
from functools import cache

import pytest
import torch

from bridge.distill.approach import Ear, Effort
from bridge.distill.bank import Bank, make_bank, render_levelled
from bridge.distill.distil import apart
from bridge.distill.draws import draw_presets
from bridge.distill.latent import LatentSpace
from bridge.distill.optimise import optimise
from bridge.distill.rank import merit
from bridge.distill.settings import FitSettings, Winner, Wishes
from bridge.errors import Cancelled, UnknownParameter
from bridge.priors.edm.spectrogram import WarpedSpectrogram
from bridge.priors.gaussian import GaussianPrior
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

SMALL = FitSettings(guidance=1.0, imagined=2, distil_rounds=2, distil_steps=3, sample_steps=4,
                    approach=Effort(islands=2, population=6, generations=3, candidates=2, descend_steps=4))  # fmt: skip


class OneSound(GaussianPrior):
    """Wants the spectrogram of one sound, give or take `spread`."""

    decodes = "analysis"

    def __init__(self, audio):
        self.spectrogram = WarpedSpectrogram()
        super().__init__({"it": self.spectrogram(audio)[0]}, 0.3)
        self.seconds = 1.5

    def encode(self, audio):
        return self.spectrogram(audio)

    analyse = encode

    def denoise(self, z, sigma, condition):
        noise = sigma[:, None, None, None].square()
        return (noise * condition.values + self.sigma_data**2 * z) / (noise + self.sigma_data**2)


@cache
def setting(name):
    voice = find_voice(name)
    synth = load_synth(voice)
    hidden = torch.from_numpy(draw_presets(voice, 1, seed=77)).float()
    audio, hidden = render_levelled(synth, hidden, 1.5)
    prior = OneSound(audio)
    natural = torch.from_numpy(draw_presets(voice, 48, seed=5)).float()
    return prior, synth, make_bank(prior, synth, natural, 1.5), hidden


def run(name, settings=SMALL, seed=0, **wishes):
    prior, synth, bank, _ = setting(name)
    return list(optimise(prior, synth, Wishes("it", **wishes), bank, settings, seed, 1.5))


@pytest.mark.parametrize("name", ["fm", "impact8"])
def test_the_loss_falls_and_the_first_candidate_comes_first(name):
    *steps, winner = run(name)
    assert isinstance(winner, Winner) and winner.natural.isfinite().all()
    assert [s.step for s in steps] == list(range(1, steps[-1].steps + 1))
    losses = [s.loss for s in steps]
    assert losses == sorted(losses, reverse=True) and losses[-1] < losses[0]
    assert steps[0].stage == "bank" and steps[-1].stage == "done"
    space = find_voice(name).space
    assert set(steps[0].parameters) == set(space.names)
    assert all(p.low <= v <= p.high for p, v in zip(space, winner.natural.tolist(), strict=True))


@pytest.mark.parametrize(("patience", "across", "rounds"), [(1, 0, 1), (2, 0, 2), (1, 12, 3), (0, 0, 5)])
def test_distillation_ends_where_it_leads_no_further(patience, across, rounds):
    """Nothing can move here. Every note that is asked for gets its rounds."""
    *_, hidden = setting("impact8")
    locks = find_voice("impact8").space.to_dict(hidden[0].tolist())
    settings = replace(SMALL, distil_rounds=5, patience=patience)
    *steps, _ = run("impact8", settings, locks=locks, across=across)
    assert sum(s.stage == "distil" for s in steps) == rounds * settings.distil_steps
    assert [s.step for s in steps] == list(range(1, steps[-1].steps + 1))


def test_the_same_seed_gives_the_same_preset_and_another_seed_another():
    first, again, other = (run("fm", seed=s)[-1].natural for s in (3, 3, 4))
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_cancel_keeps_the_best_so_far():
    seen = []
    prior, synth, bank, _ = setting("fm")
    with pytest.raises(Cancelled):
        for step in optimise(prior, synth, Wishes("it"), bank, SMALL, 0, 1.5, lambda: len(seen) >= 3):
            seen.append(step)
    assert seen[-1].parameters and all(s.improved for s in seen[3:]) and len(seen) <= 4


def test_locked_parameters_stay_and_the_others_move():
    locks = {"root_hz": 111.0, "op1_mode": 1.0, "a12": 0.5}
    *steps, winner = run("fm", locks=locks)
    space = find_voice("fm").space
    for parameters in [s.parameters for s in steps] + [space.to_dict(winner.natural.tolist())]:
        assert {n: parameters[n] for n in locks} == pytest.approx(locks)
    assert steps[0].parameters["op2_ratio"] != steps[-1].parameters["op2_ratio"]
    with pytest.raises(UnknownParameter):
        run("fm", locks={"no_such": 1.0})


def test_a_locked_level_does_not_count():
    """Goals are at −1 dBFS. A quiet preset of the right sound is right; the level is set by whoever asked for it."""
    free, quiet = (run("fm", locks=locks)[-1] for locks in ({}, {"level": -36.0}))
    assert torch.equal(free.natural, quiet.natural) and free.score == quiet.score


@pytest.mark.parametrize("across", [0, 12])
def test_who_stops_a_fit_gets_what_had_been_found(across):
    """It is stopped while the first round's candidates are judged. They are told of before it ends."""
    prior, synth, bank, _ = setting("fm")
    seen, judged = [], []
    found = torch.tensor([[0.1], [0.9]])

    def fitness(_work, natural, _audio):
        judged.append(len(seen))
        return found[min(len(judged), 2) - 1].expand(len(natural))

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Cancelled):
        patch.setattr("bridge.distill.distil.fitness", fitness)
        for step in optimise(prior, synth, Wishes("it", across=across), bank, SMALL, 0, 1.5, lambda: len(judged) > 1):
            seen.append(step)
    assert [s.improved for s in seen[judged[1] :]] == [True] and seen[-1].parameters != seen[-2].parameters


def test_a_start_preset_takes_part_from_the_beginning():
    prior, synth, bank, hidden = setting("fm")
    poor = Bank(bank.natural[:6], bank.features[:6])
    first, *_ = optimise(prior, synth, Wishes("it", start=hidden[0]), poor, SMALL, 0, 1.5)
    away, *_ = optimise(prior, synth, Wishes("it"), poor, SMALL, 0, 1.5)
    assert first.loss < 0.5 * away.loss  # the hidden preset is what the prior wants
    assert first.parameters == pytest.approx(find_voice("fm").space.to_dict(hidden[0].tolist()), rel=1e-5)


def test_candidates_are_different_and_best_first():
    winners = [r for r in run("fm", candidates=2) if isinstance(r, Winner)]
    assert len(winners) == 2 and winners[0].score >= winners[1].score
    assert not torch.equal(winners[0].natural, winners[1].natural)


def test_a_reference_pulls_the_result_towards_it():
    prior, synth, bank, _ = setting("fm")
    reference, _ = render_levelled(synth, bank.natural[3:4], 1.5)

    ear = Ear(prior, synth, 1.5, "loudness")

    def far(**wishes):
        *_, winner = run("fm", **wishes)
        return float(ear.distance(ear.hear(winner.natural[None]), ear.hear(bank.natural[3:4]).scales))

    assert far(reference=reference, resemblance=1.0) < 0.5 * far()


@pytest.mark.parametrize("name", ["fm", "impact"])
def test_moving_a_sound_moves_its_pitch_and_its_length(name):
    voice = find_voice(name)
    space = LatentSpace(voice.space)
    latent = space.to_latent(torch.tensor([voice.space.defaults()], dtype=torch.float64))
    moved = space.to_natural(space.moved(latent, torch.tensor([12.0]), torch.tensor([0.5])))[0].tolist()
    for parameter, value in zip(voice.space, moved, strict=True):
        factor = {"Hz": 2.0, "s": 1.6487, "1/s": 1 / 1.6487}.get(parameter.unit, 1.0)
        kept = parameter.name == "release" or (parameter.unit == "Hz" and parameter.name.startswith("band"))
        wanted = parameter.clip(parameter.default * (1.0 if kept else factor))
        assert value == pytest.approx(wanted, rel=0.01, abs=0.02), parameter.name


@pytest.mark.parametrize("name", ["fm", "fm6", "impact"])
def test_latents_are_natural_values_and_back(name):
    voice = find_voice(name)
    latents = LatentSpace(voice.space)
    natural = torch.from_numpy(draw_presets(voice, 20, 1))
    there = latents.to_natural(latents.to_latent(natural))
    unit = [[p.to_unit(v) for p, v in zip(voice.space, row, strict=True)] for row in natural.tolist()]
    back = [[p.to_unit(v) for p, v in zip(voice.space, row, strict=True)] for row in there.tolist()]
    assert torch.allclose(torch.tensor(unit), torch.tensor(back), atol=2e-3)


@pytest.mark.parametrize("name", ["fm", "impact"])
def test_draws_are_legal_varied_and_prefix_stable(name):
    voice = find_voice(name)
    many = draw_presets(voice, 12, 9)
    assert (many[:5] == draw_presets(voice, 5, 9)).all()
    assert len({tuple(row) for row in many.tolist()}) == 12
    for row in many.tolist():
        assert row == voice.space.to_list(voice.space.to_dict(row))


def test_levelling_puts_the_peak_at_minus_one_decibel():
    voice = find_voice("fm")
    audio, natural = render_levelled(load_synth(voice), torch.from_numpy(draw_presets(voice, 6, 2)).float(), 0.5)
    again = load_synth(voice).render(natural, 44100, 0.5)
    peaks = again.abs().flatten(1).amax(1)
    assert torch.allclose(peaks, torch.full_like(peaks, 0.89), rtol=1e-3) and torch.allclose(audio, again, atol=1e-3)


@pytest.mark.parametrize("name", ["fm", "impact"])
def test_a_sound_is_heard_as_a_keyboard_would_play_it(name):
    prior, synth, bank, _ = setting(name)
    ear = Ear(prior, synth, 1.5, "loudness")
    space, natural = synth.space, bank.natural[:1]
    if name == "fm":
        played = synth.render(natural, 44100, 1.5, note=hz_note(natural, space) + 7)
        assert torch.allclose(ear.play(natural, 7), played, atol=1e-3), "but for a root rounded to 32 bits"
    else:
        assert torch.equal(ear.play(natural, 7), synth.render(natural, 44100, 1.5, note=67))
    assert torch.equal(ear.play(natural), synth.render(natural, 44100, 1.5))


def hz_note(natural, space):
    return 69 + 12 * float(torch.log2(natural[0, space.index("root_hz")].double() / 440))


def test_across_the_keyboard_the_score_is_the_mean_over_the_notes():
    prior, synth, _, _ = setting("fm")
    ear = Ear(prior, synth, 1.5, "loudness")
    winner = run("fm", across=12)[-1]
    fits = [merit(prior, ear.play(winner.natural[None], note), "it") for note in (0, -12, 12)]
    assert winner.score == pytest.approx(float(torch.stack(fits).mean()), abs=1e-4)
    assert not torch.equal(winner.natural, run("fm")[-1].natural)


def test_candidates_that_sound_alike_come_last():
    prior, synth, bank, _ = setting("fm")
    ear = Ear(prior, synth, 1.5, "loudness")
    one, other, third = bank.natural[:3]
    assert apart(ear, torch.stack([one, one, other, third, other]), [1, 0, 4, 2, 3]) == [1, 4, 3, 0, 2]
