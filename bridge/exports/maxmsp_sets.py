"""`p parts`: a parameter set comes in numbered parts; whole it goes on, or not at all."""

from __future__ import annotations

from bridge.exports.patcher import Patcher

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
    p.wire(head, 1, pairs, 1)
    part, seq, newest, expected = (p.add("int", (x, 200)) for x in (160, 40, 220, 300))
    last = p.add("== 1", (300, 360))
    p.wire(numbers, 2, last, 1)
    p.wire(numbers, 1, part, 1)
    store = p.add("t b i", (40, 130))
    p.wire(numbers, 0, store)
    p.wire(store, 1, seq, 1)
    go = p.add("t b b b b", (40, 160))
    p.wire(store, 0, go)
    # 1: does a set begin?
    begins, anew = p.add("sel 0", (400, 130)), p.add("t b b b", (400, 160))
    zero, clear = p.message("0", (460, 200)), p.message("zlclear", (500, 240))
    seq_now, part_now = p.add("int", (400, 200)), p.add("int", (520, 130))
    p.wire(numbers, 1, part_now, 1)
    p.wire(store, 1, seq_now, 1)
    p.wire(go, 3, part_now)
    p.chain(part_now, begins, anew)
    p.wire(anew, 2, clear)
    p.wire(anew, 1, zero)
    p.wire(zero, 0, expected, 1)
    p.wire(anew, 0, seq_now)
    p.wire(seq_now, 0, newest, 1)
    # 2: the newest seq and the expected part go to the right of ==, 3: is it the newest seq? 4: the expected part?
    same, next_, both, verdict = (
        p.add("== 0", (40, 240)), p.add("== 0", (160, 240)), p.add("&& 0", (160, 270)), p.add("sel 1", (160, 300)),
    )  # fmt: skip
    look = p.add("t b b", (240, 160))
    p.wire(go, 2, look)
    p.wire(look, 1, newest)
    p.wire(newest, 0, same, 1)
    p.wire(look, 0, expected)
    p.wire(expected, 0, next_, 1)
    p.wire(go, 1, seq)
    p.wire(seq, 0, same)
    p.wire(same, 0, both, 1)
    p.wire(go, 0, part)
    p.chain(part, next_, both, verdict)
    # it is: keep its pairs, and expect the next part; or all are here
    accept = p.add("t b b", (160, 330))
    group = p.add(f"zl.group 4096 {LISTS}", (40, 420))
    after, kept = p.add("+ 1", (300, 300)), p.add("t i i", (300, 330))
    following = p.add("int", (240, 360))
    p.wire(zero, 0, following, 1)
    p.wire(verdict, 0, accept)
    p.wire(accept, 1, pairs)
    p.wire(pairs, 0, group)
    p.wire(clear, 0, group)
    p.wire(accept, 0, following)
    p.wire(following, 0, after)
    p.chain(after, kept, last)
    p.wire(kept, 1, expected, 1)
    p.wire(kept, 1, following, 1)
    complete = p.add("sel 1", (300, 390))
    p.chain(last, complete, group, whole)
    # it is not: nothing more is expected of this set
    refuse, never = p.add("t b b", (460, 330)), p.message("-1", (500, 360))
    p.wire(verdict, 1, refuse)
    p.wire(refuse, 1, never)
    p.wire(never, 0, expected, 1)
    p.wire(refuse, 0, lost)
    return p
