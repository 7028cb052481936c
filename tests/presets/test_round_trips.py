"""A preset survives every form it can have: JSON → SysEx → JSON → library → SysEx, all voices, without a bit lost."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from preset_strategies import presets

from bridge.bench.presets.round_trips import round_trips_lost, survives
from bridge.presets import sysex
from bridge.presets.preset import Preset


@settings(deadline=None, max_examples=25)
@given(presets())
def test_a_preset_survives_all_of_them(preset: Preset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert survives(preset, Path(folder))


def test_the_figure_is_none_of_all_voices() -> None:
    assert round_trips_lost(12, 3) == {"round_trips": 12.0, "round_trips_lost": 0.0}


def test_the_figure_sees_a_single_lost_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder that rounds one parameter to 32 bits loses all of them."""
    import numpy as np

    whole = sysex.decode

    def rounding(data: bytes) -> Preset:
        preset = whole(data)
        rounded = float(np.float32(preset.parameters["level"]))
        return replace(preset, parameters={**preset.parameters, "level": rounded})

    monkeypatch.setattr(sysex, "decode", rounding)
    assert round_trips_lost(6, 1)["round_trips_lost"] == 6
