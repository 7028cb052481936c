"""Laws of the two schedules: what is put in comes out, and the noise of x is what is said of it."""

import pytest
import torch

from bridge.priors.stable_audio.schedule import FLOW, OBJECTIVES, V

SIGMAS = torch.tensor([0.01, 0.3, 1.0, 5.0, 100.0], dtype=torch.float64)


@pytest.mark.parametrize("schedule", [V, FLOW])
def test_time_and_level_are_inverse_and_rise_together(schedule):
    t = schedule.time_of(SIGMAS)
    assert torch.allclose(schedule.sigma_of(t), SIGMAS) and (t.diff() > 0).all() and t[0] > 0 and t[-1] < 1


@pytest.mark.parametrize(("objective", "mix"), [
    ("v", lambda t: (torch.cos(t * torch.pi / 2), torch.sin(t * torch.pi / 2))),
    ("rectified_flow", lambda t: (1 - t, t)),
])  # fmt: skip
def test_a_perfect_velocity_gives_the_clean_latent_back(objective, mix):
    """x = α z0 + β n by the literature; v by the definitions: α n − β z0, and n − z0."""
    schedule = OBJECTIVES[objective]
    rng = torch.Generator().manual_seed(0)
    z0, n = (torch.randn(5, 7, dtype=torch.float64, generator=rng) for _ in range(2))
    level = SIGMAS[:, None]
    alpha, beta = mix(schedule.time_of(level))
    x = alpha * z0 + beta * n
    assert torch.allclose(schedule.shrink(level) * (z0 + level * n), x)
    v = alpha * n - beta * z0 if objective == "v" else n - z0
    assert torch.allclose(schedule.keep(level) * x - schedule.noise(level) * v, z0)
