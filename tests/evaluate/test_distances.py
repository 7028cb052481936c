"""Laws of the distances: nothing is far from itself, both ways are equally far, closed forms come out."""

import math

import pytest
import torch
from plain_sounds import bell, hihat, kick, noise, snare

from bridge.errors import BadRequest
from bridge.evaluate.distances import (
    envelope_cosine,
    frechet_at_infinity,
    frechet_audio_distance,
    frechet_distance,
    frechet_of_points,
    gaussian_fit,
    log_spectral_distance,
    multi_scale_spectral_distance,
)
from bridge.evaluate.tagger import load_tagger

SPECTRAL = (log_spectral_distance, multi_scale_spectral_distance)


@pytest.mark.parametrize("distance", SPECTRAL)
def test_zero_for_itself_symmetric_and_positive(distance) -> None:
    a, b = torch.cat([kick(), bell()]), torch.cat([snare(), hihat()])
    assert torch.equal(distance(a, a), torch.zeros(2))
    assert torch.allclose(distance(a, b), distance(b, a))
    assert (distance(a, b) > 0.1).all()


@pytest.mark.parametrize("distance", SPECTRAL)
def test_rows_do_not_hear_each_other_and_stereo_counts_as_its_sum(distance) -> None:
    a, b = torch.cat([kick(), bell()]), torch.cat([snare(), hihat()])
    assert torch.allclose(distance(a, b)[1:], distance(a[1:], b[1:]))
    wide = torch.stack([a + b, a - b], dim=1)  # its mono sum is a
    assert torch.allclose(distance(wide, torch.stack([b, b], dim=1)), distance(a, b), rtol=1e-3)


def test_lsd_of_the_same_noise_at_another_level_is_the_level() -> None:
    loud = noise()[None]
    assert log_spectral_distance(loud, loud * 10 ** (-7 / 20)).item() == pytest.approx(7.0, abs=0.01)


def test_lsd_grows_with_disturbance() -> None:
    steps = [log_spectral_distance(bell(), bell() + level * noise()[None]).item() for level in (0.001, 0.01, 0.1)]
    assert steps == sorted(steps)


def test_mss_distance_grows_with_detuning_up_to_a_bin() -> None:
    clock = torch.arange(44100) / 44100
    tone = [torch.sin(2 * math.pi * hz * clock)[None] for hz in (440, 443, 450, 480)]
    steps = [multi_scale_spectral_distance(tone[0], t).item() for t in tone]
    assert steps == sorted(steps)


def test_envelope_cosine_ignores_level_and_colour_but_not_shape() -> None:
    assert envelope_cosine(kick(), 0.1 * kick()).item() == pytest.approx(1.0, abs=1e-5)
    apart = torch.zeros(1, 44100), torch.zeros(1, 44100)
    apart[0][:, :10000] = 1.0
    apart[1][:, 20000:] = 1.0
    assert envelope_cosine(*apart).item() == pytest.approx(0.0, abs=1e-6)
    assert envelope_cosine(kick(), snare()) > envelope_cosine(kick(), bell())


def test_other_shapes_are_refused() -> None:
    with pytest.raises(BadRequest, match="one shape"):
        log_spectral_distance(torch.zeros(1, 100), torch.zeros(1, 101))


def test_short_sounds_and_silence_have_distances() -> None:
    for distance in SPECTRAL:
        assert torch.isfinite(distance(torch.zeros(1, 50), torch.ones(1, 50))).all()
    assert torch.isfinite(envelope_cosine(torch.zeros(1, 900), torch.ones(1, 900))).all()


def test_frechet_distance_of_one_dimensional_gaussians() -> None:
    """(μ1 − μ2)² + (σ1 − σ2)²."""
    value = frechet_distance(
        torch.tensor([1.0]).double(), torch.tensor([[4.0]]).double(),
        torch.tensor([4.0]).double(), torch.tensor([[25.0]]).double(),
    )  # fmt: skip
    assert value == pytest.approx(9 + 9)


