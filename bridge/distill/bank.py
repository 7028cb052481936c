"""A bank of renders: thousands of presets and what they sound like, searched by what the prior imagines.

Frequencies cannot be reached by following a spectral gradient from far away, so fits start where something already
sounds right. Built once a voice, kept in the user's cache folder, and no longer found when the voice or the prior's
analysis changes; of those the last few stay.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
import torch
from safetensors import SafetensorError
from safetensors.numpy import load_file, save
from torch import Tensor
from torch.nn import functional as F

from bridge.distill.chosen import draws_of, key_of
from bridge.distill.draws import draw_presets
from bridge.distill.score import Compare, scales
from bridge.errors import CannotWrite
from bridge.files import write_atomic
from bridge.priors.base import Prior
from bridge.records import SAMPLE_RATE
from bridge.synths.base import Synth, load_synth
from bridge.voices.catalog import Voice

SIZE = 4096
BANKED: Compare = "loudness"
"""how the features of a bank were made, and how it has to be asked"""
PEAK = 0.89  # −1 dBFS, the level of the sounds the prior has heard
_CHUNK = 32
_KEPT = 4
"""files of one voice: other priors, other versions"""


@dataclass(frozen=True)
class Bank:
    """natural [N, P], features [N, F] (pooled analyses), and of a prior that listens its impressions [N, ...]."""

    natural: Tensor
    features: Tensor
    impressions: Tensor | None = None

    def nearest(self, wanted: Tensor, count: int) -> Tensor:
        """wanted [K, channel, bins, frames] like `features`' first scale -> row indices [K, count], nearest first."""
        return torch.cdist(pooled(wanted).cpu(), self.features.float()).topk(count, largest=False).indices

    def fittest(self, prior: Prior, prompt: str, negative: str, count: int) -> Tensor:
        """Row indices [count] of those that fit the prompt best, best first; none if the prior does not listen."""
        if self.impressions is None:
            return torch.zeros(0, dtype=torch.long)
        agreement = prior.agreement(self.impressions.to(prior.device).float(), prompt, negative).cpu()
        return agreement.topk(min(count, len(agreement))).indices


def pooled(analysis: Tensor) -> Tensor:
    """[B, 2, bands, frames] or a waveform prior's [B, channel, bins, frames] -> [B, F]: coarse enough to forgive."""
    flat = F.adaptive_avg_pool2d(analysis.float(), (20, 16)).flatten(1)
    return flat / flat.shape[1] ** 0.5


@torch.no_grad()
def render_levelled(synth: Synth, natural: Tensor, seconds: float) -> tuple[Tensor, Tensor]:
    """Render [B, P], setting each row's `level` so that it peaks at −1 dBFS; returns (audio, natural so levelled)."""
    audio = synth.render(natural, SAMPLE_RATE, seconds)
    peak = audio.abs().flatten(1).amax(1).clamp_min(1e-5)
    level = synth.space.index("level")
    parameter = synth.space.param("level")
    old = natural[:, level]
    new = (old + 20 * torch.log10(PEAK / peak)).clamp(parameter.low, parameter.high).to(old)
    natural = natural.clone()
    natural[:, level] = new
    return audio * (10 ** ((new - old) / 20))[:, None, None], natural


@torch.no_grad()
def make_bank(prior: Prior, synth: Synth, natural: Tensor, seconds: float,
              tell: Callable[[int, int], None] | None = None, compare: Compare = BANKED) -> Bank:  # fmt: skip
    """Render [N, P], level it, and keep what the first scale of comparison, and the listener, make of it."""
    parts: dict[str, Tensor] = {}

    def keep(name: str, start: int, found: Tensor) -> None:
        # into one block from the first chunk on: small tensors kept between large ones that go would pin the heap
        if name not in parts:
            parts[name] = torch.empty(len(natural), *found.shape[1:], dtype=found.dtype)
        parts[name][start : start + len(found)] = found.cpu()

    for start in range(0, len(natural), _CHUNK):
        audio, levelled = render_levelled(synth, natural[start : start + _CHUNK].to(prior.device), seconds)
        analysis = prior.analyse(audio.nan_to_num())
        keep("features", start, pooled(scales(prior, analysis, compare)[0]))
        keep("natural", start, levelled)
        if prior.listens:
            keep("impressions", start, prior.impression(analysis))
        if tell:
            tell(min(start + _CHUNK, len(natural)), len(natural))
    return Bank(parts["natural"], parts["features"], parts.get("impressions"))


def load_bank(voice: Voice, prior: Prior, size: int = SIZE, tell: Callable[[int, int], None] | None = None) -> Bank:
    """The bank of a voice, from the cache or newly made. An unwritable cache is no error: the bank is made again.

    tell(done, size) is called while it is made, and may raise to stop that. Raises BadWeights.
    """
    synth = load_synth(voice)
    natural = torch.from_numpy(draw_presets(voice, draws_of(voice, size), 0)).float()
    path = _cache_path(voice, prior, synth, natural)
    try:
        data = {name: torch.from_numpy(array) for name, array in load_file(path).items()}
        if data["natural"].shape == natural.shape and {len(x) for x in data.values()} == {size}:
            return Bank(data["natural"], data["features"], data.get("impressions"))
    except (OSError, SafetensorError, KeyError):
        pass
    made = make_bank(prior, synth, natural, prior.seconds, tell)
    bank = Bank(made.natural, made.features.half(), None if made.impressions is None else made.impressions.half())
    parts = {"natural": bank.natural, "features": bank.features, "impressions": bank.impressions}
    with contextlib.suppress(CannotWrite, OSError):
        write_atomic(path, save({name: x.numpy() for name, x in parts.items() if x is not None}))
        mine = sorted(path.parent.glob(f"bank-{key_of(voice)}-*.safetensors"), key=lambda p: p.stat().st_mtime)
        for old in mine[:-_KEPT]:
            old.unlink(missing_ok=True)
    return bank


def _cache_path(voice: Voice, prior: Prior, synth: Synth, natural: Tensor) -> Path:
    """Named after what the bank holds and what it sounds like: the drawn presets, and the analysis of the first two.

    Whatever changes in draws, voice, kernels, analysis or listener changes one or the other: an old bank is not found.
    """
    probe = make_bank(prior, synth, natural[:2], prior.seconds)
    parts = [probe.features] + ([] if probe.impressions is None else [probe.impressions])
    heard = np.concatenate([np.round(x.flatten().numpy(), 3) for x in parts]) + 0.0  # + 0.0: no negative zeros
    digest = hashlib.sha256(natural.numpy().tobytes() + heard.tobytes() + repr(list(voice.space)).encode())
    name = f"bank-{key_of(voice)}-{digest.hexdigest()[:16]}.safetensors"
    return Path(platformdirs.user_cache_dir("sds-bridge", appauthor=False)) / name
