"""How fast are the kernels? Ours and what one would write instead, forward and backward, in one run.

- autograd: the recurrence written down as a loop over samples, inputs taken apart before it. - autograd,
hoisted: phases computed before the loop, outputs after it; three operations remain. - feed-forward:
feedback given up (A strictly lower triangular), so that each operator is one vector operation. - plain
numba: scalar loops with libm's sine, voices shared among as many threads as ours. - outer: exp·cos of
every mode at every sample, summed. - GPU: ours on a CUDA device, its inputs lying there; left out where there is none.

Contestants take turns and medians are compared, because the machine is never quite idle.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

from bridge.files import write_figures
from bridge.kernels import fm_plain
from bridge.kernels.fm import fm
from bridge.kernels.impact import modes
from bridge.records import SAMPLE_RATE

SECONDS = 1.5
Work = Callable[[], object]
Row = dict[str, Any]


def fm_problem(batch: int, operators: int, samples: int) -> list[Tensor]:
    """Inputs of `fm` that require gradients: decaying operators, gentle feedback."""
    generator = torch.Generator().manual_seed(0)
    t = torch.arange(samples, dtype=torch.float64)
    omega = 2 * math.pi / SAMPLE_RATE * (50 + 2000 * torch.rand(batch, operators, generator=generator))
    decay = 0.2 + torch.rand(batch, operators, 1, generator=generator)
    matrix = 0.5 * torch.randn(batch, operators, operators, generator=generator)
    output = torch.rand(batch, operators, generator=generator)
    envelope = torch.exp(-t.float() / (decay * SAMPLE_RATE))
    inputs = [omega.double(), t.expand(batch, samples).contiguous(), envelope, matrix, output]
    return [x.requires_grad_() for x in inputs]


def impact_problem(batch: int, count: int) -> list[Tensor]:
    """Inputs of `modes` that require gradients."""
    generator = torch.Generator().manual_seed(0)
    frequency = 2 * math.pi / SAMPLE_RATE * (50 + 10000 * torch.rand(batch, count, generator=generator))
    damping = (2 + 50 * torch.rand(batch, count, generator=generator)) / SAMPLE_RATE
    return [x.requires_grad_() for x in (frequency, damping, torch.rand(batch, count, generator=generator))]


def _wrapped_phase(omega: Tensor, time: Tensor) -> Tensor:
    """[B, V, T] float32."""
    phase = omega[..., None] * time[:, None]
    return (phase - 2 * math.pi * torch.round(phase.detach() / (2 * math.pi))).float()


def samples_of(x: Tensor) -> list[Tensor]:
    """x[:, :, t] for every t. In two steps, because the backward of one unbind costs the square of its outputs."""
    return [sample for block in x.split(256, dim=2) for sample in block.unbind(2)]


def autograd_loop(omega: Tensor, time: Tensor, envelope: Tensor, matrix: Tensor, output: Tensor) -> Tensor:
    """The FM recurrence as the poster prints it, sample by sample, recorded by autograd."""
    rate, u, y = omega.float(), torch.zeros_like(output), []
    for now, level in zip(samples_of(time.float()[:, None]), samples_of(envelope), strict=True):
        y.append((output * u).sum(1))
        modulation = torch.bmm(matrix, u[..., None])[..., 0]
        u = level * torch.sin(rate * now + modulation)
    return torch.stack(y, dim=1)


def hoisted_loop(omega: Tensor, time: Tensor, envelope: Tensor, matrix: Tensor, output: Tensor) -> Tensor:
    """The same with as little as possible left inside the loop."""
    phases = samples_of(_wrapped_phase(omega, time)[..., None])
    envelopes = samples_of(envelope[..., None])
    u = torch.zeros_like(phases[0])
    states = [u]
    for phase, level in zip(phases[:-1], envelopes[:-1], strict=True):
        u = level * torch.sin(torch.baddbmm(phase, matrix, u))
        states.append(u)
    return (output[..., None] * torch.cat(states, dim=2)).sum(1)


def feed_forward(omega: Tensor, time: Tensor, envelope: Tensor, matrix: Tensor, output: Tensor) -> Tensor:
    """FM without feedback: operator v hears only those before it. Another, poorer instrument."""
    phases = _wrapped_phase(omega, time)
    delayed: list[Tensor] = []
    for v in range(omega.shape[1]):
        phase = phases[:, v]
        for j in range(v):
            phase = phase + matrix[:, v, j, None] * delayed[j]
        u = envelope[:, v] * torch.sin(phase)
        delayed.append(torch.nn.functional.pad(u[:, :-1], (1, 0)))
    return (output[..., None] * torch.stack(delayed, dim=1)).sum(1)


def outer_product(frequency: Tensor, damping: Tensor, amplitude: Tensor, length: int) -> Tensor:
    """Every mode at every sample, then the sum."""
    t = torch.arange(length, dtype=torch.float32)
    decay = torch.exp(-damping[..., None] * t)
    return (amplitude[..., None] * decay * torch.cos(frequency[..., None] * t)).sum(1)


def both_ways(operation: Callable[..., Tensor], inputs: list[Tensor], *more: int) -> Work:
    """Forward, and backward for a given ∂L/∂y (a loss would cost as much as a fast kernel), to all inputs."""
    given = torch.ones_like(operation(*inputs, *more))
    return lambda: torch.autograd.grad(operation(*inputs, *more), inputs, given, allow_unused=True)


def plain_both_ways(inputs: list[Tensor]) -> Work:
    """The same with the plain numba kernel in float32, without torch around it."""
    omega, time, envelope, matrix, output = (x.detach().numpy() for x in inputs)
    threads = torch.get_num_threads()

    def work() -> object:
        y, kept = fm_plain.forward(omega, time, envelope, matrix, output, threads)
        return fm_plain.backward(omega, time, envelope, matrix, output, kept, 2 * y, True, threads)

    return work


def gpu_both_ways(operation: Callable[..., Tensor], inputs: list[Tensor], *more: int) -> Work:
    """`both_ways` on a CUDA device, with inputs that lie there already, until the device is done."""
    work = both_ways(operation, [x.detach().cuda().requires_grad_() for x in inputs], *more)

    def until_done() -> None:
        work()
        torch.cuda.synchronize()

    return until_done


def race(contestants: dict[str, tuple[Work, int]]) -> dict[str, float]:
    """Median seconds of each. They take turns; those that run more than once warm up first."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for work, repeats in contestants.values():
        if repeats > 1:
            work()
    for turn in range(max(repeats for _, repeats in contestants.values())):
        for name, (work, repeats) in contestants.items():
            if turn < repeats:
                start = time.perf_counter()
                work()
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def fm_rows(operators: int, batch: int, samples: int, quick: bool) -> list[Row]:
    """One race of FM."""
    inputs = fm_problem(batch, operators, samples)
    repeats = 3 if quick else 15
    contestants = {"ours": (both_ways(fm, inputs), repeats)}
    if batch == 1:
        contestants["autograd"] = (both_ways(autograd_loop, inputs), 1)
        contestants["autograd, hoisted"] = (both_ways(hoisted_loop, inputs), 1)
    contestants["feed-forward"] = (both_ways(feed_forward, inputs), repeats if batch < 64 else 3)
    contestants["plain numba"] = (plain_both_ways(inputs), repeats if batch < 64 else 3)
    if torch.cuda.is_available():
        contestants["GPU"] = (gpu_both_ways(fm, inputs), repeats)
    return _rows("fm", operators, batch, samples, race(contestants))


