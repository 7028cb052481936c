"""One row of the OSC namespace: an address, its arguments, its documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["int", "float", "string", "job", "any"]
Direction = Literal["in", "out"]
TYPES: dict[Kind, str] = {"int": "i", "float": "f", "string": "s", "job": "s|i", "any": "i|f|s"}


@dataclass(frozen=True)
class Argument:
    """One argument. A "job" is any string or int that the client chose; it comes back as it was sent."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Address:
    """One address. After `arguments` may follow `optional` ones, or any number of `repeated` groups."""

    path: str
    direction: Direction
    doc: str
    arguments: tuple[Argument, ...] = ()
    optional: tuple[Argument, ...] = ()
    repeated: tuple[Argument, ...] = ()
    replies: tuple[str, ...] = ()
    costly: bool = False
    """a long answer, or the disk: limited for each machine that asks (`osc.dispatch`)"""

    @property
    def usage(self) -> str:
        """`/bridge/fit job voice prompt [key value]…`"""
        words = [self.path, *(a.name for a in self.arguments), *(f"[{a.name}]" for a in self.optional)]
        if self.repeated:
            words.append(f"[{' '.join(a.name for a in self.repeated)}]…")
        return " ".join(words)

    @property
    def typetags(self) -> str:
        """Wire types in the same order: `s|i s s [s i|f|s]…`"""
        words = [TYPES[a.kind] for a in self.arguments] + [f"[{TYPES[a.kind]}]" for a in self.optional]
        if self.repeated:
            words.append(f"[{' '.join(TYPES[a.kind] for a in self.repeated)}]…")
        return " ".join(words)


def args(text: str) -> tuple[Argument, ...]:
    """`job:job seq:int` -> arguments."""
    pairs = [word.split(":") for word in text.split()]
    return tuple(Argument(name, kind) for name, kind in pairs)  # type: ignore[arg-type]
