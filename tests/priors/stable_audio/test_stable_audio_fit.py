"""A prior that decodes to sound and does not listen goes through the whole fit, and the preset says which it was."""

import numpy as np
import pytest

pytest.importorskip("stable_audio_tools")

from bridge import pipeline
from bridge.distill.approach import Effort
from bridge.distill.bank import load_bank
from bridge.distill.paper import SOURCES, PaperSettings
from bridge.distill.settings import FitSettings
from bridge.presets import json_codec
from bridge.presets.preset import Preset
from bridge.records import FitRequest
from bridge.voices.catalog import voice as find_voice

SECONDS = 0.15


@pytest.fixture
def request_for(folders, monkeypatch, tmp_path):
    """A small bank, and settings that only show that every stage runs."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    effort = Effort(islands=2, population=4, generations=2, generations_large=2, candidates=2, descend_steps=2)
    quick = FitSettings(imagined=2, drawn=2, sample_steps=2, distil_rounds=1, distil_steps=2, approach=effort)
    monkeypatch.setitem(pipeline.BUDGETS, "fast", quick)
    monkeypatch.setattr(pipeline, "load_bank", lambda voice, prior, tell: load_bank(voice, prior, size=32, tell=tell))

    def make(voice="fm", **more):
        return FitRequest("kick drum", voice, seconds=SECONDS, budget="fast", prior=str(folders["v"]), **more)

    yield make
    pipeline._BANKS.clear()


@pytest.mark.parametrize("voice", ["fm", "impact"])
def test_a_fit_runs_through_every_stage(request_for, voice):
    request = request_for(voice)
    *steps, result = pipeline.prompt_to_preset(request)
    assert next(s.stage for s in steps if s.stage) == "bank" and {"evolve", "descend", "distil"} < {
        s.stage for s in steps
    }
    assert 0 < result.score < 1 and result.unknown_words == ()
    preset = Preset.of("it", voice, result.parameters, result.provenance)
    origin = json_codec.loads(json_codec.dumps(preset)).provenance
    assert origin["prior"]["name"] == "v" and origin["prior"]["licence"] == "Test licence"
    assert f"--prior {request.prior}" in origin["command"] and origin["settings"]["guidance"] == 6.0
    sound = pipeline.imagined_sound(request, result.parameters)
    assert sound.shape == (2, round(SECONDS * 44100)) and np.isfinite(sound).all()


def test_the_papers_configuration_by_name(request_for, monkeypatch):
    monkeypatch.setattr(pipeline, "PaperSettings", lambda: PaperSettings(iterations=3, batch=2))
    start = find_voice("fm").space.to_dict(find_voice("fm").space.defaults())
    request = request_for(preset_config="audio-sds-paper", locks={"root_hz": 77.7}, start=start)
    *steps, result = pipeline.prompt_to_preset(request)
    assert [s.stage for s in steps] == ["distil"] * 3 and not pipeline._BANKS, "no bank, no search"
    assert result.parameters["root_hz"] == 77.7 and result.provenance["settings"]["sources"] == SOURCES
    assert "--preset-config audio-sds-paper" in result.provenance["command"]
    Preset.of("it", "fm", result.parameters, result.provenance)
