"""A sound file that a fit is to resemble, brought to what the prior hears: 44.1 kHz, from its onset on, −1 dBFS."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile
import torch
import torchaudio
from torch import Tensor

from bridge.errors import BadRequest
from bridge.records import SAMPLE_RATE

MAX_SECONDS = 30.0
MAX_CHANNELS = 8
RATES = (8000, 192000)
ONSET = 0.01
"""−40 dB of the peak: the onset is where a sound first comes so near to it; noise before an attack is below"""
SILENT = 1e-4
PEAK = 0.89


@dataclass(frozen=True)
class Reference:
    """audio [1, 2, T] at 44.1 kHz, peak −1 dBFS; sha256 of the file."""

    audio: Tensor
    sha256: str


def load_reference(path: Path | str, seconds: float) -> Reference:
    """The first `seconds` from the onset on, padded with silence. One channel becomes two, more than two their mean.

    Raises BadRequest: no such file, no sound file, empty, silent, not finite, longer than 30 s.
    """
    file = Path(path)
    sound, rate, digest = _read(file)
    if len(sound) > MAX_SECONDS * rate:
        raise BadRequest(f"{file} is longer than {MAX_SECONDS:g} s; cut out the sound that is meant")
    if not np.isfinite(sound).all():
        raise BadRequest(f"{file} holds values that are not finite; write the sound again")
    channels = sound.T if sound.shape[1] == 2 else np.repeat(sound.mean(1)[None], 2, 0)
    if np.abs(channels).max(initial=0.0) < SILENT:
        raise BadRequest(f"{file} is {'silent' if len(sound) else 'empty'}; choose another sound")
    audio = _resampled(torch.from_numpy(np.ascontiguousarray(channels)), rate)
    level = audio.abs().amax(0)
    onset = int((level > ONSET * level.max()).to(torch.uint8).argmax())
    audio = audio[:, onset : onset + round(seconds * SAMPLE_RATE)]
    audio = torch.nn.functional.pad(audio, (0, round(seconds * SAMPLE_RATE) - audio.shape[1]))
    return Reference((audio * (PEAK / audio.abs().max()))[None], digest)


def _read(file: Path) -> tuple[np.ndarray, int, str]:
    """Samples [T, channel], one more than the longest sound at most; their rate; the file's SHA-256."""
    mend = "name a WAV, FLAC, AIFF, OGG or MP3 file"
    if not file.is_file():  # a pipe or a device would never end
        raise BadRequest(f"{file} is {'no file' if file.exists() else 'not there'}; {mend}")
    try:
        with file.open("rb") as handle, soundfile.SoundFile(handle) as sound:
            rate, channels = sound.samplerate, sound.channels
            if not RATES[0] <= rate <= RATES[1] or channels > MAX_CHANNELS:
                limits = f"{RATES[0]} … {RATES[1]} Hz and at most {MAX_CHANNELS} channels"
                raise BadRequest(f"{file} has {channels} channels at {rate} Hz; convert it: {limits}")
            samples = sound.read(int(MAX_SECONDS * rate) + 1, dtype="float32", always_2d=True)
        with file.open("rb") as handle:
            return samples, rate, hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise BadRequest(f"cannot read {file}: {error.strerror}; {mend}") from error
    except (soundfile.SoundFileError, TypeError) as error:  # TypeError: .raw, which does not say what it holds
        raise BadRequest(f"{file} is no sound file that can be read; {mend}") from error


def _resampled(audio: Tensor, rate: int) -> Tensor:
    """[channel, T] at 44.1 kHz. An odd rate is taken for the nearest simple ratio, at most 0.05 % (a cent) off: the
    exact one would need a filter for each of 44,100 phases."""
    ratio = Fraction(SAMPLE_RATE, rate).limit_denominator(1000)
    return torchaudio.functional.resample(audio, ratio.denominator, ratio.numerator)
