"""Natural parameters -> the few numbers a sample loop needs. No torch: the real-time voice uses it too.

The differentiable synthesizers (`bridge.synths`) compute the same formulas with gradients; tests hold the two
together. Times are in samples, frequencies in radians per sample; t = 0, 1, 2 … counts from the note's start.

FM (`fm_control`)
    ω_v     = 2π/rate · (note_hz · ratio_v if mode_v = 0 else fixed_hz_v)
    note_hz = root_hz, or 440·2^((note−69)/12) when a note is played
    ω_v(t)  = ω_v · (1 + s·e^{−t/τ}),  s = 2^(sweep/12) − 1,  τ = sweep_time · rate
    W(t)    = t + s·τ·(1 − e^{−t/τ})                     the integral of the above: "warped time", in samples
    f_v(t)  = min(t/α_v, 1) · e^{−max(t−α_v, 0)/δ_v} · fade(ω_v(t))
    u_v[t]  = f_v(t) · sin(ω_v·W(t) + Σ_j A_vj·u_j[t−1]),  u[−1] = 0
    y[t]    = Σ_v a_v·u_v[t−1]
    out[left, t] = left·y[t],  out[right, t] = right·y[t]
    left = g·√2·cos θ,  right = g·√2·sin θ,  θ = (pan + 1)·π/4,  g = 10^(level/20) · velocity

Impact (`impact_control`)
    obj[t]     = Σ_n a_n · e^{−d_n t} · cos(ω_n t)
    ω_n        = 2π/rate · hz_n · 2^((note−60)/12),   d_n = damping_n / rate
    rev[ch, t] = `noise.reverb_impulse_numpy(band_hz, band_damping, band_amplitude, rate, length)`
    out[ch]    = dry · obj + wet · (obj ⋆ rev[ch]),   dry = g·(1 − mix),  wet = g·mix
    Amplitudes a_n and ã_m are already multiplied by fade(ω_n) and fade(2π·band_hz/rate).
    A note moves the modes only, not the reverb.

fade(ω) is 1 below 0.45 of the sample rate, 0 from Nyquist on, and a cubic smoothstep between: an oscillator
that a high note or a sweep pushes past Nyquist goes silent instead of folding back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.params import ParamSpace

FADE_START = 0.45
"""cycles per sample at which oscillators begin to fade; they are silent at 0.5"""
AS_FITTED_NOTE = 60
"""the note at which an impact voice sounds as it was fitted"""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class FMControl:
    """One FM note. V operators; arrays are float64."""

    omega: Array
    """[V] resting frequency, rad/sample"""
    warp: float
    """s = 2^(sweep/12) − 1"""
    warp_time: float
    """τ, samples"""
    attack: Array
    """[V] α, samples"""
    decay: Array
    """[V] δ, samples"""
    matrix: Array
    """[V, V] A_vj, rad: modulation of v by j"""
    output: Array
    """[V] a_v"""
    left: float
    right: float
    release: float
    """time constant of the fade after note-off, samples (real-time only)"""
    fades: bool
    """False when fade(ω_v(t)) is 1 for every operator at all times, so that a renderer may leave it out"""


@dataclass(frozen=True)
class ImpactControl:
    """One impact note. N modes, M reverb bands; arrays are float64."""

    omega: Array
    """[N] rad/sample"""
    damping: Array
    """[N] per sample"""
    amplitude: Array
    """[N], fade included"""
    band_hz: Array
    """[M] Hz"""
    band_damping: Array
    """[M] per sample"""
    band_amplitude: Array
    """[M], fade included"""
    dry: float
    wet: float
    release: float
    """time constant of the fade after note-off, samples (real-time only)"""


def nyquist_fade(omega: Array) -> Array:
    """Gain of an oscillator at `omega` rad/sample, any shape: 1 below 0.45 of the rate, 0 from Nyquist on."""
    x = np.clip((0.5 - np.asarray(omega) / (2 * math.pi)) / (0.5 - FADE_START), 0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


def note_hz(note: float) -> float:
    """Equal temperament, A4 = note 69 = 440 Hz."""
    return 440.0 * 2.0 ** ((note - 69.0) / 12.0)


def columns(space: ParamSpace, prefix: str, suffix: str) -> list[int]:
    """Columns of `{prefix}1{suffix}`, `{prefix}2{suffix}` … in order, as many as the space has."""
    found: list[int] = []
    names = space.names
    present = set(names)
    while f"{prefix}{len(found) + 1}{suffix}" in present:
        found.append(space.index(f"{prefix}{len(found) + 1}{suffix}"))
    return found


def matrix_columns(space: ParamSpace, operators: int) -> list[list[int]]:
    """Columns of the modulation matrix: element [v][j] is that of `a{v+1}{j+1}`."""
    each = range(1, operators + 1)
    return [[space.index(f"a{v}{j}") for j in each] for v in each]


def fm_control(
    space: ParamSpace,
    natural: Sequence[float],
    sample_rate: int,
    note: float | None = None,
    velocity: float = 1.0,
) -> FMControl:
    """Numbers of one FM note. natural: values in the order of `space`, an FM voice's. velocity: linear."""
    value = np.asarray(natural, dtype=np.float64)

    def of(name: str) -> float:
        return float(value[space.index(name)])

    def each(suffix: str) -> Array:
        return value[columns(space, "op", suffix)]

    root = of("root_hz") if note is None else note_hz(note)
    hertz = np.where(each("_mode") >= 0.5, each("_fixed_hz"), root * each("_ratio"))
    omega = 2 * math.pi * hertz / sample_rate
    warp = 2.0 ** (of("sweep") / 12.0) - 1.0
    gain = 10.0 ** (of("level") / 20.0) * velocity * math.sqrt(2.0)
    theta = (of("pan") + 1.0) * math.pi / 4.0
    return FMControl(
        omega=omega,
        warp=warp,
        warp_time=of("sweep_time") * sample_rate,
        attack=each("_attack") * sample_rate,
        decay=each("_decay") * sample_rate,
        matrix=value[np.array(matrix_columns(space, len(omega)))],
        output=each("_level"),
        left=gain * math.cos(theta),
        right=gain * math.sin(theta),
        release=of("release") * sample_rate,
        fades=bool(omega.max() * (1.0 + max(warp, 0.0)) > 2 * math.pi * FADE_START),
    )


