"""What a request refuses, in whose words, and that it survives the journal."""

import json
from dataclasses import asdict

import pytest

from bridge.errors import BadRequest, UnknownParameter
from bridge.origin import command_of, wishes_of, with_wishes
from bridge.records import FitRequest
from bridge.voices.catalog import voice

FM = voice("fm").space
WISHES = {
    "negative": "harsh", "locks": {"root_hz": 110, "op1_mode": 1}, "start": {"level": -3.0}, "start_from": "a b.json",
    "reference": "some where/kick.wav", "resemblance": 0.25, "candidates": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "error", "words"),
    [
        ({"negative": "x" * 501}, BadRequest, "use at most 500"),
        ({"negative": "kick\x07"}, BadRequest, "control characters"),
        ({"negative": None}, BadRequest, "negative is not text"),
        ({"locks": {"rot_hz": 110.0}}, UnknownParameter, "did you mean root_hz"),
        ({"locks": {"q": 1.0}}, UnknownParameter, "sds-bridge voices"),
        ({"locks": {"root_hz": 5.0}}, BadRequest, "use 20 … 4000 Hz"),
        ({"locks": {"root_hz": float("nan")}}, BadRequest, "use 20 … 4000 Hz"),
        ({"locks": {"root_hz": "110"}}, BadRequest, "is not a number"),
        ({"locks": {"root_hz": 10**400}}, BadRequest, "out of range"),
        ({"locks": {"op1_mode": 0.5}}, BadRequest, "not a whole number"),
        ({"locks": {p.name: p.default for p in FM}}, BadRequest, "nothing is left to fit"),
        ({"start": {"mode1_hz": 300.0}}, UnknownParameter, "unknown parameter 'mode1_hz'"),
        ({"start": {"level": 99.0}}, BadRequest, "use -48 … 12 dB"),
        ({"start": {}, "start_from": "a\udcff"}, BadRequest, "broken Unicode"),
        ({"reference": ""}, BadRequest, "name a sound file"),
        ({"reference": "a\0b"}, BadRequest, "control characters"),
        ({"resemblance": 1.01}, BadRequest, "use 0 … 1"),
        ({"resemblance": float("nan")}, BadRequest, "use 0 … 1"),
        ({"resemblance": "much"}, BadRequest, "use 0 … 1"),
        ({"candidates": 0}, BadRequest, "1 … 8"),
        ({"candidates": 9}, BadRequest, "1 … 8"),
        ({"candidates": 2.5}, BadRequest, "1 … 8"),
    ],
)
def test_bad_wishes_are_refused_with_the_mend(wish, error, words):
    with pytest.raises(error, match=words):
        FitRequest("kick", **wish)


def test_what_a_wire_of_32_bits_rounds_is_still_in_range():
    low = FM.param("op1_decay").low
    below = 0.004999999888241291  # 0.005 as a 32-bit float
    assert below < low and FitRequest("kick", locks={"op1_decay": below}).locks == {"op1_decay": low}


def test_a_request_goes_through_json_and_can_be_a_key():
    request = FitRequest("kick", **WISHES)
    again = FitRequest(**json.loads(json.dumps(asdict(request))))
    assert again == request and hash(again) == hash(request) and again.locks == {"root_hz": 110.0, "op1_mode": 1.0}
    assert FitRequest("kick", locks={"root_hz": 111.0}) != FitRequest("kick", locks={"root_hz": 110.0})
    held = {"root_hz": 110.0}
    request = FitRequest("kick", locks=held)
    held["nonsense"] = 1.0
    assert request.locks == {"root_hz": 110.0}


def test_a_row_of_an_older_journal_is_a_request_without_wishes():
    old = {"prompt": "kick", "voice": "fm", "seed": 0, "seconds": 1.5, "budget": "normal", "device": "cpu"}
    assert FitRequest(**old) == FitRequest("kick", device="cpu")
    assert wishes_of(old) == {} and with_wishes({"seed": 0}, old) == {"seed": 0}


def test_only_what_was_wished_is_told():
    assert wishes_of(FitRequest("kick", "impact", 3, 1.0, "fast", "cpu")) == {}
    assert wishes_of(FitRequest("kick", **WISHES)) == WISHES
    assert wishes_of(FitRequest("kick", start_from="x", resemblance=0.1, negative=" ")) == {}
    assert wishes_of(FitRequest("kick", reference="a.wav")) == {"reference": "a.wav", "resemblance": 0.5}
    assert "--device cpu" in command_of(FitRequest("kick", device="cpu"))
    assert command_of(FitRequest("kick")) == "sds-bridge fit --voice fm --seed 0 --budget normal --seconds 1.5 -- kick"
