"""A preset of the voice dx7 -> Csound: one instrument that takes MIDI's note number in p4 and its velocity in p5.

It is the recurrence of `bridge.kernels.dx7_reference`, written out for this patch, in 64 bits and sample by sample.
Envelopes are the corners of `bridge.kernels.dx7_control`, in tables; every 64 samples the next gain is read off them
and met on a straight line, and once the key is let go each operator goes to its fourth level at its fourth rate, as in
our real-time voice. A patch whose fourth levels are not 0 sounds on in a DX7; here it ends after `LONGEST` seconds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bridge.exports.csound_file import csd
from bridge.exports.header import identifier, number
from bridge.kernels.dx7_control import AS_FITTED_NOTE, DX7Control, dx7_control
from bridge.kernels.dx7_curves import CEILING, DETUNE, DETUNE_FALL, DETUNE_FIXED, FULL, JUMP, SILENT
from bridge.kernels.dx7_reference import BLOCK
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE
from bridge.voices.catalog import voice
from bridge.voices.dx7 import OPERATORS

LONGEST = 30.0
"""seconds of a release"""
EACH = range(OPERATORS)


def csound(preset: Preset) -> dict[str, bytes]:
    """The files of a preset as a Csound orchestra, by name. preset: of the voice dx7."""
    space = voice(preset.voice).space
    control = dx7_control(space, space.to_list(preset.parameters), SAMPLE_RATE)
    level = next(p for p in space if p.name == "level")
    before = f"""; volume, no part of a patch: a channel, read when a note begins
chn_k "level", 1, 2, {number(preset.parameters["level"])}, {number(level.low)}, {number(level.high)}  ; dB
chnset {number(preset.parameters["level"])}, "level"

; envelopes: corners, in samples at {SAMPLE_RATE} Hz and in octaves, {number(FULL)} at full level
{_tables(control)}

opcode Gain, k, k
  koctaves xin
  kgain = koctaves < {number(SILENT)} ? 0 : pow(2, koctaves - {number(FULL)})
  xout kgain
endop

; one operator's envelope {BLOCK} samples on: kplace is its corner, klater the time then, ispeed in octaves for {BLOCK}
opcode Onward, kk, kkkkiiii
  koctaves, kplace, klater, kreleased, itimes, ilevels, ispeed, igoal xin
  if kreleased == 1 then
    if koctaves >= igoal then
      koctaves = max(koctaves - ispeed, igoal)
    else
      koctaves = max(koctaves, {JUMP!r})
      koctaves = min(koctaves + floor({number(CEILING)} - koctaves) * ispeed, igoal)
    endif
  else
    ilast = ftlen(itimes) - 1
    klook = 1
    while klook == 1 do
      klook = 0
      if kplace < ilast then
        if tab:k(kplace + 1, itimes) <= klater then
          kplace += 1
          klook = 1
        endif
      endif
    od
    koctaves tab kplace, ilevels
    if kplace < ilast then
      kbegun tab kplace, itimes
      kends tab kplace + 1, itimes
      knext tab kplace + 1, ilevels
      koctaves += (klater - kbegun) / (kends - kbegun) * (knext - koctaves)
    endif
  endif
  xout koctaves, kplace
endop

