"""Laws of the DX7's render: it is the torch-free definition, and its numbers mean what the instrument's panel says."""

import math

import numpy as np
import pytest
import torch

from bridge.kernels.dx7_control import dx7_control, dx7_gains
from bridge.kernels.dx7_reference import dx7_reference
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice
from bridge.voices.dx7 import MIDDLE_C

RATE = 16000
SPACE = voice("dx7").space
SYNTH = load_synth(voice("dx7"))


def presets(batch=1, seed=0, feedback=3.0):
    """All over the panel, but with carriers and modulators that are heard and feedback that is not chaotic."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(batch):
        row = {p.name: p.to_natural(rng.uniform(0.05, 0.95)) for p in SPACE}
        row |= {f"op{v}_level": rng.uniform(70, 90) for v in range(1, 7)}
        row |= {f"op{v}_l{k}": rng.uniform(75, 99) for v in range(1, 7) for k in range(1, 4)}
        row |= {f"op{v}_r{k}": rng.uniform(40, 99) for v in range(1, 7) for k in range(1, 5)}
        rows.append(SPACE.to_list(row | {"feedback": rng.uniform(0, feedback), "level": -12.0}))
    return torch.tensor(rows, dtype=torch.float64)


def single(**values):
    """One operator alone, algorithm 32."""
    plain = {"algorithm": 32, "op1_l2": 99, "op1_l3": 99, "level": 0.0}
    return torch.tensor([SPACE.to_list(plain | values)], dtype=torch.float64)


@pytest.mark.parametrize(("note", "velocity"), [(None, 1.0), (71.5, 0.4)])
def test_render_is_the_definition(note, velocity):
    natural = presets(3, seed=5).float().double()
    exact = SYNTH.render(natural, RATE, 0.15, note, velocity)
    close = SYNTH.render(natural.float(), RATE, 0.15, note, velocity)
    assert exact.shape == (3, 2, 2400) and exact.dtype == torch.float64 and close.dtype == torch.float32
    for row in range(3):
        c = dx7_control(SPACE, natural[row].tolist(), RATE, note, velocity)
        arrays = (c.omega, dx7_gains(c, 39), c.matrix, c.feedback, c.source, c.output)
        want = c.gain * dx7_reference(*(x[None] for x in arrays), samples=2400)[0]
        assert np.abs(want).max() > 0.01
        for side in range(2):
            np.testing.assert_allclose(exact[row, side].numpy(), want, atol=1e-9)
            np.testing.assert_allclose(close[row, side].numpy(), want, atol=2e-3 * np.abs(want).max())


def test_a_longer_sound_begins_like_a_shorter_one():
    long, short = SYNTH.render(presets(), RATE, 0.3), SYNTH.render(presets(), RATE, 0.1)
    assert (long[..., :1600] - short).abs().max() < 1e-12


def smooth_columns():
    """Numbers whose value is a smooth function, not one with the instrument's steps."""
    return [i for i, p in enumerate(SPACE) if p.name in ("feedback", "root_hz", "level")
            or p.name.endswith(("_fine", "_detune"))]  # fmt: skip


def test_smooth_numbers_have_their_derivative():
    natural = presets(2, seed=8)
    weight = torch.tensor(np.random.default_rng(0).standard_normal((2, 2, 800)))

    def loss(x):
        return (SYNTH.render(x, 8000, 0.1) * weight).sum()

    (gradient,) = torch.autograd.grad(loss(natural.requires_grad_()), natural)
    natural = natural.detach()
    assert torch.isfinite(gradient).all()
    for column in smooth_columns():
        step = torch.zeros_like(natural)
        step[:, column] = 1e-6 * natural[:, column].abs().clamp(min=1e-2)
        slope = float((loss(natural + step) - loss(natural - step)) / 2)
        assert float((gradient * step).sum()) == pytest.approx(slope, rel=1e-3, abs=1e-9), SPACE[column].name


def test_stepped_numbers_have_the_slope_across_their_steps():
    """Levels and rates: over four counts the estimate is the difference, within a third, if one may be none."""
    natural = single(op1_l1=90, op1_l2=70, op1_r2=60, op1_l3=60, op1_r3=40)

    def energy(x):
        return SYNTH.render(x, 8000, 0.5).square().mean().log()

    for name in ("op1_l2", "op1_r2", "op1_level"):
        column = SPACE.index(name)
        x = natural.clone()
        x[:, column] = 80.0 if name == "op1_level" else x[:, column]
        slopes = []
        for shift in np.linspace(-2, 2, 9):
            at = x.clone()
            at[:, column] += shift
            (gradient,) = torch.autograd.grad(energy(at.requires_grad_()), at)
            slopes.append(float(gradient[0, column]))
        up, down = x.clone(), x.clone()
        up[:, column] += 2
        down[:, column] -= 2
        assert np.mean(slopes) == pytest.approx(float(energy(up) - energy(down)) / 4, rel=0.35), name
        assert min(np.abs(slopes)) > 0.2 * max(np.abs(slopes)), "no step is flat to the optimiser"


