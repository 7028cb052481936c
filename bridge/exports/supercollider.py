"""Preset -> SuperCollider: a SynthDef with freq, amp, gate and out, stock UGens only.

FM's operators hear each other one sample later. A loop through the server would be one block late (64 samples, another
sound), so the recurrence is written with demand-rate UGens, which `Duty` evaluates once a sample: its memory is a
small buffer, half of which holds the last sample while the other half is filled. It is exact at any block size.

An impact's modes are resonators put as heterodynes, c·(e^{−dt} ⋆ c·x) + s·(e^{−dt} ⋆ s·x) with c, s = cos, sin ωt: in
32 bits the coefficients of a plain two-pole filter are too coarse for low notes. Its reverb's response is a WAV file.
"""

from __future__ import annotations

import math

from bridge.exports import excitation, formulas
from bridge.exports.header import exported_voice, header, identifier, knobs, number
from bridge.params import Param
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE

_WARPS = {"lin": "lin", "log": "exp", "choice": "lin"}
_QUIET_SECONDS = 0.5
"""a note that is silent for so long is taken away; the slowest operator swings within"""

LATE = 1
"""samples that an impact begins late"""


def supercollider(preset: Preset) -> dict[str, bytes]:
    """The files of a preset as a SynthDef, by name. Raises BadRequest for a voice that is not exported."""
    voice = exported_voice(preset, "SuperCollider")
    name = identifier(preset.name)
    files, load, extra = {}, "", ""
    if voice.family == "fm":
        body = _fm(voice.size, preset.parameters["root_hz"])
    else:
        body = _impact(preset)
        files = {f"{name}-reverb.wav": excitation.wav(preset)}
        load = f'\n    ~{name}_reverb = Buffer.read(s, (folder ? ".") +/+ "{name}-reverb.wav");'
        extra = f", \\buf, ~{name}_reverb"
    controls = "\n".join(_control(p, preset.parameters[p.name]) for p in knobs(voice))
    comments = "\n".join(f"// {line}" for line in header(preset))
    text = f"""{comments}
(
var folder = thisProcess.nowExecutingPath !? {{ |path| path.dirname }};
~{name} = SynthDef(\\{name}, {{ |out = 0, amp = 1, gate = 1{", buf" if extra else ""}|
{controls}
    var count = Phasor.ar(DC.ar(0), 1, 0, 1e9); // samples since the note began
    var rate = SampleRate.ir, step = SampleDur.ir, seconds = count * step;
    var released = max(Sweep.ar(0, gate <= 0) - step, 0);
    var fade = {formulas.FALL.format(t="released", time="release")};
    var belowNyquist = {{ |hertz|
        var room = {formulas.ROOM.format(hertz="hertz", rate="rate")};
        {formulas.FADE.format(room="room")}
    }};
    var loud = {formulas.GAIN.format(level="level", velocity="amp")} * fade;
{body}
    FreeSelf.kr(A2K.kr(fade) < {formulas.SILENCE:g});
    DetectSilence.ar(abs(sound[0]) + abs(sound[1]), {formulas.SILENCE:g}, {_QUIET_SECONDS}, doneAction: 2);
    Out.ar(out, sound);
}}).add;
s.waitForBoot {{
    ~{name}.send(s);{load}
}};
)

// a scale; amp is linear, and 1 as it was fitted:
// Pbind(\\instrument, \\{name}{extra}, \\scale, Scale.minorPentatonic, \\degree, Pseq([0, 2, 4, 5, 4, 2], 2),
//     \\octave, 4, \\dur, 0.25, \\legato, 0.8, \\amp, 0.5).play;
"""
    return {f"{name}.scd": text.encode(), **files}


def _control(param: Param, value: float) -> str:
    low, high, default = (number(x) for x in (param.low, param.high, value))
    step = 1 if param.scale == "choice" else 0
    spec = f'ControlSpec({low}, {high}, \\{_WARPS[param.scale]}, {step}, {default}, "{param.unit}")'
    return f"    var {param.name} = \\{param.name}.kr({default}, spec: {spec}); // {param.doc}"