def test_frechet_distance_of_commuting_covariances_turns_with_the_axes() -> None:
    """In common axes it is Σ (√λ − √κ)²; a rotation of space changes nothing."""
    first, second = torch.tensor([1.0, 4.0, 9.0]).double(), torch.tensor([16.0, 4.0, 0.0]).double()
    turn, _ = torch.linalg.qr(torch.randn(3, 3, generator=torch.Generator().manual_seed(1)).double())
    origin = torch.zeros(3).double()
    value = frechet_distance(origin, turn * first @ turn.T, origin, turn * second @ turn.T)
    wanted = ((first.sqrt() - second.sqrt()) ** 2).sum().item()
    rounding = 2 * (9 * 16 * torch.finfo(torch.float64).eps) ** 0.5  # of the eigenvalue 0, under a root
    assert value == pytest.approx(wanted, abs=rounding)


def test_frechet_distance_is_zero_for_itself_and_symmetric() -> None:
    generator = torch.Generator().manual_seed(2)
    a = gaussian_fit(torch.randn(200, 6, generator=generator))
    b = gaussian_fit(2 * torch.randn(300, 6, generator=generator) + 1)
    assert frechet_distance(*a, *a) == pytest.approx(0.0, abs=1e-6)
    assert frechet_distance(*a, *b) == pytest.approx(frechet_distance(*b, *a), rel=1e-9)
    with pytest.raises(BadRequest, match="2 points"):
        gaussian_fit(torch.zeros(1, 6))


def test_audio_distance_is_smaller_between_sets_of_the_same_kind() -> None:
    def many(sound: torch.Tensor, seed: int) -> torch.Tensor:
        levels = torch.rand(16, 1, generator=torch.Generator().manual_seed(seed)) * 0.05
        return sound + levels * torch.stack([noise(seed * 100 + k) for k in range(16)])

    tagger = load_tagger()
    kicks = many(kick(), 1)
    near = frechet_audio_distance(tagger, kicks, many(kick(), 2))
    far = frechet_audio_distance(tagger, kicks, many(bell(), 3))
    assert (near.n, near.reference_n) == (16, 16)
    assert near.value < 0.2 * far.value


def points(count: int, size: int, seed: int) -> torch.Tensor:
    return torch.randn(count, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_fad_of_a_set_with_itself_is_nothing_and_sizes_are_told() -> None:
    same = points(40, 8, 0)
    found = frechet_of_points(same, same)
    assert found.value == pytest.approx(0.0, abs=1e-9)
    assert (found.n, found.reference_n, found.dimensions) == (40, 40, 8)


def test_fad_of_a_shifted_and_stretched_set_is_the_closed_form() -> None:
    one = points(60, 6, 1)
    centred = one - one.mean(0)
    _, vectors = torch.linalg.eigh(centred.T @ centred / 59)
    axes = centred @ vectors  # uncorrelated, so that stretching each axis has a closed form
    stretch = torch.tensor([1.0, 2.0, 0.5, 3.0, 1.0, 1.0], dtype=torch.float64)
    shift = torch.tensor([0.0, 1.0, 0.0, -2.0, 0.0, 0.5], dtype=torch.float64)
    sizes = axes.std(0)
    wanted = shift.square().sum() + ((stretch - 1) * sizes).square().sum()
    assert frechet_of_points(axes * stretch + shift, axes).value == pytest.approx(float(wanted), rel=1e-6)


def test_few_points_are_biased_upwards_and_the_extrapolation_takes_most_of_it_away() -> None:
    reference = points(20_000, 12, 2)
    plain, straight = [], []
    for seed in range(8):
        few = points(48, 12, 100 + seed) + 0.3
        plain.append(frechet_of_points(few, reference).value)
        straight.append(frechet_at_infinity(few, reference))
    truth = 12 * 0.3**2
    assert sum(plain) / 8 > truth + 0.3
    assert abs(sum(straight) / 8 - truth) < 0.5 * abs(sum(plain) / 8 - truth)
    with pytest.raises(BadRequest):
        frechet_at_infinity(points(3, 2, 0), reference[:, :2])
