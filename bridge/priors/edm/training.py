"""Training of the embedded prior: `sds-bridge prior train --corpus DIR --out DIR`. Stops and resumes at any step.

First the text encoder learns, in a minute, to sketch the mean spectrogram of what is described; then everything is
trained together, the sketch with a small weight of its own.

Loss (EDM eq. 8): λ(σ) ‖D(y + σ n; σ, c) − y‖²,  λ = (σ² + σ_d²)/(σ σ_d)²,  ln σ ~ N(P_mean, P_std²).
Step s always sees the same batch, noise and noise levels, whether it is reached in one run or in five.
"""

from __future__ import annotations

import copy
import io
import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import torch
from torch import Tensor

from bridge.errors import BadRequest
from bridge.files import write_atomic
from bridge.priors.edm.complex_data import ComplexBatches, measure_scale
from bridge.priors.edm.complex_stft import ComplexGrid
from bridge.priors.edm.data import Batches, TrainingSet
from bridge.priors.edm.model import Denoiser, load_denoiser, save_denoiser
from bridge.priors.edm.network import Condition, NetworkSize
from bridge.priors.edm.prepared import prepare
from bridge.priors.edm.recipe import TrainingConfig
from bridge.priors.edm.sheet import sample_sheet
from bridge.priors.edm.text import WordVectors, load_words

SHEET_EVERY = 4
"""Checkpoints between two sample sheets: drawing one takes as long as a few steps."""


