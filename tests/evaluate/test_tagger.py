"""The shipped judge calls plain sounds by their names, whatever their level, length, delay or rate."""

import json
from pathlib import Path

import pytest
import torch
from plain_sounds import RATE, bell, cymbal, held_saw, hihat, kick, snare

from bridge.errors import BadRequest, BadWeights
from bridge.evaluate.augment import augment
from bridge.evaluate.descriptors import describe
from bridge.evaluate.front_end import SAMPLES, gammatone_weights, prepare
from bridge.evaluate.tagger import CATEGORIES, WEIGHTS, Tagger, house_category, load_tagger, ranks, top_k


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger()


@pytest.mark.parametrize(
    ("sound", "name"),
    [(kick, "kick"), (hihat, "hihat"), (snare, "snare"), (bell, "bell_mallet")],
)
def test_plain_sounds_are_among_the_first_three(tagger: Tagger, sound, name: str) -> None:
    assert tagger.rank(sound(), name).item() <= 3


def test_opposites_are_told_apart(tagger: Tagger) -> None:
    low, high, long = tagger.probabilities(torch.cat([kick(), hihat(), cymbal()]))
    at = tagger.categories.index
    assert low[at("kick")] > 10 * low[at("hihat")]
    assert high[at("hihat")] > 5 * high[at("kick")]
    assert long[at("cymbal")] > 2 * high[at("cymbal")]


def test_a_held_note_is_not_a_drum(tagger: Tagger) -> None:
    marks = tagger.probabilities(held_saw())[0]
    drums = sum(marks[tagger.categories.index(n)] for n in ("kick", "snare", "hihat", "tom", "cymbal", "percussion"))
    assert drums < 0.1


def test_probabilities_are_probabilities(tagger: Tagger) -> None:
    marks = tagger.probabilities(torch.cat([kick(), bell()]))
    assert marks.shape == (2, len(CATEGORIES))
    assert torch.allclose(marks.sum(1), torch.ones(2), atol=1e-5)
    assert (marks >= 0).all()


def test_level_polarity_channels_and_delay_do_not_count(tagger: Tagger) -> None:
    plain = tagger.probabilities(snare())
    stereo = snare()[:, None].expand(1, 2, -1)
    late = torch.nn.functional.pad(snare(), (2000, 0))
    for same in (0.003 * snare(), -snare(), stereo, late):
        assert torch.allclose(tagger.probabilities(same), plain, atol=0.02)


def test_batch_gives_what_one_by_one_gives(tagger: Tagger) -> None:
    sounds = torch.cat([kick(), hihat(), bell()] * 12)
    together = tagger.probabilities(sounds)
    alone = torch.cat([tagger.probabilities(s[None]) for s in sounds[:3]])
    assert torch.allclose(together[-3:], alone, atol=1e-4)


def test_another_sample_rate_changes_little(tagger: Tagger) -> None:
    resampled = torch.nn.functional.interpolate(kick()[:, None], scale_factor=48000 / RATE, mode="linear")[:, 0]
    assert tagger.rank(resampled, "kick", 48000).item() == tagger.rank(kick(), "kick").item()


def test_silence_and_rubbish_are_no_category_at_all(tagger: Tagger) -> None:
    nothing = torch.zeros(1, 1000)
    broken = torch.full((1, 1000), float("nan"))
    for sound in (nothing, broken, torch.zeros(1, 0)):
        assert torch.allclose(tagger.probabilities(sound), torch.tensor(1 / len(CATEGORIES)))
        assert tagger.rank(sound, "kick").item() == len(CATEGORIES)  # silence never wins
    assert tagger.probabilities(torch.zeros(0, 100)).shape == (0, len(CATEGORIES))


def test_short_and_long_sounds_are_heard(tagger: Tagger) -> None:
    assert torch.isfinite(tagger.probabilities(kick()[:, :300])).all()
    longer = torch.nn.functional.pad(kick(), (0, RATE))
    assert torch.allclose(tagger.probabilities(longer), tagger.probabilities(kick()), atol=1e-5)


def test_ranks_and_top_k() -> None:
    marks = torch.tensor([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [1 / 3, 1 / 3, 1 / 3]])
    assert ranks(marks, [0, 0, 0]).tolist() == [1, 3, 3]
    assert top_k(marks, [0, 2, 0], 1) == pytest.approx(2 / 3)
    assert top_k(marks, [1, 1, 1], 2) == pytest.approx(2 / 3)
    assert top_k(marks, [0, 1, 2], 3) == 1.0


def test_requests_that_make_no_sense_are_refused(tagger: Tagger) -> None:
    with pytest.raises(BadRequest, match="kick"):
        tagger.rank(kick(), "kazoo")
    with pytest.raises(BadRequest, match="hears"):
        tagger.probabilities(kick()[0])


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    for damaged in (WEIGHTS.read_bytes()[:5000], b"not weights"):
        path = tmp_path / "tagger.safetensors"
        path.write_bytes(damaged)
        with pytest.raises(BadWeights, match="reinstall"):
            load_tagger(path)
    with pytest.raises(BadWeights):
        load_tagger(tmp_path / "none.safetensors")


def test_weights_are_small_and_say_whose_sounds_they_learned_from(tagger: Tagger) -> None:
    assert WEIGHTS.stat().st_size <= 3_000_000
    entries = json.loads(tagger.metadata["attribution"])
    assert sum(entry["clips"] for entry in entries) > 500
    assert all(entry["source"] and entry["licence"] for entry in entries)


def test_every_corpus_category_has_at_most_one_house() -> None:
    members = [m for group in CATEGORIES.values() for m in group]
    assert len(members) == len(set(members))
    assert house_category("glass") == "metal"
    assert house_category("animal") is None


def test_gammatones_peak_at_one_in_rising_order() -> None:
    weights = gammatone_weights(4097)
    assert (weights.amax(1) > 0.9).all()
    assert (weights.argmax(1).diff() > 0).all()


def test_prepare_starts_at_the_onset_with_peak_one() -> None:
    sound = prepare(torch.nn.functional.pad(0.01 * kick(), (5000, 0)))
    assert sound.shape == (1, SAMPLES)
    assert sound.abs().max().item() == pytest.approx(1.0)
    assert sound[0, 0].abs() > 0.02


def test_augmentation_keeps_shape_is_finite_and_repeats() -> None:
    import numpy as np

    sounds = prepare(torch.cat([kick(), hihat(), bell(), torch.zeros_like(kick())]))
    first = augment(sounds, np.random.default_rng(3))
    again = augment(sounds, np.random.default_rng(3))
    assert first.shape == sounds.shape
    assert torch.equal(first, again)
    assert torch.isfinite(describe(prepare(first))).all()
