"""From a name or a folder to a prior, once a process."""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import Any

from bridge.errors import BadRequest, BadWeights, DeviceError
from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.catalogue import NOT_INSTALLED
from bridge.priors.stable_audio.files import ModelFiles, find_files
from bridge.priors.stable_audio.prior import DTYPES, StableAudioPrior


def load_stable_audio(name: str, device: str = "cpu", seconds: float | None = None, *, dtype: str | None = None,
                      allow_pickle: bool = False, whole_window: bool = False) -> StableAudioPrior:  # fmt: skip
    """name: of `catalogue.MODELS`, or a folder.  seconds: None is 1.5, or what the model can make if that is less.

    Raises BadRequest, BadWeights; see `files.find_files`.
    """
    if dtype is not None and dtype not in DTYPES:
        raise BadRequest(f"unknown dtype {dtype[:20]!r}; use one of: {', '.join(DTYPES)}")
    prior = _loaded(name, device, dtype, allow_pickle, whole_window)
    return prior if seconds is None else prior.of_length(seconds)


def torch_device(name: str) -> str:
    """ "auto", "cpu" or "cuda" -> where the model computes. Raises DeviceError."""
    import torch

    there = torch.cuda.is_available()
    if name == "cuda" and not there:
        raise DeviceError("PyTorch finds no CUDA device; use --device cpu or auto")
    return "cuda" if there and name != "cpu" else "cpu"


@lru_cache(maxsize=1)
def _loaded(name: str, device: str, dtype: str | None, allow_pickle: bool, whole_window: bool) -> StableAudioPrior:
    files = find_files(name, allow_pickle)
    if not library.installed():
        raise BadRequest(NOT_INSTALLED)
    config = files.read_config()
    model = build_model(files, config)
    try:
        shortest = min(1.5, config["sample_size"] / config["sample_rate"])
    except (KeyError, TypeError, ZeroDivisionError) as error:
        raise BadWeights(f"{files.config} has no sample_size or no sample_rate; download it again") from error
    return StableAudioPrior(model, config, shortest, name=files.name, sha256=files.sha256(), licence=files.licence,
                            device=device, dtype=dtype, whole_window=whole_window)  # fmt: skip


def build_model(files: ModelFiles, config: dict[str, Any]) -> Any:
    """The library's model with the weights in it. Raises BadWeights."""
    model = library.build(config, files.text_encoders)
    try:
        model.load_state_dict(_read(files))
    except RuntimeError as error:  # names or shapes differ
        lines = str(error).splitlines()
        raise BadWeights(
            f"{files.weights} does not fit {files.config}: {' '.join(lines[1:2]).strip()[:200]}"
        ) from error
    return model


def _read(files: ModelFiles) -> dict[str, Any]:
    """The weights by name. A pickle is read as tensors only: torch refuses what could run code."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        if files.weights.suffix == ".safetensors":
            return load_file(files.weights)
        found = torch.load(files.weights, map_location="cpu", weights_only=True)
    except (SafetensorError, OSError, pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise BadWeights(f"cannot read {files.weights}: {str(error).splitlines()[0][:160]}; get it again") from error
    weights: dict[str, Any] = found.get("state_dict", found) if isinstance(found, dict) else {}
    return weights
