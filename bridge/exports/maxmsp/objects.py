"""The Max objects that our patches use, and their sockets: a table, and a rule for those whose arguments decide.

Inlets, a letter each: m messages, s signal only, b signal or number. Outlets: what Max writes as `outlettype`.
Only objects that come with Max are here: a patch that names another one is refused (`check`).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass

ANY, SIGNAL = "", "signal"


@dataclass(frozen=True)
class Sockets:
    """inlets: a letter each.  outlets: outlettype of each."""

    inlets: str
    outlets: tuple[str, ...]


_SHORT = {"-": ANY, "i": "int", "f": "float", "b": "bang", "s": SIGNAL, "l": "list", "d": "dictionary"}

TABLE = """
button m b|toggle m i|message mm -|number m -b|flonum m -b|slider m -|kslider mm ii|umenu m i--|textedit m -i--
textbutton m --i|comment m |panel m |live.comment m |live.line m |live.text m --|live.dial m -f|live.numbox m -f
live.menu m --f|live.tab m --f|live.gain~ bb ss-fl|live.meter~ s fi|ezdac~ bb |jit.cellblock mm l---|inlet  -|outlet m
udpreceive m -|loadbang m b|loadmess m -|prepend m -|append m -|makenote mmm ii
metro mm b|delay mm b|pipe mm -|speedlim mm -
int mm i|i mm i|float mm f|zl.slice mm --|zl.reg mm --|zl.join mm --|zl.iter mm --|zl.group mm --|zl.len mm --
zl.sum mm --|zl.nth mm --|zl.sub mm --|counter mmmmm i--i|random mm -|uzi mm bbi|iter m -|change m -ii
onebang mm bb|table mm ib|coll m ----|buffer~ m fb|sig~ m s|snapshot~ bm f|edge~ s bb|*~ bb s|+~ bb s|filein mmm ibb
opendialog m -b|midiin m i|midiout m |midiparse m ---ii-i-|notein m iii|noteout mmm |thispoly~ m iii
live.thisdevice m bii|pattr m ---|plugout~ bb ss|dac~ bb |print m |fromsymbol m -|tosymbol m -|listfunnel m l
deferlow m -|swap mm ii|bangbang m bb|split mmm ii|receive m -|r m -|in m -|out m |udpsend m |stripnote mm ii
"""
"""name, inlets, outlets; those that differ by their arguments are in `RULES`"""


def _table() -> dict[str, Sockets]:
    found = {}
    for entry in re.split(r"[|\n]", TABLE.strip("\n")):
        name, inlets, outlets = entry.split(" ", 2) if entry.count(" ") > 1 else (*entry.split(" "), "")
        found[name] = Sockets(inlets.strip(), tuple(_SHORT[c] for c in outlets.strip()))
    return found


FIXED = _table()


def _positional(arguments: list[str]) -> list[str]:
    """Without the attributes, which begin with @."""
    return arguments[: next((k for k, a in enumerate(arguments) if a.startswith("@")), len(arguments))]


def _is_float(text: str) -> bool:
    return re.fullmatch(r"-?\d*\.\d*", text) is not None


def _arithmetic(a: list[str]) -> Sockets:
    return Sockets("mm", ("float",) if a and _is_float(a[0]) else ("int",))


def _compare(_: list[str]) -> Sockets:
    return Sockets("mm", ("int",))


def _trigger(a: list[str]) -> Sockets:
    types = {"b": "bang", "i": "int", "f": "float", "bang": "bang", "int": "int", "float": "float"}
    return Sockets("m", tuple(types.get(x, "int" if re.fullmatch(r"-?\d+", x) else ANY) for x in a or ["i", "i"]))


def _unpack(a: list[str]) -> Sockets:
    kinds = tuple("float" if _is_float(x) else "int" if re.fullmatch(r"-?\d+", x) else ANY for x in a or ["0", "0"])
    return Sockets("m", kinds)


def _route(a: list[str]) -> Sockets:
    return Sockets("m" * (len(a) + 1), (ANY,) * (len(a) + 1))


def _select(a: list[str]) -> Sockets:
    return Sockets("m" * (2 if len(a) < 2 else len(a) + 1), ("bang",) * max(len(a), 1) + (ANY,))


def _gate(a: list[str]) -> Sockets:
    return Sockets("mm", (ANY,) * int(a[0] if a else 1))


def _switch(a: list[str]) -> Sockets:
    return Sockets("m" * (1 + int(a[0] if a else 2)), (ANY,))


def _expr(a: list[str]) -> Sockets:
    used = [int(k) for k in re.findall(r"\$[ifs](\d)", " ".join(a))]
    return Sockets("m" * max(used, default=1), (ANY,))


def _sprintf(a: list[str]) -> Sockets:
    return Sockets("m" * max(len(re.findall(r"%[^%]", " ".join(a))), 1), (ANY,))


RULES: dict[str, Callable[[list[str]], Sockets]] = {
    **dict.fromkeys(("+", "-", "*", "/"), _arithmetic),
    **dict.fromkeys(("%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"), _compare),
    **dict.fromkeys(("t", "trigger"), _trigger),
    **dict.fromkeys(("sel", "select"), _select),
    "route": _route, "unpack": _unpack, "gate": _gate, "switch": _switch, "expr": _expr, "sprintf": _sprintf,
    "pack": lambda a: Sockets("m" * max(len(a), 2), (ANY,)),
    **dict.fromkeys(("s", "send"), lambda a: Sockets("m", ())),
    "peek~": lambda a: Sockets("mmm", ("float",)),
    "out~": lambda a: Sockets("s", ()),
}  # fmt: skip
"""of objects whose arguments (positional ones) decide"""
GEN = {"in": Sockets("", (ANY,)), "out": Sockets("m", ())}
"""inside a gen patcher; a `codebox` there is counted by its text"""
CONTAINERS = ("p", "patcher", "poly~", "gen~", "bpatcher")
"""whose sockets are those of the patcher inside"""


def words(text: str) -> list[str]:
    """A box's text in words, quotes kept together."""
    return shlex.split(text.replace("\\,", ","), posix=False)


def sockets(maxclass: str, text: str) -> Sockets | None:
    """Of an object that is no container; None when it is not one of ours."""
    name, arguments = maxclass, []
    if maxclass == "newobj":
        name, *arguments = words(text) or [""]
    if name in RULES:
        return RULES[name](_positional(arguments))
    return FIXED.get(name)
