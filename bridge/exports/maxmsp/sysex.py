"""`sds-sysex.amxd`: a MIDI effect that sends sounds to a DX7, or any instrument, as System Exclusive.

Live (since 10) takes SysEx from Max for Live devices only, and hands it to the MIDI output of the track. Two ways:

- *follow*: fits of the voice `dx7` become single voices (VCED, 163 bytes), at most two a second, as they stream;
- *send*: a .syx file as it is: what `export` wrote (0x7D, messages of at most 1,045 bytes), or anybody's bank. One
  message at a time, `PAUSE` ms between them.

A DX7 wait between two equal levels (`bridge.presets.dx7_voice.patch_of`) is left as it is here.
"""

from __future__ import annotations

from bridge.exports.maxmsp.amxd import frozen
from bridge.exports.maxmsp.live import HEIGHT, _button, device_json, prompt_bar, sets_of, small
from bridge.exports.maxmsp.osc import bridge
from bridge.exports.maxmsp.parts import lookup, parameter
from bridge.exports.maxmsp.patcher import Box, Patcher, dump
from bridge.exports.maxmsp.sets import LISTS
from bridge.params import Param
from bridge.presets.dx7 import INIT, NAME, NUMBERS, VCED_HEADER, VOICE, name_bytes
from bridge.voices.dx7 import MIDDLE_C, TRANSPOSE, dx7_space

WIDTH = 520
SPACING = 500
"""ms from one voice to the next while a fit streams: one takes 52 ms on the wire, the instrument longer to read it"""
PAUSE = 60
"""ms after a message of a file; older hardware wants 40"""
CHANNEL = Param("Channel", "", 1, 16, 1, "choice", "midi", "MIDI channel of the DX7")


def sysex_effect() -> bytes:
    """The device file."""
    p = Patcher(WIDTH, HEIGHT, presentation=True)
    core = p.add("p bridge", (40, 560), inside=bridge())
    prompt_bar(p, core, "dx7", WIDTH)
    through, out = p.add("midiin", (40, 900)), p.add("midiout", (40, 1100))
    p.chain(through, out)
    bytes_ = p.add("iter", (160, 1060))
    p.chain(bytes_, out)
    _follow(p, core, bytes_)
    _file(p, core, bytes_)
    text = dump({"patcher": device_json(p, "MIDI effect", [])})
    return frozen("MIDI effect", "sds-sysex.amxd", text, {})


def offsets() -> dict[str, list[float]]:
    """Parameters of the voice `dx7` that stand in a VCED voice as they are: name -> place."""
    places = {n.name: n.vced for n in NUMBERS}
    apart = ("algorithm", "root_hz", "level")
    return {param.name: [places[param.name]] for param in dx7_space() if param.name not in apart}


