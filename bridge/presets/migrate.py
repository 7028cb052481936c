"""Old preset documents to the newest version, one step at a time.

`MIGRATIONS[v]` turns a document of version v into one of version v + 1; golden files of every version stay in
the tests for ever. To add version 2: write `schema/preset-v2.json`, add `MIGRATIONS[1]`, raise `CURRENT`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridge.errors import BadPreset
from bridge.presets.preset import shorten

FORMAT = "sds-bridge/preset"
CURRENT = 1

Document = dict[str, Any]
MIGRATIONS: dict[int, Callable[[Document], Document]] = {}


def upgrade(document: object) -> Document:
    """A document of any known version -> the same preset in version `CURRENT`. Raises BadPreset."""
    if not isinstance(document, dict):
        raise BadPreset("$: a preset is a JSON object")
    if document.get("format") != FORMAT:
        raise BadPreset(f"$.format: {shorten(document.get('format'))} is not {FORMAT!r}; this is no sds-bridge preset")
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise BadPreset(f"$.version: {shorten(version)} is not a version number")
    if version > CURRENT:
        raise BadPreset(
            f"$.version: {shorten(version)} is newer than this software knows ({CURRENT}); update sds-bridge"
        )
    while version < CURRENT:
        document = MIGRATIONS[version](document)
        version += 1
    return document
