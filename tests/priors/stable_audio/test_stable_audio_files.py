"""Finding models: every way in which one is missing is one error that says what to do. Needs no extra."""

import json
import os

import pytest

from bridge.errors import BadRequest, BadWeights
from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.catalogue import MODELS
from bridge.priors.stable_audio.files import find_files

NAME = "stable-audio-open-1.0"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "model_config.json").write_text(json.dumps({"sample_rate": 44100}))
    return tmp_path


def test_safetensors_come_first_and_the_licence_is_read(folder):
    (folder / "model.safetensors").write_bytes(b"abc")
    (folder / "model.ckpt").write_bytes(b"old")
    (folder / "t5-base").mkdir()
    (folder / "t5-base" / "config.json").write_text("{}")
    (folder / "LICENSE.md").write_text("\n# My licence \n\nmore\n")
    files = find_files(str(folder), allow_pickle=True)
    assert files.weights.name == "model.safetensors" and files.licence == "My licence" and files.name == folder.name
    assert files.sha256() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, "abc"
    assert dict(files.text_encoders) == {"t5-base": folder / "t5-base"}


def test_pickles_are_for_those_who_ask(folder):
    (folder / "model.ckpt").write_bytes(b"old")
    with pytest.raises(BadWeights, match=r"only pickled weights.*--allow-pickle"):
        find_files(str(folder))
    assert find_files(str(folder), allow_pickle=True).weights.name == "model.ckpt"


def test_folders_that_are_no_model(folder, tmp_path_factory):
    with pytest.raises(BadWeights, match="has no weights"):
        find_files(str(folder))
    for name in ("a", "b"):
        (folder / f"{name}.safetensors").write_bytes(b"")
    with pytest.raises(BadWeights, match="2 files of weights"):
        find_files(str(folder))
    with pytest.raises(BadWeights, match=r"has no model_config\.json"):
        find_files(str(tmp_path_factory.mktemp("empty")))
    with pytest.raises(BadRequest, match=f"'nonsense'; use one of: embedded, {NAME}"):
        find_files("nonsense")


def test_a_config_that_is_no_json(folder):
    (folder / "model.safetensors").write_bytes(b"")
    for text in ("{", "[]"):
        (folder / "model_config.json").write_text(text)
        with pytest.raises(BadWeights, match=r"model_config\.json.*download it again"):
            find_files(str(folder)).read_config()


def test_a_model_that_is_not_here_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr("bridge.priors.stable_audio.hub.cached", lambda *_: None)
    with pytest.raises(BadWeights) as error:
        find_files(NAME, download=False)
    for part in (MODELS[NAME].page, "Community License", "hf auth login", "--prior the path of a folder"):
        assert part in str(error.value)


def test_a_gated_model_says_so(monkeypatch):
    errors = pytest.importorskip("huggingface_hub.errors")
    import huggingface_hub

    if not library.installed():
        pytest.skip("without the extra, that is what is said first")

    def refuse(self, repository, **_):
        error = errors.GatedRepoError.__new__(errors.GatedRepoError)
        Exception.__init__(error, "403")
        raise error

    monkeypatch.setattr("bridge.priors.stable_audio.hub.cached", lambda *_: None)
    monkeypatch.setattr(huggingface_hub.HfApi, "auth_check", refuse)
    with pytest.raises(BadWeights, match=r"not been accepted, or you are not logged in.*hf auth login"):
        find_files(NAME)


def test_the_cache_names_weights_after_their_hash(tmp_path, monkeypatch):
    digest = "0123456789abcdef" * 4
    (tmp_path / digest).write_bytes(b"not what the name says: it is not read")
    (tmp_path / "model_config.json").write_text("{}")
    os.symlink(tmp_path / digest, tmp_path / "model.safetensors")
    found = {"model_config.json": tmp_path / "model_config.json", "model.safetensors": tmp_path / "model.safetensors"}
    monkeypatch.setattr("bridge.priors.stable_audio.hub.cached", lambda model, name: found.get(name))
    files = find_files(NAME)
    assert files.sha256() == digest and MODELS[NAME].licence in files.licence and MODELS[NAME].page in files.licence
