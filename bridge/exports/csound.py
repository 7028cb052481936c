"""Preset -> Csound: a .csd with one instrument that takes MIDI's note number in p4 and its velocity in p5.

Numbers are 64 bits wide there (in all usual builds), and an instrument may run one sample at a time, so that FM hears
its own last sample. An impact's modes are biquads; its reverb's response lies in a WAV file beside.
"""

from __future__ import annotations

from bridge.exports import excitation, formulas
from bridge.exports.csound_file import csd
from bridge.exports.header import about, exported_voice, fitted_note, identifier, knobs, number
from bridge.params import Param
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE

_SCALES = {"lin": 2, "log": 3, "choice": 1}
"""kinds of controls of chn_k"""


def csound(preset: Preset) -> dict[str, bytes]:
    """The files of a preset as a Csound orchestra, by name. Raises BadRequest for a voice that is not exported."""
    voice = exported_voice(preset, "Csound")
    name = identifier(preset.name)
    if voice.family == "fm":
        files, tables, body = {}, _recurrence(voice.size), _fm(voice.size)
    else:
        wav = f"{name}-reverb.wav"
        files = {wav: excitation.wav(preset)}
        tables, body = _tables(preset, wav), _IMPACT
    channels = "\n".join(_channel(p, preset.parameters[p.name]) for p in knobs(voice))
    # the matrix is read by the opcode that needs it
    reads = "\n".join(f'  i{p.name} = chnget:i("{p.name}")' for p in knobs(voice) if p.group != "matrix")
    before = f"; the preset: channels, read when a note begins\n{channels}\n{tables}"
    return {f"{name}.csd": csd(preset, 32, before, body.format(reads=reads), fitted_note(preset)), **files}


def _channel(param: Param, value: float) -> str:
    kind = _SCALES[param.scale]
    numbers = ", ".join(map(number, (value, param.low, param.high)))
    return f'chn_k "{param.name}", 1, {kind}, {numbers}  ; {about(param)}\nchnset {number(value)}, "{param.name}"'


_LOUD = formulas.GAIN.format(level="ilevel", velocity="(p5 / 127)")
_RELEASE = f"""  xtratim {formulas.LONG:.10g} * irelease
  kreleased release
  areleased upsamp kreleased
  asince integ areleased
  afade = exp(limit(asince - 1, 0, 1e9) / (0 - irelease * sr))"""


def _recurrence(size: int) -> str:
    """The part of FM that runs one sample at a time, and no more: such code is slow."""
    each = range(1, size + 1)
    steps = []
    for v in each:
        modulation = " + ".join(f"ia{v}{j} * ku{j}" for j in each)
        steps.append(f"  kfresh{v} = k(aloud{v}) * sin(k(aphase{v}) + {modulation})")
    lines = [
        "; every operator hears all operators' last samples",
        f"opcode Operators, a, {'a' * 2 * size}",
        "  setksmps 1",
        f"  {', '.join(f'aphase{v}, aloud{v}' for v in each)} xin",
        *(f'  ia{v}{j} = chnget:i("a{v}{j}")' for v in each for j in each),
        *(f'  iop{v}_level = chnget:i("op{v}_level")' for v in each),
        *(f"  ku{v} init 0" for v in each),
        f"  ky = {' + '.join(f'iop{v}_level * ku{v}' for v in each)}",
        *steps,
        *(f"  ku{v} = kfresh{v}" for v in each),
        "  xout a(ky)",
        "endop",
    ]
    return "\n" + "\n".join(lines) + "\n"


def _fm(size: int) -> str:
    """The instrument's body; `{reads}` is where the parameters are read."""
    each = range(1, size + 1)
    operators = []
    for v in each:
        hz = formulas.HERTZ.format(
            mode=f"iop{v}_mode", fixed_hz=f"iop{v}_fixed_hz", root="iroot", ratio=f"iop{v}_ratio"
        )
        operators.append(f"""  ihz{v} = {hz}
  aroom{v} = limit((0.5 - ihz{v} * abend / sr) / {formulas.MARGIN}, 0, 1)
  afall{v} = exp(limit(at - iop{v}_attack, 0, 1e9) / (0 - iop{v}_decay))
  aloud{v} = limit(at / iop{v}_attack, 0, 1) * afall{v} * {formulas.FADE.format(room=f"aroom{v}")}
""")
    inputs = ", ".join(f"2 * $M_PI * ihz{v} * atime, aloud{v}" for v in each)
    return f"""{{reads}}
  iroot = {formulas.NOTE_HZ.format(note="p4")}
  iwarp = {formulas.WARP.format(sweep="isweep")}
  aone init 1
  acount integ aone
  at = (acount - 1) / sr
  afall = exp(at / (0 - isweep_time))
  abend = 1 + iwarp * afall  ; frequencies now
  atime = at + iwarp * isweep_time * (1 - afall)  ; their integral: time, warped by the sweep
{"".join(operators)}  ay Operators {inputs}
{_RELEASE}
  iloud = {_LOUD}
  aleft = ay * afade * (iloud * {formulas.LEFT.format(pan="ipan")})
  aright = ay * afade * (iloud * {formulas.RIGHT.format(pan="ipan")})
  outs aleft, aright"""


def _tables(preset: Preset, wav: str) -> str:
    each = excitation.modes(preset)
    rows = ", \\\n  ".join(", ".join(map(number, mode)) for mode in each)
    return f"""
; the modes: Hz, damping in 1/s, amplitude
giCount = {len(each)}
giModes ftgen 0, 0, 0, -2, \\
  {rows}
; the reverb's response
giLeft ftgen 0, 0, 0, -1, "{wav}", 0, 0, 1
giRight ftgen 0, 0, 0, -1, "{wav}", 0, 0, 2

; modes n, n + 1 ...: damped cosines, struck with left and right
opcode Modes, aa, aaii
  ain1, ain2, itranspose, inumber xin
  ihz = itranspose * tab_i(3 * inumber, giModes)
  ishrink = exp(0 - tab_i(3 * inumber + 1, giModes) / sr)
  icos = ishrink * cos(2 * $M_PI * ihz / sr)
  iroom = {formulas.ROOM.format(hertz="ihz", rate="sr")}
  iamp = tab_i(3 * inumber + 2, giModes) * {formulas.FADE.format(room="iroom")}
  aleft biquad ain1, iamp, 0 - iamp * icos, 0, 1, 0 - 2 * icos, ishrink * ishrink
  aright biquad ain2, iamp, 0 - iamp * icos, 0, 1, 0 - 2 * icos, ishrink * ishrink
  if inumber + 1 < giCount then
    amore1, amore2 Modes ain1, ain2, itranspose, inumber + 1
    aleft = aleft + amore1
    aright = aright + amore2
  endif
  xout aleft, aright
endop
"""


_IMPACT = f"""{{reads}}
  ; the modes are struck with one sample and with the reverb's response, instead of being convolved with it later
  aone init 1
  acount integ aone
  aplace = (acount - 1) * {SAMPLE_RATE} / sr + {excitation.BEFORE}
  aclick mpulse 1, 0
  awet1 tablei aplace, giLeft
  awet2 tablei aplace, giRight
  iwet = imix * {SAMPLE_RATE} / sr  ; as loud at any rate
  iloud = {_LOUD}
  itranspose = {formulas.TRANSPOSE.format(note="p4")}
  aleft, aright Modes (1 - imix) * aclick + iwet * awet1, (1 - imix) * aclick + iwet * awet2, itranspose, 0
{_RELEASE}
  outs iloud * afade * aleft, iloud * afade * aright"""
