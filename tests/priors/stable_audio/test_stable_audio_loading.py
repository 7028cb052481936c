"""Saved and loaded like real models: what is wrong with the files is said, and nothing in them is run."""

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys

import pytest
import torch

pytest.importorskip("stable_audio_tools")

from safetensors.torch import load_file, save_file

from bridge.bench.stable_audio.tiny import T5, tiny_config, write_model, write_t5
from bridge.errors import BadRequest, BadWeights, DeviceError
from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.loading import _loaded, load_stable_audio, torch_device

NAME = "stable-audio-open-1.0"


@pytest.fixture
def folder(folders, tmp_path):
    """One that may be spoiled."""
    return shutil.copytree(folders["v"], tmp_path / "model")


def load(folder, **more):
    return _loaded.__wrapped__(str(folder), "cpu", None, more.get("allow_pickle", False), False)


def test_what_is_saved_is_what_is_loaded(folder):
    prior = load(folder)
    state, saved = prior.model.state_dict(), load_file(folder / "model.safetensors")
    assert state.keys() == saved.keys() and all(torch.equal(state[name], saved[name]) for name in saved)
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert prior.provenance() == {"name": "model", "sha256": digest, "licence": "Test licence"}
    assert not prior.model.training


def test_it_is_loaded_once(folder):
    first = load_stable_audio(str(folder))
    assert load_stable_audio(str(folder), seconds=0.05).model is first.model
    with pytest.raises(BadRequest, match="unknown dtype 'int8'"):
        load_stable_audio(str(folder), dtype="int8")


def test_a_pickle_of_tensors_is_read_when_asked_for(folder):
    weights = load_file(folder / "model.safetensors")
    torch.save({"state_dict": weights}, folder / "model.ckpt")
    (folder / "model.safetensors").unlink()
    state = load(folder, allow_pickle=True).model.state_dict()
    assert all(torch.equal(state[name], weights[name]) for name in weights)


def test_a_pickle_that_would_run_code_is_not_run(folder, tmp_path):
    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "ran"),)

    (folder / "model.safetensors").unlink()
    (folder / "model.ckpt").write_bytes(pickle.dumps({"state_dict": Evil()}))
    with pytest.raises(BadWeights, match=r"cannot read .*model\.ckpt"):
        load(folder, allow_pickle=True)
    assert not (tmp_path / "ran").exists()


def test_broken_weights(folder):
    path = folder / "model.safetensors"
    whole = load_file(path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadWeights, match=r"cannot read .*model\.safetensors.*get it again"):
        load(folder)
    first = next(iter(whole))
    save_file({**whole, first: torch.zeros(3)}, path)
    with pytest.raises(BadWeights, match=r"does not fit .*model_config\.json"):
        load(folder)


@pytest.mark.parametrize(("where", "value", "words"), [
    (("model_type",), "autoencoder", "model_config.json"),
    (("model", "diffusion", "diffusion_objective"), "x0", "objective is 'x0'"),
    (("model", "diffusion", "type"), None, "not of a model that this can use"),
    (("sample_size",), None, "has no sample_size"),
    (("sample_rate",), 16000, "16000 Hz and 2 channels; use one of 44100 Hz"),
    (("model", "pretransform", "config", "io_channels"), 1, "44100 Hz and 1 channels"),
    (("model", "conditioning", "configs", 1, "type"), "clap_text", "asks for seconds_start as clap_text"),
    (("model", "conditioning", "configs", 1, "id"), "mood", "asks for mood as number"),
    (("model", "pretransform", "type"), "dac_pretrained", "pretransform of type dac_pretrained"),
    (("model", "diffusion", "prepend_cond_ids"), ["prompt"], "other ways than cross-attention"),
    (("model", "diffusion", "input_concat_ids"), ["inpaint_mask"], "other ways than cross-attention"),
    (("model", "diffusion", "cross_attention_cond_ids"), ["seconds_total"], "other ways than cross-attention"),
    (("model", "conditioning"), None, "not of a text-to-audio model of latents"),
])  # fmt: skip
def test_configurations_of_something_else(folder, where, value, words):
    config = json.loads((folder / "model_config.json").read_text())
    inner = config
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    (folder / "model_config.json").write_text(json.dumps(config))
    with pytest.raises(BadWeights, match=words):
        load(folder)


def test_a_text_encoder_that_is_nowhere(folder, monkeypatch):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    shutil.rmtree(folder / T5)
    with pytest.raises(BadWeights, match=r"text encoder t5-base is neither in the Hugging Face cache"):
        load(folder)


def test_devices_by_name(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert torch_device("auto") == torch_device("cpu") == "cpu"
    with pytest.raises(DeviceError, match="--device cpu or auto"):
        torch_device("cuda")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert (torch_device("auto"), torch_device("cuda"), torch_device("cpu")) == ("cuda", "cuda", "cpu")


def hub_folder(home, repository):
    """An empty snapshot in the layout of the Hub's cache."""
    root = home / "hub" / f"models--{repository.replace('/', '--')}"
    (root / "refs").mkdir(parents=True)
    (root / "refs" / "main").write_text("0" * 40)
    snapshot = root / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    return snapshot


def test_a_named_model_comes_out_of_the_cache_without_a_network(tmp_path):
    """The real command, offline, with a cache as the Hub would have left it, T5 included."""
    encoder = write_t5(hub_folder(tmp_path, T5), d_model=768, d_kv=8, d_ff=32, num_layers=1, num_heads=2, vocab_size=16)
    config = tiny_config(sample_size=66150)
    write_model(hub_folder(tmp_path, f"stabilityai/{NAME}"), config, library.build(config, {T5: encoder}))
    where = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(tmp_path / "hub")}
    command = [sys.executable, "-m", "bridge.cli", "prior", "check", NAME, "--json", "--seconds", "0.1"]
    run = subprocess.run(command, env=where, capture_output=True, text=True, timeout=200)
    assert run.returncode == 0, run.stderr
    record = json.loads(run.stdout)
    assert record["name"] == NAME and "Community License" in record["licence"] and record["latent"][0] == 8
    assert {"load", "text", "encode", "denoise", "decode"} == set(record["timings"])
