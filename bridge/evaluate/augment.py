"""The same sound in other rooms, on other gear: what the tagger must not mind.

Pitch, decay, tilt, band limits, room, noise, cuts, and the smeared phase of anything that came back from a
spectrogram: a judge that knows "natural" phase would give prior samples and recordings different marks for
nothing.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from bridge.evaluate.front_end import SAMPLE_RATE, SAMPLES

_FFT = 131072  # 1.5 s and a reverb tail of as much, without wrapping


def augment(audio: Tensor, generator: np.random.Generator) -> Tensor:
    """Prepared audio [B, SAMPLES] -> varied audio [B, SAMPLES], every row by its own dice."""
    rows = [_resample(row, 2 ** (generator.normal(0, 1.8) / 12)) for row in audio]
    varied = _filters(torch.stack(rows), generator)
    varied = _fades(varied, generator)
    chosen = np.flatnonzero(generator.random(len(varied)) < 0.25)
    if len(chosen):
        varied[chosen] = _smear_phase(varied[chosen], generator)
    return _noise(varied, generator)


def _resample(audio: Tensor, ratio: float) -> Tensor:
    """Play [T] faster by `ratio`, linearly interpolated (the lost treble is one more variation)."""
    position = torch.arange(SAMPLES, dtype=torch.float64) * ratio
    left = position.long()
    weight = (position - left).float()
    padded = torch.nn.functional.pad(audio, (0, 2))
    left = left.clamp_max(SAMPLES)
    return padded[left] * (1 - weight) + padded[left + 1] * weight


def _filters(audio: Tensor, generator: np.random.Generator) -> Tensor:
    """Tilt, one bell, band limits and a light room, all in one product of spectra."""
    n = len(audio)
    hz = torch.linspace(0, SAMPLE_RATE / 2, _FFT // 2 + 1).clamp_min(10)
    octave = torch.log2(hz / 1000)

    def dice(low: float, high: float) -> Tensor:
        return torch.tensor(generator.uniform(low, high, (n, 1)), dtype=torch.float32)

    gain = dice(-2.5, 2.5) * octave.clamp(-4, 4)
    gain = gain + dice(-8, 8) * torch.exp(-(((octave - dice(-3.5, 3.5)) / dice(0.4, 1.2)) ** 2))
    top = torch.where(dice(0, 1) < 0.3, dice(1.0, 4.0), 9.0)  # 2 kHz … 16 kHz, or none
    bottom = torch.where(dice(0, 1) < 0.2, dice(-5.0, -2.5), -9.0)
    slope = 10 ** (gain / 20) / (1 + 4 ** (4 * (octave - top))).sqrt()
    slope = slope / (1 + 4 ** (3 * (bottom - octave))).sqrt()
    clock = torch.arange(SAMPLES) / SAMPLE_RATE
    noise = torch.tensor(generator.standard_normal((n, SAMPLES), dtype=np.float32))
    room = noise * torch.exp(-clock / dice(0.02, 0.35)) * (clock > dice(0.0, 0.02))
    room = room / room.square().sum(1, keepdim=True).sqrt().clamp_min(1e-6)
    room = room * torch.where(dice(0, 1) < 0.45, 10 ** (dice(-26, -8) / 20), 0.0)
    room[:, 0] += 1.0
    spectrum = torch.fft.rfft(audio, _FFT) * torch.fft.rfft(room, _FFT) * slope
    return torch.fft.irfft(spectrum, _FFT)[:, :SAMPLES]


def _fades(audio: Tensor, generator: np.random.Generator) -> Tensor:
    """A faster decay for a third, a cut with a short fade for a quarter, a little saturation for a fifth."""
    n = len(audio)
    clock = torch.arange(SAMPLES) / SAMPLE_RATE
    decay = torch.tensor(np.exp(generator.uniform(np.log(0.12), np.log(2.0), (n, 1))), dtype=torch.float32)
    decay[generator.random(n) > 0.33] = 1e9
    cut = torch.tensor(generator.uniform(0.25, 1.4, (n, 1)), dtype=torch.float32)
    cut[generator.random(n) > 0.25] = 1e9
    audio = audio * torch.exp(-clock / decay) * ((cut - clock) / 0.02).clamp(0, 1)
    audio = audio / audio.abs().amax(1, keepdim=True).clamp_min(1e-6)
    drive = torch.tensor(generator.uniform(1.0, 4.0, (n, 1)), dtype=torch.float32)
    soft = torch.tanh(drive * audio) / torch.tanh(drive)
    return torch.where(torch.tensor(generator.random((n, 1)) < 0.2), soft, audio)


def _smear_phase(audio: Tensor, generator: np.random.Generator) -> Tensor:
    """Keep the short-time magnitudes, throw the phases away, and walk two Griffin–Lim steps back."""
    size = int(generator.choice([512, 1024, 2048]))
    window = torch.hann_window(size)
    magnitude = torch.stft(audio, size, size // 4, window=window, return_complex=True).abs()
    angle = torch.tensor(generator.uniform(-np.pi, np.pi, magnitude.shape), dtype=torch.float32)
    for _ in range(2):
        waveform = torch.istft(torch.polar(magnitude, angle), size, size // 4, window=window, length=SAMPLES)
        angle = torch.stft(waveform, size, size // 4, window=window, return_complex=True).angle()
    return torch.istft(torch.polar(magnitude, angle), size, size // 4, window=window, length=SAMPLES)


def _noise(audio: Tensor, generator: np.random.Generator) -> Tensor:
    """White noise between −75 and −35 dB of the peak; half of the rows stay clean."""
    n = len(audio)
    level = 10 ** (generator.uniform(-75, -35, (n, 1)) / 20) * (generator.random((n, 1)) < 0.5)
    peak = audio.abs().amax(1, keepdim=True)
    noise = generator.standard_normal(audio.shape, dtype=np.float32) * level.astype(np.float32)
    return audio + peak * torch.tensor(noise)
