"""The same patcher for Pure Data: box for box and cord for cord, so that what Max is to do can be run.

Only for patchers of message objects (`osc`). Objects that Pd calls otherwise are renamed; those it has not
(`zl.iter`, `zl.group`, `udpsend` …) become small subpatches with the same sockets. Cords from one outlet go out in the
order in which they were made, in Max from right to left: our patchers do not depend on either.
"""

from __future__ import annotations

from bridge.exports.maxmsp.objects import words
from bridge.exports.maxmsp.osc import HEARD, SENT
from bridge.exports.maxmsp.patcher import Box, Patcher

_TYPES = {"i": "f", "l": "a", "s": "s", "b": "b", "f": "f"}


def to_pd(patcher: Patcher, name: str = "") -> list[str]:
    """Lines of a .pd file. name: of a subpatch; without it this is the file's own canvas.

    Inlets and outlets of Pd are numbered from left to right, as Max's are.
    """
    lines = [f"#N canvas 0 0 {patcher.width} {patcher.height} {name + ' 0' if name else '10'};"]
    for box in patcher.boxes:
        x, y = (round(v) for v in box.json["patching_rect"][:2])
        lines += _box(box, x, y)
    index = {box.id: k for k, box in enumerate(patcher.boxes)}
    for line in patcher.lines:
        (source, outlet), (target, inlet) = line["patchline"]["source"], line["patchline"]["destination"]
        lines.append(f"#X connect {index[source]} {outlet} {index[target]} {inlet};")
    return lines


def _box(box: Box, x: int, y: int) -> list[str]:
    if box.inside is not None:
        title = words(box.json["text"])[1]
        return [*to_pd(box.inside, title), f"#X restore {x} {y} pd {title};"]
    if box.name == "message":
        return [f"#X msg {x} {y} {box.json['text'].replace('$', chr(92) + '$')};"]
    if box.name == "comment":
        return [f"#X text {x} {y} {box.json['text']};"]
    if box.name in ("inlet", "outlet"):
        return [f"#X obj {x} {y} {box.name};"]
    name, *arguments = words(box.json["text"])
    arguments = arguments[: next((k for k, a in enumerate(arguments) if a.startswith("@")), len(arguments))]
    if name in _TEXTS or name in _MADE:
        inside = _MADE[name](arguments) if name in _MADE else _lines(_TEXTS[name].format(" ".join(arguments)))
        return [f"#N canvas 0 0 400 300 {name} 0;", *inside, f"#X restore {x} {y} pd {name};"]
    if name == "t":
        arguments = [_TYPES[a] for a in arguments]
    elif name == "unpack":
        arguments = ["f"] * len(arguments)
    elif name == "zl.reg":
        name, arguments = "list append", []
    return [f"#X obj {x} {y} {' '.join([name, *arguments])};"]


_TEXTS = {
    # `list prepend` keeps the word `list` in front; Max's `prepend` makes the first word the selector.
    "prepend": """
        obj 20 20 inlet
        obj 20 60 list prepend {}
        obj 20 90 list trim
        obj 20 120 outlet
        connect 0 0 1 0
        connect 1 0 2 0
        connect 2 0 3 0""",
    # `zl.slice n`: the rest to the right first, then n atoms; a word in front is a selector, as in Max.
    "zl.slice": """
        obj 20 20 inlet
        obj 20 60 list split {}
        obj 20 100 list trim
        obj 120 100 list trim
        obj 20 140 outlet
        obj 120 140 outlet
        obj 200 20 inlet
        connect 0 0 1 0
        connect 1 0 2 0
        connect 1 1 3 0
        connect 2 0 4 0
        connect 3 0 5 0""",
    # `zl.iter n`: n atoms at a time, until nothing is left; no `list` in front.
    "zl.iter": """
        obj 20 20 inlet
        obj 20 50 t b a
        obj 20 110 until
        obj 20 140 list append
        obj 20 170 list split {}
        obj 20 230 list trim
        obj 20 260 outlet
        obj 120 200 t a a
        obj 120 230 list length
        obj 120 260 sel 0
        obj 200 20 inlet
        obj 200 260 outlet
        obj 200 200 t b
        connect 0 0 1 0
        connect 1 1 3 1
        connect 1 0 2 0
        connect 2 0 3 0
        connect 3 0 4 0
        connect 4 0 5 0
        connect 5 0 6 0
        connect 4 1 7 0
        connect 7 1 3 1
        connect 7 0 8 0
        connect 8 0 9 0
        connect 9 0 2 1
        connect 4 2 12 0
        connect 12 0 2 1""",
    # `zl.group`: keep what comes; a bang hands it on and forgets it, `zlclear` forgets it.
    "zl.group": """
        obj 20 20 inlet
        obj 20 50 route zlclear bang
        obj 220 80 t b a
        obj 220 140 list append
        obj 220 110 list append
        obj 220 170 t a a
        obj 20 170 list append
        obj 60 80 t b b
        msg 120 110 list
        obj 20 260 outlet
        obj 300 20 inlet
        obj 300 260 outlet
        connect 0 0 1 0
        connect 1 2 2 0
        connect 2 1 3 1
        connect 2 0 4 0
        connect 4 0 3 0
        connect 3 0 5 0
        connect 5 1 4 1
        connect 5 0 6 1
        connect 1 1 7 0
        connect 7 1 6 0
        connect 6 0 9 0
        connect 7 0 8 0
        connect 1 0 8 0
        connect 8 0 4 1
        connect 8 0 6 1""",
}
"""what stands for an object that Pd has not, as lines of its file; {} are the object's arguments"""


