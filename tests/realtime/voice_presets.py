"""Random but tame presets, below what the limiter touches, and plain definitions to hold voices against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.kernels.control import fm_control, fm_envelope, fm_time, impact_control
from bridge.kernels.noise import reverb_impulse_numpy
from bridge.voices.catalog import voice

RATE = 44100


def random_preset(name: str, seed: int = 0) -> dict[str, float]:
    """FM: modulation well below chaos. Impact: amplitudes that sum to a peak below −1 dBFS."""
    rng = np.random.default_rng(seed)
    found = voice(name)
    preset = {p.name: p.to_natural(rng.uniform(0.1, 0.7)) for p in found.space}
    if found.family == "fm":
        for v in range(1, found.size + 1):
            preset[f"op{v}_level"] = rng.uniform(0.1, 0.3)
            for j in range(1, found.size + 1):
                preset[f"a{v}{j}"] = rng.uniform(-0.7, 0.7)
        return preset | {"level": -12.0}
    for n in range(1, found.size + 1):
        preset[f"mode{n}_amp"] = rng.uniform(0.2, 1.0) / found.size
    for m in range(1, 17):
        preset[f"band{m}_amp"] = rng.uniform(0.01, 0.03)
        preset[f"band{m}_damping"] = 8.0 * 10.0 ** rng.uniform(0.0, 1.0)
    return preset | {"level": -18.0}


def fm_definition(name: str, preset: dict[str, float], samples: int, note: int | None) -> NDArray[np.float64]:
    """The recurrence as it is written, [2, samples]."""
    space = voice(name).space
    control = fm_control(space, space.to_list(preset), RATE, note)
    phase = control.omega[:, None] * fm_time(control, 0, samples)
    envelope = fm_envelope(control, 0, samples)
    u, y = np.zeros(len(control.omega)), np.zeros(samples)
    for t in range(samples):
        y[t] = control.output @ u
        u = envelope[:, t] * np.sin(phase[:, t] + control.matrix @ u)
    return np.stack([control.left * y, control.right * y])


def impact_definition(name: str, preset: dict[str, float], samples: int, note: int | None) -> NDArray[np.float64]:
    """Sum of damped cosines, and its convolution with the whole untruncated reverb, [2, samples]."""
    space = voice(name).space
    control = impact_control(space, space.to_list(preset), RATE, note)
    t = np.arange(samples)
    modes = np.exp(-control.damping[:, None] * t) * np.cos(control.omega[:, None] * t)
    body = control.amplitude @ modes
    bands = (control.band_hz, control.band_damping, control.band_amplitude)
    reverb = reverb_impulse_numpy(*bands, RATE).astype(np.float64)
    size = 2 ** int(np.ceil(np.log2(samples + reverb.shape[1])))
    wet = np.fft.irfft(np.fft.rfft(body, size) * np.fft.rfft(reverb, size), size)[:, :samples]
    return np.asarray(control.dry * body + control.wet * wet)
