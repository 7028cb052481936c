"""Laws of every synthesizer's render: it is the torch-free definition, and arguments mean what they say."""

import numpy as np
import pytest
import torch

from bridge.kernels.control import fm_control, fm_envelope, fm_time, impact_control, nyquist_fade
from bridge.kernels.fm_reference import fm_reference
from bridge.kernels.impact_reference import modes_reference
from bridge.kernels.noise import reverb_impulse_numpy
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

VOICES = ("fm", "fm2", "fm6", "impact", "impact3")
RATE = 16000


def presets(name, batch=1, seed=0):
    """Random natural parameters all over the knobs, but with feedback that is not chaotic."""
    space = voice(name).space
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(batch):
        row = []
        for p in space:
            value = p.to_natural(rng.uniform(0.1, 0.9))
            row.append(value * 0.1 if p.group == "matrix" else value)
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


def with_values(name, natural, **values):
    changed = natural.clone()
    for key, value in values.items():
        changed[:, voice(name).space.index(key)] = value
    return changed


def by_definition(name, natural, rate, samples, note, velocity):
    """One row rendered from `bridge.kernels.control` and the readable oracles."""
    table = voice(name)
    if table.family == "fm":
        c = fm_control(table.space, natural, rate, note, velocity)
        y = fm_reference(
            c.omega[None],
            fm_time(c, 0, samples)[None],
            fm_envelope(c, 0, samples)[None],
            c.matrix[None],
            c.output[None],
        )[0]
        return np.stack([c.left * y, c.right * y])
    c = impact_control(table.space, natural, rate, note, velocity)
    dry = modes_reference(c.omega[None], c.damping[None], c.amplitude[None], samples)[0]
    reverb = reverb_impulse_numpy(c.band_hz, c.band_damping, c.band_amplitude, rate, samples)
    return np.stack([c.dry * dry + c.wet * np.convolve(dry, side)[:samples] for side in reverb])


@pytest.mark.parametrize("name", VOICES)
@pytest.mark.parametrize(("note", "velocity"), [(None, 1.0), (71.5, 0.4), (100, 1.0)])
def test_render_is_the_definition(name, note, velocity):
    natural = presets(name, 2, seed=5).float().double()
    synth = load_synth(voice(name))
    exact = synth.render(natural, RATE, 0.15, note, velocity)
    single = synth.render(natural.float(), RATE, 0.15, note, velocity)
    assert exact.shape == (2, 2, 2400) and exact.dtype == torch.float64 and single.dtype == torch.float32
    for row in range(2):
        want = by_definition(name, natural[row].tolist(), RATE, 2400, note, velocity)
        scale = max(np.abs(want).max(), 1.0)
        np.testing.assert_allclose(exact[row].numpy(), want, atol=2e-6 * scale)
        np.testing.assert_allclose(single[row].numpy(), want, atol=1e-4 * scale)


@pytest.mark.parametrize("name", VOICES)
def test_a_row_does_not_depend_on_the_others(name):
    natural = presets(name, 17).float()
    synth = load_synth(voice(name))
    together = synth.render(natural, RATE, 0.1)
    for row in (0, 5, 16):
        alone = synth.render(natural[row : row + 1], RATE, 0.1)[0]
        assert (together[row] - alone).abs().max() < 3e-5 * max(1.0, float(alone.abs().max()))


@pytest.mark.parametrize("name", VOICES)
def test_a_longer_sound_begins_like_a_shorter_one(name):
    synth, natural = load_synth(voice(name)), presets(name)
    long, short = synth.render(natural, RATE, 0.3), synth.render(natural, RATE, 0.1)
    assert long.shape[-1] == 4800
    assert (long[..., :1600] - short).abs().max() < 1e-9


@pytest.mark.parametrize("name", ["fm2", "fm6", "impact3"])
def test_every_parameter_has_its_derivative(name):
    """Directional derivatives against central differences, in float64, for each group of knobs at once."""
    space = voice(name).space
    synth, natural = load_synth(voice(name)), presets(name, seed=8)
    weight = torch.tensor(np.random.default_rng(0).standard_normal((1, 2, 800)))

    def loss(x):
        return (synth.render(x, 8000, 0.1) * weight).sum()

    (gradient,) = torch.autograd.grad(loss(natural.requires_grad_()), natural)
    natural = natural.detach()
    assert torch.isfinite(gradient).all()
    for group in sorted({p.group for p in space}):
        chosen = [i for i, p in enumerate(space) if p.group == group and p.scale != "choice"]
        step = torch.zeros_like(natural)
        step[:, chosen] = 1e-6 * natural[:, chosen].abs().clamp(min=1e-3)
        slope = float((loss(natural + step) - loss(natural - step)) / 2)
        assert float((gradient * step).sum()) == pytest.approx(slope, rel=1e-3, abs=1e-10), group


