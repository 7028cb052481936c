"""What words do to sounds is learnt from captions, and holds for their neighbours too."""

import csv
import re
from dataclasses import dataclass

import numpy as np
import pytest
import soundfile
import torch

from bridge.errors import BadWeights
from bridge.priors.edm import wording_training
from bridge.priors.edm.data import Example, TrainingSet
from bridge.priors.edm.prior import load_embedded
from bridge.priors.edm.text import load_words, parse
from bridge.priors.edm.wording import kernel, load_wording, rows_of, save_wording

VECTORS = load_words()


@dataclass(frozen=True)
class Clip:
    caption: str
    category: str


def learnt(captions, qualities, monkeypatch):
    """A wording of clips with such captions ((kind, caption), ...) and qualities [n, Q]."""
    examples = [Example(Clip(caption, kind), 0.0, False) for kind, caption in captions]
    data = TrainingSet(torch.zeros(len(examples), 1), examples, torch.ones(len(examples)).double())
    monkeypatch.setattr(wording_training, "qualities", lambda _z: qualities)
    return wording_training.learn(data, VECTORS, 0)


def effect(model, text):
    return model.effects(rows_of(parse(text), VECTORS), VECTORS).sum(0)


def test_effects_kinds_and_pitch_are_told_apart(monkeypatch):
    rng = np.random.default_rng(1)
    captions, rows = [], []
    for _ in range(600):
        kind, word, pitch = rng.integers(2), rng.integers(3), int(rng.integers(2, 6))
        captions.append((("bell", "drum")[kind], f"{('low', 'high', 'wooden')[word]} thing C{pitch}"))
        rows.append([3.0 * kind + (-0.8, 0.6, 0.0)[word] + 0.5 * (pitch - 4), 0.2 * rng.standard_normal()])
    model = learnt(captions, torch.tensor(rows).float(), monkeypatch)
    low, high = effect(model, "low"), effect(model, "high")
    assert float(high[0] - low[0]) == pytest.approx(1.4, abs=0.1) and abs(float(high[1] - low[1])) < 0.1
    assert float(model.slope[0]) == pytest.approx(0.5, abs=0.03)
    assert (model.means[1] - model.means[0])[0] == pytest.approx(3.0, abs=0.3)
    of = [
        model.expect(parse(text), VECTORS, torch.eye(2)[k]) for k, text in ((0, "low thing C3"), (1, "high thing C4"))
    ]
    assert float(of[0].prompt[0, 0]) == pytest.approx(-1.3, abs=0.15)
    assert float(of[1].prompt[0, 0]) == pytest.approx(3.6, abs=0.15)
    assert torch.equal(of[1].kind, model.means[1:])


def test_the_weights_that_are_kept_give_the_solution_itself(monkeypatch):
    """Effects by the kept weights are those of the linear system, solved here without them."""
    words = ["low", "high", "dark", "bright", "wooden"]
    captions = [("bell", words[k % 5]) for k in range(50)]
    rng = torch.Generator().manual_seed(0)
    found = torch.randn(50, 3, generator=rng)
    model = learnt(captions, found, monkeypatch)
    rows = torch.cat([rows_of(parse(w), VECTORS) for w in words]).sort().values
    uses = torch.stack([(rows == rows_of(parse(c), VECTORS)).double() for _, c in captions])
    design = torch.cat([torch.ones(50, 1), uses], 1)
    prior = torch.block_diag(torch.tensor([[wording_training.KIND]]),
                             wording_training.WORDS * kernel(VECTORS, rows, rows)).double()  # fmt: skip
    cloud = design @ prior @ design.T + wording_training.NOISE * torch.eye(50)
    wanted = prior @ design.T @ torch.linalg.solve(cloud, (found - found.mean(0)).double())
    torch.testing.assert_close(model.effects(rows, VECTORS), wanted[1:].float(), atol=1e-4, rtol=1e-3)


def test_a_word_of_no_caption_does_what_its_neighbours_do(monkeypatch):
    captions = [("drum", ("low", "high")[k % 2]) for k in range(200)]
    found = torch.tensor([[(-1.0, 1.0)[k % 2]] for k in range(200)])
    model = learnt(captions, found, monkeypatch)
    lower, higher, other = (float(effect(model, w)) for w in ("lower", "higher", "banana"))
    assert lower < other < higher and higher - lower > 0.2
    assert len(effect(model, "qqzzq")) == 1 and not effect(model, "qqzzq").any(), "no word the table knows"


def test_from_a_folder_of_clips_to_what_words_do(tmp_path):
    """Of notes that are low or high, and short or long."""
    (tmp_path / "clips").mkdir()
    rng, rows = np.random.default_rng(0), []
    for i in range(80):
        high, long = i % 2, i // 2 % 2
        t = np.arange(22050) / 44100
        sound = np.sin(2 * np.pi * (150, 900)[high] * rng.uniform(0.8, 1.25) * t) * np.exp(-t / (0.02, 0.15)[long])
        soundfile.write(tmp_path / f"clips/{i}.flac", (0.5 * sound).astype(np.float32), 44100)
        caption = f"{('low', 'high')[high]} {('short', 'long')[long]} note"
        rows.append({"file": f"clips/{i}.flac", "caption": caption, "category": "keys", "group": f"g{i // 4}"})
    with (tmp_path / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    said = []
    model = load_wording(wording_training.train_wording([tmp_path], tmp_path / "run", say=said.append))
    height, length = (
        (effect(model, more) - effect(model, less)) for less, more in (("low", "high"), ("short", "long"))
    )
    assert 1 < height[0] < 3 and abs(float(height[1])) < 0.7
    assert 1 < length[1] < 3.5 and abs(float(length[0])) < 0.7
    shares = [float(x) for x in re.findall(r"(?:height|length) (-?[0-9.]+)", said[-1])]
    assert len(shares) == 2 and min(shares) > 0.5, said[-1]


def test_weights_survive_saving_and_broken_ones_are_named(tmp_path):
    model = load_wording()
    again = load_wording(save_wording(model, tmp_path / "copy.safetensors", {}))
    assert torch.equal(model.weights, again.weights) and torch.equal(model.rows, again.rows)
    broken = tmp_path / "cut.safetensors"
    broken.write_bytes((tmp_path / "copy.safetensors").read_bytes()[:-10])
    with pytest.raises(BadWeights, match="cut"):
        load_wording(broken)


@pytest.mark.parametrize(("less", "more", "quality"), [
    ("low tom", "high tom", 0), ("dark cymbal", "bright cymbal", 0), ("piano note C2", "piano note C6", 0),
    ("short snare", "long snare", 1), ("muted guitar", "ringing guitar", 1), ("dry clap", "clap in a large room", 1),
])  # fmt: skip
def test_the_shipped_one_knows_plain_words(less, more, quality):
    prior = load_embedded()
    assert sorted(prior.wording.kinds) == sorted(prior.listener.kinds)
    first, second = (prior._expected(prompt).prompt[0, quality] for prompt in (less, more))
    assert second > first + 0.3


def test_what_was_expected_in_inference_mode_may_be_asked_where_gradients_are_wanted():
    with torch.inference_mode():
        inside = load_embedded()._expected("kick, inside")
    assert not inside.prompt.is_inference() and not inside.prompt.requires_grad
