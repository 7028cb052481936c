"""Parameters that coming fits leave alone: one set a voice, held until it is unlocked."""

from __future__ import annotations

from collections.abc import Callable

from bridge.interfaces.events import Event, VoiceLocks
from bridge.voices.catalog import voice as find_voice


class Locks:
    """What is locked, by voice; every change is told. A daemon that starts anew holds none (but see `keepsake`)."""

    def __init__(self, publish: Callable[[Event], None]) -> None:
        self._publish = publish
        self._held: dict[str, dict[str, float]] = {}

    def hold(self, voice: str, name: str, value: float) -> None:
        """Lock one parameter at a natural value. Raises UnknownParameter, BadRequest."""
        self._change(voice, {**self.of(voice), **find_voice(voice).space.checked({name: value})})

    def release(self, voice: str, name: str | None = None) -> None:
        """Unlock one parameter, or all. Raises UnknownParameter; one that is not locked is no error."""
        if name is not None:
            find_voice(voice).space.index(name[:40])
        self._change(voice, {n: v for n, v in self.of(voice).items() if name not in (None, n)})

    def of(self, voice: str) -> dict[str, float]:
        """Natural values of the voice's locked parameters."""
        return dict(self._held.get(voice, {}))

    def all(self) -> dict[str, dict[str, float]]:
        """Natural values by voice."""
        return {voice: dict(values) for voice, values in self._held.items() if values}

    def events(self) -> list[Event]:
        """What a new listener needs to know."""
        return [VoiceLocks(voice, dict(values)) for voice, values in self._held.items() if values]

    def _change(self, voice: str, values: dict[str, float]) -> None:
        self._held[voice] = values
        self._publish(VoiceLocks(voice, dict(values)))
