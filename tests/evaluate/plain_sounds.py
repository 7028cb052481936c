"""Sounds anyone would name at once, made of sines and noise: [1, 1.5 s] at 44.1 kHz."""

import torch
from torch import Tensor

RATE = 44100
CLOCK = torch.arange(round(1.5 * RATE)) / RATE


def noise(seed: int = 0) -> Tensor:
    return torch.randn(len(CLOCK), generator=torch.Generator().manual_seed(seed))


def band(audio: Tensor, low: float, high: float) -> Tensor:
    """Keep `low` … `high` Hz."""
    spectrum = torch.fft.rfft(audio)
    hz = torch.fft.rfftfreq(len(audio), 1 / RATE)
    return torch.fft.irfft(spectrum * ((hz > low) & (hz < high)), len(audio))


def kick() -> Tensor:
    phase = 2 * torch.pi * (48 * CLOCK + (220 - 48) * 0.02 * (1 - torch.exp(-CLOCK / 0.02)))
    click = 0.1 * band(noise(), 1000, 6000) * torch.exp(-CLOCK / 0.004)
    return (torch.sin(phase) * torch.exp(-CLOCK / 0.12) + click)[None]


def hihat() -> Tensor:
    return (band(noise(), 7000, 20000) * torch.exp(-CLOCK / 0.03))[None]


def snare() -> Tensor:
    body = torch.sin(2 * torch.pi * 190 * CLOCK) * torch.exp(-CLOCK / 0.06)
    return (0.5 * body + 0.5 * band(noise(), 600, 15000) * torch.exp(-CLOCK / 0.09))[None]


def cymbal() -> Tensor:
    return (band(noise(), 3000, 20000) * torch.exp(-CLOCK / 0.6))[None]


def bell() -> Tensor:
    partials = [(1.0, 1.2), (2.76, 0.7), (5.4, 0.4), (8.93, 0.25)]
    tones = [torch.sin(2 * torch.pi * 660 * r * CLOCK) * torch.exp(-CLOCK / t) / r**0.7 for r, t in partials]
    return sum(tones, torch.zeros_like(CLOCK))[None]


def held_saw() -> Tensor:
    tones = [torch.sin(2 * torch.pi * 220 * k * CLOCK) / k for k in range(1, 40)]
    return (sum(tones, torch.zeros_like(CLOCK)) * (CLOCK / 0.01).clamp_max(1))[None]
