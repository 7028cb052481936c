"""Preset -> Max gen~: a codebox with the preset in it, as text to paste (`.genexpr`) and as a patcher that `gen~ name`
opens (`.gendsp`). in1: velocity 0 … 1, 0 lets go. in2: MIDI note, below 0 as it was fitted. out1, out2: the sound.

Without the buffer and the polyphony of `max_patches/`; the parameters are numbers in the code.
"""

from __future__ import annotations

from bridge.exports.gen.fm import fm_codebox
from bridge.exports.gen.impact import impact_codebox
from bridge.exports.header import exported_voice, header, identifier
from bridge.exports.maxmsp.parts import gen_patcher
from bridge.presets.preset import Preset


def gen(preset: Preset) -> dict[str, bytes]:
    """The files of a preset for gen~, by name. Raises BadRequest for a voice that is not exported."""
    voice = exported_voice(preset, "gen~")
    codebox = fm_codebox if voice.family == "fm" else impact_codebox
    comments = "".join(f"// {line}\n" for line in header(preset))
    code = comments + codebox(voice.size, preset.parameters)
    name = identifier(preset.name)
    return {f"{name}.genexpr": code.encode(), f"{name}.gendsp": gen_patcher(code).text().encode()}
