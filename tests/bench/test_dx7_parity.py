"""Our DX7 beside Dexed and hexter, number by number, within the tolerances of `bridge.bench.presets.dx7_parity`."""

from __future__ import annotations

import numpy as np
import pytest

from bridge.bench.presets import dexed, dx7_parity, hexter
from bridge.bench.presets.dx7_parity import CHECKS, Found, Ours, engines, figures, measure, table
from bridge.presets.dx7 import NAME, NUMBERS, Patch

ENGINES = [
    pytest.param("dexed", marks=pytest.mark.skipif(not dexed.installed(), reason="dexed-py is not installed")),
    pytest.param("hexter", marks=pytest.mark.skipif(not hexter.installed(), reason="Debian's hexter is not installed")),
]
HELD_TO = [check for check in CHECKS if check.tolerance]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("check", HELD_TO, ids=lambda check: check.name)
def test_each_number_within_its_tolerance(check: dx7_parity.Check, engine: str) -> None:
    (found,) = measure({engine: engines()[engine]}, [check])
    assert found.tolerance is not None and found.worst <= found.tolerance, found.errors


class Another:
    """Our voice with one number changed: what a check must notice."""

    def __init__(self, change: dict[str, int]) -> None:
        self.change = change

    def play(self, patch: Patch, seconds: float, note: int = 60, held: float | None = None) -> np.ndarray:
        numbers = {n.name: patch[n.name] for n in NUMBERS if n.vced < NAME}
        for name, by in self.change.items():
            numbers[name] = int(np.clip(numbers[name] + by, 0, next(n.high for n in NUMBERS if n.name == name)))
        return Ours().play(Patch.of(patch.name, numbers), seconds, note, held)


WRONG: dict[str, dict[str, int]] = {
    "note": {"op1_fine": 1}, "transpose": {"transpose": -1}, "coarse": {"op1_coarse": 1}, "fine": {"op1_fine": -1},
    "fixed frequency": {"op1_fine": 1}, "detune": {"op1_detune": 1}, "output level": {"op1_level": -1},
    "envelope level": {"op1_l3": 1}, "fall": {"op1_r2": 3}, "part of a fall": {"op1_r2": 3},
    "rise to -6 dB": {"op1_r1": 3}, "rise to -3 dB": {"op1_r1": 3}, "release": {"op1_r4": 3},
    "algorithm": {"algorithm": 1}, "feedback": {"feedback": -1}, "feedback of algorithm 32": {"feedback": -1},
    "feedback of algorithm 6": {"feedback": -1}, "feedback of algorithm 4": {"feedback": -1},
}  # fmt: skip


@pytest.mark.parametrize("check", HELD_TO, ids=lambda check: check.name)
def test_a_number_that_is_off_by_one_is_noticed(check: dx7_parity.Check) -> None:
    """By a count, or a step of a scale that is flat in between: more than Dexed's tolerance."""
    (found,) = measure({"dexed": Ours()}, [check], Another(WRONG[check.name]))
    assert found.tolerance is not None and found.worst > found.tolerance


def test_our_voice_does_not_differ_from_itself() -> None:
    (found,) = measure({"dexed": Ours()}, [check for check in CHECKS if check.name == "release"])
    assert found.worst == 0.0


@pytest.mark.parametrize("engine", ENGINES)
def test_what_the_voice_leaves_out_is_heard_in_the_engines(engine: str) -> None:
    """Else these rows of the table would say nothing."""
    for check in (check for check in CHECKS if not check.tolerance):
        (found,) = measure({engine: engines()[engine]}, [check])
        assert found.tolerance is None and found.worst > 0.3, check.name


def test_the_table_and_the_figures_have_every_check() -> None:
    found = [Found(check, name, (0.01, 0.3)) for check in CHECKS for name in ("dexed", "hexter")]
    assert table(found).row_count == len(CHECKS)
    values = figures(found)
    assert values["dx7_parity_feedback_of_algorithm_4_hexter"] == 0.3
    held = [f for f in found if f.engine == "dexed" and f.tolerance is not None]
    assert values["dx7_parity_within_dexed"] == pytest.approx(np.mean([(f.tolerance or 0) >= 0.3 for f in held]))
    assert len(values) == 2 * len(CHECKS) + 2
