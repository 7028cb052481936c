"""Where a model's files are: in a folder, in the Hugging Face cache, or on the Hub. Every way to fail is one error."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bridge.errors import BadRequest, BadWeights
from bridge.priors.stable_audio.catalogue import FOLDER, MODELS, KnownModel

CONFIG = "model_config.json"
SAFE = "model.safetensors"
PICKLED = "model.ckpt"
PICKLE_MEND = "--allow-pickle reads it (tensors only, no code)"


@dataclass(frozen=True)
class ModelFiles:
    """A model that is on this machine. text_encoders: name of a T5 -> its folder, where one lies beside the model."""

    name: str
    config: Path
    weights: Path
    licence: str
    text_encoders: Mapping[str, Path] = field(default_factory=dict)

    def read_config(self) -> dict[str, Any]:
        """Raises BadWeights."""
        try:
            found = json.loads(self.config.read_text())
        except (OSError, ValueError) as error:
            raise BadWeights(f"cannot read {self.config}: {error}; download it again") from error
        if not isinstance(found, dict):
            raise BadWeights(f"{self.config} is not a model's configuration; download it again")
        return found

    def sha256(self) -> str:
        """Of the weights. The Hub's cache names files after it; others are read through (seconds a GB)."""
        name = self.weights.resolve().name
        if re.fullmatch("[0-9a-f]{64}", name):
            return name
        with self.weights.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def is_folder(name: str) -> bool:
    """Whether `--prior NAME` means a folder: one that is there."""
    try:
        return bool(name) and Path(name).is_dir()
    except (OSError, ValueError):  # too long for a path, or with a NUL in it
        return False


def find_files(name: str, allow_pickle: bool = False, download: bool = True) -> ModelFiles:
    """A known model or a local folder -> its files, downloaded if need be and allowed.

    Raises BadRequest (unknown name), BadWeights (missing, gated, unreachable; the message says what to do).
    """
    if is_folder(name):
        return _in_folder(Path(name), allow_pickle)
    if name not in MODELS:
        known = ", ".join(["embedded", *MODELS])
        raise BadRequest(f"no prior is called {name[:80]!r}; use one of: {known}, or {FOLDER}")
    return _from_hub(MODELS[name], allow_pickle, download)


def _in_folder(folder: Path, allow_pickle: bool) -> ModelFiles:
    config = folder / CONFIG
    if not config.is_file():
        raise BadWeights(f"{folder} has no {CONFIG}; a prior is {FOLDER}")
    safe = sorted(folder.glob("*.safetensors"))
    pickled = sorted(folder.glob("*.ckpt"))
    chosen = [folder / SAFE] if folder / SAFE in safe else safe
    if not chosen and pickled and not allow_pickle:
        raise BadWeights(f"{folder} has only pickled weights ({pickled[0].name}); {PICKLE_MEND}")
    chosen = chosen or ([folder / PICKLED] if folder / PICKLED in pickled else pickled)
    if len(chosen) != 1:
        what = f"{len(chosen)} files of weights" if chosen else "no weights"
        raise BadWeights(f"{folder} has {what}; name one {SAFE}")
    encoders = {f.name: f for f in folder.iterdir() if f.is_dir() and (f / "config.json").is_file()}
    return ModelFiles(folder.resolve().name, config, chosen[0], _licence_of(folder), encoders)


def _licence_of(folder: Path) -> str:
    """The first line of a licence file, or that there is none."""
    for path in sorted(folder.glob("LICEN[CS]E*")):
        lines = [line.strip("# \t") for line in path.read_text(errors="replace").splitlines()]
        return next((line for line in lines if line), path.name)[:200]
    return "not stated (local folder without a LICENSE file)"


def _from_hub(model: KnownModel, allow_pickle: bool, download: bool) -> ModelFiles:
    """Out of the cache if all is there, else from the Hub."""
    from bridge.priors.stable_audio.hub import cached, fetch

    found = {name: cached(model, name) for name in (CONFIG, SAFE, PICKLED)}
    if found[CONFIG] is None or not (found[SAFE] or (found[PICKLED] and allow_pickle)):
        if found[CONFIG] and found[PICKLED] and not download:
            raise BadWeights(f"the cache has only pickled weights of {model.name}; {PICKLE_MEND}")
        if not download:
            raise BadWeights(model.missing("it is not on this machine"))
        found = fetch(model, (CONFIG, SAFE), (PICKLED,) if allow_pickle else ())
    weights = found[SAFE] or found[PICKLED]
    config = found[CONFIG]
    if config is None or weights is None:
        raise BadWeights(f"{model.repository} has no {SAFE}; {PICKLE_MEND}")
    return ModelFiles(model.name, config, weights, f"{model.licence} ({model.page})")
