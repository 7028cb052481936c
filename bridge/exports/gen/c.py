"""GenExpr -> C: the codebox that Max would compile, compiled without Max, to hear what it plays.

gen~ translates a codebox to C++ too; this is the same step for the part of the language that we use (`parse`), by
another hand. `sound` compiles and runs it. Differences to gen~: `noise()` draws from a generator of our own, denormal
numbers are not flushed.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bridge.errors import BridgeError
from bridge.exports.gen.parse import Program, read

Array = NDArray[np.float64]
_START = """#include <math.h>
#include <stdint.h>
static double samplerate, pi = 3.14159265358979323846, twopi = 6.28318530717958647692;
static uint64_t seed = 0x853c49e6748fea9bULL;
static double noise(void) { seed ^= seed << 13; seed ^= seed >> 7; seed ^= seed << 17;
    return (double)(seed >> 11) * (2.0 / 9007199254740992.0) - 1.0; }
static double clamp(double x, double a, double b) { return x < a ? a : x > b ? b : x; }
static double sign(double x) { return (x > 0) - (x < 0); }
static long at(double i, long n) { return i >= 0 && i < n ? (long)i : -1; }
"""
_NAMES = {"min": "fmin", "max": "fmax", "abs": "fabs"}


def compiler() -> str | None:
    """A C compiler of this machine, or None."""
    return next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)


def to_c(program: Program, buffers: dict[str, int]) -> str:
    """C of a codebox: a function `run(n, rate, in, out)` over channels of doubles, and a float array for each Buffer.

    buffers: their lengths.
    """
    lines = [_START]
    for name, start in program.histories.items():
        lines.append(f"static double v_{name} = {start!r};")
    for name, size in program.data.items():
        lines.append(f"static double d_{name}[{size}]; static const long n_{name} = {size};")
    for name in program.buffers:
        lines.append(f"float d_{name}[{buffers[name]}]; static const long n_{name} = {buffers[name]};")
    lines += ["void run(long count, double rate, const double **in, double **out) {", "  samplerate = rate;",
              "  for (long t = 0; t < count; t++) {"]  # fmt: skip
    born = sorted(_names(program.body) - set(program.histories))
    lines += [f"    double v_{name} = 0; (void)v_{name};" for name in born if not name.startswith(("in", "out"))]
    lines += _statements(program.body, set(program.histories) | set(born), "    ")
    lines += ["  }", "}"]
    return "\n".join(lines) + "\n"


def _names(body: Sequence[tuple]) -> set[str]:
    """Variables that are assigned anywhere."""
    found: set[str] = set()
    for statement in body:
        if statement[0] == "set":
            found.add(statement[1])
        elif statement[0] == "if":
            found |= _names(statement[2]) | _names(statement[3])
        elif statement[0] == "for":
            found |= _names([statement[1], statement[3]]) | _names(statement[4])
    return found


def _statements(body: Sequence[tuple], known: set[str], indent: str) -> list[str]:
    lines = []
    for statement in body:
        if statement[0] == "set":
            lines.append(f"{indent}{_set(statement)};")
        elif statement[0] == "poke":
            _, name, value, index = statement
            lines.append(f"{indent}{{ double x = {_c(value)}; long k = at({_c(index)}, n_{name}); "
                         f"if (k >= 0) d_{name}[k] = x; }}")  # fmt: skip
        elif statement[0] == "if":
            lines.append(f"{indent}if ({_c(statement[1])}) {{")
            lines += _statements(statement[2], known, indent + "  ")
            lines.append(f"{indent}}} else {{")
            lines += [*_statements(statement[3], known, indent + "  "), f"{indent}}}"]
        else:
            _, first, condition, step, inner = statement
            lines.append(f"{indent}for ({_set(first)}; {_c(condition)}; {_set(step)}) {{")
            lines += [*_statements(inner, known, indent + "  "), f"{indent}}}"]
    return lines


def _set(statement: tuple) -> str:
    _, name, value = statement
    target = f"out[{int(name[3:]) - 1}][t]" if name.startswith("out") and name[3:].isdigit() else f"v_{name}"
    return f"{target} = {_c(value)}"


def _c(e: tuple) -> str:
    kind = e[0]
    if kind == "number":
        return e[1] if "." in e[1] else f"{e[1]}.0"
    if kind == "name":
        if e[1] in ("samplerate", "pi", "twopi"):
            return e[1]
        return f"in[{int(e[1][2:]) - 1}][t]" if e[1].startswith("in") and e[1][2:].isdigit() else f"v_{e[1]}"
    if kind == "unary":
        return f"({e[1]}{_c(e[2])})"
    if kind == "binary":
        return f"fmod({_c(e[2])}, {_c(e[3])})" if e[1] == "%" else f"({_c(e[2])} {e[1]} {_c(e[3])})"
    if kind == "choose":
        return f"({_c(e[1])} ? {_c(e[2])} : {_c(e[3])})"
    if kind == "peek":
        return f"(at({_c(e[2])}, n_{e[1]}) < 0 ? 0.0 : d_{e[1]}[(long)({_c(e[2])})])"
    return f"{_NAMES.get(e[1], e[1])}({', '.join(map(_c, e[2]))})"


class Sounding:
    """A compiled codebox. Its state lives as long as it does; another one begins afresh.

    Raises BadCodebox for text that gen~ would not take, BridgeError without a compiler or when it complains.
    """

    def __init__(self, text: str, sample_rate: int = 44100, buffers: dict[str, Array] | None = None) -> None:
        self.program = read(text)
        self.sample_rate = sample_rate
        sizes = {name: len(values) for name, values in (buffers or {}).items()}
        binary = _compiled(to_c(self.program, sizes))
        with tempfile.TemporaryDirectory(prefix="sds-bridge-gen-") as folder:
            own = Path(folder) / "codebox.so"  # a file of its own: one that is loaded already would share its state
            own.write_bytes(binary)
            self._library = ctypes.CDLL(str(own))
        for name, values in (buffers or {}).items():
            self.write(name, values)

    def write(self, buffer: str, values: Array) -> None:
        """Numbers into a Buffer, as `peek~` would: rounded to 32 bits."""
        store = (ctypes.c_float * len(values)).in_dll(self._library, f"d_{buffer}")
        store[:] = np.asarray(values, dtype=np.float32).tolist()

    def run(self, *inputs: Array) -> Array:
        """Input signals [T] each -> outputs [outputs, T]."""
        count = len(inputs[0])
        held = [np.ascontiguousarray(x, dtype=np.float64) for x in inputs]
        out = np.zeros((self.program.outputs, count))
        kind = ctypes.POINTER(ctypes.c_double)
        ins = (kind * len(held))(*(x.ctypes.data_as(kind) for x in held))
        outs = (kind * len(out))(*(row.ctypes.data_as(kind) for row in out))
        self._library.run(ctypes.c_long(count), ctypes.c_double(self.sample_rate), ins, outs)
        return out


@lru_cache(maxsize=16)
def _compiled(source: str) -> bytes:
    """A shared library. The same text is compiled once."""
    found = compiler()
    if found is None:
        raise BridgeError("no C compiler (cc, gcc or clang) on this machine; install one")
    with tempfile.TemporaryDirectory(prefix="sds-bridge-gen-") as folder:
        text, target = Path(folder) / "codebox.c", Path(folder) / "codebox.so"
        text.write_text(source)
        # -ffp-contract=off: a·b + c is what the text says on every processor
        command = [found, "-O1", "-ffp-contract=off", "-shared", "-fPIC", "-o", str(target), str(text), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise BridgeError(f"the C compiler refused the codebox: {done.stderr.strip()[:400]}")
        return target.read_bytes()
