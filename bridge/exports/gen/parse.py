"""A reader of GenExpr, the text of a codebox: as much of the language as our codeboxes use, and no more.

It refuses what gen~ would refuse (an unknown name, a wrong number of arguments, a reserved word), and what gen~ may
read in another way than we mean: a `History` that is read after it was written in the same sample.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bridge.errors import BridgeError

TOKEN = re.compile(
    r"\s*(?://[^\n]*|(?P<number>\d+\.?\d*)|(?P<name>[A-Za-z_]\w*)|(?P<text>\"[^\"]*\")"
    r"|(?P<sign>&&|\|\||[<>=!+*/-]=|[-+*/%<>=!?:;,(){}]))"
)
FUNCTIONS = {
    **dict.fromkeys(("sin", "cos", "tan", "exp", "sinh", "tanh", "sqrt", "floor", "abs", "sign", "log"), 1),
    "noise": 0, "pow": 2, "min": 2, "max": 2, "clamp": 3,
}  # fmt: skip
"""that a codebox may call, and their number of arguments; `peek` and `poke` are apart"""
CONSTANTS = ("samplerate", "pi", "twopi")
_WORDS = """
abs accum acos add and asin atan cartopol ceil change clamp clip constant cos cosh counter cycle data dcblock delay
delta dim div eq eqp exp expr floor fold fract gate gen gt gte history hypot int interp latch length ln log lt lte
max min minus mix mod mtof mul neg neq noise not nearest or param pass peek phasor pi poke pow radians rate return
round sah samplerate sample scale selector setparam sig sign sin sinh slide smoothstep splat sqrt step sub switch
tan tanh train trunc twopi vectorsize wave wrap xor for while if else do break continue elapsed voice mc_channel
ftom dbtoa atodb channels lookup nearest triangle
"""
RESERVED = frozenset(_WORDS.split())
"""words that mean something to gen~ and may not name a variable"""


class BadCodebox(BridgeError):
    """The text of a codebox that gen~ would not take, or would take otherwise than we mean."""

    code = "bad-codebox"


@dataclass
class Program:
    """declarations by name, and statements as nested tuples; in order.

    ("set", name, expr) ("poke", data, value, index) ("if", cond, then, other) ("for", first, cond, step, body);
    expressions: ("number", text) ("name", n) ("unary", op, x) ("binary", op, a, b) ("choose", c, a, b)
    ("call", f, args) ("peek", data, index)
    """

    histories: dict[str, float] = field(default_factory=dict)
    data: dict[str, int] = field(default_factory=dict)
    buffers: dict[str, str] = field(default_factory=dict)
    body: list[tuple] = field(default_factory=list)
    inputs: int = 0
    outputs: int = 0


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """(kind, word, line). Raises BadCodebox."""
    at = 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if not match:
            raise BadCodebox(f"codebox line {text.count(chr(10), 0, at) + 1}: cannot read {text[at : at + 20]!r}")
        at = match.end()
        if match.lastgroup:
            yield match.lastgroup, match.group(match.lastgroup), text.count("\n", 0, match.start(match.lastgroup)) + 1
        elif "//" not in match.group():
            return


class _Reader:
    LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))

    def __init__(self, text: str) -> None:
        self.words = [*tokens(text), ("end", "", text.count("\n") + 1)]
        self.at = 0
        self.program = Program()
        self.known: set[str] = set()
        self.written: set[str] = set()

    def fail(self, what: str) -> BadCodebox:
        return BadCodebox(f"codebox line {self.words[self.at][2]}: {what}")

    def take(self, *wanted: str) -> str:
        kind, word, _ = self.words[self.at]
        if wanted and word not in wanted and kind not in wanted:
            raise self.fail(f"{word or 'the end'!r} where {' or '.join(wanted)} belongs")
        self.at += 1
        return word

    def sees(self, *words: str) -> bool:
        return self.words[self.at][1] in words

    def read(self) -> Program:
        while self.words[self.at][0] != "end":
            if self.sees("History", "Data", "Buffer"):
                self._declare(self.take())
            else:
                self.program.body.append(self._statement())
        return self.program

    def _declare(self, kind: str) -> None:
        while True:
            name = self._fresh_name()
            if kind == "History":
                self.take("(")
                minus = self.take() if self.sees("-") else ""
                self.program.histories[name] = float(minus + self.take("number"))
                self.known.add(name)
            elif kind == "Data":
                self.take("(")
                self.program.data[name] = int(self.take("number"))
            else:
                self.take("(")
                self.program.buffers[name] = self.take("text")[1:-1]
            self.take(")")
            if self.take(",", ";") == ";":
                return

    def _fresh_name(self) -> str:
        name = self.take("name")
        if name in RESERVED or re.fullmatch(r"(in|out)\d*", name):
            raise self.fail(f"{name} means something to gen~; another name")
        if name in self.known | self.program.data.keys() | self.program.buffers.keys():
            raise self.fail(f"{name} is declared twice")
        return name

    def _block(self) -> list[tuple]:
        """Names that are born in a block die with it: gen~ does not promise otherwise."""
        self.take("{")
        outside, body = set(self.known), []
        while not self.sees("}"):
            body.append(self._statement())
        self.take("}")
        self.known = outside
        return body

    def _statement(self) -> tuple:
        if self.sees("if"):
            self.take()
            self.take("(")
            condition = self._expression()
            self.take(")")
            then = self._block()
            return ("if", condition, then, self._block() if self.sees("else") and self.take() else [])
        if self.sees("for"):
            return self._for()
        if self.sees("poke"):
            self.take()
            self.take("(")
            name = self._store()
            self.take(",")
            value = self._expression()
            self.take(",")
            index = self._expression()
            self.take(")")
            self.take(";")
            return ("poke", name, value, index)
        done = self._assignment()
        self.take(";")
        return done

    def _for(self) -> tuple:
        self.take()
        self.take("(")
        outside = set(self.known)
        first = self._assignment()
        self.take(";")
        condition = self._expression()
        self.take(";")
        step = self._assignment()
        self.take(")")
        body = self._block()
        self.known = outside
        return ("for", first, condition, step, body)

    def _assignment(self) -> tuple:
        name = self.take("name")
        if match := re.fullmatch(r"out(\d+)", name):
            self.program.outputs = max(self.program.outputs, int(match[1]))
        elif name in RESERVED or re.fullmatch(r"in\d*", name):
            raise self.fail(f"{name} means something to gen~; another name")
        elif name in self.program.data or name in self.program.buffers:
            raise self.fail(f"{name} holds many numbers; poke them")
        sign = self.take("=", "+=", "-=", "*=")
        if sign != "=" and name not in self.known:
            raise self.fail(f"{name} has no value yet")
        value = self._expression()
        if sign != "=":
            self._use(name)
            value = ("binary", sign[0], ("name", name), value)
        if name in self.program.histories:
            self.written.add(name)
        self.known.add(name)
        return ("set", name, value)

    def _store(self) -> str:
        name = self.take("name")
        if name not in self.program.data and name not in self.program.buffers:
            raise self.fail(f"{name} is neither Data nor Buffer")
        return name

    def _expression(self) -> tuple:
        condition = self._level(0)
        if not self.sees("?"):
            return condition
        self.take()
        first = self._expression()
        self.take(":")
        return ("choose", condition, first, self._expression())

    def _level(self, level: int) -> tuple:
        if level == len(self.LEVELS):
            return self._unary()
        left = self._level(level + 1)
        while self.sees(*self.LEVELS[level]):
            left = ("binary", self.take(), left, self._level(level + 1))
        return left

    def _unary(self) -> tuple:
        if self.sees("-", "!"):
            return ("unary", self.take(), self._unary())
        kind, word, _ = self.words[self.at]
        if kind == "number":
            return ("number", self.take())
        if word == "(":
            self.take()
            inner = self._expression()
            self.take(")")
            return inner
        name = self.take("name")
        if self.sees("("):
            return self._call(name)
        return ("name", self._use(name))

    def _use(self, name: str) -> str:
        if match := re.fullmatch(r"in(\d+)", name):
            self.program.inputs = max(self.program.inputs, int(match[1]))
        elif name in self.written:
            raise self.fail(f"History {name} is read after it was written")
        elif name not in self.known and name not in CONSTANTS:
            raise self.fail(f"{name} has no value yet")
        return name

    def _call(self, name: str) -> tuple:
        self.take("(")
        if name == "peek":
            store = self._store()
            self.take(",")
            index = self._expression()
            self.take(")")
            return ("peek", store, index)
        if name not in FUNCTIONS:
            raise self.fail(f"{name} is no function that our codeboxes use")
        arguments = []
        while not self.sees(")"):
            arguments.append(self._expression())
            if not self.sees(")"):
                self.take(",")
        self.take(")")
        if len(arguments) != FUNCTIONS[name]:
            raise self.fail(f"{name} takes {FUNCTIONS[name]} numbers, not {len(arguments)}")
        return ("call", name, arguments)


def read(text: str) -> Program:
    """A codebox's text. Raises BadCodebox with the line."""
    return _Reader(text).read()
