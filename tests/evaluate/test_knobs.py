"""Presets that sound alike by construction are no distance apart on their knobs."""

import pytest

from bridge.distill.draws import draw_presets
from bridge.evaluate.knobs import fm_knob_distance
from bridge.voices.catalog import voice as find_voice

VOICE = find_voice("fm")
KNOBS = 4 * 4 + 16 + 2


@pytest.fixture
def preset():
    return VOICE.space.to_dict(draw_presets(VOICE, 1, 5)[0].tolist()) | {"op1_mode": 0.0, "op1_ratio": 2.0}


def test_the_names_of_operators_do_not_matter(preset):
    order = {1: 3, 2: 1, 3: 4, 4: 2}
    other = dict(preset)
    for old, new in order.items():
        for key in ("mode", "ratio", "fixed_hz", "attack", "decay", "level"):
            other[f"op{new}_{key}"] = preset[f"op{old}_{key}"]
        for j, to in order.items():
            other[f"a{new}{to}"] = preset[f"a{old}{j}"]
    assert other != preset
    assert fm_knob_distance(VOICE, preset, other) == pytest.approx(0, abs=1e-12)


def test_a_ratio_and_the_fixed_frequency_it_gives_are_the_same(preset):
    fixed = preset | {"op1_mode": 1.0, "op1_fixed_hz": preset["root_hz"] * 2.0}
    assert fm_knob_distance(VOICE, preset, fixed) == pytest.approx(0, abs=1e-12)
    assert fm_knob_distance(VOICE, preset, preset | {"level": -20.0, "pan": 1.0, "release": 1.0}) == 0


def test_a_knob_turned_from_end_to_end_counts_one(preset):
    low, high = (preset | {"sweep_time": x} for x in (0.002, 1.0))
    assert fm_knob_distance(VOICE, low, high) == pytest.approx(1 / KNOBS)
    assert fm_knob_distance(VOICE, preset, preset | {"a12": preset["a12"] + 0.6}) == pytest.approx(0.05 / KNOBS)
