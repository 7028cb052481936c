"""Training of the listener: `sds-bridge prior listen --corpus DIR --out DIR`. Minutes on one core.

Clips, augmentation, captions and held-out groups are those of the denoiser's training (`bridge.priors.edm.training`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from bridge.priors.edm.data import ALIASES, Batches, condition_for
from bridge.priors.edm.listener import Listener, save_listener
from bridge.priors.edm.network import Condition
from bridge.priors.edm.text import load_words
from bridge.priors.edm.training import TrainingConfig, prepare


@dataclass(frozen=True)
class ListenerConfig:
    """Everything the listener depends on besides the corpora."""

    steps: int = 1600
    batch: int = 96
    lr: float = 1e-3
    seed: int = 2
    first_share: float = 0.65
    noise: float = 0.3
    """largest standard deviation of noise on the spectrogram: fits and imagined sounds are less clean than clips"""


def train_listener(corpora: list[Path], out: Path, config: ListenerConfig, say: Callable[[str], None] = print) -> Path:
    """Train, report accuracy on the held-out groups every 200 steps; returns the path of the weights."""
    out.mkdir(parents=True, exist_ok=True)
    sets = prepare(corpora, TrainingConfig(seed=config.seed, first_share=config.first_share), out / "analysed.pt", say)
    data, held = sets["train"], sets["held"]
    kinds = sorted({e.clip.category for e in data.examples})
    vectors = load_words()
    mean = data.z.mean(0, dtype=torch.float32)
    torch.manual_seed(config.seed)
    model = Listener(mean.shape[1], mean.shape[2], vectors.size)
    model.mean.copy_(mean)
    optimiser = torch.optim.AdamW(model.parameters(), lr=config.lr, weight_decay=0.05)
    batches = Batches(data, vectors, mean, config.batch, config.seed + 7)
    index = {kind: k for k, kind in enumerate(kinds)}
    category = torch.tensor([index[e.clip.category] for e in data.examples])
    for step in range(config.steps):
        rng = np.random.default_rng([config.seed, step, 2])
        rows, z, condition = batches.with_rows(step)
        z = z + config.noise * torch.from_numpy(rng.random((len(z), 1, 1, 1), np.float32)) * torch.randn(z.shape)
        names = condition_for([_name(kind, rng) for kind in kinds], vectors, rng=rng)
        loss = _loss(model, z, condition, names, category[rows])
        for group in optimiser.param_groups:
            group["lr"] = (
                config.lr * min(1.0, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * step / config.steps)))
            )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        if (step + 1) % 200 == 0:
            first, third = accuracy(model, held.z, [e.clip.category for e in held.examples], kinds)
            say(f"step {step + 1}: loss {float(loss.detach()):.3f}, held-out top-1 {first:.3f}, top-3 {third:.3f}")
    return save_listener(model, out / "listener.safetensors", {"steps": config.steps, "kinds": kinds})


def _name(kind: str, rng: np.random.Generator) -> str:
    names = ALIASES.get(kind, (kind.replace("_", " "),))
    return str(names[rng.integers(len(names))])


def _loss(model: Listener, z: Tensor, captions: Condition, names: Condition, category: Tensor) -> Tensor:
    audio, text = model.audio(z), model.text(captions)
    kind = F.cross_entropy(model.logits(audio, model.text(names)), category, label_smoothing=0.1)
    pairs = model.logits(audio, text)
    same = (category[:, None] == category[None]) & ~torch.eye(len(category), dtype=torch.bool)
    pairs = pairs.masked_fill(same, -1e4)
    own = torch.arange(len(category))
    return kind + 0.5 * (F.cross_entropy(pairs, own) + F.cross_entropy(pairs.T, own))


@torch.no_grad()
def accuracy(model: Listener, analyses: Tensor, categories: list[str], kinds: list[str]) -> tuple[float, float]:
    """Share of clips whose category's names fit best, and are among the best three."""
    model.eval()
    vectors = load_words()
    names = [ALIASES.get(k, (k.replace("_", " "),)) for k in kinds]
    text = torch.stack([F.normalize(model.text(condition_for(list(n), vectors)).mean(0), dim=0) for n in names])
    logits = model.logits(model.audio(analyses.float() - model.mean), text)
    model.train()
    truth = torch.tensor([kinds.index(c) if c in kinds else -1 for c in categories])
    ranks = (logits > logits.gather(1, truth.clamp_min(0)[:, None])).sum(1)[truth >= 0]
    return float((ranks < 1).float().mean()), float((ranks < 3).float().mean())
