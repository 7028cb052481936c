"""`sds-bridge bench voice`: notes a core plays in time, and the processor time of other engines for the same patch.

*Voices* are held notes of which none has died away, each on a key of its own, every operator modulating every other
(FM) or every mode ringing (impact; a channel's 72 notes share a reverb). They fit when the 99.9th percentile of the
times for 128 frames at 48 kHz is at most 70 % of these frames.

*Ratios* are processor time for the same number of notes and seconds, ours below, medians of rounds taken in turns.
scsynth plays the patch with FM7 (the same recurrence) where its plug-in is there, and with core UGens alone
(SinOsc, LocalIn: feedback a block late); the faster counts. Differences that remain: its envelopes are control-rate
(ours are exact at each sample), its notes are born at full level, and it has no pan, velocity, glide or limiter. Faust
computes the same recurrence sample by sample. Klank is scsynth's bank of 64 resonators, without our reverb.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bridge.bench.voice.load import BLOCK, KEYS, RATE, Load, most, processor_seconds
from bridge.bench.voice.peers import Render, faust, has_fm7, scsynth
from bridge.bench.voice.synthdef import FMPatch, fm_graph, impact_graph
from bridge.files import write_figures

Figures = dict[str, float]
Row = dict[str, Any]
PATCH = FMPatch((1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (0.2,) * 6, (8.0,) * 6, ((0.3,) * 6,) * 6)
FM = {
    "root_hz": 110.0, "release": 4.0, "level": 0.0,
    **{f"op{v + 1}_ratio": PATCH.ratios[v] for v in range(6)},
    **{f"op{v + 1}_level": PATCH.levels[v] for v in range(6)},
    **{f"op{v + 1}_decay": PATCH.decays[v] for v in range(6)},
    **{f"a{v + 1}{j + 1}": PATCH.matrix[v][j] for v in range(6) for j in range(6)},
}  # fmt: skip
MODES = [(100.0 + 60.0 * n, 0.01, 23.0) for n in range(64)]
"""Hz, amplitude, seconds to fall 60 dB"""
IMPACT = {
    "mix": 0.3, "level": 0.0,
    **{f"mode{n + 1}_hz": hz for n, (hz, _, _) in enumerate(MODES)},
    **{f"mode{n + 1}_amp": amplitude for n, (_, amplitude, _) in enumerate(MODES)},
    **{f"mode{n + 1}_damping": 6.9078 / fall for n, (_, _, fall) in enumerate(MODES)},
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """blocks: timed for each number of notes. voices, seconds: of a render that is raced, `rounds` times."""

    blocks: int = 3000
    voices: int = KEYS * 3
    seconds: float = 5.0
    rounds: int = 3


QUICK = Settings(blocks=60, voices=32, seconds=0.25, rounds=1)


def run(path: Path | None, settings: Settings | None = None) -> Figures:
    """Measure, show, and write the figures to `path`. Peers that are not installed are skipped and named."""
    settings = settings or Settings()
    console = Console(stderr=True)
    figures: Figures = {}
    rows: list[Row] = []
    for name, voice, preset in (("fm6", "fm6", FM), ("impact64", "impact64", IMPACT)):
        console.print(f"{name} in time …")
        best, tried = most(voice, preset, settings.blocks)
        figures |= {f"{name}_voices": float(best.voices), f"{name}_block_us": round(best.median, 1)}
        rows += [_row(name, load) for load in tried]
    if not rows[0]["realtime"]:
        console.print("no real-time priority: allow it (rtprio in limits.conf) for tails that are the engine's own")
    with tempfile.TemporaryDirectory(prefix="sds-bridge-bench-") as scratch:
        races, missing = _races(Path(scratch))
        for line in missing:
            console.print(line)
        found, more = _race(races, settings, console)
        figures |= found
        rows += more
    table = Table("figure", "value")
    for figure, value in figures.items():
        table.add_row(figure, f"{value:g}")
    console.print(table)
    if path is not None:
        write_figures(path, "bench voice", figures, rows)
    return figures


def _row(name: str, load: Load) -> Row:
    return {
        "voice": name, "voices": load.voices, "median_us": round(load.median, 1), "p99_9_us": round(load.tail, 1),
        "fits": load.fits, "realtime": load.realtime,
    }  # fmt: skip


def _ours(voice: str, preset: dict[str, float]) -> Render:
    return lambda voices, seconds: processor_seconds(voice, preset, voices, seconds)


def _races(folder: Path) -> tuple[dict[str, dict[str, Render]], list[str]]:
    """Who plays each patch, and a line for each who is not there."""
    missing = []
    fm: dict[str, Render | None] = {"ours": _ours("fm6", FM)}
    for name, wanted in (("scsynth FM7", True), ("scsynth core", False)):
        if wanted and not has_fm7():
            missing.append("scsynth without FM7: install sc3-plugins-server")
            continue
        fm[name] = scsynth(fm_graph(PATCH, wanted), folder, RATE, BLOCK)
    fm["Faust"] = faust(PATCH, folder, RATE, BLOCK)
    impact = {"ours": _ours("impact64", IMPACT), "scsynth Klank": scsynth(impact_graph(MODES), folder, RATE, BLOCK)}
    if impact["scsynth Klank"] is None:
        missing.append("scsynth is skipped: install supercollider-server")
    if fm["Faust"] is None:
        missing.append("Faust is skipped: install faust and g++")
    return {"fm6": _there(fm), "impact64": _there(impact)}, missing


def _there(peers: dict[str, Render | None]) -> dict[str, Render]:
    return {name: render for name, render in peers.items() if render is not None}


def _race(
    races: dict[str, dict[str, Callable[[int, float], float]]], settings: Settings, console: Console
) -> tuple[Figures, list[Row]]:
    figures: Figures = {}
    rows: list[Row] = []
    for name, peers in races.items():
        console.print(f"{name} beside {', '.join(list(peers)[1:]) or 'nobody'} …")
        taken: dict[str, list[float]] = {peer: [] for peer in peers}
        for _ in range(settings.rounds):
            for peer, render in peers.items():
                taken[peer].append(max(render(settings.voices, settings.seconds), 1e-6))
        spent = {peer: statistics.median(times) for peer, times in taken.items()}
        for peer, seconds in spent.items():
            share = seconds / (settings.voices * settings.seconds)
            rows.append({"voice": name, "engine": peer, "percent_of_a_core_per_voice": round(100 * share, 4),
                         "times_ours": round(seconds / spent["ours"], 2)})  # fmt: skip
        others = [spent[peer] for peer in spent if peer.startswith("scsynth")]
        if others:
            figures[f"{name}_ratio_scsynth"] = round(min(others) / spent["ours"], 2)
        if "Faust" in spent:
            figures[f"{name}_ratio_faust"] = round(spent["Faust"] / spent["ours"], 2)
    return figures, rows
