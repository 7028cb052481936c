"""`sds-bridge.control.maxpat`: a sentence in, a sound out. The window from which the daemon is played.

Sets of parameters go on to `s sds-bridge.fm`, `s sds-bridge.impact` and `s sds-bridge.dx7`, where the voices listen.
"""

from __future__ import annotations

from typing import Any

from bridge.exports.maxmsp.osc import PORT, bridge
from bridge.exports.maxmsp.parts import BRIGHT, DIM, INK
from bridge.exports.maxmsp.patcher import Box, Patcher
from bridge.exports.maxmsp.voices import head
from bridge.voices.catalog import LISTED

BUDGETS = ("fast", "normal", "best")
FORMATS = ("json", "syx")
FOLLOWED = ("fm", "impact", "dx7")
ROWS = 160
"""of the parameter list: as many as impact has, and a few"""


def control_patch() -> Patcher:
    """The window."""
    p = Patcher(720, 530, presentation=True)
    head(p, "sds-bridge", f"type a sentence, get a synthesizer sound · `sds-bridge serve` must run (port {PORT})", 660)
    core = p.add("p bridge", (40, 700), inside=bridge())
    _connection(p, core)
    _prompt(p, core)
    _progress(p, core)
    _list(p, core)
    _presets(p, core)
    _tell(p, core)
    _keys(p, core)
    return p


def label(p: Patcher, text: str, show: tuple[float, float, float, float], at: tuple[float, float]) -> None:
    p.say(text, at, show=show, fontsize=10.0, textcolor=DIM)


def button(p: Patcher, text: str, at: tuple[float, float], show: tuple[float, float, float, float], **more: Any) -> Box:
    """A button that bangs."""
    return p.add("textbutton", at, (show[2], show[3]), show=show, text=text, mode=0, rounded=6.0, fontsize=12.0, **more)


def menu(p: Patcher, items: tuple[str, ...], at: tuple[float, float], show: tuple[float, float, float, float]) -> Box:
    """A menu; its first item is chosen when the patch opens."""
    listed = [part for item in items for part in (item, ",")][:-1]
    box = p.add("umenu", at, (show[2], show[3]), show=show, items=listed)
    start = p.add("loadmess 0", (at[0], at[1] - 30))
    p.chain(start, box)
    return box


def _connection(p: Patcher, core: Box) -> None:
    light = p.add("toggle", (820, 760), show=(560, 14, 20, 20), ignoreclick=1)
    p.chain(core[6], light)
    label(p, "daemon answers", (584, 15, 110, 18), (860, 760))


def _prompt(p: Patcher, core: Box) -> None:
    """prompt, voice, budget, fit, cancel -> /bridge/fit job voice prompt budget b, /bridge/cancel job."""
    label(p, "prompt", (16, 64, 60, 18), (900, 40))
    text = p.add("textedit", (40, 60), (430, 30), show=(16, 82, 470, 30), outputmode=1, keymode=1, fontsize=14.0,
                 lines=1, text="kick drum, bass, reverb")  # fmt: skip
    words, order = p.add("route text", (40, 110)), p.add("t b s", (40, 140))
    p.chain(text, words, order)
    label(p, "voice", (498, 64, 60, 18), (900, 70))
    label(p, "effort", (600, 64, 60, 18), (900, 100))
    voice, effort = menu(p, LISTED, (200, 140), (498, 84, 92, 24)), menu(p, BUDGETS, (320, 140), (600, 84, 92, 24))
    job, request = p.add("random 1000000", (40, 180)), p.add("pack 0 fm prompt fast", (40, 230))
    p.chain(order[1], request[2])
    p.chain(voice[1], request[1])
    p.chain(effort[1], request[3])
    p.chain(order, job)
    remember, first = p.add("int", (300, 320)), p.add("t i i", (40, 205))
    p.chain(job, first)
    p.chain(first[1], remember[1])
    p.chain(first, request)
    send = p.message("/bridge/fit $1 $2 $3 budget $4", (40, 270))
    p.chain(request, send, core)
    fit = button(p, "fit", (300, 230), (16, 120, 120, 28), bgoncolor=BRIGHT, bgcolor=BRIGHT, textcolor=INK)
    cancel = button(p, "cancel", (440, 230), (144, 120, 90, 28))
    p.chain(fit, text)
    p.chain(cancel, remember, p.add("prepend /bridge/cancel", (300, 350)), core)


def _progress(p: Patcher, core: Box) -> None:
    """job step steps loss eta -> a bar and a line."""
    rest, twice = p.add("zl.slice 1", (240, 760)), p.add("t l l", (240, 790))
    p.chain(core[2], rest)
    p.chain(rest[1], twice)
    numbers, share = p.add("unpack 0 0 0. 0.", (360, 820)), p.add("expr 100. * $f1 / ($f2 + 0.001)", (360, 860))
    p.chain(twice[1], numbers)
    p.chain(numbers[1], share[1])
    p.chain(numbers, share)
    bar = p.add("slider", (360, 900), (220, 20), show=(246, 124, 240, 20), size=101.0, orientation=1, floatoutput=1,
                ignoreclick=1, knobcolor=BRIGHT)  # fmt: skip
    p.chain(share, bar)
    line = p.add("sprintf set step %ld of %ld - loss %.3f - %.0f s left", (240, 940))
    shown = p.say("no fit is running", (240, 970), show=(498, 124, 200, 20), fontsize=11.0, textcolor=INK)
    p.chain(twice, line, shown)


