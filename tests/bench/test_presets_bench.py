"""What `bench presets` measures, on sounds of which it is known."""

from __future__ import annotations

import numpy as np
import pytest

from bridge.bench.presets.dx7 import beside, dx7_figures, fall_seconds, partial_cents

RATE = 44100
T = np.arange(RATE) / RATE


def falling(decibels_a_second: float, hz: float = 441.0) -> np.ndarray:
    return 0.5 * 10 ** (-decibels_a_second * T / 20) * np.sin(2 * np.pi * hz * T)


@pytest.mark.parametrize("slope", [40.0, 100.0, 333.0])
def test_the_time_of_a_straight_fall(slope: float) -> None:
    assert fall_seconds(falling(slope)) == pytest.approx(20 / slope, rel=0.02)


def test_what_does_not_fall_has_no_time() -> None:
    assert fall_seconds(falling(10.0)) is None


def test_level_alone_is_no_difference() -> None:
    same = beside(falling(60.0), 0.01 * falling(60.0))
    assert same["lsd"] < 0.01 and same["cents"] == pytest.approx(0, abs=0.01) and same["envelope"] < 0.01


def test_pitch_and_envelope_are_told() -> None:
    other = beside(falling(66.0, 441.0 * 2 ** (7 / 1200)), falling(60.0))
    assert other["cents"] == pytest.approx(7.0, abs=0.3) and other["envelope"] == pytest.approx(1 / 11, abs=0.02)
    assert other["lsd"] > 0.1


def test_a_partial_is_met_where_others_changed() -> None:
    tone = np.sin(2 * np.pi * 500 * T) + 0.5 * np.sin(2 * np.pi * 707 * T)
    other = np.sin(2 * np.pi * 500 * 2 ** (3 / 1200) * T) + 0.9 * np.sin(2 * np.pi * 707 * T)
    assert partial_cents(tone, other) == pytest.approx(3.0, abs=0.1)
    assert partial_cents(tone, np.sin(2 * np.pi * 600 * T)) is None


def test_figures_are_means_medians_and_the_largest() -> None:
    row = {
        "score_float": 0.6,
        "score_rounded": 0.4,
        "score_refined": 0.5,
        "distance_rounded": 0.2,
        "distance_refined": 0.1,
    }
    rows = [row | {"lsd": 2.0, "cents": 1.0, "envelope": 0.05}, row | {"lsd": 4.0, "cents": 3.0, "envelope": 0.2},
            row | {"lsd": 9.0, "cents": None, "envelope": None, "score_refined": 0.8}]  # fmt: skip
    figures = dx7_figures(rows)
    assert figures["dx7_score_refined"] == pytest.approx(0.6) and figures["dx7_score_rounded"] == pytest.approx(0.4)
    assert figures["dx7_lsd_hexter"] == 4.0 and figures["dx7_pitch_cents"] == 3.0 and figures["dx7_pitched"] == 2
    assert figures["dx7_env_error"] == pytest.approx(0.125) and figures["dx7_env_within_tenth"] == 0.5
    assert "dx7_lsd_hexter" not in dx7_figures([row])


def test_each_engine_has_figures_of_its_own() -> None:
    row = dict.fromkeys(("score_float", "score_rounded", "score_refined", "distance_rounded", "distance_refined"), 0.5)
    dexed = row | {"lsd_dexed": 1.0, "cents_dexed": 2.0, "envelope_dexed": 0.01}
    figures = dx7_figures([dexed, dexed | {"envelope_dexed": 0.03}, dexed | {"envelope_dexed": 0.2}])
    assert figures["dx7_env_error_dexed"] == 0.03 and figures["dx7_env_largest_dexed"] == 0.2
    assert figures["dx7_env_quarter_dexed"] == pytest.approx(0.02) and figures["dx7_lsd_dexed"] == 1.0
    assert "dx7_env_error" not in figures and "dx7_env_error_engines" not in figures
