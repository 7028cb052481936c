"""Full-text search over a folder of presets: SQLite with FTS5, made from the files and thrown away at will.

The JSON files are the truth. Before every search the index is brought up to date with what lies in the folder (name,
size, time and inode of each file tell what changed), so files may be copied, edited and deleted by hand. Where it is
absent, of another version, or damaged, it is made anew; where the folder cannot be written, or another program holds
the index, it is made in memory. An SQLite without FTS5 still finds words, as plain text and unranked.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.errors import BadPreset
from bridge.presets.favourites import Favourites
from bridge.presets.preset import check_tags, is_name

FILE = ".index.sqlite"
VERSION = 1
LOCKED_SECONDS = 0.5
MOST_WORDS = 32
NO_FULL_TEXT = "this Python's SQLite has no FTS5: words are looked for as plain text, and what is found is not ranked"
_TABLE = """
create table presets (
    id integer primary key, name text unique not null, stamp text not null, readable integer not null,
    voice text not null, prompt text not null, tags text not null, notes text not null, score real, pitch real
)"""
_WORDS = "create virtual table words using fts5 (name, prompt, tags, notes, tokenize = 'unicode61 remove_diacritics 2')"
_RANK = "bm25(words, 8, 4, 6, 1)"
"""a word in the name counts eight times one in the notes"""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """What a list shows of a preset. readable: False for a file that is no preset (then the rest is empty).

    score: of its fit; None if it has none.  pitch: in Hz; None: not known, or not clear.  changed: of its file, seconds
    since 1970.
    """

    name: str
    voice: str
    prompt: str
    tags: tuple[str, ...]
    score: float | None
    pitch: float | None
    favourite: bool
    changed: float
    readable: bool


@dataclass(frozen=True)
class Wanted:
    """text: words, or beginnings of words, that must all occur in name, prompt, tags or notes; "": any.

    tags: all of these.  voice: this one.  favourite: only what is liked.
    """

    text: str = ""
    tags: Sequence[str] = ()
    voice: str = ""
    favourite: bool = False
    limit: int = 1000


class Index:
    """Of the presets in `folder`. Opened for each search, so that nobody holds it for long."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._favourites = Favourites(folder)
        self.full_text = True
        """False after a search that had to do without FTS5; say `NO_FULL_TEXT`"""

    def search(self, wanted: Wanted | None = None) -> list[Entry]:
        """What fits: ranked where there is text, else by name."""
        wish = wanted or Wanted()
        entries = self._entries(wish.text)
        tags = set(wish.tags)
        fits = (
            e
            for e in entries
            if tags <= set(e.tags) and wish.voice in ("", e.voice) and (e.favourite or not wish.favourite)
        )
        return [entry for entry, _ in zip(fits, range(wish.limit), strict=False)]

    def _entries(self, text: str) -> list[Entry]:
        """From the index in the folder, or once more from it made anew, or from one in memory."""
        file = self._folder / FILE
        liked = self._favourites.names()
        for place in (str(file), str(file), ":memory:"):
            try:
                with contextlib.closing(self._open(place)) as index:
                    return [_entry(row, row["name"] in liked) for row in self._found(index, text)]
            except (sqlite3.Error, ValueError, TypeError) as error:  # damaged: also text that is none, numbers likewise
                if place == ":memory:":
                    raise
                log.info("the index %s cannot be used: %s", file, error)
                if not _held(error):
                    _remove(file)
        raise AssertionError("an index in memory can always be made")

    def _found(self, index: sqlite3.Connection, text: str) -> list[sqlite3.Row]:
        words = re.findall(r"[^\W_]+", text.lower())[:MOST_WORDS]
        if not words:
            rows = index.execute("select * from presets order by name").fetchall()
            return rows if not text.strip() else []
        if self.full_text:
            match = " ".join(f'"{word}"*' for word in words)
            found = f"select presets.* from words join presets on id = words.rowid where words match ? order by {_RANK}"
            return index.execute(found, [match]).fetchall()
        rows = index.execute("select * from presets order by name").fetchall()
        return [row for row in rows if all(word in _text(row) for word in words)]

    def _open(self, place: str) -> sqlite3.Connection:
        index = sqlite3.connect(place, timeout=LOCKED_SECONDS, isolation_level=None)
        try:
            index.row_factory = sqlite3.Row
            self.full_text = has_fts5(index)
            index.execute("begin immediate")
            wanted = 2 * VERSION + self.full_text
            if index.execute("pragma user_version").fetchone()[0] != wanted:
                for table in ("words", "presets"):
                    index.execute(f"drop table if exists {table}")
                index.execute(_TABLE)
                if self.full_text:
                    index.execute(_WORDS)
                index.execute(f"pragma user_version = {wanted}")
            self._refresh(index)
            index.execute("commit")
        except BaseException:
            index.close()
            raise
        return index

    def _refresh(self, index: sqlite3.Connection) -> None:
        known = {row["name"]: (row["id"], row["stamp"]) for row in index.execute("select id, name, stamp from presets")}
        there = dict(_stamps(self._folder))
        gone = [name for name in known if there.get(name) != known[name][1]]
        for name in gone:
            index.execute("delete from presets where id = ?", [known[name][0]])
            if self.full_text:
                index.execute("delete from words where rowid = ?", [known[name][0]])
        for name, stamp in there.items():
            if name in known and name not in gone:
                continue
            row = {"name": name, "stamp": stamp, **read_fields(self._folder / f"{name}.json")}
            marks = ", ".join(f":{key}" for key in row)
            at = index.execute(f"insert into presets ({', '.join(row)}) values ({marks})", row).lastrowid
            if self.full_text:
                words = [name.replace("_", " "), row["prompt"], row["tags"], row["notes"]]
                index.execute(
                    "insert into words (rowid, name, prompt, tags, notes) values (?, ?, ?, ?, ?)", [at, *words]
                )