def _udpsend(arguments: list[str]) -> list[str]:
    """A message whose selector is an OSC address -> a datagram."""
    host, port = arguments
    lines = ["obj 20 20 inlet", f"obj 20 60 route host port {' '.join(SENT)}", "obj 20 400 netsend -u -b",
             "obj 300 20 loadbang", f"msg 300 60 connect {host} {port}", "obj 150 120 list prepend connect " + host,
             "obj 150 150 list trim", "obj 20 340 list prepend send", "obj 20 370 list trim",
             "msg 220 150 disconnect", "obj 150 90 t a b"]  # fmt: skip
    cords = ["connect 0 0 1 0", "connect 3 0 4 0", "connect 4 0 2 0", "connect 1 1 10 0", "connect 10 1 9 0",
             "connect 9 0 2 0", "connect 10 0 5 0", "connect 5 0 6 0", "connect 6 0 2 0", "connect 7 0 8 0",
             "connect 8 0 2 0"]  # fmt: skip
    for k, path in enumerate(SENT):
        lines += ["obj 20 180 list append", f"obj 20 210 oscformat {' '.join(path.strip('/').split('/'))}"]
        cords += [f"connect 1 {k + 2} {11 + 2 * k} 0", f"connect {11 + 2 * k} 0 {12 + 2 * k} 0",
                  f"connect {12 + 2 * k} 0 7 0"]  # fmt: skip
    return _lines("\n".join(lines + cords))


def _udpreceive(arguments: list[str]) -> list[str]:
    """A datagram -> a message whose selector is its address; `port n` listens elsewhere.

    `oscparse` gives an address in pieces: those that the patch knows are put together again; nobody misses others.
    """
    lines = ["obj 20 20 inlet", "obj 20 50 route port", "obj 20 80 list prepend listen", "obj 20 110 list trim",
             " ".join(["obj 20 140 netreceive -u -b", *arguments]), "obj 20 170 oscparse", "obj 20 200 list trim",
             "obj 20 600 outlet"]  # fmt: skip
    cords = ["connect 0 0 1 0", "connect 1 0 2 0", "connect 2 0 3 0", "connect 3 0 4 0", "connect 4 0 5 0",
             "connect 5 0 6 0"]  # fmt: skip
    _branch(lines, cords, 6, "", sorted((*HEARD, "/bridge/pong")))
    return _lines("\n".join(lines + cords))


def _branch(lines: list[str], cords: list[str], source: int, done: str, paths: list[str], outlet: int = 0) -> None:
    """A `route` for the next piece of these addresses, and behind each the same for the rest."""
    heads = sorted({path[len(done) + 1 :].split("/")[0] for path in paths})
    router = len(lines)
    lines.append(f"obj {20 + 30 * done.count('/')} {220 + router} route {' '.join(heads)}")
    cords.append(f"connect {source} {outlet} {router} 0")
    for k, head in enumerate(heads):
        here = f"{done}/{head}"
        if here in paths:
            lines += [f"obj 20 {240 + len(lines)} list prepend {here}", f"obj 20 {250 + len(lines)} list trim"]
            cords += [f"connect {router} {k} {len(lines) - 2} 0", f"connect {len(lines) - 2} 0 {len(lines) - 1} 0",
                      f"connect {len(lines) - 1} 0 7 0"]  # fmt: skip
        deeper = [path for path in paths if path.startswith(here + "/")]
        if deeper:
            _branch(lines, cords, router, here, deeper, k)


_MADE = {"udpsend": _udpsend, "udpreceive": _udpreceive}
"""the same for objects that know the daemon's addresses"""


def _lines(text: str) -> list[str]:
    return [f"#X {line.strip()};" for line in text.strip().splitlines()]
