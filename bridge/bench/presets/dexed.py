"""Play DX7 patches with Dexed, the engine that exports are made for: its own code, by the PyPI package `dexed-py`."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from bridge.errors import BadRequest
from bridge.presets.dx7 import Patch

RATE = 44100


def installed() -> bool:
    return find_spec("dexed") is not None


class Dexed:
    """`play` renders a patch. Raises BadRequest if the package is not there."""

    def __init__(self, rate: int = RATE) -> None:
        if not installed():
            raise BadRequest("Dexed is not installed; pip install dexed-py")
        self.rate = rate

    def play(self, patch: Patch, seconds: float, note: int = 60, held: float | None = None) -> np.ndarray:
        """[T] float32, T = round(seconds · rate), at velocity 127. held: seconds until the key is let go (never)."""
        import dexed

        synth = dexed.DexedSynth(self.rate)
        synth.load_patch(dexed.Patch.from_packed(patch.packed()))
        samples = round(seconds * self.rate)
        longer = (samples + 1) / self.rate  # the package rounds down
        sound = synth.render(note, 127, longer + 1 if held is None else held, longer)
        return np.asarray(sound[:samples], dtype=np.float32)
