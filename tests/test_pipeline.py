"""A sentence becomes a preset, with the weights that are shipped and a small bank."""

import numpy as np
import pytest
import torch

from bridge import pipeline
from bridge.distill.bank import load_bank
from bridge.errors import BadRequest
from bridge.presets import json_codec, sysex
from bridge.presets.preset import Preset
from bridge.priors.edm.prior import load_embedded
from bridge.records import FitRequest, FitResult
from bridge.voices.catalog import voice as find_voice


@pytest.fixture(scope="module")
def prior():
    return load_embedded()


@pytest.fixture(autouse=True)
def small_banks(prior, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    for name in ("fm", "impact"):
        key = (name, prior.sha256)
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
    _, result = fit()
    request = FitRequest("kick drum", budget="fast")
    first, again = (pipeline.imagined_sound(request, result.parameters) for _ in range(2))
    assert first.shape == (2, 80, 64) and np.array_equal(first, again)
