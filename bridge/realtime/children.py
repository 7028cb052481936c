"""Audio processes: how they are started, and one that stands by."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

Child = subprocess.Popen[str]


class Children:
    """`start` gives the process that is to play: the one that stands by, or a new one. See `process.AudioProcess`."""

    def __init__(self, audio: str, sample_rate: int, block: int, standby: bool) -> None:
        self._audio, self._sample_rate, self._block, self._standby = audio, sample_rate, block, standby
        self.spare: Child | None = None
        """ready, and waiting for a line on its input"""
        self._stopped = False

    def start(self) -> Child:
        """Raises OSError when there is no room for a process."""
        self._stopped = False
        return self._wake() or self._spawn()

    def keep_ready(self) -> None:
        """As soon as one plays: have the next one stand by, if that was wished."""
        if self._standby and not self._stopped and (self.spare is None or self.spare.poll() is not None):
            with contextlib.suppress(OSError):  # no memory, no processes left: then without
                self.spare = self._spawn("--standby")

    def stop(self) -> None:
        """End the one that stands by."""
        self._stopped = True
        spare, self.spare = self.spare, None
        if spare is not None:
            spare.kill()
            spare.communicate()

    def _wake(self) -> Child | None:
        """The process that stands by, told to begin; None when there is none."""
        spare, self.spare = self.spare, None
        if spare is None or spare.poll() is not None:
            return None
        assert spare.stdin is not None
        try:
            spare.stdin.write("\n")
            spare.stdin.flush()
        except OSError:  # it has died just now
            return None
        return spare

    def _spawn(self, *more: str) -> Child:
        command = [sys.executable, "-P", "-m", "bridge.realtime.server", "--audio", self._audio]
        command += ["--sample-rate", str(self._sample_rate), "--block", str(self._block), *more]
        # Spinning BLAS threads would take the very core that the audio thread needs.
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
        }
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env=environment, start_new_session=True,
        )  # fmt: skip
