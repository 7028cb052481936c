"""Dexed takes our files as they are, and its player keeps to the length and the key that it is given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bridge.bench.presets import dexed
from bridge.distill.draws_dx7 import draw_dx7
from bridge.errors import BadRequest
from bridge.presets.dx7 import NUMBERS, Patch, write_bank
from bridge.presets.dx7_voice import patch_of, portable
from bridge.presets.preset import Preset

needs_dexed = pytest.mark.skipif(not dexed.installed(), reason="dexed-py is not installed")


def patches() -> list[Patch]:
    rng = np.random.default_rng(4)
    return [patch_of(Preset.of(f"patch {k}", "dx7", draw_dx7(rng))) for k in range(32)]


@needs_dexed
def test_it_reads_every_number_of_a_bank(tmp_path: Path) -> None:
    import dexed as package

    file = tmp_path / "bank.syx"
    file.write_bytes(write_bank(patches()))
    for ours, theirs in zip(patches(), package.Patch.load_bank(str(file)), strict=True):
        read = Patch(bytes(theirs.to_sysex()[:155]))
        assert {n.name: read[n.name] for n in NUMBERS} == {n.name: ours[n.name] for n in NUMBERS}


@needs_dexed
def test_portable_levels_change_nothing() -> None:
    """Levels are moved for hexter's sake: Dexed adds them on one scale, so that not a bit of its sound changes."""
    for patch in patches()[:6]:
        moved = portable(patch)
        plain, other = (dexed.Dexed(44100).play(p, 0.2) for p in (patch, moved))
        assert moved != patch and np.abs(plain).max() > 1e-3 and np.array_equal(plain, other)


@needs_dexed
def test_length_and_key() -> None:
    numbers = {"op1_r1": 99, "op1_l1": 99, "op1_l2": 99, "op1_l3": 99, "op1_r4": 80}
    held, let_go = (dexed.Dexed(44100).play(Patch.of("TEST", numbers), 0.5, 72, after) for after in (None, 0.2))
    assert held.shape == let_go.shape == (22050,) and held.dtype == np.float32
    assert np.abs(held[-2205:]).max() > 0.05
    assert np.abs(let_go[:8000]).max() > 0.05 and not let_go[-2205:].any()


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dexed, "find_spec", lambda name: None)
    with pytest.raises(BadRequest, match="pip install dexed-py"):
        dexed.Dexed()
