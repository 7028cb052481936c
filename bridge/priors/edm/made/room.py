"""Made-up rooms: sparse first reflections and a tail of noise whose high end dies first (Moorer 1979)."""

from __future__ import annotations

import numpy as np

from bridge.priors.edm.made.sound import SAMPLE_RATE

ROOMS = {
    "dry": (0.0, 0.0, 0.0),
    "small": (0.25, 0.55, 0.004),
    "hall": (1.6, 3.2, 0.020),
}
"""name -> reverberation time in s (shortest, longest) and the first reflection in s."""
PHRASES = {
    "dry": ("dry", "dry and close"),
    "small": ("in a small room", "in a room", "with room"),
    "hall": ("in a big hall", "with reverb", "with long reverb", "in a large hall"),
}


def place(audio: np.ndarray, room: str, rng: np.random.Generator, wet: float = 0.5) -> np.ndarray:
    """[T] -> [T'] in the room; wet: level of what the walls return, relative to the sound itself, by energy."""
    shortest, longest, first = ROOMS[room]
    if longest == 0.0:
        return audio
    t60 = rng.uniform(shortest, longest)
    length = int(min(t60, 1.6) * SAMPLE_RATE)
    t = np.arange(length) / SAMPLE_RATE
    tail = rng.standard_normal(length) * 10 ** (-3 * t / t60)
    dark = rng.standard_normal(length) * 10 ** (-3 * t / (0.4 * t60))  # what walls and air take from the high end
    size = 1 << (len(audio) + length + 2048).bit_length()
    frequency = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    low = 1 / (1 + (frequency / rng.uniform(1500, 4000)) ** 2)
    response = np.fft.rfft(tail, size) * low + np.fft.rfft(dark, size) * (1 - low)
    echoes = np.zeros(length)
    delays = first + rng.uniform(0, 6 * first, 6)
    echoes[(delays * SAMPLE_RATE).astype(int).clip(0, length - 1)] = rng.uniform(-1, 1, 6) * 3
    response = response * np.exp(-2j * np.pi * frequency * first) + np.fft.rfft(echoes, size) * low
    returned = np.fft.irfft(np.fft.rfft(audio, size) * response, size)
    returned *= wet * np.sqrt((audio**2).sum() / max(float((returned**2).sum()), 1e-12))
    out = returned[: len(audio) + length]
    out[: len(audio)] += audio
    return out
