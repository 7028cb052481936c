"""S_m: the multi-scale spectrograms that Audio-SDS compares when a prior decodes to a waveform.

The paper's are magnitudes. Matching sound to sound goes better on their logarithm, which hears quiet partials too. In
distillation it hears what is left of the noise there, and raises the whole sound to account for it (measured on a model
whose optimum is known: to 1.1 and 1.3 where 0.8 is right).
"""

from __future__ import annotations

import torch
from torch import Tensor

WINDOWS = (1024, 2048, 4096)
GAIN = 100.0
"""of `compressed`: −40 dB is where it turns from linear to logarithmic"""


def multi_scale(audio: Tensor, windows: tuple[int, ...] = WINDOWS) -> list[Tensor]:
    """Audio [B, channel, T] -> one |STFT| [B, channel, bins, frames] a window size, hop a quarter; 1 is full scale."""
    flat = audio.reshape(-1, audio.shape[-1])
    result = []
    for size in windows:
        window = torch.hann_window(size, device=audio.device, dtype=audio.dtype)
        spectrum = torch.stft(flat, size, size // 4, window=window * (2 / window.sum()), return_complex=True)
        power = spectrum.real.square() + spectrum.imag.square()
        magnitude = (power + 1e-12).sqrt()  # the root's slope at silence would be infinite
        result.append(magnitude.reshape(*audio.shape[:-1], *magnitude.shape[-2:]))
    return result


def compressed(spectrograms: list[Tensor], gain: float = GAIN) -> list[Tensor]:
    """log(1 + gain · S) of each."""
    return [torch.log1p(gain * s) for s in spectrograms]
