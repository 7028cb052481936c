"""One preset, many engines: how far each is from our voice. The part `parity` of `bench presets`.

Every preset is rendered as it was fitted, 1.5 s held, by the differentiable synthesizer in 64 bits; that is what the
others are compared with:

- realtime: the engine that plays; differentiable: the same synthesizer in 32 bits, as fits use it
- faust (32 bits, as it is usually compiled), faust64, scsynth, csound, pd: what the exports sound like
- gen: Max's codebox, translated to C; its reverb draws a noise of its own

parity_<engine>_peak: median of the largest difference, relative to the sound's peak. parity_<engine>_lsd: median LSD,
dB, at a peak of 0.5. An engine that is not installed is left out, and the package named that brings it.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bridge.bench.presets import parity_csound, parity_faust, parity_gen, parity_pd, parity_scsynth
from bridge.distill.draws import draw_presets
from bridge.evaluate.spectral import log_spectral_distance
from bridge.exports import formats
from bridge.exports.header import fitted_note, identifier
from bridge.exports.supercollider import LATE
from bridge.presets.library import read_preset
from bridge.presets.preset import Preset
from bridge.realtime.engine import render_preset
from bridge.records import SAMPLE_RATE
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice as find_voice

SECONDS = 1.5
PEAK = 0.5
"""of the sounds that are compared: below what the real-time voice's limiter touches"""
FACTORY = Path(__file__).parents[3] / "synth_presets"
SHIPPED = 4
"""presets of the factory that take part, if the folder is there"""
DRAWN = (("fm", 4), ("fm6", 2), ("impact", 3), ("impact64", 1))
Row = dict[str, Any]
Sound = NDArray[np.float64]
"""[2, T]"""


@dataclass(frozen=True)
class Engine:
    """render: preset and an empty folder -> [2, T]. missing: the package it wants; "" if it is there."""

    name: str
    render: Callable[[Preset, Path], Sound]
    missing: Callable[[], str] = lambda: ""


def presets() -> list[Preset]:
    """Some of the factory's, and random ones of several kinds."""
    shipped = [read_preset(path) for path in sorted(FACTORY.glob("*.json"))]
    shipped = [p for p in shipped if find_voice(p.voice).family != "dx7"]
    chosen = shipped[:: max(1, len(shipped) // SHIPPED)][:SHIPPED]
    for name, count in DRAWN:
        voice = find_voice(name)
        for k, natural in enumerate(draw_presets(voice, count, seed=7)):
            chosen.append(Preset(f"{name}-{k + 1}", name, voice.space.to_dict(natural.tolist())))
    return [_levelled(p) for p in chosen]


def reference(preset: Preset, dtype: torch.dtype = torch.float64) -> Sound:
    """The differentiable render [2, T]."""
    voice = find_voice(preset.voice)
    natural = torch.tensor([voice.space.to_list(preset.parameters)], dtype=dtype)
    with torch.no_grad():
        return load_synth(voice).render(natural, SAMPLE_RATE, SECONDS)[0].double().numpy()


def _levelled(preset: Preset) -> Preset:
    """The preset with its level moved so that it peaks at `PEAK`, as far as the level goes."""
    peak = max(float(np.abs(reference(preset)).max()), 1e-9)
    level = find_voice(preset.voice).space.param("level")
    moved = level.clip(preset.parameters["level"] + 20 * np.log10(PEAK / peak))
    return replace(preset, parameters=preset.parameters | {"level": moved})


def _realtime(preset: Preset, _: Path) -> Sound:
    return render_preset(preset.voice, preset.parameters, seconds=SECONDS).astype(np.float64)


def _faust(preset: Preset, folder: Path, double: bool) -> Sound:
    return parity_faust.Faust(formats.export(preset, "faust"), folder, double).render(SECONDS)


def _scsynth(preset: Preset, folder: Path) -> Sound:
    files = formats.export(preset, "supercollider")
    parity_scsynth.compile_all([files], folder)
    late = LATE if find_voice(preset.voice).family == "impact" else 0
    sound = parity_scsynth.render(identifier(preset.name), folder, SECONDS + late / SAMPLE_RATE)
    return sound[:, late:]


def _csound(preset: Preset, folder: Path) -> Sound:
    return parity_csound.render(formats.export(preset, "csound"), folder, SECONDS, fitted_note(preset))


def _pd(preset: Preset, folder: Path) -> Sound:
    return parity_pd.render(formats.export(preset, "puredata"), folder, SECONDS, fitted_note(preset))


ENGINES = (
    Engine("realtime", _realtime),
    Engine("differentiable", lambda preset, _: reference(preset, torch.float32)),
    Engine("faust", lambda preset, folder: _faust(preset, folder, False), parity_faust.missing),
    Engine("faust64", lambda preset, folder: _faust(preset, folder, True), parity_faust.missing),
    Engine("scsynth", _scsynth, parity_scsynth.missing),
    Engine("csound", _csound, parity_csound.missing),
    Engine("pd", _pd, parity_pd.missing),
    Engine("gen", lambda preset, _: parity_gen.render(preset, SECONDS), parity_gen.missing),
)


def difference(sound: Sound, wanted: Sound) -> tuple[float, float]:
    """Largest difference relative to the peak of what was wanted, and LSD in dB."""
    pair = [torch.from_numpy(np.ascontiguousarray(s, dtype=np.float64))[None] for s in (sound, wanted)]
    peak = max(float(np.abs(wanted).max()), 1e-9)
    return float(np.abs(sound - wanted).max()) / peak, float(log_spectral_distance(*pair))


def measure(chosen: Sequence[Preset], engines: Sequence[Engine] = ENGINES) -> list[Row]:
    """A row a preset: <engine>_peak and <engine>_lsd for each engine that is there; says which are not."""
    console = Console(stderr=True, highlight=False)
    there = []
    for engine in engines:
        package = engine.missing()
        if package:
            console.print(f"{engine.name} is left out; it needs {package}")
        else:
            there.append(engine)
    rows = []
    for preset in chosen:
        wanted = reference(preset)
        row: Row = {"preset": preset.name, "voice": preset.voice}
        for engine in there:
            with tempfile.TemporaryDirectory() as folder:
                row[f"{engine.name}_peak"], row[f"{engine.name}_lsd"] = difference(
                    engine.render(preset, Path(folder)), wanted
                )
        rows.append(row)
    return rows


def figures(rows: Sequence[Row]) -> dict[str, float]:
    """Medians over the presets: see the module's docstring."""
    names = [key for key in rows[0] if key.endswith(("_peak", "_lsd"))] if rows else []
    return {f"parity_{name}": statistics.median(row[name] for row in rows) for name in names}


def table(rows: Sequence[Row]) -> Table:
    """Rows presets, columns engines: peak difference, LSD in dB."""
    engines = [key.removesuffix("_peak") for key in rows[0] if key.endswith("_peak")] if rows else []
    made = Table("preset", "voice", *engines, title="Peak difference (relative) and LSD (dB) to our voice, 64 bits")
    for row in rows:
        cells = (f"{row[f'{e}_peak']:.0e}  {row[f'{e}_lsd']:.2g}" for e in engines)
        made.add_row(row["preset"], row["voice"], *cells)
    return made
