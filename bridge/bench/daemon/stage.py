"""A daemon under test, a client of it, and what the client was promised."""

from __future__ import annotations

import contextlib
import dataclasses
import random
import time
from pathlib import Path
from typing import Any

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.errors import BadPreset
from bridge.interfaces.osc.client import OscClient
from bridge.jobs.job import State
from bridge.jobs.journal import Journal
from bridge.presets.library import PresetLibrary

HEARD = 1e-4
"""of full scale"""


class Stage:
    """A daemon, a client of it, and what the client was promised."""

    def __init__(self, folder: Path, seed: int, audio: str = "null") -> None:
        self.rng = random.Random(seed)
        self.config = DaemonConfig(
            port=0, http_port=0, library=folder / "presets", journal=folder / "journal.db", audio=audio,
            runner="bridge.interfaces.rehearsal:rehearse", device="cpu", log=folder / "log.jsonl",
        )  # fmt: skip
        self.folder = folder
        self.daemon = DaemonProcess(self.config, folder / "stderr")
        self.config = dataclasses.replace(
            self.config, port=self.daemon.port, http_port=int(self.daemon.facts["http_port"])
        )
        self.client = OscClient(self.daemon.port)
        self.accepted: set[str] = set()
        self.done: dict[str, str] = {}
        self.failed: dict[str, str] = {}

    def close(self) -> None:
        self.client.close()
        self.daemon.stop()

    def restart(self) -> None:
        """What a service manager does when the daemon is gone."""
        self.daemon.child.wait(30)
        self.daemon.stop()
        self.daemon = DaemonProcess(self.config, self.folder / "stderr")

    def subscribe(self) -> None:
        """Until it is answered: what was sent to a dead daemon is lost."""
        self.client.send("/bridge/subscribe", self.client.port)
        self.hear(0.0)

    def fit(self, job: str) -> None:
        """Accepted when it is answered; a request that is not may have been lost."""
        with contextlib.suppress(TimeoutError):
            path, _ = self.ask("/bridge/fit", job, "fm", f"sound {job}")
            if path == "/done":
                self.accepted.add(job)

    def hear(self, seconds: float) -> None:
        """Take in what was pushed."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                path, values = self.client.wait(seconds=max(deadline - time.monotonic(), 0.001))
            except TimeoutError:
                return
            except ConnectionError:  # the daemon is dead at this moment
                continue
            self._note(path, values)

    def audible(self) -> bool:
        """Play a note and look whether something sounded since the last look."""
        try:
            self.client.send("/bridge/voice/note", 60, 100)
            status = self.status()
        except (TimeoutError, OSError):
            return False
        return bool(status) and status.get("voice_peak", 0.0) > HEARD

    def status(self) -> dict[str, Any]:
        self.client.send("/bridge/status")
        deadline = time.monotonic() + 0.3
        while (left := deadline - time.monotonic()) > 0:
            path, values = self.client.wait(seconds=left)
            self._note(path, values)
            if path == "/bridge/status.reply":
                return dict(zip(values[::2], values[1::2], strict=True))
        raise TimeoutError

    def whole(self) -> bool:
        """Everything runs again."""
        with contextlib.suppress(TimeoutError, OSError):
            status = self.status()
            voice = self.config.audio == "none" or (status["voice_alive"] == 1 and status["voice_ready"] == 1)
            return bool(voice and status["worker"] in ("warm", "cold"))
        return False

    def ended(self) -> bool:
        """Whether no fit waits or runs any more."""
        with contextlib.suppress(TimeoutError, OSError):
            status = self.status()
            return bool(status["queued"] == status["running"] == 0)
        return False

    def lost(self) -> list[str]:
        """Accepted jobs that neither gave a preset that can be read nor ended with a reason, whether that was heard or
        not, and presets that cannot be read. Only after `close`: the journal is the daemon's while it runs."""
        assert self.config.library is not None and self.config.journal is not None
        library, journal = PresetLibrary(self.config.library), Journal(self.config.journal)
        promised = {*library.names(), *self.done.values()}
        lost = []
        for job in self.accepted:
            found = journal.find(job)
            if found is not None and found.state is State.SUCCEEDED and found.best is not None:
                promised.add(found.best["preset"])
            elif found is None or not found.finished or not found.message:
                lost.append(job)
        journal.close()
        for name in promised:
            try:
                library.load(name)
            except BadPreset:
                lost.append(name)
        return lost

    def ask(self, path: str, *atoms: Any) -> tuple[str, list[Any]]:
        """The /done or /fail of this request. Raises TimeoutError."""
        self.client.send(path, *atoms)
        deadline = time.monotonic() + 2.0
        while (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(ConnectionError):
                got, values = self.client.wait(seconds=left)
                self._note(got, values)
                if got in ("/done", "/fail") and values[:2] == [path, *atoms[:1]]:
                    return got, values
        raise TimeoutError

    def _note(self, path: str, values: list[Any]) -> None:
        if path == "/bridge/job/done":
            self.done[str(values[0])] = str(values[1])
        elif path == "/bridge/job/failed":
            self.failed[str(values[0])] = str(values[2])
