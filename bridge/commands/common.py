"""What every command needs: one console for people, one line for machines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from rich.console import Console

console = Console(stderr=True, highlight=False)
"""People's messages go to stderr, so that --json leaves stdout to machines."""


def print_json(record: dict[str, Any]) -> None:
    """One line on stdout."""
    print(json.dumps(record, separators=(",", ":"), sort_keys=True), flush=True)


def default_folder(prompt: str) -> Path:
    """./sds-out/kick-drum-bass-reverb"""
    slug = re.sub(r"[^a-z0-9]+", "-", prompt.lower()).strip("-")[:48] or "sound"
    return Path("sds-out") / slug
