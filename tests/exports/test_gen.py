"""The gen~ codeboxes play what our voices play: translated to C and run beside the differentiable render."""

import json
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import torch

from bridge.exports.gen.c import Sounding, compiler
from bridge.exports.gen.export import gen
from bridge.exports.gen.fm import fm_codebox
from bridge.exports.gen.impact import impact_codebox
from bridge.exports.gen.parse import BadCodebox, read
from bridge.exports.gen.source import LIMITER, MACROS, number
from bridge.kernels.control import fm_control, fm_envelope, fm_time, impact_control
from bridge.kernels.fm_reference import fm_reference
from bridge.kernels.impact_reference import modes_reference
from bridge.kernels.noise import reverb_impulse_numpy
from bridge.presets.preset import Preset
from bridge.synths.base import load_synth
from bridge.voices.catalog import voice

RATE, SECONDS = 44100, 0.2
KNOCKS = ("out1 = wave_l;\nout2 = wave_r;", "out1 = knock_l;\nout2 = knock_r;")
"""a codebox that puts out what strikes its modes"""
SAMPLES = round(RATE * SECONDS) // 6 * 6
LONG = 5 * SAMPLES
needs_compiler = pytest.mark.skipif(compiler() is None, reason="needs a C compiler")


def sent(name: str, values: dict[str, float]) -> list[float]:
    """All parameters as OSC and a `buffer~` carry them: in 32 bits."""
    space = voice(name).space
    known = {k: v for k, v in values.items() if k in space.names}
    return [float(np.float32(value)) for value in space.to_list(known)]


def ours(name: str, values: dict[str, float], note: float | None = None) -> np.ndarray:
    """[2, T] as the voice is defined: the readable kernels, in 64 bits."""
    spec = voice(name)
    natural = sent(name, values)
    if spec.family == "impact":
        impact = impact_control(spec.space, natural, RATE, note)
        dry = impact.dry * modes_reference(impact.omega[None], impact.damping[None], impact.amplitude[None], SAMPLES)
        return np.repeat(dry, 2, 0)
    control = fm_control(spec.space, natural, RATE, note)
    time, envelope = fm_time(control, 0, SAMPLES), fm_envelope(control, 0, SAMPLES)
    y = fm_reference(control.omega[None], time[None], envelope[None], control.matrix[None], control.output[None])[0]
    return np.stack([control.left * y, control.right * y])


def rendered(name: str, values: dict[str, float], exact: bool = False) -> np.ndarray:
    """[2, T] by the differentiable render. exact: of the values as they are, not as they are sent."""
    spec = voice(name)
    natural = torch.tensor([spec.space.to_list(values) if exact else sent(name, values)], dtype=torch.float64)
    with torch.no_grad():
        sound: np.ndarray = load_synth(spec).render(natural, RATE, SAMPLES / RATE)[0].numpy()
    return sound


def codebox(name: str, values: dict[str, float], change: tuple[str, str] | None = None) -> Sounding:
    """A voice's codebox as it is shipped, its buffer holding a preset; a fresh one each time. change: of its text."""
    spec = voice(name)
    text = fm_codebox(spec.size) if spec.family == "fm" else impact_codebox(spec.size)
    if change:
        assert change[0] in text
        text = text.replace(*change)
    macros = [values.get(m.name, m.default) for m in MACROS[spec.family]]
    return Sounding(text, RATE, {"params": np.array([*sent(name, values), *macros])})


def play(
    codebox: Sounding, note: float = -1.0, velocity: float = 1.0, samples: int = SAMPLES, count: int = 1
) -> np.ndarray:
    return codebox.run(np.full(samples, velocity), np.full(samples, note), np.full(samples, float(count)))


def drawn(name: str, seed: int, **fixed: float) -> dict[str, float]:
    """A random preset."""
    rng = np.random.default_rng(seed)
    return {p.name: p.to_natural(rng.random()) for p in voice(name).space} | fixed


@pytest.mark.parametrize(("name", "limit"), [("fm", 1e-9), ("fm6", 1e-8)])
@needs_compiler
def test_a_random_fm_preset_sounds_the_same(name: str, limit: float) -> None:
    """With a modest matrix. Beyond a spectral norm of about 1 feedback is chaotic, and any two programs drift apart."""
    for seed in range(2):
        values = drawn(name, seed, level=-12.0)
        values |= {k: v * 0.1 for k, v in values.items() if len(k) == 3 and k[0] == "a" and k[1:].isdigit()}
        sound = play(codebox(name, values))
        assert np.abs(sound[:2] - ours(name, values)).max() < limit
        assert np.abs(sound[:2] - rendered(name, values)).max() < limit


@needs_compiler
def test_single_operators_sweeps_and_nyquist() -> None:
    for changed in (
        {"op1_attack": 0.0005}, {"op1_attack": 0.4, "op1_decay": 0.05}, {"sweep": 36.0, "sweep_time": 0.05},
        {"op1_mode": 1.0, "op1_fixed_hz": 15000.0, "sweep": 7.0, "sweep_time": 0.4}, {"a11": 0.3}, {"pan": -0.7},
    ):  # fmt: skip
        assert np.abs(play(codebox("fm", changed))[:2] - ours("fm", changed)).max() < 1e-10, changed


