"""How a sounding note moves to another row of numbers: on straight lines, in equal steps (samples, or ticks).

State of a note: `base`, the row it was given; `row`, the numbers in force; `goal` and `step`, the way there, for the
first `len(goal)` numbers of a row; `gliding`, the steps left. The other numbers hold at once. A row begins with
the frequencies of the operators; a bend multiplies those that follow the note (`tuned`, 1 or 0 for each).
"""

from __future__ import annotations

from numba import njit

from bridge.realtime.arrays import Record, Row
from bridge.voices.fm import MAX_OPERATORS

V = MAX_OPERATORS
"""as many as a DX7 has"""


@njit(cache=True, nogil=True)
def begin(state: Record, row: Row, tuned: int, factor: float) -> None:
    """A new note with this row, bent by `factor`. tuned: where the row says which operators follow the note."""
    for i in range(len(state.row)):
        state.base[i] = row[i]
        state.row[i] = row[i]
    for v in range(V):
        if row[tuned + v] > 0.0:
            state.row[v] *= factor
    state.gliding = 0


@njit(cache=True, nogil=True)
def depart(state: Record, row: Row, tuned: int, factor: float, steps: int) -> None:
    """Move to `row`, bent by `factor`, within `steps`. The row may be the state's own `base`."""
    for i in range(len(state.row)):
        state.base[i] = row[i]
        wanted = row[i]
        if i < V and row[tuned + i] > 0.0:
            wanted *= factor
        if i < len(state.goal):
            state.goal[i] = wanted
            state.step[i] = (wanted - state.row[i]) / steps
        else:
            state.row[i] = wanted
    state.gliding = steps


@njit(cache=True, nogil=True)
def advance(state: Record) -> None:
    """One step; the last one arrives exactly."""
    state.gliding -= 1
    if state.gliding == 0:
        for i in range(len(state.goal)):
            state.row[i] = state.goal[i]
    else:
        for i in range(len(state.goal)):
            state.row[i] += state.step[i]
