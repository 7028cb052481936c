"""What several patches share: knobs with the ranges of a table, the buffer of parameters, the player of a voice."""

from __future__ import annotations

import math
from typing import Any

from bridge.exports.gen.fm import fm_codebox
from bridge.exports.gen.impact import impact_codebox
from bridge.exports.gen.parse import read
from bridge.exports.gen.source import LIMITER, MACROS
from bridge.exports.maxmsp.patcher import Box, Json, Patcher
from bridge.params import Param, ParamSpace
from bridge.voices.catalog import voice

FAMILIES = {"fm": 16, "impact": 8}
"""voices that have a gen~ twin, and how many of them sound at once"""
CODEBOXES = {"fm": fm_codebox, "impact": impact_codebox}
STORED, HIDDEN = 0, 2
"""parameter_invisible: automated and stored; hidden, for values that stream: others flood Live's Undo"""
_UNITS = {"Hz": 3, "dB": 4, "semitones": 7}
_CUSTOM = {"s": "%.3f s", "1/s": "%.2f /s", "ratio": "%.3f x", "rad": "%.2f rad"}
INK, PAPER, DIM, BRIGHT = (
    [0.13, 0.14, 0.16, 1.0],
    [0.93, 0.93, 0.91, 1.0],
    [0.55, 0.57, 0.6, 1.0],
    [0.98, 0.62, 0.24, 1.0],
)
"""colours, red green blue alpha"""


def parameter(param: Param, visible: int = STORED, longname: str = "") -> Json:
    """Attributes that make a live.* box a parameter of Live with the range, unit and default of the table."""
    value: Json = {
        "parameter_longname": longname or param.name,
        "parameter_shortname": param.name,
        "parameter_type": 0,
        "parameter_mmin": param.low,
        "parameter_mmax": param.high,
        "parameter_initial": [param.default],
        "parameter_initial_enable": 1,
        "parameter_invisible": visible,
        "parameter_modmode": 0,
        "parameter_unitstyle": _UNITS.get(param.unit, 1),
        "parameter_annotation_name": param.name,
    }
    if param.scale == "choice":
        value |= {"parameter_type": 1, "parameter_unitstyle": 0}
    elif param.unit in _CUSTOM:
        value |= {"parameter_unitstyle": 9, "parameter_units": _CUSTOM[param.unit]}
    if param.scale == "log":
        value["parameter_exponent"] = round(exponent(param), 6)
    return {
        "parameter_enable": 1,
        "varname": longname or param.name,
        "annotation": param.doc,
        "saved_attribute_attributes": {"valueof": value},
    }


def exponent(param: Param) -> float:
    """Of a knob low + (high − low)·xᵉ whose middle is that of a logarithmic one, √(low·high)."""
    middle = math.sqrt(param.low * param.high)
    return math.log2((param.high - param.low) / (middle - param.low))


def gen_patcher(code: str) -> Patcher:
    """A gen patcher around a codebox."""
    program = read(code)
    p = Patcher(760, 720, "dsp.gen")
    ins = [p.add(f"in {k + 1}", (40 + 120 * k, 20)) for k in range(program.inputs)]
    box = p.add(
        "codebox", (40, 60), (680, 560), code=code.replace("\n", "\r\n"), fontname="<Monospaced>", fontsize=11.0
    )
    outs = [p.add(f"out {k + 1}", (40 + 120 * k, 650)) for k in range(program.outputs)]
    for k, one in enumerate(ins):
        p.chain(one, box[k])
    for k, one in enumerate(outs):
        p.chain(box[k], one)
    return p


