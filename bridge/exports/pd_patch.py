"""A Pure Data patch as text: boxes in the order they are made, and cords between them."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([,;$])")
_LINE = 22
"""pixels from one box to the next"""


def escaped(text: str) -> str:
    """Commas, semicolons and dollars mean something in a file; in a box they are written with a backslash."""
    return _SPECIAL.sub(r"\\\1", text)


class Patch:
    """One canvas. A box is its number; boxes stand below each other unless told otherwise."""

    def __init__(self, width: int = 900, height: int = 600) -> None:
        self._head = f"#N canvas 50 50 {width} {height} 12;"
        self._boxes: list[str] = []
        self._cords: list[str] = []
        self._y = 10

    def obj(self, text: str, *cords: tuple[int, int] | int, x: int = 20, y: int | None = None) -> int:
        """A box with this text. cords: what its inlets receive, in their order: a box, or (box, outlet)."""
        return self._add("obj", escaped(text), cords, x, y)

    def msg(self, text: str, *cords: tuple[int, int] | int, x: int = 20) -> int:
        """A message box."""
        return self._add("msg", escaped(text), cords, x, None)

    def send(self, values: dict[str, str], *cords: tuple[int, int] | int, x: int = 20) -> int:
        """A message box that sends lists to names."""
        text = " ".join(f"\\; {name} {value}" for name, value in values.items())
        return self._add("msg", text, cords, x, None)

    def text(self, line: str) -> None:
        """A comment."""
        self._add("text", escaped(line), (), 20, None)

    def gui(self, text: str, x: int, y: int) -> int:
        """A box that is written as it is."""
        return self._add("obj", text, (), x, y)

    def inside(self, name: str, patch: Patch) -> None:
        """A box with a patch of its own."""
        self._y += _LINE
        window, *rest = patch.lines()
        window = window.replace(" 12;", f" {name} 0;")
        self._boxes.append("\n".join([window, *rest, f"#X restore 20 {self._y - _LINE} pd {name};"]))

    def connect(self, source: int, outlet: int, target: int, inlet: int) -> None:
        self._cords.append(f"#X connect {source} {outlet} {target} {inlet};")

    def _add(self, kind: str, text: str, cords: tuple[tuple[int, int] | int, ...], x: int, y: int | None) -> int:
        if y is None:
            y, self._y = self._y, self._y + _LINE
        self._boxes.append(f"#X {kind} {x} {y} {text};")
        number = len(self._boxes) - 1
        for inlet, cord in enumerate(cords):
            source, outlet = cord if isinstance(cord, tuple) else (cord, 0)
            if source >= 0:
                self.connect(source, outlet, number, inlet)
        return number

    def lines(self) -> list[str]:
        return [self._head, *self._boxes, *self._cords]

    def __bytes__(self) -> bytes:
        return ("\n".join(self.lines()) + "\n").encode()
