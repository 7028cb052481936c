"""What the library's addresses do: values in, calls on its desk, messages out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridge.errors import BadRequest
from bridge.interfaces.library_addresses import FOUND
from bridge.interfaces.library_desk import LibraryDesk
from bridge.interfaces.osc.messages import Atom, build, datagrams, in_parts
from bridge.presets.index import Entry, Wanted

Values = dict[str, Any]
LibraryCommand = Callable[[LibraryDesk, Values], list[bytes]]
LIMIT, MOST = 100, 10_000


def search(desk: LibraryDesk, values: Values) -> list[bytes]:
    limit = values.get("limit", LIMIT)
    if not 1 <= limit <= MOST:
        raise BadRequest(f"a limit of {limit}; use 1 … {MOST}")
    return _found(desk.search(Wanted(values["text"], limit=limit)))


def favourites(desk: LibraryDesk, values: Values) -> list[bytes]:
    return _found(desk.search(Wanted(favourite=True, limit=MOST)))


def favourite(desk: LibraryDesk, values: Values) -> list[bytes]:
    if values["liked"] not in (0, 1):
        raise BadRequest("liked is 0 or 1")
    desk.favourite(values["name"], bool(values["liked"]))
    return [_done("/bridge/library/favourite", values["name"], values["liked"])]


def tag(desk: LibraryDesk, values: Values) -> list[bytes]:
    tags = desk.tag(values["name"], [tag for (tag,) in values["rest"]], ())
    return [_done("/bridge/library/tag", values["name"], ", ".join(tags))]


def untag(desk: LibraryDesk, values: Values) -> list[bytes]:
    tags = desk.tag(values["name"], (), [tag for (tag,) in values["rest"]])
    return [_done("/bridge/library/untag", values["name"], ", ".join(tags))]


def history(desk: LibraryDesk, values: Values) -> list[bytes]:
    rows = [(v.number, int(v.seconds), int(v.current)) for v in desk.history(values["name"])]
    return in_parts("/bridge/library/versions", [values["name"]], rows)


def restore(desk: LibraryDesk, values: Values) -> list[bytes]:
    desk.restore(values["name"], values["version"])
    return [_done("/bridge/library/restore", values["name"], values["version"])]


def remove(desk: LibraryDesk, values: Values) -> list[bytes]:
    desk.remove(values["name"])
    return [_done("/bridge/library/remove", values["name"])]


def breed(desk: LibraryDesk, values: Values) -> list[bytes]:
    first, second = values["first"], values["second"]
    names = desk.breed(first, second, values.get("count", 4), values.get("seed", 0), values.get("spread", 0.15))
    children = in_parts("/bridge/library/children", [first, second], [(name,) for name in names])
    return [*children, _done("/bridge/library/breed", first, len(names))]


def morph(desk: LibraryDesk, values: Values) -> list[bytes]:
    desk.morph(values["first"], values["second"], values["position"])
    return [_done("/bridge/library/morph", values["first"], values["position"])]


def take(desk: LibraryDesk, values: Values) -> list[bytes]:
    return [_done("/bridge/snapshot/take", desk.take_snapshot(values.get("name")))]


def list_snapshots(desk: LibraryDesk, values: Values) -> list[bytes]:
    return in_parts("/bridge/snapshot/names", [], [(name,) for name in desk.snapshots()])


def recall(desk: LibraryDesk, values: Values) -> list[bytes]:
    desk.recall_snapshot(values["name"])
    return [_done("/bridge/snapshot/recall", values["name"])]


def set_side(desk: LibraryDesk, values: Values) -> list[bytes]:
    desk.set_side(values["side"], values.get("preset"))
    return [*datagrams(desk.sides()), _done("/bridge/ab/set", values["side"])]


def switch(desk: LibraryDesk, values: Values) -> list[bytes]:
    side = desk.switch(values.get("side"))
    return [*datagrams(desk.sides()), _done("/bridge/ab/switch", side)]


LIBRARY_COMMANDS: dict[str, LibraryCommand] = {
    "/bridge/library/search": search,
    "/bridge/library/favourites": favourites,
    "/bridge/library/favourite": favourite,
    "/bridge/library/tag": tag,
    "/bridge/library/untag": untag,
    "/bridge/library/history": history,
    "/bridge/library/restore": restore,
    "/bridge/library/remove": remove,
    "/bridge/library/breed": breed,
    "/bridge/library/morph": morph,
    "/bridge/snapshot/take": take,
    "/bridge/snapshot/list": list_snapshots,
    "/bridge/snapshot/recall": recall,
    "/bridge/ab/set": set_side,
    "/bridge/ab/switch": switch,
}


def _found(entries: list[Entry]) -> list[bytes]:
    rows: list[tuple[Atom, ...]] = [
        (e.name, e.voice, int(e.favourite), -1.0 if e.score is None else float(e.score)) for e in entries if e.readable
    ]
    return in_parts(FOUND, [], rows)


def _done(address: str, subject: Atom, *result: Atom) -> bytes:
    return build("/done", [address, subject, *result])
