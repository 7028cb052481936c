"""All 32 algorithms are wired as hexter's, an engine that is not ours, and their loops go where its loops go."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from bridge.bench.presets.dx7_cases import looped, stack
from bridge.bench.presets.dx7_parity import Ours
from bridge.bench.presets.hexter import Hexter, installed
from bridge.evaluate.spectral import log_spectral_distance
from bridge.presets.dx7 import Patch
from bridge.voices.dx7 import ALGORITHMS

pytestmark = pytest.mark.skipif(not installed(), reason="Debian's hexter is not installed")


def both(numbers: dict[str, int], seconds: float) -> tuple[np.ndarray, np.ndarray]:
    """One patch by hexter and by our real-time voice, [T] each."""
    patch = Patch.of("TEST", numbers)
    return Hexter().play(patch, seconds), Ours().play(patch, seconds)


def level(sounds: list[np.ndarray]) -> torch.Tensor:
    return torch.stack([torch.from_numpy(0.1 * s / s.std()) for s in sounds])[:, None].float()


def test_all_algorithms() -> None:
    """The nearest of our algorithms is wired as hexter's (some differ in their loop alone)."""
    pairs = [both(stack(k), 0.2) for k in range(32)]
    theirs, mine = level([a for a, _ in pairs]), level([b for _, b in pairs])
    found = torch.stack([log_spectral_distance(theirs[k : k + 1].expand(32, -1, -1), mine) for k in range(32)])
    assert [ALGORITHMS[int(k)] for k in found.argmin(1)] == list(ALGORITHMS)


@pytest.mark.parametrize("number", [k for k in range(32) if ALGORITHMS.count(ALGORITHMS[k]) > 1])
def test_loops(number: int) -> None:
    """Where algorithms differ in their loop alone, the one with hexter's loop is the nearest."""
    twins = [k for k in range(32) if ALGORITHMS[k] == ALGORITHMS[number]]
    theirs = both(looped(number, number), 0.2)[0]
    mine = [both(looped(k, number), 0.2)[1] for k in twins]
    found = log_spectral_distance(level([theirs]).expand(len(twins), -1, -1), level(mine))
    assert twins[int(found.argmin())] == number
