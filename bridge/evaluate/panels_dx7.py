"""Panels of a DX7 preset's picture: its envelopes in decibels, and its algorithm as the instrument's lid shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bridge.evaluate.panels import INK, QUIET_INK, Grid, colours, operators_key, time_axis
from bridge.kernels.dx7_control import dx7_control, dx7_gains
from bridge.kernels.dx7_reference import BLOCK
from bridge.voices.dx7 import ALGORITHMS, FEEDBACK, OPERATORS, carriers, dx7_space

RATE = 44100
BOTTOM = -72.0
"""dB"""


def envelopes(axes: Any, parameters: Mapping[str, float], grid: Grid) -> None:
    """Gain of every operator; carriers drawn solid, modulators dashed."""
    space = dx7_space()
    count = int(grid.times[-1] * RATE / BLOCK) + 2
    control = dx7_control(space, space.to_list(dict(parameters)), RATE)
    gains = 20 * np.log10(np.maximum(dx7_gains(control, count), 1e-6))
    place = np.interp(np.arange(count) * BLOCK / RATE, grid.times, np.arange(grid.frames))
    heard = carriers(int(parameters["algorithm"]))
    for v, colour in zip(range(1, OPERATORS + 1), colours(OPERATORS), strict=True):
        solid = v in heard
        hertz = control.omega[v - 1] * RATE / (2 * np.pi)
        axes.plot(place, gains[v - 1], color=colour, lw=2.2 if solid else 1.4, ls="-" if solid else (0, (4, 2)),
                  label=f"{v}   {hertz:,.0f} Hz")  # fmt: skip
    time_axis(axes, grid)
    axes.set_ylim(BOTTOM, 3)
    axes.set_yticks([-60, -40, -20, 0])
    operators_key(axes, OPERATORS)


def algorithm(axes: Any, parameters: Mapping[str, float]) -> None:
    """Modulators above what they modulate; the loop drawn dotted; the output level in each box."""
    number = int(parameters["algorithm"])
    edges, (start, end) = ALGORITHMS[number - 1], FEEDBACK[number - 1]
    places = _places(number)
    for one, other in edges:
        axes.annotate("", places[other], places[one], arrowprops={"arrowstyle": "-", "color": INK, "lw": 1.2})
    bend = {"arrowstyle": "-", "color": INK, "lw": 1.4, "ls": ":", "connectionstyle": "arc3,rad=1.1"}
    (x, y), (u, w) = places[start], places[end]
    if parameters["feedback"] >= 0.5:
        axes.annotate("", (u + 0.16, w + 0.2), (x + 0.16, y - 0.2), arrowprops=bend)
        axes.text(u + 0.52, (w + y) / 2, f"{parameters['feedback']:.0f}", fontsize=8, color=QUIET_INK, va="center")
    box = {"boxstyle": "round,pad=0.35", "lw": 0}
    for v, colour in zip(range(1, OPERATORS + 1), colours(OPERATORS), strict=True):
        text = f"{v}\n{parameters[f'op{v}_level']:.0f}"
        axes.text(*places[v], text, ha="center", va="center", fontsize=8, color="white", bbox=box | {"fc": colour})
    axes.set_xlim(-0.7, max(x for x, _ in places.values()) + 0.9)
    axes.set_ylim(-0.6, 3.6)
    axes.set_axis_off()


def _places(number: int) -> dict[int, tuple[float, float]]:
    """Carriers side by side at the bottom; each modulator a row above the first it modulates."""
    places: dict[int, tuple[float, float]] = {}
    taken: set[tuple[float, float]] = set()
    x = 0.0
    below = {v: min(t for s, t in ALGORITHMS[number - 1] if s == v) for v, _ in ALGORITHMS[number - 1]}
    for v in range(1, OPERATORS + 1):
        spot = (x, 0.0)
        if v in below:
            spot = (places[below[v]][0], places[below[v]][1] + 1)
        while spot in taken:
            spot = (spot[0] + 1, spot[1])
        places[v] = spot
        taken.add(spot)
        x = max(x, spot[0] + 1)
    return places
