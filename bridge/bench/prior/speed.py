"""How fast the prior is and how large: one call, one sound from a cold start, and the weights."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from bridge.errors import BridgeError
from bridge.priors.edm.prior import WEIGHTS, EmbeddedPrior
from bridge.priors.edm.text import WORDS_FILE
from bridge.priors.guidance import guided

MIB = 1 << 20


def speed(prior: EmbeddedPrior, weights: Path | None, repeats: int = 20) -> dict[str, float]:
    """denoise_ms: median of `repeats` guided calls (a conditional and an unconditional evaluation) on a batch of 2, on
    torch's present number of threads, which `threads` states. sample_seconds: a fresh process of `prior sample` for one
    sound at 10 steps, imports, phase reconstruction and picture included. weights_mib: the denoiser's file; words_mib:
    the word table beside it.

    Depends on the machine and on what else runs there: figures of two machines are not comparable.
    """
    return {
        "denoise_ms": _denoise_ms(prior, repeats),
        "threads": float(torch.get_num_threads()),
        "sample_seconds": cold_start_seconds(weights),
        "weights_mib": (weights or WEIGHTS).stat().st_size / MIB,
        "words_mib": WORDS_FILE.stat().st_size / MIB,
    }


def guided_call(prior: EmbeddedPrior) -> Callable[[], Tensor]:
    """What is timed: a conditional and an unconditional evaluation of two sounds."""
    model = guided(prior, prior.embed(["deep kick drum"]), prior.embed([""]), 3.0)
    z = torch.randn((2, *prior.latent_shape), generator=torch.Generator().manual_seed(0)).to(prior.device)
    sigma = torch.ones(2, device=prior.device)
    return lambda: model(z, sigma)


def by_turns(acts: Sequence[Callable[[], object]], repeats: int) -> list[float]:
    """Seconds of each act: the least of `repeats` rounds, since other work on the machine can only add. The acts take
    turns, so that what the machine does meanwhile meets all of them; a first round warms up."""
    best = [float("inf")] * len(acts)
    for turn in range(repeats + 1):
        for k, act in enumerate(acts):
            started = time.perf_counter()
            act()
            if turn:
                best[k] = min(best[k], time.perf_counter() - started)
    return best


def _denoise_ms(prior: EmbeddedPrior, repeats: int) -> float:
    call, times = guided_call(prior), []
    for _ in range(repeats + 2):  # the first two warm up
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return 1000 * float(np.median(times[2:]))


def cold_start_seconds(weights: Path | None) -> float:
    """A fresh process of `prior sample` for one sound. Raises BridgeError with what it said if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bridge.cli", "prior", "sample", "deep kick drum", "-n", "1", "--out", folder]
        command += ["--weights", str(weights.absolute())] if weights else []
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True)
        spent = time.perf_counter() - started
    if done.returncode:
        raise BridgeError(f"`prior sample` failed while it was timed: {' '.join(done.stderr.split())[-200:]}")
    return spent
