"""Prompts fitted as DX7 patches, and each export played by engines that are not ours: hexter and Dexed.

Dexed is the engine that exports are made for, and our voice falls as it does (to a thousandth, `bridge.bench.
dx7_parity`). hexter is another judge of levels, pitch and algorithms, but a poor one of falls: it reads their times off
tables and goes there on a straight line of level numbers, so that its decibels a second depend on where a fall begins
and ends. How far these two engines are from one another (`_engines`) is how well the judge of envelopes agrees with the
other; a voice that plays as Dexed does cannot be nearer to hexter than that.
"""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console

from bridge.bench.fit.tasks import read_tasks
from bridge.bench.presets import dexed, hexter
from bridge.distill.optimise import optimise
from bridge.distill.settings import Winner
from bridge.evaluate.pitch import cents, pitch_of
from bridge.evaluate.spectral import log_spectral_distance
from bridge.files import write_atomic
from bridge.pipeline import bank_of, prior_of, settings_for, wishes_for
from bridge.presets import dx7
from bridge.presets.dx7_voice import patch_of, portable
from bridge.presets.preset import Preset, name_from
from bridge.realtime.engine import render_preset
from bridge.records import SAMPLE_RATE, Budget, FitRequest
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

QUIET = -18.0
"""dB that our render is turned down, so that the limiter does not touch it"""
RMS = 0.1
FAINT = 30.0
"""dB below the loudest partial, that is none to compare"""
FALL = 20.0
"""dB"""
Row = dict[str, Any]


def dx7_rows(count: int, budget: Budget, seed: int, out: Path | None) -> list[Row]:
    """A row a prompt. count: of `bench fit`'s forty. out: a folder for the banks."""
    prompts = list(dict.fromkeys(task.prompt for task in read_tasks("forty")))[:count]
    console = Console(stderr=True, highlight=False)
    rows, patches = [], []
    for prompt in prompts:
        request = FitRequest(prompt, "dx7", seed, budget=budget)
        winner = _fitted(request)
        assert winner.whole is not None
        verdict, found = winner.whole, winner.whole.whole
        row: Row = {
            "prompt": prompt, "score_float": verdict.real_score, "score_rounded": verdict.rounded_score,
            "score_refined": verdict.score, "distance_rounded": found.rounded_distance,
            "distance_refined": float(found.distances[0]),
        }  # fmt: skip
        preset = Preset.of(name_from(prompt), "dx7", find_voice("dx7").space.to_dict(winner.natural.tolist()))
        patches.append(portable(patch_of(preset)))
        row |= beside_engines(preset.parameters, patches[-1], request.seconds)
        rows.append(row)
        console.print(
            "  ".join(f"{k} {v:.3f}" if isinstance(v, float) else str(v) for k, v in row.items()), markup=False
        )
        if out is not None:  # after each, for a run is long
            full = (len(patches) - 1) // dx7.BANK
            write_atomic(out / f"dx7-{full + 1}.syx", dx7.write_bank(patches[full * dx7.BANK :]))
    return rows


def _fitted(request: FitRequest) -> Winner:
    """The best of a fit, as the pipeline makes it."""
    voice, prior = find_voice(request.voice), prior_of(request)
    records = optimise(prior, load_synth(voice), wishes_for(request, voice, None), bank_of(voice, prior),
                       settings_for(request, prior), request.seed, request.seconds)  # fmt: skip
    return next(record for record in records if isinstance(record, Winner))


def beside_engines(parameters: dict[str, float], patch: dx7.Patch, seconds: float) -> Row:
    """Our render of a preset beside each engine's of its patch, and the engines beside one another; those installed."""
    mine = render_preset("dx7", parameters | {"level": QUIET}, seconds=seconds)[0]
    row: Row = {}
    played = {}
    if hexter.installed():
        played["hexter"] = hexter.Hexter(SAMPLE_RATE).play(patch, seconds)
        row |= beside(mine, played["hexter"])
    if dexed.installed():
        played["dexed"] = dexed.Dexed(SAMPLE_RATE).play(patch, seconds)
        row |= {f"{key}_dexed": value for key, value in beside(mine, played["dexed"]).items()}
    if len(played) == 2:
        row["envelope_engines"] = beside(played["hexter"], played["dexed"])["envelope"]
    return row


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
    """`bridge.bench.presets.bench` says what they are."""
    figures = {f"dx7_{key}": float(np.mean([r[key] for r in rows])) for key in
               ("score_float", "score_rounded", "score_refined")}  # fmt: skip
    figures |= {f"dx7_{key}": statistics.median(r[key] for r in rows) for key in
                ("distance_rounded", "distance_refined")}  # fmt: skip
    figures["dx7_fits"] = float(len(rows))
    heard = [r for r in rows if "lsd" in r]
    if heard:
        figures["dx7_lsd_hexter"] = statistics.median(r["lsd"] for r in heard)
        figures |= _pitch(heard, "cents", "") | _envelope(heard, "envelope", "")
    heard = [r for r in rows if "lsd_dexed" in r]
    if heard:
        figures["dx7_lsd_dexed"] = statistics.median(r["lsd_dexed"] for r in heard)
        figures |= _pitch(heard, "cents_dexed", "_dexed") | _envelope(heard, "envelope_dexed", "_dexed")
    return figures | _envelope([r for r in rows if "envelope_engines" in r], "envelope_engines", "_engines")


def _pitch(rows: list[Row], key: str, whose: str) -> dict[str, float]:
    found = [r[key] for r in rows if r[key] is not None]
    figures = {f"dx7_pitched{whose}": float(len(found))}
    if found:
        figures |= {f"dx7_pitch_cents{whose}": max(found), f"dx7_pitch_cents{whose}_median": statistics.median(found)}
    return figures


def _envelope(rows: list[Row], key: str, whose: str) -> dict[str, float]:
    found = [r[key] for r in rows if r[key] is not None]
    if not found:
        return {}
    quarters = np.quantile(found, (0.25, 0.75))
    return {
        f"dx7_enveloped{whose}": float(len(found)), f"dx7_env_error{whose}": statistics.median(found),
        f"dx7_env_quarter{whose}": float(quarters[0]), f"dx7_env_three_quarters{whose}": float(quarters[1]),
        f"dx7_env_largest{whose}": max(found),
        f"dx7_env_within_tenth{whose}": float(np.mean([e <= 0.1 for e in found])),
    }  # fmt: skip
