"""SuperCollider plays an export: sclang compiles SynthDefs without a window, scsynth renders a score without time."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.kernels.control import note_hz
from bridge.records import SAMPLE_RATE

PACKAGE = "supercollider-language and supercollider-server"
_BLOCK = 64
_COMPILED = "compiled"


def missing() -> str:
    """The package that brings what is not installed; "" if nothing is missing."""
    return "" if shutil.which("sclang") and shutil.which("scsynth") else PACKAGE


def compile_all(exports: Sequence[Mapping[str, bytes]], folder: Path) -> None:
    """Write exports to the folder and compile their SynthDefs, all in one run: sclang takes a second to begin."""
    lines = ["s = (waitForBoot: {});", "{"]  # nothing is booted here
    for files in exports:
        for file, data in files.items():
            (folder / file).write_bytes(data)
        (name,) = (n for n in files if n.endswith(".scd"))
        stem = Path(name).stem
        lines.append(f'"{folder / name}".load;')
        lines.append(f'File.use("{folder / stem}.scsyndef", "wb", {{ |file| file.write(~{stem}.asBytes) }});')
    (folder / "compile.scd").write_text(
        "(\n" + "\n".join(lines) + f'\n"{_COMPILED}".postln;\n}}.protect {{ 0.exit }};\n)\n'
    )
    # Qt would look for a screen, and its browser refuses to run as root
    quiet = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    command = ["sclang", str(folder / "compile.scd")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ | quiet, cwd=folder)
    if _COMPILED not in done.stdout or "ERROR" in done.stdout or "WARNING" in done.stdout:
        raise RuntimeError(f"sclang failed: {done.stdout[-2000:]}")


def render(
    name: str, folder: Path, seconds: float, note: float | None = None, velocity: float = 1.0,
    held: float | None = None, parameters: Mapping[str, float] | None = None, block: int = _BLOCK,
) -> NDArray[np.float64]:  # fmt: skip
    """One note [2, T] of a compiled export. held: seconds until note-off (None: never). block: samples a block."""
    setup = [_message("/d_recv", (folder / f"{name}.scsyndef").read_bytes())]
    controls: dict[str, float] = {"amp": velocity, **(parameters or {})}
    if note is not None:
        controls["freq"] = note_hz(note)
    wav = folder / f"{name}-reverb.wav"
    if wav.exists():
        setup.append(_message("/b_allocRead", 0, str(wav)))
        controls["buf"] = 0
    words = [word for pair in controls.items() for word in pair]
    score = [_bundle(0.0, *setup), _bundle(0.0, _message("/s_new", name, 1000, 0, 0, *words))]
    if held is not None:
        score.append(_bundle(held, _message("/n_set", 1000, "gate", 0.0)))
    score.append(_bundle(seconds + 0.01, _message("/c_set", 0, 0)))
    (folder / "score.osc").write_bytes(b"".join(score))
    command = [
        "scsynth",
        "-N",
        "score.osc",
        "_",
        "sound.wav",
        str(SAMPLE_RATE),
        "WAV",
        "float",
        "-o",
        "2",
        "-z",
        str(block),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder)
    if done.returncode or "FAILURE" in done.stdout + done.stderr or "exception" in done.stdout + done.stderr:
        raise RuntimeError(f"scsynth failed: {(done.stdout + done.stderr)[-2000:]}")
    sound, _ = soundfile.read(folder / "sound.wav", always_2d=True)
    return np.asarray(sound[: round(seconds * SAMPLE_RATE)].T)


def _message(address: str, *arguments: object) -> bytes:
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)  # type: ignore[arg-type]
    return builder.build().dgram


def _bundle(seconds: float, *messages: bytes) -> bytes:
    """A line of a score: its length, then the bundle."""
    when = struct.pack(">II", int(seconds), int(seconds % 1 * 2**32))
    body = b"#bundle\0" + when + b"".join(struct.pack(">i", len(m)) + m for m in messages)
    return struct.pack(">i", len(body)) + body
