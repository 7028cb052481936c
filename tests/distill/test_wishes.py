"""What else a fit may be asked for has a say to the end: a reference, a start, other notes."""

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import pytest
import torch
from test_optimise import SMALL, OneSound, setting

from bridge.distill.approach import Approach, Ear, Effort
from bridge.distill.bank import BANKED, Bank, make_bank, render_levelled
from bridge.distill.distil import Work
from bridge.distill.latent import LatentSpace
from bridge.distill.optimise import optimise
from bridge.distill.score import Score, features
from bridge.distill.settings import Winner, Wishes
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice


@cache
def listening():
    """A prior that knows exactly how much a sound is what it wants, and a bank that holds that very sound."""
    _, synth, bank, hidden = setting("fm")
    prior = OneSound(render_levelled(synth, hidden, 1.5)[0])
    prior.listens = True
    return prior, synth, make_bank(prior, synth, torch.cat([bank.natural, hidden]), 1.5), hidden


def test_the_reference_has_its_say_in_the_choice():
    prior, synth, bank, hidden = listening()
    ear = Ear(prior, synth, 1.5, "loudness")
    reference, other = render_levelled(synth, bank.natural[3:4], 1.5)
    assert torch.equal(bank.natural[bank.fittest(prior, "it", "", 1)], bank.natural[-1:]), "the prompt's favourite"

    def nearer_to_the_reference(share):
        wishes = Wishes("it", reference=reference, resemblance=share)
        *_, winner = optimise(prior, synth, wishes, bank, SMALL, 0, 1.5)
        assert isinstance(winner, Winner) and 0 <= winner.score <= 1
        found = ear.hear(winner.natural[None])
        return bool(ear.distance(found, ear.hear(other).scales) < ear.distance(found, ear.hear(hidden).scales))

    assert [nearer_to_the_reference(share) for share in (0.0, 1.0)] == [False, True]


def test_a_start_is_on_every_island_however_far_from_its_goal():
    prior, synth, bank, _ = setting("fm")
    ear = Ear(prior, synth, 1.5, "loudness")
    start = bank.natural[torch.cdist(bank.features[:2], bank.features).amin(0).argmax(), None].double()
    goals = features(prior, render_levelled(synth, bank.natural[:2], 1.5)[0], "loudness")
    effort = Effort(islands=2, population=4, generations=0, candidates=8, descend_steps=0)
    space = LatentSpace(synth.space)

    def times(reserved):
        search = Approach(ear, space, effort, torch.Generator()).run(bank, goals, goals[0], start, reserved)
        while True:
            try:
                next(search)
            except StopIteration as end:
                latent, _ = end.value
                return int(torch.isclose(latent, space.to_latent(start), atol=1e-6).all(1).sum())

    assert (times(0), times(1)) == (0, 2)


def test_a_bank_is_asked_as_it_was_made_whatever_is_compared():
    prior, synth, bank, _ = setting("fm")
    asked = []

    class Asked(Bank):
        def nearest(self, wanted, count):
            asked.append(wanted)
            return super().nearest(wanted, count)

    for compare in ("loudness", "spectrograms"):
        settings = replace(SMALL, score=Score(compare=compare))
        next(optimise(prior, synth, Wishes("it"), Asked(bank.natural, bank.features), settings, 0, 1.5))
    assert len(asked) == 2 and torch.equal(*asked) and BANKED == "loudness"


def test_two_rounds_distil_the_note_below_and_the_one_above():
    assert Wishes("it", across=12).notes[:2] == (-12, 12) and Wishes("it").notes == (0,)


def test_a_reference_is_known_at_the_fitted_note_alone(monkeypatch):
    """Sounds an octave away are led to what the prior wants, not to the reference an octave off."""
    prior, synth, bank, hidden = setting("fm")
    reference = render_levelled(synth, hidden, 1.5)[0]
    assert Wishes("it", reference=reference, resemblance=1.0, across=12).notes == (0,)
    notes, drawn = [], []
    played, whole = Ear.play, Work.towards_reference
    monkeypatch.setattr(Ear, "play", lambda self, natural, note=0.0: notes.append(note) or played(self, natural, note))
    monkeypatch.setattr(Work, "towards_reference", lambda *a: drawn.append(len(notes)) or whole(*a))
    wishes = Wishes("it", reference=reference, across=12)
    list(optimise(prior, synth, wishes, bank, replace(SMALL, distil_rounds=3, patience=0), 0, 1.5))
    assert drawn[0] == 0 and [notes[k - 1] for k in drawn[1:]] == [0], "once for the search, once in three rounds"


@pytest.mark.parametrize("name", ["fm", "dx7"])
def test_presets_are_judged_on_every_note_that_is_asked_for(monkeypatch, name):
    prior, _, bank, _ = setting("fm")
    synth = load_synth(find_voice(name))
    heard = []
    whole = Ear.play
    monkeypatch.setattr(Ear, "play", lambda self, natural, note=0.0: heard.append(note) or whole(self, natural, note))
    some = bank if name == "fm" else make_bank(prior, synth, torch.tensor([synth.space.defaults()] * 6), 1.5)
    settings = replace(SMALL, distil_rounds=0)
    *_, winner = optimise(prior, synth, Wishes("it", across=5), some, settings, 0, 1.5)
    assert isinstance(winner, Winner) and {-5, 5} <= set(heard)
    if name == "dx7":
        assert set(heard[-2:]) == {-5, 5}, "also in whole numbers"


def test_of_whole_numbers_steady_ones_come_first_and_each_is_told(monkeypatch):
    prior, *_ = setting("fm")
    synth = load_synth(find_voice("dx7"))
    bank = make_bank(prior, synth, torch.tensor([synth.space.defaults()] * 6), 1.5)
    verdicts = [(0.4, True), (0.9, False), (0.5, True)]

    def whole_preset(_ear, natural, *_):
        score, steady = verdicts.pop(0)
        return SimpleNamespace(natural=natural + score, score=score, steady=steady)

    monkeypatch.setattr("bridge.distill.optimise.whole_preset", whole_preset)
    monkeypatch.setattr("bridge.distill.distil.apart", lambda _ear, _natural, order: order)
    settings = replace(SMALL, approach=replace(SMALL.approach, candidates=3))
    *steps, a, b, c = optimise(prior, synth, Wishes("it", candidates=3), bank, settings, 0, 1.5)
    assert [(w.score, w.whole.steady) for w in (a, b, c)] == [(0.5, True), (0.4, True), (0.9, False)]
    assert [(s.stage, s.improved) for s in steps[-4:-1]] == [("whole", True), ("whole", False), ("whole", True)]
    assert [s.step for s in steps] == list(range(1, steps[-1].steps + 1))