def _freq(hertz: float) -> str:
    return f"var freq = \\freq.kr({number(hertz)}, spec: \\freq);"


def _fm(size: int, root: float) -> str:
    each = range(1, size + 1)
    lines = []
    for v in each:
        op, hertz, fresh = f"op{v}", f"hertz{v}", f"new{v}"
        hz = formulas.HERTZ.format(mode=f"{op}_mode", fixed_hz=f"{op}_fixed_hz", root="freq", ratio=f"{op}_ratio")
        envelope = formulas.ENVELOPE.format(t="seconds", attack=f"{op}_attack", decay=f"{op}_decay")
        modulation = " + ".join(f"(a{v}{j} * Dbufrd(memory, old + {j - 1}))" for j in each)
        lines.append(f"""
    var {hertz} = {hz};
    var loud{v} = {envelope} * belowNyquist.({hertz} * (1 + (warp * fall)));
    var turns{v} = Phasor.ar(DC.ar(0), {hertz} * pace * step, 0, 1);
    var {fresh} = Dbufwr(loud{v} * sin(2pi * (turns{v} + (({modulation}) / 2pi))), memory, fresh + {v - 1});""")
    heard = " + ".join(f"(op{v}_level * new{v})" for v in each)
    return f"""    {_freq(root)}
    // the sweep: frequencies fall to their rest; pace is their mean over a sample
    var warp = {formulas.WARP.format(sweep="sweep")};
    var x = step / sweep_time;
    var fall = {formulas.FALL.format(t="seconds", time="sweep_time")};
    var pace = 1 + ({formulas.MEAN_WARP.format(warp="warp", x="x")} * fall);
    // Every operator hears all operators' last samples. (Turns and modulation are added before they are multiplied:
    // sclang would make a MulAdd of the other order, which knows no demand rate.)
    var memory = LocalBuf({2 * size}).clear;
    var old = (count % 2) * {size};
    var fresh = {size} - old;{"".join(lines)}
    var y = Delay1.ar(Duty.ar(step, 0, {heard}));
    var sound = y * loud * [{formulas.LEFT.format(pan="pan")}, {formulas.RIGHT.format(pan="pan")}];"""


def _impact(preset: Preset) -> str:
    rows = ",\n        ".join(f"[{', '.join(map(number, mode))}]" for mode in excitation.modes(preset))
    return f"""    // the modes are struck with one sample and with the reverb's response; so no convolver is needed
    // (one sample late: filters may take their very first sample twice)
    var response = PlayBuf.ar(2, buf, BufRateScale.kr(buf), startPos: {excitation.BEFORE - LATE});
    var wet = mix * {SAMPLE_RATE} * step; // as loud at any rate
    var strike = ((1 - mix) * BinaryOpUGen('==', count, {LATE})) + (wet * response);
    // Hz, damping in 1/s, amplitude
    var modes = [
        {rows}
    ];
    // (This stands here because sclang orders UGens by it: earlier, the oscillators of all modes would wait for the
    // strike, in more wires than a server has.)
    {_freq(formulas.MIDDLE_C)}
    var transpose = freq / {number(formulas.MIDDLE_C)};
    var struck = modes.inject(0) {{ |sum, mode|
        var hertz = mode[0] * transpose;
        var c = SinOsc.ar(hertz, 0.5pi), s = SinOsc.ar(hertz);
        var fallTime = {number(math.log(1000.0))} / mode[1]; // Decay wants the time to -60 dB
        var part = (c * Decay.ar(strike * c, fallTime)) + (s * Decay.ar(strike * s, fallTime));
        sum + (mode[2] * belowNyquist.(hertz) * part)
    }};
    var sound = struck * loud;"""