@needs_compiler
def test_notes_velocity_and_release() -> None:
    """The sweep of this one goes up to 100 kHz, in 10⁵ radians: rounding shows."""
    values = drawn("fm", 1, level=-12.0, release=0.05)
    values |= {k: 0.0 for k in values if len(k) == 3 and k[0] == "a"}
    box = codebox("fm", values)
    assert np.abs(play(box, note=67.0, velocity=0.5)[:2] - 0.5 * ours("fm", values, 67.0)).max() < 1e-8
    box = codebox("fm", values)
    held = SAMPLES // 2
    velocity = np.where(np.arange(SAMPLES) < held, 1.0, 0.0)
    sound = box.run(velocity, np.full(SAMPLES, -1.0), np.ones(SAMPLES))
    falling = np.exp(-np.maximum(np.arange(SAMPLES) - held, 0) / (0.05 * RATE))
    assert np.abs(sound[:2] - falling * ours("fm", values)).max() < 1e-8


@needs_compiler
def test_a_voice_is_silent_and_asleep_until_its_first_note_and_after_its_last() -> None:
    values = {f"op{v}_decay": 0.005 for v in range(1, 5)}
    box = codebox("fm", values)
    silent = box.run(np.zeros(200), np.full(200, 60.0), np.zeros(200))
    assert not silent.any()
    sound = play(box)
    assert sound[2, 0] == 1 and sound[2, -1] == 0
    asleep = int(np.flatnonzero(sound[2] == 0)[0])
    assert np.abs(sound[:2, asleep:]).max() < 2e-6


@needs_compiler
def test_a_stolen_note_ends_without_a_click() -> None:
    values = {"op1_decay": 8.0, "op1_attack": 0.2, "root_hz": 50.0}  # a slow attack: what jumps is what was cut off
    box = codebox("fm", values)
    first = play(box)[0]
    second = play(box, count=2)[0]
    loudest = np.abs(np.diff(first)).max()
    assert abs(second[0] - first[-1]) < 1.5 * loudest
    assert np.abs(np.diff(second)).max() < max(1.5 * loudest, 0.021 * abs(first[-1]) + loudest)


@needs_compiler
def test_the_parameters_are_followed_from_a_buffer() -> None:
    """As in Max: the codebox reads a buffer by column; a new set glides under this note, and sounds with the next."""
    one, two = drawn("fm", 1, level=-12.0), drawn("fm", 2, level=-12.0)
    for values in (one, two):
        values |= {k: 0.0 for k in values if len(k) == 3 and k[0] == "a"}
    box = codebox("fm", one)
    assert np.abs(play(box)[:2] - ours("fm", one)).max() < 1e-9
    box.write("params", np.array([*sent("fm", two), *[macro.default for macro in MACROS["fm"]]]))
    under = play(box, samples=2000)[:2]
    assert np.isfinite(under).all()
    again = play(box, count=2)[:2]
    tail = np.abs(under[:, -1:]) * 0.98 ** np.arange(SAMPLES)  # what the stolen note leaves
    assert (np.abs(again - ours("fm", two)) <= tail + 1e-9).all()


@needs_compiler
@pytest.mark.parametrize(("name", "limit"), [("fm", 1e-9), ("impact", 1e-9)])
def test_an_exported_preset_plays_each_time_its_velocity_rises(name: str, limit: float) -> None:
    values = drawn(name, 0, level=-30.0, **({"mix": 0.0} if name == "impact" else {}))
    values |= {k: 0.0 for k in values if len(k) == 3 and k[0] == "a"}
    files = gen(Preset.of("glass bell", name, values))
    assert list(files) == ["glass_bell.genexpr", "glass_bell.gendsp"]
    text = files["glass_bell.genexpr"].decode()
    inside = json.loads(files["glass_bell.gendsp"])["patcher"]
    (code,) = [w["box"]["code"] for w in inside["boxes"] if w["box"]["maxclass"] == "codebox"]
    assert code.replace("\r\n", "\n") == text and inside["classnamespace"] == "dsp.gen"
    box = Sounding(text)
    assert box.program.inputs == 2
    whole = rendered(name, values, exact=True)
    assert np.abs(box.run(np.ones(SAMPLES), -np.ones(SAMPLES))[:2] - whole).max() < limit
    rest = box.run(np.zeros(1000), -np.ones(1000))[:2, -1:]
    again = box.run(np.ones(SAMPLES), -np.ones(SAMPLES))[:2]
    tail = np.abs(rest) * 0.98 ** np.arange(SAMPLES)  # what the first note leaves
    assert (np.abs(again - whole) <= tail + limit).all()


