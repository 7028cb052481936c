"""Pictures people look at: what a fit did (`fit_report`), many sounds at a glance (`contact_sheet`), sounds side by
side with what they resemble (`pairs_sheet`), and quality against effort (`effort_figure`).

matplotlib is imported when a picture is drawn, never with this module; figures are made without pyplot, so
nothing global changes and threads may draw.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bridge.errors import BadRequest
from bridge.evaluate import panels, panels_dx7
from bridge.files import write_atomic
from bridge.priors.edm.spectrogram import Grid, WarpedSpectrogram, from_scale
from bridge.voices.catalog import voice as find_voice

# more and gentler window lengths than the prior's: no seams where one gives way to the next
_WINDOWS = (256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096)
SHEET_GRID = Grid(bands=128, frames=160, first_step=0.003, short_windows=_WINDOWS)


def _save(figure: Any, path: Path | str, dpi: int) -> Path:
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # a prompt may be in any script
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": "sds-bridge"})
    return write_atomic(path, buffer.getvalue())


def levels(sound: np.ndarray, sample_rate: int, grid: Grid) -> np.ndarray:
    """[T], [2, T] or the prior's own [2, bands, frames] -> dB [bands, frames].

    The geometric mean of the two window lengths: sharp in frequency like the long one, in time like the
    short one.
    """
    array = np.asarray(sound, dtype=np.float32)
    if array.shape == grid.shape:
        return (10 * torch.log10(from_scale(torch.tensor(array)) + 1e-9)).mean(dim=0).numpy()
    mono = _mono(array, sample_rate, grid)
    power = WarpedSpectrogram(grid).power(torch.tensor(mono)[None])[0]
    return (10 * torch.log10(power + 1e-9)).mean(dim=0).numpy()


def _mono(array: np.ndarray, sample_rate: int, grid: Grid) -> np.ndarray:
    """[T] or [channel, T] at any rate -> [T'] at the grid's rate, peak 1 (silence stays)."""
    if array.ndim not in (1, 2) or array.shape[-1] == 0:
        raise BadRequest(f"a picture needs sound as [T] or [channel, T], not {[*array.shape]}")
    mono = np.nan_to_num(array.mean(axis=0) if array.ndim == 2 else array)
    if sample_rate != grid.sample_rate:
        import torchaudio

        mono = torchaudio.functional.resample(torch.tensor(mono), sample_rate, grid.sample_rate).numpy()
    peak = float(np.abs(mono).max())
    return (mono / peak if peak > 1e-6 else mono).astype(np.float32)


def fit_report(
    path: Path | str,
    *,
    prompt: str,
    before: np.ndarray,
    target: np.ndarray,
    after: np.ndarray,
    sample_rate: int,
    losses: Sequence[float],
    voice: str,
    parameters: Mapping[str, float],
    subtitle: str = "",
) -> Path:
    """One page about one fit, as PNG (1,600 × 1,040).

    before, after: [2, T] or [T].  target: [T], [2, T], or the prior's log spectrogram [2, bands, frames] in
    its own units.  parameters: natural units by name, of `voice`; missing ones show their default. All
    three spectrograms are drawn by the prior's analysis, each relative to its own peak. Raises BadRequest,
    UnknownVoice, CannotWrite.
    """
    import matplotlib
    from matplotlib.figure import Figure

    found = find_voice(voice)
    values = found.space.to_dict(found.space.to_list(dict(parameters)))
    grid = Grid()
    with matplotlib.rc_context(panels.STYLE):
        figure = Figure(figsize=(12.8, 8.32))
        figure.text(0.05, 0.945, f"“{panels.plain(prompt, 70)}”", fontsize=19, weight="bold", va="center")
        line = " · ".join(s for s in (f"{found.name}: {found.doc}", subtitle) if s)
        figure.text(0.05, 0.902, panels.plain(line, 150), fontsize=9.5, color=panels.QUIET_INK, va="center")
        _spectrogram_row(figure, (before, target, after), sample_rate, grid)
        lower = figure.add_gridspec(1, 3, left=0.05, right=0.925, bottom=0.075, top=0.385, wspace=0.13)
        if found.family == "fm":
            _fm_row(figure, lower, values, found.size, grid)
        elif found.family == "dx7":
            _dx7_row(figure, lower, values, grid)
        else:
            _impact_row(figure, lower, values)
        axes = figure.add_subplot(lower[0, 2])
        panels.loss(axes, losses)
        axes.set_title("Loss")
        return _save(figure, path, 125)


def _spectrogram_row(figure: Any, sounds: Sequence[np.ndarray], sample_rate: int, grid: Grid) -> None:
    cells = figure.add_gridspec(1, 3, left=0.05, right=0.925, bottom=0.49, top=0.835, wspace=0.13)
    imagined = np.asarray(sounds[1]).shape == grid.shape
    names = ("Before", "Target, as the prior imagines it" if imagined else "Target", "After")
    image = None
    for k, (sound, name) in enumerate(zip(sounds, names, strict=True)):
        axes = figure.add_subplot(cells[0, k])
        image = panels.spectrogram(axes, levels(sound, sample_rate, grid), grid)
        axes.set_title(name)
        if k:
            axes.set_yticklabels([])
    bar = figure.colorbar(image, cax=figure.add_axes((0.937, 0.49, 0.009, 0.345)), ticks=[-60, -40, -20, 0])
    bar.ax.set_title("dB", fontsize=8, color=panels.QUIET_INK, loc="left", pad=5)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0)


def _fm_row(figure: Any, cells: Any, values: Mapping[str, float], operators: int, grid: Grid) -> None:
    axes = figure.add_subplot(cells[0, 0])
    panels.envelopes(axes, values, operators, grid)
    axes.set_title("Operator envelopes (dashed: modulators)")
    axes = figure.add_subplot(cells[0, 1])
    panels.matrix(axes, values, operators)
    axes.set_title("Modulation matrix, radians")


def _dx7_row(figure: Any, cells: Any, values: Mapping[str, float], grid: Grid) -> None:
    axes = figure.add_subplot(cells[0, 0])
    panels_dx7.envelopes(axes, values, grid)
    axes.set_title("Operator gains, dB (solid: carriers)")
    axes = figure.add_subplot(cells[0, 1])
    panels_dx7.algorithm(axes, values)
    axes.set_title(f"Algorithm {values['algorithm']:.0f}, output levels")


def _impact_row(figure: Any, cells: Any, values: Mapping[str, float]) -> None:
    axes = figure.add_subplot(cells[0, 0])
    stems = panels.modes(axes, values, "mode")
    axes.set_title("Modes of the object, dB", y=1.0)  # a given height is not pushed up by the bar
    bar = figure.colorbar(stems, cax=axes.inset_axes((0.64, 1.035, 0.36, 0.022)), orientation="horizontal")
    bar.set_ticks([0.03, 0.3, 3], labels=["30 ms", "0.3", "3 s"])
    bar.ax.xaxis.set_ticks_position("top")
    bar.ax.text(-0.04, 0.5, "T60", transform=bar.ax.transAxes, ha="right", va="center", fontsize=8,
                color=panels.QUIET_INK)  # fmt: skip
    bar.ax.minorticks_off()
    bar.ax.tick_params(length=0, labelsize=7.5, pad=2)
    bar.outline.set_visible(False)
    axes = figure.add_subplot(cells[0, 1])
    panels.modes(axes, values, "band")
    axes.set_title(f"Bands of the reverb, dB  (mix {100 * values['mix']:.0f} %)")


def contact_sheet(path: Path | str, rows: Sequence[tuple[str, Sequence[np.ndarray]]], sample_rate: int) -> Path:
    """Rows of sounds ([T] or [2, T]) under their titles, each as waveform over spectrogram, as PNG.

    Rows may differ in length. Every sound is drawn relative to its own peak. Raises BadRequest, CannotWrite.
    """
    import matplotlib
    from matplotlib.figure import Figure

    if not rows or not any(sounds for _, sounds in rows):
        raise BadRequest("a contact sheet needs at least one sound")
    columns = max(len(sounds) for _, sounds in rows)
    width, height = 1.5 + 1.75 * columns, 0.35 + 1.72 * len(rows)
    with matplotlib.rc_context(panels.STYLE):
        figure = Figure(figsize=(width, height))
        cells = figure.add_gridspec(
            len(rows), columns, left=0.62 / width, right=1 - 0.2 / width, bottom=0.3 / height,
            top=1 - 0.3 / height, wspace=0.07, hspace=0.34,
        )  # fmt: skip
        for r, (title, sounds) in enumerate(rows):
            for c, sound in enumerate(sounds):
                pair = cells[r, c].subgridspec(2, 1, height_ratios=(1, 3.6), hspace=0.04)
                top, body = figure.add_subplot(pair[0]), figure.add_subplot(pair[1])
                panels.waveform(top, _mono(np.asarray(sound, dtype=np.float32), sample_rate, SHEET_GRID), SHEET_GRID)
                level = levels(sound, sample_rate, SHEET_GRID)
                panels.spectrogram(body, level, SHEET_GRID, panels.FEW_TIMES, panels.FEW_PITCHES)
                body.tick_params(labelsize=6.5, length=2, pad=2)
                if c:
                    body.set_yticklabels([])
                else:
                    top.set_title(panels.plain(title, 60), fontsize=9, weight="bold", pad=3)
                if r < len(rows) - 1:
                    body.set_xticklabels([])
        return _save(figure, path, 110)


@dataclass(frozen=True)
class Pair:
    """A sound and its likeness, each [T] or [2, T], with what to write above them."""

    left: np.ndarray
    left_title: str
    right: np.ndarray
    right_title: str
    note: str = ""


def pairs_sheet(path: Path | str, pairs: Sequence[Pair], sample_rate: int, columns: int = 2) -> Path:
    """Pairs of spectrograms with their titles, as PNG; each relative to its own peak.

    Raises BadRequest without a pair, CannotWrite.
    """
    import matplotlib
    from matplotlib.figure import Figure

    if not pairs:
        raise BadRequest("a sheet of pairs needs at least one pair")
    rows = -(-len(pairs) // columns)
    with matplotlib.rc_context(panels.STYLE):
        figure = Figure(figsize=(5.9 * columns, 2.35 * rows + 0.3), layout="constrained")
        blocks = np.atleast_1d(figure.subfigures(rows, columns, wspace=0.03, hspace=0.03, squeeze=False))
        for block, pair in zip(blocks.flat, pairs, strict=False):
            block.suptitle(panels.plain(pair.note, 70), fontsize=8.5, color=panels.QUIET_INK, x=0.02, ha="left")
            sides = ((pair.left, pair.left_title), (pair.right, pair.right_title))
            for k, (axes, (sound, title)) in enumerate(zip(block.subplots(1, 2), sides, strict=True)):
                level = levels(sound, sample_rate, SHEET_GRID)
                panels.spectrogram(axes, level, SHEET_GRID, panels.FEW_TIMES, panels.FEW_PITCHES)
                axes.set_title(panels.plain(title, 40), fontsize=8.5, pad=3)
                axes.tick_params(labelsize=6.5, length=2, pad=2)
                if k:
                    axes.set_yticklabels([])
        return _save(figure, path, 110)


@dataclass(frozen=True)
class Effort:
    """One line of `effort_figure`: name, x = calls of the denoiser, y = one value for each panel."""

    name: str
    calls: Sequence[int]
    values: Sequence[Sequence[float]]


def effort_figure(
    path: Path | str, lines: Sequence[Effort], names: Sequence[str], bounds: Sequence[tuple[float, str] | None]
) -> Path:
    """Panels of value against calls of the denoiser (logarithmic), a line for each sampler, as PNG.

    names: one a panel, the y-axis title. bounds: a level drawn dashed with its name, or None. Raises CannotWrite.
    """
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(panels.STYLE):
        figure = Figure(figsize=(4.6 * len(names), 3.6), layout="constrained")
        cells = figure.subplots(1, len(names), squeeze=False)[0]
        for k, (axes, name, bound) in enumerate(zip(cells, names, bounds, strict=True)):
            for line, colour, mark in zip(lines, panels.colours(len(lines)), "osD^vP", strict=False):
                axes.plot(line.calls, [v[k] for v in line.values], color=colour, marker=mark, ms=5, lw=1.6,
                          label=line.name)  # fmt: skip
            if bound is not None:
                axes.axhline(bound[0], color=panels.QUIET_INK, lw=1, ls=(0, (4, 3)))
                axes.annotate(bound[1], (1, bound[0]), xycoords=("axes fraction", "data"), ha="right", va="bottom",
                              fontsize=8, color=panels.QUIET_INK)  # fmt: skip
            axes.set_xscale("log")
            ticks = sorted({c for line in lines for c in line.calls if c in (5, 10, 20, 50)})
            axes.set_xticks(ticks, [str(c) for c in ticks])
            axes.minorticks_off()
            axes.set_ylim(bottom=0)
            axes.set_xlabel("calls of the denoiser")
            axes.set_title(name)
        cells[0].legend(frameon=False, fontsize=8)
        return _save(figure, path, 130)
