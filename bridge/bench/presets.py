"""What leaves the house, checked by the engines that will play it: `sds-bridge bench presets`. A function a group.

dx7: prompts are fitted as DX7 patches.

- dx7_score_float, _rounded, _refined: mean score (0 … 1) of the real numbers, of the same rounded, and of what the
  search on whole numbers made of them
- dx7_distance_rounded, _refined: median loss beside the sound of the real numbers: distance (1: as far as silence), and
  the listener's misgivings as a fit weighs them

Then hexter plays each export (absent without it):

- dx7_lsd_hexter: median LSD to our render, dB, both at the same RMS
- dx7_pitch_cents, _median: difference of the loudest partial, largest and median of the dx7_pitched sounds that have
  a clear pitch in both
- dx7_env_error: median error of the time from the peak to 20 dB below, of the dx7_enveloped sounds that fall so far;
  dx7_env_within_tenth: share of them with an error of at most 10 %

parity: the engines that play exports, and our own, beside our voice (`bridge.bench.parity`).

round-trips: random presets of all voices through JSON, SysEx, JSON, library and SysEx.

- round_trips, round_trips_lost: how many, and how many lost a bit

patches: those for Max and Live (`bridge.bench.presets_patches`).
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from bridge.bench import parity
from bridge.bench.fit_tasks import read_tasks
from bridge.bench.hexter import Hexter, installed
from bridge.bench.presets_patches import patch_figures
from bridge.bench.presets_round_trips import round_trips_lost
from bridge.distill.optimise import optimise
from bridge.distill.settings import Winner
from bridge.evaluate.pitch import cents, pitch_of
from bridge.evaluate.spectral import log_spectral_distance
from bridge.files import write_atomic, write_figures
from bridge.pipeline import bank_of, prior_of, settings_for, wishes_for
from bridge.presets import dx7
from bridge.presets.dx7_voice import patch_of, portable
from bridge.presets.preset import Preset, name_from
from bridge.realtime.engine import render_preset
from bridge.records import SAMPLE_RATE, Budget, FitRequest
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

PARTS = ("dx7", "parity", "round-trips", "patches")
QUIET = -18.0
"""dB that our render is turned down, so that the limiter does not touch it"""
RMS = 0.1
FAINT = 30.0
"""dB below the loudest partial, that is none to compare"""
FALL = 20.0
"""dB"""
Row = dict[str, Any]


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
        rows += _dx7_rows(chosen, out)
        figures |= dx7_figures(rows)
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


def _dx7_rows(settings: Settings, out: Path | None) -> list[Row]:
    prompts = list(dict.fromkeys(task.prompt for task in read_tasks("forty")))[: settings.count]
    console = Console(stderr=True, highlight=False)
    rows, patches = [], []
    for prompt in prompts:
        request = FitRequest(prompt, "dx7", settings.seed, budget=settings.budget)
        winner = _fitted(request)
        assert winner.whole is not None
        verdict, found = winner.whole, winner.whole.whole
        row: Row = {
            "prompt": prompt, "score_float": verdict.real_score, "score_rounded": verdict.rounded_score,
            "score_refined": verdict.score, "distance_rounded": found.rounded_distance,
            "distance_refined": float(found.distances[0]),
        }  # fmt: skip
        preset = Preset.of(name_from(prompt), "dx7", find_voice("dx7").space.to_dict(winner.natural.tolist()))
        patch = portable(patch_of(preset))
        patches.append(patch)
        if installed():
            mine = render_preset("dx7", preset.parameters | {"level": QUIET}, seconds=request.seconds)[0]
            row |= beside(mine, Hexter(SAMPLE_RATE).play(patch, request.seconds))
        rows.append(row)
        console.print(
            "  ".join(f"{k} {v:.3f}" if isinstance(v, float) else str(v) for k, v in row.items()), markup=False
        )
    if out is not None:
        for first in range(0, len(patches), dx7.BANK):
            write_atomic(out / f"dx7-{first // dx7.BANK + 1}.syx", dx7.write_bank(patches[first : first + dx7.BANK]))
    return rows


def _fitted(request: FitRequest) -> Winner:
    """The best of a fit, as the pipeline makes it."""
    voice, prior = find_voice(request.voice), prior_of(request)
    records = optimise(prior, load_synth(voice), wishes_for(request, voice, None), bank_of(voice, prior),
                       settings_for(request, prior), request.seed, request.seconds)  # fmt: skip
    return next(record for record in records if isinstance(record, Winner))


def beside(mine: np.ndarray, theirs: np.ndarray) -> Row:
    """Two renders [T] of one patch: LSD at the same RMS, dB; difference in pitch, cents; relative difference of the
    time from the peak to 20 dB below. The last two None where one of them has none."""
    pair = [torch.from_numpy(RMS * s / max(float(s.std()), 1e-9))[None, None].float() for s in (mine, theirs)]
    pitched = pitch_of(mine) is not None and pitch_of(theirs) is not None
    times = [fall_seconds(s) for s in (mine, theirs)]
    return {
        "lsd": float(log_spectral_distance(*pair)),
        "cents": partial_cents(mine, theirs) if pitched else None,
        "envelope": None if None in times else abs(times[0] / times[1] - 1),  # type: ignore[operator]
    }


def partial_cents(mine: np.ndarray, theirs: np.ndarray, sample_rate: int = SAMPLE_RATE) -> float | None:
    """How far the loudest partial of one sound lies from the same partial of the other, |cents|; None if the other has
    no peak within a semitone.

    (The period of an inharmonic sound is a compromise: it moves by more than any partial when levels change.)
    """
    size = 1 << (len(mine) - 1).bit_length() + 3
    spectra = [np.log(np.abs(np.fft.rfft(s * np.hanning(len(s)), size)) + 1e-12) for s in (mine, theirs)]
    lowest = int(30 * size / sample_rate)
    top = lowest + int(spectra[0][lowest:-1].argmax())
    near = slice(int(top / 2 ** (1 / 12)), int(top * 2 ** (1 / 12)) + 2)
    other = near.start + int(spectra[1][near].argmax())
    if other in (near.start, near.stop - 1) or spectra[1][other] < spectra[1].max() - np.log(10) * FAINT / 20:
        return None
    return abs(cents(_summit(spectra[0], top), _summit(spectra[1], other)))


def _summit(spectrum: np.ndarray, k: int) -> float:
    """Where a parabola through three bins has its top."""
    a, b, c = spectrum[k - 1 : k + 2]
    return float(k + 0.5 * (a - c) / (a - 2 * b + c))


def fall_seconds(sound: np.ndarray, sample_rate: int = SAMPLE_RATE) -> float | None:
    """Seconds from the loudest 10 ms to the last that is within 20 dB of it; None if it does not fall so far.

    To a tenth of 10 ms: the crossing is met on a straight line in decibels.
    """
    size = sample_rate // 100
    frames = np.asarray(sound[: len(sound) // size * size], dtype=np.float64).reshape(-1, size)
    level = 20 * np.log10(np.sqrt((frames**2).mean(1)) + 1e-9)
    top = int(level.argmax())
    limit = level[top] - FALL
    last = int(np.flatnonzero(level >= limit)[-1])
    if last + 1 >= len(level):
        return None
    part = (level[last] - limit) / (level[last] - level[last + 1])
    return float(last + part - top) * size / sample_rate


def dx7_figures(rows: list[Row]) -> dict[str, float]:
    """The module's docstring says what they are."""
    figures = {f"dx7_{key}": float(np.mean([r[key] for r in rows])) for key in
               ("score_float", "score_rounded", "score_refined")}  # fmt: skip
    figures |= {f"dx7_{key}": statistics.median(r[key] for r in rows) for key in
                ("distance_rounded", "distance_refined")}  # fmt: skip
    figures["dx7_fits"] = float(len(rows))
    heard = [r for r in rows if "lsd" in r]
    if heard:
        pitched = [r["cents"] for r in heard if r["cents"] is not None]
        enveloped = [r["envelope"] for r in heard if r["envelope"] is not None]
        figures |= {"dx7_lsd_hexter": statistics.median(r["lsd"] for r in heard),
                    "dx7_pitched": float(len(pitched)), "dx7_enveloped": float(len(enveloped))}  # fmt: skip
        if pitched:
            figures |= {"dx7_pitch_cents": max(pitched), "dx7_pitch_cents_median": statistics.median(pitched)}
        if enveloped:
            figures["dx7_env_error"] = statistics.median(enveloped)
            figures["dx7_env_within_tenth"] = float(np.mean([e <= 0.1 for e in enveloped]))
    return figures
