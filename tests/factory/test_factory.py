"""Laws of the factory: what is kept sounds, is as loud as the rest, like no other, and says where it is from."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bridge.bench.presets.hexter import Hexter, installed
from bridge.cli import app
from bridge.errors import BadRequest
from bridge.evaluate.tagger import CATEGORIES, load_tagger
from bridge.factory import check
from bridge.factory.make import BANK, Settings, make, write_bank
from bridge.factory.plan import PLAN, Item, read_plan
from bridge.factory.sheet import draw_sheet
from bridge.presets.dx7 import BANK as VOICES
from bridge.presets.dx7 import NAME_LENGTH, read_patches
from bridge.presets.library import PresetLibrary, read_preset
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE, Candidate, FitRequest, FitResult
from bridge.voices.catalog import voice

ROOT = Path(__file__).parent.parent.parent / "synth_presets"
BELL = {"root_hz": 440.0, "op1_decay": 0.4, "op2_ratio": 3.5, "op2_decay": 0.2, "a12": 2.0, "op1_level": 1.0}
KICK = {"root_hz": 50.0, "sweep": 30.0, "sweep_time": 0.03, "op1_decay": 0.15}
HISS = {"root_hz": 2000.0, "op1_decay": 0.05, "op2_ratio": 7.1, "op2_decay": 0.1, "a12": 6.0, "a22": 5.0, "a21": 6.0}
ITEMS = [Item("one", "fm", "bell_mallet", "bell one", ("bell",)), Item("two", "fm", "kick", "drum two", ("drum",)),
         Item("three", "fm", "hihat", "hat three", ("drum", "short"))]  # fmt: skip
SOUNDS = {"bell one": BELL, "drum two": KICK, "hat three": HISS}


def fitting(*sounds: dict[str, float], asked: list[FitRequest] | None = None) -> Callable[[FitRequest], FitResult]:
    """A fit that finds these candidates, or those of its prompt."""

    def fit(request: FitRequest) -> FitResult:
        if asked is not None:
            asked.append(request)
        space = voice(request.voice).space
        found = [Candidate(space.to_dict(space.to_list(values)), 0.5 / n, 440.0)
                 for n, values in enumerate(sounds or (SOUNDS[request.prompt],), 1)]  # fmt: skip
        origin = {"prompt": request.prompt, "seed": request.seed, "settings": {"lr": 0.1}}
        return FitResult(found[0].parameters, found[0].score, [], origin, candidates=found)

    return fit


def test_everything_is_made_once_and_signed(tmp_path: Path) -> None:
    asked: list[FitRequest] = []
    first = list(make(ITEMS[:2], tmp_path, Settings(tries=1), fitting(asked=asked)))
    assert [m.item.name for m in first] == ["one", "two"] and all(m.fresh and m.preset for m in first)
    again = list(make(ITEMS, tmp_path, Settings(tries=1), fitting(asked=asked)))
    assert [(m.item.name, m.fresh) for m in again] == [("one", False), ("two", False), ("three", True)]
    assert [r.prompt for r in asked] == ["bell one", "drum two", "hat three"]
    library = PresetLibrary(tmp_path)
    assert library.names() == ["one", "three", "two"]
    bell = library.load("one")
    assert bell.tags == ("bell", "bell mallet") and bell.provenance["prompt"] == "bell one"
    record = bell.provenance["settings"]["factory"]
    assert bell.provenance["settings"]["lr"] == 0.1 and record["level_as_fitted"] == -6.0
    heard = check.judge(load_tagger(), check.sound_of(bell), "bell_mallet")
    assert (record["tagger_rank"], record["tagger_heard"]) == (heard.rank, heard.heard)
    assert record["loudness_dbfs"] == pytest.approx(heard.loudness, abs=0.01) and heard.faults == []
    assert library.load("two").provenance["settings"]["factory"]["nearest"] == "one"
    kept = {n: v for n, v in bell.parameters.items() if n != "level"}
    assert kept == {n: v for n, v in Preset.of("x", "fm", BELL).parameters.items() if n != "level"}


def test_another_prompt_or_a_broken_file_is_made_anew(tmp_path: Path) -> None:
    list(make(ITEMS[:2], tmp_path, Settings(tries=1), fitting()))
    (tmp_path / "two.json").write_text("{")
    changed = [replace(ITEMS[0], prompt="hat three", category="hihat"), ITEMS[1]]
    again = list(make(changed, tmp_path, Settings(tries=1), fitting()))
    assert [m.fresh for m in again] == [True, True]
    assert read_preset(tmp_path / "one.json").provenance["prompt"] == "hat three"


def test_what_is_silent_or_like_another_is_not_kept(tmp_path: Path) -> None:
    silent = {"op1_level": 0.0}
    made = list(make(ITEMS[:1], tmp_path, Settings(tries=1), fitting(silent)))
    assert made[0].preset is None and "silent" in made[0].reason and list(tmp_path.iterdir()) == []
    list(make(ITEMS[:1], tmp_path, Settings(tries=1), fitting(BELL)))
    nearly = {**BELL, "root_hz": 445.0}
    (_, made_two) = make(ITEMS[:2], tmp_path, Settings(tries=2), fitting(nearly))
    assert made_two.preset is None and made_two.reason.count("sounds like one") == 2
    (_, made_two) = make(ITEMS[:2], tmp_path, Settings(tries=1), fitting(nearly, KICK))
    assert made_two.preset is not None and made_two.preset.provenance["candidate"] == 2


def test_the_better_of_two_candidates_is_kept_and_a_good_one_ends_the_tries(tmp_path: Path) -> None:
    asked: list[FitRequest] = []
    (made,) = make(ITEMS[1:2], tmp_path, Settings(seed=5, tries=4), fitting(HISS, KICK, asked=asked))
    assert made.verdict is not None and made.preset is not None
    assert made.verdict.rank <= 3 and made.preset.provenance["candidate"] == 2 and [r.seed for r in asked] == [5]
    assert asked[0].candidates == 3
    asked.clear()
    (made,) = make(ITEMS[1:2], tmp_path / "other", Settings(seed=5, tries=3), fitting(HISS, asked=asked))
    assert made.preset is not None and [r.seed for r in asked] == [5, 1005, 2005], "kept, but not without trying on"


def test_no_fit_is_begun_when_the_time_is_up(tmp_path: Path) -> None:
    asked: list[FitRequest] = []
    assert list(make(ITEMS, tmp_path, Settings(minutes=-1), fitting(asked=asked))) == [] and asked == []


@pytest.mark.parametrize("level", [-48.0, -30.0, 0.0, 12.0])
def test_levels_are_made_even_whatever_they_were(level: float) -> None:
    preset = check.levelled(Preset.of("x", "fm", {**BELL, "level": level}))
    sound = check.sound_of(preset)
    assert check.loudness_of(sound) == pytest.approx(check.TARGET, abs=0.1)
    assert 20 * math.log10(np.abs(sound).max()) < check.PEAK + 0.1


def test_a_click_is_as_loud_as_its_peak_allows() -> None:
    click = {"op1_decay": 0.005, "op1_attack": 0.0005, "root_hz": 3000.0}
    sound = check.sound_of(check.levelled(Preset.of("x", "fm", click)))
    assert 20 * math.log10(np.abs(sound).max()) == pytest.approx(check.PEAK, abs=0.1)
    assert check.loudness_of(sound) < check.TARGET


def test_loudness_of_known_sounds() -> None:
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    sine = np.sin(2 * np.pi * 1000 * t)
    assert check.loudness_of(np.stack([sine, sine])) == pytest.approx(-3.01, abs=0.01)
    assert check.loudness_of(np.stack([sine, 0 * sine])) == pytest.approx(-6.02, abs=0.01)
    burst = np.where(t < 0.025, sine, 0)
    assert check.loudness_of(np.stack([burst, burst])) == pytest.approx(-6.02, abs=0.05), "half a window"
    assert check.loudness_of(np.zeros((2, 10_000))) == -math.inf
    assert check.judge(load_tagger(), np.zeros((2, 10_000)), "kick").faults == ["it is silent, or no number"]
    quiet = check.judge(load_tagger(), 1e-3 * np.stack([sine, sine]), "kick")
    assert "loudness" in quiet.faults[0]


def test_a_semitone_is_alike_and_another_instrument_is_not() -> None:
    """The threshold lies between both."""
    tagger = load_tagger()

    def features(**changes: float):  # type: ignore[no-untyped-def]
        return check.judge(tagger, check.sound_of(Preset.of("x", "fm", {**BELL, **changes})), "kick").features

    bell, higher = features(), features(root_hz=440.0 * 2 ** (1 / 12))
    kick = check.judge(tagger, check.sound_of(Preset.of("x", "fm", KICK)), "kick").features
    assert check.distance(bell, bell) == 0 < check.distance(bell, higher) < check.ALIKE < check.distance(bell, kick)
    assert check.nearest(bell, [("kick", kick), ("higher", higher)])[0] == "higher"
    assert check.nearest(bell, []) == ("", math.inf)


def test_our_list_makes_at_least_sixty_four() -> None:
    items = read_plan()
    assert len(items) >= 64
    assert sum(i.voice == "dx7" for i in items) == VOICES and sum(i.voice == "impact" for i in items) >= 32
    assert all(len(i.name) <= NAME_LENGTH for i in items if i.voice == "dx7"), "the DX7 shows ten characters"
    assert len({i.prompt for i in items}) == len(items) and {i.category for i in items} == set(CATEGORIES)
    assert [i.name for i in read_plan(only=["anvil", "koto"])] == ["koto", "anvil"]
    assert [i.row for i in items] == list(range(len(items))), "so that no two begin with the same seed"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,fm,kick,prompt", "every row has"),
        ("a,fm,kick,prompt,drum,more", "every row has"),
        ("a,theremin,kick,prompt,drum", "line 2: unknown voice"),
        ("a,fm,thunder,prompt,drum", "category that is none of"),
        ("../a,fm,kick,prompt,drum", "cannot be a preset's name"),
        ("a,fm,kick,prompt,Drum", "cannot be a tag"),
        ("a,fm,kick,prompt,drum\na,fm,kick,other,drum", "line 3: a name that stands twice"),
    ],
)
def test_a_list_that_is_wrong_is_told_with_its_line(tmp_path: Path, row: str, words: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"name,voice,category,prompt,tags\n{row}\n")
    with pytest.raises(BadRequest, match=words):
        read_plan(file)


def test_a_sheet_has_room_for_every_sound(tmp_path: Path) -> None:
    sound = check.sound_of(Preset.of("x", "fm", BELL))
    for count in (1, 9):
        path = draw_sheet(tmp_path / f"{count}.png", [("bell $x$", "a very long prompt, " * 9, sound)] * count, "title")
        assert path.read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "9.png").stat().st_size > (tmp_path / "1.png").stat().st_size
    with pytest.raises(BadRequest, match="at least one"):
        draw_sheet(tmp_path / "none.png", [], "none")


def test_what_is_checked_in_passes_every_check() -> None:
    """Each file of synth_presets that the list knows: legal, judged as it says, and like no other."""
    found = list(make(read_plan(), ROOT, Settings(minutes=-1)))
    assert found, "run `sds-bridge factory make`"
    for made in found:
        assert made.preset is not None and made.verdict is not None and not made.verdict.faults, made.item.name
        record = made.preset.provenance["settings"]["factory"]
        assert record["loudness_dbfs"] == pytest.approx(made.verdict.loudness, abs=0.5), made.item.name
        assert made.preset.provenance["seed"] >= 0 and made.preset.provenance["command"].startswith("sds-bridge fit")
        others = [(m.item.name, m.verdict.features) for m in found if m is not made and m.verdict is not None]
        like, far = check.nearest(made.verdict.features, others)
        assert far > 0.9 * check.ALIKE, f"{made.item.name} sounds like {like}"


def test_the_bank_that_is_checked_in_is_made_of_its_presets(tmp_path: Path) -> None:
    made = list(make([i for i in read_plan() if i.voice == "dx7"], ROOT, Settings(minutes=-1)))
    path = write_bank(tmp_path, made)
    assert path is not None and path.read_bytes() == (ROOT / BANK).read_bytes(), "run `sds-bridge factory sheet`"
    patches = read_patches(path.read_bytes())
    assert [p.name.lower() for p in patches[: len(made)]] == [m.item.name for m in made]
    assert all(patch.beyond() == [] for patch in patches)
    if installed():
        assert np.abs(Hexter(SAMPLE_RATE).play(patches[0], 0.5)).max() > 1e-3
    assert write_bank(tmp_path, []) is None


def test_the_sheet_command_says_what_there_is(tmp_path: Path) -> None:
    list(make(ITEMS[:2], tmp_path, Settings(tries=1), fitting()))
    plan = tmp_path / "list.csv"
    rows = [f"{i.name},{i.voice},{i.category},{i.prompt},{';'.join(i.tags)}" for i in ITEMS]
    plan.write_text("\n".join(["name,voice,category,prompt,tags", *rows]))
    told = CliRunner().invoke(app, ["factory", "sheet", "--out", str(tmp_path), "--plan", str(plan), "--json"])
    assert told.exit_code != 0, "the option is --list"
    told = CliRunner().invoke(app, ["factory", "sheet", "--out", str(tmp_path), "--list", str(plan), "--json"])
    record = json.loads(told.stdout)
    assert (record["wanted"], record["there"], record["fm"], record["faulty"]) == (3, 2, 2, 0)
    assert record["nearest_pair"] > check.ALIKE and Path(record["sheet"]).exists()
    assert PLAN.read_text().startswith("name,voice,category,prompt,tags\n")
