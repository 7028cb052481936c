"""A folder of captioned one-shots (manifest.csv + clips) and its split by instrument or recording.

`prior` clips train the prior, `tagger` clips train the judge, `test` clips are heard by neither. A group (one
instrument, one recording session) never straddles the border, so no judge is ever asked about a sound it has met.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bridge.errors import BadRequest

SHARES = {"prior": 0.60, "tagger": 0.25, "test": 0.15}
SAMPLE_RATE = 44100
NEEDED = ("file", "caption", "category", "group")


@dataclass(frozen=True)
class Clip:
    """One sound: where it is, what it is called, what it may be used for."""

    path: Path
    caption: str
    category: str
    tags: tuple[str, ...]
    group: str
    source: str
    licence: str
    attribution: str
    split: str


def read_corpus(folder: Path | str) -> list[Clip]:
    """All clips in manifest order, with their split. Raises BadRequest if the manifest is missing or incomplete.

    manifest.csv (UTF-8, with a header) needs the columns file (relative to `folder`), caption, category and group
    (instrument or recording session); tags (separated by ";"), source repo, licence and attribution may be missing.
    A row may name its split (prior, tagger or test) in a column `split`; the rest are split as if it were not there.
    """
    root = Path(folder)
    manifest = root / "manifest.csv"
    if not manifest.is_file():
        raise BadRequest(f"no manifest.csv in {root}; point --corpus at a folder with manifest.csv and clips/")
    with manifest.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    if missing := [name for name in NEEDED if name not in (reader.fieldnames or ())]:
        raise BadRequest(f"{manifest} lacks the columns {', '.join(missing)}; it needs {', '.join(NEEDED)}")
    for number, row in enumerate(rows, start=1):
        if missing := [name for name in NEEDED if row[name] is None]:
            raise BadRequest(f"row {number} of {manifest} is cut short: it has no {', '.join(missing)}")
    split = _split({i: (r["group"], r["category"]) for i, r in enumerate(rows) if not r.get("split")})
    _keep_named(rows, split, manifest)
    return [
        Clip(root / r["file"], r["caption"], r["category"], tuple(t for t in (r.get("tags") or "").split(";") if t),
             r["group"], r.get("source repo") or "", r.get("licence") or "", r.get("attribution") or "",
             split[r["group"]])
        for r in rows
    ]  # fmt: skip


def _keep_named(rows: list[dict[str, str]], split: dict[str, str], manifest: Path) -> None:
    """Enter the splits that rows name. Raises BadRequest for an unknown one, or if a group would straddle two."""
    for number, row in enumerate(rows, start=1):
        if not (name := row.get("split")):
            continue
        if name not in SHARES:
            raise BadRequest(f"row {number} of {manifest} names the split {name!r}; use one of: {', '.join(SHARES)}")
        if (other := split.setdefault(row["group"], name)) != name:
            raise BadRequest(
                f"row {number} of {manifest} puts the group {row['group']} into {name}, but it lies in {other};"
                " give all rows of a group the same split"
            )


def _split(members: dict[int, tuple[str, str]]) -> dict[str, str]:
    """group -> split name: within each category, groups in hash order go to the split furthest below its share."""
    sizes = Counter(group for group, _ in members.values())
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for group, category in members.values():
        kinds[group][category] += 1
    home = {group: counts.most_common(1)[0][0] for group, counts in kinds.items()}
    result: dict[str, str] = {}
    for category in sorted(set(home.values())):
        groups = [g for g in home if home[g] == category]
        groups.sort(key=lambda g: hashlib.sha256(g.encode()).hexdigest())
        filled = dict.fromkeys(SHARES, 0.0)
        for group in groups:
            name = min(SHARES, key=lambda s: (filled[s] + 0.5 * sizes[group]) / SHARES[s])
            filled[name] += sizes[group]
            result[group] = name
    return result


def load_clip(clip: Clip) -> np.ndarray:
    """Mono float32 [T] at 44.1 kHz, as long as the file."""
    import soundfile

    audio, rate = soundfile.read(clip.path, dtype="float32", always_2d=True)
    if rate != SAMPLE_RATE:
        raise BadRequest(f"{clip.path.name} is at {rate} Hz; the corpus must be at {SAMPLE_RATE} Hz")
    return np.ascontiguousarray(audio.mean(axis=1))