def envelope(sound, rate=RATE, hz=4000.0):
    """Peaks of a fast sine, in dB, one each 1/hz·16 s."""
    size = round(16 * rate / hz)
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    return 20 * np.log10(np.maximum(np.sqrt(2) * frames.std(1), 1e-9)), size / rate


@pytest.mark.parametrize(
    ("rate", "decibels"), [(30, 6.02 * 44100 / 64 * 7 / 2**12), (50, 6.02 * 44100 / 64 * 4 / 2**8)]
)
def test_a_fall_is_a_straight_line_in_decibels(rate, decibels):
    """Yamaha's rates double every four steps of ⌊41 R / 64⌋."""
    sound = SYNTH.render(single(op1_r1=99, op1_r2=rate, op1_l2=0, op1_coarse=15), RATE, 1.0)[0, 0].numpy()
    levels, pace = envelope(sound, hz=MIDDLE_C * 15)
    some = slice(round(0.1 / pace), round(0.1 / pace) + round(min(0.6, 40 / decibels) / pace))
    slope = np.polyfit(np.arange(len(levels[some])) * pace, levels[some], 1)[0]
    assert slope == pytest.approx(-decibels, rel=0.02)


def test_an_attack_slows_towards_its_top():
    """Rate 40 takes 0.55 s from silence to full level (measured on instruments; msfa)."""
    sound = SYNTH.render(single(op1_r1=40, op1_coarse=15), RATE, 1.0)[0, 0].numpy()
    levels, pace = envelope(sound, hz=MIDDLE_C * 15)
    full = np.argmax(levels > levels[-1] - 0.05) * pace
    assert full == pytest.approx(0.553, abs=0.02)
    rises = np.diff(levels[: round(0.5 / pace)])
    assert rises[2:6].mean() > 2.5 * rises[-6:].mean()


def test_levels_are_three_quarters_of_a_decibel():
    loud, soft = (SYNTH.render(single(op1_level=n, op1_r1=99), RATE, 0.2)[0, 0, 1600:].square().mean().log10() * 10
                  for n in (99, 79))  # fmt: skip
    assert float(loud - soft) == pytest.approx(20 * 6.0206 / 8, abs=0.01)


def peak_hz(sound, rate):
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 16 * len(sound)))
    return float(np.argmax(spectrum) * rate / (16 * len(sound)))


@pytest.mark.parametrize(
    ("values", "note", "hz"),
    [
        ({}, None, MIDDLE_C), ({}, 72, 2 * MIDDLE_C), ({"op1_coarse": 0}, None, MIDDLE_C / 2),
        ({"op1_coarse": 3, "op1_fine": 50}, None, 4.5 * MIDDLE_C), ({"root_hz": MIDDLE_C / 2}, 69, 220.0),
        ({"op1_mode": 1, "op1_coarse": 3, "op1_fine": 30}, 90, 10**3.3),
        ({"op1_mode": 1, "op1_coarse": 6, "op1_fine": 48}, None, 10**2.48),
        ({"op1_detune": 14}, None, MIDDLE_C * 2 ** (8.4 / 1200)),
    ],
)  # fmt: skip
def test_pitch(values, note, hz):
    sound = SYNTH.render(single(**values), RATE, 1.0, note)[0, 0].numpy()
    assert 1200 * math.log2(peak_hz(sound, RATE) / hz) == pytest.approx(0, abs=1.0)


def test_full_modulation_is_four_pi():
    """Two operators at 99 and ratio 1 (algorithm 5): the sidebands of index 4π reach 13 harmonics, no further."""
    values = {"algorithm": 5, "op2_level": 99, "op2_l2": 99, "op2_l3": 99, "op2_r1": 99}
    sound = SYNTH.render(single(**values), 44100, 1.0)[0, 0].numpy()
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    lines = [spectrum[round(MIDDLE_C * n) - 2 : round(MIDDLE_C * n) + 3].max() for n in range(1, 26)]
    assert min(lines[10:13]) > 0.05 * max(lines) and max(lines[18:]) < 0.05 * max(lines)


def test_every_algorithm_is_heard():
    rows = torch.cat([presets(seed=2)] * 32)
    rows[:, SPACE.index("feedback")] = 6.0
    rows[:, SPACE.index("algorithm")] = torch.arange(1, 33)
    sounds = SYNTH.render(rows, RATE, 0.2)[:, 0]
    assert (sounds.abs().amax(1) > 1e-3).all()
    different = torch.cdist(sounds, sounds) + torch.eye(32) * 9
    assert different.min() > 1e-3 * sounds.norm(dim=1).min()
