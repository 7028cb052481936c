"""Proof that score distillation follows a Stable Audio model to an optimum that is known, for two prompts.

The models are of the real architecture, one for each objective, trained on two sounds (`training`). Read
with a wrong sign, or with time running backwards, they lead elsewhere. (A trained model forgives a wrong scale: that is
found out by one that is known in closed form, `tests/priors/stable_audio/test_stable_audio_exact.py`.)
"""

from __future__ import annotations

import copy
import itertools
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor

from bridge.bench.stable_audio.tiny import MIXTURES, tones
from bridge.bench.stable_audio.training import trained_tiny
from bridge.distill.score import Compare, Score, distance, features, targets
from bridge.files import write_atomic
from bridge.priors.base import Prior
from bridge.priors.guidance import guided
from bridge.priors.stable_audio.prior import StableAudioPrior
from bridge.priors.stable_audio.schedule import Schedule

START = (0.45, 0.45)
"""as far from either optimum"""
PROVEN = ("v", "rectified_flow")
PLANTED: dict[str, Callable[[Schedule], Schedule]] = {
    "sign": lambda s: replace(s, noise=lambda sigma: -s.noise(sigma)),
    "time": lambda s: replace(s, time_of=lambda sigma: 1 - s.time_of(sigma)),
}
"""errors that an adapter may have"""


@dataclass(frozen=True)
class Way:
    """Amplitudes on the way, one pair a step, and their distance to what the prompt's sounds have on average.

    error: what was wrong in the adapter, on purpose; "" if nothing.
    """

    prompt: str
    amplitudes: list[tuple[float, ...]] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)
    objective: str = ""
    error: str = ""


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
          quick: bool = False) -> list[Way]:  # fmt: skip
    """Train a tiny model for each objective (in `folder`, where they stay and serve again; `quick`: hardly), and follow
    both prompts; and one with each of the planted errors."""
    from bridge.priors.stable_audio.loading import load_stable_audio

    ways = []
    with tempfile.TemporaryDirectory() as scratch:
        root, steps = folder or Path(scratch), {"coder_steps": 5, "steps": 5} if quick else {}
        coder = None
        for objective in PROVEN:
            place = trained_tiny(root / f"tiny-{objective}", objective, tell, coder=coder, **steps)
            coder = coder or place
            prior = load_stable_audio(str(place))
            for prompt in MIXTURES:
                ways.append(_followed(prior, prompt, objective, "", tell, quick))
            for error in PLANTED:
                ways.append(_followed(planted(prior, error), next(iter(MIXTURES)), objective, error, tell, quick))
    return ways


def _followed(prior: StableAudioPrior, prompt: str, objective: str, error: str, tell: Callable[[str], None],
              quick: bool) -> Way:  # fmt: skip
    way = replace(follow(prior, prompt, 3 if quick else 150), objective=objective, error=error)
    who = f"{objective}, {error} wrong" if error else objective
    tell(f"{who}: SDS to “{prompt}”: {way.distances[0]:.3f} from the known optimum, then {way.distances[-1]:.3f}")
    return way


def planted(prior: StableAudioPrior, error: str) -> StableAudioPrior:
    """The same model, misread by an adapter with one of the `PLANTED` errors."""
    other = copy.copy(prior)
    other.schedule = PLANTED[error](prior.schedule)
    return other


def picture(path: Path, ways: Sequence[Way]) -> Path:
    """PNG: distance to the known optimum over SDS steps, and the way there; dashed: with an error in the adapter."""
    import io

    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for k, way in enumerate([w for w in ways if not w.error]):
        colour = f"C{k}"
        left.plot(way.distances, color=colour, label=f"{way.objective}, “{way.prompt}”")
        right.plot(*zip(*way.amplitudes, strict=True), color=colour, lw=1)
    for way, style in zip([w for w in ways if w.error], itertools.cycle(("--", ":", "-.", (0, (1, 4))))):
        left.plot(way.distances, style, color="0.6", label=f"{way.objective}, wrong {way.error}")
    for prompt, (low, high) in MIXTURES.items():
        right.plot(low, high, "*", ms=14, color="black", zorder=0, label=f"known optimum of “{prompt}”")
    right.plot(*START, "o", color="black", label="start")
    left.set(xlabel="SDS steps", ylabel="distance to the known optimum", ylim=(0, 1.2))
    right.set(xlabel="amplitude of 440 Hz", ylabel="amplitude of 2,200 Hz", xlim=(0, 1), ylim=(0, 1), aspect="equal")
    left.legend(frameon=False, fontsize=8)
    right.legend(frameon=False, fontsize=8)
    figure.suptitle("Decoder-SDS through the Stable Audio adapter, on tiny models of the real architecture")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=130)
    return write_atomic(path, buffer.getvalue())
