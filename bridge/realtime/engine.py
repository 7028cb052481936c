"""The voice engine: `load`, `note`, `param`, `panic` from one control thread; `fill` from the audio thread.

The control side turns parameters into rows (`program`) and queues them; the audio side takes a few from the
queue at each block and makes one compiled call. `fill` never waits, logs or takes a lock and makes no arrays.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridge.errors import BadRequest
from bridge.kernels.noise import BASIS_LENGTH
from bridge.realtime.commands import AudioQueue, Command
from bridge.realtime.convolver import M, make_tail, silent_response
from bridge.realtime.dx7_block import DX7_STATE
from bridge.realtime.fm_block import FM_STATE
from bridge.realtime.impact_block import IMPACT_STATE
from bridge.realtime.mixer import CROSSFADE, MIXER, SCRATCH, render_block
from bridge.realtime.program import Program, Response, Reverb
from bridge.realtime.voice import (
    AS_FITTED,
    FADE,
    IMPACT,
    SLOT,
    SLOTS,
    glide,
    note_off,
    note_on,
    release_others,
    silence,
)

GLIDE_SECONDS = 0.01
"""how long sounding notes take to follow a change of parameters"""
COMMANDS_A_BLOCK = 64
"""a flood of commands is spread over blocks rather than make one late"""
LINE = BASIS_LENGTH // (M // 2)
"""partitions in the reverb's delay line"""


