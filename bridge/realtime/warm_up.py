"""Compile, or load from the cache, all that the audio thread will call: before the first block, not in it."""

from __future__ import annotations

import numpy as np

from bridge.realtime.convolver import prepare
from bridge.realtime.engine import Engine


def warm_up(sample_rate: int) -> None:
    """Play every family of voices, with all that can happen to a note."""
    engine = Engine(sample_rate, polyphony=1)
    for voice, parameter in (("fm", "release"), ("impact", "release"), ("dx7", "level")):
        for _ in range(2):
            if engine.load(voice, {"level": -6.0}) is not None:  # its noise takes a while and nothing to compile
                engine.set_response(prepare(np.ones((2, 1000), np.float32)))
            engine.note(60, 0.5)
            engine.render(512)
            engine.param(parameter, 0.02)
            engine.bend(0.5)
            engine.pressure(0.1, note=60)
            engine.sustain(False)
            engine.note(60, 0.0)
            engine.render(512)
    engine.set_response(prepare(np.ones((2, 2000), np.float32)))
    engine.render(512)
    engine.panic()
    engine.render(512)
