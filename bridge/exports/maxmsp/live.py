"""Max for Live instruments: a voice in gen~ with the prompt above it. `.amxd`, frozen with the voice inside.

What streams is hidden from Live (`HIDDEN`): it would flood Undo. Three seconds after the last set the whole sound goes
as one value into a `pattr` that Live stores with the set, and comes back from there. The four knobs are the player's
own: automated, mapped, and never touched by a fit.
"""

from __future__ import annotations

from bridge.exports.gen.source import MACROS
from bridge.exports.maxmsp.amxd import DATE, KINDS, frozen
from bridge.exports.maxmsp.control import BUDGETS
from bridge.exports.maxmsp.osc import bridge
from bridge.exports.maxmsp.parts import BRIGHT, HIDDEN, parameter, parameters, player, space_of, voice_patch
from bridge.exports.maxmsp.patcher import Box, Json, Patcher, dump
from bridge.exports.maxmsp.sets import LISTS
from bridge.params import Param

HEIGHT = 169
"""of every device in Live"""
WIDTHS = {"fm": 716, "impact": 470}
Cell = tuple[Param, tuple[float, float, float, float]]
"""a parameter, and where its value is shown"""
SETTLED = 3000
"""ms without a new set, then the sound is stored"""
CELL, ROW = 46, 17
PROMPTS = {"fm": "glassy bell", "impact": "hitting a pot with a wooden spoon", "dx7": "electric piano"}
"""that a device begins with"""


def instrument(family: str) -> bytes:
    """The device file."""
    p = _device(family)
    needs = {f"sds-{family}-voice.maxpat": voice_patch(family).text()}
    return frozen(
        "instrument", f"sds-{family}.amxd", dump({"patcher": device_json(p, "instrument", list(needs))}), needs
    )


