"""Between device and engine: `fill` with a stopwatch, a safety net, and a tap for recording to a file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from bridge.errors import BridgeError, CannotWrite
from bridge.realtime.priority import make_realtime

RING_SECONDS = 8
POLL_SECONDS = 0.05


class Player:
    """What a device calls. `record` and `stop_record` come from a control thread."""

    def __init__(self, fill: Callable[[NDArray[np.float32]], None], sample_rate: int, realtime: bool = True) -> None:
        self._fill = fill
        self._sample_rate = sample_rate
        self._wants_realtime = realtime
        self.realtime = False
        """the audio thread was given real-time priority"""
        self.load = 0.0
        """share of the time available that rendering takes, smoothed over some 50 blocks"""
        self.errors = 0
        """blocks replaced by silence because rendering raised"""
        self.onset = 0
        """when sound last began after a silent block, by the device's clock and without its latency: µs of
        `time.perf_counter`, modulo 2³¹ as OSC has 32 bits"""
        self._sounding = False
        self._ring = np.zeros((RING_SECONDS * sample_rate, 2), np.float32)
        self._written = 0
        self._recording = False
        self._writer: _Writer | None = None

    def fill(self, out: NDArray[np.float32], due: float | None = None) -> None:
        """Audio thread. due: when the device asked for the block (see `device`); now, if it does not say."""
        if self._wants_realtime:  # once: a thread can only ask for itself
            self._wants_realtime = False
            self.realtime = make_realtime()
        before = time.perf_counter()
        try:
            self._fill(out)
        except Exception:  # silence beats a dead device; the count shows it in the status
            out[:] = 0.0
            self.errors += 1
        if not out.any():
            self._sounding = False
        elif not self._sounding:
            self._sounding = True
            self._note_onset(out, before if due is None else due)
        if self._recording:
            self._keep(out)
        taken = (time.perf_counter() - before) * self._sample_rate / max(len(out), 1)
        self.load += 0.02 * (taken - self.load)

    def _note_onset(self, out: NDArray[np.float32], due: float) -> None:
        """A block is played when it was due, or later if it is made after all of it should have been played."""
        played = max(due, time.perf_counter() - len(out) / self._sample_rate)
        first = int(np.argmax(out.any(axis=1)))
        self.onset = int(1e6 * (played + first / self._sample_rate)) % 2**31

    def _keep(self, out: NDArray[np.float32]) -> None:
        start = self._written % len(self._ring)
        first = min(len(out), len(self._ring) - start)
        self._ring[start : start + first] = out[:first]
        self._ring[: len(out) - first] = out[first:]
        self._written += len(out)

    def record(self, path: Path | str) -> None:
        """Write all that is played from now on to a float WAV.

        Raises CannotWrite, and BridgeError when recording already.
        """
        if self._writer is not None:
            raise BridgeError(f"already recording to {self._writer.path}; stop that first")
        self._writer = _Writer(Path(path), self._sample_rate, self._ring, self._written, lambda: self._written)
        self._recording = True

    def stop_record(self) -> dict[str, Any] | None:
        """{"path", "seconds", "lost": seconds that could not be written in time}; None when nothing was
        recording."""
        if self._writer is None:
            return None
        self._recording = False
        writer, self._writer = self._writer, None
        return writer.finish()

    @property
    def recording(self) -> str | None:
        return None if self._writer is None else str(self._writer.path)


class _Writer:
    """A thread that moves samples from the ring to the file."""

    def __init__(self, path: Path, rate: int, ring: NDArray[np.float32], start: int, written: Any) -> None:
        self.path = path
        self._rate, self._ring, self._read, self._written = rate, ring, start, written
        self._lost = 0
        self._frames = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = soundfile.SoundFile(path, "w", rate, 2, subtype="FLOAT", format="WAV")
        except (OSError, soundfile.LibsndfileError) as error:
            raise CannotWrite(f"cannot write {path}: {error}; choose another file") from error
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._done.wait(POLL_SECONDS):
            self._drain()
        self._drain()
        self._file.close()

    def _drain(self) -> None:
        written = self._written()
        if written - self._read > len(self._ring):
            self._lost += written - self._read - len(self._ring)
            self._read = written - len(self._ring)
        while self._read < written:
            start = self._read % len(self._ring)
            stop = min(start + written - self._read, len(self._ring))
            self._file.write(self._ring[start:stop])
            self._read += stop - start
            self._frames += stop - start

    def finish(self) -> dict[str, Any]:
        self._done.set()
        self._thread.join()
        return {
            "path": str(self.path),
            "seconds": self._frames / self._rate,
            "lost": self._lost / self._rate,
        }
