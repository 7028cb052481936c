"""Laws of the JSON form: exact round trip, one text per preset, and an error that names the place."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from preset_strategies import PATIENT, bits, presets

from bridge.errors import BadPreset
from bridge.presets import json_codec, migrate
from bridge.presets.place import Misplaced
from bridge.presets.preset import Preset, check_name, name_from
from bridge.voices.catalog import voice

GOLDEN = Path(__file__).parent / "golden"


def document(voice_name: str = "fm") -> dict:  # type: ignore[type-arg]
    return json_codec.to_document(Preset.of("kick", voice_name, {}, {"prompt": "kick drum", "seed": 1}))


@PATIENT
@given(presets())
def test_json_round_trip_is_exact_and_canonical(preset: Preset) -> None:
    text = json_codec.dumps(preset)
    again = json_codec.loads(text)
    assert again == preset
    assert bits(again) == bits(preset)
    assert json_codec.dumps(again) == text
    assert json_codec.loads(text.encode()) == preset


@PATIENT
@given(presets())
def test_key_order_of_the_input_does_not_matter(preset: Preset) -> None:
    backwards = dict(reversed(json_codec.to_document(preset).items()))
    backwards["parameters"] = dict(reversed(backwards["parameters"].items()))
    assert json_codec.dumps(json_codec.from_document(backwards)) == json_codec.dumps(preset)


def test_the_published_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_codec.published_schema())


def test_every_version_has_a_schema_and_golden_files_that_it_admits() -> None:
    for version in range(1, migrate.CURRENT + 1):
        validator = Draft202012Validator(json_codec.published_schema(version))
        files = sorted(GOLDEN.glob(f"preset-v{version}-*.json"))
        assert files
        for path in files:
            validator.validate(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda p: p.name)
def test_golden_files_of_every_version_still_load(path: Path) -> None:
    preset = json_codec.loads(path.read_bytes())
    assert preset.name == "golden"
    if f"-v{migrate.CURRENT}" in path.name:
        assert json_codec.dumps(preset).encode() == path.read_bytes()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.pop("voice"), "voice"),
        (lambda d: d.update(extra=1), "extra"),
        (lambda d: d.update(format="other"), "$.format"),
        (lambda d: d.update(version=0), "$.version"),
        (lambda d: d.update(version=3), "$.version"),
        (lambda d: d.update(version=True), "$.version"),
        (lambda d: d.update(version=10**400), "$.version"),
        (lambda d: d.update(name="../../etc/passwd"), "$.name"),
        (lambda d: d.update(name=""), "$.name"),
        (lambda d: d.update(voice="theremin"), "$.voice"),
        (lambda d: d.update(tags="drum"), "$.tags"),
        (lambda d: d.update(tags=["drum", "Loud"]), "$.tags[1]"),
        (lambda d: d.update(tags=["drum", "a,b"]), "$.tags[1]"),
        (lambda d: d.update(tags=["drum", "drum"]), "$.tags"),
        (lambda d: d.update(tags=["x" * 41]), "$.tags[0]"),
        (lambda d: d.update(tags=["x"], version=1), "$.tags"),
        (lambda d: d.update(parameters=[]), "$.parameters"),
        (lambda d: d["parameters"].pop("sweep"), "sweep"),
        (lambda d: d["parameters"].update(warp=1.0), "warp"),
        (lambda d: d["parameters"].update(root_hz="220"), "$.parameters.root_hz"),
        (lambda d: d["parameters"].update(root_hz=True), "$.parameters.root_hz"),
        (lambda d: d["parameters"].update(root_hz=1e9), "$.parameters.root_hz"),
        (lambda d: d["parameters"].update(root_hz=10**400), "$.parameters.root_hz"),
        (lambda d: d["parameters"].update(op1_mode=0.5), "$.parameters.op1_mode"),
        (lambda d: d["provenance"].update(seed="one"), "$.provenance.seed"),
        (lambda d: d["provenance"].update(mood="blue"), "mood"),
        (lambda d: d["provenance"].update(prior={"sha256": "xyz"}), "$.provenance.prior"),
        (lambda d: d["provenance"].update(settings={"big": 2**64}), "$.provenance.settings.big"),
        (lambda d: d["provenance"].update(prompt="\ud800"), "$.provenance.prompt"),
    ],
)
def test_errors_name_the_place(change, place: str) -> None:  # type: ignore[no-untyped-def]
    broken = document()
    change(broken)
    with pytest.raises(BadPreset) as caught:
        json_codec.loads(json.dumps(broken))
    assert place in str(caught.value)
    assert len(str(caught.value)) < 400 and "\n" not in str(caught.value)


TEXT = json_codec.dumps(Preset.of("kick", "fm", {}, {"prompt": "kick drum", "wishes": {"locks": {}}}, ["drum"]))


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "pointer", "words"),
    [
        ('"name": "kick",', '"name": "ki/ck",', 4, 10, "/name", "cannot be a preset's name"),
        ('"drum"', '"drum",\n  "Loud"', 8, 3, "/tags/1", "cannot be a tag"),
        ('"root_hz": 220.0', '"root_hz":   -1', 10, 16, "/parameters/root_hz", "out of range"),
        ('"root_hz": 220.0', '"root_hz": NaN', 10, 14, "/parameters/root_hz", "NaN is not a number"),
        ('"root_hz": 220.0', '"root_hz": 1e999', 10, 14, "/parameters/root_hz", "out of range"),
        ('"root_hz": 220.0', f'"root_hz": {"9" * 5000}', 10, 14, "/parameters/root_hz", "not JSON"),
        ('"root_hz": 220.0', '"root_hz": 220.0,', 11, 3, "/parameters/root_hz", ""),
        ('"root_hz": 220.0', '"root_hz": 220.0 7', 10, 20, "", "Expecting ',' delimiter"),
        ('"sweep": 0.0', '"a/b~": 0.0', 11, 11, "/parameters/a~1b~0", "parameters"),
        ('"sweep": 0.0', '"swoop": 0.0', 11, 12, "/parameters/swoop", "not a parameter"),
        ('"sweep": 0.0,', "", 9, 16, "/parameters", "'sweep' is missing"),
        ('"prompt"', '"promt"', 58, 12, "/provenance/promt", "promt"),
        ('"locks": {}', '"locks": {"level": "loud"}', 60, 23, "/provenance/wishes/locks/level", "not of type"),
        ('"fm"', "", 5, 11, "", "Expecting value"),
        ("{", "[", 2, 10, "", "not JSON"),
    ],
)
def test_errors_give_line_column_and_pointer(
    old: str, new: str, line: int, column: int, pointer: str, words: str
) -> None:
    assert old in TEXT
    broken = TEXT.replace(old, new, 1)
    if words == "":  # one key too many: said twice
        broken = broken.replace('"sweep": 0.0', '"root_hz": 3', 1).replace(",,", ",")
        words = "stands twice"
    with pytest.raises(Misplaced) as caught:
        json_codec.loads(broken)
    error = caught.value
    assert (error.line, error.column, error.pointer) == (line, column, pointer)
    assert str(error).startswith(f"line {line}, column {column}: $") and words in str(error)
    assert len(str(error)) < 400 and "\n" not in str(error)


@PATIENT
@given(presets(), st.data())
def test_any_refused_value_is_found_at_its_place(preset: Preset, data: st.DataObject) -> None:
    """Whatever stands around it: the reported place is where the wrong value begins."""
    name = data.draw(st.sampled_from(list(preset.parameters)))
    document = json_codec.to_document(preset)
    document["parameters"][name] = "@HERE@"
    text = json.dumps(document, indent=data.draw(st.none() | st.integers(0, 3)), ensure_ascii=data.draw(st.booleans()))
    with pytest.raises(Misplaced) as caught:
        json_codec.loads(text)
    before = text[: text.index('"@HERE@"')]
    assert caught.value.line == before.count("\n") + 1
    assert caught.value.column == len(before) - before.rfind("\n")
    assert caught.value.pointer == f"/parameters/{name}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "nonsense",
        "[" * 100_000,
        '{"format": "sds-bridge/preset", "format": "sds-bridge/preset"}',
        b"\xff\xfe",
        b"\xf0\x7d\xf7",
        json.dumps(document()).replace("220.0", "NaN"),
        json.dumps(document()).replace("220.0", "Infinity"),
        json.dumps(document()).replace("220.0", "1e999"),
        json.dumps(document()).replace("220.0", "9" * 5000),
    ],
    ids=range(12),
)
def test_what_is_no_preset_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadPreset):
        json_codec.loads(text)


@PATIENT
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_bytes_are_refused_without_another_exception(data: bytes | str) -> None:
    with pytest.raises(BadPreset):
        json_codec.loads(data)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_preset_cannot_be_made_of_nan(bad: float) -> None:
    good = Preset.of("kick", "fm", {})
    with pytest.raises(BadPreset, match="sweep"):
        Preset("kick", "fm", {**good.parameters, "sweep": bad})
    with pytest.raises(BadPreset, match="score"):
        Preset("kick", "fm", good.parameters, {"score": bad})


def test_of_fills_and_clips() -> None:
    preset = Preset.of("kick", "fm", {"root_hz": 1.0, "op2_ratio": 3.5})
    assert preset.parameters["root_hz"] == 20.0
    assert preset.parameters["op2_ratio"] == 3.5
    assert list(preset.parameters) == list(voice("fm").space.names)


@PATIENT
@given(st.text(max_size=200))
def test_a_name_can_be_made_of_any_text(text: str) -> None:
    assert check_name(name_from(text))


def test_name_from_a_prompt() -> None:
    assert name_from("Kick drum, bass; reverb!") == "kick-drum-bass-reverb"
    assert name_from("...") == "untitled"
