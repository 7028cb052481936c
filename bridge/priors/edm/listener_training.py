"""Training of the listener: `sds-bridge prior listen --corpus DIR --out DIR`.

About half an hour on one core: eight minutes a member that hears every detail, one and a half a coarse one.

Clips, augmentation, captions and held-out groups are those of the denoiser's training (`bridge.priors.edm.training`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from bridge.priors.edm.data import Batches, TrainingSet, condition_for, names_of
from bridge.priors.edm.listener import MEMBERS, SHARP, Cells, Listener, Towers, save_listener
from bridge.priors.edm.network import Condition
from bridge.priors.edm.prepared import prepare
from bridge.priors.edm.recipe import TrainingConfig
from bridge.priors.edm.text import load_words


@dataclass(frozen=True)
class ListenerConfig:
    """Everything the listener depends on besides the corpora and the strangers."""

    steps: int = 1600
    meaning_steps: int = 1600
    batch: int = 96
    strangers: int = 32
    """in a batch, besides the clips"""
    members: Sequence[Cells] = MEMBERS
    lr: float = 1e-3
    seed: int = 2
    first_share: float = 0.65
    noise: float = 0.3
    """largest standard deviation of noise on the spectrogram: fits and imagined sounds are less clean than clips"""


def train_listener(corpora: list[Path], strangers: Tensor, out: Path, config: ListenerConfig,
                   say: Callable[[str], None] = print) -> Path:  # fmt: skip
    """Train, report accuracy on the held-out groups every 200 steps; returns the path of the weights.

    strangers: analyses of random presets [n, 2, bands, frames], in `WarpedSpectrogram` units.
    """
    out.mkdir(parents=True, exist_ok=True)
    sets = prepare(corpora, TrainingConfig(seed=config.seed, first_share=config.first_share), out / "analysed.pt", say)
    data, held = sets["train"], sets["held"]
    kinds = sorted({e.clip.category for e in data.examples})
    mean = data.z.mean(0, dtype=torch.float32)
    torch.manual_seed(config.seed)
    model = Listener(kinds, mean.shape[1], mean.shape[2], load_words().size, members=config.members)
    model.mean.copy_(mean)
    _learn_meaning(model, Batches(data, load_words(), mean, config.batch, config.seed), held, config, say)
    for member, towers in enumerate(model.towers()):
        say(f"member {member + 1} of {len(config.members)}")
        _train(towers, data, held, mean, strangers, kinds, config, config.seed + member, say)
    return save_listener(model.eval(), out / "listener.safetensors", {"steps": config.steps})


def _learn_meaning(model: Listener, batches: Batches, held: TrainingSet, config: ListenerConfig,
                   say: Callable[[str], None]) -> None:  # fmt: skip
    """Which kind of sound a caption belongs to."""
    index = {kind: k for k, kind in enumerate(model.kinds)}
    category = torch.tensor([index[e.clip.category] for e in batches.data.examples])
    optimiser = torch.optim.AdamW(model.meaning.parameters(), lr=2 * config.lr, weight_decay=0.02)
    model.train()
    for step in range(config.meaning_steps):
        rows, captions = batches.captions(step, config.batch, drop=0.0)
        loss = F.cross_entropy(SHARP * model.meaning(captions), category[rows], label_smoothing=0.05)
        _schedule(optimiser, 2 * config.lr, step, config.meaning_steps)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
    model.eval()
    known = [e.clip for e in held.examples if e.clip.category in index]
    with torch.no_grad():
        found = model.meant(condition_for([c.caption for c in known], load_words())).argmax(1).tolist()
    right = np.mean([model.kinds[k] == c.category for k, c in zip(found, known, strict=True)])
    say(f"meaning: loss {float(loss.detach()):.3f}, held-out captions understood {right:.3f}")


def _schedule(optimiser: torch.optim.Optimizer, lr: float, step: int, steps: int) -> None:
    """A hundred steps up, half a cosine down to a fiftieth."""
    for group in optimiser.param_groups:
        group["lr"] = lr * min(1.0, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * step / steps)))


def _train(towers: Towers, data: TrainingSet, held: TrainingSet, mean: Tensor, strangers: Tensor, kinds: list[str],
           config: ListenerConfig, seed: int, say: Callable[[str], None]) -> None:  # fmt: skip
    """One member."""
    vectors = load_words()
    torch.manual_seed(seed)
    towers.train()
    optimiser = torch.optim.AdamW(towers.parameters(), lr=config.lr, weight_decay=0.05)
    batches = Batches(data, vectors, mean, config.batch, seed + 7)
    index = {kind: k for k, kind in enumerate(kinds)}
    category = torch.tensor([index[e.clip.category] for e in data.examples])
    for step in range(config.steps):
        rng = np.random.default_rng([seed, step, 2])
        rows, z, condition = batches.with_rows(step)
        others = strangers[rng.integers(len(strangers), size=config.strangers)].float() - mean
        z = torch.cat([z, others])
        z = z + config.noise * torch.from_numpy(rng.random((len(z), 1, 1, 1), np.float32)) * torch.randn(z.shape)
        names = condition_for([_name(kind, rng) for kind in kinds], vectors, rng=rng)
        loss = _loss(towers, z, condition, names, category[rows])
        _schedule(optimiser, config.lr, step, config.steps)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(towers.parameters(), 1.0)
        optimiser.step()
        if (step + 1) % 200 == 0:
            first, third = accuracy(towers, held.z.float() - mean, [e.clip.category for e in held.examples], kinds)
            say(f"step {step + 1}: loss {float(loss.detach()):.3f}, held-out top-1 {first:.3f}, top-3 {third:.3f}")


def _name(kind: str, rng: np.random.Generator) -> str:
    names = names_of(kind)
    return str(names[rng.integers(len(names))])


def _loss(towers: Towers, z: Tensor, captions: Condition, names: Condition, category: Tensor) -> Tensor:
    """z [B + strangers, ...]: the clips, whose captions and categories [B] are given, then the strangers."""
    audio, text = towers.audio(z), towers.text(captions)
    clips = len(category)
    kinds = towers.logits(audio, towers.names(names))
    label = torch.cat([category, category.new_full((len(z) - clips,), kinds.shape[1] - 1)])
    kind = F.cross_entropy(kinds[:clips], label[:clips], label_smoothing=0.1)
    if len(z) > clips:
        kind = kind + 0.3 * F.cross_entropy(kinds[clips:], label[clips:], label_smoothing=0.1)
    pairs = towers.logits(audio, text)
    same = (category[:, None] == category[None]) & ~torch.eye(clips, dtype=torch.bool)
    pairs = torch.cat([pairs[:clips].masked_fill(same, -1e4), pairs[clips:]])
    own = torch.arange(clips)
    return kind + 0.5 * (F.cross_entropy(pairs[:clips], own) + F.cross_entropy(pairs.T, own))


@torch.no_grad()
def accuracy(towers: Towers, z: Tensor, categories: list[str], kinds: list[str]) -> tuple[float, float]:
    """Share of clips (analyses with the mean taken off) whose category's names fit best, and are among the best three
    kinds; strangers are no answer."""
    training = towers.training
    towers.eval()
    vectors = load_words()
    names = [names_of(k) for k in kinds]
    text = torch.stack([F.normalize(towers.text(condition_for(list(n), vectors)).mean(0), dim=0) for n in names])
    logits = towers.logits(towers.audio(z), text)
    towers.train(training)
    truth = torch.tensor([kinds.index(c) if c in kinds else -1 for c in categories])
    ranks = (logits > logits.gather(1, truth.clamp_min(0)[:, None])).sum(1)[truth >= 0]
    return float((ranks < 1).float().mean()), float((ranks < 3).float().mean())
