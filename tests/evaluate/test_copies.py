"""The copy detector tells a copy from a stranger, whatever was done to the copy's level and start."""

import numpy as np
import pytest
import torch
from plain_sounds import bell, cymbal, held_saw, hihat, kick, noise, snare

from bridge.evaluate.copies import CopyDetector, Nearest, traits
from bridge.evaluate.tagger import load_tagger
from bridge.priors.edm.data import augment

TRAINING = torch.cat([kick(), snare(), hihat(), bell(), held_saw()])


@pytest.fixture(scope="module")
def detector() -> CopyDetector:
    return CopyDetector(traits(load_tagger(), TRAINING))


def near(detector: CopyDetector, audio: torch.Tensor) -> Nearest:
    return detector.nearest(traits(load_tagger(), audio))


def test_a_training_clip_is_its_own_exact_copy(detector):
    found = near(detector, TRAINING)
    assert found.index.tolist() == list(range(len(TRAINING)))
    assert torch.allclose(found.similarity, torch.ones(len(TRAINING)), atol=1e-5)


def test_level_and_a_late_start_hide_nothing(detector):
    late = torch.nn.functional.pad(0.05 * TRAINING, (2000, 0))
    found = near(detector, late)
    assert found.index.tolist() == list(range(len(TRAINING))) and (found.similarity > 0.98).all()


def test_a_clip_augmented_as_in_training_is_flagged_and_a_stranger_is_not(detector):
    rng = np.random.default_rng(3)
    copies = [torch.from_numpy(augment(x.numpy(), 1.0, False, rng, x.shape[-1])[: x.shape[-1]]) for x in TRAINING]
    width = min(len(c) for c in copies)
    found = near(detector, torch.stack([c[:width] for c in copies]))
    stranger = near(detector, torch.cat([cymbal(), noise()[None]]))
    assert found.index.tolist() == list(range(len(TRAINING)))
    assert found.similarity.min() > stranger.similarity.max() + 0.05


def test_percentile_is_that_of_the_similarities():
    scores = torch.linspace(0, 1, 101)
    assert Nearest(scores, torch.zeros(101, dtype=torch.long)).p95() == pytest.approx(0.95)
