"""Sounds into a folder that `read_corpus` takes: clips one by one, the manifest last, so that half a folder is none."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile

from bridge.files import write_atomic
from bridge.priors.edm.made.sound import SAMPLE_RATE, Batch, Made

COLUMNS = ("file", "caption", "tags", "source repo", "licence", "original path", "category", "group", "attribution",
           "duration_s", "split")  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """How many clips there are, in all, by source and by category, and how many captions differ."""

    clips: int
    captions: int
    sources: dict[str, int]
    categories: dict[str, int]


def write_corpus(
    folder: Path, batches: Sequence[Batch], tell: Callable[[int, int], None] = lambda done, total: None
) -> Summary:
    """Make all sounds and write them; tell(sounds done, expected) after each. Raises CannotWrite.

    A manifest that lies there already is taken away first: it would speak of clips that are being replaced.
    """
    (folder / "manifest.csv").unlink(missing_ok=True)
    rows: list[dict[str, str]] = []
    expected = sum(b.count for b in batches)
    before = 0
    for batch in batches:
        for made in batch.make():
            rows.append(_write_clip(folder, made, len(rows)))
            tell(min(before + batch.count, len(rows)), expected)
        before += batch.count
        tell(before, expected)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomic(folder / "manifest.csv", text.getvalue())
    return Summary(
        len(rows),
        len({r["caption"] for r in rows}),
        dict(Counter(r["source repo"] for r in rows).most_common()),
        dict(Counter(r["category"] for r in rows).most_common()),
    )


def _write_clip(folder: Path, made: Made, number: int) -> dict[str, str]:
    slug = re.sub(r"[^a-z0-9]+", "-", made.caption.lower()).strip("-")
    name = f"clips/{made.category}__{slug}__{number:05d}.flac"
    buffer = io.BytesIO()
    soundfile.write(buffer, made.audio, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    write_atomic(folder / name, buffer.getvalue())
    return {
        "file": name, "caption": made.caption, "tags": ";".join(dict.fromkeys(made.tags)), "source repo": made.source,
        "licence": made.licence, "original path": made.original, "category": made.category, "group": made.group,
        "attribution": made.attribution, "duration_s": f"{len(made.audio) / SAMPLE_RATE:.3f}", "split": "prior",
    }  # fmt: skip
