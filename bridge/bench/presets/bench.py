"""What leaves the house, checked by the engines that will play it: `sds-bridge bench presets`. A function a group.

dx7: prompts are fitted as DX7 patches (`bridge.bench.presets.dx7`).

- dx7_score_float, _rounded, _refined: mean score (0 … 1) of the real numbers, of the same rounded, and of what the
  search on whole numbers made of them
- dx7_distance_rounded, _refined: median loss beside the sound of the real numbers: distance (1: as far as silence), and
  the listener's misgivings as a fit weighs them

Then hexter plays each export, and Dexed (what is not installed is left out; Dexed's figures end in _dexed):

- dx7_lsd_hexter, dx7_lsd_dexed: median LSD to our render, dB, both at the same RMS
- dx7_pitch_cents, _median: difference of the loudest partial, largest and median of the dx7_pitched sounds that have
  a clear pitch in both
- dx7_env_error: median error of the time from the peak to 20 dB below, of the dx7_enveloped sounds that fall so far;
  _quarter, _three_quarters, _largest: of the same; dx7_env_within_tenth: share of them with an error of at most 10 %.
  Those that end in _engines are of hexter beside Dexed.

dx7-parity: what each number of the panel does in our voice, and in those engines (`bridge.bench.presets.dx7_parity`).

parity: the engines that play exports, and our own, beside our voice (`bridge.bench.presets.parity`).

round-trips: random presets of all voices through JSON, SysEx, JSON, library and SysEx.

- round_trips, round_trips_lost: how many, and how many lost a bit

patches: those for Max and Live (`bridge.bench.presets.patches`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bridge.bench.presets import dx7_parity, parity
from bridge.bench.presets.dx7 import Row, dx7_figures, dx7_rows
from bridge.bench.presets.patches import patch_figures
from bridge.bench.presets.round_trips import round_trips_lost
from bridge.files import write_figures
from bridge.records import Budget

PARTS = ("dx7", "dx7-parity", "parity", "round-trips", "patches")


@dataclass(frozen=True)
class Settings:
    """count: prompts, of `bench fit`'s list."""

    count: int = 32
    budget: Budget = "normal"
    seed: int = 0
    parts: tuple[str, ...] = PARTS


def run(json: Path | None = None, out: Path | None = None, settings: Settings | None = None) -> dict[str, float]:
    """Measure, print, and write: figures to `json`, to `out` what was exported. Returns the figures.

    Raises BadWeights, CannotWrite.
    """
    chosen = settings or Settings()
    figures: dict[str, float] = {}
    rows: list[Row] = []
    if "dx7" in chosen.parts:
        rows += dx7_rows(chosen.count, chosen.budget, chosen.seed, out)
        figures |= dx7_figures(rows)
    if "dx7-parity" in chosen.parts:
        found = dx7_parity.measure(dx7_parity.engines())
        Console(width=160).print(dx7_parity.table(found))
        rows += dx7_parity.rows(found)
        figures |= dx7_parity.figures(found)
    if "parity" in chosen.parts:
        beside_ours = parity.measure(parity.presets())
        Console(width=200).print(parity.table(beside_ours))
        rows += beside_ours
        figures |= parity.figures(beside_ours)
    if "round-trips" in chosen.parts:
        figures |= round_trips_lost()
    if "patches" in chosen.parts:
        figures |= patch_figures()
    table = Table("figure", "value", title="Presets that leave the house")
    for name, value in figures.items():
        table.add_row(name, f"{value:.4g}")
    Console().print(table)
    if json is not None:
        write_figures(json, "bench presets", figures, rows)
    return figures
