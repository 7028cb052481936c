"""What every export says of itself, and how names and numbers are written so that no language stumbles over them."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

from bridge import __version__
from bridge.errors import BadRequest
from bridge.kernels.control import AS_FITTED_NOTE
from bridge.params import Param
from bridge.presets.preset import Preset
from bridge.voices.catalog import Voice
from bridge.voices.catalog import voice as find_voice

_TELLING = re.compile(r'[\\"<>*;{}|$`]')
"""characters that end a comment, a string or a message somewhere"""


def identifier(name: str) -> str:
    """A preset's name as an identifier of every language: lower-case ASCII letters, digits, underscores."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_only)
    text = "_".join(words)[:48].strip("_") or "preset"
    return text if text[0].isalpha() else f"p_{text}"


def plain(text: object) -> str:
    """One printable line without anything that could end a comment or a string."""
    line = "".join(c if c.isprintable() else " " for c in str(text))
    return _TELLING.sub("'", " ".join(line.split()))


def number(value: float) -> str:
    """Shortest decimal that reads back as the same 64-bit number."""
    return repr(float(value)).removesuffix(".0")


def header(preset: Preset) -> list[str]:
    """Name, voice, prompt, licence and origin of a preset, a line each, plain."""
    voice = find_voice(preset.voice)
    told: dict[str, Any] = preset.provenance
    prior = told.get("prior")
    lines = [f"{plain(preset.name)}: a sound of the voice {voice.name} ({voice.doc})"]
    if told.get("prompt"):
        lines.append(f"prompt: {plain(told['prompt'])}")
    if isinstance(prior, dict):
        lines.append(
            f"found with the prior {plain(prior.get('name', '?'))}; its licence: {plain(prior.get('licence'))}"
        )
    if told.get("notes"):
        lines.append(f"notes: {plain(told['notes'])}")
    if told.get("command"):
        lines.append(f"made by: {plain(told['command'])}")
    return [*lines, f"written by sds-bridge {__version__}; the code of this file is free to use (MIT)"]


def exported_voice(preset: Preset, language: str) -> Voice:
    """The preset's voice, if it has been taught to other languages. Raises BadRequest."""
    voice = find_voice(preset.voice)
    if voice.family == "dx7":
        mend = "use csound, or its SysEx (`sds-bridge dx7 export`), which Dexed and hardware play"
        raise BadRequest(f"{preset.name} is of the voice dx7, which is not written in {language}; {mend}")
    return voice


def knobs(voice: Voice) -> list[Param]:
    """The parameters that stay parameters of an exported instrument: all of FM's but the root, which is the note; of
    an impact's those of the output, as hundreds of knobs are none."""
    if voice.family == "fm":
        return [p for p in voice.space if p.name != "root_hz"]
    return [p for p in voice.space if p.group == "out"]


def fitted_note(preset: Preset) -> float:
    """The MIDI note, fractional, at which the preset sounds as it was fitted."""
    root = preset.parameters.get("root_hz")
    return float(AS_FITTED_NOTE) if root is None else 69 + 12 * math.log2(root / 440)


def about(param: Param) -> str:
    """`attack time, 0.0005 … 1 s`: a comment on a parameter."""
    return f"{param.doc}, {param.low:g} … {param.high:g} {param.unit}".rstrip()