; every operator hears those above it at once, and the loop's last two samples
opcode Operators, a, ik
  setksmps 1
  inote, kreleased xin
{_body(control, preset)}
endop"""
    body = f"""  ilevel = chnget:i("level")
  xtratim {_release_seconds(control):.6g}
  kreleased release
  ay Operators p4, kreleased
  aout = ay * (pow(10, ilevel / 20) * p5 / 127)
  outs aout, aout"""
    return {f"{identifier(preset.name)}.csd": csd(preset, BLOCK, before, body, AS_FITTED_NOTE)}


def _tables(control: DX7Control) -> str:
    lines = []
    for v in EACH:
        kept = _corners(control.times[v])
        for what, values in (("Times", control.times[v][kept]), ("Octaves", control.octaves[v][kept])):
            numbers = ", ".join(map(number, values))
            lines.append(f"gi{what}{v + 1} ftgen 0, 0, -{len(values)}, -2, {numbers}")
    return "\n".join(lines)


def _corners(times: np.ndarray) -> np.ndarray:
    """Which corners are read: of those at one time the last; and the first of all, where the level begins."""
    kept = np.append(times[1:] > times[:-1], True)
    kept[0] = True
    return np.flatnonzero(kept)


def _release_seconds(control: DX7Control) -> float:
    """Until every carrier is silent; `LONGEST` at most."""
    heard = control.output > 0
    if (control.release_octaves[heard] >= SILENT).any():
        return LONGEST
    longest = float(((FULL - SILENT) / control.release_speed[heard]).max()) / SAMPLE_RATE
    return min(longest + BLOCK / SAMPLE_RATE, LONGEST)


def _body(control: DX7Control, preset: Preset) -> str:
    """What runs for every sample. `kgain`s move on straight lines; the loop's operators may be several."""
    value = preset.parameters
    lines = [f"  iroot = {number(value['root_hz'])} * pow(2, (inote - {AS_FITTED_NOTE}) / 12)"]
    lines.append("  ipitch = log2(iroot)")
    for v in EACH:
        first = float(control.octaves[v][0])
        lines += [
            f"  iturns{v + 1} = ({_hertz(value, v + 1)}) / sr",
            f"  kphase{v + 1} init 0", f"  ku{v + 1} init 0", f"  kstep{v + 1} init 0", f"  kplace{v + 1} init 0",
            f"  koctaves{v + 1} init {first!r}",
            f"  ispeed{v + 1} = {float(control.release_speed[v]) * SAMPLE_RATE * BLOCK!r} / sr",
        ]  # fmt: skip
    lines += ["  kone init 0", "  ktwo init 0", "  kcount init 0", f"  if kcount % {BLOCK} == 0 then",
              f"    klater = (kcount + {BLOCK}) * {SAMPLE_RATE} / sr"]  # fmt: skip
    for v in range(1, OPERATORS + 1):
        goal = number(control.release_octaves[v - 1])
        lines += [
            f"    kgain{v} Gain koctaves{v}",
            f"    koctaves{v}, kplace{v} Onward koctaves{v}, kplace{v}, klater, kreleased, giTimes{v}, giOctaves{v}, "
            f"ispeed{v}, {goal}",
            f"    kgoal{v} Gain koctaves{v}",
            f"    kstep{v} = (kgoal{v} - kgain{v}) / {BLOCK}",
        ]
    lines += ["  endif", "  kloop = 0.5 * (kone + ktwo)"]
    for v in range(OPERATORS, 0, -1):
        angle = [f"2 * $M_PI * kphase{v}"]
        angle += [f"{number(control.matrix[v - 1, j])} * ku{j + 1}" for j in EACH if control.matrix[v - 1, j]]
        if control.feedback[v - 1]:
            angle.append(f"{number(control.feedback[v - 1])} * kloop")
        lines += [
            f"  kgain{v} += kstep{v}",
            f"  ku{v} = kgain{v} * sin({' + '.join(angle)})",
            f"  kphase{v} = frac(kphase{v} + iturns{v})",
        ]
    source = 1 + int(control.source.argmax())
    heard = " + ".join(f"ku{v + 1}" for v in EACH if control.output[v])
    return "\n".join([*lines, "  ktwo = kone", f"  kone = ku{source}", "  kcount += 1", f"  xout a({heard})"])


def _hertz(value: Mapping[str, float], v: int) -> str:
    """An operator's frequency, of the note."""
    mode, coarse, fine, detune = (value[f"op{v}_{key}"] for key in ("mode", "coarse", "fine", "detune"))
    if mode >= 0.5:
        return number(10 ** (coarse % 4 + fine / 100) * 2.0 ** (DETUNE_FIXED * max(detune - 7, 0.0)))
    ratio = number((coarse or 0.5) * (1 + fine / 100))
    bend = f"{number((detune - 7) * DETUNE)} * ipitch * exp(0 - {DETUNE_FALL} * ipitch)"
    return f"iroot * {ratio}" + (f" * pow(2, {bend})" if detune != 7 else "")
