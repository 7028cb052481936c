"""Sample sheets of a training run: what the network draws for a few fixed prompts, from the same noise every time."""

from __future__ import annotations

import io
from typing import Any

import torch
from torch import Tensor

from bridge.priors.edm.model import Denoiser
from bridge.priors.edm.prior import prior_of
from bridge.priors.guidance import guided
from bridge.priors.sampling import dpm_solver_pp_2m, karras_sigmas

PROMPTS = ("kick drum", "snare drum", "closed hi-hat", "crash cymbal",
           "bass note C2", "piano note C4", "vibraphone note C5", "metal hit")  # fmt: skip
EACH, STEPS, GUIDANCE = 2, 8, 3.0
LEVELS = (-1.5, 2.5)
"""Shown from black to white, in the prior's units (20 dB): band powers of −80 and 0 dB."""


def sample_sheet(model: Denoiser, title: str) -> bytes:
    """PNG with `EACH` samples of every prompt, as the long-window channel: time to the right, bands upwards."""
    samples = draw(model)[:, 0].float().cpu().numpy()
    return _picture(samples.reshape(len(PROMPTS), EACH, *samples.shape[1:]), title)


@torch.no_grad()
def draw(model: Denoiser) -> Tensor:
    """[prompts × EACH, 2, bands, frames] in `WarpedSpectrogram` units. Leaves the global random stream alone."""
    device = next(model.parameters()).device
    prior = prior_of(model, device=device)
    prompts = prior.embed(PROMPTS).repeat(EACH)
    sigmas = karras_sigmas(STEPS, prior.sigma_min, prior.sigma_max)
    shape = (len(prompts), *prior.latent_shape)
    noise = torch.randn(shape, generator=torch.Generator().manual_seed(0)).to(device)
    function = guided(prior, prompts, prior.embed([""]), GUIDANCE)
    return prior.heard(prior.decode(dpm_solver_pp_2m(function, noise * sigmas[0], sigmas)))


def _picture(samples: Any, title: str) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = 4
    figure = Figure(figsize=(10, 0.6 + 1.9 * len(PROMPTS) / columns), dpi=110, facecolor="white", layout="constrained")
    figure.suptitle(title, x=0.01, ha="left", fontsize=10, color="#7b7786")
    blocks: Any = figure.subfigures(len(PROMPTS) // columns, columns, wspace=0.02, hspace=0.02)
    for block, prompt, row in zip(blocks.flat, PROMPTS, samples, strict=True):
        block.suptitle(prompt, fontsize=9, color="#1d1a26")
        for axes, z in zip(block.subplots(1, EACH), row, strict=True):
            axes.imshow(z, origin="lower", aspect="auto", cmap="magma", vmin=LEVELS[0], vmax=LEVELS[1])
            axes.set_axis_off()
    buffer = io.BytesIO()
    FigureCanvasAgg(figure).print_png(buffer)
    return buffer.getvalue()