@pytest.mark.parametrize("name", ["fm", "impact"])
def test_velocity_and_level_are_gains(name):
    synth, natural = load_synth(voice(name)), presets(name)
    loud = synth.render(natural, RATE, 0.1)
    assert torch.allclose(synth.render(natural, RATE, 0.1, velocity=0.25), 0.25 * loud)
    level = natural[0, voice(name).space.index("level")]
    softer = synth.render(with_values(name, natural, level=level - 20), RATE, 0.1)
    assert torch.allclose(softer, 0.1 * loud)


def test_pan_keeps_the_power_and_centre_is_unity():
    synth, natural = load_synth(voice("fm")), presets("fm")
    centre, left, aside = (synth.render(with_values("fm", natural, pan=p), RATE, 0.1)[0] for p in (0.0, -1.0, 0.4))
    assert torch.allclose(centre[0], centre[1])
    assert left[1].abs().max() < 1e-12
    for panned in (left, aside):
        assert torch.allclose(panned.square().sum(), centre.square().sum())


def peak_hz(sound, rate):
    return float(np.argmax(np.abs(np.fft.rfft(sound * np.hanning(len(sound))))) * rate / len(sound))


@pytest.mark.parametrize(("note", "hz"), [(None, 330.0), (69, 440.0), (81, 880.0)])
def test_a_note_replaces_the_root_of_an_fm_voice(note, hz):
    values = {
        "root_hz": 330,
        "sweep": 0,
        "op1_mode": 0,
        "op1_ratio": 1,
        "op1_level": 1,
        "op1_decay": 8,
        "op2_level": 0,
        "level": 0,
    }
    zero = {p.name: 0.0 for p in voice("fm2").space if p.group == "matrix"}
    natural = with_values("fm2", presets("fm2"), **values, **zero)
    sound = load_synth(voice("fm2")).render(natural, RATE, 1.0, note=note)[0, 0].numpy()
    assert peak_hz(sound, RATE) == pytest.approx(hz, abs=1.5)
    fixed = with_values("fm2", natural, op1_mode=1, op1_fixed_hz=500)
    sound = load_synth(voice("fm2")).render(fixed, RATE, 1.0, note=note)[0, 0].numpy()
    assert peak_hz(sound, RATE) == pytest.approx(500, abs=1.5)


@pytest.mark.parametrize(("note", "hz"), [(None, 600.0), (60, 600.0), (72, 1200.0)])
def test_a_note_transposes_an_impact_voice(note, hz):
    values = {
        "mode1_hz": 600,
        "mode1_amp": 1,
        "mode1_damping": 3,
        "mode2_amp": 1e-4,
        "mode3_amp": 1e-4,
        "mix": 0,
        "level": 0,
    }
    natural = with_values("impact3", presets("impact3"), **values)
    sound = load_synth(voice("impact3")).render(natural, RATE, 1.0, note=note)[0, 0].numpy()
    assert peak_hz(sound, RATE) == pytest.approx(hz, abs=1.5)


def test_dry_is_the_same_on_both_sides_and_wet_is_not():
    synth, natural = load_synth(voice("impact3")), presets("impact3")
    dry = synth.render(with_values("impact3", natural, mix=0.0), RATE, 0.2)[0]
    wet = synth.render(with_values("impact3", natural, mix=1.0), RATE, 0.2)[0]
    assert torch.allclose(dry[0], dry[1])
    assert abs(float(torch.corrcoef(wet)[0, 1])) < 0.9


def test_a_sweep_starts_where_it_says():
    values = {
        "root_hz": 200,
        "sweep": 24,
        "sweep_time": 1.0,
        "op1_mode": 0,
        "op1_ratio": 1,
        "op1_level": 1,
        "op1_attack": 0.0005,
    }
    zero = {p.name: 0.0 for p in voice("fm2").space if p.group == "matrix"}
    natural = with_values("fm2", presets("fm2"), op2_level=0, op1_decay=8, **values, **zero)
    sound = load_synth(voice("fm2")).render(natural, RATE, 0.05)[0, 0].numpy()
    assert peak_hz(sound, RATE) == pytest.approx(800, abs=25)


def test_above_nyquist_there_is_silence():
    natural = with_values("impact3", presets("impact3"), mix=0.0, mode1_hz=8001, mode2_hz=9000, mode3_hz=18000)
    assert load_synth(voice("impact3")).render(natural, RATE, 0.1).abs().max() == 0
    fade = nyquist_fade(2 * np.pi * np.linspace(0.4, 0.55, 200))
    assert (np.diff(fade) <= 0).all() and fade[0] == 1 and fade[-1] == 0
