"""The listener: which of several sounds fits a sentence, learnt from a corpus of two kinds of sound."""

import csv

import numpy as np
import pytest
import soundfile
import torch

from bridge.errors import BadWeights
from bridge.priors.edm.data import condition_for, names_of
from bridge.priors.edm.listener import SURE, Listener, load_listener, save_listener
from bridge.priors.edm.listener_training import ListenerConfig, train_listener
from bridge.priors.edm.prior import load_embedded
from bridge.priors.edm.spectrogram import WarpedSpectrogram
from bridge.priors.edm.text import load_words


def sound(kind, rng):
    t = np.arange(11025) / 44100
    tone = np.sin(2 * np.pi * rng.uniform(50, 70) * t) if kind == "kick" else rng.standard_normal(len(t))
    return (0.5 * tone * np.exp(-rng.uniform(10, 30) * t)).astype(np.float32)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    (root / "clips").mkdir()
    rng = np.random.default_rng(0)
    rows = []
    for i in range(80):
        kind = ("kick", "hihat")[i % 2]
        name = f"clips/{kind}{i}.flac"
        soundfile.write(root / name, sound(kind, rng), 44100)
        rows.append({"file": name, "caption": f"a {kind}", "tags": kind, "category": kind, "group": f"{kind}{i // 4}"})
    with (root / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    out = root / "run"
    config = ListenerConfig(steps=25, meaning_steps=120, batch=16, strangers=8, members=(None, (5, 4)), lr=3e-3)
    return train_listener([root], strangers(np.random.default_rng(1), 64), out, config, say=lambda _: None)


def strangers(rng, count):
    """Sawtooth chords: neither a thump nor a hiss."""
    t = np.arange(11025) / 44100
    chords = [sum((rng.uniform(300, 2000) * t) % 1 - 0.5 for _ in range(4)) / 4 for _ in range(count)]
    return WarpedSpectrogram()(torch.from_numpy(np.stack(chords).astype(np.float32))).half()


def test_it_learns_which_sound_fits_which_words(trained):
    model, vectors, rng = load_listener(trained), load_words(), np.random.default_rng(7)
    sounds = torch.from_numpy(np.stack([sound(k, rng) for k in ("kick", "hihat") * 6]))
    analysis = WarpedSpectrogram()(sounds)
    names = condition_for([names_of(kind)[0] for kind in model.kinds], vectors)
    for prompt, wanted in (("bass drum", 0), ("hat", 1)):
        score = model.score(model.hear(analysis), model.question(condition_for([prompt], vectors), names))
        assert score[wanted::2].min() > score[1 - wanted :: 2].max()


def test_strangers_fit_nothing(trained):
    """What sounds like the strangers of the training is trusted less than any sound of a kind, whatever is asked."""
    model, vectors, rng = load_listener(trained), load_words(), np.random.default_rng(8)
    sounds = torch.from_numpy(np.stack([sound(k, rng) for k in ("kick", "hihat") * 6]))
    names = condition_for([names_of(kind)[0] for kind in model.kinds], vectors)
    known, strange = model.hear(WarpedSpectrogram()(sounds)), model.hear(strangers(rng, 12).float())
    for k, prompt in enumerate(("kick drum", "hi-hat")):
        asked = model.question(condition_for([prompt], vectors), names)
        assert model.score(strange, asked).max() < model.score(known[k::2], asked).min()


def test_weights_survive_saving(trained, tmp_path):
    model = load_listener(trained)
    again = load_listener(save_listener(model, tmp_path / "copy.safetensors", {}))
    for (name, a), b in zip(model.state_dict().items(), again.state_dict().values(), strict=True):
        assert torch.equal(a, b), name


def test_more_contrast_never_raises_a_score():
    torch.manual_seed(0)
    model, vectors = Listener(["kick", "bell"]).eval(), load_words()
    heard = model.hear(torch.randn(3, 2, 80, 64))
    prompt = condition_for(["bell"], vectors)
    few, many = (condition_for(names, vectors) for names in (["kick", "bell"], ["kick", "bell", "snare"]))
    assert (model.score(heard, model.question(prompt, many)) < model.score(heard, model.question(prompt, few))).all()


def test_the_score_is_the_logarithm_of_a_probability():
    """Over prompts that mean one kind each, and nothing else, a lone member's chances and the stranger's make one."""
    torch.manual_seed(0)
    model, vectors = Listener(["kick", "bell"], members=[(5, 4)]).eval(), load_words()
    names = condition_for(["kick", "bell"], vectors)
    heard = model.hear(torch.randn(3, 2, 80, 64))
    chances = []
    for kind in range(2):
        model.meant = lambda _prompt, kind=kind: torch.tensor([[0.0 if k == kind else -40.0 for k in range(2)]])
        chances.append((model.score(heard, model.question(names, names)) / SURE).exp() / 2)
    stranger = torch.softmax(model.towers()[0].logits(heard[:, 0], model.towers()[0].names(names)), 1)[:, -1]
    assert torch.allclose(sum(chances) + stranger, torch.ones(3), atol=1e-5)


def test_the_least_convinced_guides_and_those_that_hear_every_detail_choose():
    torch.manual_seed(0)
    model, vectors = Listener(["kick", "bell"], members=[None, (5, 4), None]).eval(), load_words()
    sounds = torch.randn(8, 2, 80, 64)
    question = model.question(condition_for(["bell"], vectors), condition_for(["kick", "bell"], vectors))
    heard = model.hear(sounds)
    alone = [Listener(["kick", "bell"], members=[cells]).eval() for cells in (None, (5, 4), None)]
    for k, lone in enumerate(alone):
        lone.members[0].load_state_dict(model.members[k].state_dict())
        lone.meaning.load_state_dict(model.meaning.state_dict())
    asked = [m.question(condition_for(["bell"], vectors), condition_for(["kick", "bell"], vectors)) for m in alone]
    first, coarse, last = (m.score(heard[:, k : k + 1], asked[k]) for k, m in enumerate(alone))
    assert torch.allclose(model.score(heard, question), torch.stack([first, coarse, last]).amin(0))
    assert torch.allclose(model.verdict(heard, question), (first + last) / 2)
    assert torch.allclose(alone[1].verdict(heard[:, 1:2], asked[1]), coarse), "if none does, all"


def test_a_negative_prompt_lowers_what_resembles_it():
    prior = load_embedded()
    t = torch.arange(66150) / 44100
    noise = torch.randn(1, 66150, generator=torch.Generator().manual_seed(0)) * torch.exp(-30 * t)
    heard = prior.impression(prior.analyse(0.5 * noise))
    plain = prior.agreement(heard, "kick drum", "")
    assert prior.agreement(heard, "kick drum", "closed hi-hat")[0] < plain[0]


def test_broken_weights_are_named(tmp_path):
    (tmp_path / "cut.safetensors").write_bytes(b"\x10\0\0")
    with pytest.raises(BadWeights, match=r"cut\.safetensors"):
        load_listener(tmp_path / "cut.safetensors")
