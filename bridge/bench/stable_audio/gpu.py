"""SDS iterations a second of the full geometry on a GPU: ours, and the plain loop through the library's public calls.

The plain loop is what one writes first: for each draw the conditioner, the autoencoder's encode, `sample_k` with
guidance from a noised latent, the autoencoder's decode, in float32. Ours keeps the text, passes all draws as one batch
in half precision, and may be compiled. The rest (spectrograms, gradient to the waveform) is the same in both.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from bridge.bench.stable_audio.full import GUIDANCE, PROMPT, full_prior
from bridge.distill.paper import batch_targets
from bridge.distill.score import distance
from bridge.distill.spectrogram import multi_scale
from bridge.priors.guidance import guided
from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.prior import StableAudioPrior
from bridge.records import SAMPLE_RATE

TIME = 0.5
"""of the noise, on the v schedule"""
HEADLINE = {"batch": 10, "seconds": 1.5, "steps": 2}
"""the paper's batch and chain, at our length: what the figures are of"""
BATCHES, LENGTHS, CHAINS = (1, 4, 10), (1.5, 5.0, 10.0), (1, 2, 4, 10)
Work = Callable[[], object]


def measure_gpu(tell: Callable[[str], None], quick: bool = False) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """(figures, rows); both empty where there is no CUDA device."""
    if not torch.cuda.is_available():
        tell("no CUDA device: the GPU's table and figures are left out")
        return {}, []
    prior = full_prior("cuda", "bfloat16")
    rows: list[dict[str, Any]] = []
    for batch in BATCHES[:1] if quick else BATCHES:
        for seconds in LENGTHS[:1] if quick else LENGTHS:
            for steps in CHAINS[:1] if quick else CHAINS:
                rows.append(_row(ours(prior.of_length(seconds), batch, steps), "ours, bfloat16", batch, seconds, steps))
                tell(_line(rows[-1]))
    headline = prior.of_length(HEADLINE["seconds"])
    batch, steps = int(HEADLINE["batch"]), int(HEADLINE["steps"])
    flops, peak = _flops(ours(headline, batch, steps)), _matmul_peak()
    rows.append(_row(ours(headline, batch, steps), "ours, bfloat16", **HEADLINE))
    plain_eager = rows[-1]["iterations_per_s"]
    prior.model.model = torch.compile(prior.model.model)
    headline = prior.of_length(HEADLINE["seconds"])
    rows.append(_row(ours(headline, batch, steps), "ours, bfloat16, compiled", **HEADLINE))
    best = max(plain_eager, rows[-1]["iterations_per_s"])
    del prior, headline
    torch.cuda.empty_cache()
    rows.append(_row(plain(full_prior("cuda", "float32", HEADLINE["seconds"]), batch, steps), "plain loop", **HEADLINE))
    for row in rows[-3:]:
        tell(_line(row))
    figures = {"full_gpu_iterations_per_s": best,
               "full_gpu_speedup_vs_plain_loop": best / rows[-1]["iterations_per_s"],
               "full_gpu_share_of_peak": flops * best / peak}  # fmt: skip
    tell(f"{flops / 1e12:.2f} TFLOP an iteration; the same GPU's bfloat16 matrix product: {peak / 1e12:.0f} TFLOP/s")
    return figures, rows


def ours(prior: StableAudioPrior, batch: int, steps: int) -> Work:
    """One iteration through the adapter, on sound that lies on the GPU."""
    model = guided(prior, prior.embed([PROMPT]), prior.embed([""]), GUIDANCE)
    audio, noise = _material(prior, batch)
    t = torch.full((batch,), TIME, device=prior.device)

    def work() -> Tensor:
        return _gradient(audio, batch_targets(prior, model, audio.detach(), t, noise, steps))

    return work


def plain(prior: StableAudioPrior, batch: int, steps: int) -> Work:
    """The same, draw by draw, through the library's public calls."""
    from stable_audio_tools.inference.sampling import sample_k

    model, device = prior.model, str(prior.device)
    audio, noise = _material(prior, batch)
    room = prior.frames * prior.codec.ratio

    def work() -> Tensor:
        padded = torch.nn.functional.pad(audio.detach(), (0, room - audio.shape[-1]))
        found = []
        for draw in noise.split(1):
            conditioning = [{"prompt": PROMPT, "seconds_start": 0, "seconds_total": math.ceil(prior.seconds)}]
            told = model.get_conditioning_inputs(model.conditioner(conditioning, device))
            with torch.no_grad(), library.quiet():
                z = sample_k(model.model, draw, model.pretransform.encode(padded), steps, sampler_type="v-ddim",
                             sigma_max=TIME, device=device, cfg_scale=GUIDANCE, **told)  # fmt: skip
                found.append(multi_scale(model.pretransform.decode(z)[..., : audio.shape[-1]]))
        return _gradient(audio, [torch.cat(scale).mean(0, keepdim=True) for scale in zip(*found, strict=True)])

    return work


def _material(prior: StableAudioPrior, batch: int) -> tuple[Tensor, Tensor]:
    rng = torch.Generator().manual_seed(0)
    t = torch.arange(prior.samples) / SAMPLE_RATE
    audio = (0.5 * torch.exp(-3 * t) * torch.sin(2 * math.pi * 110 * t)).expand(1, 2, -1).contiguous()
    noise = torch.randn((batch, prior.model.io_channels, prior.frames), generator=rng)
    return audio.to(prior.device).requires_grad_(True), noise.to(prior.device)


def _gradient(audio: Tensor, wanted: list[Tensor]) -> Tensor:
    (gradient,) = torch.autograd.grad(distance(multi_scale(audio), wanted).sum(), audio)
    return gradient


def _row(work: Work, who: str, batch: float, seconds: float, steps: float) -> dict[str, Any]:
    torch.cuda.reset_peak_memory_stats()
    spent = seconds_of(work)
    return {"part": "gpu", "who": who, "batch": batch, "seconds": seconds, "steps": steps,
            "iterations_per_s": 1 / spent, "device": torch.cuda.get_device_name(),
            "peak_gib": torch.cuda.max_memory_allocated() / 2**30}  # fmt: skip


def _line(row: dict[str, Any]) -> str:
    what = f"batch {row['batch']:g}, {row['seconds']:g} s, {row['steps']:g} steps"
    return f"{row['who']}: {what}: {row['iterations_per_s']:.2f} iterations/s"


def seconds_of(work: Work, repeats: int = 5, warm: int = 3) -> float:
    """Median, the device's queue emptied before the clock is read."""
    spent = []
    for k in range(warm + repeats):
        torch.cuda.synchronize()
        started = time.perf_counter()
        work()
        torch.cuda.synchronize()
        if k >= warm:
            spent.append(time.perf_counter() - started)
    return statistics.median(spent)


def _flops(work: Work) -> float:
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        work()
    return float(counter.get_total_flops())


def _matmul_peak(size: int = 8192) -> float:
    """FLOP/s of this GPU's own large bfloat16 matrix product: the peak that can be reached, not the brochure's."""
    a = torch.randn((size, size), device="cuda", dtype=torch.bfloat16)
    return 2 * size**3 / seconds_of(lambda: a @ a, repeats=20)
