"""What an interface may ask of the library, beside loading and saving (`desk`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bridge.interfaces.events import AbState
from bridge.presets.history import Version
from bridge.presets.index import Entry, Wanted


class LibraryDesk(Protocol):
    """All calls are short; each raises BridgeError when it refuses."""

    def search(self, wanted: Wanted) -> list[Entry]:
        """What fits; ranked where there is text."""

    def favourite(self, name: str, liked: bool) -> None:
        """Mark a preset, or take the mark away."""

    def tag(self, name: str, add: Sequence[str], remove: Sequence[str]) -> tuple[str, ...]:
        """Change a preset's tags; returns them all."""

    def history(self, name: str) -> list[Version]:
        """Versions, oldest first."""

    def restore(self, name: str, number: int) -> None:
        """Let a preset be again what it was."""

    def remove(self, name: str) -> None:
        """Take a preset away; it stays among its versions."""

    def breed(self, first: str, second: str, count: int, seed: int, spread: float) -> list[str]:
        """Keep children of two presets; returns their names."""

    def morph(self, first: str, second: str, position: float) -> None:
        """Let the voice play what lies between two presets, 0 … 1."""

    def take_snapshot(self, name: str | None) -> str:
        """Remember what sounds; returns the name it got."""

    def snapshots(self) -> list[str]:
        """Their names."""

    def recall_snapshot(self, name: str) -> None:
        """Let the voice play one."""

    def set_side(self, side: str, preset: str | None) -> None:
        """Put a preset, or what sounds, on side a or b."""

    def switch(self, side: str | None) -> str:
        """Play a side, or the other one; returns which it is."""

    def sides(self) -> AbState:
        """Which side sounds, and what is on both."""
