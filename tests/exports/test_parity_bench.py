"""The parity table: what it measures, on differences that are known, and what it does without an engine."""

from __future__ import annotations

import numpy as np
import pytest

from bridge.bench.presets import parity
from bridge.bench.presets.parity import Engine, difference, figures, measure, presets, reference, table
from bridge.presets.preset import Preset


@pytest.fixture(scope="module")
def preset() -> Preset:
    return Preset.of("plain", "fm", {"op1_decay": 0.3})


def test_equal_sounds_are_no_distance_apart_and_louder_ones_their_gain(preset: Preset) -> None:
    sound = reference(preset)
    assert difference(sound, sound) == (0.0, 0.0)
    peak, lsd = difference(1.1 * sound, sound)
    assert peak == pytest.approx(0.1) and 0.01 < lsd < 20 * np.log10(1.1) + 1e-6


def test_an_engine_that_is_not_there_is_left_out_by_name(preset: Preset, capsys: pytest.CaptureFixture[str]) -> None:
    engines = (
        Engine("louder", lambda p, _: 1.25 * reference(p)),
        Engine("absent", lambda p, _: reference(p), lambda: "some-package"),
    )
    rows = measure([preset], engines)
    assert rows[0]["louder_peak"] == pytest.approx(0.25) and not [key for key in rows[0] if key.startswith("absent")]
    assert "absent is left out; it needs some-package" in capsys.readouterr().err
    assert figures(rows)["parity_louder_peak"] == pytest.approx(0.25)
    assert [column.header for column in table(rows).columns] == ["preset", "voice", "louder"]


def test_figures_are_medians() -> None:
    rows = [{"preset": "", "voice": "", "x_peak": p, "x_lsd": 2 * p} for p in (0.1, 0.7, 0.3)]
    assert figures(rows) == {"parity_x_peak": 0.3, "parity_x_lsd": 0.6}


def test_our_own_engines_are_ours(preset: Preset) -> None:
    own = [engine for engine in parity.ENGINES if engine.name in ("realtime", "differentiable")]
    (row,) = measure([preset], own)
    assert row["realtime_peak"] < 1e-4 and row["differentiable_peak"] < 1e-4


def test_presets_are_varied_and_below_the_limiter() -> None:
    chosen = presets()
    assert len(chosen) >= 8 and {"fm", "fm6", "impact", "impact64"} <= {p.voice for p in chosen}
    for preset in chosen[:2] + chosen[-2:]:
        assert 0.01 < np.abs(reference(preset)).max() < 0.89  # −1 dBFS, where the limiter begins
