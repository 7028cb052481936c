"""The library in the daemon: what its desk is asked, and the two sides, A and B, between which the voice switches."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bridge.daemon.stage import Sounding
from bridge.errors import BadRequest
from bridge.interfaces.events import AbState, Event, VoiceParams
from bridge.presets.breed import Pair
from bridge.presets.history import Version
from bridge.presets.index import Entry, Wanted
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset, check_name

SIDES = ("a", "b")
MOST_FOUND = 10_000


class Player(Protocol):
    """Where it can be heard (`stage.Stage`)."""

    @property
    def now(self) -> Sounding: ...

    def show(self, preset: Preset) -> None: ...

    def stream(self, voice: str, parameters: dict[str, float], provenance: dict[str, Any]) -> None: ...

    def parameters(self) -> VoiceParams: ...


@dataclass(frozen=True)
class _Morphed:
    """The pair that was morphed last, and what its files held: a slider asks for the same two again and again."""

    names: tuple[str, str]
    stamps: tuple[object, object]
    pair: Pair


class DaemonLibrary:
    """A `LibraryDesk`."""

    def __init__(self, library: PresetLibrary, stage: Player, publish: Callable[[Event], None]) -> None:
        self._library, self._stage, self._publish = library, stage, publish
        self._sides: dict[str, Sounding] = {}
        self._side = SIDES[0]
        self._morphed: _Morphed | None = None

    def search(self, wanted: Wanted) -> list[Entry]:
        return self._library.search(wanted)

    def favourite(self, name: str, liked: bool) -> None:
        self._library.favourite(name, liked)

    def tag(self, name: str, add: Sequence[str], remove: Sequence[str]) -> tuple[str, ...]:
        return self._library.tag(name, add, remove).tags

    def history(self, name: str) -> list[Version]:
        return self._library.history(name)

    def restore(self, name: str, number: int) -> None:
        self._library.restore(name, number)

    def remove(self, name: str) -> None:
        self._library.remove(name)

    def breed(self, first: str, second: str, count: int, seed: int, spread: float) -> list[str]:
        pair = Pair.of(self._library.load(first), self._library.load(second))
        return [self._library.save(child).name for child in pair.breed(count, seed, spread)]

    def morph(self, first: str, second: str, position: float) -> None:
        between = self._pair(first, second).morph(position)
        self._play(Sounding(between.voice, between.parameters, "", between.provenance))

    def take_snapshot(self, name: str | None) -> str:
        now = self._stage.now
        called = check_name(name) if name else time.strftime("%Y-%m-%d %H.%M.%S")
        kept = Preset.of(called, now.voice, now.parameters, now.provenance)
        return self._library.snapshots().save(kept).name

    def snapshots(self) -> list[str]:
        return self._library.snapshots().names()

    def recall_snapshot(self, name: str) -> None:
        found = self._library.snapshots().load(name)
        self._play(Sounding(found.voice, found.parameters, "", found.provenance))

    def set_side(self, side: str, preset: str | None) -> None:
        """What is put on the side that sounds is played."""
        at = _side(side)
        if preset is None:
            self._sides[at] = self._stage.now
        else:
            found = self._library.load(preset)
            self._sides[at] = Sounding(found.voice, found.parameters, found.name, found.provenance)
            if at == self._side:
                self._play(self._sides[at])
        self._publish(self.sides())

    def switch(self, side: str | None) -> str:
        before, self._side = self._side, _side(side) if side is not None else _other(self._side)
        if self._side != before:
            self._sides[before] = self._stage.now
            self._play(self._sides.setdefault(self._side, self._stage.now))
        self._publish(self.sides())
        return self._side

    def sides(self) -> AbState:
        sounding = {**self._sides, self._side: self._stage.now}
        names = [sounding[side].preset if side in sounding else "" for side in SIDES]
        return AbState(self._side, *names)

    def _play(self, sounding: Sounding) -> None:
        if sounding.preset:
            self._stage.show(Preset.of(sounding.preset, sounding.voice, sounding.parameters, sounding.provenance))
            return
        self._stage.stream(sounding.voice, dict(sounding.parameters), dict(sounding.provenance))
        self._publish(self._stage.parameters())

    def _pair(self, first: str, second: str) -> Pair:
        names = (check_name(first), check_name(second))
        stamps = (self._library.stamp(first), self._library.stamp(second))
        known = self._morphed
        if known is None or (known.names, known.stamps) != (names, stamps) or None in stamps:
            pair = Pair.of(self._library.load(first), self._library.load(second))
            known = self._morphed = _Morphed(names, stamps, pair)
        return known.pair


def _side(side: str) -> str:
    if side.lower() not in SIDES:
        raise BadRequest(f"there is no side {side[:20]!r}; use a or b")
    return side.lower()


def _other(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]
