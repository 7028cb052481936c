"""The audio thread's compiled calls: every note of some ticks (`render`), and the limiter after the reverbs (`finish`).

    sides   = Σ FM and DX7 notes
    buses   = Σ a channel's impact notes, for its reverb (`hall`), which adds to the sides
    out     = limit( gain · sides )

All happens tick by tick on a clock that counts samples since the engine began: output does not depend on block sizes.
The limiter hears a tick before it is played: its gain falls within the tick to where the loudest sample passes, and
comes back slowly; what is too quick for that goes through a tanh knee. Below −1 dBFS nothing is changed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from bridge.kernels.lanes import LANES, load, spread, store, total
from bridge.realtime import fm_lanes, impact_lanes
from bridge.realtime.arrays import TICK, Floats, Record, Records, Wave
from bridge.realtime.dx7_block import dx7_render
from bridge.realtime.ending import free, retire
from bridge.realtime.expression import next_gains
from bridge.realtime.fm_block import fm_next, fm_prepare
from bridge.realtime.fm_row import WARP
from bridge.realtime.impact_block import impact_tick
from bridge.realtime.state import CHUNK, DX7, DYING, FM, FREE, IMPACT, State

TRANSPARENT = 10.0 ** (-1.0 / 20.0)
"""the limiter passes anything up to −1 dBFS unchanged and nothing beyond 0 dBFS"""
HOLD = 64
"""ticks (46 ms at 44.1 kHz) that the limiter's gain stays where it is after a peak: longer than a period of bass"""
RECOVER = 0.002
"""share of the way back to 1 that it then goes in a tick: 0.4 s at 44.1 kHz"""
NEAR = 1.05
"""a peak within this of what the gain lets pass keeps it where it is"""
CLOSE = 1e-5
"""added to the gain on its way back, or it would never be 1 again"""
SIDES = 2
"""of the rows of `State.lanes`, before the buses"""


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
def _fm_gains(
    slots: Records, channels: Records, fm: Records, bank: Floats, wide: Wave, whole: Any, phases: Any
) -> tuple[bool, bool, bool, bool, bool]:
    """What the lanes of a group need for the coming tick: gains, and what changes. Says what the kernel has to mind."""
    few, moving, sweeping, fading, sounding = True, False, False, False, False
    for lane in range(LANES):
        slot = slots[lane]
        if slot.life == FREE or slot.family != FM:
            continue
        next_gains(slot, channels[slot.channel])
        bank[fm_lanes.GAIN + lane], bank[fm_lanes.GAIN_STEP + lane] = slot.gain, slot.gain_step
        bank[fm_lanes.RELEASED + lane], bank[fm_lanes.RELEASE + lane] = slot.fall, slot.release
        sounding = True
        few = few and slot.size <= 4
        if slot.busy:
            sweeping = sweeping or (fm[lane].warp > 0.0 and fm[lane].row[WARP] != 0.0)
            fm_prepare(fm[lane], slot, bank, wide, whole, phases, lane)
        moving, fading = moving or slot.moving != 0, fading or slot.faded != 0
    return sounding, few, moving, sweeping, fading


@njit(cache=True, nogil=True)
def _fm_group(state: State, group: int, ticks: int) -> None:
    """Add the FM notes of a group to both sides."""
    bank, wide, whole, phases = state.banks[group], state.wide[group], state.whole[group], state.phases[group]
    first, width = group * LANES, TICK * LANES
    slots, fm, sums = state.slots[first : first + LANES], state.fm[first : first + LANES], state.sums
    left, right = state.lanes[0], state.lanes[1]
    for tick in range(ticks):
        sounding, few, moving, sweeping, fading = _fm_gains(slots, state.channels, fm, bank, wide, whole, phases)
        if not sounding:
            return
        fm_next(wide, whole, phases, bank)
        fm_lanes.oscillate(bank, phases, few, moving, sweeping, fading)
        fm_lanes.shape(bank, sums)
        if not math.isfinite(total(load(sums, 0))):
            _fm_faults(state, group)
        fm_lanes.pan(bank, moving, left, right, tick * width)
        for lane in range(LANES):
            slot = slots[lane]
            if slot.life == DYING and slot.fading == 0 and slot.family == FM:
                free(state, first + lane)


@njit(cache=True, nogil=True)
def _fm_faults(state: State, group: int) -> None:
    """Notes that have become infinite or no number end here, and nobody hears them."""
    for lane in range(LANES):
        if math.isfinite(state.sums[lane]):
            continue
        for place in range(fm_lanes.Y + lane, fm_lanes.BANK, LANES):
            state.banks[group, place] = 0.0
        free(state, group * LANES + lane)
        state.mixer[0].faults += 1


