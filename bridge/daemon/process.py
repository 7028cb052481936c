"""A daemon as a child process: for the demo and for tests, which talk to it as any client does.

with DaemonProcess(DaemonConfig(port=0, audio="none")) as daemon, OscClient(daemon.port) as client:
    client.ping()
"""

from __future__ import annotations

import dataclasses
import json
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.run import run_daemon
from bridge.errors import BridgeError, JobError

STOP_SECONDS = 15.0


class DaemonProcess:
    """Starts the daemon and waits for its ready line; it ends with `stop` and with the process that made it.

    log: a file for the daemon's stderr; without it, our own.  Raises JobError when it does not start.
    """

    def __init__(self, config: DaemonConfig, log: Path | None = None, seconds: float = 60.0) -> None:
        settings = {k: str(v) if isinstance(v, Path) else v for k, v in dataclasses.asdict(config).items()}
        command = [sys.executable, "-P", "-m", "bridge.daemon.process", json.dumps({**settings, "owned": True})]
        stderr = log.open("ab") if log is not None else None
        try:
            self.child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True
            )
        finally:
            if stderr is not None:
                stderr.close()
        try:
            self.facts = self._ready_line(seconds)
        except BaseException:
            self.child.kill()
            self.child.communicate()
            raise
        self.port = int(self.facts["osc_port"])

    def stop(self) -> int:
        """End it, by force if it takes longer than 15 s; returns its exit code."""
        if self.child.poll() is None:
            self.child.terminate()
        try:
            self.child.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.communicate()
        return self.child.returncode

    def __enter__(self) -> DaemonProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _ready_line(self, seconds: float) -> dict[str, Any]:
        assert self.child.stdout is not None
        deadline = time.monotonic() + seconds
        if sys.platform != "win32" and not select.select([self.child.stdout], [], [], seconds)[0]:
            raise JobError(f"the daemon was not ready in {seconds:g} s; look into its log")
        line = self.child.stdout.readline()
        if not line:
            code = self.child.wait(max(deadline - time.monotonic(), 1.0))
            raise JobError(f"the daemon ended with exit code {code}, not ready; look into its log")
        facts: dict[str, Any] = json.loads(line)
        return facts


def main(argument: str) -> int:
    """Run a daemon with the settings in a JSON object. A BridgeError is a line on stderr and exit code 2."""
    settings = json.loads(argument)
    for name in ("library", "journal", "log", "midi_memory"):
        settings[name] = Path(settings[name]) if settings.get(name) else None
    settings["allowed_peers"] = tuple(settings.get("allowed_peers", ()))
    try:
        run_daemon(DaemonConfig(**settings))
    except BridgeError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
