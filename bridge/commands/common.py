"""What every command needs: one console for people, one line for machines."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from bridge.presets.preset import name_from

console = Console(stderr=True, highlight=False, emoji=False)
"""People's messages go to stderr, so that --json leaves stdout to machines. Escape what others wrote: it is markup."""


def complain(message: str) -> None:
    """An error, in one line."""
    console.print(f"[red]error:[/] {escape(' '.join(message.split()))}", soft_wrap=True)


def tell_unknown(words: Sequence[str]) -> None:
    """Name the words that the prior leaves out, if there are any."""
    if words:
        console.print(f"the prior does not know: {escape(', '.join(words))} (ignored)")


def print_json(record: dict[str, Any]) -> None:
    """One line on stdout."""
    print(json.dumps(record, separators=(",", ":"), sort_keys=True), flush=True)


def default_folder(prompt: str, *takes: str | int, kind: str = "") -> Path:
    """./sds-out/kick-drum-bass-reverb-fm-0, so that another take does not overwrite the first.

    Where the name loses more of the prompt than ASCII punctuation, six hex digits keep two prompts apart.
    """
    name = name_from(prompt)
    whole = unicodedata.normalize("NFC", prompt).lower()
    if name.replace("-", "") != "".join(c for c in whole if c.isalnum() or not c.isascii()):
        name += "-" + hashlib.sha256(whole.encode()).hexdigest()[:6]
    return Path("sds-out") / "-".join([*([kind] if kind else []), name, *map(str, takes)])
