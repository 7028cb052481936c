"""Which draws make up a bank: those that captions choose, and the ones that were shipped."""

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from typer.testing import CliRunner

from bridge.cli import app
from bridge.distill import chosen, selection
from bridge.distill.bank import SIZE, make_bank
from bridge.distill.chosen import draws_of, key_of
from bridge.distill.draws import draw_presets
from bridge.distill.selection import PLAIN, POOL, choose_draws, favourites
from bridge.errors import BadRequest, BadWeights
from bridge.priors.edm.prior import load_embedded
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice


class Ear:
    """Hears one number of a sound; a caption wants one."""

    device = torch.device("cpu")

    def agreement(self, impressions, caption, _negative):
        return -(impressions[:, 0] - float(caption)).abs()


def test_every_caption_chooses_in_turn_and_the_first_draws_stay():
    impressions = torch.tensor([[9.0], [8.0], [1.0], [2.0], [3.1], [4.0], [3.0]])
    assert favourites(Ear(), impressions, ["1", "3"], size=4, plain=1, tell=print).tolist() == [0, 2, 3, 6]
    # one after the other: 1 and 3, then what is next to each
    assert favourites(Ear(), impressions, ["1", "3"], size=3, plain=1, tell=print).tolist() == [0, 2, 6]


def test_captions_that_agree_leave_no_place_empty():
    impressions = torch.arange(10.0)[:, None]
    assert favourites(Ear(), impressions, ["5", "5"], size=10, plain=2, tell=print).tolist() == list(range(10))


def test_a_file_of_chosen_draws_is_written_and_used(tmp_path, monkeypatch):
    monkeypatch.setattr(selection, "PLAIN", 2)
    told = []
    file = choose_draws([voice("fm2")], load_embedded(), ["kick drum", "piano note"], tmp_path / "c.safetensors",
                        lambda *said: told.append(said), pool=40, size=8)  # fmt: skip
    numbers = load_file(file)["fm2"]
    assert len(numbers) == 8 == len(set(numbers.tolist())) and {0, 1} < set(numbers.tolist()) <= set(range(40))
    assert ("fm2: presets", 40, 40) in told and told[-1] == ("fm2: captions", 2, 2)
    monkeypatch.setattr(chosen, "FILE", file)
    assert draws_of(voice("fm2"), 8).tolist() == numbers.tolist()
    assert draws_of(voice("fm2"), 11)[:8].tolist() == numbers.tolist() and len(set(draws_of(voice("fm2"), 11))) == 11
    assert draws_of(voice("fm3"), 4).tolist() == [0, 1, 2, 3]
    choose_draws([voice("fm3")], load_embedded(), ["kick drum"], file, lambda *_: None, pool=12, size=4)
    assert set(load_file(file)) == {"fm2", "fm3"} and load_file(file)["fm2"].tolist() == numbers.tolist()
    assert draws_of(voice("fm3"), 4).tolist() == load_file(file)["fm3"].tolist(), "what was read before is not kept"


def test_one_voice_has_one_list_whatever_it_is_called():
    assert key_of(voice("fm4")) == key_of(voice("fm")) != key_of(voice("fm6"))
    assert draws_of(voice("fm4"), SIZE).tolist() == draws_of(voice("fm"), SIZE).tolist() != list(range(SIZE))


def test_the_command_chooses_by_a_corpus_or_says_what_is_wrong(tmp_path):
    (tmp_path / "clips").mkdir()
    rows = "".join(f"clips/{k}.flac,{c},x,kick,g{k}\n" for k, c in enumerate(("kick drum", "bell", "piano note") * 40))
    (tmp_path / "manifest.csv").write_text("file,caption,tags,category,group\n" + rows)
    asked = ["prior", "bank", "--corpus", str(tmp_path), "--out", str(tmp_path / "c.safetensors"), "--voice", "fm2"]
    done = CliRunner().invoke(app, [*asked, "--pool", "40", "--size", "8"])
    assert done.exit_code == 0, done.output
    assert len(load_file(tmp_path / "c.safetensors")["fm2"]) == 8
    assert isinstance(CliRunner().invoke(app, [*asked, "--pool", "4", "--size", "8"]).exception, BadRequest)


def test_a_broken_list_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(chosen, "FILE", tmp_path / "c.safetensors")
    (tmp_path / "c.safetensors").write_bytes(b"no")
    with pytest.raises(BadWeights, match="reinstall"):
        draws_of(voice("fm"), 4)


@pytest.mark.parametrize("name", ["fm", "impact"])
def test_the_shipped_draws_are_liked_more_than_others(name):
    """If draws, voices or the listener change, the numbers stand for other sounds: choose anew (`prior bank`)."""
    prior, found = load_embedded(), voice(name)
    numbers = draws_of(found, SIZE)
    assert len(set(numbers.tolist())) == SIZE and numbers.max() < POOL and (numbers[:PLAIN] == np.arange(PLAIN)).all()
    rng = np.random.default_rng(0)
    picked, plain = rng.choice(numbers[PLAIN:], 192, replace=False), rng.choice(POOL, 192, replace=False)
    prompts = ("kick drum", "snare drum", "closed hi-hat", "bell", "piano note", "metal hit")
    liked = []
    for rows in (picked, plain):
        natural = torch.from_numpy(draw_presets(found, rows, 0)).float()
        heard = make_bank(prior, load_synth(found), natural, prior.seconds).impressions
        liked.append(np.mean([float(prior.agreement(heard, p, "").topk(8).values.mean()) for p in prompts]))
    assert liked[0] > liked[1] + 0.5
