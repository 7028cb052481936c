"""Slots: which notes sound, how they begin, end and make room for each other. All for the audio thread.

A slot holds one note of any family. `POLYPHONY` notes sound at once; a note too many takes the place of
the quietest (the oldest of equals), which fades out over `FADE` samples in one of the spare slots while the
new one starts.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from bridge.realtime.arrays import Record, Records, Row, Wave
from bridge.realtime.dx7_block import dx7_glide, dx7_loudness, dx7_release, dx7_start
from bridge.realtime.fm_block import RELEASE as FM_RELEASE
from bridge.realtime.fm_block import fm_glide, fm_loudness, fm_start
from bridge.realtime.impact_block import RELEASE as IMPACT_RELEASE
from bridge.realtime.impact_block import impact_glide, impact_loudness, impact_start

POLYPHONY = 32
SLOTS = POLYPHONY + 8
FADE = 256
"""samples a stolen or silenced note takes to fade: 6 ms at 44.1 kHz"""
INAUDIBLE = 1e-6
"""a note bounded by this (−120 dBFS) has ended"""

FREE, HELD, RELEASED, DYING = 0, 1, 2, 3
FM, IMPACT, DX7 = 0, 1, 2
AS_FITTED = -1
"""key of a note without a number, played at the preset's own root"""

SLOT = np.dtype(
    [
        ("life", np.int64),
        ("family", np.int64),
        ("size", np.int64),
        ("key", np.int64),
        ("born", np.int64),
        ("fading", np.int64),
        ("velocity", np.float64),
        ("released", np.float64),
        ("release", np.float64),
        ("let_go", np.float64),
        ("loudness", np.float64),
    ],
    align=True,
)
"""size: operators or modes. released: gain since note-off, multiplied by `release` each sample (1 while held, `let_go`
after; always 1 for a DX7, which releases its envelopes). fading: samples left of a stolen note's fade. loudness: upper
bound, renewed every partition."""


@njit(cache=True, nogil=True)
def _room(slots: Records) -> int:
    """A slot to start a note in, after making the quietest note fade if there are too many."""
    sounding, victim, free, nearest = 0, -1, -1, -1
    for s in range(len(slots)):
        slot = slots[s]
        if slot.life == FREE:
            free = s
        elif slot.life == DYING:
            if nearest < 0 or slot.fading < slots[nearest].fading:
                nearest = s
        else:
            sounding += 1
            quieter = victim < 0 or slot.loudness < slots[victim].loudness
            if quieter or (slot.loudness == slots[victim].loudness and slot.born < slots[victim].born):
                victim = s
    if sounding >= POLYPHONY:
        slots[victim].life = DYING
        slots[victim].fading = FADE
    # More than eight thefts within one fade: cut the one nearest to its end.
    return free if free >= 0 else (nearest if nearest >= 0 else victim)


@njit(cache=True, nogil=True)
def loudness(slots: Records, fm: Records, dx7: Records, impact: Records, s: int) -> float:
    """Upper bound of what slot `s` may still put out."""
    slot = slots[s]
    if slot.family == FM:
        body = fm_loudness(fm[s])
    elif slot.family == DX7:
        body = dx7_loudness(dx7[s])
    else:
        body = impact_loudness(impact[s])
    return body * slot.velocity * slot.released


@njit(cache=True, nogil=True)
def note_on(
    slots: Records,
    fm: Records,
    dx7: Records,
    impact: Records,
    key: int,
    family: int,
    size: int,
    velocity: float,
    row: Row,
    clock: int,
) -> None:
    """Start a note. One that is still held on the same key is let go, as by its own note-off."""
    note_off(slots, dx7, key)
    s = _room(slots)
    slot = slots[s]
    slot.life, slot.family, slot.size, slot.key, slot.born = HELD, family, size, key, clock
    slot.fading, slot.velocity, slot.released, slot.release = 0, velocity, 1.0, 1.0
    if family == FM:
        slot.let_go = row[FM_RELEASE]
        fm_start(fm[s], row)
    elif family == DX7:
        slot.let_go = 1.0
        dx7_start(dx7[s], row)
    else:
        slot.let_go = row[IMPACT_RELEASE]
        impact_start(impact[s], row)
    slot.loudness = loudness(slots, fm, dx7, impact, s)


@njit(cache=True, nogil=True)
def _let_go(slot: Record, dx7: Record) -> None:
    """A DX7 note goes on in its fourth stage, the others fade."""
    slot.life = RELEASED
    slot.release = slot.let_go
    if slot.family == DX7:
        dx7_release(dx7)


@njit(cache=True, nogil=True)
def note_off(slots: Records, dx7: Records, key: int) -> None:
    """Let go of the notes held on `key`."""
    for s in range(len(slots)):
        if slots[s].life == HELD and slots[s].key == key:
            _let_go(slots[s], dx7[s])


@njit(cache=True, nogil=True)
def glide(
    slots: Records, fm: Records, dx7: Records, impact: Records, key: int, family: int, size: int, row: Row, samples: int
) -> None:
    """Sounding notes on `key` of the same voice move to `row` within `samples`."""
    for s in range(len(slots)):
        slot = slots[s]
        if slot.life == FREE or slot.key != key or slot.family != family or slot.size != size:
            continue
        if family == DX7:
            dx7_glide(dx7[s], row, samples)
            continue
        slot.let_go = row[FM_RELEASE] if family == FM else row[IMPACT_RELEASE]
        if slot.release != 1.0:
            slot.release = slot.let_go
        if family == FM:
            fm_glide(fm[s], row, samples)
        else:
            impact_glide(impact[s], row, samples)


@njit(cache=True, nogil=True)
def release_others(slots: Records, dx7: Records, family: int, size: int) -> None:
    """Let go of notes of any other voice: their note-offs may never come."""
    for s in range(len(slots)):
        if slots[s].life == HELD and (slots[s].family != family or slots[s].size != size):
            _let_go(slots[s], dx7[s])


@njit(cache=True, nogil=True)
def silence(slots: Records) -> None:
    """Fade every note out over `FADE` samples."""
    for s in range(len(slots)):
        if slots[s].life != FREE and slots[s].life != DYING:
            slots[s].life = DYING
            slots[s].fading = FADE


@njit(cache=True, nogil=True)
def retire(slots: Records, fm: Records, dx7: Records, impact: Records) -> int:
    """Free the notes that have become inaudible; the number of those that still sound."""
    sounding = 0
    for s in range(len(slots)):
        if slots[s].life == FREE:
            continue
        slots[s].loudness = loudness(slots, fm, dx7, impact, s)
        if slots[s].loudness < INAUDIBLE:
            slots[s].life = FREE
        else:
            sounding += 1
    return sounding


@njit(cache=True, nogil=True)
def apply_gain(slot: Record, wave: Wave, channels: int, count: int) -> bool:
    """Velocity, release and fade, in place on wave[:channels, :count]. False when a sample is not finite."""
    total = 0.0
    for t in range(count):
        gain = slot.velocity * slot.released
        slot.released *= slot.release
        if slot.life == DYING:
            gain *= slot.fading / FADE
            slot.fading = max(slot.fading - 1, 0)
        for c in range(channels):
            wave[c, t] *= gain
            total += wave[c, t]
    if slot.life == DYING and slot.fading == 0:
        slot.life = FREE
    return bool(np.isfinite(total))
