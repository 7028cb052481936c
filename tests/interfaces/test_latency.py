"""Percentiles out of a histogram are those of the sorted list, to a bucket's width."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.interfaces.latency import PER_DECADE, Latency


@settings(deadline=None)
@given(st.lists(st.floats(1e-6, 90.0), min_size=1, max_size=300), st.sampled_from([50.0, 99.0, 99.9, 100.0]))
def test_as_sorting_says(seconds: list[float], percent: float) -> None:
    latency = Latency()
    for value in seconds:
        latency.note(value)
    exact = sorted(seconds)[max(0, -(-int(len(seconds) * percent * 10) // 1000) - 1)]
    ratio = 10 ** (1 / PER_DECADE)
    assert exact / 1.000001 <= latency.percentile(percent) <= exact * ratio * 1.000001


def test_old_ones_fade_and_extremes_are_kept_in_range() -> None:
    latency = Latency(window=1000)
    assert latency.percentile(50) == 0.0
    for _ in range(900):
        latency.note(10.0)
    for _ in range(20_000):
        latency.note(1e-3)
    assert latency.percentile(99.9) == pytest.approx(1e-3, rel=0.13) and len(latency) < 1000
    latency.note(0.0)
    latency.note(1e9)
    assert latency.percentile(100) > 90
