"""The part of every patch that talks to the daemon: `p bridge`, of objects that Pd has too (`pure_data`).

It listens on a port of its own choice (so that several patches live side by side), asks the daemon to send there
whenever nothing was heard for two beats, puts parameter sets together from their parts, and asks again for a set of
which a part was lost. The addresses: `bridge/interfaces/ADDRESSES.md`.

    inlet   0  a message for the daemon, address first: /bridge/fit 7 fm bell
            1  for `udpsend`: host, port
    outlet  0  a parameter set: begin, then name value …, then end
            1  the voice that sets belong to: fm, impact …
            2  progress: job step steps loss eta
            3  preset names: clear, then append name …
            4  what to tell the user: failed, fail, process, unknown and what belongs to it
            5  a job is done: job preset score
            6  1 when the daemon answers, 0 when it does not
            7  /done: address subject result
"""

from __future__ import annotations

from bridge.exports.maxmsp.patcher import Box, Patcher
from bridge.exports.maxmsp.sets import LISTS, parts

PORT = 9000
"""of the daemon, unless told otherwise"""
BEAT = 2000
"""ms"""
PATIENCE = 100
"""ms without further losses, then the set is asked for again"""
FIRST_PORT, PORTS = 20000, 10000
SENT = (
    "/bridge/subscribe", "/bridge/ping", "/bridge/fit", "/bridge/cancel", "/bridge/job/resend", "/bridge/voice/resend",
    "/bridge/voice/note", "/bridge/voice/param", "/bridge/voice/panic", "/bridge/preset/list", "/bridge/preset/save",
    "/bridge/preset/load", "/bridge/preset/export",
)  # fmt: skip
"""addresses that our patches send"""
HEARD = (
    "/bridge/job/params", "/bridge/voice/params", "/bridge/job/state", "/bridge/voice/state", "/bridge/job/progress",
    "/bridge/preset/names", "/bridge/job/done", "/bridge/job/failed", "/bridge/job/unknown", "/bridge/process", "/fail",
    "/done",
)  # fmt: skip
"""addresses that they listen to, in the order of the outlets of `route`; all else only tells that the daemon lives"""
OUTLETS = ("sets", "voice", "progress", "names", "tell", "done", "connected", "answers")


def bridge() -> Patcher:
    """The subpatcher `p bridge`."""
    p = Patcher(1180, 700)
    commands = p.add("inlet", (40, 20), comment="to the daemon: address, arguments")
    settings = p.add("inlet", (200, 20), comment="host, port")
    send = p.add(f"udpsend 127.0.0.1 {PORT}", (40, 560))
    p.chain(commands, send)
    p.chain(settings, send)
    outlets = {name: p.add("outlet", (40 + 130 * k, 640), comment=name) for k, name in enumerate(OUTLETS)}
    heard = _beat(p, send, outlets["connected"])
    route = p.add(f"route {' '.join(HEARD)}", (420, 160), (740, 22))
    p.chain(heard, route)
    _sets(p, route, send, outlets["sets"])
    _voice(p, route, outlets["voice"])
    p.chain(route[4], outlets["progress"])
    _names(p, route, outlets["names"])
    p.chain(route[6], outlets["done"])
    for k, (outlet, word) in enumerate(((7, "failed"), (8, "unknown"), (9, "process"), (10, "fail"))):
        p.chain(_after(p, route, outlet, p.add(f"prepend {word}", (640 + 120 * k, 560))), outlets["tell"])
    p.chain(route[11], outlets["answers"])
    return p


def _after(p: Patcher, source: Box, outlet: int, target: Box) -> Box:
    p.chain(source[outlet], target)
    return target


