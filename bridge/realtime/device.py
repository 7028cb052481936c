"""Where blocks of sound go: a sound card through PortAudio, or a clock of the same pace that plays to nobody or to a
file.

A device calls `fill(out, due)` from its own audio thread until it is stopped. out: float32 [frames, 2]. due: when the
block is asked for by the device's own clock, seconds of `time.perf_counter`; what is in it is heard `latency` later.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import soundfile
from numpy.typing import NDArray

from bridge.errors import BadRequest, BridgeError, CannotWrite, DeviceError
from bridge.realtime.audio import FILE, check_audio

Fill = Callable[[NDArray[np.float32], float], None]
CATCH_UP = 0.5
"""seconds by which the null device may fall behind before it skips instead of rendering what was missed"""
log = logging.getLogger(__name__)


class Device(Protocol):
    """late: blocks that came late or were lost; latency: seconds from `fill` to the ear; active: it plays."""

    name: str
    sample_rate: int
    latency: float
    late: int

    @property
    def active(self) -> bool: ...

    def start(self, fill: Fill) -> None: ...

    def stop(self) -> None: ...


class NullDevice:
    """A sound card's timing without sound. Block n is due at start + n·block/rate: the clock never drifts."""

    name = "null"

    def __init__(self, sample_rate: int = 44100, block: int = 128) -> None:
        self.sample_rate = sample_rate
        self.block = block
        self.latency = block / sample_rate
        self.late = 0
        self._running = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def active(self) -> bool:
        return self._running.is_set()

    def start(self, fill: Fill) -> None:
        self._running.set()
        self._thread = threading.Thread(target=self._play, args=(fill,), name="audio", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._running.clear()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _play(self, fill: Fill) -> None:
        out = np.zeros((self.block, 2), np.float32)
        period = self.block / self.sample_rate
        start, count = time.perf_counter(), 0
        while self._running.is_set():
            wait = start + count * period - time.perf_counter()
            if wait > 0.0:
                time.sleep(wait)
            elif wait < -period:
                self.late += 1
                if wait < -CATCH_UP:  # the machine slept: nobody is waiting for what was not played
                    count += int(-wait / period)
            fill(out, start + count * period)  # a thread that wakes late does not make the clock late
            count += 1


class FileDevice(NullDevice):
    """The same clock, and all that it plays in a float WAV. Raises CannotWrite.

    The audio thread writes: a slow disk makes blocks late, which are in the file all the same.
    """

    def __init__(self, path: Path, sample_rate: int = 44100, block: int = 128) -> None:
        super().__init__(sample_rate, block)
        self.name = f"{FILE}{path}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = soundfile.SoundFile(path, "w", sample_rate, 2, subtype="FLOAT", format="WAV")
        except (OSError, soundfile.LibsndfileError) as error:
            raise CannotWrite(f"cannot write {path}: {error}; choose another file") from error

    def start(self, fill: Fill) -> None:
        def fill_and_write(out: NDArray[np.float32], due: float) -> None:
            fill(out, due)
            try:
                self._file.write(out)
            except (OSError, soundfile.LibsndfileError):  # the disk is full: the clock goes on, the block is lost
                self.late += 1

        super().start(fill_and_write)

    def stop(self) -> None:
        super().stop()
        with contextlib.suppress(OSError, soundfile.LibsndfileError):
            self._file.close()


class SoundDevice:
    """The default output through PortAudio. Opened with `open_sound_device`."""

    def __init__(self, sounddevice: Any, name: str, sample_rate: int, latency: str | float) -> None:
        self._sounddevice = sounddevice
        self._wish = latency
        self.name = name
        self.sample_rate = sample_rate
        self.latency = 0.0
        self.late = 0
        self._stream: Any = None

    @property
    def active(self) -> bool:
        return self._stream is not None and bool(self._stream.active)

    def start(self, fill: Fill) -> None:
        """Raises DeviceError when the device will not open."""

        def callback(out: NDArray[np.float32], frames: int, clock: Any, status: Any) -> None:
            if status:
                self.late += 1
            fill(out, time.perf_counter())  # it asks when it wakes us; its own stamps are not to be had everywhere

        try:
            # blocksize 0: PortAudio's own choice is the most robust, and the engine does not mind.
            self._stream = self._sounddevice.OutputStream(
                samplerate=self.sample_rate, blocksize=0, channels=2, dtype="float32",
                latency=self._wish, callback=callback,
            )  # fmt: skip
            self._stream.start()
        except self._sounddevice.PortAudioError as error:
            raise DeviceError(f"cannot open {self.name}: {error}; close what uses it") from error
        self.latency = float(self._stream.latency)

    def stop(self) -> None:
        if self._stream is not None:
            stream, self._stream = self._stream, None
            with contextlib.suppress(self._sounddevice.PortAudioError):
                stream.close()


def open_sound_device(sample_rate: int, latency: str | float = "low") -> SoundDevice:
    """The default output at `sample_rate`, or at its own rate if it refuses that. Raises DeviceError."""
    try:
        import sounddevice
    except OSError as error:  # raised when the PortAudio library is missing
        raise DeviceError("the PortAudio library is missing; install it (Debian: libportaudio2)") from error
    except ImportError as error:
        raise DeviceError("the sounddevice package is missing; run `pip install sounddevice`") from error
    try:
        found = sounddevice.query_devices(kind="output")
    except (sounddevice.PortAudioError, ValueError) as error:
        raise DeviceError("there is no sound output; connect one") from error
    rate = sample_rate
    try:
        sounddevice.check_output_settings(channels=2, dtype="float32", samplerate=rate)
    except (sounddevice.PortAudioError, ValueError):
        rate = int(found["default_samplerate"])
        log.warning("%s does not play at %d Hz; using %d Hz", found["name"], sample_rate, rate)
    return SoundDevice(sounddevice, str(found["name"]), rate, latency)


def open_device(audio: str = "auto", sample_rate: int = 44100, block: int = 128) -> Device:
    """The sound card for "auto", a file for "file:PATH", or the null device and a message why; "null": that one.

    Raises BadRequest for any other `audio`.
    """
    if audio == "none":
        raise BadRequest("audio 'none' has no device; use auto, null or file:PATH")
    check_audio(audio)
    try:
        if audio == "auto":
            return open_sound_device(sample_rate)
        if audio.startswith(FILE):
            return FileDevice(Path(audio.removeprefix(FILE)), sample_rate, block)
    except BridgeError as error:
        log.warning("%s. Playing without sound (null device).", error)
    return NullDevice(sample_rate, block)
