"""Preset -> Pure Data: an abstraction of stock objects that takes lists `note velocity` and is polyphonic.

NAME.pd is the instrument (its parameters are number boxes, and [value]s NAME_parameter), NAME-voice.pd one note, and
NAME-help.pd an example that plays from a keyboard. FM's recurrence is one fexpr~, which remembers its own last samples.
An impact's modes are cpole~s (NAME-mode.pd); its reverb's response lies in a WAV file.
"""

from __future__ import annotations

import math

from bridge.exports import excitation, formulas
from bridge.exports.header import exported_voice, fitted_note, header, identifier, knobs, number
from bridge.exports.pd_patch import Patch
from bridge.params import Param
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE
from bridge.voices.catalog import Voice

VOICES = 8
_WINDOW, _FAINT, _FIRST = 8192, 1, 500
"""samples that an ended voice is below so many of Pd's decibels (100 is full scale); ms of a note's beginning"""
_COLUMN, _ROWS = 260, 24


def puredata(preset: Preset) -> dict[str, bytes]:
    """The files of a preset as a Pd abstraction, by name. Raises BadRequest for a voice that is not exported."""
    voice = exported_voice(preset, "Pure Data")
    name = identifier(preset.name)
    files = {f"{name}.pd": bytes(_instrument(preset, name)), f"{name}-help.pd": bytes(_example(preset, name))}
    if voice.family == "fm":
        return files | {f"{name}-voice.pd": bytes(_fm(name, voice.size))}
    modes = len(excitation.modes(preset))
    files |= {f"{name}-voice.pd": bytes(_impact(name, modes)), f"{name}-mode.pd": bytes(_mode(name))}
    return files | {f"{name}-reverb.wav": excitation.wav(preset)}


def _instrument(preset: Preset, name: str) -> Patch:
    """Parameters, and notes given to voices."""
    voice = exported_voice(preset, "Pure Data")
    patch = Patch(1100, 900)
    for line in header(preset):
        patch.text(line)
    patch.text("inlet: lists of a MIDI note and a velocity (1 … 127, 0 lets it go). outlets: left and right")
    notes = patch.obj("unpack f f", patch.obj("inlet"))
    poly = patch.obj(f"poly {VOICES} 1", (notes, 0), (notes, 1))
    packed = patch.obj("pack f f f", (poly, 0), (poly, 1), (poly, 2))
    clone = patch.obj(f"clone -s 1 {name}-voice {VOICES}", packed)
    patch.obj("outlet~", (clone, 0))
    patch.obj("outlet~", (clone, 1), x=140)
    start = patch.obj("loadbang")
    patch.obj(f"value {name}_rate", patch.obj("samplerate~", start))
    _parameters(patch, preset, voice, name, start)
    if voice.family == "impact":
        table = " ".join(number(x) for mode in excitation.modes(preset) for x in mode)
        patch.obj(f"array define {name}_modes {3 * len(excitation.modes(preset))}")
        patch.send({f"{name}_modes": f"0 {table}"}, start)
        for side in ("left", "right"):
            patch.obj(f"array define {name}_{side}")
        read = patch.msg(f"read -resize {name}-reverb.wav {name}_left {name}_right", start)
        patch.obj("soundfiler", read)
    return patch


