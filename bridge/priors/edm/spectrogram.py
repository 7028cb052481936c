"""What the embedded prior sees: a log spectrogram on a warped time grid, at two window lengths.

One-shots carry their detail at the onset and fade; a uniform grid spends most of its frames on the fade. Here frame k
stands at  t_k = (a/b)·(e^{b k} − 1): `a` = 5 ms apart at the onset, about 60 ms apart after 1.5 s, 64 frames in all.

Two channels hold the spectrogram emphasis (Audio-SDS, §Decoder-SDS: several window sizes m) inside the prior itself:
channel 0 keeps the frequency detail (4,096 samples throughout), channel 1 the time detail (256 … 4,096 samples, one
and a half to three frame distances long). Bands are triangles, equally spaced in log(1 + f/250 Hz), 30 Hz to 18 kHz:
about a semitone wide in the treble, 15 Hz in the bass. Values are `(dB + 50) / 20` with a floor at −90 dB, where 0 dB
is the peak bin of a full-scale sine (its band sums to at most 1.76 dB more, the Hann window's noise bandwidth).

Everything is a plain differentiable torch expression: score distillation compares a voice with the prior by this very
analysis, so its gradient flows through here into the synthesizer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

FLOOR = 1e-9  # −90 dB: digital silence after a short clip must be a number, and 16-bit dither is no sound


@dataclass(frozen=True)
class Grid:
    """Sizes of the analysis. `shape` = [2, bands, frames]."""

    sample_rate: int = 44100
    seconds: float = 1.5
    bands: int = 80
    frames: int = 64
    low_hz: float = 30.0
    high_hz: float = 18000.0
    break_hz: float = 250.0
    first_step: float = 0.005
    long_window: int = 4096
    short_windows: tuple[int, ...] = (256, 512, 1024, 2048, 4096)

    @property
    def shape(self) -> tuple[int, int, int]:
        return (2, self.bands, self.frames)

    @property
    def samples(self) -> int:
        return round(self.seconds * self.sample_rate)

    @cached_property
    def times(self) -> np.ndarray:
        """Frame centres in seconds, [frames]; the first at 0, the last one step before `seconds`."""
        low, high = 0.0, 1.0
        for _ in range(80):  # the growth b that makes the grid end exactly at `seconds`
            b = 0.5 * (low + high)
            reach = self.first_step / b * math.expm1(b * self.frames) if b * self.frames < 50 else math.inf
            low, high = (b, high) if reach < self.seconds else (low, b)
        return self.first_step / b * np.expm1(b * np.arange(self.frames))

    @cached_property
    def window_of_frame(self) -> np.ndarray:
        """Short-channel window in samples for each frame: the smallest that spans one and a half frame distances."""
        step = np.gradient(self.times) * self.sample_rate
        sizes = np.array(self.short_windows)
        return sizes[np.minimum(np.searchsorted(sizes, 2 * step * 0.75), len(sizes) - 1)]

    @cached_property
    def band_hz(self) -> np.ndarray:
        """Band centres in Hz, [bands]."""
        return self._edges[1:-1]

    @cached_property
    def _edges(self) -> np.ndarray:
        low, high = (math.log1p(f / self.break_hz) for f in (self.low_hz, self.high_hz))
        return np.expm1(np.linspace(low, high, self.bands + 2)) * self.break_hz

    def filters(self, window: int) -> np.ndarray:
        """Triangular bands over the bins of one window length, [bands, window/2+1]; never narrower than two bins."""
        bins = np.arange(window // 2 + 1) * self.sample_rate / window
        width = self.sample_rate / window
        centre = self.band_hz[:, None]
        left = np.minimum(self._edges[:-2, None], centre - width)
        right = np.maximum(self._edges[2:, None], centre + width)
        return np.clip(np.minimum((bins - left) / (centre - left), (right - bins) / (right - centre)), 0, None)


class _Frames(torch.autograd.Function):
    """Cut frames of `size` samples at `starts` out of [B, T]. The backward adds slices in a loop: torch's own
    index_put backward sorts every index and took longer than the FFTs."""

    @staticmethod
    def forward(ctx: Any, audio: Tensor, starts: tuple[int, ...], size: int) -> Tensor:
        ctx.starts, ctx.size, ctx.length = starts, size, audio.shape[-1]
        return torch.stack([audio[:, s : s + size] for s in starts], dim=1)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None]:
        (grad,) = grads
        total = grad.new_zeros(grad.shape[0], ctx.length)
        for k, start in enumerate(ctx.starts):
            total[:, start : start + ctx.size] += grad[:, k]
        return total, None, None


class _Power(torch.autograd.Function):
    """|rfft(x)|² along the last axis, [..., N] -> [..., N/2 + 1]; N even. torch's own backward of rfft runs a complex
    FFT, this one a real one:

        p_k = |X_k|²,  ∂L/∂x_n = 2 Re Σ_k g_k X_k e^{2πikn/N} = N · irfft(c g X)_n     c: 1, but 2 for k = 0 and N/2,

    because irfft counts each k twice but for those two.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        spectrum = torch.fft.rfft(x)
        ctx.save_for_backward(spectrum)
        return spectrum.real.square() + spectrum.imag.square()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *grads: Tensor) -> Tensor:
        (spectrum,) = ctx.saved_tensors
        size = 2 * (spectrum.shape[-1] - 1)
        bent = spectrum * grads[0]
        bent[..., 0] *= 2
        bent[..., -1] *= 2
        return torch.fft.irfft(bent, size) * size


