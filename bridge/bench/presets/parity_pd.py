"""Pure Data plays an export, without a window and faster than time, into two arrays that become a file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from bridge.exports.pd_patch import Patch
from bridge.kernels.control import AS_FITTED_NOTE
from bridge.records import SAMPLE_RATE

PACKAGE = "puredata-core"
_BLOCK = 64


def missing() -> str:
    """The package that brings what is not installed; "" if nothing is missing."""
    return "" if shutil.which("pd") else PACKAGE


def render(
    files: Mapping[str, bytes], folder: Path, seconds: float, note: float = AS_FITTED_NOTE, velocity: float = 1.0,
    held: float | None = None,
) -> NDArray[np.float64]:  # fmt: skip
    """One note [2, T]; velocity 1 is MIDI's 127. held: seconds until note-off (None: never)."""
    events = [(0.0, note, velocity)] + ([] if held is None else [(held, note, 0.0)])
    return play(files, folder, seconds, events)


def play(
    files: Mapping[str, bytes], folder: Path, seconds: float, events: Sequence[tuple[float, float, float]]
) -> NDArray[np.float64]:
    """Notes as (second, note, velocity) [2, T]; velocity 1 is MIDI's 127, 0 lets the note go."""
    for file, data in files.items():
        (folder / file).write_bytes(data)
    (name,) = (n.removesuffix("-voice.pd") for n in files if n.endswith("-voice.pd"))
    frames = round(seconds * SAMPLE_RATE)
    (folder / "player.pd").write_bytes(bytes(_player(name, frames, events)))
    command = ["pd", "-nogui", "-noaudio", "-batch", "-stderr", "-r", str(SAMPLE_RATE), "player.pd"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder)
    told = [line for line in done.stderr.splitlines() if line and "priority" not in line]
    if done.returncode or any("error" in line or "couldn't" in line or "no such" in line for line in told):
        raise RuntimeError(f"pd failed: {done.stderr[-2000:]}")
    sound, _ = soundfile.read(folder / "sound.wav", always_2d=True)
    return np.asarray(sound[:frames].T)


def _player(name: str, frames: int, events: Sequence[tuple[float, float, float]]) -> Patch:
    patch = Patch()
    start = patch.obj("t b b b", patch.obj("loadbang"))
    instrument = patch.obj(name)
    for side in range(2):
        patch.obj(f"array define side{side} {frames + _BLOCK}")
        patch.connect(start, 1, patch.obj(f"tabwrite~ side{side}", (instrument, side)), 0)
    for when, note, velocity in events:
        middle = when + _BLOCK / 2 / SAMPLE_RATE  # of its block, so that no rounding moves it to another
        clock = patch.obj(f"delay {1000 * middle!r}", (start, 0)) if when else start
        patch.connect(patch.msg(f"{note!r} {127 * velocity!r}", (clock, 0)), 0, instrument, 0)
    order = patch.obj("t b b", patch.obj(f"delay {1000 * (frames / SAMPLE_RATE + 0.01)!r}", (start, 0)))
    patch.obj("soundfiler", patch.msg("write -wave -bytes 4 sound.wav side0 side1", (order, 1)))
    patch.msg("; pd quit", (order, 0))
    patch.msg("; pd dsp 1", (start, 2))
    return patch
