"""Held-out clips in two halves, and a fair handful of one of them.

Halves are disjoint by *group* (instrument or recording session), not by clip: two notes of one vibraphone on both sides
would make the floor of a distance between sets lower than anything that was not recorded with that vibraphone can get.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from bridge.evaluate.tagger import house_category
from bridge.priors.edm.corpus import Clip


def halves(clips: Sequence[Clip], salt: str = "") -> tuple[list[int], list[int]]:
    """Indices of judged clips in two halves that share no group; within each category about as many on either side.

    Deterministic for a `salt`; another salt gives other halves. A category with one group lies in one half alone.
    """
    sizes = Counter(c.group for c in clips)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for clip in clips:
        kinds[clip.group][house_category(clip.category) or ""] += 1
    home = {group: counts.most_common(1)[0][0] for group, counts in kinds.items()}
    side: dict[str, int] = {}
    for category in sorted(set(home.values())):
        filled = [0, 0]
        for group in sorted((g for g in home if home[g] == category), key=lambda g: (-sizes[g], _dice(salt + g))):
            toss = int(_dice(salt + group)[-1], 16) % 2  # large groups first, so that small ones can level it out
            side[group] = toss if filled[0] == filled[1] else int(filled[1] < filled[0])
            filled[side[group]] += sizes[group]
    parts: tuple[list[int], list[int]] = ([], [])
    for i, clip in enumerate(clips):
        parts[side[clip.group]].append(i)
    return parts


def spread(clips: Sequence[Clip], indices: Sequence[int], count: int) -> list[int]:
    """`count` of the indices, every category by its share: evenly spaced in the list ordered by category."""
    if not 0 < count <= len(indices):
        raise ValueError(f"cannot choose {count} of {len(indices)}")
    ordered = sorted(indices, key=lambda i: (house_category(clips[i].category) or "", _dice(str(clips[i].path.name))))
    places = (np.arange(count) + 0.5) * len(ordered) / count
    return [ordered[int(p)] for p in places]


def _dice(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