def _list(p: Patcher, core: Box) -> None:
    """Sets to the list on the right, and on to the voice that they belong to."""
    label(p, "parameters, as they come", (360, 158, 200, 18), (900, 130))
    cells = p.add("jit.cellblock", (40, 1120), (330, 220), show=(360, 178, 336, 290), rows=ROWS, cols=2, hscroll=0,
                  colwidth=150, rowheight=17, readonly=1, fontsize=11.0)  # fmt: skip
    kinds, row, more = p.add("route begin end", (40, 800)), p.add("int", (100, 900)), p.add("+ 1", (180, 960))
    p.chain(core, kinds)
    begin, zero, wipe = p.add("t b b", (40, 840)), p.message("0", (60, 870)), p.message("clear all", (20, 1080))
    p.chain(kinds, begin)
    p.chain(begin[1], wipe, cells)
    p.chain(begin, zero, row[1])
    order, split, both = (
        p.add("t b l", (130, 840)),
        p.add("zl.slice 1", (180, 870)),
        p.add("pack 0 name 0.", (100, 1000)),
    )
    p.chain(kinds[2], order)
    p.chain(order[1], split)
    p.chain(split[1], both[2])
    p.chain(split, both[1])
    p.chain(order, row)
    count = p.add("t i i", (100, 930))
    p.chain(row, count, both)
    p.chain(count[1], more, row[1])
    p.chain(both, p.message("set 0 $1 $2, set 1 $1 $3", (100, 1040)), cells)
    # which voice: outlet 1 of the bridge says so before each set
    which, door = p.add(f"sel {' '.join(FOLLOWED)}", (480, 760)), p.add(f"gate {len(FOLLOWED)}", (600, 900))
    p.chain(core[1], which)
    for k in range(len(FOLLOWED)):
        number = p.message(f"{k + 1}", (480 + 50 * k, 800))
        p.chain(which[k], number, door)
    shut = p.add("t 0", (660, 800))
    p.chain(which[len(FOLLOWED)], shut, door)
    p.chain(core, door[1])
    for k, name in enumerate(FOLLOWED):
        p.chain(door[k], p.add(f"s sds-bridge.{name}", (600 + 150 * k, 950)))


def _presets(p: Patcher, core: Box) -> None:
    """The library: a list, load, save under a name, export."""
    label(p, "presets", (16, 158, 100, 18), (900, 160))
    names = p.add("umenu", (600, 300), (220, 24), show=(16, 178, 220, 24))
    p.chain(core[3], names)
    whole, chosen = p.add("tosymbol", (640, 340)), p.add("zl.reg", (640, 420))
    p.chain(names[1], whole, chosen[1])
    load = button(p, "load", (600, 380), (244, 178, 90, 24))
    p.chain(load, chosen, p.add("prepend /bridge/preset/load", (640, 460)), core)
    again = button(p, "list anew", (840, 380), (244, 210, 90, 24))
    p.chain(again, p.message("/bridge/preset/list", (840, 420)), core)
    label(p, "save what sounds as", (16, 244, 200, 18), (900, 190))
    save_as = p.add("textedit", (600, 500), (220, 24), show=(16, 264, 220, 24), outputmode=1, keymode=1, fontsize=12.0,
                    lines=1, text="my sound")  # fmt: skip
    save = button(p, "save", (840, 500), (244, 264, 90, 24))
    p.chain(save, save_as, p.add("route text", (600, 540)), p.add("prepend /bridge/preset/save", (600, 570)), core)
    label(p, "write the chosen preset as a file", (16, 298, 220, 18), (900, 220))
    kind = menu(p, FORMATS, (1000, 380), (16, 318, 100, 24))
    export, other = button(p, "export", (1000, 300), (244, 318, 90, 24)), p.add("zl.reg", (1000, 460))
    p.chain(whole, other[1])
    both = p.add("pack name json", (1000, 500))
    p.chain(kind[1], both[1])
    p.chain(export, other, both, p.message("/bridge/preset/export $1 $2", (1000, 540)), core)


def _tell(p: Patcher, core: Box) -> None:
    """One line at the bottom: what was done, what failed, what the processes say."""
    line = p.say("welcome", (620, 1120), show=(16, 498, 680, 20), fontsize=11.0, textcolor=INK)
    tell = p.add("prepend set", (620, 1080))
    p.chain(core[4], tell)
    p.chain(core[7], p.add("prepend set done", (720, 1080)))
    p.chain(p.boxes[-1], line)
    p.chain(core[5], p.add("prepend set fitted", (860, 1080)))
    p.chain(p.boxes[-1], line)
    p.chain(tell, line)


def _keys(p: Patcher, core: Box) -> None:
    """The daemon's own voice, played from here; and silence."""
    label(p, "play the daemon's voice", (16, 360, 200, 18), (900, 250))
    keys = p.add("kslider", (1100, 60), show=(16, 380, 318, 53), offset=36, range=48)
    note = p.add("makenote 100 400", (1100, 140))
    both = p.add("pack 0 0", (1100, 180))
    for outlet in (1, 0):
        p.chain(keys[outlet], note[outlet])
        p.chain(note[outlet], both[outlet])
    p.chain(both, p.message("/bridge/voice/note $1 $2", (1100, 220)), core)
    panic = button(p, "silence", (1100, 260), (244, 444, 90, 24))
    p.chain(panic, p.message("/bridge/voice/panic", (1100, 300)), core)
