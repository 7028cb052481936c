"""What the user taught, kept in a file: which controller turns which parameter, and which program is which preset.

    {"format": "sds-bridge-midi", "version": 1,
     "controllers": {"fm": {"cc21": "op2_ratio", "nrpn7": "pan"}},      by family of voices
     "programs": ["kick", "bell", ""]}                                     number 0 first; "": nothing any more

A preset keeps its program number for ever: new ones get the next number, in order of name, and a number whose preset
has gone stays free for it. So a set list made today holds next year, whatever fits add to the library.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from bridge.errors import BadRequest, CannotWrite
from bridge.files import write_atomic
from bridge.interfaces.midi.table import DEFAULTS

FORMAT, VERSION = "sds-bridge-midi", 1
MAX_BYTES = 4 * 1024 * 1024
MAX_PROGRAMS = 128 * (128 * 128 - 1)
"""the last bank is not one: it means that a channel has no preset of its own (`bridge.daemon.parts`)"""
SOURCE = re.compile(r"cc\d{1,3}|nrpn\d{1,5}")


class MidiMemory:
    """path None: nothing is kept. Raises BadRequest when the file is not one of ours: it is left as it is."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._controllers: dict[str, dict[str, str]] = {}
        self._programs: list[str] = []
        self._numbers: dict[str, int] = {}
        if path is not None:
            self._read(path)

    def parameter(self, family: str, source: str) -> str | None:
        """What was taught to this source, or None."""
        return self._controllers.get(family, {}).get(source)

    def taught(self, family: str) -> dict[str, str]:
        """Source -> parameter."""
        return dict(self._controllers.get(family, {}))

    def teach(self, family: str, source: str, parameter: str) -> None:
        """Bind; a parameter has one taught source. Raises CannotWrite, and then nothing has changed."""
        kept = {s: p for s, p in self.taught(family).items() if p != parameter}
        self._keep({**self._controllers, family: {**kept, source: parameter}}, self._programs)

    def forget(self, family: str, parameter: str | None) -> None:
        """Take back what was taught for a parameter, or all. Raises CannotWrite."""
        kept = {s: p for s, p in self.taught(family).items() if parameter not in (None, p)}
        self._keep({**self._controllers, family: kept}, self._programs)

    def meet(self, names: list[str]) -> None:
        """Presets that have no number yet get one. Raises CannotWrite."""
        new = [name for name in names if name not in self._numbers]
        if new:
            self._keep(self._controllers, (self._programs + new)[:MAX_PROGRAMS])

    def assign(self, number: int, name: str) -> None:
        """Give a preset a number; whoever had it gets the next free one when it is met. Raises CannotWrite."""
        if not 0 <= number < MAX_PROGRAMS:
            raise BadRequest(f"program {number} is out of range; use 0 … {MAX_PROGRAMS - 1}")
        if number > len(self._programs) + 127:
            raise BadRequest(f"program {number} leaves too large a gap; the next free one is {len(self._programs)}")
        kept = ["" if other == name else other for other in self._programs]
        kept += [""] * (number + 1 - len(kept))
        kept[number] = name
        self._keep(self._controllers, kept)

    def preset(self, number: int) -> str:
        """ "" when there is none."""
        return self._programs[number] if 0 <= number < len(self._programs) else ""

    def programs(self) -> list[tuple[int, str]]:
        return [(number, name) for number, name in enumerate(self._programs) if name]

    def _keep(self, controllers: dict[str, dict[str, str]], programs: list[str]) -> None:
        document = {"format": FORMAT, "version": VERSION, "controllers": controllers, "programs": programs}
        if self._path is not None:
            write_atomic(self._path, json.dumps(document, indent=1, ensure_ascii=False) + "\n", "--midi-memory")
        self._take(controllers, programs)

    def _take(self, controllers: dict[str, dict[str, str]], programs: list[str]) -> None:
        self._controllers, self._programs = controllers, programs
        self._numbers = {name: number for number, name in enumerate(programs) if name}

    def _read(self, path: Path) -> None:
        mend = "mend or remove it, or choose another with --midi-memory"
        try:
            if not path.exists():
                return
            if path.stat().st_size > MAX_BYTES:
                raise ValueError("too large")
            self._take(*_checked(json.loads(path.read_text(encoding="utf-8"))))
        except OSError as error:
            raise CannotWrite(f"cannot read {path}: {error.strerror}; {mend}") from error
        except (ValueError, RecursionError) as error:  # also UnicodeDecodeError
            raise BadRequest(f"{path} does not hold what MIDI was taught: {str(error)[:200]}; {mend}") from error


def _checked(document: Any) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Raises ValueError."""
    if not isinstance(document, dict) or document.get("format") != FORMAT or document.get("version") != VERSION:
        raise ValueError(f"not {FORMAT}, version {VERSION}")
    controllers, programs = document.get("controllers"), document.get("programs")
    if not isinstance(controllers, dict) or not isinstance(programs, list):
        raise ValueError("no controllers or no programs")
    for family, bound in controllers.items():
        if family not in DEFAULTS or not isinstance(bound, dict):
            raise ValueError(f"controllers of {str(family)[:40]!r}")
        for source, name in bound.items():
            if not SOURCE.fullmatch(source) or not isinstance(name, str):
                raise ValueError(f"controller {source[:40]!r}")
    if not all(isinstance(name, str) for name in programs):
        raise ValueError("a program that is no name")
    return controllers, programs
