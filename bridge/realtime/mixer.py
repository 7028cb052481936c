"""The audio thread's one compiled call: every note, the reverb and the limiter for any number of frames.

The clock counts samples since the engine began. What happens once in a while (partitions of the reverb,
notes that have ended) happens where the clock is a multiple of P, never at the ends of blocks: output does
not depend on block sizes.

    out = limit( Σ FM and DX7 notes + (1 − mix)·bus + mix·(bus ⋆ response) )
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from bridge.realtime.arrays import Flags, Floats, Pair, Record, Records, Wave
from bridge.realtime.convolver import P, dot, end_partition, make_tail
from bridge.realtime.dx7_block import dx7_render
from bridge.realtime.fm_block import fm_render
from bridge.realtime.impact_block import impact_render
from bridge.realtime.voice import DX7, FADE, FM, FREE, apply_gain, retire

TRANSPARENT = 10.0 ** (-1.0 / 20.0)
"""the limiter passes anything up to −1 dBFS unchanged and nothing beyond 0 dBFS"""
CROSSFADE = 1024
"""samples from one reverb to the next: 23 ms at 44.1 kHz"""

MIXER = np.dtype(
    [
        ("clock", np.int64),
        ("newest", np.int64),
        ("side", np.int64),
        ("crossfading", np.int64),
        ("flushing", np.int64),
        ("mix_gliding", np.int64),
        ("mix", np.float64),
        ("mix_goal", np.float64),
        ("mix_step", np.float64),
        ("notes", np.int64),
        ("faults", np.int64),
        ("peak", np.float64),
    ],
    align=True,
)
"""newest: latest place in the delay line. side: which response is in force; while `crossfading` > 0 the
other comes in. flushing: samples until the reverb's memory is wiped. notes: sounding ones. faults: notes
silenced for not being finite. peak: largest |out| since someone last set it to 0."""

LEFT, RIGHT, BUS, WAVE = 0, 1, 2, 3
SCRATCH = (5, P)
"""float64: left, right, reverb bus, and two channels of the note being rendered"""


@njit(cache=True, nogil=True)
def limit(x: float) -> float:
    """Identity up to ±TRANSPARENT, a tanh knee with the same slope there, never beyond ±1. NaN becomes 0."""
    size = abs(x)
    if size <= TRANSPARENT:
        return x
    if math.isnan(x):
        return 0.0
    knee = 1.0 - TRANSPARENT
    return math.copysign(TRANSPARENT + knee * math.tanh((size - TRANSPARENT) / knee), x)


@njit(cache=True, nogil=True)
def _notes(
    slots: Records, fm: Records, dx7: Records, impact: Records, mixer: Record, scratch: Wave, count: int
) -> None:
    """Sum all notes: FM and DX7 into left and right, impact into the bus."""
    for c in range(WAVE):
        for t in range(count):
            scratch[c, t] = 0.0
    wave = scratch[WAVE:]
    for s in range(len(slots)):
        slot = slots[s]
        if slot.life == FREE:
            continue
        if slot.family == FM:
            fm_render(fm[s], wave, 0, count)
            channels, target = 2, LEFT
        elif slot.family == DX7:
            dx7_render(dx7[s], wave, 0, count)
            channels, target = 2, LEFT
        else:
            impact_render(impact[s], wave, 0, count)
            channels, target = 1, BUS
        if not apply_gain(slot, wave, channels, count):
            slot.life = FREE
            mixer.faults += 1
            continue
        for c in range(channels):
            for t in range(count):
                scratch[target + c, t] += wave[c, t]


@njit(cache=True, nogil=True)
def _wet(mixer: Record, responses: Pair, recent: Floats, tails: Floats, channel: int, position: int) -> float:
    """One sample of the reverb, crossfaded if there are two."""
    head_0, head_1 = responses
    y = np.float64(0.0)
    for side in range(2):
        weight = 1.0
        if mixer.crossfading > 0:
            weight = mixer.crossfading / CROSSFADE
            if side != mixer.side:
                weight = 1.0 - weight
        elif side != mixer.side:
            continue
        head = head_0[channel] if side == 0 else head_1[channel]
        y += weight * (dot(head, recent[position + 1 : position + 1 + P]) + tails[side, channel, P + position])
    if mixer.flushing > 0:
        y *= mixer.flushing / FADE
    return y


@njit(cache=True, nogil=True)
def _tick(mixer: Record, recent: Floats, filled: Flags, tails: Floats) -> None:
    """What changes from one sample to the next beside the notes."""
    if mixer.mix_gliding > 0:
        mixer.mix_gliding -= 1
        mixer.mix = mixer.mix_goal if mixer.mix_gliding == 0 else mixer.mix + mixer.mix_step
    if mixer.crossfading > 0:
        mixer.crossfading -= 1
        if mixer.crossfading == 0:
            mixer.side = 1 - mixer.side
    if mixer.flushing > 0:
        mixer.flushing -= 1
        if mixer.flushing == 0:
            recent.fill(0.0)
            filled.fill(0)
            tails.fill(0.0)


@njit(cache=True, nogil=True)
def _reverb(
    mixer: Record, responses: Pair, recent: Floats, filled: Flags, tails: Floats, scratch: Wave, count: int
) -> None:
    """Add (1 − mix)·bus + mix·(bus ⋆ response) to left and right."""
    position = mixer.clock % P
    for t in range(count):
        dry = scratch[BUS, t]
        recent[P + position + t] = dry
        for c in range(2):
            wet = _wet(mixer, responses, recent, tails, c, position + t) if mixer.mix > 0.0 else 0.0
            scratch[LEFT + c, t] += (1.0 - mixer.mix) * dry + mixer.mix * wet
        _tick(mixer, recent, filled, tails)


@njit(cache=True, nogil=True)
def _partition_end(
    slots: Records,
    fm: Records,
    dx7: Records,
    impact: Records,
    mixer: Record,
    spectra: Pair,
    recent: Floats,
    line: Floats,
    filled: Flags,
    tails: Floats,
) -> None:
    """Where the clock is a multiple of P: the reverb's FFTs, and notes that have ended."""
    spectra_0, spectra_1 = spectra
    mixer.newest = end_partition(recent, line, filled, mixer.newest)
    if mixer.side == 0 or mixer.crossfading > 0:
        make_tail(spectra_0, line, filled, mixer.newest, tails[0])
    if mixer.side == 1 or mixer.crossfading > 0:
        make_tail(spectra_1, line, filled, mixer.newest, tails[1])
    mixer.notes = retire(slots, fm, dx7, impact)


@njit(cache=True, nogil=True)
def render_block(
    slots: Records,
    fm: Records,
    dx7: Records,
    impact: Records,
    mixers: Records,
    heads: Pair,
    spectra: Pair,
    recent: Floats,
    line: Floats,
    filled: Flags,
    tails: Floats,
    scratch: Wave,
    out: Floats,
) -> None:
    """Fill out [frames, 2] float32. heads, spectra: pairs, one for each side of the reverb
    (`convolver.prepare`)."""
    mixer = mixers[0]
    done = 0
    while done < len(out):
        count = min(P - mixer.clock % P, len(out) - done)
        _notes(slots, fm, dx7, impact, mixer, scratch, count)
        _reverb(mixer, heads, recent, filled, tails, scratch, count)
        for t in range(count):
            for c in range(2):
                y = limit(scratch[LEFT + c, t])
                out[done + t, c] = y
                mixer.peak = max(mixer.peak, abs(y))
        mixer.clock += count
        done += count
        if mixer.clock % P == 0:
            _partition_end(slots, fm, dx7, impact, mixer, spectra, recent, line, filled, tails)