class WarpedSpectrogram(torch.nn.Module):
    """audio [B, channel, T] or [B, T] -> [B, 2, bands, frames]. Stereo is analysed as its mono sum."""

    def __init__(self, grid: Grid | None = None) -> None:
        super().__init__()
        self.grid = grid = grid or Grid()
        centres = np.round(grid.times * grid.sample_rate).astype(int)
        self._pad = grid.long_window // 2
        self._groups: list[tuple[int, int, tuple[int, ...], list[int]]] = []
        plan = [(0, grid.long_window, list(range(grid.frames)))]
        plan += [
            (1, int(w), np.flatnonzero(grid.window_of_frame == w).tolist()) for w in np.unique(grid.window_of_frame)
        ]
        for channel, window, frames in plan:
            starts = tuple(int(centres[k]) - window // 2 + self._pad for k in frames)
            self._groups.append((channel, window, starts, frames))
            if not hasattr(self, f"filter{window}"):
                self.register_buffer(f"filter{window}", torch.tensor(grid.filters(window)), persistent=False)
                hann = torch.hann_window(window, dtype=torch.float64)
                self.register_buffer(f"window{window}", hann * (2 / hann.sum()), persistent=False)

    def power(self, audio: Tensor) -> Tensor:
        """Band powers before the logarithm, same shape."""
        mono = audio.mean(dim=1) if audio.ndim == 3 else audio
        mono = mono[:, : self.grid.samples]
        short = self.grid.samples - mono.shape[-1]
        mono = torch.nn.functional.pad(mono, (self._pad, self._pad + short))
        channels: list[list[Tensor]] = [[], []]
        for channel, window, starts, frames in self._groups:
            if channel == 1 and window == self.grid.long_window:  # channel 0 has been there
                channels[1].append(channels[0][0][:, frames])
                continue
            cut = _Frames.apply(mono, starts, window)
            energy = _Power.apply(cut * getattr(self, f"window{window}").to(mono.dtype))
            channels[channel].append(energy @ getattr(self, f"filter{window}").to(mono.dtype).T)
        return torch.stack([torch.cat(parts, dim=1).mT for parts in channels], dim=1)

    def forward(self, audio: Tensor) -> Tensor:
        return to_scale(self.power(audio))


def to_scale(power: Tensor) -> Tensor:
    """Band power -> the prior's units."""
    return (10 * torch.log10(power + FLOOR) + 50) / 20


def from_scale(z: Tensor) -> Tensor:
    """The prior's units -> band power (the floor taken off again)."""
    return (torch.pow(10.0, (20 * z - 50) / 10) - FLOOR).clamp_min(0)