def impact_rows(count: int, batch: int, samples: int, quick: bool) -> list[Row]:
    """One race of modes. The outer product runs where a dozen temporaries of batch·N·T floats fit in memory."""
    inputs = impact_problem(batch, count)
    contestants = {"ours": (both_ways(modes, inputs, samples), 3 if quick else 15)}
    if batch * count <= 512:
        contestants["outer"] = (both_ways(outer_product, inputs, samples), 1 if quick else 5)
    if torch.cuda.is_available():
        contestants["GPU"] = (gpu_both_ways(modes, inputs, samples), 3 if quick else 15)
    return _rows("impact", count, batch, samples, race(contestants))


def _rows(family: str, size: int, batch: int, samples: int, taken: dict[str, float]) -> list[Row]:
    return [
        {
            "kernel": family,
            "size": size,
            "batch": batch,
            "method": method,
            "ms": round(1e3 * seconds, 3),
            "ns_per_oscillator_sample": round(1e9 * seconds / (size * batch * samples), 4),
            "times_ours": round(seconds / taken["ours"], 2),
        }
        for method, seconds in taken.items()
    ]


def figures_of(rows: list[Row]) -> dict[str, float]:
    """The ratios that are promised."""
    wanted = {
        "fm4_speedup_vs_autograd": ("fm", 4, 1, "autograd"),
        "fm6_speedup_vs_autograd": ("fm", 6, 1, "autograd"),
        "impact128_speedup_vs_outer": ("impact", 128, 1, "outer"),
        "fm_batch64_speedup_vs_plain_numba": ("fm", 4, 64, "plain numba"),
    }
    ratios = {(r["kernel"], r["size"], r["batch"], r["method"]): r["times_ours"] for r in rows}
    figures = {name: ratios[key] for name, key in wanted.items()}
    for size in (4, 6):  # only where there is a device
        if times := ratios.get(("fm", size, 64, "GPU")):
            figures[f"fm{size}_batch64_gpu_speedup_vs_cpu"] = round(1 / times, 2)
    return figures


def run(json: Path | None = None, quick: bool = False) -> dict[str, float]:
    """Print a table, write the figures to `json`, return them. quick: sounds of 50 ms and few repeats."""
    samples = round((0.05 if quick else SECONDS) * SAMPLE_RATE)
    console = Console()
    rows: list[Row] = []
    for batch in (1, 64) if quick else (1, 8, 64):
        for operators in (4, 6):
            rows += fm_rows(operators, batch, samples, quick)
        for count in (128,) if quick else (32, 128, 512):
            rows += impact_rows(count, batch, samples, quick)
    table = Table("kernel", "size", "batch", "method", "ms", "ns / oscillator·sample", "× ours")
    for row in rows:
        table.add_row(*(f"{cell}" for cell in row.values()))
    console.print(table)
    console.print(f"forward + backward, {samples} samples, {torch.get_num_threads()} threads, medians")
    figures = figures_of(rows)
    for name, figure in figures.items():
        console.print(f"{name}: {figure:.0f}" if figure >= 100 else f"{name}: {figure:.1f}")
    if json is not None:
        command = "sds-bridge bench kernels" + (" --quick" if quick else "")
        write_figures(json, command, figures, rows)
    return figures
