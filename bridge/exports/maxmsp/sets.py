"""`p parts`: a parameter set comes in numbered parts; whole it goes on, or not at all."""

from __future__ import annotations

from bridge.exports.maxmsp.patcher import Patcher

LISTS = "@zlmaxsize 4096"
"""zl objects cut lists at 256 otherwise; a set of impact128 has 870 atoms"""


def parts() -> Patcher:
    """seq part parts name value … -> all pairs of a set as one list, when its last part is there; else a bang.

    A part counts if it is the next one of the newest seq; part 0 begins anew.
    """
    p = Patcher(620, 520)
    inlet = p.add("inlet", (40, 20), comment="seq part parts name value …")
    whole = p.add("outlet", (40, 460), comment="name value …, complete")
    lost = p.add("outlet", (460, 460), comment="a part is missing")
    head = p.add("zl.slice 3", (40, 60))
    pairs = p.add(f"zl.reg {LISTS}", (180, 300))
    numbers = p.add("unpack 0 0 0", (40, 100))
    p.chain(inlet, head, numbers)
    p.chain(head[1], pairs[1])
    part, seq, newest, expected = (p.add("int", (x, 200)) for x in (160, 40, 220, 300))
    last = p.add("== 1", (300, 360))
    p.chain(numbers[2], last[1])
    p.chain(numbers[1], part[1])
    store = p.add("t b i", (40, 130))
    p.chain(numbers, store)
    p.chain(store[1], seq[1])
    go = p.add("t b b b b", (40, 160))
    p.chain(store, go)
    # 1: does a set begin?
    begins, anew = p.add("sel 0", (400, 130)), p.add("t b b b", (400, 160))
    zero, clear = p.message("0", (460, 200)), p.message("zlclear", (500, 240))
    seq_now, part_now = p.add("int", (400, 200)), p.add("int", (520, 130))
    p.chain(numbers[1], part_now[1])
    p.chain(store[1], seq_now[1])
    p.chain(go[3], part_now, begins, anew)
    p.chain(anew[2], clear)
    p.chain(anew[1], zero, expected[1])
    p.chain(anew, seq_now, newest[1])
    # 2: the newest seq and the expected part go to the right of ==, 3: is it the newest seq? 4: the expected part?
    same, next_, both, verdict = (
        p.add("== 0", (40, 240)), p.add("== 0", (160, 240)), p.add("&& 0", (160, 270)), p.add("sel 1", (160, 300)),
    )  # fmt: skip
    look = p.add("t b b", (240, 160))
    p.chain(go[2], look)
    p.chain(look[1], newest, same[1])
    p.chain(look, expected, next_[1])
    p.chain(go[1], seq, same, both[1])
    p.chain(go, part, next_, both, verdict)
    # it is: keep its pairs, and expect the next part; or all are here
    accept = p.add("t b b", (160, 330))
    group = p.add(f"zl.group 4096 {LISTS}", (40, 420))
    after, kept = p.add("+ 1", (300, 300)), p.add("t i i", (300, 330))
    following = p.add("int", (240, 360))
    p.chain(zero, following[1])
    p.chain(verdict, accept)
    p.chain(accept[1], pairs, group)
    p.chain(clear, group)
    p.chain(accept, following, after, kept, last)
    p.chain(kept[1], expected[1])
    p.chain(kept[1], following[1])
    complete = p.add("sel 1", (300, 390))
    p.chain(last, complete, group, whole)
    # it is not: nothing more is expected of this set
    refuse, never = p.add("t b b", (460, 330)), p.message("-1", (500, 360))
    p.chain(verdict[1], refuse)
    p.chain(refuse[1], never, expected[1])
    p.chain(refuse, lost)
    return p