@njit(cache=True, nogil=True)
def _impact_note(
    slot: Record, channel: Record, impact: Record, body: Wave, modes: Floats, sums: Floats, bus: Floats, ticks: int
) -> bool:
    """Add an impact note to its channel's bus; False when it has become infinite or no number."""
    for tick in range(ticks):
        next_gains(slot, channel)
        impact_tick(impact, body, modes, slot, sums)
        if not math.isfinite(total(load(sums, 0))):
            return False
        impact_lanes.add(modes, bus, tick * TICK * LANES)
        if slot.life == DYING and slot.fading == 0:
            break
    return True


@njit(cache=True, nogil=True)
def _dx7_note(slot: Record, channel: Record, dx7: Record, wave: Wave, sides: Floats, ticks: int) -> bool:
    """Add a DX7 note to both sides; False when it has become infinite or no number."""
    for tick in range(ticks):
        next_gains(slot, channel)
        dx7_render(dx7, wave)
        gain, heard = slot.gain, 0.0
        for t in range(TICK):
            wave[t] *= gain
            gain += slot.gain_step
            heard += wave[t]
        if not math.isfinite(heard):
            return False
        for side in range(SIDES):
            for t in range(TICK):
                sides[side, tick * TICK + t] += wave[t]
        if slot.life == DYING and slot.fading == 0:
            break
    return True


@njit(cache=True, nogil=True)
def _clear(lanes: Floats, ticks: int) -> None:
    for i in range(0, ticks * TICK * LANES, LANES):
        store(lanes, i, spread(np.float32(0.0)))


@njit(cache=True, nogil=True)
def _sum(lanes: Floats, ticks: int, out: Floats) -> None:
    for t in range(ticks * TICK):
        out[t] = total(load(lanes, t * LANES))


@njit(cache=True, nogil=True)
def render(state: State, ticks: int) -> None:
    """The next ticks of all notes into `sides` and `buses`; not beyond the next multiple of CHUNK samples.

    Note by note, all ticks of each: so what a note needs stays in the cache.
    """
    mixer = state.mixer[0]
    ringing = np.int64(0)  # a bit for each channel with an impact
    for s in range(len(state.slots)):
        if state.slots[s].life != FREE and state.slots[s].family == IMPACT:
            ringing |= 1 << state.slots[s].channel
    for row in range(len(state.lanes)):
        if row < SIDES or (ringing >> (row - SIDES)) & 1:
            _clear(state.lanes[row], ticks)
    for group in range(len(state.banks)):
        _fm_group(state, group, ticks)
    for side in range(SIDES):
        _sum(state.lanes[side], ticks, state.sides[side])
    for s in range(len(state.slots)):
        slot = state.slots[s]
        if slot.life == FREE or slot.family == FM:
            continue
        channel = state.channels[slot.channel]
        if slot.family == DX7:
            finite = _dx7_note(slot, channel, state.dx7[s], state.wave, state.sides, ticks)
        else:
            bus = state.lanes[SIDES + slot.channel]
            note = state.impact[s], state.bodies[s]
            finite = _impact_note(slot, channel, *note, state.modes, state.sums, bus, ticks)
        if not finite:
            mixer.faults += 1
        if not finite or (slot.life == DYING and slot.fading == 0):
            free(state, s)
    for place in range(len(state.buses)):
        if (ringing >> place) & 1:
            _sum(state.lanes[SIDES + place], ticks, state.buses[place])
        else:
            state.buses[place].fill(0.0)
    mixer.clock += ticks * TICK
    if mixer.clock % CHUNK == 0:
        mixer.notes = retire(state)


@njit(cache=True, nogil=True)
def finish(state: State, ticks: int, out: Floats) -> None:
    """The limiter: `sides` into out [samples, 2]."""
    mixer, sides = state.mixer[0], state.sides
    for start in range(0, ticks * TICK, TICK):
        peak = 0.0
        for side in range(SIDES):
            for t in range(start, start + TICK):
                size = abs(sides[side, t])
                if size > peak and size < np.inf:
                    peak = size
        passes = TRANSPARENT / max(peak, TRANSPARENT)
        wanted = mixer.gain
        if passes < NEAR * mixer.gain and passes < 1.0:
            wanted = min(passes, mixer.gain)
            mixer.hold = HOLD
        elif mixer.hold > 0:
            mixer.hold -= 1
        else:
            wanted = min(passes, mixer.gain + RECOVER * (1.0 - mixer.gain) + CLOSE)
        gain, step = mixer.gain, (wanted - mixer.gain) / TICK
        mixer.gain = wanted
        for t in range(start, start + TICK):
            gain += step
            for side in range(SIDES):
                y = limit(sides[side, t] * gain)
                out[t, side] = y
                mixer.peak = max(mixer.peak, abs(y))
