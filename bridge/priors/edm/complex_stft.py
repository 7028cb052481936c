"""The other thing a prior can see: a complex STFT with compressed magnitudes, as EDMSound's (arXiv 2311.08667, §3).

    X = STFT of the mono sum,   Y = |X|^½ e^{j∠X},   z = Y / scale

Real and imaginary part are the two channels, so the way back to a waveform is exact and needs no phase to be found.
The square root halves the range in decibels; without it a few onset bins would be all that a squared error sees.
EDMSound multiplies by 0.3 to get a small σ_data; here `scale` [bins, frames], measured on the training data, does so
for every bin and frame, because one-shots are loud in the bass and at the onset and noise of one σ would bury the rest.

Window and hop last as long as EDMSound's (510 and 256 samples at 22.05 kHz: 23 and 12 ms). Of the bins of a 44.1 kHz
STFT only those below `bandwidth_hz` are kept: what is above is not seen, and comes back as silence.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

SILENCE = 1e-10
"""−100 dB as a power: where the square root, whose slope at zero is infinite, turns into a straight line."""


@dataclass(frozen=True)
class ComplexGrid:
    """Sizes of the STFT. `shape` = [2 (real, imaginary), bins, frames]."""

    sample_rate: int = 44100
    seconds: float = 1.5
    window: int = 1040
    hop: int = 520
    bins: int = 416

    @property
    def samples(self) -> int:
        return round(self.seconds * self.sample_rate)

    @property
    def frames(self) -> int:
        return self.samples // self.hop + 1

    @property
    def shape(self) -> tuple[int, int, int]:
        return (2, self.bins, self.frames)

    @property
    def bandwidth_hz(self) -> float:
        """Centre of the highest bin that is kept."""
        return (self.bins - 1) * self.sample_rate / self.window


class ComplexSpectrogram(torch.nn.Module):
    """audio [B, channel, T] or [B, T] -> Y [B, 2, bins, frames] (`forward`), and back (`inverse`)."""

    hann: Tensor

    def __init__(self, grid: ComplexGrid | None = None) -> None:
        super().__init__()
        self.grid = grid or ComplexGrid()
        self.register_buffer("hann", torch.hann_window(self.grid.window), persistent=False)

    def forward(self, audio: Tensor) -> Tensor:
        """Longer sounds are cut, shorter ones padded with silence. |X| of a full-scale sine is 1."""
        g, mono = self.grid, self._mono(audio)
        spectrum = torch.stft(mono, g.window, g.hop, window=self._window(mono), center=True, pad_mode="constant",
                              return_complex=True)  # fmt: skip
        kept = spectrum[:, : g.bins] * (2 / self.hann.sum().to(mono))
        return compress(torch.stack([kept.real, kept.imag], dim=1))

    def inverse(self, y: Tensor) -> Tensor:
        """Y [B, 2, bins, frames] -> audio [B, T], least squares (Griffin & Lim 1984, eq. 6)."""
        g = self.grid
        x = expand(y) * (self.hann.sum().to(y) / 2)
        x = torch.nn.functional.pad(x, (0, 0, 0, g.window // 2 + 1 - g.bins))
        spectrum = torch.view_as_complex(x.permute(0, 2, 3, 1).contiguous())
        return torch.istft(spectrum, g.window, g.hop, window=self._window(y), center=True, length=g.samples)

    def limit(self, audio: Tensor) -> Tensor:
        """What of a sound `inverse` could give back, differentiably: its mono sum [B, T] below the bandwidth."""
        spectrum = torch.fft.rfft(self._mono(audio))
        hertz = torch.fft.rfftfreq(self.grid.samples, 1 / self.grid.sample_rate, device=audio.device)
        return torch.fft.irfft(spectrum * (hertz <= self.grid.bandwidth_hz), self.grid.samples)

    def _mono(self, audio: Tensor) -> Tensor:
        mono = audio.mean(dim=1) if audio.ndim == 3 else audio
        mono = mono[:, : self.grid.samples]
        return torch.nn.functional.pad(mono, (0, self.grid.samples - mono.shape[-1]))

    def _window(self, like: Tensor) -> Tensor:
        return self.hann.to(like)


def compress(x: Tensor) -> Tensor:
    """X [B, 2, ...] (real, imaginary) -> |X|^½ e^{j∠X}, smooth at zero."""
    return x * (x.square().sum(1, keepdim=True) + SILENCE) ** -0.25


def expand(y: Tensor) -> Tensor:
    """The inverse of `compress`: with p = |X|², |Y|⁴ = p²/(p + ε) is a quadratic equation for p."""
    q = y.square().sum(1, keepdim=True).square()
    power = 0.5 * (q + (q.square() + 4 * SILENCE * q).sqrt())
    return y * (power + SILENCE) ** 0.25
