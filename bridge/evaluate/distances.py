"""How far two sounds, or two sets of sounds, lie apart. Nothing here is used to fit; it only judges.

Pairs:  log_spectral_distance (dB), multi_scale_spectral_distance, envelope_cosine
Sets:   frechet_audio_distance, on the house tagger's embedding

Audio is [B, T] or [B, channel, T] (judged as its mono sum), floating point; results are [B].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from bridge.errors import BadRequest

if TYPE_CHECKING:
    from bridge.evaluate.tagger import Tagger

SCALES = (64, 128, 256, 512, 1024, 2048)


def _pair(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Both as mono [B, T]. Raises BadRequest when their shapes differ."""
    if a.shape != b.shape or a.ndim not in (2, 3):
        shapes = f"{[*a.shape]} and {[*b.shape]}"
        raise BadRequest(f"compare sounds of one shape, [B, T] or [B, channel, T], not {shapes}")
    return (a, b) if a.ndim == 2 else (a.mean(dim=1), b.mean(dim=1))


def _magnitude(audio: Tensor, window: int) -> Tensor:
    """[B, T] -> [B, bins, frames] at a quarter-window hop; a full-scale sine peaks at 1."""
    hann = torch.hann_window(window, dtype=audio.dtype, device=audio.device)
    short = max(0, window - audio.shape[-1])
    padded = torch.nn.functional.pad(audio, (window // 2, window // 2 + short))
    spectrum = torch.stft(padded, window, window // 4, window=hann, center=False, return_complex=True)
    return spectrum.abs() * (2 / hann.sum())


def log_spectral_distance(a: Tensor, b: Tensor, window: int = 2048, floor_db: float = -80.0) -> Tensor:
    """LSD in dB, [B]: per frame the root mean square over bins of the level difference, then the mean over
    frames.

    Gray & Markel 1976. Levels below `floor_db` (0 dB: a full-scale sine) count as `floor_db`, so that two
    silences of different noise agree. Level matters: a sound 6 dB louder is up to 6 dB away.
    """
    a, b = _pair(a, b)
    low = 10 ** (floor_db / 20)
    level_a, level_b = (20 * torch.log10(_magnitude(x, window).clamp_min(low)) for x in (a, b))
    return (level_a - level_b).square().mean(dim=1).sqrt().mean(dim=1)


def multi_scale_spectral_distance(a: Tensor, b: Tensor, floor_db: float = -80.0) -> Tensor:
    """MSS, [B]: over six windows, mean |magnitude difference| relative to `a` and `b` + mean |log
    difference|.

    After Engel et al. 2020 (DDSP, eq. 4), made symmetric and independent of the common level by dividing
    the linear part by the mean magnitude of both. Natural logarithms.
    """
    a, b = _pair(a, b)
    low = 10 ** (floor_db / 20)
    total = a.new_zeros(a.shape[0])
    for window in SCALES:
        mag_a, mag_b = _magnitude(a, window), _magnitude(b, window)
        scale = 0.5 * (mag_a + mag_b).mean(dim=(1, 2)).clamp_min(1e-12)
        total = total + (mag_a - mag_b).abs().mean(dim=(1, 2)) / scale
        logs = torch.log(mag_a.clamp_min(low)) - torch.log(mag_b.clamp_min(low))
        total = total + logs.abs().mean(dim=(1, 2))
    return total / len(SCALES)


def envelope_cosine(a: Tensor, b: Tensor, hop: int = 256) -> Tensor:
    """Cosine of the two RMS envelopes, [B], 0 … 1; 1 when one is the other at another level. Silence gives
    0."""
    a, b = _pair(a, b)
    env_a, env_b = (torch.nn.functional.avg_pool1d(x.square()[:, None], 2 * hop, hop, hop)[:, 0].sqrt() for x in (a, b))
    return torch.nn.functional.cosine_similarity(env_a, env_b, dim=1)


def gaussian_fit(points: Tensor) -> tuple[Tensor, Tensor]:
    """[n, D] -> mean [D] and unbiased covariance [D, D], float64. Raises BadRequest for fewer than 2
    points."""
    if points.ndim != 2 or points.shape[0] < 2:
        raise BadRequest(f"a Gaussian needs at least 2 points [n, D], not {[*points.shape]}")
    x = points.to(torch.float64)
    mean = x.mean(dim=0)
    return mean, (x - mean).T @ (x - mean) / (x.shape[0] - 1)


def _root(matrix: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(matrix)
    return vectors * values.clamp_min(0).sqrt() @ vectors.T


def frechet_distance(mean_a: Tensor, cov_a: Tensor, mean_b: Tensor, cov_b: Tensor) -> float:
    """Squared 2-Wasserstein distance of two Gaussians: ‖μa − μb‖² + tr(Σa + Σb − 2 (Σa^½ Σb Σa^½)^½).

    Dowson & Landau 1982. The symmetric product keeps all eigenvalues real, also for singular covariances.
    """
    root = _root(cov_a)
    middle = torch.linalg.eigvalsh(root @ cov_b @ root).clamp_min(0).sqrt().sum()
    value = (mean_a - mean_b).square().sum() + cov_a.trace() + cov_b.trace() - 2 * middle
    return max(float(value), 0.0)


@dataclass(frozen=True)
class FrechetAudioDistance:
    """`value` means little without `n` and `reference_n`: with few sounds it is biased upwards. State
    them."""

    value: float
    n: int
    reference_n: int
    dimensions: int


def frechet_audio_distance(
    tagger: Tagger, sounds: Tensor, reference: Tensor, sample_rate: int = 44100
) -> FrechetAudioDistance:
    """FAD (Kilgour et al. 2019) between two sets of sounds on the tagger's embedding; not comparable with
    VGGish's."""
    return frechet_of_points(tagger.embed(sounds, sample_rate), tagger.embed(reference, sample_rate))


def frechet_of_points(points: Tensor, reference: Tensor) -> FrechetAudioDistance:
    """The same for embeddings [n, D] and [m, D] that are already there. Raises BadRequest for fewer than 2."""
    value = frechet_distance(*gaussian_fit(points), *gaussian_fit(reference))
    return FrechetAudioDistance(value, points.shape[0], reference.shape[0], points.shape[1])


def frechet_at_infinity(points: Tensor, reference: Tensor, draws: int = 8, seed: int = 0) -> float:
    """FAD∞ (Chong & Forsyth 2020, §4.1): the line through FAD(k) over 1/k, read off at 1/k = 0.

    k runs from half of the n `points` to all of them, `draws` random subsets each. Takes the bias of `points` away,
    not that of `reference`. With few points the line is loose: a hint beside the plain value, and it may fall below 0.
    Raises BadRequest for fewer than 4 points.
    """
    n = points.shape[0]
    if n < 4:
        raise BadRequest(f"an extrapolation needs at least 4 points, not {n}")
    generator = torch.Generator().manual_seed(seed)
    fitted = gaussian_fit(reference)
    sizes = [k for k in torch.linspace(n / 2, n, 6).round().int().tolist() for _ in range(draws)]
    values = [
        frechet_distance(*gaussian_fit(points[torch.randperm(n, generator=generator)[:k]]), *fitted) for k in sizes
    ]
    inverse = torch.tensor([[1.0, 1 / k] for k in sizes], dtype=torch.float64)
    line = torch.linalg.lstsq(inverse, torch.tensor(values, dtype=torch.float64)[:, None]).solution
    return float(line[0])