def _device(family: str) -> Patcher:
    p = Patcher(WIDTHS[family], HEIGHT, presentation=True)
    buffer = f"---sds-{family}"
    core = p.add("p bridge", (40, 560), inside=bridge())
    prompt_bar(p, core, family, WIDTHS[family])
    midi, notes = p.add("midiin", (40, 240)), p.add("midiparse", (40, 270))
    word = p.add("prepend midinote", (40, 300))
    p.chain(midi, notes, word)
    poly, limit = player(p, family, buffer, (40, 340))
    p.chain(word, poly)
    out = p.add("plugout~", (40, 430))
    p.chain(limit, out)
    p.chain(limit[1], out[1])
    write = p.add("p parameters", (560, 620), inside=parameters(family, buffer))
    pairs = _kept(p, sets_of(p, core, family, (560, 340)))
    p.chain(pairs, write)
    shown = (_grid if family == "fm" else _short)(p)
    names = p.add(f"route {' '.join(param.name for param, _ in shown)}", (900, 620), (400, 22))
    p.chain(pairs, names)
    for k, (param, place) in enumerate(shown):
        cell = p.add("live.numbox", (900 + 60 * (k % 12), 700 + 80 * (k // 12)), show=place, ignoreclick=1,
                     appearance=0, fontsize=9.0, **parameter(param, HIDDEN))  # fmt: skip
        setter = p.add("prepend set", (900 + 90 * (k % 12), 660 + 80 * (k // 12)))
        p.chain(names[k], setter, cell)
    left = WIDTHS[family] - 4 * 52 - 4
    for k, macro in enumerate(MACROS[family]):
        dial = p.add("live.dial", (560 + 60 * k, 240), show=(left + 52 * k, 70, 48, 48), activedialcolor=BRIGHT,
                     **parameter(macro, longname=macro.name.capitalize()))  # fmt: skip
        column = p.add(f"prepend {len(space_of(family)) + k}", (560 + 90 * k, 320))
        p.chain(dial, column, write[1])
    small(p, "yours, to play and automate", (left, 54, 180, 14), (820, 240))
    return p


def small(p: Patcher, text: str, show: tuple[float, float, float, float], at: tuple[float, float]) -> Box:
    return p.add("live.comment", at, (120, 18), show=show, text=text, fontsize=9.0, textjustification=0)


def prompt_bar(p: Patcher, core: Box, voice: str, width: int) -> None:
    """The top of a device: prompt, effort, fit, cancel, presets; and the line at the bottom."""
    text = p.add("textedit", (40, 30), (200, 20), show=(6, 6, width - 186, 20), outputmode=1, keymode=1, fontsize=11.0,
                 lines=1, text=PROMPTS[voice])  # fmt: skip
    enum = {"parameter_longname": "Effort", "parameter_shortname": "Effort", "parameter_type": 2,
            "parameter_enum": list(BUDGETS), "parameter_mmax": len(BUDGETS) - 1, "parameter_invisible": 1}  # fmt: skip
    effort = p.add("live.menu", (240, 60), show=(width - 176, 8, 56, 15), parameter_enable=1, varname="Effort",
                   saved_attribute_attributes={"valueof": enum})  # fmt: skip
    fit = _button(p, "fit", (300, 30), (width - 116, 6, 50, 20))
    cancel = _button(p, "cancel", (360, 30), (width - 62, 6, 56, 20))
    load = _button(p, "load", (420, 30), (width - 62, 29, 56, 20))
    words, order = p.add("route text", (40, 70)), p.add("t b s", (40, 100))
    job, twice = p.add("random 1000000", (40, 130)), p.add("t i i", (40, 160))
    request = p.add("pack 0 prompt fast", (40, 190))
    p.chain(fit, text, words, order, job, twice, request)
    p.chain(order[1], request[1])
    p.chain(effort[1], request[2])
    remember = p.add("int", (300, 130))
    p.chain(twice[1], remember[1])
    p.chain(request, p.message(f"/bridge/fit $1 {voice} $2 budget $3", (40, 215)), core)
    p.chain(cancel, remember, p.add("prepend /bridge/cancel", (300, 160)), core)
    names, whole = p.add("umenu", (420, 70), (80, 18), show=(width - 212, 30, 146, 18)), p.add("tosymbol", (420, 100))
    chosen = p.add("zl.reg", (420, 130))
    p.chain(core[3], names)
    p.chain(names[1], whole, chosen[1])
    p.chain(load, chosen, p.add("prepend /bridge/preset/load", (420, 160)), core)
    line = small(p, "start sds-bridge serve", (6, HEIGHT - 18, width - 80, 14), (300, 700))
    for k, (outlet, word) in enumerate(((4, "set"), (5, "set fitted"), (7, "set done"))):
        tell = p.add(f"prepend {word}", (160 + 110 * k, 660))
        p.chain(core[outlet], tell, line)
    light = p.add("toggle", (540, 700), (16, 16), show=(width - 22, HEIGHT - 20, 16, 16), ignoreclick=1)
    small(p, "daemon", (width - 68, HEIGHT - 18, 44, 14), (560, 740))
    p.chain(core[6], light)


def _button(p: Patcher, text: str, at: tuple[float, float], show: tuple[float, float, float, float]) -> Box:
    return p.add("textbutton", at, (show[2], show[3]), show=show, text=text, mode=0, fontsize=10.0, rounded=4.0)


def sets_of(p: Patcher, core: Box, name: str, at: tuple[float, float]) -> Box:
    """Lets through the sets of one voice: others have parameters of the same names."""
    x, y = at
    which, yes, no = p.add(f"sel {name}", (x, y)), p.message("1", (x, y + 30)), p.add("t 0", (x + 50, y + 30))
    gate = p.add("gate 1", (x, y + 60))
    p.chain(core[1], which, yes)
    p.chain(which[1], no)
    p.chain(yes, gate)
    p.chain(no, gate)
    p.chain(core, gate[1])
    return gate


def _kept(p: Patcher, sets: Box) -> Box:
    """Sets as name value; the last one stored with the Live set, and restored. Returns what hands the pairs on."""
    kinds, pairs = p.add("route begin end", (560, 400)), p.add("t l", (560, 590))
    p.chain(sets, kinds)
    keep = p.add(f"zl.group 4096 {LISTS}", (700, 490))
    clear, settled = p.message("zlclear", (640, 440)), p.add(f"delay {SETTLED}", (740, 440))
    both = p.add("t l l", (820, 440))
    p.chain(kinds, clear, keep)
    p.chain(kinds[1], settled, keep)
    p.chain(kinds[2], both)
    p.chain(both[1], keep)
    p.chain(both, pairs)
    value = {
        "parameter_longname": "Sound",
        "parameter_shortname": "Sound",
        "parameter_type": 3,
        "parameter_invisible": 1,
    }
    sound = p.add("pattr sound", (700, 530), varname="sound", saved_attribute_attributes={"valueof": value},
                  saved_object_attributes={"parameter_enable": 1, "parameter_mappable": 0})  # fmt: skip
    each = p.add(f"zl.iter 2 {LISTS}", (700, 560))
    p.chain(keep, sound, each, pairs)
    return pairs


def _grid(p: Patcher) -> list[Cell]:
    """The FM voice's numbers: operators as rows, the matrix beside them, pitch and output below."""
    space, top = space_of("fm"), 46
    kinds = ("mode", "ratio", "fixed_hz", "attack", "decay", "level")
    for k, kind in enumerate(kinds):
        small(p, kind.replace("_", " "), (22 + CELL * k, 32, CELL, 14), (900 + 50 * k, 240))
    small(p, "by 1 … 4 (matrix, rad)", (22 + CELL * 6 + 8, 32, 120, 14), (1200, 240))
    shown: list[Cell] = []
    for v in range(1, 5):
        y = top + ROW * (v - 1)
        small(p, str(v), (6, y, 16, 14), (900 + 40 * v, 280))
        shown += [(space.param(f"op{v}_{kind}"), (22 + CELL * k, y, CELL - 2, 15)) for k, kind in enumerate(kinds)]
        shown += [(space.param(f"a{v}{j}"), (22 + CELL * (5 + j) + 8, y, CELL - 2, 15)) for j in range(1, 5)]
    for k, name in enumerate(("root_hz", "sweep", "sweep_time", "level", "pan", "release")):
        small(p, name.replace("_", " "), (22 + 76 * k, top + 4 * ROW + 6, 74, 14), (900 + 80 * k, 320))
        shown.append((space.param(name), (22 + 76 * k, top + 4 * ROW + 20, 60, 15)))
    return shown


def _short(p: Patcher) -> list[Cell]:
    """Of the impact voice's 147 numbers the three of its output, and its first two modes and bands."""
    space = space_of("impact")
    rows = [
        ("mix", "level", "release"),
        *((f"{g}_hz", f"{g}_damping", f"{g}_amp") for g in ("mode1", "mode2", "band1")),
    ]
    shown: list[Cell] = []
    for k, names in enumerate(rows):
        for j, name in enumerate(names):
            small(p, name.replace("_", " "), (8 + 82 * j, 34 + 29 * k, 80, 13), (900 + 90 * j, 240 + 40 * k))
            shown.append((space.param(name), (8 + 82 * j, 47 + 29 * k, 64, 15)))
    return shown


def device_json(p: Patcher, kind: str, needs: list[str]) -> Json:
    """A patcher with what Live wants to know of a device: its kind, its parameters, the files inside."""
    listed: Json = {box.id: [value["parameter_longname"], value["parameter_shortname"], 0]
                    for box in p.boxes if (value := _value(box))}  # fmt: skip
    knobs = [
        value["parameter_longname"]
        for box in p.boxes
        if (value := _value(box)) and value.get("parameter_invisible") == 0
    ]
    bank = {"index": 0, "name": "Play", "parameters": (knobs + ["-"] * 8)[:8]}
    project = {
        "version": 1, "creationdate": DATE, "modificationdate": DATE, "viewrect": [0.0, 0.0, 300.0, 500.0],
        "autoorganize": 1, "hideprojectwindow": 1, "showdependencies": 1, "autolocalize": 0,
        "contents": {"patchers": {}}, "layout": {}, "searchpath": {}, "detailsvisible": 0,
        "amxdtype": int.from_bytes(KINDS[kind], "big"), "readonly": 0, "devpathtype": 0,
        "devpath": ".", "sortmode": 0, "viewmode": 0, "includepackages": 0,
    }  # fmt: skip
    return p.json() | {
        "openrect": [0.0, 0.0, float(p.width), float(HEIGHT)],
        "parameters": {**listed, "parameterbanks": {"0": bank}, "inherited_shortname": 1},
        "dependency_cache": [{"name": name, "bootpath": ".", "type": "JSON", "implicit": 1} for name in needs],
        "latency": 0, "is_mpe": 0, "minimum_live_version": "", "minimum_max_version": "", "platform_compatibility": 0,
        "project": project, "autosave": 0,
    }  # fmt: skip


def _value(box: Box) -> Json:
    return box.json.get("saved_attribute_attributes", {}).get("valueof", {})
