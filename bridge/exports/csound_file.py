"""The file around a Csound instrument: what it says of itself, how MIDI plays it, and two notes to hear it by."""

from __future__ import annotations

from bridge.exports.header import header, identifier, number
from bridge.presets.preset import Preset
from bridge.records import SAMPLE_RATE


def csd(preset: Preset, block: int, before: str, body: str, note: float) -> bytes:
    """A .csd with one instrument, named after the preset.

    block: samples between its control values (ksmps). before: tables and opcodes. body: of the instrument, which has
    the MIDI note in p4 and the velocity, to 127, in p5. note: the MIDI note of the preset as it was fitted.
    """
    name = identifier(preset.name)
    comments = "\n".join(f"; {line}" for line in header(preset))
    return f"""<CsoundSynthesizer>
<CsOptions>
; played live: csound -+rtmidi=alsa -Ma {name}.csd (or another MIDI module), and no notes in the score
-odac --midi-key=4 --midi-velocity=5
</CsOptions>
<CsInstruments>
{comments}
sr = {SAMPLE_RATE}
ksmps = {block}
nchnls = 2
0dbfs = 1

massign 0, "{name}"

{before}

; p4: MIDI note, may be fractional; {number(note)} as it was fitted. p5: velocity, 127 as it was fitted.
instr {name}
{body}
endin
</CsInstruments>
<CsScore>
; as it was fitted, then an octave higher and softer
i "{name}" 0 1.5 {number(note)} 127
i "{name}" 2 1.5 {number(note + 12)} 64
e 6
</CsScore>
</CsoundSynthesizer>
""".encode()
