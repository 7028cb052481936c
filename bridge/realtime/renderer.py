"""The audio thread's side of the engine: takes commands, makes blocks. It never waits, logs or takes a lock, and makes
no arrays; what it has played is left in the queue for the control side to free.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.realtime.arrays import TICK
from bridge.realtime.commands import AudioQueue, Command
from bridge.realtime.ending import ANY, note_off, release_others, silence
from bridge.realtime.expression import bend, press, sustain
from bridge.realtime.hall import Hall
from bridge.realtime.mixer import finish, render
from bridge.realtime.state import CHUNK, IMPACT, make_state
from bridge.realtime.voice import glide, note_on

GLIDE_SECONDS = 0.01
"""how long sounding notes take to follow a change of parameters"""
COMMANDS_A_BLOCK = 64
"""a flood of commands is spread over blocks rather than make one late"""


class Renderer:
    """All notes and reverbs. `fill` is the audio thread's; nothing else may be called while it runs."""

    def __init__(self, queue: AudioQueue, sample_rate: int, polyphony: int) -> None:
        self._queue = queue
        self.state = make_state(polyphony)
        self._polyphony = polyphony
        self._ticks = max(round(GLIDE_SECONDS * sample_rate / TICK), 1)
        self._halls: dict[int, Hall] = {}
        self._waiting: Command | None = None
        self._block = np.zeros((CHUNK, 2), np.float32)
        self._from = self._to = 0

    def fill(self, out: NDArray[np.float32]) -> None:
        """Write the next block into `out` [frames, 2], any number of frames.

        Ticks are rendered whole: what a block does not take is there for the next one.
        """
        done, frames = 0, len(out)
        while done < frames:
            if self._from == self._to:
                self._take_commands()
                room = CHUNK - int(self.state.mixer[0]["clock"]) % CHUNK
                self._render(min(-(-(frames - done) // TICK), room // TICK))
            count = min(frames - done, self._to - self._from)
            out[done : done + count] = self._block[self._from : self._from + count]
            self._from += count
            done += count

    def _render(self, ticks: int) -> None:
        state = self.state
        render(state, ticks)
        for channel, hall in self._halls.items():
            hall.sound(state.buses[channel], state.sides, ticks * TICK, self._queue.retired)
        finish(state, ticks, self._block)
        self._from, self._to = 0, ticks * TICK

    def _take_commands(self) -> None:
        for _ in range(COMMANDS_A_BLOCK):
            command = self._waiting if self._waiting is not None else self._queue.take()
            self._waiting = None
            if command is None:
                return
            if not self._do(command):  # a note for which there is no slot yet
                self._waiting = command
                return
            self._queue.retired.append(command)

    def _do(self, command: Command) -> bool:
        """False when the command has to wait."""
        kind, channel = command[0], command[1]
        state = self.state
        if kind == "on":
            begun: bool = note_on(state, *command[1:], self._polyphony, self._ticks)  # type: ignore[call-arg]
            return begun
        if kind == "off":
            note_off(state, channel, command[2])
        elif kind == "program":
            self._change(*command[1:])
        elif kind == "response":
            self._halls[channel].respond(command[2])
        elif kind == "bend":
            bend(state, channel, command[2], command[3])
        elif kind == "pressure":
            press(state, channel, command[2], command[3])
        elif kind == "sustain":
            sustain(state, channel, command[2])
        elif kind == "panic":
            self._silence(channel)
        return True

    def _change(
        self, channel: int, family: int, size: int, mix: float, rows: dict[int, NDArray[np.float64]], hall: Hall | None
    ) -> None:
        if hall is not None:
            self._halls[channel] = hall
        release_others(self.state, channel, family, size)
        for key, row in rows.items():
            glide(self.state, channel, key, family, size, row, self._ticks)
        if family == IMPACT:  # the others do not use the reverb; an impact that still rings keeps its own
            self._halls[channel].glide(mix, self._ticks * TICK)

    def _silence(self, channel: int) -> None:
        silence(self.state, channel)
        for at, hall in self._halls.items():
            if channel in (ANY, at):
                hall.flush()
