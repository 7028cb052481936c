"""Tiny models of Stable Audio's architecture, trained on two sounds: minutes on one core, kept in their folder."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from bridge.bench.stable_audio.tiny import MIXTURES, SAMPLES, tones, write_model, write_tiny
from bridge.distill.spectrogram import compressed, multi_scale
from bridge.files import write_atomic
from bridge.priors.stable_audio import library

SPREAD = 0.03
CROP = 2048
"""samples that the autoencoder is trained on at once"""
CODER_STEPS, STEPS = 800, 1600
Tell = Callable[[str], None]


def trained_tiny(folder: Path, objective: str, tell: Tell, coder_steps: int = CODER_STEPS, steps: int = STEPS,
                 seed: int = 0, coder: Path | None = None) -> Path:  # fmt: skip
    """`folder` with a model that is trained; one that lies there already and was made the same way is kept.

    coder: folder of a trained model whose autoencoder is taken over, since that knows no objective.
    """
    recipe = {"objective": objective, "coder_steps": coder_steps, "steps": steps, "seed": seed, "spread": SPREAD,
              "mixtures": MIXTURES}  # fmt: skip
    text, note = json.dumps(recipe, sort_keys=True), folder / "training.json"
    if note.is_file() and note.read_text(errors="replace") == text:
        tell(f"{objective}: trained before, in {folder}")
        return folder
    note.unlink(missing_ok=True)
    train_tiny(write_tiny(folder, objective, seed, awake=False), tell, coder_steps, steps, seed, coder)
    write_atomic(note, text.encode())
    return folder


def draw_mixtures(prompts: list[str], rng: torch.Generator) -> Tensor:
    """What the training data are: amplitudes [B, 2] around each prompt's own, standard deviation SPREAD."""
    means = torch.tensor([MIXTURES[p] for p in prompts])
    return (means + SPREAD * torch.randn(means.shape, generator=rng)).clamp_min(0)


def train_tiny(folder: Path, tell: Tell, coder_steps: int, steps: int, seed: int, coder: Path | None) -> None:
    """Train the folder's model on the two sounds, autoencoder first, and write it back."""
    model, config = _read(folder)
    rng = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        if coder is None:
            for line in _train_coder(model.pretransform.model.requires_grad_(True), coder_steps, rng):
                tell(line)
        else:
            model.pretransform.load_state_dict(_read(coder)[0].pretransform.model.state_dict())
        model.pretransform.requires_grad_(False)
        for line in _train_denoiser(model, steps, rng):
            tell(line)
    write_model(folder, config, model)


def _read(folder: Path) -> tuple[Any, dict[str, Any]]:
    """(model to be trained, its configuration)."""
    from bridge.priors.stable_audio.files import find_files
    from bridge.priors.stable_audio.loading import build_model

    files = find_files(str(folder))
    config = files.read_config()
    return build_model(files, config).train(), config


def _train_coder(coder: Any, steps: int, rng: torch.Generator) -> Iterator[str]:
    """Sound to sound: waveform and spectrograms, and a latent of about unit variance."""
    optimiser = torch.optim.AdamW(coder.parameters(), lr=2e-3, betas=(0.8, 0.95))
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, steps)
    for step in range(steps):
        x = tones(torch.rand((4, 2), generator=rng) * 0.95)
        first = int(torch.randint(0, SAMPLES - CROP + 1, (1,), generator=rng))
        x = x[..., first : first + CROP]
        mean, scale = coder.encoder(x).chunk(2, dim=1)
        deviation = F.softplus(scale) + 1e-4
        z = mean + deviation * torch.randn(mean.shape, generator=rng)
        y = coder.decoder(z)
        found, wanted = (compressed(multi_scale(sound, (256, 1024))) for sound in (y, x))
        spectra = sum((a - b).abs().mean() for a, b in zip(found, wanted, strict=True))
        kl = 0.5 * (mean.square() + deviation.square() - 2 * deviation.log() - 1).mean()
        loss = 10 * (y - x).abs().mean() + spectra + 1e-3 * kl
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(coder.parameters(), 1.0)
        optimiser.step()
        rates.step()
        if step % 400 == 399:
            error, spread = float((y - x).detach().abs().mean()), float(z.detach().std())
            yield f"autoencoder {step + 1}: waveform off by {error:.4f}, latent deviates by {spread:.2f}"


def _train_denoiser(model: Any, steps: int, rng: torch.Generator, batch: int = 16) -> Iterator[str]:
    """The library's objective with its own conditioning; a tenth of the rows untold, for guidance."""
    prompts = list(MIXTURES)
    words = [{"prompt": p, "seconds_start": 0, "seconds_total": 1} for p in prompts]
    with library.hushed():
        told = model.get_conditioning_inputs(model.conditioner(words, "cpu"))
    cross, whole = told["cross_attn_cond"].float().detach(), told["global_cond"].detach()
    optimiser = torch.optim.AdamW(model.model.parameters(), lr=2e-3)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, steps)
    with torch.no_grad():
        amounts = [draw_mixtures([p] * 64, rng) for p in prompts]
        latents = torch.stack([model.pretransform.model.encoder(tones(a)).chunk(2, 1)[0] for a in amounts])
    for step in range(steps):
        which = torch.randint(0, len(prompts), (batch,), generator=rng)
        z0 = latents[which, torch.randint(0, 64, (batch,), generator=rng)]
        noise = torch.randn(z0.shape, generator=rng)
        t = torch.rand(batch, generator=rng)
        x, wanted = noised(model.diffusion_objective, z0, noise, t)
        kept = (torch.rand(batch, generator=rng) > 0.1).float()[:, None, None]
        v = model.model(x, t, cross_attn_cond=cross[which] * kept, global_cond=whole[which], use_checkpointing=False)
        loss = (v - wanted).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rates.step()
        if step % 400 == 399:
            yield f"{model.diffusion_objective} {step + 1}: squared error {float(loss.detach()):.3f}"


def noised(objective: str, z0: Tensor, noise: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    """(x, what the model is to say of it) at time t [B], by the definitions of the objectives in the library's training
    code, written apart from `bridge.priors.stable_audio.schedule`."""
    t = t[:, None, None]
    if objective == "v":
        alpha, beta = torch.cos(t * math.pi / 2), torch.sin(t * math.pi / 2)
        return alpha * z0 + beta * noise, alpha * noise - beta * z0
    return (1 - t) * z0 + t * noise, noise - z0
