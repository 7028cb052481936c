"""Csound plays an export, offline, into a file of doubles."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from bridge.kernels.control import AS_FITTED_NOTE
from bridge.records import SAMPLE_RATE

PACKAGE = "csound"


def missing() -> str:
    """The package that brings what is not installed; "" if nothing is missing."""
    return "" if shutil.which("csound") else PACKAGE


def render(
    files: Mapping[str, bytes], folder: Path, seconds: float, note: float = AS_FITTED_NOTE, velocity: float = 1.0,
    held: float | None = None,
) -> NDArray[np.float64]:  # fmt: skip
    """One note [2, T]; velocity 1 is MIDI's 127. held: seconds until note-off (None: never)."""
    held = seconds + 1 if held is None else held
    event = f'i "{_instrument(files)}" 0 {held!r} {note!r} {127 * velocity!r}'
    return perform(files, folder, f"{event}\ne {seconds!r}")[:, : round(seconds * SAMPLE_RATE)]


def perform(files: Mapping[str, bytes], folder: Path, score: str, *options: str) -> NDArray[np.float64]:
    """A score in place of the export's own [2, T]."""
    for file, data in files.items():
        (folder / file).write_bytes(data)
    name = f"{_instrument(files)}.csd"
    score = f"<CsScore>\n{score}\n</CsScore>"
    (folder / name).write_text(re.sub(r"<CsScore>.*</CsScore>", score, files[name].decode(), flags=re.DOTALL))
    command = ["csound", "-d", "-m0", "-W", "--format=double", "-o", "sound.wav", *options, name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode or "error" in done.stderr.lower().replace("errors in performance", ""):
        raise RuntimeError(f"csound failed: {done.stderr[-2000:]}")
    sound, rate = soundfile.read(folder / "sound.wav", always_2d=True)
    if rate != SAMPLE_RATE:
        raise RuntimeError(f"csound rendered at {rate} Hz")
    return np.asarray(sound.T)


def _instrument(files: Mapping[str, bytes]) -> str:
    (name,) = (Path(n).stem for n in files if n.endswith(".csd"))
    return name