@needs_compiler
def test_the_players_knobs_do_what_they_say() -> None:
    values = drawn("fm", 4, level=-12.0)
    values |= {k: 0.0 for k in values if len(k) == 3 and k[0] == "a"}
    values |= {k: 0.0 for k in values if k.endswith("_mode")}
    tuned = play(codebox("fm", values | {"tune": 12.0}), note=48.0)
    assert np.abs(tuned[:2] - ours("fm", values, 60.0)).max() < 1e-9
    louder = play(codebox("fm", values | {"volume": -6.0}))
    assert np.abs(louder[:2] - ours("fm", values | {"level": -18.0})).max() < 1e-9


@needs_compiler
def test_the_object_of_an_impact_sounds_the_same() -> None:
    for seed, note in ((0, None), (1, 67.0)):
        values = drawn("impact", seed, level=-30.0, mix=0.0)
        sound = play(codebox("impact", values), note=-1.0 if note is None else note)
        assert np.abs(sound[:2] - ours("impact", values, note)).max() < 1e-12


@needs_compiler
def test_noise_that_strikes_the_modes_is_the_convolution() -> None:
    """The identity on which the reverb rests: with the same noise, bank and convolution are one sound."""
    values = drawn("impact", 3, level=-30.0, mix=1.0)
    knocks, sound = play(codebox("impact", values, KNOCKS))[:2], play(codebox("impact", values))[:2]
    control = impact_control(voice("impact").space, sent("impact", values), RATE)
    parts = (control.omega, control.damping, control.amplitude)
    object_ = modes_reference(*(part[None] for part in parts), SAMPLES)[0]
    size = 2 * SAMPLES
    wanted = np.fft.irfft(np.fft.rfft(knocks, size) * np.fft.rfft(object_, size), size)[:, :SAMPLES]
    assert np.abs(sound - wanted).max() < 1e-9 * np.abs(wanted).max()


@needs_compiler
def test_the_reverb_has_the_level_and_decay_of_ours() -> None:
    """Energy by octave and sixth of the sound, where it is within 15 dB of the loudest octave. On the whole: it is
    another noise."""
    off = []
    for seed in range(6):
        values = drawn("impact", seed, level=0.0, mix=1.0)
        control = impact_control(voice("impact").space, sent("impact", values), RATE)
        bands = control.band_hz, control.band_damping, control.band_amplitude
        theirs = energies(play(codebox("impact", values, KNOCKS), samples=LONG)[:2])
        wanted = energies(reverb_impulse_numpy(*bands, RATE, LONG))
        off.append((theirs - wanted)[wanted > wanted.max(0) - 15.0])
    every = np.concatenate(off)
    assert abs(np.median(every)) < 1.0
    assert np.median(np.abs(every)) < 1.5
    assert np.percentile(np.abs(every), 90) < 4.5


def energies(sound: np.ndarray) -> np.ndarray:
    """dB, [octave from 125 Hz, sixth of the sound]."""
    frames = np.abs(np.fft.rfft(sound.reshape(2, 6, -1) * np.hanning(sound.shape[1] // 6))) ** 2
    hertz = np.fft.rfftfreq(sound.shape[1] // 6, 1 / RATE)
    edges = 125.0 * 2.0 ** np.arange(8)
    rows = [frames[:, :, (hertz >= a) & (hertz < b)].sum((0, 2)) for a, b in pairwise(edges)]
    return 10 * np.log10(np.array(rows) + 1e-20)


@needs_compiler
def test_the_limiter_is_that_of_the_real_time_voice() -> None:
    from bridge.realtime.mixer import limit

    ramp = np.linspace(-3.0, 3.0, 2001)
    out = Sounding(LIMITER).run(ramp, -ramp)
    assert np.abs(out[0] - [limit(x) for x in ramp]).max() < 1e-12
    assert np.abs(out[1] + out[0]).max() < 1e-12


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("out1 = x;", "x has no value"),
        ("if (in1) { x = 1; } out1 = x;", "x has no value"),
        ("History h(0); h = in1; out1 = h;", "read after it was written"),
        ("mix = 1; out1 = mix;", "means something to gen~"),
        ("out1 = pow(2);", "pow takes 2"),
        ("out1 = sine(2);", "no function"),
        ("out1 = peek(store, 0);", "neither Data nor Buffer"),
        ("out1 = 1", "';' |; belongs|where"),
        ("out1 = 3 @ 4;", "cannot read"),
        ("Data d(4); d = 1;", "poke"),
        ("History a(0), a(1);", "declared twice"),
    ],
)
def test_text_that_gen_would_not_take_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(BadCodebox, match=complaint):
        read(text)


@pytest.mark.parametrize("make", [lambda: fm_codebox(4), lambda: fm_codebox(6), lambda: impact_codebox(32)])
def test_shipped_codeboxes_are_taken(make: Callable[[], str]) -> None:
    program = read(make())
    assert (program.inputs, program.outputs) == (3, 3)


def test_numbers_come_back_exactly() -> None:
    rng = np.random.default_rng(0)
    for value in [*rng.normal(size=50), 1e-9, 1e-5, 12345678.9, -0.0, 3.0]:
        assert float(number(float(value))) == value and "e" not in number(float(value)) and "." in number(float(value))