def _beat(p: Patcher, send: Box, connected: Box) -> Box:
    """Choose a port, listen there, and ask to be told things whenever it has been quiet. Returns what hands on the
    messages."""
    load = p.add("loadbang", (420, 20))
    first = p.add("t b b", (420, 50))
    port = p.chain(load, first) and p.add(f"+ {FIRST_PORT}", (600, 50))
    random = p.add(f"random {PORTS}", (500, 50))
    p.chain(first[1], random)
    both = p.chain(random, port) and p.add("t i i", (700, 50))
    p.chain(port, both)
    listen = p.message("port $1", (770, 50))
    p.chain(both[1], listen)
    own = p.add("int", (700, 90))
    p.chain(both, own[1])
    receive = p.add("udpreceive", (770, 90))
    p.chain(listen, receive)
    heard = p.add("t l b", (420, 120))
    p.chain(receive, heard)

    start = p.message("1", (200, 60))
    metro = p.add(f"metro {BEAT}", (200, 90))
    step = p.add("t b b", (200, 120))
    p.chain(first, start, metro, step)
    silence = p.add("int 1", (200, 160))
    more = p.add("+ 1", (200, 190))
    keep = p.add("t i i", (200, 220))
    p.chain(step[1], silence, more, keep)
    p.chain(keep[1], silence[1])
    quiet = p.add("> 1", (200, 250))
    split = p.add("t i i", (200, 280))
    p.chain(keep, quiet, split)
    again = p.add("sel 1", (200, 310))
    ask = p.add("prepend /bridge/subscribe", (200, 340))
    p.chain(split, again, own, ask, send)
    ping = p.message("/bridge/ping 1", (60, 160))
    p.chain(step, ping, send)

    alive = p.add("== 0", (300, 310))
    changed = p.add("change", (300, 370))
    p.chain(split[1], alive, changed, connected)
    reset = p.add("t b b", (300, 60))
    zero, one = p.message("0", (300, 90)), p.message("1", (340, 90))
    p.chain(heard[1], reset)
    p.chain(reset[1], zero, silence[1])
    p.chain(reset, one, changed)
    return heard


def _sets(p: Patcher, route: Box, send: Box, out: Box) -> None:
    """Parameter sets of jobs and of the sounding voice, whole; and the request for one that was not."""
    job = p.add("zl.slice 1", (420, 220))
    who = p.add("zl.reg", (340, 250))
    p.chain(route, job, who[1])
    of_job = p.add("p parts", (420, 280), inside=parts())
    of_voice = p.add("p parts", (520, 280), inside=parts())
    p.chain(job[1], of_job)
    p.chain(route[1], of_voice)
    frame = p.add("t b l b", (420, 460))
    for x, source, request in ((340, of_job, "/bridge/job/resend"), (520, of_voice, "/bridge/voice/resend")):
        wait = p.add(f"delay {PATIENCE}", (x, 330))
        p.chain(source[1], wait)
        whole, stop = p.add("t l b", (x, 290)), p.message("stop", (x + 50, 310))  # whole again: nothing to ask for
        p.chain(source, whole)
        p.chain(whole[1], stop, wait)
        p.chain(whole, frame)
        if source is of_job:
            p.chain(wait, who, p.add(f"prepend {request}", (x, 400)), send)
        else:
            p.chain(wait, p.message(request, (x, 400)), send)
    pairs = p.add(f"zl.iter 2 {LISTS}", (450, 490))
    begin, end = p.message("begin", (620, 490)), p.message("end", (380, 490))
    p.chain(frame[2], begin)
    p.chain(frame[1], pairs)
    p.chain(frame, end)
    for box in (begin, pairs, end):
        p.chain(box, out)


def _voice(p: Patcher, route: Box, out: Box) -> None:
    """Of the job that begins to run, or of what is loaded."""
    job = p.add("zl.slice 1", (640, 220))
    running = p.add("route running", (640, 250))
    name = p.add("zl.slice 1", (640, 300))
    p.chain(route[2], job)
    p.chain(job[1], running, name)
    p.chain(route[3], name, out)


def _names(p: Patcher, route: Box, out: Box) -> None:
    """part parts name …: clear with the first part, then each name."""
    twice = p.add("t l l", (760, 220))
    p.chain(route[5], twice)
    part, first, clear = p.add("zl.slice 1", (840, 250)), p.add("sel 0", (840, 280)), p.message("clear", (840, 310))
    p.chain(twice[1], part, first, clear, out)
    rest, each = p.add("zl.slice 2", (740, 250)), p.add(f"zl.iter 1 {LISTS}", (740, 340))
    p.chain(twice, rest)
    p.chain(rest[1], each, p.add("prepend append", (740, 370)), out)
