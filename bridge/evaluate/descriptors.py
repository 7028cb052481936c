"""Hand-made descriptors of a one-shot: how it begins, how each band dies away, its colour through time, its
pitch.

With some nine hundred clips to learn from, what is known about struck, plucked, blown and electronic sounds
is worth more than what a network would find by itself. Each function returns columns [B, n]; `describe`
puts them side by side. Times enter as logarithms, energies as decibels, so that all columns have about the
same reach.
"""

from __future__ import annotations

import itertools
import math

import torch
from torch import Tensor

from bridge.evaluate.front_end import HOP, SAMPLE_RATE, cochleagram, frames_of, power_frames

SEGMENTS_MS = (0, 20, 60, 150, 350, 750, 1500)
FINE = 64  # samples between points of the attack envelope: 1.5 ms
PITCH_AT_MS = (20, 80, 200, 450, 900)
PITCH_WINDOW = 4096
EPS = 1e-10


def describe(prepared: Tensor) -> Tensor:
    """Prepared audio [B, SAMPLES] (`front_end.prepare`) -> descriptors [B, D]. Finite for any input."""
    power = power_frames(prepared)
    coch = cochleagram(power)
    columns = [
        _envelope(prepared),
        _segments(coch),
        _long_term(coch),
        _band_decays(coch),
        _motion(coch),
        _modulation(coch),
        _tonality(prepared),
        _pitch(prepared),
        _sweep(prepared),
    ]
    return torch.nan_to_num(torch.cat(columns, dim=1), nan=0.0, posinf=0.0, neginf=0.0)


def decibels(power: Tensor, floor: float = EPS) -> Tensor:
    return 10 * torch.log10(power + floor)


def _log_time(seconds: Tensor) -> Tensor:
    return torch.log2(seconds + 1e-3)


def _schroeder(energy: Tensor, hop_s: float, drops: tuple[float, ...]) -> Tensor:
    """Log times after which the energy still to come has fallen by `drops` dB, energy [..., time] -> [...,
    drops]."""
    left = energy.flip(-1).cumsum(-1).flip(-1)
    level = decibels(left / (left[..., :1] + EPS), 1e-8)
    return torch.stack([_log_time((level > -d).sum(-1) * hop_s) for d in drops], dim=-1)