def train(
    corpora: list[Path], out: Path, config: TrainingConfig, say: Callable[[str], None] = print, minutes: float = 1e9,
    start: Path | None = None,
) -> Path:  # fmt: skip
    """Train until `config.steps` or `minutes` are over, resuming from `out/state.pt`; returns the EMA weights' path.

    start: weights to begin with instead of random ones; they bring their sizes, mean spectrogram and σ_data.

    `out` receives state.pt (to resume), prior.safetensors (EMA, float16), log.jsonl and, at every fourth checkpoint
    and at the end, sheet.png (samples of the EMA weights). cpu_seconds in the log are of all threads together, without
    the preparation of the clips but with what the run took before it was stopped. Raises BadRequest, CannotWrite.
    """
    out.mkdir(parents=True, exist_ok=True)
    if config.threads:
        torch.set_num_threads(config.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    sets = prepare(corpora, config, out / "analysed.pt", say)
    data, held = sets["train"], sets["held"]
    torch.manual_seed(config.seed)
    model = _begun(start, config) if start else _fresh(data, config)
    vectors = load_words()
    batches = batches_of(model, data, vectors, config.batch, config.seed)
    checks = batches_of(model, held, vectors, 64, config.seed + 1)
    model = model.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    optimiser = torch.optim.AdamW(model.parameters(), lr=config.lr, betas=(0.9, 0.98), weight_decay=0.01)
    first, spent = _resume(out / "state.pt", model, average, optimiser)
    began = time.process_time() - spent
    if first == 0 and start is None:
        say(f"sketch error {_learn_to_sketch(model, batches, config, device):.3f}")
        average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    started, losses = time.monotonic(), []
    millions = sum(p.numel() for p in model.parameters()) / 1e6
    say(f"σ_data {model.sigma_data:.3f}, {millions:.1f} M parameters, from step {first}")
    for step in range(first, config.steps):
        losses.append(_step(model, optimiser, batches, step, config, device))
        _update(average, model, min(config.ema, (step + 1) / (step + 20)))
        last = step + 1 == config.steps or time.monotonic() - started > 60 * minutes
        if (step + 1) % config.every == 0 or last:
            smooth = _averaged(model, average)
            record = {
                "step": step + 1, "samples": (step + 1) * config.batch, "loss": sum(losses) / len(losses),
                "validation": _validation(smooth, checks, device), "seconds": time.monotonic() - started,
                "cpu_seconds": time.process_time() - began,
            }  # fmt: skip
            losses.clear()
            say(json.dumps(record))
            with (out / "log.jsonl").open("a") as file:
                file.write(json.dumps(record) + "\n")
            _save(out, model, smooth, average, optimiser, step + 1, config, record)
            if config.sheets and (last or (step + 1) % (SHEET_EVERY * config.every) == 0):
                write_atomic(out / "sheet.png", sample_sheet(smooth, f"step {step + 1}"))
        if last:
            break
    return out / "prior.safetensors"


def _fresh(data: TrainingSet, config: TrainingConfig) -> Denoiser:
    """Random weights, with the mean and spread of the examples as they are drawn."""
    size = NetworkSize(widths=config.widths, blocks=config.blocks, sketch=config.sketch, fold=config.fold)
    if config.representation == "complex":
        grid = ComplexGrid()
        model = Denoiser(replace(size, bands=grid.bins, frames=grid.frames), 1.0, "complex")
        model.scale.copy_(measure_scale(data.z, grid))
        return model
    mean = data.z.mean(0, dtype=torch.float32)
    model = Denoiser(size, float((data.z.float() - mean).std()))
    model.mean.copy_(mean)
    return model


def _begun(start: Path, config: TrainingConfig) -> Denoiser:
    model = load_denoiser(start)[0].train()
    if model.representation != config.representation:
        raise BadRequest(
            f"{start} is of the representation {model.representation}; give --representation {model.representation},"
            " or other weights to start from"
        )
    return model


def _averaged(model: Denoiser, average: dict[str, Tensor]) -> Denoiser:
    """A copy of the model with the averaged weights."""
    smooth = copy.deepcopy(model)
    smooth.load_state_dict(average)
    return smooth


def batches_of(model: Denoiser, data: TrainingSet, vectors: WordVectors, size: int, seed: int) -> Batches:
    """Batches in the units of the model's z, on the CPU."""
    if model.representation == "complex":
        return ComplexBatches(data, vectors, model.scale.clone(), size, seed, ComplexGrid())
    return Batches(data, vectors, model.mean.clone(), size, seed)


def _learn_to_sketch(model: Denoiser, batches: Batches, config: TrainingConfig, device: torch.device) -> float:
    """Text encoder and sketch alone, on captions and pooled spectrograms; returns the last mean squared error."""
    parameters = [*model.network.text.parameters(), *model.network.sketch.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=2e-3, weight_decay=0.01)
    coarse = batches.all_coarse(model.network.size.sketch)
    error = 0.0
    for step in range(config.sketch_steps):
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * (1 - 0.95 * step / config.sketch_steps)
        rows, condition = batches.captions(step, 128, config.drop)
        sketch = model.network.draw(model.embed(condition.to(device)))
        loss = (sketch - coarse[rows].to(device)).square().mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        error = float(loss.detach()) if step == 0 else 0.99 * error + 0.01 * float(loss.detach())
    return error


def _step(model: Denoiser, optimiser: torch.optim.Optimizer, batches: Batches, step: int, config: TrainingConfig,
          device: torch.device) -> float:  # fmt: skip
    z, condition = batches(step, config.drop, config.mixtures)
    generator = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
    sigma = (torch.randn(len(z), generator=generator) * config.p_std + config.p_mean).exp()
    noise = torch.randn(z.shape, generator=generator)
    z, condition, sigma, noise = z.to(device), condition.to(device), sigma.to(device), noise.to(device)
    decay = 0.5 * (1 + torch.cos(torch.tensor(step / config.steps * torch.pi)))
    for group in optimiser.param_groups:
        group["lr"] = config.lr * min(1.0, (step + 1) / config.warmup) * float(0.05 + 0.95 * decay)
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
        loss = _loss(model, z, condition, sigma, noise)
        sketch = model.network.draw(model.embed(condition))
        coarse = batches.coarse(z, model.network.size.sketch)
        loss = loss + config.sketch_weight * (sketch - coarse).square().mean()
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def _loss(model: Denoiser, z: Tensor, condition: Condition, sigma: Tensor, noise: Tensor) -> Tensor:
    d = model.sigma_data
    weight = (sigma.square() + d * d) / (sigma * d).square()
    denoised = model(z + sigma[:, None, None, None] * noise, sigma, model.embed(condition))
    return (weight * (denoised - z).square().mean((1, 2, 3))).mean()


def _update(average: dict[str, Tensor], model: Denoiser, decay: float) -> None:
    for key, value in model.state_dict().items():
        if value.is_floating_point():
            average[key].lerp_(value, 1 - decay)


@torch.no_grad()
def _validation(model: Denoiser, checks: Batches, device: torch.device, rounds: int = 3) -> float:
    """Mean weighted loss at evenly spread noise levels, the same ones every time."""
    total = 0.0
    for r in range(rounds):
        z, condition = checks(r, 0.0, 0.0)
        generator = torch.Generator().manual_seed(r)
        sigma = torch.linspace(-2.5, 3.0, len(z)).exp()
        noise = torch.randn(z.shape, generator=generator)
        total += float(_loss(model, z.to(device), condition.to(device), sigma.to(device), noise.to(device)))
    return total / rounds


def _resume(
    path: Path, model: Denoiser, average: dict[str, Tensor], optimiser: torch.optim.Optimizer
) -> tuple[int, float]:
    """Step to go on from, and CPU seconds spent on those before it."""
    if not path.is_file():
        return 0, 0.0
    state = torch.load(path, weights_only=True, map_location="cpu")
    try:
        model.load_state_dict(state["model"])
    except RuntimeError as error:
        raise BadRequest(f"{path} is of another representation or size; give another folder for --out") from error
    for key, value in state["average"].items():
        average[key].copy_(value)
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"]), float(state.get("cpu_seconds", 0.0))


def _save(out: Path, model: Denoiser, smooth: Denoiser, average: dict[str, Tensor], optimiser: torch.optim.Optimizer,
          step: int, config: TrainingConfig, record: dict[str, float]) -> None:  # fmt: skip
    buffer = io.BytesIO()
    torch.save(
        {
            "model": model.state_dict(),
            "average": average,
            "optimiser": optimiser.state_dict(),
            "step": step,
            "cpu_seconds": record["cpu_seconds"],
        },
        buffer,
    )
    write_atomic(out / "state.pt", buffer.getvalue())
    save_denoiser(smooth, out / "prior.safetensors", {"config": asdict(config), "record": record})