def fm_time(control: FMControl, start: int, count: int) -> Array:
    """Warped time W(t) for t = start … start + count − 1, samples, [count]."""
    t = np.arange(start, start + count, dtype=np.float64)
    return t - control.warp * control.warp_time * np.expm1(-t / control.warp_time)


def fm_envelope(control: FMControl, start: int, count: int) -> Array:
    """f_v(t) with the Nyquist fade, for t = start … start + count − 1, [V, count]."""
    t = np.arange(start, start + count, dtype=np.float64)
    attack, decay = control.attack[:, None], control.decay[:, None]
    envelope = np.minimum(t / attack, 1.0) * np.exp(-np.maximum(t - attack, 0.0) / decay)
    if control.fades:
        envelope *= nyquist_fade(control.omega[:, None] * (1.0 + control.warp * np.exp(-t / control.warp_time)))
    return envelope


def impact_control(
    space: ParamSpace,
    natural: Sequence[float],
    sample_rate: int,
    note: float | None = None,
    velocity: float = 1.0,
) -> ImpactControl:
    """Numbers of one impact note. natural: values in the order of `space` (that of an impact voice)."""
    value = np.asarray(natural, dtype=np.float64)

    def of(name: str) -> float:
        return float(value[space.index(name)])

    transpose = 1.0 if note is None else 2.0 ** ((note - AS_FITTED_NOTE) / 12.0)
    omega = 2 * math.pi / sample_rate * transpose * value[columns(space, "mode", "_hz")]
    band_hz = value[columns(space, "band", "_hz")]
    gain = 10.0 ** (of("level") / 20.0) * velocity
    return ImpactControl(
        omega=omega,
        damping=value[columns(space, "mode", "_damping")] / sample_rate,
        amplitude=value[columns(space, "mode", "_amp")] * nyquist_fade(omega),
        band_hz=band_hz,
        band_damping=value[columns(space, "band", "_damping")] / sample_rate,
        band_amplitude=value[columns(space, "band", "_amp")] * nyquist_fade(2 * math.pi * band_hz / sample_rate),
        dry=gain * (1.0 - of("mix")),
        wet=gain * of("mix"),
        release=of("release") * sample_rate,
    )