def _parameters(patch: Patch, preset: Preset, voice: Voice, name: str, start: int) -> None:
    """A [value] for each, a number box that shows and sets it, and a message that gives all of them the preset's."""
    each, kept = knobs(voice), Patch()
    for param in each:
        kept.obj(f"value {name}_{param.name}")
    patch.inside("values", kept)
    patch.send({f"{name}_{p.name}": number(preset.parameters[p.name]) for p in each}, start)
    for k, param in enumerate(each):
        x, y = 20 + _COLUMN * (k // _ROWS), 420 + 22 * (k % _ROWS)
        patch.gui(_box(param, preset.parameters[param.name], f"{name}_{param.name}"), x, y)


def _box(param: Param, value: float, target: str) -> str:
    """A number box, labelled with name, range and unit (spaces would end the label)."""
    label = f"{param.name}_{number(param.low)}_to_{number(param.high)}_{param.unit}".rstrip("_").replace("/", "_per_")
    log = 1 if param.scale == "log" else 0
    return (
        f"nbx 8 16 {number(param.low)} {number(param.high)} {log} 0 {target} {target} {label} 80 8 0 10 #fcfcfc "
        f"#000000 #000000 {number(value)} 256"
    )


def _example(preset: Preset, name: str) -> Patch:
    patch = Patch(700, 300)
    patch.text(header(preset)[0])
    patch.text("play it from a MIDI keyboard, or click")
    note = round(fitted_note(preset))
    sources = [
        patch.obj("pack f f", (keyboard := patch.obj("notein"), 0), (keyboard, 1)),
        patch.msg(f"{note} 100"),
        patch.msg(f"{note} 0"),
    ]
    instrument = patch.obj(name)
    for source in sources:
        patch.connect(source, 0, instrument, 0)
    patch.obj("dac~", (instrument, 0), (instrument, 1))
    patch.msg("; pd dsp 1")
    return patch


def _note(patch: Patch) -> tuple[int, int, int, int, int, int]:
    """What every voice begins with: boxes that give the note (from the second outlet), `clear` at its start, velocity
    (0 … 1), samples since the start (1, 2 …) and since the note was let go (0, 1 …), and the voice's switch."""
    pair = patch.obj("unpack f f", patch.obj("inlet"))
    patch.text("velocity 0 opens the release; another velocity lets the note through")
    split = patch.obj("t f f", (pair, 1))
    begins = patch.obj("spigot", (pair, 0), patch.obj("> 0", (split, 1), x=300))
    moses = patch.obj("moses 0.5", (split, 0))
    velocity = patch.obj("/ 127", (moses, 1), x=300)
    order = patch.obj("t b f", begins)
    clear = patch.msg("clear", (order, 0))
    released = patch.obj("sig~ 0")
    patch.connect(patch.msg("1", (moses, 0)), 0, released, 0)
    patch.connect(patch.msg("0", (moses, 1), x=100), 0, released, 0)
    count = patch.obj("rpole~ 1", patch.obj("sig~ 1"))
    since = patch.obj("rpole~ 1", released)
    for counter in (count, since):
        patch.connect(clear, 0, counter, 0)
    switch = patch.obj("switch~", patch.msg("1", clear))
    return order, clear, velocity, count, since, switch


def _fm(name: str, size: int) -> Patch:
    patch = Patch()
    order, clear, velocity, count, since, switch = _note(patch)
    each, of = range(1, size + 1), f"{name}_"
    seconds = f"(($v1 - 1) / {of}rate)"
    patch.text("the sweep: how far frequencies are above their rest, and their mean over a sample")
    fall = patch.obj(f"expr~ {formulas.FALL.format(t=seconds, time=f'{of}sweep_time')}", count)
    warp = patch.obj(f"expr $f1 * 0 + {formulas.WARP.format(sweep=f'{of}sweep')}", (order, 1))
    mean = formulas.MEAN_WARP.format(warp="$f1", x=f"(1 / ({of}sweep_time * {of}rate))")
    pace = patch.obj("expr~ 1 + $v1 * $f2", fall, patch.obj(f"expr {mean}", warp))
    turns, loud = [], []
    for v in each:
        op = f"{of}op{v}"
        root = formulas.NOTE_HZ.format(note="$f1")
        hz = formulas.HERTZ.format(mode=f"{op}_mode", fixed_hz=f"{op}_fixed_hz", root=root, ratio=f"{op}_ratio")
        hertz = patch.obj(f"expr {hz}", (order, 1))
        phase = patch.obj("phasor~", patch.obj("*~ 1", pace, hertz))
        patch.connect(patch.msg("0", clear, x=300), 0, phase, 1)
        room = formulas.ROOM.format(hertz="($f2 * (1 + $f3 * $v1))", rate=f"{of}rate")
        near = patch.obj(f"expr~ {room}", fall, hertz, warp)
        envelope = formulas.ENVELOPE.format(t=seconds, attack=f"{op}_attack", decay=f"{op}_decay")
        loud.append(patch.obj(f"expr~ {envelope} * {formulas.FADE.format(room='$v2')}", count, near))
        turns.append(phase)
    patch.text("every operator hears all operators' last samples; so does the output")
    heard = " + ".join(f"{of}op{v}_level * $y{v}[-1]" for v in each)
    steps = []
    for v in each:
        modulation = " + ".join(f"{of}a{v}{j} * $y{j}[-1]" for j in each)
        steps.append(f"$x{size + v} * sin({2 * math.pi!r} * $x{v} + {modulation})")
    operators = patch.obj(f"fexpr~ {'; '.join([*steps, heard])}", *turns, *loud)
    patch.connect(clear, 0, operators, 0)
    sound = patch.obj("*~", (operators, size), _loud(patch, of, velocity, since))
    for side, x in ((formulas.LEFT, 20), (formulas.RIGHT, 300)):
        share = patch.obj(f"expr $f1 * 0 + {side.format(pan=f'{of}pan')}", (order, 1))
        patch.obj("outlet~", patch.obj("*~ 1", sound, share), x=x)
    _sleep(patch, clear, switch, sound)
    return patch


def _sleep(patch: Patch, clear: int, switch: int, *sounds: int) -> None:
    """Switch the voice off when it is silent: eight that compute nothing cost nothing. Not in a note's first moments,
    in which env~ knows of silence only."""
    level = patch.obj(f"env~ {_WINDOW} {_WINDOW}")
    for sound in sounds:
        patch.connect(sound, 0, level, 0)
    watch = patch.obj("spigot", patch.obj(f"moses {_FAINT}", level))
    patch.connect(patch.msg("0", clear, x=300), 0, watch, 1)
    later = patch.obj(f"delay {_FIRST}", patch.obj("t b", clear, x=300), x=300)
    patch.connect(patch.msg("1", later, x=300), 0, watch, 1)
    patch.connect(patch.msg("0", watch), 0, switch, 0)


def _loud(patch: Patch, of: str, velocity: int, since: int) -> int:
    gain = formulas.GAIN.format(level=f"{of}level", velocity="$f2")
    fall = formulas.FALL.format(t=f"(max($v1 - 1, 0) / {of}rate)", time=f"{of}release")
    return patch.obj(f"expr~ {gain} * {fall}", since, velocity)


def _impact(name: str, modes: int) -> Patch:
    patch = Patch()
    order, clear, velocity, count, since, switch = _note(patch)
    of = f"{name}_"
    patch.obj("s $0-clear", clear)
    patch.obj(
        "s $0-transpose",
        patch.obj(f"expr {formulas.TRANSPOSE.format(note='$f1')}", (order, 1)),
    )
    patch.text("the modes are struck with one sample and with the reverb's response, instead of being convolved later")
    place = patch.obj(f"expr~ ($v1 - 1) * {SAMPLE_RATE} / {of}rate + {excitation.BEFORE}", count)
    strikes = []
    for side in ("left", "right"):
        wet = patch.obj(f"tabread4~ {of}{side}", place)
        mixed = f"(1 - {of}mix) * ($v1 == 1) + {of}mix * {SAMPLE_RATE} / {of}rate * $v2"
        strikes.append(patch.obj(f"expr~ {mixed}", count, wet))
    struck = patch.obj(f"clone -s 0 {name}-mode {modes} $0", *strikes)
    loud = _loud(patch, of, velocity, since)
    sounds = [patch.obj("*~", (struck, channel), loud) for channel in range(2)]
    for channel, sound in enumerate(sounds):
        patch.obj("outlet~", sound, x=20 + 280 * channel)
    _sleep(patch, clear, switch, *sounds)
    return patch


def _mode(name: str) -> Patch:
    """One mode, number $1 of the voice $2: a complex number that turns and shrinks, for each side."""
    patch = Patch()
    strikes = [patch.obj("inlet~"), patch.obj("inlet~", x=300)]
    order = patch.obj("t f f", patch.obj("r $2-transpose"))
    clear = patch.obj("r $2-clear", x=300)
    modes, of = f"{name}_modes", f"{name}_"
    hertz = patch.obj(f"expr {modes}[3 * $1] * $f1", (order, 0))
    room = patch.obj(f"expr {formulas.ROOM.format(hertz='$f1', rate=f'{of}rate')}", hertz)
    amplitude = patch.obj(f"expr {modes}[3 * $1 + 2] * {formulas.FADE.format(room='$f1')}", room)
    angle, shrink = f"{2 * math.pi!r} * $f1 / {of}rate", f"exp((0 - {modes}[3 * $1 + 1]) / {of}rate)"
    turn = patch.obj(f"expr {shrink} * cos({angle}); {shrink} * sin({angle})", hertz)
    for side, strike in enumerate(strikes):
        pole = patch.obj("cpole~", strike)
        patch.connect(clear, 0, pole, 0)
        patch.connect(turn, 0, pole, 2)
        patch.connect(turn, 1, pole, 3)
        patch.obj("outlet~", patch.obj("*~ 1", pole, amplitude), x=20 + 280 * side)
    return patch
