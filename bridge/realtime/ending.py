"""How notes end: let go, faded out, or no longer heard; and how loud they still are. All for the audio thread."""

from __future__ import annotations

from numba import njit

from bridge.kernels.lanes import LANES
from bridge.realtime.arrays import TICK, Record, Wave
from bridge.realtime.dx7_block import dx7_loudness, dx7_release
from bridge.realtime.fm_block import fm_clear, fm_loudness
from bridge.realtime.impact_block import impact_loudness
from bridge.realtime.state import DX7, DYING, FM, FREE, HELD, RELEASED, State

FADE = 256
"""samples a stolen or silenced note takes to fade: 6 ms at 44.1 kHz"""
FADE_TICKS = FADE // TICK
INAUDIBLE = 1e-6
"""a note bounded by this (−120 dBFS) has ended"""
ANY = -2
"""any key, or any channel"""


@njit(cache=True, nogil=True)
def target(slot: Record, channel: Record) -> float:
    """The volume a slot moves to: pressure makes a note up to 6 dB louder."""
    return slot.velocity * (1.0 + min(slot.pressure + channel.pressure, 1.0))


@njit(cache=True, nogil=True)
def loudness(
    slot: Record, channel: Record, fm: Record, wide: Wave, lane: int, dx7: Record, impact: Record, body: Wave
) -> float:
    """Upper bound of what a slot may still put out."""
    if slot.family == FM:
        size = fm_loudness(fm, wide, lane)
    elif slot.family == DX7:
        size = dx7_loudness(dx7)
    else:
        size = impact_loudness(impact, body)
    return size * max(slot.volume, target(slot, channel)) * slot.released


@njit(cache=True, nogil=True)
def fade(slot: Record) -> None:
    """Out over `FADE` samples, to make room."""
    slot.life = DYING
    slot.fading = FADE_TICKS


@njit(cache=True, nogil=True)
def let_go(state: State, s: int) -> None:
    """A DX7 note goes on in its fourth stage, the others fade."""
    slot = state.slots[s]
    slot.life, slot.pedalled = RELEASED, 0
    slot.release = slot.let_go
    if slot.family == DX7:
        dx7_release(state.dx7[s])


@njit(cache=True, nogil=True)
def release_key(state: State, channel: int, key: int) -> None:
    """Let go of the notes on a key, whatever holds them."""
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life == HELD and slot.channel == channel and slot.key == key:
            let_go(state, s)


@njit(cache=True, nogil=True)
def note_off(state: State, channel: int, key: int) -> None:
    """The key goes up: its notes end, unless the pedal holds them."""
    if not state.channels[channel].pedal:
        release_key(state, channel, key)
        return
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life == HELD and slot.channel == channel and slot.key == key:
            slot.pedalled = 1


@njit(cache=True, nogil=True)
def release_others(state: State, channel: int, family: int, size: int) -> None:
    """Let go of a channel's notes of any other voice: their note-offs may never come."""
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life == HELD and slot.channel == channel and (slot.family != family or slot.size != size):
            let_go(state, s)


@njit(cache=True, nogil=True)
def silence(state: State, channel: int) -> None:
    """Fade every note of a channel, or of ANY, out over `FADE` samples."""
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life != FREE and slot.life != DYING and (channel == ANY or slot.channel == channel):
            fade(slot)


@njit(cache=True, nogil=True)
def free(state: State, s: int) -> None:
    """The slot may be used again."""
    if state.slots[s].family == FM:
        group = s // LANES
        fm_clear(state.banks[group], state.wide[group], state.whole[group], s % LANES)
    state.slots[s].life = FREE


@njit(cache=True, nogil=True)
def retire(state: State) -> int:
    """Free the notes that have become inaudible; the number of those that still sound."""
    sounding = 0
    for group in range(len(state.banks)):
        wide = state.wide[group]
        for lane in range(LANES):
            s = group * LANES + lane
            slot = state.slots[s]
            if slot.life == FREE:
                continue
            channel = state.channels[slot.channel]
            note = state.fm[s], wide, lane, state.dx7[s], state.impact[s], state.bodies[s]
            slot.loudness = loudness(slot, channel, *note)
            if slot.loudness < INAUDIBLE:
                free(state, s)
            else:
                sounding += 1
    return sounding
