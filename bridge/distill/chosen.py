"""The draws that make up a voice's bank, chosen of many (`bridge.distill.selection`), as they were shipped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from bridge.errors import BadWeights
from bridge.voices.catalog import Voice

FILE = Path(__file__).with_name("chosen.safetensors")


@lru_cache(maxsize=2)
def chosen_of(path: Path = FILE) -> dict[str, np.ndarray]:
    """By voice (`key_of`), numbers of draws, ascending. Raises BadWeights."""
    try:
        return dict(load_file(path))
    except (OSError, SafetensorError) as error:
        raise BadWeights(f"cannot read the list of draws {path.name}: {error}; reinstall sds-bridge") from error


def key_of(voice: Voice) -> str:
    """`fm` and `fm4` are one voice."""
    return f"{voice.family}{voice.size}"


def draws_of(voice: Voice, size: int) -> np.ndarray:
    """Numbers of `size` draws: the chosen ones first, in order of their numbers; of a voice nobody chose for, or beyond
    what was chosen, simply the first. Raises BadWeights."""
    chosen = chosen_of(FILE).get(key_of(voice), np.zeros(0, np.int32))[:size]
    return np.array(list(dict.fromkeys([*chosen.tolist(), *range(2 * size)]))[:size])