def _envelope(audio: Tensor) -> Tensor:
    """Attack, decay, shape of the whole waveform; peakiness and zero crossings early and late."""
    blocks = audio[:, : audio.shape[1] // FINE * FINE].unflatten(1, (-1, FINE))
    energy = blocks.square().mean(-1)
    step = FINE / SAMPLE_RATE
    smooth = torch.nn.functional.avg_pool1d(energy[:, None], 5, 1, 2)[:, 0]
    level = decibels(smooth / (smooth.amax(1, keepdim=True) + EPS), 1e-8)
    top = level.argmax(1)
    clock = torch.arange(energy.shape[1], device=audio.device)
    before = clock[None] <= top[:, None]
    attack = torch.stack([_log_time((before & (level > -d)).sum(1) * step) for d in (3, 10, 20)], dim=1)
    active = torch.stack([_log_time((level > -d).sum(1) * step) for d in (6, 12, 20, 30, 40, 50)], dim=1)
    total = energy.sum(1) + EPS
    centroid = _log_time((energy * clock).sum(1) / total * step)[:, None]
    shape = [centroid, _log_time(top * step)[:, None], _schroeder(energy, step, (3, 6, 12, 20, 30, 40))]
    for start, stop in ((0, 1024), (1024, 6144), (6144, 24576)):
        part = audio[:, start:stop]
        rms = part.square().mean(1) + EPS
        crossings = (part[:, 1:] * part[:, :-1] < 0).float().mean(1)
        kurtosis = (part**4).mean(1) / rms**2
        shape += [torch.log2(crossings + 1e-3)[:, None], torch.log2(kurtosis + 0.1)[:, None]]
        shape.append(decibels(part.abs().amax(1) ** 2 / rms, 1e-2)[:, None])
    return torch.cat([attack, active, *shape], dim=1)


def _dct(count: int, size: int, device: torch.device) -> Tensor:
    k = torch.arange(count, device=device)[:, None]
    n = torch.arange(size, device=device)[None]
    return torch.cos(math.pi / size * (n + 0.5) * k) * math.sqrt(2 / size)


def _colour(level: Tensor) -> Tensor:
    """Centroid, spread, skew, flatness, roll-offs of band levels in dB [..., bands], in bands."""
    weight = 10 ** (level / 10)
    weight = weight / (weight.sum(-1, keepdim=True) + EPS)
    band = torch.arange(level.shape[-1], device=level.device, dtype=level.dtype)
    mean = (weight * band).sum(-1, keepdim=True)
    spread = (weight * (band - mean) ** 2).sum(-1, keepdim=True).sqrt()
    skew = (weight * (band - mean) ** 3).sum(-1, keepdim=True) / (spread**3 + 1)
    flat = level.mean(-1, keepdim=True) - decibels((10 ** (level / 10)).mean(-1, keepdim=True))
    reach = weight.cumsum(-1)
    rolls = torch.stack([(reach < r).sum(-1).to(level.dtype) for r in (0.15, 0.5, 0.85, 0.97)], dim=-1)
    return torch.cat([mean, spread, skew, flat, rolls], dim=-1)


def _segments(coch: Tensor) -> Tensor:
    """Cepstrum, colour and level of six stretches of time from the onset on."""
    edges = [round(ms * SAMPLE_RATE / 1000 / HOP) for ms in SEGMENTS_MS]
    stretches = [coch[:, a:b].mean(1) for a, b in itertools.pairwise(edges)]
    energy = torch.stack(stretches, dim=1)
    peak = energy.sum(-1).amax(1)[:, None, None] + EPS
    level = decibels(energy / peak, 1e-7)
    loud = decibels(energy.sum(-1) / peak[..., 0], 1e-7)
    cepstra = level @ _dct(11, level.shape[-1], level.device).T
    return torch.cat([loud, cepstra[..., 1:].flatten(1), _colour(level).flatten(1)], dim=1)


def _long_term(coch: Tensor) -> Tensor:
    """Spectrum of the whole sound: 20 band levels, 14 cepstral coefficients, colour."""
    energy = coch.sum(1)
    level = decibels(energy / (energy.sum(-1, keepdim=True) + EPS), 1e-7)
    cepstra = level @ _dct(15, level.shape[-1], level.device).T
    return torch.cat([level.unflatten(1, (-1, 2)).mean(-1), cepstra[:, 1:], _colour(level)], dim=1)


def _band_decays(coch: Tensor) -> Tensor:
    """In eight groups of five bands: decay times, and when the group is loudest."""
    groups = coch.unflatten(2, (8, -1)).sum(-1).transpose(1, 2)
    step = HOP / SAMPLE_RATE
    times = _schroeder(groups, step, (5, 15, 30))
    loudest = _log_time(groups.argmax(-1) * step)
    whole = _schroeder(groups.sum(1), step, (15,))
    return torch.cat([times.flatten(1), loudest, times[..., 1] - whole], dim=1)


def _motion(coch: Tensor) -> Tensor:
    """How much the colour moves while the sound lasts: deviation of cepstra and of their steps, flux,
    re-strikes."""
    peak = coch.sum(-1).amax(1)[:, None, None] + EPS
    level = decibels(coch / peak, 1e-6)
    loud = decibels(coch.sum(-1) / peak[..., 0], 1e-6)
    active = (loud > -40).float()[..., None]
    count = active.sum(1) + 1
    cepstra = level @ _dct(13, level.shape[-1], level.device).T
    mean = (cepstra * active).sum(1) / count
    deviation = (((cepstra - mean[:, None]) ** 2 * active).sum(1) / count).sqrt()
    steps = (cepstra[:, 1:] - cepstra[:, :-1]) * active[:, 1:]
    jump = (steps.square().sum(1) / count).sqrt()
    drift = steps.sum(1) / count
    rise = (level[:, 1:] - level[:, :-1]).clamp_min(0).mean(-1) * active[:, 1:, 0]
    flux = torch.stack([rise.mean(1), rise[:, 5:].amax(1), (rise[:, 5:] > 3).float().sum(1).log1p()], dim=1)
    return torch.cat([torch.log2(deviation + 0.5), torch.log2(jump + 0.5), drift, flux], dim=1)


def _modulation(coch: Tensor) -> Tensor:
    """Beating, tremolo and roughness: share of envelope fluctuation in five ranges, 2–50 Hz, low and high
    bands."""
    groups = coch.unflatten(2, (4, -1)).sum(-1).transpose(1, 2)[..., :100]
    level = decibels(groups / (groups.amax(-1, keepdim=True) + EPS), 1e-5)
    clock = torch.linspace(-1, 1, level.shape[-1], device=coch.device)
    slope = (level * clock).sum(-1, keepdim=True) / clock.square().sum()
    rest = level - level.mean(-1, keepdim=True) - slope * clock
    spectrum = torch.fft.rfft(rest * torch.hann_window(level.shape[-1], device=coch.device)).abs()
    edges = (2, 4, 8, 16, 28, 50)
    ranges = [spectrum[..., a:b].square().mean(-1) for a, b in itertools.pairwise(edges)]
    return torch.log2(torch.stack(ranges, dim=-1) + 1e-2).flatten(1)


def _tonality(audio: Tensor) -> Tensor:
    """Sines or noise: crest of seven octaves and the share of the strongest peaks, early and late."""
    columns = []
    for start, window in ((0, 4096), (4410, 8192), (17640, 16384)):
        spectrum = power_frames(audio[:, start : start + window], window, window, 1)[:, 0]
        total = spectrum.sum(1, keepdim=True) + EPS
        bin_of = window / SAMPLE_RATE
        crest = []
        for octave in range(7):
            low = int(90 * 2**octave * bin_of)
            part = spectrum[:, low : 2 * low + 2]
            crest.append(decibels(part.amax(1) / (part.mean(1) + EPS), 1e-2))
        inner = spectrum[:, 1:-1]
        peak = (inner >= spectrum[:, 2:]) & (inner > spectrum[:, :-2])
        heights, where = (inner * peak).topk(12, dim=1)
        hz = (where + 1) / bin_of
        share = torch.stack([heights[:, :n].sum(1) for n in (1, 3, 12)], dim=1) / total
        near = (heights > heights[:, :1] * 1e-3) & (heights > EPS)
        lowest = torch.where(near, hz, torch.full_like(hz, 2e4)).amin(1)
        pitch = torch.stack([torch.log2(hz[:, 0]), torch.log2(lowest)], dim=1)
        balance = decibels(heights[:, [1, 2, 4, 8]] / (heights[:, :1] + EPS), 1e-6)
        number = near.float().sum(1, keepdim=True)
        columns += [torch.stack(crest, dim=1), torch.log2(share + 1e-3), pitch, balance, number]
    return torch.cat(columns, dim=1)


def _pitch(audio: Tensor) -> Tensor:
    """Periodicity by normalised autocorrelation at five moments: clarity, log2 of the pitch, how both
    move."""
    clarity, pitch = [], []
    low, high = SAMPLE_RATE // 2000, SAMPLE_RATE // 40
    for ms in PITCH_AT_MS:
        start = ms * SAMPLE_RATE // 1000
        frame = audio[:, start : start + PITCH_WINDOW]
        spectrum = torch.fft.rfft(frame, 2 * PITCH_WINDOW)
        raw = torch.fft.irfft(spectrum.abs().square())[:, : high + 1]
        squares = torch.nn.functional.pad(frame.square().cumsum(1), (1, 0))
        lags = torch.arange(high + 1, device=audio.device)
        both = squares[:, PITCH_WINDOW - lags] + squares[:, -1:] - squares[:, lags]
        nsdf = 2 * raw / (both + 1e-7)  # McLeod & Wyvill 2005
        below = (nsdf < 0).to(torch.uint8).argmax(1, keepdim=True)  # skip the slope around lag zero
        valid = (lags >= low) & (lags >= below) & (below > 0)
        curve = torch.where(valid, nsdf, torch.full_like(nsdf, -1.0))
        best = curve.amax(1, keepdim=True)
        first = (curve >= 0.9 * best).to(torch.uint8).argmax(1)
        clarity.append(best[:, 0].clamp_min(0))
        octave = torch.log2(SAMPLE_RATE / first.clamp_min(low))
        pitch.append(torch.where(best[:, 0] > 0, octave, torch.full_like(octave, 5.0)))
    c, p = torch.stack(clarity, 1), torch.stack(pitch, 1)
    weighted = (p * c).sum(1, keepdim=True) / (c.sum(1, keepdim=True) + 1e-3)
    wander = (((p - weighted) ** 2 * c).sum(1, keepdim=True) / (c.sum(1, keepdim=True) + 1e-3)).sqrt()
    return torch.cat([c, p, weighted, wander, c.amax(1, keepdim=True), p[:, :1] - p[:, 1:3]], dim=1)


def _sweep(audio: Tensor) -> Tensor:
    """Where the bottom octaves' energy lies from moment to moment: the fall of a kick, the steadiness of a
    bass."""
    spectrum = torch.fft.rfft(frames_of(audio, 2048, 441, 24), 8192)
    power = (spectrum.real.square() + spectrum.imag.square())[..., 4:130]
    scale = torch.log2(torch.arange(4, 130, device=audio.device) * SAMPLE_RATE / 8192)
    total = power.sum(-1) + EPS
    centre = (power * scale).sum(-1) / total
    spread = ((power * (scale - centre[..., None]) ** 2).sum(-1) / total).sqrt()
    moments = [0, 2, 5, 10, 20]
    level = decibels(total[:, moments] / (audio[:, :8820].square().mean(1, keepdim=True) + EPS), 1e-6)
    return torch.cat([centre[:, moments], spread[:, moments], centre[:, [2]] - centre[:, [10]], level], dim=1)
