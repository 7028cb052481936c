"""S_m: the multi-scale spectrograms that Audio-SDS compares when a prior decodes to a waveform."""

from __future__ import annotations

import torch
from torch import Tensor

WINDOWS = (1024, 2048, 4096)


def multi_scale(audio: Tensor, windows: tuple[int, ...] = WINDOWS, gain: float = 100.0) -> list[Tensor]:
    """Audio [B, channel, T] -> one log(1 + gain·|STFT|) [B, channel, bins, frames] a window size, hop a quarter."""
    flat = audio.reshape(-1, audio.shape[-1])
    result = []
    for size in windows:
        window = torch.hann_window(size, device=audio.device, dtype=audio.dtype)
        spectrum = torch.stft(flat, size, size // 4, window=window * (2 / window.sum()), return_complex=True)
        power = spectrum.real.square() + spectrum.imag.square()
        magnitude = (power + 1e-12).sqrt()  # the root's slope at silence would be infinite
        result.append(torch.log1p(gain * magnitude).reshape(*audio.shape[:-1], *magnitude.shape[-2:]))
    return result
