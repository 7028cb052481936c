"""Halves share no group and agree in their categories; a handful keeps every category's share."""

from collections import Counter
from pathlib import Path

import pytest

from bridge.evaluate.holdout import halves, spread
from bridge.priors.edm.corpus import Clip


def clips(sizes: dict[str, list[int]]) -> list[Clip]:
    """category -> sizes of its groups."""
    return [
        Clip(Path(f"{kind}-{g}-{k}.flac"), kind, kind, (), f"{kind}:{g}", "a/b", "CC0-1.0", "nobody", "test")
        for kind, groups in sizes.items()
        for g, size in enumerate(groups)
        for k in range(size)
    ]


MIXED = clips({"kick": [1] * 9, "bell_mallet": [12, 5, 4, 3, 2, 2, 1, 1], "glass": [3, 3, 2], "metal": [6, 1, 1]})


@pytest.mark.parametrize("salt", ["", "1", "another"])
def test_no_group_lies_on_both_sides_and_nothing_is_lost(salt):
    left, right = halves(MIXED, salt)
    assert sorted(left + right) == list(range(len(MIXED)))
    assert not {MIXED[i].group for i in left} & {MIXED[i].group for i in right}


@pytest.mark.parametrize("salt", ["", "1", "another"])
def test_every_category_is_about_even(salt):
    left, right = halves(MIXED, salt)
    for kind in ("kick", "bell_mallet"):
        counts = [sum(MIXED[i].category == kind for i in side) for side in (left, right)]
        assert abs(counts[0] - counts[1]) <= 2, (kind, counts)


def test_halves_repeat_and_a_salt_changes_them():
    assert halves(MIXED) == halves(MIXED)
    assert len({tuple(halves(MIXED, str(k))[0]) for k in range(6)}) > 1


def test_a_handful_is_distinct_and_keeps_the_mix():
    indices = list(range(len(MIXED)))
    chosen = spread(MIXED, indices, 20)
    assert len(set(chosen)) == 20
    whole, part = (Counter(MIXED[i].category for i in rows) for rows in (indices, chosen))
    metal = whole["glass"] + whole["metal"]  # one house category
    assert abs(part["glass"] + part["metal"] - 20 * metal / len(MIXED)) < 1
    assert abs(part["kick"] - 20 * whole["kick"] / len(MIXED)) < 1
    assert sorted(spread(MIXED, indices, len(MIXED))) == indices
    with pytest.raises(ValueError):
        spread(MIXED, indices, len(MIXED) + 1)
