"""Laws of morphing and breeding: ends are exact, renumbering is not heard, and pairs find each other."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.errors import BadRequest
from bridge.presets.align import aligned, operator_hz, same_sound
from bridge.presets.breed import Pair, latent, natural
from bridge.presets.dx7_voice import patch_of, rounded
from bridge.presets.preset import Preset
from bridge.realtime.engine import render_preset
from bridge.voices.catalog import voice
from bridge.voices.dx7 import ALGORITHMS

VOICES = ("fm", "fm6", "dx7", "impact")
FEW = settings(deadline=None, max_examples=25)


def wild(voice_name: str, seed: int, name: str = "wild") -> Preset:
    rng = random.Random(seed)
    values = {p.name: p.to_natural(rng.random()) for p in voice(voice_name).space}
    values |= {f"a{v}{j}": 0.1 * values[f"a{v}{j}"] for v in range(1, 7) for j in range(1, 7) if f"a{v}{j}" in values}
    preset = Preset.of(name, voice_name, values)
    return replace(preset, parameters=rounded(preset.parameters)) if voice_name == "dx7" else preset


def shuffled(preset: Preset, seed: int) -> Preset:
    """The same sound with its operators or modes in another order."""
    found, rng = voice(preset.voice), random.Random(seed)
    values = dict(preset.parameters)
    kinds = {"fm": ["op"], "impact": ["mode", "band"], "dx7": ["op"]}[found.family]
    for kind in kinds:
        size = 16 if kind == "band" else found.size
        order = list(range(size))
        rng.shuffle(order)
        if found.family == "dx7":
            others = [way for way in same_sound(int(values["algorithm"])) if way[1] != tuple(range(6))]
            algorithm, order = rng.choice(others)
            values["algorithm"] = float(algorithm)
        for old, new in enumerate(order):
            prefix = f"{kind}{old + 1}_"
            values |= {k.replace(prefix, f"{kind}{new + 1}_"): v
                       for k, v in preset.parameters.items() if k.startswith(prefix)}  # fmt: skip
        if found.family == "fm":
            values |= {f"a{order[v] + 1}{order[j] + 1}": preset.parameters[f"a{v + 1}{j + 1}"]
                       for v in range(size) for j in range(size)}  # fmt: skip
    return Preset.of(preset.name, preset.voice, values)


@pytest.mark.parametrize("name", VOICES)
def test_renumbering_is_not_heard_and_is_undone(name: str) -> None:
    for seed in range(4):
        preset = wild(name, seed)
        if name == "dx7":  # most algorithms have no two operators in the same place
            preset = replace(preset, parameters={**preset.parameters, "algorithm": (32.0, 5.0, 22.0, 31.0)[seed]})
        other = shuffled(preset, seed + 1)
        assert other.parameters != preset.parameters
        before, after = (render_preset(name, p.parameters, seconds=0.2) for p in (preset, other))
        peak = np.abs(before).max()
        assert peak > 1e-3 and np.abs(before - after).max() < 1e-3 * peak
        found = aligned(preset, other)
        assert all(found.values[p] == other.parameters[found.name_before(p)] for p in found.values if p != "algorithm")
        back = found.values
        if name == "dx7":  # several renumberings may be the same patch
            assert patch_of(replace(preset, parameters=back)).packed() == patch_of(preset).packed()
        else:
            assert back == preset.parameters


@FEW
@given(st.sampled_from(VOICES), st.integers(0, 10**6))
def test_both_ends_of_a_morph_are_exact(name: str, seed: int) -> None:
    first, second = wild(name, seed), wild(name, seed + 1)
    pair = Pair.of(first, second)
    assert pair.morph(0).parameters == first.parameters
    assert pair.morph(1).parameters == aligned(first, second).values
    same = Pair.of(first, first)
    assert same.morph(0.37).parameters == first.parameters


@FEW
@given(st.sampled_from(VOICES), st.integers(0, 10**6), st.floats(0.01, 0.98), st.floats(0.001, 0.01))
def test_every_knob_goes_straight_from_one_to_the_other(name: str, seed: int, share: float, step: float) -> None:
    """No knob turns back, or leaves the way between its two ends."""
    pair = Pair.of(wild(name, seed), wild(name, seed + 1))
    ends = [pair.morph(s).parameters for s in (0.001, share, min(share + step, 0.999), 0.999)]
    widened = name == "dx7"  # rounding to whole numbers keeps the pitch and moves ratios by hundredths
    for p in voice(name).space:
        start, here, further, end = (p.to_unit(values[p.name]) for values in ends)
        if p.scale != "choice" and not (widened and (p.name.endswith("_fine") or p.name == "root_hz")):
            low, high = sorted((start, end))
            assert low - 0.011 <= here <= high + 0.011, p.name
            assert (further - here) * (end - start) >= -1e-9, p.name


def test_half_way_is_the_geometric_mean_of_frequencies_in_the_middle_of_a_knob() -> None:
    root = voice("fm").space.param("root_hz")
    middle = (root.low * root.high) ** 0.5
    first, second = (Preset.of(n, "fm", {"root_hz": hz}) for n, hz in (("a", middle / 2), ("b", middle * 2)))
    assert Pair.of(first, second).morph(0.5).parameters["root_hz"] == pytest.approx(middle)


def test_a_fixed_operator_becomes_a_free_one_without_a_jump_in_frequency() -> None:
    first = Preset.of("a", "fm", {"root_hz": 100.0, "op1_ratio": 2.0, "op1_mode": 0})
    second = Preset.of("b", "fm", {"root_hz": 100.0, "op1_ratio": 9.0, "op1_mode": 1, "op1_fixed_hz": 400.0})
    pair = Pair.of(first, second)
    before, after = (operator_hz(pair.morph(s).parameters, 1) for s in (0.4999, 0.5001))
    assert before == pytest.approx(after, rel=0.03) and 200 < before < 400
    assert operator_hz(pair.morph(0.01).parameters, 1) == pytest.approx(200, rel=0.05)
    assert operator_hz(pair.morph(0.99).parameters, 1) == pytest.approx(400, rel=0.05)


@FEW
@given(st.sampled_from(VOICES), st.integers(0, 10**6), st.integers(1, 4), st.floats(0, 1))
def test_children_are_legal_repeatable_and_of_both(name: str, seed: int, count: int, spread: float) -> None:
    pair = Pair.of(wild(name, seed, "ma"), wild(name, seed + 1, "pa"))
    children = pair.breed(count, seed, spread)
    assert children == pair.breed(count, seed, spread) == pair.breed(count + 1, seed, spread)[:count]
    for child in children:
        assert child.provenance["parents"] == ["ma", "pa"] and child.name == "ma-x-pa"
        if name == "dx7":
            assert rounded(child.parameters) == child.parameters


def test_without_spread_a_child_has_its_groups_from_its_parents() -> None:
    first, second = wild("impact", 1), wild("impact", 2)
    theirs = aligned(first, second).values
    (child,) = Pair.of(first, second).breed(1, 5, 0.0)
    groups = {p.group for p in voice("impact").space}
    whose = {g: {"".join(who for who, values in (("1", first.parameters), ("2", theirs))
                         if child.parameters[p.name] == values[p.name])
                 for p in voice("impact").space if p.group == g} for g in groups}  # fmt: skip
    pure = [next(iter(w)) for w in whose.values() if len(w) == 1]
    assert pure.count("1") > 5 and pure.count("2") > 5 and pure.count("") > 0


def test_a_wider_spread_goes_further() -> None:
    pair = Pair.of(wild("fm", 1), wild("fm", 1))
    space = voice("fm").space

    def reach(spread: float) -> float:
        return float(np.mean([abs(p.to_unit(c.parameters[p.name]) - p.to_unit(pair.first.parameters[p.name]))
                              for c in pair.breed(4, 0, spread) for p in space]))  # fmt: skip

    assert 0 == reach(0.0) < reach(0.1) < reach(0.5) < reach(2.0)


def test_louder_modes_find_their_counterparts() -> None:
    """Two struck bodies a semitone apart, numbered otherwise, with other quiet modes: each loud mode goes up one."""
    rng = random.Random(4)
    loud = {n: 150.0 * n**1.3 for n in range(1, 9)}
    first, second = {}, {}
    order = rng.sample(range(1, 33), 32)
    for n in range(1, 33):
        quiet = {"amp": 1e-4, "damping": rng.uniform(1, 500)}
        first |= {f"mode{n}_hz": loud.get(n, rng.uniform(50, 9000)), f"mode{n}_amp": 0.5 if n in loud else quiet["amp"]}
        m = order[n - 1]
        second |= {f"mode{m}_hz": loud[n] * 2 ** (1 / 12) if n in loud else rng.uniform(50, 9000)}
        second |= {f"mode{m}_amp": 0.4 if n in loud else quiet["amp"]}
    found = aligned(Preset.of("a", "impact", first), Preset.of("b", "impact", second)).values
    for n, hz in loud.items():
        assert found[f"mode{n}_hz"] == pytest.approx(hz * 2 ** (1 / 12))


def test_the_dx7s_renumberings_are_those_of_its_algorithms() -> None:
    """32: five plain operators, 5! ways; 1: none but itself. Whatever moves, the graph stays one of the 32."""
    assert len(same_sound(32)) == 120 and same_sound(1) == ((1, (0, 1, 2, 3, 4, 5)),)
    assert all((k, tuple(range(6))) in same_sound(k) for k in range(1, 33))
    for k in range(1, 33):
        for other, places in same_sound(k):
            moved = {(places[m - 1] + 1, places[c - 1] + 1) for m, c in ALGORITHMS[k - 1]}
            assert moved == set(ALGORITHMS[other - 1])


def test_two_voices_do_not_mix_and_nonsense_is_refused() -> None:
    with pytest.raises(BadRequest, match="two of one voice"):
        Pair.of(Preset.of("a", "fm", {}), Preset.of("b", "fm6", {}))
    pair = Pair.of(wild("fm", 1), wild("fm", 2))
    for bad in (-0.1, 1.1, float("nan")):
        with pytest.raises(BadRequest, match="position"):
            pair.morph(bad)
    for count, spread in ((0, 0.1), (65, 0.1), (1, -1.0), (1, float("nan"))):
        with pytest.raises(BadRequest, match="children"):
            pair.breed(count, 0, spread)


def test_latent_is_the_optimisers() -> None:
    import torch

    from bridge.distill.latent import LatentSpace

    space = voice("impact").space
    values = [p.to_natural(u) for p, u in zip(space, np.linspace(0, 1, len(space)), strict=True)]
    theirs = LatentSpace(space).to_latent(torch.tensor([values], dtype=torch.float64))[0].tolist()
    mine = [latent(p, v) for p, v in zip(space, values, strict=True)]
    assert mine == pytest.approx(theirs, abs=1e-6)
    middle = [(p, v) for p, v in zip(space, values, strict=True) if 0.01 < p.to_unit(v) < 0.99]
    assert [natural(p, latent(p, v)) for p, v in middle] == pytest.approx([v for _, v in middle])
