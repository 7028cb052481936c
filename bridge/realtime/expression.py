"""What moves a note while it sounds: bends, pressure, the pedal, and the gains of the coming tick. Audio thread."""

from __future__ import annotations

from numba import njit

from bridge.kernels.lanes import LANES
from bridge.realtime.arrays import TICK, Record
from bridge.realtime.dx7_block import dx7_glide
from bridge.realtime.ending import ANY, FADE_TICKS, let_go, target
from bridge.realtime.fm_block import fm_glide
from bridge.realtime.impact_block import impact_glide
from bridge.realtime.state import DX7, DYING, FM, FREE, HELD, State
from bridge.realtime.voice import BEND_TICKS, bent

FOLLOW = 0.1
"""share of the way to its new volume that a note goes in a tick: a time constant of 7 ms at 44.1 kHz"""
CLOSE = 1e-6


@njit(cache=True, nogil=True)
def _glide_on(state: State, s: int) -> None:
    """To where the slot was going anyway, with the bend of now."""
    slot, group, lane = state.slots[s], s // LANES, s % LANES
    factor = bent(slot, state.channels[slot.channel])
    if slot.family == FM:
        fm, bank, wide = state.fm[s], state.banks[group], state.wide[group]
        fm_glide(fm, slot, bank, wide, lane, fm.base, factor, max(fm.gliding, BEND_TICKS))
    elif slot.family == DX7:
        dx7 = state.dx7[s]
        dx7_glide(dx7, dx7.base, factor, max(dx7.gliding // TICK, BEND_TICKS))
    else:
        impact = state.impact[s]
        impact_glide(impact, state.bodies[s], impact.base, factor, max(impact.gliding, BEND_TICKS))


@njit(cache=True, nogil=True)
def bend(state: State, channel: int, key: int, semitones: float) -> None:
    """Bend a channel (key ANY), or the notes that sound on one of its keys."""
    if key == ANY:
        state.channels[channel].bend = semitones
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life == FREE or slot.channel != channel or (key != ANY and slot.key != key):
            continue
        if key != ANY:
            slot.bend = semitones
        _glide_on(state, s)


@njit(cache=True, nogil=True)
def press(state: State, channel: int, key: int, amount: float) -> None:
    """Pressure of a channel (key ANY), or of the notes that sound on one of its keys."""
    if key == ANY:
        state.channels[channel].pressure = amount
        return
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life != FREE and slot.channel == channel and slot.key == key:
            slot.pressure = amount


@njit(cache=True, nogil=True)
def sustain(state: State, channel: int, down: bool) -> None:
    """The pedal. When it comes up, the notes end whose keys are up."""
    state.channels[channel].pedal = 1 if down else 0
    if down:
        return
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life == HELD and slot.pedalled and slot.channel == channel:
            let_go(state, s)


@njit(cache=True, nogil=True)
def next_gains(slot: Record, channel: Record) -> None:
    """Gains of the coming tick: volume and fade on a straight line, release as a power."""
    start = slot.volume
    goal = target(slot, channel)
    if abs(goal - start) < CLOSE:
        slot.volume = goal
    else:
        slot.volume = start + FOLLOW * (goal - start)
    stop = slot.volume
    if slot.life == DYING:
        start *= slot.fading / FADE_TICKS
        slot.fading -= 1
        stop *= slot.fading / FADE_TICKS
    slot.gain, slot.gain_step = start, (stop - start) / TICK
    slot.fall = slot.released
    if slot.release != 1.0:
        slot.released *= slot.release**TICK
