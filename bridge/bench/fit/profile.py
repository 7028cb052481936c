"""Where does a fit's time go? Shares of its wall time, by clocks around the calls that do the work.

    prior           denoising, and the listener's judgement
    synth_forward   rendering
    synth_backward  the renders' adjoints
    losses          the prior's analysis of renders, what the loss compares, distances, and their adjoints
    rest            the search itself, bookkeeping, the pitch of what was found

A call within a call stops the outer one's clock, so the parts add up. A backward pass is told apart by two stamps on
the graph, where it enters the synthesizer and where it leaves. On a GPU, where calls return before they are done, the
shares would mean nothing: for the CPU only.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import torch
from rich.table import Table
from torch import Tensor
from torch.autograd import Function

from bridge.bench.fit.methods import Stage, fitted
from bridge.distill.approach import Ear

PARTS = ("prior", "synth_forward", "synth_backward", "losses", "rest")


@dataclass
class Clock:
    """Seconds of each part. One part runs at a time: the innermost that was entered and not left."""

    now: Callable[[], float] = time.perf_counter
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PARTS, 0.0))
    entered: list[str] = field(default_factory=lambda: ["rest"])
    since: float = field(init=False)

    def __post_init__(self) -> None:
        self.since = self.now()

    def enter(self, part: str) -> None:
        self._settle()
        self.entered.append(part)

    def leave(self) -> None:
        self._settle()
        self.entered.pop()

    def _settle(self) -> None:
        """Book the time since the last change."""
        now = self.now()
        self.seconds[self.entered[-1]] += now - self.since
        self.since = now

    def around(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time booked under `part`."""

        @functools.wraps(work)
        def timed(*arguments: Any, **named: Any) -> Any:
            self.enter(part)
            try:
                return work(*arguments, **named)
            finally:
                self.leave()

        return timed

    def around_render(self, render: Callable[..., Tensor]) -> Callable[..., Tensor]:
        """A synthesizer's `render`, forward and backward."""
        forward = self.around("synth_forward", render)

        @functools.wraps(render)
        def timed(synth: Any, natural: Tensor, *arguments: Any, **named: Any) -> Tensor:
            if not (natural.requires_grad and torch.is_grad_enabled()):
                return forward(synth, natural, *arguments, **named)
            audio = forward(synth, _Stamp.apply(natural, self.leave), *arguments, **named)
            entered: Tensor = _Stamp.apply(audio, functools.partial(self.enter, "synth_backward"))
            return entered

        return timed


class _Stamp(Function):
    """The identity; `passed` is called when the backward pass comes by."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, passed: Callable[[], None]) -> Tensor:
        ctx.passed = passed
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor, None]:
        ctx.passed()
        return g, None


@contextmanager
def _watched(clock: Clock, stage: Stage) -> Iterator[None]:
    """While this lasts the stage's prior and voice, the losses and autograd are clocked."""
    prior, synth = type(stage.prior), type(stage.synth)
    parts: dict[str, list[tuple[Any, str]]] = {
        "prior": [(prior, "embed"), (prior, "denoise"), (prior, "impression"), (prior, "agreement"),
                  (prior, "verdict")],
        "losses": [(prior, "encode"), (prior, "decode"), (prior, "analyse"), (Ear, "hear"), (Ear, "loss"),
                   (Ear, "distance"), (torch.autograd, "grad")],
    }  # fmt: skip
    with ExitStack() as patches:
        for part, places in parts.items():
            for owner, name in places:
                patches.enter_context(mock.patch.object(owner, name, clock.around(part, getattr(owner, name))))
        patches.enter_context(mock.patch.object(synth, "render", clock.around_render(synth.render)))
        yield


def profile(stage: Stage, prompt: str, seed: int = 0) -> dict[str, float]:
    """Shares (of 1) of one fit's time, by part, and its `seconds`. Warm the process first: compiling would count."""
    assert len(stage.bank.natural)  # made or read before the clock starts
    clock = Clock()
    with _watched(clock, stage):
        fitted(stage, prompt, seed)
        clock.enter("rest")  # settles the last part
    total = sum(clock.seconds.values())
    return {part: seconds / total for part, seconds in clock.seconds.items()} | {"seconds": total}


def profile_table(rows: Mapping[str, Sequence[dict[str, float]]]) -> Table:
    """Mean shares in per cent, a column a voice. rows: voice -> its profiles."""
    table = Table("part", *rows, title="Where a fit's time goes, %")
    for part in PARTS:
        table.add_row(part, *(f"{100 * sum(p[part] for p in each) / len(each):.1f}" for each in rows.values()))
    table.add_row("seconds", *(f"{sum(p['seconds'] for p in each) / len(each):.1f}" for each in rows.values()))
    return table