def _follow(p: Patcher, core: Box, out: Box) -> None:
    """name value -> a table of 155 bytes; `end` -> that table as a message."""
    kinds, apart = p.add("route begin end", (900, 300)), p.add("route algorithm root_hz", (960, 340))
    p.chain(sets_of(p, core, "dx7", (820, 240)), kinds)
    p.chain(kinds[2], apart)
    table = p.add(f"table ---vced @size {VOICE}", (900, 600))
    count, place = p.add("- 1", (900, 380)), p.add("prepend 134", (900, 460))
    p.chain(apart, count, place, table)
    pitch = p.add(f"expr int({TRANSPOSE}.5 + 12. * log($f1 / {MIDDLE_C:.4f}) / log(2.))", (1000, 380))
    p.chain(apart[1], pitch, p.add("prepend 144", (1000, 460)), table)
    split, whole = p.add("zl.slice 1", (1400, 380)), p.add("expr int($f1 + 0.5)", (1500, 420))
    symbol, places = p.add("prepend symbol", (1400, 460)), p.add("coll", (1400, 500), **lookup(offsets()))
    pair = p.add("pack 0 0", (1400, 560))
    p.chain(apart[2], split)
    p.chain(split[1], whole, pair[1])
    p.chain(split, symbol, places, pair, table)
    data = bytes(INIT[:NAME]) + name_bytes("sds bridge")
    load, start = p.add("loadbang", (1640, 380)), p.message("dump", (1640, 420))
    neutral = p.add("coll", (1640, 460), **lookup({f"n{k}": [k, value] for k, value in enumerate(data)}))
    p.chain(load, start, neutral, table)

    follow = p.add("toggle", (900, 340), (18, 18), show=(14, 60, 18, 18))
    small(p, "follow: send each better sound to the DX7", (38, 62, 240, 14), (640, 340))
    gate, soon, last = (
        p.add("gate 1", (820, 400)),
        p.add(f"speedlim {SPACING}", (760, 440)),
        p.add(f"delay {SPACING + 100}", (640, 440)),
    )
    p.chain(follow, gate)
    p.chain(kinds[1], gate[1])
    p.chain(gate, soon)
    p.chain(gate, last)
    once = _button(p, "send now", (560, 440), (14, 86, 80, 20))
    small(p, "what sounds in the daemon, as a DX7 voice", (100, 89, 240, 14), (560, 400))
    ask = p.message("dump", (640, 500))
    for box in (soon, last, once):
        p.chain(box, ask)
    p.chain(ask, table)
    group, both = p.add(f"zl.group {VOICE} {LISTS}", (900, 640)), p.add("t l l", (900, 680))
    total, check = p.add("zl.sum", (1040, 720)), p.add("expr (128 - ($i1 % 128)) % 128", (1040, 760))
    join, header = (
        p.add(f"zl.join {LISTS}", (900, 800)),
        p.add(f"prepend 240 67 0 {' '.join(map(str, VCED_HEADER))}", (900, 840)),
    )
    p.chain(table, group, both, join, header, p.add("append 247", (900, 880)), out)
    p.chain(both[1], total, check, join[1])
    small(p, "MIDI channel", (WIDTH - 120, 62, 70, 14), (640, 380))
    channel = p.add("live.numbox", (1200, 720), show=(WIDTH - 50, 61, 40, 15), **parameter(CHANNEL))
    less, set_ = p.add("- 1", (1200, 760)), p.message(f"set 240 67 $1 {' '.join(map(str, VCED_HEADER))}", (1200, 800))
    p.chain(channel, less, set_, header)


def _file(p: Patcher, core: Box, out: Box) -> None:
    """A file's bytes, message by message."""
    answer, path = p.add("route /bridge/preset/export", (160, 700)), p.add("zl.slice 1", (160, 740))
    p.chain(core[7], answer, path)
    export, names = _button(p, "export and send", (160, 300), (14, 116, 110, 20)), p.add("zl.reg", (160, 340))
    small(p, "the chosen preset, as SysEx of sds-bridge (0x7D)", (130, 119, 260, 14), (160, 260))
    menu = next(box for box in p.boxes if box.name == "tosymbol")
    p.chain(menu, names[1])
    p.chain(export, names, p.add("prepend /bridge/preset/export", (160, 380)), p.add("append syx", (160, 420)), core)
    choose, dialog = _button(p, ".syx file …", (400, 300), (WIDTH - 100, 116, 90, 20)), p.add("opendialog", (400, 340))
    p.chain(choose, dialog)
    read = p.add("prepend read", (160, 780))
    p.chain(path[1], read)
    p.chain(dialog, read)
    data = p.add("filein", (160, 820))
    p.chain(read, data)
    # read: from byte 0 on, one byte a beat; 247: the message goes out, and a pause; the end: stop
    begin, zero = p.add("t b b b", (340, 820)), p.message("0", (420, 860))
    run, metro = p.message("1", (340, 860)), p.add("metro 1", (340, 900))
    index, more = p.add("int", (340, 940)), p.add("+ 1", (420, 980))
    forget = p.message("zlclear", (240, 980))
    p.chain(data[2], begin)
    p.chain(begin[2], forget)
    p.chain(begin[1], zero, index[1])
    p.chain(begin, run, metro, index)
    step = p.add("t i i", (340, 960))
    p.chain(index, step, data)
    p.chain(step[1], more, index[1])
    stop, pause = p.message("stop", (280, 860)), p.add(f"delay {PAUSE}", (480, 860))
    p.chain(data[1], stop, metro)
    order, ends = p.add("t i i", (160, 860)), p.add("sel 247", (200, 900))
    message = p.add("zl.group 8192 @zlmaxsize 8192", (160, 1020))
    p.chain(data, order, ends)
    p.chain(order[1], message)
    p.chain(forget, message)
    whole = p.add("t b b b", (200, 940))
    p.chain(ends, whole)
    p.chain(whole[2], stop)
    p.chain(whole[1], message)
    p.chain(whole, pause, run)
    p.chain(message, out)