class Engine:
    """A polyphonic voice. Output: stereo float32 within ±1, untouched by the limiter below −1 dBFS."""

    def __init__(self, sample_rate: int = 44100) -> None:
        self.sample_rate = sample_rate
        self._queue = AudioQueue()
        self._program: Program | None = None
        self._reverb: Reverb | None = None
        self._recent_notes: OrderedDict[int | None, None] = OrderedDict()
        self._glide = max(round(GLIDE_SECONDS * sample_rate), 1)
        self._slots = np.zeros(SLOTS, SLOT)
        self._fm = np.zeros(SLOTS, FM_STATE)
        self._dx7 = np.zeros(SLOTS, DX7_STATE)
        self._impact = np.zeros(SLOTS, IMPACT_STATE)
        self._mixer = np.zeros(1, MIXER)
        head, spectra = silent_response()
        self._heads, self._spectra = (head, head), (spectra, spectra)
        self._pending: deque[Response] = deque(maxlen=1)
        self._recent = np.zeros(M, np.float32)
        self._line = np.zeros((2, LINE, M), np.float32)
        self._filled = np.zeros(LINE, np.uint8)
        self._tails = np.zeros((2, 2, M), np.float32)
        self._scratch = np.zeros(SCRATCH)

    # ---- control side ----

    @property
    def program(self) -> Program | None:
        """What new notes play."""
        return self._program

    def load(self, voice: str, parameters: Mapping[str, float]) -> Reverb | None:
        """Play this preset from now on: new notes at once, sounding ones of the same voice glide to it.

        Returns the reverb still to be built and handed to `set_response`, or None when the one in force will
        do. Raises UnknownVoice, UnknownParameter, and QueueFull.
        """
        return self._play(Program.of(voice, parameters, self.sample_rate))

    def param(self, name: str, value: float) -> Reverb | None:
        """Change one number of the preset; as `load`. Raises UnknownParameter, QueueFull,
        and BadRequest when nothing is loaded.
        """
        if self._program is None:
            raise BadRequest("no preset is loaded; load one before setting a parameter")
        return self._play(self._program.with_param(name, value))

    def _play(self, program: Program) -> Reverb | None:
        rows = {AS_FITTED if n is None else n: program.row(n) for n in self._recent_notes}
        self._queue.put(("program", program.family, program.voice.size, program.mix(), rows))
        self._program = program
        reverb = program.reverb()
        if reverb is None or reverb == self._reverb:
            return None
        self._reverb = reverb
        return reverb

    def set_response(self, response: Response) -> None:
        """Crossfade to this reverb (`Reverb.build`); at once when nothing is in the old one."""
        self._queue.put(("response", response))

    def note(self, note: int | None, velocity: float) -> None:
        """Note-on, or note-off at velocity 0.

        note: 0 … 127, or None for the preset as fitted. velocity: linear gain, 0 … 1. Without a preset
        nothing sounds. Raises BadRequest for a note or velocity out of range, and QueueFull.
        """
        if note is not None and not 0 <= note <= 127:
            raise BadRequest(f"note {note} is out of range; use 0 … 127")
        if not 0.0 <= velocity <= 1.0:
            raise BadRequest(f"velocity {velocity} is out of range; use 0 … 1")
        key = AS_FITTED if note is None else note
        if velocity == 0.0:
            self._queue.put(("off", key))
        elif self._program is not None:
            self._recent_notes[note] = None
            self._recent_notes.move_to_end(note)
            while len(self._recent_notes) > SLOTS:
                self._recent_notes.popitem(last=False)
            program = self._program
            self._queue.put(("on", key, program.family, program.voice.size, velocity, program.row(note)))

    def panic(self) -> None:
        """Silence within a few milliseconds, reverb included."""
        self._queue.put(("panic",))

    def status(self) -> dict[str, Any]:
        """voices: sounding notes; peak: largest sample since the last call; faults: notes gone non-finite."""
        mixer = self._mixer[0]
        peak = float(mixer["peak"])
        mixer["peak"] = 0.0
        return {"voices": int(mixer["notes"]), "peak": peak, "faults": int(mixer["faults"])}

    # ---- audio thread ----

    def fill(self, out: NDArray[np.float32]) -> None:
        """Audio thread. Carry out waiting commands, then write the next block into `out` [frames, 2]."""
        for _ in range(COMMANDS_A_BLOCK):
            command = self._queue.take()
            if command is None:
                break
            self._do(command)
            self._queue.retired.append(command)
        if self._pending and self._mixer[0]["crossfading"] == 0:
            self._switch(self._pending.pop())
        render_block(
            self._slots, self._fm, self._dx7, self._impact, self._mixer, self._heads, self._spectra,
            self._recent, self._line, self._filled, self._tails, self._scratch, out,
        )  # fmt: skip

    def _do(self, command: Command) -> None:
        kind = command[0]
        if kind == "on":
            _, key, family, size, velocity, row = command
            clock = int(self._mixer[0]["clock"])
            note_on(self._slots, self._fm, self._dx7, self._impact, key, family, size, velocity, row, clock)
        elif kind == "off":
            note_off(self._slots, self._dx7, command[1])
        elif kind == "program":
            _, family, size, mix, rows = command
            release_others(self._slots, self._dx7, family, size)
            for key, row in rows.items():
                glide(self._slots, self._fm, self._dx7, self._impact, key, family, size, row, self._glide)
            self._glide_mix(family, mix)
        elif kind == "response":
            self._pending.append(command[1])
        elif kind == "panic":
            silence(self._slots)
            self._mixer[0]["flushing"] = FADE

    def _bus_is_silent(self) -> bool:
        return not self._filled.any() and not self._recent.any()

    def _glide_mix(self, family: int, mix: float) -> None:
        mixer = self._mixer[0]
        if family != IMPACT:  # FM and DX7 do not use the reverb; an impact that still rings keeps its own
            return
        if self._bus_is_silent():
            mixer["mix"], mixer["mix_gliding"] = mix, 0
            return
        mixer["mix_goal"], mixer["mix_gliding"] = mix, self._glide
        mixer["mix_step"] = (mix - mixer["mix"]) / self._glide

    def _switch(self, response: Response) -> None:
        """Put the response on the side that is not in force, and move over."""
        mixer = self._mixer[0]
        other = 1 - int(mixer["side"])
        head, spectra = response
        old = (self._heads[other], self._spectra[other])
        self._queue.retired.append(old)
        if other == 0:
            self._heads, self._spectra = (head, self._heads[1]), (spectra, self._spectra[1])
        else:
            self._heads, self._spectra = (self._heads[0], head), (self._spectra[0], spectra)
        if self._bus_is_silent():
            mixer["side"] = other
            self._tails[other] = 0.0
            return
        make_tail(spectra, self._line, self._filled, int(mixer["newest"]), self._tails[other])
        mixer["crossfading"] = CROSSFADE

    # ---- without a device ----

    def render(self, frames: int, block: int = 128) -> NDArray[np.float32]:
        """The next `frames` samples in blocks, for files and tests: float32 `[2, frames]`."""
        out = np.zeros((frames, 2), np.float32)
        for start in range(0, frames, block):
            self.fill(out[start : start + block])
        return np.ascontiguousarray(out.T)


def render_preset(
    voice: str,
    parameters: Mapping[str, float],
    note: int | None = None,
    velocity: float = 1.0,
    seconds: float = 1.5,
    sample_rate: int = 44100,
    block: int = 128,
) -> NDArray[np.float32]:
    """One held note through the real-time engine: float32 `[2, T]`, T = round(seconds · sample_rate).

    Raises UnknownVoice, UnknownParameter, BadRequest.
    """
    if not 0.0 < seconds <= 600.0:
        raise BadRequest(f"{seconds} seconds is out of range; use more than 0 and at most 600")
    engine = Engine(sample_rate)
    reverb = engine.load(voice, parameters)
    if reverb is not None:
        engine.set_response(reverb.build())
    engine.note(note, velocity)
    return engine.render(round(seconds * sample_rate), block)
