"""The OSC namespace: one table. Dispatch, argument checks, documentation, OSCQuery and tests are made from it.

Only the types i, f and s go out. Coming in, a whole float passes for an int and an int for a float,
because Pd and Max send whatever they like.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from bridge.errors import BadRequest
from bridge.interfaces.address import TYPES, Address, Argument, args
from bridge.interfaces.library_addresses import LIBRARY
from bridge.interfaces.osc.patterns import select

PARAMETERS = args("name:string value:float")
_JOB = args("job:job")
DONE = "/done"

ADDRESSES: tuple[Address, ...] = (
    Address(
        "/bridge/subscribe", "in",
        "Send replies and pushes to this port of the sender's machine (without it: to the port that this came from); "
        "answers with the whole state. On TCP they stay on the connection, and end with it.",
        optional=args("port:int"), costly=True,
        replies=(DONE, "/bridge/status.reply", "/bridge/job/state", "/bridge/voice/state"),
    ),
    Address("/bridge/unsubscribe", "in", "Send no more to this port.", optional=args("port:int"), replies=(DONE,)),
    Address("/bridge/ping", "in", "Answered at once.", args("token:any"), replies=("/bridge/pong",)),
    Address(
        "/bridge/status", "in", "Asks how the daemon, the worker and the voice are.",
        replies=("/bridge/status.reply",),
    ),
    Address(
        "/bridge/fit", "in",
        "Queue a fit of a voice to a prompt. Keys: seed (int), seconds (0.1 … 1.5), budget (fast, normal, "
        "best), device (auto, cpu, cuda), negative (what it must not sound like), candidates (1 … 8, each kept as a "
        "preset), across (semitones below and above the fitted note at which it is to fit the prompt too, 0 … 36), "
        "start (name of a preset of this voice, which takes part in the search), lock:NAME (the value at which that "
        "parameter stays, natural units; beside those of /bridge/preset/lock). A sound to resemble can be given on the "
        "command line only: no message makes the daemon open a file that it names. /done means accepted; pushes "
        "follow to subscribers.",
        args("job:job voice:string prompt:string"), repeated=args("key:string value:any"), replies=(DONE,),
        costly=True,
    ),
    Address("/bridge/cancel", "in", "Stop a job; its best so far stays in the voice.", _JOB, replies=(DONE,)),
    Address(
        "/bridge/jobs", "in", "The newest jobs, one message each.", replies=("/bridge/job/state", DONE),
        costly=True,
    ),
    Address(
        "/bridge/job/resend", "in",
        "Asks for the latest parameter set of a job once more, all parts: for who has lost one. It may be newer than "
        "the one that was missed.",
        _JOB, replies=("/bridge/job/params",), costly=True,
    ),
    Address(
        "/bridge/voice/note", "in", "Play a MIDI note, velocity 1 … 127; velocity 0 lets it go.",
        args("note:int velocity:float"),
    ),
    Address(
        "/bridge/voice/param", "in", "Set one parameter of the sounding voice, in natural units.",
        args("name:string value:float"),
    ),
    Address(
        "/bridge/voice/param/NAME", "in",
        "The same with the name in the address, as OSCQuery hosts and most controllers want it; without a value, asks "
        "for it (the answer has the same address).",
        optional=args("value:float"),
    ),
    Address(
        "/bridge/voice/load", "in", "Let the voice play a preset.",
        args("preset:string"), replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/voice/resend", "in", "Asks for all parameters of the sounding voice once more.",
        replies=("/bridge/voice/params",), costly=True,
    ),
    Address("/bridge/voice/panic", "in", "Silence, now."),
    Address("/bridge/preset/list", "in", "Names of the presets.", replies=("/bridge/preset/names",), costly=True),
    Address(
        "/bridge/preset/save", "in",
        "Keep what the voice plays now, or a job's best, as a preset. /done carries the name it got: an "
        "existing preset is never overwritten.",
        args("name:string"), optional=_JOB, replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/preset/load", "in", "The same as /bridge/voice/load.",
        args("name:string"), replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/preset/export", "in",
        "Write a preset into the library folder as json or syx, or as an instrument of faust, supercollider, csound or "
        "puredata; /done carries the file.",
        args("name:string format:string"), replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/preset/lock", "in",
        "Coming fits of the sounding voice leave this parameter at the value (natural units), or at the one that "
        "sounds now; until it is unlocked or the daemon ends.",
        args("name:string"), optional=args("value:float"), replies=(DONE, "/bridge/preset/locks"),
    ),
    Address(
        "/bridge/preset/unlock", "in", "Coming fits of the sounding voice may move this parameter again, or all.",
        optional=args("name:string"), replies=(DONE, "/bridge/preset/locks"),
    ),
    Address(
        "/bridge/midi/learn", "in",
        "The next MIDI controller that moves turns this parameter of the sounding voice from now on, and of all voices "
        "of its family; an empty name: wait no more. What controllers mean: MIDI.md.",
        args("name:string"), replies=(DONE, "/bridge/midi/controllers"),
    ),
    Address(
        "/bridge/midi/forget", "in", "Take back what was learned for this parameter of the sounding voice, or all.",
        optional=args("name:string"), replies=(DONE, "/bridge/midi/controllers"), costly=True,
    ),
    Address(
        "/bridge/midi/program", "in", "Give a preset this program number, 128 × bank + program.",
        args("number:int preset:string"), replies=(DONE, "/bridge/midi/programs"), costly=True,
    ),
    Address(
        "/bridge/midi/list", "in", "Asks what controllers turn, and which program is which preset.",
        replies=("/bridge/midi/controllers", "/bridge/midi/programs"), costly=True,
    ),
    Address(
        DONE, "out", "The request was carried out (for a fit: accepted). Subject: the job, preset or port.",
        args("address:string subject:any"), optional=args("result:any"),
    ),
    Address(
        "/fail", "out", "The request was refused. Subject as in /done, or an empty string.",
        args("address:string subject:any code:string message:string"),
    ),
    Address("/bridge/pong", "out", "The token of the ping.", args("token:any")),
    Address("/bridge/status.reply", "out", "Facts by name.", repeated=args("key:string value:any")),
    Address(
        "/bridge/job/state", "out", "A job was queued or started, or is listed.",
        args("job:job state:string voice:string prompt:string"),
    ),
    Address(
        "/bridge/job/progress", "out", "How far a job is; eta in seconds.",
        args("job:job step:int steps:int loss:float eta:float"),
    ),
    Address(
        "/bridge/job/params", "out",
        "The best parameters so far, natural units. Parts 0 … parts−1 of one seq belong together; seq grows, "
        "and sets that came too fast for the target are left out.",
        args("job:job seq:int part:int parts:int"), repeated=PARAMETERS,
    ),
    Address(
        "/bridge/job/candidate", "out",
        "One of several presets of a job, before its /bridge/job/done; number 1 is the best.",
        args("job:job number:int preset:string score:float"),
    ),
    Address(
        "/bridge/job/done", "out", "A job is finished and kept; a higher score is better.",
        args("job:job preset:string score:float"),
    ),
    Address(
        "/bridge/job/unknown", "out",
        "Words of the prompt that the prior does not know; the fit went on without them.",
        _JOB, repeated=args("word:string"),
    ),
    Address(
        "/bridge/job/failed", "out", "A job ended without a result; code `cancelled` when it was stopped.",
        args("job:job code:string message:string"),
    ),
    Address(
        "/bridge/process", "out",
        "The worker (which fits) or the voice (which sounds) has started, is ready, could not load its model (cold), "
        "or has died and is started again: with the reason.",
        args("process:string state:string message:string"),
    ),
    Address("/bridge/voice/state", "out", "What the voice plays.", args("voice:string preset:string")),
    Address(
        "/bridge/voice/params", "out", "All parameters of the sounding voice, in parts as for jobs.",
        args("seq:int part:int parts:int"), repeated=PARAMETERS,
    ),
    Address(
        "/bridge/preset/names", "out", "Names of the presets, in parts.",
        args("part:int parts:int"), repeated=args("name:string"),
    ),
    Address(
        "/bridge/preset/locks", "out",
        "All parameters of a voice that coming fits leave alone, with their values, in parts.",
        args("voice:string part:int parts:int"), repeated=PARAMETERS,
    ),
    Address(
        "/bridge/midi/controllers", "out",
        "What MIDI controllers turn of a voice, learned or by default: `cc21 op2_ratio` …, in parts.",
        args("voice:string part:int parts:int"), repeated=args("source:string name:string"),
    ),
    Address(
        "/bridge/midi/programs", "out", "Which program number is which preset, in parts.",
        args("part:int parts:int"), repeated=args("number:int preset:string"),
    ),
    *LIBRARY,
)  # fmt: skip
INCOMING = {a.path: a for a in ADDRESSES if a.direction == "in"}
OUTGOING = {a.path: a for a in ADDRESSES if a.direction == "out"}
NAME = "/NAME"
"""the end of a path that stands for any name"""
_FAMILIES = {path.removesuffix(NAME): address for path, address in INCOMING.items() if path.endswith(NAME)}
_PLAIN = tuple(path for path in INCOMING if not path.endswith(NAME))


def find(path: str) -> tuple[Address | None, dict[str, Any]]:
    """The incoming address that a path means, and the name in it, if it has one: `{"name": …}`."""
    address = INCOMING.get(path)
    if address is None or path.endswith(NAME):
        head, _, name = path.rpartition("/")
        return (_FAMILIES.get(head), {"name": name}) if name else (None, {})
    return address, {}


def matching(pattern: str, names: Sequence[str]) -> list[str]:
    """The incoming paths that an OSC pattern means, with these names where a path takes one. Raises BadRequest."""
    found = list(select(pattern, _PLAIN))
    head, _, last = pattern.rpartition("/")
    for family in _FAMILIES:
        if select(head, (family,)):
            found += [f"{family}/{name}" for name in select(last, tuple(names))]
    return found


def bind(address: Address, values: Sequence[object]) -> dict[str, Any]:
    """Arguments from the wire -> values by name; repeated groups as a list of tuples under "rest".

    Raises BadRequest, with the usage.
    """
    fixed = len(address.arguments)
    rest = len(values) - fixed
    if rest < 0 or (not address.repeated and rest > len(address.optional)):
        raise BadRequest(f"{len(values)} arguments; use {address.usage}")
    if address.repeated and rest % len(address.repeated):
        raise BadRequest(f"the arguments after the first {fixed} are not in groups; use {address.usage}")
    bound = {
        argument.name: _coerce(argument, value, address)
        for argument, value in zip(address.arguments + address.optional, values, strict=False)
    }
    if address.repeated:
        bound["rest"] = [
            tuple(_coerce(a, v, address) for a, v in zip(address.repeated, group, strict=True))
            for group in _groups(values[fixed:], len(address.repeated))
        ]
    return bound


def markdown() -> str:
    """The namespace as two Markdown tables, for the README."""
    lines: list[str] = []
    for direction, title in (("in", "You send"), ("out", "You receive")):
        lines += [f"| {title} | types | meaning |", "|---|---|---|"]
        for address in ADDRESSES:
            if address.direction == direction:
                types = address.typetags.replace("|", "\\|")
                lines.append(f"| `{address.usage}` | {f'`{types}`' if types else ''} | {address.doc} |")
        lines.append("")
    return "\n".join(lines)


def page() -> str:
    """The page of addresses: `sds-bridge serve --addresses`, and ADDRESSES.md beside this file."""
    return f"{_INTRODUCTION}\n{markdown().strip()}\n"


_INTRODUCTION = """# OSC addresses

