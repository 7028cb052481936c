"""Slots: which notes sound, how they begin and make room for each other (`ending`: how they end). For the audio thread.

A slot holds one note of any family. As many notes sound at once as the engine's polyphony allows; a note too many takes
the place of the quietest (the oldest of equals), which fades out over `FADE` samples in a spare slot while the new
one starts. When the spare ones are all taken, it waits for one: nothing is ever cut.
"""

from __future__ import annotations

from numba import njit

from bridge.kernels.lanes import LANES
from bridge.realtime.arrays import Record, Row
from bridge.realtime.dx7_block import dx7_glide, dx7_start
from bridge.realtime.ending import fade, loudness, release_key, target
from bridge.realtime.fm_block import fm_glide, fm_start
from bridge.realtime.fm_row import RELEASE as FM_RELEASE
from bridge.realtime.impact_block import RELEASE as IMPACT_RELEASE
from bridge.realtime.impact_block import impact_glide, impact_loudness, impact_start, impact_strike
from bridge.realtime.state import DX7, DYING, FM, FREE, HELD, IMPACT, RELEASED, State

BEND_TICKS = 14
"""how long a sounding note takes to follow a bend: 10 ms at 44.1 kHz"""
AS_FITTED = -1
"""key of a note without a number, played at the preset's own root"""


@njit(cache=True, nogil=True)
def _victim(state: State) -> int:
    """The quietest note that does not fade yet, the oldest of equals."""
    victim = -1
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life == FREE or slot.life == DYING:
            continue
        quieter = victim < 0 or slot.loudness < state.slots[victim].loudness
        if quieter or (slot.loudness == state.slots[victim].loudness and slot.born < state.slots[victim].born):
            victim = s
    return victim


@njit(cache=True, nogil=True)
def _place(state: State, family: int, size: int) -> int:
    """A free slot, −1 if there is none. FM notes share groups with their like, the others keep out of them."""
    best, found = -1, -1
    for first in range(0, len(state.slots), LANES):
        alike = fm = 0
        free = -1
        for s in range(first, first + LANES):
            if state.slots[s].life == FREE:
                free = s
            elif state.slots[s].family == FM:
                fm += 1
                alike += (state.slots[s].size > 4) == (size > 4)
        if free < 0:
            continue
        if family == FM:
            worth = 2 if alike > 0 and alike == fm else (1 if fm == 0 else 0)
        else:
            worth = 1 if fm == 0 else 0
        if worth > best:
            best, found = worth, free
    return found


@njit(cache=True, nogil=True)
def bent(slot: Record, channel: Record) -> float:
    """Factor of frequency."""
    return 2.0 ** ((slot.bend + channel.bend) / 12.0)


@njit(cache=True, nogil=True)
def _strike_again(
    state: State, channel: int, key: int, size: int, velocity: float, row: Row, clock: int, ticks: int
) -> bool:
    """Whether an impact that still rings on this key could take the stroke up."""
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life == FREE or slot.life == DYING or slot.family != IMPACT or slot.size != size:
            continue
        if slot.channel != channel or slot.key != key or slot.volume <= 0.0:
            continue
        bend = bent(slot, state.channels[channel])
        force = velocity * target(slot, state.channels[channel]) / slot.velocity / slot.volume
        impact_strike(state.impact[s], state.bodies[s], force, slot.released)
        for i in range(len(row)):
            if state.impact[s].base[i] != row[i]:
                impact_glide(state.impact[s], state.bodies[s], row, bend, ticks)
                break
        slot.life, slot.pedalled, slot.born, slot.released, slot.release = HELD, 0, clock, 1.0, 1.0
        slot.let_go = row[IMPACT_RELEASE]
        slot.loudness = impact_loudness(state.impact[s], state.bodies[s]) * slot.volume
        return True
    return False


@njit(cache=True, nogil=True)
def note_on(
    state: State, channel: int, key: int, family: int, size: int, velocity: float, row: Row,
    bend: float, pressure: float, polyphony: int, ticks: int,
) -> bool:  # fmt: skip
    """Start a note; False when it has to wait for a slot. One still held on the same key is let go, as by its own
    note-off; an impact is struck again. ticks: of a glide, should it ring with other parameters."""
    clock = state.mixer[0].clock
    if family == IMPACT and _strike_again(state, channel, key, size, velocity, row, clock, ticks):
        return True
    s = _place(state, family, size)
    if s < 0:
        return False
    release_key(state, channel, key)
    sounding = 0
    for other in range(len(state.slots)):
        sounding += state.slots[other].life == HELD or state.slots[other].life == RELEASED
    if sounding >= polyphony:
        fade(state.slots[_victim(state)])
    slot = state.slots[s]
    slot.life, slot.family, slot.size, slot.channel, slot.key, slot.born = HELD, family, size, channel, key, clock
    slot.pedalled, slot.fading, slot.velocity, slot.released, slot.release = 0, 0, velocity, 1.0, 1.0
    slot.bend, slot.pressure = bend, pressure
    slot.volume = target(slot, state.channels[channel])
    group, lane = s // LANES, s % LANES
    wide = state.wide[group]
    factor = bent(slot, state.channels[channel])
    if family == FM:
        slot.let_go = row[FM_RELEASE]
        fm_start(state.fm[s], slot, state.banks[group], wide, state.whole[group], lane, row, factor)
    elif family == DX7:
        slot.let_go = 1.0
        dx7_start(state.dx7[s], row, factor)
    else:
        slot.let_go = row[IMPACT_RELEASE]
        impact_start(state.impact[s], state.bodies[s], row, factor)
    note = state.fm[s], wide, lane, state.dx7[s], state.impact[s], state.bodies[s]
    slot.loudness = loudness(slot, state.channels[channel], *note)
    return True


@njit(cache=True, nogil=True)
def glide(state: State, channel: int, key: int, family: int, size: int, row: Row, ticks: int) -> None:
    """Sounding notes on a key of the same voice move to `row` within `ticks`."""
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life == FREE or slot.channel != channel or slot.key != key:
            continue
        if slot.family != family or slot.size != size:
            continue
        bend = bent(slot, state.channels[channel])
        if family == DX7:
            dx7_glide(state.dx7[s], row, bend, ticks)
            continue
        slot.let_go = row[FM_RELEASE] if family == FM else row[IMPACT_RELEASE]
        if slot.release != 1.0:
            slot.release = slot.let_go
        if family == FM:
            bank, wide = state.banks[s // LANES], state.wide[s // LANES]
            fm_glide(state.fm[s], slot, bank, wide, s % LANES, row, bend, ticks)
        else:
            impact_glide(state.impact[s], state.bodies[s], row, bend, ticks)
