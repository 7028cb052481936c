"""What the full geometry costs: Stable Audio Open 1.0 layer by layer, with random weights, which compute as long as the
real ones. One SDS iteration is: render, encode, the guided chain, decode, spectrograms, gradient, one step.
"""

from __future__ import annotations

import itertools
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from bridge.bench.stable_audio.tiny import T5, write_t5
from bridge.distill.draws import draw_presets
from bridge.distill.latent import LatentSpace
from bridge.distill.rank import merit
from bridge.distill.score import Score, distance, features, targets
from bridge.priors.guidance import guided
from bridge.priors.stable_audio import library
from bridge.priors.stable_audio.prior import StableAudioPrior
from bridge.records import SAMPLE_RATE
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

PROMPT = "kick drum, bass, reverb"
GUIDANCE = 7.0
T5_BASE = {"d_model": 768, "d_kv": 64, "d_ff": 3072, "num_layers": 12, "num_heads": 12, "vocab_size": 32128}
_CODER = {"channels": 128, "c_mults": [1, 2, 4, 8, 16], "strides": [2, 4, 4, 8, 8], "use_snake": True}
CONFIG: dict[str, Any] = {
    "model_type": "diffusion_cond", "sample_size": 2097152, "sample_rate": SAMPLE_RATE, "audio_channels": 2,
    "model": {
        "pretransform": {"type": "autoencoder", "iterate_batch": True, "config": {
            "encoder": {"type": "oobleck", "config": {"in_channels": 2, "latent_dim": 128, **_CODER}},
            "decoder": {"type": "oobleck",
                        "config": {"out_channels": 2, "latent_dim": 64, "final_tanh": False, **_CODER}},
            "bottleneck": {"type": "vae"}, "latent_dim": 64, "downsampling_ratio": 2048, "io_channels": 2}},
        "conditioning": {"configs": [
            {"id": "prompt", "type": "t5", "config": {"t5_model_name": T5, "max_length": 128}},
            *({"id": n, "type": "number", "config": {"min_val": 0, "max_val": 512}}
              for n in ("seconds_start", "seconds_total")),
        ], "cond_dim": 768},
        "diffusion": {
            "cross_attention_cond_ids": ["prompt", "seconds_start", "seconds_total"],
            "global_cond_ids": ["seconds_start", "seconds_total"], "type": "dit",
            "config": {"io_channels": 64, "embed_dim": 1536, "depth": 24, "num_heads": 24, "cond_token_dim": 768,
                       "global_cond_dim": 1536, "project_cond_tokens": False,
                       "transformer_type": "continuous_transformer"}},
        "io_channels": 64,
    },
}  # fmt: skip
"""the settings that stable-audio-open-1.0 is published with, without those of its training"""


def full_prior(device: str, dtype: str | None, seconds: float = 1.5) -> StableAudioPrior:
    """The whole model with random weights, text encoder included."""
    with tempfile.TemporaryDirectory() as scratch, torch.random.fork_rng([]):
        torch.manual_seed(0)
        encoder = write_t5(Path(scratch) / T5, **T5_BASE)
        model = library.build(CONFIG, {T5: encoder})
        return StableAudioPrior(model, CONFIG, seconds, name="full geometry", device=device, dtype=dtype)


def parameters(prior: StableAudioPrior) -> dict[str, int]:
    """How many there are in each part."""
    m = prior.model
    parts = {"diffusion": m.model, "autoencoder": m.pretransform, "seconds": m.conditioner}
    counts = {name: sum(p.numel() for p in part.parameters()) for name, part in parts.items()}
    text = sum(p.numel() for c in m.conditioner.conditioners.values() if hasattr(c, "tokenizer")
               for p in c.model.parameters())  # fmt: skip
    return {**counts, "text": text}


def iteration(prior: StableAudioPrior, steps: int) -> Callable[[], None]:
    """One SDS iteration of a 4-operator FM preset, with text embedded beforehand."""
    voice = find_voice("fm")
    synth, space = load_synth(voice), LatentSpace(voice.space)
    latent = space.to_latent(torch.from_numpy(draw_presets(voice, 1, 0))).requires_grad_(True)
    optimiser = torch.optim.Adam([latent], lr=0.05)
    model = guided(prior, prior.embed([PROMPT]), prior.embed([""]), GUIDANCE)
    rng = torch.Generator().manual_seed(0)
    score = Score(compare="spectrograms", steps=steps)

    def work() -> None:
        audio = synth.render(space.to_natural(latent).float(), SAMPLE_RATE, prior.seconds)
        noise = torch.randn((1, 1, prior.model.io_channels, prior.frames), generator=rng)
        wanted = targets(prior, model, audio.detach(), 1.0, noise, score)
        optimiser.zero_grad()
        distance(features(prior, audio, score.compare), wanted).sum().backward()
        optimiser.step()

    return work


def measure(
    tell: Callable[[str], None], repeats: int = 3, dtype: str = "float32"
) -> tuple[dict[str, float], list[Any]]:
    """(figures, rows) on the CPU. The figure is of the paper's chain of two steps."""
    started = time.monotonic()
    prior = full_prior("cpu", dtype)
    counts = parameters(prior)
    total = sum(counts.values()) / 1e9
    tell(f"{total:.2f} G parameters, built in {time.monotonic() - started:.0f} s; {dtype}, 1.5 s of sound")
    rows: list[Any] = [{"part": "parameters", **counts}]
    audio = torch.zeros(1, 2, prior.samples)
    lengths = itertools.count(2.5)
    condition, sigma = prior.embed([PROMPT, ""]), torch.ones(2)
    z = torch.randn(1, prior.model.io_channels, prior.frames, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        works: dict[str, Callable[[], object]] = {
            "text": lambda: prior.of_length(next(lengths)).embed([PROMPT]),  # of another length: not yet told
            "encode": lambda: prior.encode(audio),
            "one guided denoising": lambda: prior.denoise(z.expand(2, -1, -1), sigma, condition),
            "decode": lambda: prior.decode(z),
            "judging a sound": lambda: merit(prior, audio, PROMPT),
        }
        rows += [row(name, work, repeats, tell) for name, work in works.items()]
    rows += [row(f"SDS iteration, chain of {n}", iteration(prior, n), repeats, tell) for n in (1, 2)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**30 if sys.platform == "darwin" else 2**20)
    tell(f"peak memory of the process {peak:.1f} GiB")
    figures = {"full_cpu_seconds_per_iteration": rows[-1]["seconds"], "full_cpu_peak_gib": peak}
    return figures, [{**r, "dtype": dtype, "threads": torch.get_num_threads()} for r in rows]


def row(name: str, work: Callable[[], object], repeats: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Median of `repeats` after one that warms up; cpu_seconds: of all threads, hardly longer beside other work."""
    work()
    spent, computed = [], []
    for _ in range(repeats):
        started, busy = time.perf_counter(), time.process_time()
        work()
        spent.append(time.perf_counter() - started)
        computed.append(time.process_time() - busy)
    tell(f"{name}: {statistics.median(spent):.2f} s, {statistics.median(computed):.2f} s of computing")
    return {"part": name, "seconds": statistics.median(spent), "fastest": min(spent),
            "cpu_seconds": statistics.median(computed)}  # fmt: skip
