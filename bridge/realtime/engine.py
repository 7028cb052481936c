"""The voice engine: `load`, `note`, `param` … from one control thread; `fill` from the audio thread.

The control side turns parameters into rows (`program`) and queues them; the audio side (`renderer`) takes a few from
the queue at each block and makes a few compiled calls.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridge.errors import BadRequest
from bridge.realtime.commands import AudioQueue, check_bend, check_channel, check_pressure
from bridge.realtime.ending import ANY
from bridge.realtime.hall import Hall, Response
from bridge.realtime.program import Program, Reverb
from bridge.realtime.renderer import Renderer
from bridge.realtime.state import IMPACT, POLYPHONY
from bridge.realtime.voice import AS_FITTED

SLOWEST, FASTEST = 8000, 192_000
RECENT = 128
"""keys whose notes follow a change of parameters"""


class Engine:
    """A polyphonic voice with a preset for each of sixteen channels.

    Output: stereo float32 within ±1, untouched by the limiter below −1 dBFS. sample_rate: Hz, 8 … 192 kHz. polyphony:
    notes at once, of all channels. Raises BadRequest for a sample rate or polyphony out of range.
    """

    def __init__(self, sample_rate: int = 44100, polyphony: int = POLYPHONY) -> None:
        if not SLOWEST <= sample_rate <= FASTEST:
            raise BadRequest(f"sample rate {sample_rate} is out of range; use {SLOWEST} … {FASTEST} Hz")
        if polyphony < 1:
            raise BadRequest(f"polyphony {polyphony} is out of range; use 1 or more")
        self.sample_rate = sample_rate
        self._queue = AudioQueue()
        self._renderer = Renderer(self._queue, sample_rate, polyphony)
        self._programs: dict[int, Program] = {}
        self._reverbs: dict[int, Reverb] = {}
        self._recent: dict[int, OrderedDict[int | None, None]] = {}

    @property
    def program(self) -> Program | None:
        """What new notes of channel 0 play."""
        return self._programs.get(0)

    @property
    def programs(self) -> Mapping[int, Program]:
        """By channel."""
        return self._programs

    def load(self, voice: str, parameters: Mapping[str, float], channel: int = 0) -> Reverb | None:
        """Play this preset on a channel from now on: new notes at once, sounding ones of the same voice glide to it.

        Returns the reverb still to be built and handed to `set_response`, or None when the one in force will
        do. Raises UnknownVoice, UnknownParameter, BadRequest for a channel out of range, and QueueFull.
        """
        return self._play(Program.of(voice, parameters, self.sample_rate), check_channel(channel))

    def param(self, name: str, value: float, channel: int = 0) -> Reverb | None:
        """Change one number of a channel's preset; as `load`. Raises UnknownParameter, QueueFull,
        and BadRequest when nothing is loaded.
        """
        program = self._programs.get(channel)
        if program is None:
            raise BadRequest("no preset is loaded; load one before setting a parameter")
        return self._play(program.with_param(name, value), channel)

    def _play(self, program: Program, channel: int) -> Reverb | None:
        recent = self._recent.setdefault(channel, OrderedDict())
        rows = {AS_FITTED if n is None else n: program.row(n) for n in recent}
        hall = Hall(channel, self.sample_rate) if program.family == IMPACT and channel not in self._reverbs else None
        self._queue.put(("program", channel, program.family, program.voice.size, program.mix(), rows, hall))
        self._programs[channel] = program
        reverb = program.reverb()
        if reverb is None or reverb == self._reverbs.get(channel):
            return None
        self._reverbs[channel] = reverb
        return reverb

    def set_response(self, response: Response, channel: int = 0) -> None:
        """Crossfade to this reverb (`Reverb.build`); at once when nothing is in the old one. Raises QueueFull."""
        self._queue.put(("response", channel, response))

    def note(
        self, note: int | None, velocity: float, channel: int = 0, bend: float = 0.0, pressure: float = 0.0
    ) -> None:
        """Note-on, or note-off at velocity 0.

        note: 0 … 127, or None for the preset as fitted. velocity: linear gain, 0 … 1. bend, pressure: what the note
        starts with, semitones and 0 … 1. Without a preset nothing sounds. Raises BadRequest for what is out of
        range, and QueueFull.
        """
        if note is not None and not 0 <= note <= 127:
            raise BadRequest(f"note {note} is out of range; use 0 … 127")
        if not 0.0 <= velocity <= 1.0:
            raise BadRequest(f"velocity {velocity} is out of range; use 0 … 1")
        key = AS_FITTED if note is None else note
        program = self._programs.get(check_channel(channel))
        if velocity == 0.0:
            self._queue.put(("off", channel, key))
        elif program is not None:
            recent = self._recent[channel]
            recent[note] = None
            recent.move_to_end(note)
            while len(recent) > RECENT:
                recent.popitem(last=False)
            more = program.row(note), check_bend(bend), check_pressure(pressure)
            self._queue.put(("on", channel, key, program.family, program.voice.size, float(velocity), *more))

    def bend(self, semitones: float, channel: int = 0, note: int | None = None) -> None:
        """Bend a channel, or (note) what sounds on one of its keys. Raises BadRequest, QueueFull."""
        key = ANY if note is None else note
        self._queue.put(("bend", check_channel(channel), key, check_bend(semitones)))

    def pressure(self, amount: float, channel: int = 0, note: int | None = None) -> None:
        """Aftertouch of a channel, or (note) of one of its keys: up to 6 dB louder. Raises BadRequest, QueueFull."""
        key = ANY if note is None else note
        self._queue.put(("pressure", check_channel(channel), key, check_pressure(amount)))

    def sustain(self, down: bool, channel: int = 0) -> None:
        """The pedal: while it is down, keys that are let go sound on. Raises BadRequest, QueueFull."""
        self._queue.put(("sustain", check_channel(channel), bool(down)))

    def panic(self, channel: int | None = None) -> None:
        """Silence within a few milliseconds, reverb included, of a channel or of all. Raises BadRequest, QueueFull."""
        self._queue.put(("panic", ANY if channel is None else check_channel(channel)))

    def status(self) -> dict[str, Any]:
        """voices: sounding notes; peak: largest sample since the last call; faults: notes gone non-finite."""
        mixer = self._renderer.state.mixer[0]
        peak = float(mixer["peak"])
        mixer["peak"] = 0.0
        return {"voices": int(mixer["notes"]), "peak": peak, "faults": int(mixer["faults"])}

    def fill(self, out: NDArray[np.float32]) -> None:
        """Audio thread. Carry out waiting commands, then write the next block into `out` [frames, 2]."""
        self._renderer.fill(out)

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
    engine = Engine(sample_rate, polyphony=1)
    reverb = engine.load(voice, parameters)
    if reverb is not None:
        engine.set_response(reverb.build())
    engine.note(note, velocity)
    return engine.render(round(seconds * sample_rate), block)
