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
def _chosen(path: Path) -> dict[str, np.ndarray]:
    try:
        return dict(load_file(path))
    except (OSError, SafetensorError) as error:
        raise BadWeights(f"cannot read the list of draws {path.name}: {error}; reinstall sds-bridge") from error


def draws_of(voice: Voice, size: int) -> np.ndarray:
    """Numbers of `size` draws: the chosen ones first, in order of their numbers; of a voice nobody chose for, or beyond
    what was chosen, simply the first. Raises BadWeights."""
    chosen = _chosen(FILE).get(voice.name, np.zeros(0, np.int32))[:size]
    return np.array(list(dict.fromkeys([*chosen.tolist(), *range(2 * size)]))[:size])
