"""The panels that pictures are put together from: each draws one thing on one matplotlib axes.

Axes of time and frequency are those of the prior's analysis (`Grid`): a step to the right is one frame, a
step up one band, so that onsets get the room they deserve. Ticks say seconds and hertz. One colour map
throughout: magma.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bridge.priors.edm.spectrogram import Grid

MAP = "magma"
INK, QUIET_INK, FAINT = "#1d1a26", "#7b7786", "#d9d6e0"
RANGE_DB = 70.0
Ticks = tuple[tuple[float, str], ...]
TIMES: Ticks = ((0.0, "0"), (0.05, "50 ms"), (0.1, "100"), (0.2, "200"), (0.5, "500"), (1.0, "1 s"))
FEW_TIMES: Ticks = ((0.0, "0"), (0.2, "0.2"), (0.5, "0.5"), (1.0, "1 s"))
PITCHES: Ticks = (
    (50, "50 Hz"),
    (200, "200"),
    (500, "500"),
    (1e3, "1 k"),
    (2e3, "2 k"),
    (5e3, "5 k"),
    (1e4, "10 k"),
)
FEW_PITCHES: Ticks = ((100, "100"), (500, "500"), (2000, "2 k"), (10000, "10 k"))
AUDIBLE = ((50, "50 Hz"), (200, "200"), (1000, "1 k"), (5000, "5 k"), (15000, "15 k"))
T60_LOW, T60_HIGH = 0.02, 8.0
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": QUIET_INK,
    "axes.linewidth": 0.8,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titlepad": 7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": QUIET_INK,
    "ytick.labelcolor": QUIET_INK,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "figure.facecolor": "white",
}


def plain(text: str, limit: int) -> str:
    """Free text as matplotlib may show it: one line, at most `limit` characters, no mathematics."""
    line = " ".join(text.split())
    line = line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
    return line.replace("$", r"\$")


def colours(count: int) -> list[Any]:
    """`count` tones of the map that keep apart on white, dark first."""
    from matplotlib import colormaps

    return [colormaps[MAP](x) for x in np.linspace(0.12, 0.82, max(count, 2))][:count]


def time_axis(axes: Any, grid: Grid, ticks: Ticks = TIMES) -> None:
    """Ticks of seconds on frames."""
    shown = [(t, s) for t, s in ticks if t <= grid.times[-1]]
    axes.set_xticks(np.interp([t for t, _ in shown], grid.times, np.arange(grid.frames)))
    axes.set_xticklabels([s for _, s in shown])
    axes.set_xlim(-0.5, grid.frames - 0.5)


def spectrogram(axes: Any, level: np.ndarray, grid: Grid, times: Ticks = TIMES, pitches: Ticks = PITCHES) -> Any:
    """level [bands, frames] in dB -> picture relative to its own peak; returns the mappable."""
    top = float(level.max()) if level.size else 0.0
    relative = np.clip(level - top, -RANGE_DB, 0)
    image = axes.imshow(
        relative, origin="lower", aspect="auto", cmap=MAP, vmin=-RANGE_DB, vmax=0, interpolation="bilinear"
    )
    time_axis(axes, grid, times)
    shown = [(f, s) for f, s in pitches if grid.band_hz[0] <= f <= grid.band_hz[-1]]
    axes.set_yticks(np.interp([f for f, _ in shown], grid.band_hz, np.arange(grid.bands)))
    axes.set_yticklabels([s for _, s in shown])
    for spine in axes.spines.values():
        spine.set_visible(False)
    return image


def envelopes(axes: Any, parameters: Mapping[str, float], operators: int, grid: Grid) -> None:
    """FM: rise and fall of every operator; those heard at the output drawn solid, pure modulators dashed."""
    clock = np.interp(np.linspace(0, grid.frames - 1, 800), np.arange(grid.frames), grid.times)
    place = np.linspace(0, grid.frames - 1, 800)
    for v, colour in zip(range(1, operators + 1), colours(operators), strict=True):
        attack, decay = parameters[f"op{v}_attack"], parameters[f"op{v}_decay"]
        curve = np.where(clock < attack, clock / attack, np.exp(-np.maximum(clock - attack, 0) / decay))
        heard = parameters[f"op{v}_level"] > 0.02
        axes.plot(place, curve, color=colour, lw=2.2 if heard else 1.4, ls="-" if heard else (0, (4, 2)),
                  label=f"{v}   {_frequency(parameters, v)}")  # fmt: skip
    time_axis(axes, grid)
    axes.set_ylim(0, 1.05)
    axes.set_yticks([0, 0.5, 1])
    operators_key(axes, operators)


def operators_key(axes: Any, count: int) -> None:
    """The legend of so many operators, over the curves: the axes grow by as much."""
    rows = -(-count // 2)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + (0.08 + 0.085 * rows) * (high - low))
    axes.legend(ncols=2, frameon=False, fontsize=8, loc="upper center", borderpad=0.2, columnspacing=3.0)


def _frequency(parameters: Mapping[str, float], v: int) -> str:
    if parameters[f"op{v}_mode"] >= 0.5:
        return f"{parameters[f'op{v}_fixed_hz']:,.0f} Hz fixed"
    ratio = parameters[f"op{v}_ratio"]
    return f"{ratio * parameters['root_hz']:,.0f} Hz  (×{ratio:.2f})"


def matrix(axes: Any, parameters: Mapping[str, float], operators: int) -> None:
    """FM: who modulates whom, in radians (colour by size, sign in print); a gap, then the output row (0 …
    1)."""
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    span = range(1, operators + 1)
    cells = [(float(v), j, parameters[f"a{v}{j}"], 6.0) for v in span for j in span]
    cells += [(operators + 1.35, j, parameters[f"op{j}_level"], 1.0) for j in span]
    for row, column, value, full in cells:
        strength = min(abs(value) / full, 1.0)
        face = colormaps[MAP](0.97 - 0.9 * strength**0.7)
        axes.add_patch(Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, color=face, lw=0))
        ink = "white" if strength > 0.3 else INK
        axes.text(column, row, f"{value:.2f}".replace("-", "−"), ha="center", va="center", fontsize=8, color=ink)
    axes.set_xlim(0.4, operators + 0.6)
    axes.set_ylim(operators + 1.95, 0.4)
    axes.set_xticks(list(span), [str(v) for v in span])
    axes.set_yticks([*span, operators + 1.35], [*(str(v) for v in span), "out"])
    axes.set_xlabel("modulated by operator")
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _resonances(axes: Any, hz: np.ndarray, level: np.ndarray, t60: np.ndarray, width: float, dot: float) -> Any:
    """Stems at log frequencies, height in dB above −60, coloured by ring time."""
    from matplotlib import colormaps
    from matplotlib.collections import LineCollection
    from matplotlib.colors import ListedColormap, LogNorm

    norm = LogNorm(T60_LOW, T60_HIGH)
    tones = ListedColormap(colormaps[MAP](np.linspace(0.05, 0.85, 256)))  # its ends drown in black or white
    order = np.argsort(level)
    hz, level, t60 = hz[order], np.clip(level[order], -60, 0), np.clip(t60[order], T60_LOW, T60_HIGH)
    lines = [[(f, -60), (f, a)] for f, a in zip(hz, level, strict=True)]
    stems = LineCollection(lines, cmap=tones, norm=norm, lw=width)
    stems.set_array(t60)
    axes.add_collection(stems)
    if dot:
        axes.scatter(hz, level, c=t60, s=dot, cmap=tones, norm=norm, zorder=3, linewidths=0)
    axes.set_xscale("log")
    axes.set_xlim(20, 20000)
    axes.set_xticks([f for f, _ in AUDIBLE], [s for _, s in AUDIBLE])
    axes.minorticks_off()
    axes.set_ylim(-60, 3)
    axes.set_yticks([-60, -40, -20, 0])
    return stems


def numbered(parameters: Mapping[str, float], group: str, suffix: str) -> np.ndarray:
    """Values of `{group}1_{suffix}`, `{group}2_{suffix}`, … as they come."""
    values: list[float] = []
    while f"{group}{len(values) + 1}_{suffix}" in parameters:
        values.append(parameters[f"{group}{len(values) + 1}_{suffix}"])
    return np.array(values)


def modes(axes: Any, parameters: Mapping[str, float], group: str) -> Any:
    """Impact: the object's modes (`mode`) or the reverb's bands (`band`), in dB below the strongest."""
    hz = numbered(parameters, group, "hz")
    amp = numbered(parameters, group, "amp")
    t60 = 6.91 / numbered(parameters, group, "damping")  # e^(−6.91) = −60 dB
    level = 20 * np.log10(np.maximum(amp, 1e-6) / max(float(amp.max()), 1e-6))
    if group == "band":
        return _resonances(axes, hz, level, t60, 7.0, 0.0)
    return _resonances(axes, hz, level, t60, 1.4 if len(hz) < 64 else 0.9, 22 if len(hz) < 64 else 10)


def loss(axes: Any, losses: Sequence[float]) -> None:
    """Loss of the best candidate over the fit, its last value written at the end."""
    finite = np.array([x for x in losses if np.isfinite(x)], dtype=float)
    if not len(finite):
        axes.text(0.5, 0.5, "no steps", transform=axes.transAxes, ha="center", color=QUIET_INK)
        axes.set_axis_off()
        return
    tone = colours(4)[1]
    axes.plot(np.arange(len(finite)), finite, color=tone, lw=1.6)
    if finite.min() > 0 and finite.max() / finite.min() > 30:
        axes.set_yscale("log")
    else:
        axes.set_ylim(min(0.0, float(finite.min())), float(finite.max()) * 1.08 + 1e-9)
    end = (len(finite) - 1, finite[-1])
    axes.plot(*[[x] for x in end], "o", color=tone, ms=4, clip_on=False)
    axes.annotate(f"{finite[-1]:.3g}", end, xytext=(8, 0), textcoords="offset points", va="center", color=tone)
    axes.set_xlim(0, max(len(finite) - 1, 1))
    axes.set_xlabel("step")


def waveform(axes: Any, audio: np.ndarray, grid: Grid) -> None:
    """[T] -> its outline: extremes between the frames of `grid`."""
    edges = np.round(grid.times * grid.sample_rate).astype(int)
    edges = np.append(edges, grid.samples)
    padded = np.pad(audio[: grid.samples], (0, max(0, grid.samples - len(audio))))
    parts = [padded[a : max(b, a + 1)] for a, b in itertools.pairwise(edges)]
    top, bottom = np.array([p.max() for p in parts]), np.array([p.min() for p in parts])
    axes.fill_between(np.arange(grid.frames), bottom, top, color=INK, lw=0)
    axes.set_xlim(-0.5, grid.frames - 0.5)
    axes.set_ylim(-1.02, 1.02)
    axes.set_axis_off()
