"""The voices' formulas (`bridge.kernels.control`), written so that every exported language reads them alike.

Faust, SuperCollider, Csound and Pure Data's expr share infix operators, and min, max, pow, exp, sin, cos. They differ
in precedence (SuperCollider has none), so everything stands in brackets. `{names}` are filled in by `str.format`. Times
are in seconds, t = 0 at the note's first sample; `rate` is the engine's sample rate.

Two things are put otherwise than in our own voice, to the same effect:

- The phase is summed up sample by sample, of frequencies that are means over a sample of the swept one. With
  x = 1/(sweep_time · rate) the exact mean, 1 + s·e^{−t/τ}·(1 − e^{−x})/x, is a series whose fourth term is below 1e-7
  for every sweep_time that is allowed (and (1 − e^{−x}) would lose half of its digits in 32 bits).
- An impact is not convolved with its reverb; the modes, being linear filters, are struck with it. One sample of
  height 1 − mix, and mix times the reverb's response: `object ⋆ ((1 − mix)·δ + mix·reverb)`. So no engine needs a
  convolver, nothing is late, and every voice of a polyphonic instrument has a reverb of its own. What it costs: a
  note-off fades the reverb together with the object, while in our own voice it rings on.
"""

from __future__ import annotations

import math

from bridge.kernels.control import AS_FITTED_NOTE, FADE_START, note_hz

MIDDLE_C = note_hz(AS_FITTED_NOTE)
"""Hz at which an impact sounds as it was fitted"""
SILENCE = 1e-6
"""−120 dB: a released note below this has ended"""
LONG = -math.log(SILENCE)
"""time constants until then"""

NOTE_HZ = "(440 * pow(2, ({note} - 69) / 12))"
TRANSPOSE = f"pow(2, ({{note}} - {AS_FITTED_NOTE}) / 12)"
HERTZ = "(({mode} * {fixed_hz}) + ((1 - {mode}) * {root} * {ratio}))"
WARP = "(pow(2, {sweep} / 12) - 1)"
MEAN_WARP = "({warp} * (1 - ({x} / 2) + ({x} * {x} / 6)))"
FALL = "exp((0 - {t}) / {time})"
ENVELOPE = "(min({t} / {attack}, 1) * exp((0 - max({t} - {attack}, 0)) / {decay}))"
MARGIN = f"{0.5 - FADE_START:.2g}"
ROOM = f"min(max((0.5 - ({{hertz}} / {{rate}})) / {MARGIN}, 0), 1)"
"""way from 0.45 of the sample rate, where oscillators begin to fade, to Nyquist: 1 … 0"""
FADE = "({room} * {room} * (3 - (2 * {room})))"
GAIN = "(pow(10, {level} / 20) * {velocity})"
_EIGHTH = f"{math.pi / 4!r}"
LEFT = f"(sqrt(2) * cos(({{pan}} + 1) * {_EIGHTH}))"
RIGHT = f"(sqrt(2) * sin(({{pan}} + 1) * {_EIGHTH}))"
