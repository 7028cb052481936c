"""The DX7 voice: six operators, 32 algorithms, one feedback loop, envelopes of four rates and four levels.

Every number is the one on the DX7's panel, relaxed to a real number where a fit has to move it: a preset rounded to
whole numbers is a valid DX7 patch, and at whole numbers the voice does what the instrument does (the formulas and the
engines they were taken from: `bridge.kernels.dx7_curves`).

Three numbers are not the panel's own. `root_hz` is the pitch of ratio 1 at middle C: a patch's transposition, which
knows whole semitones only, from 65.4 to 1046.5 Hz. `level` is the volume slider, which no patch remembers. `algorithm`
counts from 1, as printed on the instrument.

Left out, and neutral in what is exported: keyboard scaling, velocity, the LFO and the pitch envelope.
"""

from __future__ import annotations

from bridge.params import Param, ParamSpace

OPERATORS = 6
MIDDLE_C = 261.6255653005986
"""Hz of MIDI note 60, where a DX7 voice sounds as it was fitted"""
TRANSPOSE = 24
"""semitones that a patch may be transposed, up or down"""

_ALGORITHMS = """
 1  2>1 4>3 5>4 6>5  6>6
 2  2>1 4>3 5>4 6>5  2>2
 3  2>1 3>2 5>4 6>5  6>6
 4  2>1 3>2 5>4 6>5  4>6
 5  2>1 4>3 6>5  6>6
 6  2>1 4>3 6>5  5>6
 7  2>1 4>3 5>3 6>5  6>6
 8  2>1 4>3 5>3 6>5  4>4
 9  2>1 4>3 5>3 6>5  2>2
10  2>1 3>2 5>4 6>4  3>3
11  2>1 3>2 5>4 6>4  6>6
12  2>1 4>3 5>3 6>3  2>2
13  2>1 4>3 5>3 6>3  6>6
14  2>1 4>3 5>4 6>4  6>6
15  2>1 4>3 5>4 6>4  2>2
16  2>1 3>1 4>3 5>1 6>5  6>6
17  2>1 3>1 4>3 5>1 6>5  2>2
18  2>1 3>1 4>1 5>4 6>5  3>3
19  2>1 3>2 6>4 6>5  6>6
20  3>1 3>2 5>4 6>4  3>3
21  3>1 3>2 6>4 6>5  3>3
22  2>1 6>3 6>4 6>5  6>6
23  3>2 6>4 6>5  6>6
24  6>3 6>4 6>5  6>6
25  6>4 6>5  6>6
26  3>2 5>4 6>4  6>6
27  3>2 5>4 6>4  3>3
28  2>1 4>3 5>4  5>5
29  4>3 6>5  6>6
30  4>3 5>4  5>5
31  6>5  6>6
32    6>6
"""
"""One a line: its number, who modulates whom, and last the feedback loop. As printed on the instrument's lid."""


def _edges(line: str) -> tuple[tuple[int, int], ...]:
    return tuple((int(edge[0]), int(edge[2])) for edge in line.split()[1:])


_LINES = [_edges(line) for line in _ALGORITHMS.strip().splitlines()]
ALGORITHMS = tuple(edges[:-1] for edges in _LINES)
"""[32]: pairs (modulator, modulated), operators counted from 1. Whoever modulates nobody is heard."""
FEEDBACK = tuple(edges[-1] for edges in _LINES)
"""[32]: (from, to) of the feedback loop; only those of algorithms 4 and 6 go through more than one operator"""


def carriers(algorithm: int) -> tuple[int, ...]:
    """Operators that are heard, counted from 1, of an algorithm counted from 1."""
    modulators = {modulator for modulator, _ in ALGORITHMS[algorithm - 1]}
    return tuple(v for v in range(1, OPERATORS + 1) if v not in modulators)


def dx7_space() -> ParamSpace:
    """Parameters of the DX7 voice."""
    low, high = (MIDDLE_C * 2.0 ** (s / 12) for s in (-TRANSPOSE, TRANSPOSE))
    params = [
        Param("algorithm", "", 1, 32, 1, "choice", "algorithm", "who modulates whom"),
        Param("feedback", "", 0, 7, 0, "lin", "algorithm", "of the operator or chain with a loop; weaker in 4, 6, 32"),
        Param("root_hz", "Hz", low, high, MIDDLE_C, "log", "pitch", "frequency of ratio 1 at middle C; transposition"),
    ]
    for v in range(1, OPERATORS + 1):
        g = f"op{v}"
        params += [
            Param(f"{g}_mode", "", 0, 1, 0, "choice", g, "0: frequency = root × ratio; 1: fixed frequency"),
            Param(f"{g}_coarse", "", 0, 31, 1, "choice", g, "ratio, 0 is ½; fixed: 10^(coarse mod 4) Hz"),
            Param(f"{g}_fine", "", 0, 99, 0, "lin", g, "ratio × (1 + fine/100); fixed: Hz × 10^(fine/100)"),
            Param(f"{g}_detune", "", 0, 14, 7, "choice", g, "7 is in tune; a count is a cent or two"),
            Param(f"{g}_level", "", 0, 99, 99 if v == 1 else 0, "lin", g, "output level, ¾ dB a count from 20 on"),
        ]
        for k, rate in enumerate((99, 50, 50, 60), 1):
            params.append(Param(f"{g}_r{k}", "", 0, 99, rate, "lin", g, f"rate towards level {k}, higher is faster"))
        for k, level in enumerate((99, 80, 0), 1):
            params.append(Param(f"{g}_l{k}", "", 0, 99, level, "lin", g, f"envelope level {k}, ¾ dB a count"))
        params.append(Param(f"{g}_l4", "", 0, 99, 0, "choice", g, "level before the note and after its release"))
    params.append(Param("level", "dB", -48.0, 24.0, -6.0, "lin", "out", "volume, no part of a patch"))
    return ParamSpace(params)