UDP and TCP on the same port (9000), OSC packets also as binary frames of a WebSocket (9080, OSCQuery). On TCP either
framing: int32 length (OSC 1.0) or SLIP with END on both sides (OSC 1.1). Types: `i` int32, `f` float32, `s` string;
`s|i` one of them. A whole float passes for an int. A bundle's time tag may lie up to 60 s ahead.

An address may be a pattern of OSC 1.0 (`?`, `*`, `[a-c]`, `[!a-c]`, `{ab,c}`): it means every address that takes
these arguments, and in `/bridge/voice/param/op*_level` the parameters of the sounding voice.
"""


def _groups(values: Sequence[object], size: int) -> Iterator[Sequence[object]]:
    for i in range(0, len(values), size):
        yield values[i : i + size]


def _coerce(argument: Argument, value: object, address: Address) -> Any:
    kind = argument.kind
    if isinstance(value, float) and kind in ("float", "any") and (kind == "any" or math.isfinite(value)):
        return value
    if isinstance(value, str) and kind in ("string", "any"):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and kind in ("int", "float", "any"):
        return float(value) if kind == "float" else value
    if isinstance(value, float) and kind == "int" and value.is_integer():
        return int(value)
    if kind == "job" and isinstance(value, (int, float, str)) and not isinstance(value, bool):
        text = value if isinstance(value, str) else f"{value:.0f}" if value % 1 == 0 else ""
        if 1 <= len(text) <= 64 and text.isprintable():
            return text
    raise BadRequest(f"{argument.name} must be of type {TYPES[kind]}; use {address.usage}")
