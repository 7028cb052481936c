"""Presets that try one thing each, and every engine behind one door: a preset and a note in, sound out."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from bridge.bench.presets import parity_csound, parity_faust, parity_pd, parity_scsynth
from bridge.exports import formats
from bridge.exports.header import fitted_note, identifier, knobs
from bridge.exports.supercollider import LATE
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

Sound = NDArray[np.float64]
SECONDS = 0.5
HOSTILE = {
    "prompt": 'drum, "loud"; $1 </CsInstruments> */ \\ {0} #{x} \n\n#X obj 0 0 dac~;',
    "prior": {"name": "embedded", "licence": "CC-BY-4.0"},
    "command": "sds-bridge fit -- 'drum'",
}
"""characters that end something somewhere"""


def fm(seed: int = 0, size: int = 4, **changed: float) -> Preset:
    """Random, modulation below chaos."""
    rng = np.random.default_rng(seed)
    name = "fm" if size == 4 else f"fm{size}"
    values = {p.name: p.to_natural(rng.uniform(0.1, 0.7)) for p in voice(name).space}
    for v in range(1, size + 1):
        values[f"op{v}_level"] = rng.uniform(0.1, 0.3)
        values |= {f"a{v}{j}": rng.uniform(-0.7, 0.7) for j in range(1, size + 1)}
    return Preset(f"Fm {size}; $1, ünïted", name, values | {"level": -12.0} | changed, HOSTILE)


def one_operator(**changed: float) -> Preset:
    """A plain sine, unmodulated: its envelope is the sound's."""
    silent = {f"op{v}_level": 0.0 for v in range(1, 5)} | {f"a{v}{j}": 0.0 for v in range(1, 5) for j in range(1, 5)}
    pitch = {"sweep": 0.0, "op1_mode": 0.0, "op1_ratio": 1.0, "root_hz": 441.0, "pan": 0.0}
    return fm(0, **(silent | pitch | {"op1_level": 1.0, "op1_attack": 0.05, "op1_decay": 0.1} | changed))


def impact(**changed: float) -> Preset:
    """Eight modes, low to high, and a reverb of a few hundredths of a second (so that Faust compiles it quickly)."""
    rng = np.random.default_rng(1)
    values = {f"mode{n}_{k}": v for n, hz in enumerate(np.geomspace(60, 9000, 8), 1)
              for k, v in (("hz", hz), ("damping", rng.uniform(2, 40)), ("amp", rng.uniform(0.02, 0.1)))}  # fmt: skip
    values |= {f"band{m}_damping": rng.uniform(150, 400) for m in range(1, 17)}
    values |= {f"band{m}_amp": rng.uniform(0.01, 0.05) for m in range(1, 17)}
    return Preset.of("Impact; $1", "impact8", values | {"level": -12.0, "mix": 0.5} | changed, HOSTILE)


def ours(
    preset: Preset,
    note: float | None = None,
    velocity: float = 1.0,
    held: float | None = None,
    seconds: float = SECONDS,
) -> Sound:
    """The differentiable render, 64 bits, faded from the note-off on as the real-time voice does it."""
    found = voice(preset.voice)
    natural = torch.tensor([found.space.to_list(preset.parameters)], dtype=torch.float64)
    with torch.no_grad():
        sound = load_synth(found).render(natural, SAMPLE_RATE, seconds, note, velocity)[0].numpy()
    if held is None:
        return sound
    since = np.maximum(np.arange(sound.shape[1]) - round(held * SAMPLE_RATE), 0) / SAMPLE_RATE
    return sound * np.exp(-since / preset.parameters["release"])


Player = Callable[..., Sound]


@lru_cache
def _faust(name: str, double: bool) -> parity_faust.Faust:
    """One program for every preset of a voice: FM's parameters are sliders. An impact's modes are not."""
    preset = fm() if name == "fm" else fm(size=6) if name == "fm6" else impact()
    return parity_faust.Faust(formats.export(preset, "faust"), Path(tempfile.mkdtemp()), double)


def faust(
    preset: Preset, note=None, velocity=1.0, held=None, seconds=SECONDS, double=False, rate=SAMPLE_RATE
) -> Sound:  # fmt: skip
    given = {p.name: preset.parameters[p.name] for p in knobs(voice(preset.voice))}
    if note is None and "root_hz" in preset.parameters:
        given["freq"] = preset.parameters["root_hz"]
    return _faust(preset.voice, double).render(seconds, note, velocity, held, given, rate)


def faust64(*arguments, **options) -> Sound:
    return faust(*arguments, double=True, **options)


@lru_cache
def _definitions() -> Path:
    folder = Path(tempfile.mkdtemp())
    parity_scsynth.compile_all([formats.export(p, "supercollider") for p in (fm(), fm(size=6), impact())], folder)
    return folder


def scsynth(preset: Preset, note=None, velocity=1.0, held=None, seconds=SECONDS, block=64) -> Sound:
    late = LATE if preset.voice.startswith("impact") else 0
    given = {p.name: preset.parameters[p.name] for p in knobs(voice(preset.voice))}
    if note is None and "root_hz" in preset.parameters:
        given["freq"] = preset.parameters["root_hz"]
    length = seconds + late / SAMPLE_RATE
    name = identifier(preset.name)
    return parity_scsynth.render(name, _definitions(), length, note, velocity, held, given, block)[:, late:]


def csound(preset: Preset, note=None, velocity=1.0, held=None, seconds=SECONDS) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        files, key = formats.export(preset, "csound"), fitted_note(preset) if note is None else note
        return parity_csound.render(files, Path(folder), seconds, key, velocity, held)


def pd(preset: Preset, note=None, velocity=1.0, held=None, seconds=SECONDS) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        files, key = formats.export(preset, "puredata"), fitted_note(preset) if note is None else note
        return parity_pd.render(files, Path(folder), seconds, key, velocity, held)


MISSING = {
    "faust": parity_faust.missing, "faust64": parity_faust.missing, "scsynth": parity_scsynth.missing,
    "csound": parity_csound.missing, "pd": parity_pd.missing,
}  # fmt: skip
PLAYERS: dict[str, Player] = {"faust": faust, "faust64": faust64, "scsynth": scsynth, "csound": csound, "pd": pd}


def apart(sound: Sound, wanted: Sound) -> float:
    """Largest difference relative to the peak of what was wanted."""
    assert sound.shape == wanted.shape
    peak = np.abs(wanted).max()
    assert math.isfinite(peak) and peak > 1e-3
    return float(np.abs(sound - wanted).max() / peak)
