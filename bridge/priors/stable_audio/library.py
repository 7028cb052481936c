"""The only door to stable-audio-tools, and only to what inference needs: no training, no web page, no logging service.

Its `import k_diffusion` would bring that package's image models, CLIP and an Inception network (and, through CLIP,
the pkg_resources that setuptools 81 took away). Of it the samplers need three modules; so the package is put in place
without running its `__init__`.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import importlib.util
import io
import json
import sys
import warnings
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bridge.errors import BadRequest, BadWeights
from bridge.priors.stable_audio.catalogue import NOT_INSTALLED

if TYPE_CHECKING:
    import torch

PACKAGE = "stable_audio_tools"
WORDS = ("prompt", "seconds_start", "seconds_total")
"""what the adapter can tell a model"""
CONDITIONERS = ("t5", "number", "int")
"""by which means. The library's others would download further models, or read files that the configuration names."""


def installed() -> bool:
    """Whether the extra is there, without importing it."""
    return importlib.util.find_spec(PACKAGE) is not None


def version() -> str:
    from importlib.metadata import version as version_of

    return version_of("stable-audio-tools")


@contextlib.contextmanager
def quiet(errors: bool = True) -> Iterator[None]:
    """The library prints seeds to stdout, which belongs to machines, and (`errors`) progress of samplers to stderr."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.ExitStack() as stack:
        if errors:
            stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        yield


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Without torch's warnings about calls of the library that are out of date, or would like a GPU."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.filterwarnings("ignore", "CUDA is not available")
        yield


@contextlib.contextmanager
def undisturbed(device: torch.device) -> Iterator[None]:
    """The library's `generate_diffusion_cond` seeds the global generators and turns switches of the backends off."""
    import torch

    cuda, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    switches = [(cuda, "allow_tf32"), (cuda, "allow_fp16_reduced_precision_reduction"), (cudnn, "allow_tf32"),
                (cudnn, "benchmark")]  # fmt: skip
    before = [getattr(where, name) for where, name in switches]
    try:
        with torch.random.fork_rng([device] if device.type == "cuda" else []):
            yield
    finally:
        for (where, name), value in zip(switches, before, strict=True):
            setattr(where, name, value)


@lru_cache(maxsize=1)
def load() -> Any:
    """stable_audio_tools.models.factory, imported once. Raises BadRequest if the extra is not installed."""
    if not installed():
        raise BadRequest(NOT_INSTALLED)
    _bare_k_diffusion()
    with quiet():
        importlib.import_module(f"{PACKAGE}.models.diffusion")
        return importlib.import_module(f"{PACKAGE}.models.factory")


def _bare_k_diffusion() -> None:
    spec = importlib.util.find_spec("k_diffusion")
    if spec is None or "k_diffusion" in sys.modules:
        return
    package = importlib.util.module_from_spec(spec)
    sys.modules["k_diffusion"] = package
    for name in ("utils", "sampling", "external"):
        setattr(package, name, importlib.import_module(f"k_diffusion.{name}"))


def build(config: Mapping[str, Any], text_encoders: Mapping[str, Path]) -> Any:
    """A ConditionedDiffusionModelWrapper with random weights, but the text encoder's own. Raises BadWeights.

    text_encoders: where a T5 of that name lies; the others come from the Hub's cache, or from the Hub.
    """
    _check(config)
    factory = load()
    config = _with_local_text_encoders(config, text_encoders)
    importlib.import_module("transformers.utils.logging").disable_progress_bar()  # of reading; downloads keep theirs
    try:
        with quiet(errors=False), hushed():
            return factory.create_model_from_config(config)
    except OSError as error:  # transformers' word for a model that is neither here nor to be had
        names = ", ".join(_text_encoders(config)) or "text encoder"
        raise BadWeights(
            f"the text encoder {names} is neither in the Hugging Face cache nor to be downloaded;"
            f" go online once, or put its folder beside model_config.json"
        ) from error
    except (AssertionError, KeyError, TypeError, ValueError, NotImplementedError) as error:
        raise BadWeights(f"model_config.json is not of a model that this can use: {str(error)[:200]}") from error


def _check(config: Mapping[str, Any]) -> None:
    """Raises BadWeights unless all that the configuration asks for can be given, and nothing else is read for it."""
    try:
        model = config["model"]
        told = [(c["id"], c["type"]) for c in model["conditioning"]["configs"]]
        diffusion, autoencoder = model["diffusion"], model["pretransform"]["type"]
        kind, heard = config["model_type"], diffusion["cross_attention_cond_ids"]
        more = [*diffusion.get("prepend_cond_ids", []), *diffusion.get("input_concat_ids", [])]
    except (KeyError, TypeError, AttributeError) as error:
        raise BadWeights(f"model_config.json is not of a text-to-audio model of latents: no {error}") from error
    wrong = [f"{name} as {how}" for name, how in told if name not in WORDS or how not in CONDITIONERS]
    if kind != "diffusion_cond":
        wrong.append(f"a model of type {kind}")
    if autoencoder != "autoencoder":
        wrong.append(f"a pretransform of type {autoencoder}")
    if "prompt" not in heard or more:
        wrong.append(f"the text by other ways than cross-attention ({', '.join(more) or 'none'})")
    if wrong:
        raise BadWeights(f"model_config.json is not of a model that this can use; it asks for {'; '.join(wrong)[:200]}")


def _conditioners(config: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = config.get("model", {}).get("conditioning", {}).get("configs", [])
    return [c for c in found if c.get("type") == "t5"]


def _text_encoders(config: Mapping[str, Any]) -> list[str]:
    return [c.get("config", {}).get("t5_model_name", "t5-base") for c in _conditioners(config)]


def _with_local_text_encoders(config: Mapping[str, Any], folders: Mapping[str, Path]) -> dict[str, Any]:
    """The config with paths in place of names, which are entered in the library's list of the T5s that it takes."""
    conditioners = importlib.import_module(f"{PACKAGE}.models.conditioners")
    changed: dict[str, Any] = copy.deepcopy(dict(config))
    for conditioner in _conditioners(changed):
        settings = conditioner.setdefault("config", {})
        folder = folders.get(settings.get("t5_model_name", "t5-base"))
        if folder is None:
            continue
        try:
            width = json.loads((folder / "config.json").read_text())["d_model"]
        except (OSError, ValueError, KeyError) as error:
            raise BadWeights(f"{folder} is not a folder of a T5 text encoder: {error}") from error
        settings["t5_model_name"] = str(folder)
        if str(folder) not in conditioners.T5Conditioner.T5_MODELS:
            conditioners.T5Conditioner.T5_MODELS.append(str(folder))
        conditioners.T5Conditioner.T5_MODEL_DIMS[str(folder)] = width
    return changed