def has_fts5(index: sqlite3.Connection) -> bool:
    """Whether this SQLite was built with full-text search."""
    try:
        index.execute("create virtual table temp.probe using fts5 (word)")
        index.execute("drop table temp.probe")
    except sqlite3.OperationalError as error:
        if "no such module" in str(error):
            return False
        raise
    return True


def read_fields(path: Path) -> dict[str, Any]:
    """What the index holds of a file, read without the checks of a preset: a list must be quick."""
    try:
        document = json.loads(path.read_bytes())
        origin = document.get("provenance", {})
        score = origin.get("score")
        pitch = origin.get("pitch_hz")
        notes = [origin.get("notes", ""), *origin.get("parents", [])]
        return {
            "readable": 1, "voice": str(document["voice"]), "prompt": str(origin.get("prompt", "")),
            "tags": ", ".join(check_tags(document.get("tags", []))), "notes": " ".join(map(str, notes)),
            "score": float(score) if isinstance(score, (int, float)) else None,
            "pitch": float(pitch) if isinstance(pitch, (int, float)) else None,
        }  # fmt: skip
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError, BadPreset):
        empty = dict.fromkeys(("voice", "prompt", "tags", "notes"), "")
        return {"readable": 0, **empty, "score": None, "pitch": None}


def _stamps(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and identity of every file that may be a preset."""
    try:
        files = list(os.scandir(folder))
    except OSError:
        return
    for file in files:
        name, suffix = os.path.splitext(file.name)
        if suffix == ".json" and is_name(name):
            with contextlib.suppress(OSError):  # gone since
                at = file.stat()
                yield name, f"{at.st_mtime_ns} {at.st_size} {at.st_ino}"


def _entry(row: sqlite3.Row, favourite: bool) -> Entry:
    changed = int(row["stamp"].split()[0]) / 1e9
    tags = tuple(row["tags"].split(", ")) if row["tags"] else ()
    return Entry(
        row["name"], row["voice"], row["prompt"], tags, row["score"], row["pitch"], favourite, changed,
        bool(row["readable"]),
    )  # fmt: skip


def _text(row: sqlite3.Row) -> str:
    return " ".join((row["name"], row["prompt"], row["tags"], row["notes"])).lower()


def _held(error: Exception) -> bool:
    """Whether the index is sound, but not ours to write now."""
    return isinstance(error, sqlite3.Error) and any(word in str(error) for word in ("locked", "readonly", "unable to"))


def _remove(path: Path) -> None:
    for each in (path, path.with_name(f"{path.name}-journal")):
        with contextlib.suppress(OSError):
            each.unlink()
