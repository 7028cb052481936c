"""SynthDefs written from Python, for scsynth without sclang: the version-2 file format, and the patches to be raced.

Format: SuperCollider's "Synth Definition File Format". A UGen is (class, rate, inputs, outputs, special index); an
input is a number or the output of an earlier one.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SCALAR, CONTROL, AUDIO = 0, 1, 2
MULTIPLY = 2
"""special index of BinaryOpUGen"""
Output = tuple[int, int]
"""(UGen, which of its outputs)"""
Input = float | Output


@dataclass
class Graph:
    """A SynthDef in the making. `parameters`: name -> default; their outputs are those of UGen 0."""

    name: str
    parameters: dict[str, float]
    constants: list[float] = field(default_factory=list)
    ugens: list[tuple[str, int, list[Input], list[int], int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ugens.append(("Control", CONTROL, [], [CONTROL] * len(self.parameters), 0))

    def parameter(self, name: str) -> Output:
        return 0, list(self.parameters).index(name)

    def add(self, kind: str, rate: int, *inputs: Input, outputs: int = 1, special: int = 0) -> Output:
        """A UGen; returns its first output."""
        self.ugens.append((kind, rate, list(inputs), [rate] * outputs, special))
        return len(self.ugens) - 1, 0

    def times(self, rate: int, a: Input, b: Input) -> Output:
        return self.add("BinaryOpUGen", rate, a, b, special=MULTIPLY)

    def encode(self) -> bytes:
        """The bytes of a .scsyndef file."""
        body = b"".join(self._ugen(*ugen) for ugen in self.ugens)
        data = b"SCgf" + struct.pack(">ih", 2, 1) + _string(self.name)
        data += struct.pack(f">i{len(self.constants)}f", len(self.constants), *self.constants)
        values = list(self.parameters.values())
        data += struct.pack(f">i{len(values)}fi", len(values), *values, len(values))
        data += b"".join(_string(name) + struct.pack(">i", i) for i, name in enumerate(self.parameters))
        return data + struct.pack(">i", len(self.ugens)) + body + struct.pack(">h", 0)

    def _ugen(self, kind: str, rate: int, inputs: list[Input], outputs: list[int], special: int) -> bytes:
        data = _string(kind) + struct.pack(">biih", rate, len(inputs), len(outputs), special)
        for each in inputs:
            data += struct.pack(">ii", *(each if isinstance(each, tuple) else (-1, self._constant(each))))
        return data + bytes(outputs)

    def _constant(self, value: float) -> int:
        if value not in self.constants:
            self.constants.append(value)
        return self.constants.index(value)


def _string(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


@dataclass(frozen=True)
class FMPatch:
    """What is played: ratio, level and decay (s) of each operator, the whole matrix in rad."""

    ratios: tuple[float, ...]
    levels: tuple[float, ...]
    decays: tuple[float, ...]
    matrix: tuple[tuple[float, ...], ...]


def fm_graph(patch: FMPatch, fm7: bool) -> Graph:
    """The patch with the UGen FM7 (feedback a sample late, as ours), or with core UGens alone (what an operator hears
    of itself and of later ones is a block late)."""
    graph = Graph("fm", {"hz": 32.703, "gain": 0.01})
    count = range(len(patch.ratios))
    hz = [graph.times(CONTROL, graph.parameter("hz"), r) for r in patch.ratios]
    fall = 10.0
    # XLine is the exponential that ours is: e^{-t/δ} reaches e^{-10} after 10 δ
    decay = [graph.add("XLine", CONTROL, 1.0, 2.718281828**-fall, fall * d, 0.0) for d in patch.decays]
    if fm7:
        inputs: list[Input] = []
        for v in count:
            inputs += [hz[v], 0.0, decay[v]]
        inputs += [a for row in patch.matrix for a in row]
        first = graph.add("FM7", AUDIO, *inputs, outputs=len(patch.ratios))[0]
        operators: list[Output] = [(first, v) for v in count]
    else:
        late = graph.add("LocalIn", AUDIO, *([0.0] * len(patch.ratios)), outputs=len(patch.ratios))[0]
        operators = []
        for v in count:
            phase: Input = 0.0
            for j in count:
                heard = operators[j] if j < v else (late, j)
                phase = graph.add("MulAdd", AUDIO, heard, patch.matrix[v][j], phase)
            operators.append(graph.times(AUDIO, graph.add("SinOsc", AUDIO, hz[v], phase), decay[v]))
        graph.add("LocalOut", AUDIO, *operators, outputs=0)
    total: Input = 0.0
    for v in count:
        total = graph.add("MulAdd", AUDIO, operators[v], patch.levels[v], total)
    side = graph.times(AUDIO, total, graph.parameter("gain"))
    graph.add("Out", AUDIO, 0.0, side, side, outputs=0)
    return graph


def impact_graph(modes: list[tuple[float, float, float]]) -> Graph:
    """Struck modes (Hz at 1, amplitude, seconds to fall 60 dB) with the UGen Klank; `hz` scales their frequencies."""
    graph = Graph("impact", {"hz": 0.125, "gain": 0.01})
    strike = graph.add("Impulse", AUDIO, 0.0, 0.0)
    flat = [x for mode in modes for x in mode]
    ringing = graph.add("Klank", AUDIO, strike, graph.parameter("hz"), 0.0, 1.0, *flat)
    side = graph.times(AUDIO, ringing, graph.parameter("gain"))
    graph.add("Out", AUDIO, 0.0, side, side, outputs=0)
    return graph
