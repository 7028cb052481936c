"""EDM preconditioning around the network, and its checkpoint.

Karras et al. 2022, Table 1:  D(z; σ) = c_skip z + c_out F(c_in z; c_noise)   with
    c_skip = σ_d²/(σ²+σ_d²),  c_out = σ σ_d/√(σ²+σ_d²),  c_in = 1/√(σ²+σ_d²),  c_noise = ln(σ)/4,
σ_d measured on the training data after its mean spectrogram was taken off (log spectrogram), or after division by its
root mean square at every bin and frame (complex STFT, whose mean is zero).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn

from bridge.errors import BadWeights
from bridge.files import write_atomic
from bridge.priors.edm.network import Condition, NetworkSize, UNet

FORMAT = "sds-bridge-edm-1"


Representation = Literal["log", "complex"]
"""What z is made from: `WarpedSpectrogram` or `ComplexSpectrogram`."""


class Denoiser(nn.Module):
    """z0 estimate from z = z0 + σ n.

    "log": z = analysis − `mean` [2, bands, frames];  "complex": z = analysis / `scale` [bands, frames].
    """

    mean: Tensor
    scale: Tensor

    def __init__(
        self, size: NetworkSize | None = None, sigma_data: float = 1.0, representation: Representation = "log"
    ) -> None:
        super().__init__()
        self.network = UNet(size)
        self.sigma_data = sigma_data
        self.representation: Representation = representation
        bands, frames = self.network.size.bands, self.network.size.frames
        if representation == "log":
            self.register_buffer("mean", torch.zeros(2, bands, frames))
        else:
            self.register_buffer("scale", torch.ones(bands, frames))

    def forward(self, z: Tensor, sigma: Tensor, text: Tensor) -> Tensor:
        """z [B, 2, bands, frames], sigma [B] > 0, text [B, cond] from `network.embed_text`."""
        s, d = sigma[:, None, None, None], self.sigma_data
        total = (s.square() + d * d).sqrt()
        out = self.network(z / total, sigma.log() / 4, text)
        return (d / total).square() * z + (s * d / total) * out

    def embed(self, condition: Condition) -> Tensor:
        return self.network.embed_text(condition)


def save_denoiser(model: Denoiser, path: Path, notes: dict[str, object], half: bool = True) -> Path:
    """Write weights (float16 by default) with everything needed to rebuild the network. Old or new, never half."""
    from safetensors.torch import save

    kind = torch.float16 if half else torch.float32
    tensors = {
        k: v.detach().to("cpu", kind if v.is_floating_point() else v.dtype).contiguous()
        for k, v in model.state_dict().items()
    }
    metadata = {
        "format": FORMAT,
        "size": json.dumps(model.network.size.as_dict()),
        "sigma_data": repr(model.sigma_data),
        "representation": model.representation,
        "notes": json.dumps(notes),
    }
    return write_atomic(path, save(tensors, metadata))


def load_denoiser(path: Path) -> tuple[Denoiser, dict[str, object]]:
    """Read weights written by `save_denoiser`; no pickle. Raises BadWeights with what is wrong."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {k: file.get_tensor(k) for k in file.keys()}  # noqa: SIM118  # not a dict
        if metadata.get("format") != FORMAT:
            raise BadWeights(
                f"{path.name} is not an embedded prior of this version; train one with `sds-bridge prior train`"
            )
        size = json.loads(metadata["size"])
        size |= {name: tuple(size[name]) for name in ("widths", "sketch", "fold") if name in size}
        model = Denoiser(NetworkSize(**size), float(metadata["sigma_data"]), _representation(metadata))
        model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in tensors.items()})
        notes = json.loads(metadata.get("notes", "{}"))
    except (OSError, SafetensorError, KeyError, ValueError, TypeError, RuntimeError) as error:
        reason = str(error).splitlines()[0][:160]
        raise BadWeights(
            f"cannot read prior weights {path}: {reason}; reinstall sds-bridge or give --weights FILE"
        ) from error
    model.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return model, notes


def _representation(metadata: dict[str, str]) -> Representation:
    """Weights from before there were two say nothing and are of log spectrograms."""
    match metadata.get("representation", "log"):
        case "log":
            return "log"
        case "complex":
            return "complex"
        case other:
            raise ValueError(f"unknown representation {other!r}")
