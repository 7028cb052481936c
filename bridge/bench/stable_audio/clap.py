"""How well sounds fit a text by CLAP (Wu et al. 2023, arXiv 2211.06687), through laion-clap and a checkpoint of yours.

laion-clap comes with the extra `stable-audio`. Importing it reads three tokenizers and one text model of the Hugging
Face cache, or of the Hub: bert-base-uncased, roberta-base, facebook/bart-base.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torchaudio
from torch import Tensor

from bridge.errors import BadRequest, BadWeights
from bridge.priors.stable_audio import library

RATE = 48000


class Clap:
    """checkpoint: of the non-fusion HTSAT-tiny model, e.g. 630k-audioset-best.pt, read as tensors only.

    Raises BadRequest (laion-clap is not installed), BadWeights.
    """

    def __init__(self, checkpoint: Path) -> None:
        weights = _read(checkpoint)
        try:
            with library.quiet(errors=False):
                self._clap = importlib.import_module("laion_clap").CLAP_Module(enable_fusion=False, device="cpu")
        except ImportError as error:
            raise BadRequest('laion-clap is not installed; pip install "sds-bridge[stable-audio]"') from error
        except OSError as error:
            raise BadWeights(
                "laion-clap needs bert-base-uncased, roberta-base and facebook/bart-base, which are not in the Hugging"
                " Face cache; go online once"
            ) from error
        missing, surplus = self._clap.model.load_state_dict(weights, strict=False)
        # a buffer that newer transformers make themselves
        wrong = [n for n in (*missing, *surplus) if not n.endswith("position_ids")]
        if wrong:
            raise BadWeights(f"{checkpoint} is of another CLAP model ({wrong[0]}); use the non-fusion HTSAT-tiny one")

    @torch.no_grad()
    def score(self, audio: Tensor, sample_rate: int, prompt: str) -> float:
        """Cosine similarity of a sound [channel, T] and a text, −1 … 1."""
        mono = torchaudio.functional.resample(audio.float().mean(0), sample_rate, RATE)
        heard = np.asarray(self._clap.get_audio_embedding_from_data(x=mono[None].numpy(), use_tensor=False))[0]
        # two texts: laion-clap loses the batch of a single one
        read = np.asarray(self._clap.get_text_embedding([prompt, prompt], use_tensor=False))[0]
        return float(heard @ read / (np.linalg.norm(heard) * np.linalg.norm(read)))


def _read(path: Path) -> dict[str, Any]:
    """Weights by name, without the prefix of a distributed training."""
    found: Any
    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            found = load_file(path)
        else:
            # numbers of the training lie beside the tensors, as numpy's
            scalar = np.float64(0).__reduce__()[0]
            names = [f"numpy.{core}.multiarray.scalar" for core in ("core", "_core")]  # numpy 1, numpy 2
            plain: list[Any] = [*((scalar, name) for name in names), np.dtype, type(np.dtype(np.float64))]
            with torch.serialization.safe_globals(plain):
                found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch, pickle and safetensors each have their own
        raise BadWeights(f"cannot read the CLAP checkpoint {path}: {str(error).splitlines()[0][:160]}") from error
    if not isinstance(found, dict):
        raise BadWeights(f"{path} is no CLAP checkpoint")
    return {name.removeprefix("module."): weights for name, weights in found.get("state_dict", found).items()}
