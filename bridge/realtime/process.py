"""The voice as other processes see it: start `bridge.realtime.server` and talk to it without waiting."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bridge.errors import BadRequest
from bridge.realtime.audio import check_audio
from bridge.realtime.children import Children
from bridge.realtime.commands import Command, check_bend, check_channel, check_pressure
from bridge.realtime.pipe import CommandPipe
from bridge.voices.catalog import Voice
from bridge.voices.catalog import voice as find_voice

READY_SECONDS = 120.0
"""the first start on a machine compiles for some 20 s; later ones take one second"""
STOP_SECONDS = 3.0


class AudioProcess:
    """Plays presets in a process of its own.

    audio: "auto" (sound card, or the null device with a message on stderr), "null" (a clock that plays to
    nobody), "file:PATH" (the same clock, and a WAV of all it plays) or "none" (no process at all: everything is
    accepted and nothing happens). sample_rate: Hz, the device may choose another. block: frames a block of the null
    device. standby: keep another process ready that takes over when this one dies and is started again; it costs
    memory and, once, the start. Methods return at once; commands wait in a bounded mailbox in which only the newest
    preset and the newest value of each parameter are kept. Raises BadRequest for an unknown `audio`.
    """

    def __init__(self, audio: str = "auto", sample_rate: int = 44100, block: int = 128, standby: bool = False) -> None:
        check_audio(audio)
        self.audio, self.sample_rate = audio, sample_rate
        self._children = Children(audio, sample_rate, block, standby)
        self._commands: CommandPipe | None = None
        self._child: subprocess.Popen[str] | None = None
        self._loaded: dict[int, tuple[Voice, dict[str, float]]] = {}
        self._told = threading.Condition()
        self._status: dict[str, Any] = {}
        self._peak = 0.0
        self._ready = False
        self._recorded: dict[str, Any] | None = None
        self._error: str | None = None

    def start(self) -> None:
        """Start the process; a preset loaded before is loaded again. Does nothing while one runs."""
        if self.audio == "none" or self.alive:
            return
        self._ready, self._status = False, {}
        self._child = child = self._children.start()
        assert child.stdin is not None
        self._commands = commands = CommandPipe(child.stdin)
        for channel, (voice, values) in self._loaded.items():
            commands.put(("load", voice.name, values, channel))
        threading.Thread(target=self._read, args=(child, commands), daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def wait_ready(self, seconds: float = READY_SECONDS) -> bool:
        """Wait until sound can be made; False when time is up or the process died. At once for "none"."""
        return self.audio == "none" or self.wait_until(lambda status: bool(status["ready"]), seconds)

    def wait_until(self, wish: Any, seconds: float) -> bool:
        """Wait until `wish(status)` is true of a status; False when time is up or the process died."""
        deadline = time.monotonic() + seconds
        with self._told:
            while not wish(self._record()):
                left = deadline - time.monotonic()
                if left <= 0.0 or not self.alive:
                    return False
                self._told.wait(min(left, 0.25))
        return True

    def load(self, voice: str, parameters: Mapping[str, float], channel: int = 0) -> None:
        """Play this preset on a channel from now on. Raises UnknownVoice, UnknownParameter, BadRequest."""
        found = find_voice(voice)
        values = dict(zip(found.space.names, found.space.to_list(parameters), strict=True))
        self._loaded[check_channel(channel)] = (found, values)
        self._put(("load", voice, values, channel))

    def param(self, name: str, value: float, channel: int = 0) -> None:
        """Change one number of a channel's preset, natural units.

        Raises UnknownParameter, and BadRequest when nothing is loaded.
        """
        if check_channel(channel) not in self._loaded:
            raise BadRequest("no preset is loaded; load one before setting a parameter")
        voice, values = self._loaded[channel]
        clipped = voice.space.param(name).clip(float(value))
        self._loaded[channel] = (voice, {**values, name: clipped})
        self._put(("param", name, clipped, channel))

    def note(
        self, note: int | None, velocity: float, channel: int = 0, bend: float = 0.0, pressure: float = 0.0
    ) -> None:
        """Note-on, or note-off at velocity 0. note: 0 … 127, None for the preset as fitted.

        velocity: linear gain, 0 … 1. bend (semitones) and pressure (0 … 1) are what the note begins with.
        Raises BadRequest.
        """
        if note is not None and not 0 <= note <= 127:
            raise BadRequest(f"note {note} is out of range; use 0 … 127")
        if not 0.0 <= velocity <= 1.0:
            raise BadRequest(f"velocity {velocity} is out of range; use 0 … 1")
        more = (check_bend(bend), check_pressure(pressure)) if bend or pressure else ()
        self._put(("note", note, float(velocity), check_channel(channel), *more))

    def bend(self, semitones: float, channel: int = 0, note: int | None = None) -> None:
        """Pitch bend of a channel, or of the notes that sound on one of its keys (MPE). Raises BadRequest."""
        self._put(("bend", check_bend(semitones), check_channel(channel), note))

    def pressure(self, amount: float, channel: int = 0, note: int | None = None) -> None:
        """Aftertouch, 0 … 1, up to 6 dB louder: of a channel or of one of its keys. Raises BadRequest."""
        self._put(("pressure", check_pressure(amount), check_channel(channel), note))

    def sustain(self, down: bool, channel: int = 0) -> None:
        """The pedal: while it is down, keys that are let go sound on. Raises BadRequest."""
        self._put(("sustain", bool(down), check_channel(channel)))

    def panic(self, channel: int | None = None) -> None:
        """Silence within a few milliseconds, of one channel or of all."""
        self._put(("panic",) if channel is None else ("panic", check_channel(channel)))

    def record(self, path: Path | str) -> None:
        """Write all that is played from now on to a WAV, until `stop_record`."""
        self._recorded = None
        self._put(("record", str(Path(path).absolute())))

    def stop_record(self, seconds: float = 0.0) -> dict[str, Any] | None:
        """End the recording. With `seconds`, wait that long for {"path", "seconds", "lost"}, else None."""
        self._put(("stop_record",))
        if seconds > 0.0:
            self.wait_until(lambda status: status["recorded"] is not None, seconds)
        return self._recorded

    def status(self) -> dict[str, Any]:
        """The latest word from the process, at most 0.1 s old while it lives.

        pid, alive, ready; device: its name; sample_rate: Hz; latency: s; late: blocks that came late; load: share
        of the time rendering takes; realtime: priority granted; note_at: when a note-on was last handed to the audio
        thread, µs of `time.perf_counter` modulo 2³¹; onset: when sound last began, likewise; voice; voices: sounding
        notes; peak: largest sample since the last call of `status`; faults, errors: notes and blocks silenced;
        recording: path or None; recorded: the last finished recording; dropped: commands refused; error: the last
        complaint or None.
        """
        with self._told:
            record = self._record()
            self._peak = 0.0
        return record

    def stop(self) -> None:
        """End the process; after three seconds by force."""
        child, self._child = self._child, None
        self._children.stop()
        if child is None:
            return
        if self._commands is not None:
            self._commands.put(("stop",))
            self._commands.close()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self._ready = False

    def __enter__(self) -> AudioProcess:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _put(self, command: Command) -> None:
        if self._commands is not None:  # nobody listens yet, or never will
            self._commands.put(command)

    def _record(self) -> dict[str, Any]:
        blank = {
            "device": self.audio, "sample_rate": self.sample_rate, "latency": 0.0, "late": 0, "load": 0.0,
            "realtime": False, "errors": 0, "recording": None, "voice": None, "voices": 0, "faults": 0,
        }  # fmt: skip
        dropped = 0 if self._commands is None else self._commands.dropped
        return {
            **blank,
            **self._status,
            "pid": self._child.pid if self._child is not None else 0,
            "alive": self.alive,
            "ready": self._ready and self.alive,
            "peak": self._peak,
            "recorded": self._recorded,
            "dropped": dropped + int(self._status.get("dropped", 0)),
            "error": self._error,
        }

    def _read(self, child: subprocess.Popen[str], commands: CommandPipe) -> None:
        """Thread: pipe -> status, until the process ends."""
        assert child.stdout is not None
        with child.stdout as pipe:
            for line in pipe:
                with self._told:
                    self._hear(json.loads(line))
                    self._told.notify_all()
        commands.close()
        with self._told:
            self._told.notify_all()

    def _hear(self, message: list[Any]) -> None:
        kind = message[0]
        if kind == "ready":
            self._children.keep_ready()
        if kind in ("ready", "status"):
            self._ready = True
            self._status = message[1]
            self._peak = max(self._peak, float(message[1]["peak"]))
        elif kind == "recorded":
            self._recorded = message[1]
        elif kind == "error":
            self._error = str(message[2])
