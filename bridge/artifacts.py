"""The folder a fit leaves behind: preset.json, preset.syx, sound.wav, report.png, of the voice dx7 also dx7-voice.syx
and dx7-bank.syx; for each candidate but the best all but the report in a folder of its own, and candidates.png."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bridge.files import write_atomic
from bridge.origin import of_candidate
from bridge.presets import dx7, json_codec, sysex
from bridge.presets.dx7_voice import patch_of, portable
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE, Candidate, FitRequest

FILES = ("preset.json", "preset.syx", "sound.wav", "report.png")


def wav_bytes(audio: np.ndarray, sample_rate: int = SAMPLE_RATE) -> bytes:
    """[channel, T] float -> a 24-bit WAV file's bytes."""
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, np.clip(audio.T, -1, 1), sample_rate, subtype="PCM_24", format="WAV")
    return buffer.getvalue()


def _played(voice: str, parameters: Mapping[str, float], seconds: float) -> np.ndarray:
    from bridge.realtime.engine import render_preset  # compiled: who only writes a WAV file need not wait for it

    return render_preset(voice, parameters, seconds=seconds)


def write_preset(folder: Path, preset: Preset, seconds: float) -> dict[str, str]:
    """preset.json, preset.syx, the real-time voice's own render, of a DX7 its own files. Returns name -> path."""
    sound = _played(preset.voice, preset.parameters, seconds)
    contents = {
        "preset.json": json_codec.dumps(preset).encode(),
        "preset.syx": b"".join(sysex.encode(preset)),
        "sound.wav": wav_bytes(sound),
    }
    if preset.voice == "dx7":
        contents |= dx7_files(preset)
    return {name: str(write_atomic(folder / name, data)) for name, data in contents.items()}


def dx7_files(preset: Preset) -> dict[str, bytes]:
    """What a DX7 loads: the single voice, and a bank of 32 with it in the first place, since some load banks only.

    In levels that every engine reads alike (`portable`).
    """
    patch = portable(patch_of(preset))
    return {"dx7-voice.syx": dx7.write_voice(patch), "dx7-bank.syx": dx7.write_bank([patch])}


def write_candidates(folder: Path, best: Preset, candidates: Sequence[Candidate], seconds: float) -> dict[str, Any]:
    """candidate-2/preset.json …, and all of them side by side in candidates.png.

    best: the first candidate, which lies in `folder` itself. Returns {"candidates": [{score, file name: path}],
    "candidates.png": path}.
    """
    from bridge.evaluate.pictures import contact_sheet

    record = [{"score": candidates[0].score, **{name: str(folder / name) for name in FILES[:3]}}]
    for number, found in enumerate(candidates[1:], 2):
        origin = of_candidate(best.provenance, number, found.score, found.pitch_hz)
        preset = Preset.of(best.name, best.voice, found.parameters, origin)
        files = write_preset(folder / f"candidate-{number}", preset, seconds)
        record.append({"score": found.score, **files})
    sounds = [_played(best.voice, c.parameters, seconds) for c in candidates]
    title = f"scores {', '.join(f'{c.score:.3f}' for c in candidates)}"
    picture = contact_sheet(folder / "candidates.png", [(title, sounds)], SAMPLE_RATE)
    return {"candidates": record, "candidates.png": str(picture)}


def write_report(
    folder: Path, request: FitRequest, parameters: Mapping[str, float], initial: Mapping[str, float],
    target: np.ndarray, losses: Sequence[float], subtitle: str,
) -> str:  # fmt: skip
    """report.png: spectrograms before, of the prior's imagination, and after; envelopes, matrix or modes; loss."""
    from bridge.evaluate.pictures import fit_report

    before, after = (_played(request.voice, p, request.seconds) for p in (initial, parameters))
    path = fit_report(
        folder / "report.png",
        prompt=request.prompt,
        before=before,
        target=target,
        after=after,
        sample_rate=SAMPLE_RATE,
        losses=losses,
        voice=request.voice,
        parameters=parameters,
        subtitle=subtitle,
    )
    return str(path)
