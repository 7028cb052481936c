"""Preset -> Faust: one .dsp file, polyphonic (freq, gain, gate), which follows our voice to the sample.

The recurrence of FM is Faust's own `~`, whose one sample of delay is ours. An impact carries its reverb's response as
two tables, so that the file is whole wherever it is compiled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bridge.exports import excitation, formulas
from bridge.exports.header import about, exported_voice, header, identifier, knobs, number, plain
from bridge.params import Param
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE

NUMBERS_A_LINE = 12
FULL = 2**23 - 1
"""24 bits, which survive in 32-bit floats"""

_NOTE = f"""
// the note
start = gate > gate';  // 1 at its first sample, else 0
count = (+(1) : *(1 - start)) ~ _;  // samples since then
seconds = count / ma.SR;
fade = (*(ba.if(gate', 1, exp(-1 / (release * ma.SR)))) : max(start)) ~ _;  // 0 before the first note
room(hertz) = {formulas.ROOM.format(hertz="hertz", rate="ma.SR")};
below_nyquist(hertz) = {formulas.FADE.format(room="room(hertz)")};
"""

_FM = f"""
// pitch: the sweep falls to the resting frequencies; phases grow by its mean over a sample
warp = {formulas.WARP.format(sweep="sweep")};
mean_warp = {formulas.MEAN_WARP.format(warp="warp", x="x")} with {{ x = 1 / (sweep_time * ma.SR); }};
fall = {formulas.FALL.format(t="seconds", time="sweep_time")};
hertz(mode, ratio, fixed_hz) = {formulas.HERTZ.format(mode="mode", fixed_hz="fixed_hz", root="freq", ratio="ratio")};
turns(hz) = (+(step') : ma.frac : *(1 - start)) ~ _ with {{ step = hz * (1 + mean_warp * fall) / ma.SR; }};
loudness(hz, attack, decay) =
    {formulas.ENVELOPE.format(t="seconds", attack="attack", decay="decay")} * below_nyquist(hz * (1 + warp * fall));
operator(hz, attack, decay, modulation) = loudness(hz, attack, decay) * sin(2 * ma.PI * turns(hz) + modulation);
"""


def faust(preset: Preset) -> dict[str, bytes]:
    """The files of a preset as a Faust instrument, by name. Raises BadRequest for a voice that is not exported."""
    voice = exported_voice(preset, "Faust")
    body = _fm(voice.size) if voice.family == "fm" else _impact(preset)
    text = _head(preset) + _sliders(preset) + _NOTE + body
    return {f"{identifier(preset.name)}.dsp": text.encode()}


def _head(preset: Preset) -> str:
    comments = "".join(f"// {line}\n" for line in header(preset))
    return f"""{comments}declare name "{plain(preset.name)}";
declare license "MIT";
declare options "[midi:on][nvoices:8]";
import("stdfaust.lib");
"""


def _sliders(preset: Preset) -> str:
    voice = exported_voice(preset, "Faust")
    freq = preset.parameters["root_hz"] if voice.family == "fm" else formulas.MIDDLE_C
    lines = [
        "\n// what is played",
        f'freq = hslider("[0]freq[unit:Hz]", {number(freq)}, 1, 20000, 0.01);',
        'gain = hslider("[1]gain", 1, 0, 1, 0.001);',
        'gate = button("[2]gate");',
        "\n// the preset",
    ]
    return "\n".join([*lines, *(_slider(p, preset.parameters[p.name]) for p in knobs(voice))]) + "\n"


def _slider(param: Param, value: float) -> str:
    unit = f"[unit:{param.unit}]" if param.unit else ""
    scale = "[scale:log]" if param.scale == "log" else ""
    step = (
        1.0 if param.scale == "choice" else param.low / 10 if param.scale == "log" else (param.high - param.low) / 1e4
    )
    label = f"h:{param.group}/{param.name}{unit}{scale}[tooltip:{_tooltip(about(param))}]"
    numbers = ", ".join(number(x) for x in (value, param.low, param.high, step))
    return f'{param.name} = hslider("{label}", {numbers});'


def _tooltip(text: str) -> str:
    """Brackets and colons mean something in a label."""
    return plain(text).translate(str.maketrans("[]:/", "()  "))


def _fm(size: int) -> str:
    each = range(1, size + 1)
    old = [f"u{v}" for v in each]
    lines = []
    for v in each:
        hz = f"hertz(op{v}_mode, op{v}_ratio, op{v}_fixed_hz)"
        modulation = " + ".join(f"a{v}{j} * u{j}" for j in each)
        lines.append(f"    operator({hz}, op{v}_attack, op{v}_decay, (1 - start) * ({modulation}))")
    operators, levels = ",\n".join(lines), ", ".join(f"*(op{v}_level)" for v in each)
    return f"""{_FM}
// every operator hears all operators' last samples
operators = next ~ si.bus({size});
next({", ".join(old)}) =
{operators};

loud = {formulas.GAIN.format(level="level", velocity="gain")} * fade;
process = operators : {levels} :> mem : *((1 - start) * loud) <:
    *{formulas.LEFT.format(pan="pan")},
    *{formulas.RIGHT.format(pan="pan")};
"""


def _impact(preset: Preset) -> str:
    left, right = response = excitation.response(preset)
    scale = max(float(np.abs(response).max()), 1e-12) / FULL
    each = excitation.modes(preset)
    tables = "".join(
        f"{name} = {_table([number(m[k]) for m in each], 'ba.take(n + 1, (', '))')};\n"
        for k, name in enumerate(("hz(n)", "damping(n)", "amplitude(n)"))
    )
    return f"""
// the modes: Hz, damping in 1/s, amplitude
modes = {len(each)};
{tables}
// the modes are struck with one sample and with the reverb's response, instead of being convolved with it later
transpose = freq / {number(formulas.MIDDLE_C)};
position = seconds * {SAMPLE_RATE};
place(k) = int(min(int(position) + k, {len(left)}));
between(a, b) = a + (position - int(position)) * (b - a);
wet(table) = between(place(0) : table, place(1) : table) * {SAMPLE_RATE} / ma.SR;  // as long and as loud at any rate
strike(table) = (1 - mix) * (count == 0) + mix * wet(table);
mode(n) = turn ~ (_, _) : *(amplitude(n) * below_nyquist(f)), ! with {{
    f = hz(n) * transpose;
    shrink = exp(0 - damping(n) / ma.SR);
    c = shrink * cos(2 * ma.PI * f / ma.SR);
    s = shrink * sin(2 * ma.PI * f / ma.SR);
    turn(a, b, x) = x + k * (c * a - s * b), k * (s * a + c * b);  // a complex number that turns and shrinks
    k = 1 - start;
}};
struck = _ <: par(n, modes, mode(n)) :> _;

loud = {formulas.GAIN.format(level="level", velocity="gain")} * fade;
process = strike(left), strike(right) : struck, struck : *(loud), *(loud);

// the response, {SAMPLE_RATE} a second, in whole numbers, which compile five times as fast as others
left = {_wave(left, scale)}, _ : rdtable : *(scale);
right = {_wave(right, scale)}, _ : rdtable : *(scale);
scale = {number(scale)};
"""


def _wave(samples: Sequence[float], scale: float) -> str:
    return _table([str(round(float(s) / scale)) for s in (*samples, 0.0)], "waveform{", "}")


def _table(numbers: Sequence[str], opening: str, closing: str) -> str:
    rows = [", ".join(numbers[i : i + NUMBERS_A_LINE]) for i in range(0, len(numbers), NUMBERS_A_LINE)]
    return opening + ",\n    ".join(rows) + closing
