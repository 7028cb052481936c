"""A sentence becomes a preset, with the weights that are shipped and a small bank."""

import hashlib

import numpy as np
import pytest
import soundfile
import torch

from bridge import pipeline
from bridge.distill.approach import Effort
from bridge.distill.bank import load_bank
from bridge.distill.chosen import key_of
from bridge.distill.settings import BUDGETS, FitSettings, Winner
from bridge.errors import BadRequest
from bridge.origin import wishes_of
from bridge.presets import json_codec, sysex
from bridge.presets.preset import Preset
from bridge.priors.edm.prior import WEIGHTS, load_embedded
from bridge.records import FitRequest, FitResult
from bridge.voices.catalog import voice as find_voice

SMALL = FitSettings(imagined=2, drawn=2, distil_rounds=1, distil_steps=2,
                    approach=Effort(islands=1, population=6, generations=3, generations_large=2, candidates=3,
                                    descend_steps=3))  # fmt: skip
"""every stage of a fit once or twice; how well fits fare is `bench fit`'s question"""


@pytest.fixture(scope="module")
def prior():
    return load_embedded()


@pytest.fixture(autouse=True)
def small_banks_and_fits(prior, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setitem(BUDGETS, "fast", SMALL)
    for name in ("fm", "impact"):
        key = (key_of(find_voice(name)), prior.sha256)
        if key not in pipeline._BANKS:
            pipeline._BANKS[key] = load_bank(find_voice(name), prior, size=96)


def fit(prompt="kick drum", voice="fm", seed=0):
    *steps, result = pipeline.prompt_to_preset(FitRequest(prompt, voice, seed, budget="fast"))
    assert isinstance(result, FitResult)
    return steps, result


@pytest.mark.parametrize("voice", ["fm", "impact"])
def test_a_fit_is_a_preset_that_says_where_it_came_from(voice):
    steps, result = fit("snare drum, zzyzxq", voice)
    assert steps[0].stage == "bank" and steps[-1].step == steps[-1].steps
    assert result.unknown_words == ("zzyzxq",) and 0 < result.score < 1
    preset = Preset.of("it", voice, result.parameters, result.provenance)
    assert json_codec.loads(json_codec.dumps(preset)) == preset
    assert sysex.decode(b"".join(sysex.encode(preset))) == preset
    assert preset.provenance["prior"]["sha256"] == load_embedded().sha256
    assert "--seed 0" in preset.provenance["command"]


def test_same_seed_same_preset():
    first, again, other = (fit(seed=s)[1].parameters for s in (5, 5, 6))
    assert first == again != other


def test_every_wish_reaches_the_preset(tmp_path):
    sound = tmp_path / "thump.wav"
    t = np.arange(22050) / 44100
    soundfile.write(sound, np.exp(-8 * t) * np.sin(2 * np.pi * 80 * t), 44100)
    start = find_voice("fm").space.to_dict(find_voice("fm").space.defaults())
    locks = {"root_hz": 77.7, "op1_mode": 0.0, "level": -20.7}
    request = FitRequest("kick drum", seed=1, budget="fast", negative="bell zzyzxq", start=start, start_from="my kick",
                         locks=locks, reference=str(sound), candidates=4)  # fmt: skip
    *steps, result = pipeline.prompt_to_preset(request)
    assert len(result.candidates) == 4, "more than the budget has on the way by itself"
    assert len({tuple(c.parameters.values()) for c in result.candidates}) > 1
    assert result.candidates[0].parameters == result.parameters and result.candidates[0].score == result.score
    for parameters in [s.parameters for s in steps] + [c.parameters for c in result.candidates]:
        assert {name: parameters[name] for name in locks} == locks, "to the last bit"
    assert result.unknown_words == ("zzyzxq",)
    preset = Preset.of("it", "fm", result.parameters, result.provenance)
    assert json_codec.loads(json_codec.dumps(preset)) == preset
    wishes = preset.provenance["wishes"]
    assert wishes.pop("reference_sha256") == hashlib.sha256(sound.read_bytes()).hexdigest()
    assert wishes == wishes_of(request) and preset.provenance["candidate"] == 1
    assert {"negative", "locks", "start", "start_from", "reference", "resemblance", "candidates"} == set(wishes)


def test_before_a_fit_is_what_it_goes_on_from():
    space = find_voice("fm").space
    start = {**space.to_dict(space.defaults()), "root_hz": 77.7}
    assert pipeline.initial_parameters(FitRequest("kick", start=start)) == start
    some, same, other = (pipeline.initial_parameters(FitRequest("kick", seed=s)) for s in (1, 1, 2))
    assert some == same != other


def test_a_voice_has_one_bank_whatever_it_is_called_and_few_are_kept(prior, monkeypatch):
    made = []
    monkeypatch.setattr(pipeline, "_BANKS", {})
    monkeypatch.setattr(pipeline, "load_bank", lambda voice, *_, **__: made.append(voice.name) or object())
    assert pipeline.bank_of(find_voice("fm"), prior) is pipeline.bank_of(find_voice("fm4"), prior) and len(made) == 1
    for k in range(1, 20):
        pipeline.bank_of(find_voice(f"impact{k}"), prior)
        pipeline.bank_of(find_voice("fm"), prior)
    assert len(made) == 20 and len(pipeline._BANKS) == pipeline._KEPT, "what is asked for stays"


def test_the_prior_is_loaded_once():
    assert load_embedded() is load_embedded(None, "cpu") is load_embedded(WEIGHTS)


def test_a_dx7_is_not_fitted_in_real_numbers():
    with pytest.raises(BadRequest, match="whole numbers"):
        FitRequest("kick", "dx7", preset_config="audio-sds-paper")


def test_wishes_are_handed_to_the_optimiser_in_columns(tmp_path, monkeypatch):
    seen = []

    def optimise(prior, synth, wishes, bank, settings, seed, seconds, cancelled):
        seen.append((wishes, settings.approach.candidates))
        yield Winner(torch.tensor(synth.space.defaults()), 0.5)

    soundfile.write(tmp_path / "a.wav", np.sin(np.arange(4410)), 44100)
    monkeypatch.setattr(pipeline, "optimise", optimise)
    request = FitRequest("kick", seconds=0.5, negative="bell", locks={"level": -6.0}, start={"root_hz": 50.0},
                         reference=str(tmp_path / "a.wav"), resemblance=0.2, candidates=8)  # fmt: skip
    (result,) = pipeline.prompt_to_preset(request)
    wishes, candidates = seen[0]
    space = find_voice("fm").space
    assert (wishes.prompt, wishes.negative, wishes.resemblance, wishes.candidates) == ("kick", "bell", 0.2, 8)
    assert dict(wishes.locks) == {"level": -6.0} and candidates >= 8
    assert wishes.start[space.index("root_hz")] == 50.0 and wishes.start[space.index("op2_ratio")] == 2.0
    assert wishes.reference.shape == (1, 2, 22050) and result.score == 0.5
    (plain,) = pipeline.prompt_to_preset(FitRequest("kick"))
    assert seen[1][0].start is None and seen[1][0].reference is None
    assert seen[1][1] == BUDGETS["normal"].approach.candidates
    assert "wishes" not in plain.provenance and "candidate" not in plain.provenance


def test_the_pitch_of_the_finished_sound_is_kept(monkeypatch):
    """Of a sine at 220 Hz, of the same an octave up, and none of a sweep."""

    def optimise(prior, synth, *_):
        space = synth.space
        for changes in ({"root_hz": 220.0}, {"root_hz": 440.0}, {"sweep": 36.0, "sweep_time": 1.0}):
            yield Winner(torch.tensor(space.to_list({"op1_decay": 4.0, **changes})), 0.5)

    monkeypatch.setattr(pipeline, "optimise", optimise)
    (result,) = pipeline.prompt_to_preset(FitRequest("keys", candidates=3))
    assert [c.pitch_hz for c in result.candidates] == [pytest.approx(220, rel=2e-3), pytest.approx(440, rel=2e-3), None]
    assert result.provenance["pitch_hz"] == result.candidates[0].pitch_hz and result.provenance["root_note"] == 57


def test_a_reference_that_is_not_there_is_refused_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "bank_of", lambda *_: pytest.fail("the bank was asked for"))
    with pytest.raises(BadRequest, match=r"gone\.wav is not there"):
        next(pipeline.prompt_to_preset(FitRequest("kick", reference=str(tmp_path / "gone.wav"))))


