"""Old preset documents to the newest version, one step at a time.

`MIGRATIONS[v]` turns a document of version v into one of version v + 1; golden files of every version stay in
the tests for ever. To add version 3: write `schema/preset-v3.json`, add `MIGRATIONS[2]`, raise `CURRENT`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridge.presets.place import Misplaced
from bridge.presets.preset import shorten

FORMAT = "sds-bridge/preset"
CURRENT = 2

Document = dict[str, Any]


def _with_tags(document: Document) -> Document:
    """1 -> 2: presets have tags."""
    return {**document, "version": 2, "tags": []}


MIGRATIONS: dict[int, Callable[[Document], Document]] = {1: _with_tags}


def upgrade(document: object) -> Document:
    """A document of any known version -> the same preset in version `CURRENT`. Raises BadPreset."""
    if not isinstance(document, dict):
        raise Misplaced((), "a preset is a JSON object")
    if document.get("format") != FORMAT:
        words = f"{shorten(document.get('format'))} is not {FORMAT!r}; this is no sds-bridge preset"
        raise Misplaced(("format",), words)
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise Misplaced(("version",), f"{shorten(version)} is not a version number")
    if version > CURRENT:
        words = f"{shorten(version)} is newer than this software knows ({CURRENT}); update sds-bridge"
        raise Misplaced(("version",), words)
    if version < CURRENT and "tags" in document:  # the step to version 2 would drop them
        raise Misplaced(("tags",), f"a preset of version {version} has no tags; remove them, or call it version 2")
    while version < CURRENT:
        document = MIGRATIONS[version](document)
        version += 1
    return document
