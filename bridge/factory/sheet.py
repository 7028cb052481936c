"""All factory presets at a glance: a spectrogram each, under its name."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bridge.errors import BadRequest
from bridge.evaluate import panels
from bridge.evaluate.pictures import SHEET_GRID, levels
from bridge.files import write_atomic
from bridge.records import SAMPLE_RATE

COLUMNS = 8


def draw_sheet(path: Path, sounds: Sequence[tuple[str, str, np.ndarray]], title: str) -> Path:
    """PNG of (name, small print, sound [2, T]), eight in a row. Raises BadRequest (none), CannotWrite."""
    import matplotlib
    from matplotlib.figure import Figure

    if not sounds:
        raise BadRequest("a contact sheet needs at least one sound")
    rows = -(-len(sounds) // COLUMNS)
    height = 0.75 + 1.62 * rows
    with matplotlib.rc_context(panels.STYLE):
        figure = Figure(figsize=(14.4, height))
        figure.text(0.03, 1 - 0.3 / height, title, fontsize=13, weight="bold", va="center")
        cells = figure.add_gridspec(rows, COLUMNS, left=0.03, right=0.99, bottom=0.25 / height, top=1 - 0.78 / height,
                                    wspace=0.08, hspace=0.42)  # fmt: skip
        for at, (name, small, sound) in enumerate(sounds):
            axes = figure.add_subplot(cells[at // COLUMNS, at % COLUMNS])
            panels.spectrogram(axes, levels(sound, SAMPLE_RATE, SHEET_GRID), SHEET_GRID, panels.FEW_TIMES,
                               panels.FEW_PITCHES)  # fmt: skip
            axes.set_title(panels.plain(name, 18), fontsize=9, weight="bold", pad=12)
            axes.text(0, 1.03, panels.plain(small, 34), transform=axes.transAxes, fontsize=6.5, color=panels.QUIET_INK)
            axes.tick_params(labelsize=6, length=2, pad=2)
            if at % COLUMNS:
                axes.set_yticklabels([])
            if at + COLUMNS < len(sounds):
                axes.set_xticklabels([])
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=100, metadata={"Software": "sds-bridge"})
    return write_atomic(path, buffer.getvalue())
