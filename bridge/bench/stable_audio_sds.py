"""Proof that score distillation follows a Stable Audio model to an optimum that is known, for two prompts.

The model is of the real architecture, trained on two sounds (`stable_audio_tiny`). With a wrong sign, scale or schedule
it never arrives.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from bridge.bench.stable_audio_tiny import MIXTURES, tones, train_tiny, write_tiny
from bridge.distill.score import Compare, Score, distance, features, targets
from bridge.files import write_atomic
from bridge.priors.base import Prior
from bridge.priors.guidance import guided

START = (0.45, 0.45)
"""as far from either optimum"""


@dataclass(frozen=True)
class Way:
    """Amplitudes on the way, one pair a step, and their distance to what the prompt's sounds have on average."""

    prompt: str
    amplitudes: list[tuple[float, ...]] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)


def follow(prior: Prior, prompt: str, steps: int = 150, lr: float = 0.02, seed: int = 0,
           sigma: tuple[float, float] = (2.0, 0.2), compare: Compare = "l2") -> Way:  # fmt: skip
    """Decoder-SDS on the amplitudes of two tones: a new noise each step, its level annealed, guidance 1."""
    model = guided(prior, prior.embed([prompt]), prior.embed([""]), 1.0)
    wanted, path = torch.tensor(MIXTURES[prompt]), Way(prompt)
    amplitudes = torch.tensor([START], requires_grad=True)
    optimiser = torch.optim.Adam([amplitudes], lr=lr)
    rng = torch.Generator().manual_seed(seed)
    score = Score(compare=compare, steps=3)
    for step in range(steps + 1):
        note(path, amplitudes, wanted)
        share = step / steps
        for group in optimiser.param_groups:
            group["lr"] = lr * (1 - 0.9 * share)
        x = tones(amplitudes)
        noise = torch.randn((1, *prior.encode(x.detach()).shape), generator=rng)
        level = sigma[0] * (sigma[1] / sigma[0]) ** share
        goal = targets(prior, model, x.detach(), level, noise, score)
        loss = distance(features(prior, x, score.compare), goal).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return path


def note(path: Way, amplitudes: Tensor, wanted: Tensor) -> None:
    here = amplitudes.detach()[0]
    path.amplitudes.append(tuple(here.tolist()))
    path.distances.append(float((here - wanted).norm()))


def prove(folder: Path | None = None, tell: Callable[[str], None] = lambda line: None,
          quick: bool = False, objective: str = "v") -> list[Way]:  # fmt: skip
    """Make a tiny model (in `folder`, where it stays), train it (`quick`: hardly), and follow both prompts."""
    from bridge.priors.stable_audio.loading import load_stable_audio

    with tempfile.TemporaryDirectory() as scratch:
        place = write_tiny((folder or Path(scratch)) / f"tiny-{objective}", objective, awake=False)
        train_tiny(place, tell, *((5, 5) if quick else ()))
        prior = load_stable_audio(str(place))
        return [follow(prior, prompt, 3 if quick else 150) for prompt in MIXTURES]


def picture(path: Path, paths: list[Way]) -> Path:
    """PNG: distance to the known optimum over SDS steps, and the way there."""
    import io

    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    for k, way in enumerate(paths):
        colour = f"C{k}"
        left.plot(way.distances, color=colour, label=f"“{way.prompt}”")
        right.plot(*zip(*way.amplitudes, strict=True), color=colour, lw=1)
        right.plot(*MIXTURES[way.prompt], "*", ms=14, color=colour, label=f"known optimum of “{way.prompt}”")
    right.plot(*START, "o", color="black", label="start")
    left.set(xlabel="SDS steps", ylabel="distance to the known optimum", ylim=(0, None))
    right.set(xlabel="amplitude of 440 Hz", ylabel="amplitude of 2,200 Hz", xlim=(0, 1), ylim=(0, 1), aspect="equal")
    left.legend(frameon=False)
    right.legend(frameon=False, fontsize=8)
    figure.suptitle("Decoder-SDS through the Stable Audio adapter, on a tiny model of the real architecture")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=130)
    return write_atomic(path, buffer.getvalue())
