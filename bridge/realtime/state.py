"""All that the audio thread remembers: the layout of its arrays, made once, before the first block."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bridge.kernels.lanes import LANES
from bridge.kernels.turns import aligned_rows
from bridge.realtime import fm_lanes, impact_lanes
from bridge.realtime.arrays import TICK, Floats, Records, Wave
from bridge.realtime.commands import CHANNELS
from bridge.realtime.dx7_block import DX7_STATE
from bridge.realtime.fm_block import FM_STATE, WHOLE, WIDE, fm_clear
from bridge.realtime.impact_block import BODY, IMPACT_STATE

POLYPHONY = 128
SPARE = 2 * LANES
"""slots for notes that fade out because others took their place"""
CHUNK = 256
"""most samples rendered at once"""

FREE, HELD, RELEASED, DYING = 0, 1, 2, 3
FM, IMPACT, DX7 = 0, 1, 2

SLOT = np.dtype(
    [
        ("life", np.int64),
        ("family", np.int64),
        ("size", np.int64),
        ("channel", np.int64),
        ("key", np.int64),
        ("born", np.int64),
        ("pedalled", np.int64),
        ("fading", np.int64),
        ("busy", np.int64),
        ("moving", np.int64),
        ("faded", np.int64),
        ("velocity", np.float64),
        ("bend", np.float64),
        ("pressure", np.float64),
        ("volume", np.float64),
        ("gain", np.float64),
        ("gain_step", np.float64),
        ("released", np.float64),
        ("fall", np.float64),
        ("release", np.float64),
        ("let_go", np.float64),
        ("loudness", np.float64),
    ],
    align=True,
)
"""size: operators or modes. pedalled: its key is up, the pedal holds it. fading: ticks left of a stolen note's fade.
busy, moving, faded: of an FM note, see `fm_prepare`.
bend: semitones, the note's own. volume: velocity and pressure, smoothed. gain, gain_step, fall: of the coming tick, the
gain of sample t is (gain + t·gain_step)·fall·release^t. released: gain since note-off, multiplied by `release` each
sample (1 while held, `let_go` after; always 1 for a DX7, which releases its envelopes). loudness: upper bound, renewed
every `CHUNK` samples."""

CHANNEL = np.dtype([("bend", np.float64), ("pressure", np.float64), ("pedal", np.int64)], align=True)
"""bend: semitones. pressure: 0 … 1. pedal: 1 while it is down."""

MIXER = np.dtype(
    [
        ("clock", np.int64),
        ("notes", np.int64),
        ("faults", np.int64),
        ("hold", np.int64),
        ("gain", np.float64),
        ("peak", np.float64),
    ],
    align=True,
)
"""clock: samples since the engine began. notes: sounding ones. faults: notes silenced for not being finite. gain, hold:
the limiter's. peak: largest |out| since someone last set it to 0."""


class State(NamedTuple):
    """S slots in G groups of sixteen; slot s is lane s % 16 of group s // 16."""

    slots: Records
    channels: Records
    mixer: Records
    fm: Records
    banks: Floats
    """[G, fm_lanes.BANK]"""
    wide: Wave
    """[G, fm_block.WIDE]"""
    whole: NDArray[np.int64]
    """[G, fm_block.WHOLE]"""
    phases: NDArray[np.int32]
    """[G, 3·V·LANES]: phases, their steps, and what these change by"""
    dx7: Records
    impact: Records
    bodies: Wave
    """[S, impact_block.BODY]"""
    modes: Floats
    """[impact_lanes.BANK]"""
    lanes: Floats
    """[2 + channels, CHUNK·LANES]: left, right and each channel's reverb bus, not yet summed over lanes"""
    sums: Floats
    """[LANES]"""
    wave: Wave
    """[TICK]: a DX7 note"""
    sides: Floats
    """[2, CHUNK]: left and right"""
    buses: Floats
    """[channels, CHUNK]: what goes into the channels' reverbs"""


def make_state(polyphony: int = POLYPHONY) -> State:
    """For `polyphony` notes at once."""
    groups = -(-(polyphony + SPARE) // LANES)
    slots, operators = groups * LANES, fm_lanes.V * LANES
    mixer = np.zeros(1, MIXER)
    mixer["gain"] = 1.0
    state = State(
        slots=np.zeros(slots, SLOT),
        channels=np.zeros(CHANNELS, CHANNEL),
        mixer=mixer,
        fm=np.zeros(slots, FM_STATE),
        banks=aligned_rows(groups, fm_lanes.BANK, np.float32),
        wide=aligned_rows(groups, WIDE, np.float64),
        whole=aligned_rows(groups, WHOLE, np.int64),
        phases=aligned_rows(groups, 3 * operators, np.int32),
        dx7=np.zeros(slots, DX7_STATE),
        impact=np.zeros(slots, IMPACT_STATE),
        bodies=aligned_rows(slots, BODY, np.float64),
        modes=aligned_rows(1, impact_lanes.BANK, np.float32)[0],
        lanes=aligned_rows(2 + CHANNELS, CHUNK * LANES, np.float32),
        sums=aligned_rows(1, LANES, np.float32)[0],
        wave=np.zeros(TICK),
        sides=np.zeros((2, CHUNK), np.float32),
        buses=np.zeros((CHANNELS, CHUNK), np.float32),
    )
    for group in range(groups):
        for lane in range(LANES):
            fm_clear(state.banks[group], state.wide[group], state.whole[group], lane)
    return state
