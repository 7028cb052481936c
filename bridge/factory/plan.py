"""The list of factory presets: plan.csv beside this file, or somebody's own."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bridge.errors import BadRequest, BridgeError
from bridge.evaluate.tagger import CATEGORIES
from bridge.presets.preset import check_name, check_tags
from bridge.voices.catalog import voice as find_voice

PLAN = Path(__file__).with_name("plan.csv")
COLUMNS = ("name", "voice", "category", "prompt", "tags")


@dataclass(frozen=True)
class Item:
    """A preset to be made. category: what the house tagger is to hear in it.  tags: beside the category.

    row: its place in the list, from 0. Its fits begin with this seed, because from the same noise similar prompts come
    to the same sound.
    """

    name: str
    voice: str
    category: str
    prompt: str
    tags: tuple[str, ...]
    row: int = 0


def read_plan(path: Path | None = None, only: Sequence[str] = ()) -> list[Item]:
    """All rows, or those whose name is in `only`. Raises BadRequest, with the line."""
    file = path or PLAN
    try:
        with file.open(newline="", encoding="utf-8") as text:
            rows = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadRequest(f"cannot read the list {file}: {error}; it is CSV with {', '.join(COLUMNS)}") from error
    items: dict[str, Item] = {}
    for line, row in enumerate(rows, 2):
        if None in row or any(not row.get(column) for column in COLUMNS):
            raise BadRequest(f"{file}, line {line}: every row has {', '.join(COLUMNS)}")
        if row["name"] in items or row["category"] not in CATEGORIES:
            known = ", ".join(CATEGORIES)
            raise BadRequest(f"{file}, line {line}: a name that stands twice, or a category that is none of {known}")
        try:
            find_voice(row["voice"])
            tags = check_tags(row["tags"].split(";"))
            name = check_name(row["name"])
            items[name] = Item(name, row["voice"], row["category"], row["prompt"], tags, line - 2)
        except BridgeError as error:
            raise BadRequest(f"{file}, line {line}: {error}") from error
    for name in only:
        if name not in items:
            raise BadRequest(f"{name!r} is not on the list {file}; it has {', '.join(items)}")
    return [item for item in items.values() if not only or item.name in only]
