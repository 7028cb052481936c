"""`sds-fm.maxpat` and `sds-impact.maxpat`: the voices as polyphonic instruments that follow the control patch."""

from __future__ import annotations

from bridge.exports.gen.source import MACROS
from bridge.exports.maxmsp.parts import BRIGHT, DIM, INK, PAPER, parameter, parameters, player, space_of
from bridge.exports.maxmsp.patcher import Box, Json, Patcher

TITLES = {"fm": "FM", "impact": "Impact"}
TEXTS = {
    "fm": "four operators, full matrix · play it with MIDI or the keys below",
    "impact": "thirty-two modes in a room of noise · play it with MIDI or the keys below",
}


def voice_instrument(family: str) -> Patcher:
    """The patch that a musician opens."""
    p = Patcher(620, 290, presentation=True)
    buffer = f"sds-{family}-params"
    head(p, f"sds-bridge {TITLES[family]}", TEXTS[family], 600)
    poly, limit = player(p, family, buffer, (40, 330))
    notes = _notes(p)
    p.chain(notes, poly)
    _follow(p, family, buffer)
    out = p.add("live.gain~", (40, 440), show=(468, 64, 48, 201), **_plain("gain"))
    p.chain(limit, out)
    p.chain(limit[1], out[1])
    dac = p.add("ezdac~", (40, 600), show=(540, 196, 45, 45))
    p.chain(out, dac)
    p.chain(out[1], dac[1])
    p.say("sound on/off", (110, 610), show=(526, 245, 90, 18), fontsize=10.0, textcolor=DIM)
    return p


def head(p: Patcher, title: str, text: str, width: float) -> None:
    """A title and a line below."""
    # first added lies at the bottom in Max's order of drawing only when it is in the background
    p.add("panel", (620, 20), show=(0, 0, p.width, p.height), background=1, bgcolor=PAPER, mode=0, ignoreclick=1)
    p.say(title, (620, 160), show=(16, 10, width / 2, 27), fontsize=18.0, fontface=1, textcolor=INK)
    p.say(text, (620, 190), show=(16, 38, width, 20), fontsize=11.0, textcolor=DIM)


def _plain(name: str) -> Json:
    """A live.gain~ in Max: its level is stored in the patch only."""
    value = {
        "parameter_longname": name,
        "parameter_shortname": name,
        "parameter_type": 0,
        "parameter_mmin": -70.0,
        "parameter_mmax": 6.0,
        "parameter_initial": [-6.0],
        "parameter_initial_enable": 1,
        "parameter_unitstyle": 4,
    }
    return {"parameter_enable": 1, "varname": name, "saved_attribute_attributes": {"valueof": value}}


def _notes(p: Patcher) -> Box:
    """MIDI and the keys -> `midinote pitch velocity`."""
    midi, keys = p.add("notein", (40, 180)), p.add("kslider", (160, 60), show=(16, 212, 434, 53), offset=36)
    long = p.add("makenote 100 400", (160, 180))
    pair, word = p.add("pack 0 0", (40, 230)), p.add("prepend midinote", (40, 270))
    for outlet in (1, 0):
        p.chain(midi[outlet], pair[outlet])
        p.chain(long[outlet], pair[outlet])
    p.chain(keys[1], long[1])
    p.chain(keys, long)
    return p.chain(pair, word)


def _follow(p: Patcher, family: str, buffer: str) -> None:
    """Sets from the control patch, and the player's own knobs behind the voice's columns."""
    sets = p.add(f"r sds-bridge.{family}", (330, 180))
    write = p.add("p parameters", (330, 230), inside=parameters(family, buffer))
    p.chain(sets, write)
    seen, light = (
        p.add("route begin end", (480, 180)),
        p.add("button", (480, 230), show=(540, 64, 24, 24), ignoreclick=1),
    )
    p.chain(sets, seen)
    p.chain(seen[1], light)
    p.say("new sound", (520, 230), show=(526, 92, 90, 18), fontsize=10.0, textcolor=DIM)
    for k, macro in enumerate(MACROS[family]):
        place = 24 + 104 * k
        dial = p.add(
            "live.dial", (620 + 60 * k, 260), show=(place + 20, 70, 54, 58), activedialcolor=BRIGHT, **parameter(macro)
        )
        column = p.add(f"prepend {len(space_of(family)) + k}", (620 + 90 * k, 330))
        p.chain(dial, column, write[1])
        p.say(
            macro.doc,
            (620, 380 + 22 * k),
            show=(place, 132, 96, 60),
            fontsize=10.0,
            textcolor=DIM,
            textjustification=1,
            linecount=3,
        )
