"""OSC 1.0 address patterns: one message for many addresses, `/bridge/voice/param/op[1-4]_level` or `{note,panic}`.

    ?        one character, never a /          [a-c_]   one of these; [!a-c] none of these
    *        any number of them, also none     {ab,c}   one of these strings

A pattern is a stranger's program, so its work is bounded: a set of places in the name (the bits of an int) goes through
the pattern once, from left to right, and nothing is ever tried again. A pattern has at most `MAX_PATTERN` characters
and `MAX_SIGNS` signs and means at most `MAX_MATCHES` addresses; what the newest ones mean is remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bridge.errors import BadRequest

SYMBOLS = frozenset("?*[]{}")
MAX_PATTERN, MAX_SIGNS = 128, 8
MAX_MATCHES = 512
"""a voice of 128 modes has 435 parameters"""

Places = int
"""bit n: what was read of the pattern so far may end before character n of the name"""
Symbol = Callable[[Places, str], Places]


def is_pattern(path: str) -> bool:
    return not SYMBOLS.isdisjoint(path)


@lru_cache(maxsize=64)
def select(pattern: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The paths that a pattern means, in their order. Raises BadRequest for what is no pattern, or means too many."""
    symbols = _symbols(pattern)
    found = tuple(path for path in paths if _fits(symbols, path))
    if len(found) > MAX_MATCHES:
        raise BadRequest(f"the pattern means {len(found)} addresses; at most {MAX_MATCHES}, so use a narrower one")
    return found


def _fits(symbols: tuple[Symbol, ...], path: str) -> bool:
    places = 1
    for symbol in symbols:
        places = symbol(places, path)
        if not places:
            return False
    return bool(places >> len(path) & 1)


def _symbols(pattern: str) -> tuple[Symbol, ...]:
    """Raises BadRequest."""
    if len(pattern) > MAX_PATTERN or sum(map(pattern.count, "?*[{")) > MAX_SIGNS:
        raise BadRequest(f"the pattern is too long; at most {MAX_PATTERN} characters and {MAX_SIGNS} of ? * [ {{")
    found: list[Symbol] = []
    at = 0
    while at < len(pattern):
        sign, at = pattern[at], at + 1
        if sign == "?":
            found.append(_one_of(frozenset("/"), False))
        elif sign == "*":
            found.append(_any)
        elif sign in "[{":
            inside, at = _until(pattern, at, "]" if sign == "[" else "}")
            found.append(_one_of(*_characters(inside)) if sign == "[" else _either(inside.split(",")))
        elif sign in "]}":
            raise BadRequest(f"a {sign} without beginning in the address; patterns are ? * [a-c] [!a-c] {{ab,c}}")
        else:
            literal = sign
            while at < len(pattern) and pattern[at] not in SYMBOLS:
                literal, at = literal + pattern[at], at + 1
            found.append(_either([literal]))
    return tuple(found)


def _until(pattern: str, at: int, end: str) -> tuple[str, int]:
    stop = pattern.find(end, at)
    inside = pattern[at:stop]
    if stop < 0 or "/" in inside or not SYMBOLS.isdisjoint(inside):
        raise BadRequest(f"a bracket without {end} in the address; patterns are ? * [a-c] [!a-c] {{ab,c}}")
    return inside, stop + 1


def _characters(inside: str) -> tuple[frozenset[str], bool]:
    """What stands in square brackets, and whether it is wanted. A minus that joins nothing means itself."""
    wanted = not inside.startswith("!")
    left = inside if wanted else inside[1:]
    found: set[str] = set() if wanted else {"/"}
    while left:
        if len(left) > 2 and left[1] == "-":
            found.update(map(chr, range(ord(left[0]), ord(left[2]) + 1)))
            left = left[3:]
        else:
            found.add(left[0])
            left = left[1:]
    return frozenset(found), wanted


def _one_of(characters: frozenset[str], wanted: bool) -> Symbol:
    def step(places: Places, path: str) -> Places:
        after = 0
        for n, character in enumerate(path):
            if places >> n & 1 and (character in characters) == wanted:
                after |= 2 << n
        return after

    return step


def _either(words: list[str]) -> Symbol:
    def step(places: Places, path: str) -> Places:
        after = 0
        for word in words:
            at = path.find(word)
            while at >= 0:
                after |= (places >> at & 1) << at + len(word)
                at = path.find(word, at + 1)
        return after

    return step


def _any(places: Places, path: str) -> Places:
    """From each place to the end of its part of the path."""
    after, going = 0, False
    for n in range(len(path) + 1):
        going = going or bool(places >> n & 1)
        after |= going << n
        going = going and path[n : n + 1] != "/"
    return after