def voice_patch(family: str) -> Patcher:
    """What `poly~` opens: one note. in 1: pitch velocity. #1: name of the buffer of parameters."""
    p = Patcher(640, 480)
    notes = p.add("in 1", (40, 20))
    p.say("pitch, velocity, from poly~", (90, 20))
    order = p.add("t l l", (40, 60))
    level, pitch = p.add("unpack 0 0", (300, 100)), p.add("unpack 0 0", (40, 100))
    p.chain(notes, order, pitch)
    p.chain(order[1], level)
    gain, gate_in = p.add("/ 127.", (360, 140)), p.add("sig~", (360, 180))
    p.chain(level[1], gain, gate_in)
    # a note-on: its pitch, then wake up, then the count that makes the codebox begin
    on, gate = p.add("> 0", (100, 140)), p.add("gate 1", (40, 180))
    begin = p.add("t b b i", (40, 220))
    p.chain(pitch[1], on, gate)
    p.chain(pitch, gate[1])
    p.chain(gate, begin)
    note, wake = p.add("sig~", (200, 260)), p.message("mute 0, 1", (110, 260))
    count, number = p.add("counter 1 1000000", (40, 300)), p.add("sig~", (40, 340))
    p.chain(begin[2], note)
    p.chain(begin[1], wake)
    p.chain(begin, count, number)
    sound = p.add("gen~ @params #1", (300, 340), inside=gen_patcher(CODEBOXES[family]()))
    for inlet, source in enumerate((gate_in, note, number)):
        p.chain(source, sound[inlet])
    left, right = p.add("out~ 1", (300, 420)), p.add("out~ 2", (370, 420))
    p.chain(sound, left)
    p.chain(sound[1], right)
    # 50 ms after it has become silent: still so? then sleep
    edge, wait, look = p.add("edge~", (440, 380)), p.add("delay 50", (440, 410)), p.add("snapshot~", (520, 340))
    still, load, rest = p.add("sel 0.", (520, 380)), p.add("loadbang", (560, 300)), p.message("mute 1, 0", (520, 420))
    this = p.add("thispoly~", (110, 420))
    p.chain(sound[2], edge)
    p.chain(sound[2], look)
    p.chain(edge[1], wait, look, still, rest, this)
    p.chain(load, rest)
    p.chain(wake, this)
    return p


def space_of(family: str) -> ParamSpace:
    return voice(family).space


def lookup(entries: dict[str, list[float]]) -> Json:
    """Attributes of a `coll` that keeps its data in the patch."""
    data = [{"key": key, "value": value} for key, value in entries.items()]
    return {"coll_data": {"count": len(data), "data": data}, "saved_object_attributes": {"embed": 1, "precision": 6}}


def parameters(family: str, buffer: str) -> Patcher:
    """`p parameters`: writes what comes by name into the buffer that the voices read.

    inlet 0: begin, name value …, end; names that the voice has not are passed over. inlet 1: column value.
    """
    columns = [*space_of(family), *MACROS[family]]
    p = Patcher(560, 360)
    named, direct = p.add("inlet", (40, 20), comment="name value"), p.add("inlet", (300, 20), comment="column value")
    split = p.add("zl.slice 1", (40, 70))
    symbol, names = p.add("prepend symbol", (40, 110)), p.add("coll", (40, 150), **lookup(_columns(columns)))
    first, pair = p.add("zl.slice 1", (40, 190)), p.add("pack 0 0.", (40, 240))
    write = p.add(f"peek~ {buffer}", (40, 300))
    p.chain(named, split, symbol, names, first, pair, write)
    p.chain(split[1], pair[1])
    p.chain(direct, write)
    load, order, defaults = (
        p.add("loadbang", (300, 110)),
        p.message("dump", (300, 150)),
        p.add("coll", (300, 190), **lookup(_columns(columns))),
    )
    p.chain(load, order, defaults, write)
    store = p.add(f"buffer~ {buffer} @samps {len(columns)}", (300, 300))
    p.say("the parameters, one a sample", (300, 330))
    assert store
    return p


def _columns(columns: list[Any]) -> dict[str, list[float]]:
    """name -> column, default."""
    return {param.name: [k, float(param.default)] for k, param in enumerate(columns)}


def player(p: Patcher, family: str, buffer: str, at: tuple[float, float]) -> tuple[Box, Box]:
    """poly~ and the limiter behind it. Returns both: notes go into the first, stereo comes out of the second."""
    x, y = at
    text = f"poly~ sds-{family}-voice {FAMILIES[family]} @steal 1 @args {buffer}"
    poly = p.add(text, (x, y), like=voice_patch(family))
    limit = p.add("gen~ @title limiter", (x, y + 40), inside=gen_patcher(LIMITER))
    p.chain(poly, limit)
    p.chain(poly[1], limit[1])
    return poly, limit