def test_what_is_to_be_avoided_must_be_known():
    with pytest.raises(BadRequest, match="zzyzxq"):
        next(pipeline.prompt_to_preset(FitRequest("kick", negative="zzyzxq")))


def test_a_prompt_of_unknown_words_is_refused():
    with pytest.raises(BadRequest, match="zzyzxq"):
        fit("zzyzxq")


def test_the_prior_tells_a_kick_from_a_hat(prior):
    """Where the energy lies in what it imagines: bands below 200 Hz for the one, above 4 kHz for the other."""
    hertz = torch.tensor(prior.spectrogram.grid.band_hz)
    balance = {}
    for prompt in ("kick drum", "closed hi-hat"):
        z = prior.decode(prior.sample(prompt, 3, steps=8, seed=1))[:, :, :, :20].mean((0, 1, 3))
        balance[prompt] = float(z[hertz < 200].mean() - z[hertz > 4000].mean())
    assert balance["kick drum"] > 0.5 > -0.5 > balance["closed hi-hat"], balance


def test_a_named_pitch_is_heard(prior):
    """The loudest band of "note A4" is nearer to 440 Hz than that of "note A3" (220 Hz), and the other way round."""
    peaks = []
    for note in ("A3", "A4"):
        z = prior.decode(prior.sample(f"vibraphone note {note}", 6, steps=8, seed=2))[:, 0, :, 8:30].mean((0, 2))
        peaks.append(prior.spectrogram.grid.band_hz[int(z.argmax())])
    assert peaks[1] > 1.4 * peaks[0], peaks


def test_what_it_had_in_mind_is_drawn_again_from_the_seed():
    request, parameters = FitRequest("kick drum", budget="fast"), Preset.of("any", "fm", {}).parameters
    first, again = (pipeline.imagined_sound(request, parameters) for _ in range(2))
    assert first.shape == (2, 80, 64) and np.array_equal(first, again)
    assert first.min() < -1.5 and first.max() > 1.5  # a log spectrogram in the prior's units: silence and full scale
