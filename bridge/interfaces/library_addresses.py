"""Rows of the OSC namespace for the library: finding, marking, versions, new presets out of two, snapshots, A/B."""

from __future__ import annotations

from bridge.interfaces.address import Address, args

DONE = "/done"
FOUND = "/bridge/library/found"
_NAMES = args("name:string")

LIBRARY: tuple[Address, ...] = (
    Address(
        "/bridge/library/search", "in",
        "Presets in whose name, prompt, tags or notes all these words, or words that begin so, occur; best first. An "
        "empty text: all, by name. At most limit (100).",
        args("text:string"), optional=args("limit:int"), replies=(FOUND,), costly=True,
    ),
    Address("/bridge/library/favourites", "in", "The marked presets.", replies=(FOUND,), costly=True),
    Address(
        "/bridge/library/favourite", "in", "Mark a preset (1), or take the mark away (0).",
        args("name:string liked:int"), replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/library/tag", "in", "File a preset under tags. /done carries all that it has, with commas.",
        args("name:string"), repeated=args("tag:string"), replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/library/untag", "in", "Take tags off a preset. /done carries those that are left.",
        args("name:string"), repeated=args("tag:string"), replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/library/history", "in", "Versions of a preset, also of one that was removed.",
        args("name:string"), replies=("/bridge/library/versions",), costly=True,
    ),
    Address(
        "/bridge/library/restore", "in",
        "Let a preset be again what a version was; what it is now stays among its versions.",
        args("name:string version:int"), replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/library/remove", "in", "Take a preset away; history and restore bring it back.",
        args("name:string"), replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/library/breed", "in",
        "Children of two presets of one voice, kept as presets: count (4; 1 … 64), seed (0), spread (0.15; how far "
        "each number moves at random).",
        args("first:string second:string"), optional=args("count:int seed:int spread:float"),
        replies=("/bridge/library/children", DONE), costly=True,
    ),
    Address(
        "/bridge/library/morph", "in",
        "Let the voice play what lies between two presets of one voice: 0 is the first, 1 the second. It is not kept; "
        "/bridge/preset/save does that. As fast as a slider moves.",
        args("first:string second:string position:float"), replies=(DONE,),
    ),
    Address(
        "/bridge/snapshot/take", "in",
        "Remember what the voice plays now, under a name or the time of day. /done carries the name.",
        optional=args("name:string"), replies=(DONE,), costly=True,
    ),
    Address("/bridge/snapshot/list", "in", "Names of the snapshots.", replies=("/bridge/snapshot/names",), costly=True),
    Address(
        "/bridge/snapshot/recall", "in", "Let the voice play a snapshot.",
        args("name:string"), replies=(DONE,), costly=True,
    ),
    Address(
        "/bridge/ab/set", "in", "Put a preset, or without one what the voice plays now, on side a or b.",
        args("side:string"), optional=args("preset:string"), replies=(DONE, "/bridge/ab/state"), costly=True,
    ),
    Address(
        "/bridge/ab/switch", "in",
        "Play the other side, or this one. What was changed on the side before stays on it; a side that holds nothing "
        "begins as what sounds.",
        optional=args("side:string"), replies=(DONE, "/bridge/ab/state"),
    ),
    Address(
        FOUND, "out", "Presets, in parts; liked 0 or 1; the score of the fit, −1 if there is none.",
        args("part:int parts:int"), repeated=args("name:string voice:string liked:int score:float"),
    ),
    Address(
        "/bridge/library/versions", "out",
        "Versions of a preset, oldest first, in parts; when it was kept (seconds since 1970); 1 if it is this one now.",
        args("name:string part:int parts:int"), repeated=args("version:int kept:int current:int"),
    ),
    Address(
        "/bridge/library/children", "out", "Presets that were bred of two, in parts.",
        args("first:string second:string part:int parts:int"), repeated=_NAMES,
    ),
    Address(
        "/bridge/snapshot/names", "out", "Names of the snapshots, in parts.",
        args("part:int parts:int"), repeated=_NAMES,
    ),
    Address(
        "/bridge/ab/state", "out",
        "Which side sounds, and the names of what is on a and b; empty: nothing, or what is no kept preset.",
        args("side:string a:string b:string"),
    ),
)  # fmt: skip
