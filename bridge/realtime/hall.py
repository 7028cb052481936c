"""A channel's reverb: the impact notes of a channel, dry and convolved, on a clock of its own.

    sides += (1 − mix)·bus + mix·(bus ⋆ response)

The control side makes a `Hall` when a channel first needs one (it allocates 2 MB at 44.1 kHz, more at higher rates) and
hands it to the audio thread. Halls of different channels reach the ends of their partitions at different times, so
their FFTs do not make one block late together.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from bridge.kernels.noise import basis_length
from bridge.realtime.arrays import TICK, Flags, Floats, Pair, Record, Records
from bridge.realtime.convolver import M, P, dot, end_partition, make_tail, silent_response
from bridge.realtime.ending import FADE

CROSSFADE = 1024
"""samples from one reverb to the next: 23 ms at 44.1 kHz"""

HALL = np.dtype(
    [
        ("clock", np.int64),
        ("newest", np.int64),
        ("side", np.int64),
        ("crossfading", np.int64),
        ("flushing", np.int64),
        ("quiet", np.int64),
        ("mix_gliding", np.int64),
        ("mix", np.float64),
        ("mix_goal", np.float64),
        ("mix_step", np.float64),
    ],
    align=True,
)
"""newest: latest place in the delay line. side: which response is in force; while `crossfading` > 0 the other comes
in. flushing: samples until the memory is wiped. quiet: partitions since the last one that was not all zero."""

Response = tuple[NDArray[np.float32], NDArray[np.float32]]
"""(head, spectra) of `convolver.prepare`"""


@njit(cache=True, nogil=True)
def _wet(hall: Record, heads: Pair, recent: Floats, tails: Floats, channel: int, position: int) -> float:
    """One sample of the reverb, crossfaded if there are two."""
    head_0, head_1 = heads
    at, start = channel * P, position + 1
    if hall.crossfading == 0:
        head = dot(head_0, at, recent, start) if hall.side == 0 else dot(head_1, at, recent, start)
        y = head + tails[hall.side, channel, P + position]
    else:
        share = hall.crossfading / CROSSFADE
        share = share if hall.side == 0 else 1.0 - share
        y = share * (dot(head_0, at, recent, start) + tails[0, channel, P + position])
        y += (1.0 - share) * (dot(head_1, at, recent, start) + tails[1, channel, P + position])
    if hall.flushing > 0:
        y *= hall.flushing / FADE
    return y


@njit(cache=True, nogil=True)
def _step(hall: Record, recent: Floats, filled: Flags, tails: Floats) -> None:
    """What changes from one sample to the next."""
    if hall.mix_gliding > 0:
        hall.mix_gliding -= 1
        hall.mix = hall.mix_goal if hall.mix_gliding == 0 else hall.mix + hall.mix_step
    if hall.crossfading > 0:
        hall.crossfading -= 1
        if hall.crossfading == 0:
            hall.side = 1 - hall.side
    if hall.flushing > 0:
        hall.flushing -= 1
        if hall.flushing == 0:
            recent.fill(0.0)
            filled.fill(0)
            tails.fill(0.0)


@njit(cache=True, nogil=True)
def _turn(hall: Record, spectra: Pair, recent: Floats, line: Floats, filled: Flags, tails: Floats) -> None:
    """The end of a partition: the FFTs."""
    spectra_0, spectra_1 = spectra
    hall.newest = end_partition(recent, line, filled, hall.newest)
    hall.quiet = 0 if filled[hall.newest] else hall.quiet + 1
    if hall.side == 0 or hall.crossfading > 0:
        make_tail(spectra_0, line, filled, hall.newest, tails[0])
    if hall.side == 1 or hall.crossfading > 0:
        make_tail(spectra_1, line, filled, hall.newest, tails[1])


@njit(cache=True, nogil=True)
def _silent(bus: Floats, start: int) -> bool:
    loudest = np.float32(0.0)
    for t in range(start, start + TICK):
        loudest = max(loudest, abs(bus[t]))
    return loudest == 0.0


@njit(cache=True, nogil=True)
def _sound(
    halls: Records, heads: Pair, spectra: Pair, recent: Floats, line: Floats, filled: Flags, tails: Floats,
    bus: Floats, sides: Floats, count: int,
) -> None:  # fmt: skip
    hall = halls[0]
    for start in range(0, count, TICK):
        idle = hall.quiet > len(filled) and hall.crossfading == 0 and hall.mix_gliding == 0 and hall.flushing == 0
        if idle and _silent(bus, start):  # the clock stands still: nothing is in the reverb that could hear it
            continue
        for t in range(start, start + TICK):
            position = hall.clock % P
            dry = bus[t]
            recent[P + position] = dry
            for c in range(2):
                wet = _wet(hall, heads, recent, tails, c, position) if hall.mix > 0.0 else 0.0
                sides[c, t] += (1.0 - hall.mix) * dry + hall.mix * wet
            _step(hall, recent, filled, tails)
            hall.clock += 1
            if hall.clock % P == 0:
                _turn(hall, spectra, recent, line, filled, tails)


class Hall:
    """One channel's. Made by the control side; every method is the audio thread's."""

    def __init__(self, channel: int, sample_rate: int) -> None:
        line = -(-basis_length(sample_rate) // P)  # partitions of the longest reverb
        self._hall = np.zeros(1, HALL)
        self._hall["clock"] = 5 * channel * TICK % P  # neighbours in different halves: blocks are often 128
        self._hall["quiet"] = line + 1
        head, spectra = silent_response()
        head = head.reshape(-1)
        self._heads, self._spectra = (head, head), (spectra, spectra)
        self._pending: deque[Response] = deque(maxlen=1)
        self._recent = np.zeros(M, np.float32)
        self._line = np.zeros((2, line, M), np.float32)
        self._filled = np.zeros(line, np.uint8)
        self._tails = np.zeros((2, 2, M), np.float32)

    def sound(self, bus: NDArray[np.float32], sides: NDArray[np.float32], count: int, retired: deque[Any]) -> None:
        """Add `count` samples of what is in the bus to sides [2, …]."""
        if self._pending and self._hall[0]["crossfading"] == 0:
            self._switch(self._pending.pop(), retired)
        _sound(self._hall, self._heads, self._spectra, self._recent, self._line, self._filled, self._tails,
               bus, sides, count)  # fmt: skip

    def respond(self, response: Response) -> None:
        """Crossfade to this response as soon as no other crossfade is under way; the newest wins."""
        self._pending.append(response)

    def glide(self, mix: float, samples: int) -> None:
        """Move to this share of the reverb; at once when nothing is in it."""
        hall = self._hall[0]
        if self._is_silent():
            hall["mix"], hall["mix_gliding"] = mix, 0
            return
        hall["mix_goal"], hall["mix_gliding"] = mix, samples
        hall["mix_step"] = (mix - hall["mix"]) / samples

    def flush(self) -> None:
        """Fade out and forget."""
        self._hall[0]["flushing"] = FADE

    def _is_silent(self) -> bool:
        return not self._filled.any() and not self._recent.any()

    def _switch(self, response: Response, retired: deque[Any]) -> None:
        """Put the response on the side that is not in force, and move over."""
        hall = self._hall[0]
        other = 1 - int(hall["side"])
        head, spectra = response[0].reshape(-1), response[1]
        retired.append((self._heads[other], self._spectra[other]))
        if other == 0:
            self._heads, self._spectra = (head, self._heads[1]), (spectra, self._spectra[1])
        else:
            self._heads, self._spectra = (self._heads[0], head), (self._spectra[0], spectra)
        if self._is_silent():
            hall["side"] = other
            self._tails[other] = 0.0
            return
        make_tail(spectra, self._line, self._filled, int(hall["newest"]), self._tails[other])
        hall["crossfading"] = CROSSFADE
