"""Where daemon and real voice meet: a note by OSC sounds in the audio process; a killed one comes back."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.interfaces.osc.client import OscClient


def until(client: OscClient, wish: Callable[[dict[str, Any]], bool], seconds: float) -> dict[str, Any]:
    """Ask for the status until it is as wished."""
    deadline = time.monotonic() + seconds
    while not wish(status := client.status()):
        assert time.monotonic() < deadline, status
        time.sleep(0.05)
    return status


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find the process")
def test_a_note_sounds_and_the_voice_comes_back_after_kill_9(tmp_path: Path) -> None:
    config = DaemonConfig(
        port=0,
        library=tmp_path / "presets",
        journal=tmp_path / "journal.db",
        audio="null",
        runner="bridge.interfaces.rehearsal:rehearse",
    )
    with DaemonProcess(config, tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        until(client, lambda s: s["voice_ready"] == 1, 180)  # the first start on a machine compiles
        client.send("/bridge/voice/note", 60, 100)
        until(client, lambda s: s["voice_peak"] > 0.01, 20)
        client.send("/bridge/voice/panic")
        until(client, lambda s: s["voice_voices"] == 0, 20)

        client.send("/bridge/subscribe", client.port)
        client.ask("/bridge/fit", 1, "impact", "bell")
        client.wait("/bridge/job/done", seconds=60)
        assert until(client, lambda s: s.get("voice_voice") == "impact", 20)["voice_alive"] == 1

        for pid in _voices_of(daemon.child.pid):
            os.kill(pid, signal.SIGKILL)
        client.wait("/bridge/process", wish=lambda v: v[:2] == ["voice", "restarting"], seconds=20)
        client.wait("/bridge/process", wish=lambda v: v[:2] == ["voice", "started"], seconds=20)
        until(client, lambda s: s["voice_ready"] == 1 and s.get("voice_voice") == "impact", 60)
        client.send("/bridge/voice/note", 60, 100)
        assert until(client, lambda s: s["voice_peak"] > 0.001, 20)["voice_deaths"] == 1
        assert client.ping() < 5


def _voices_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        child = int(entry.parent.name)
        try:
            parent = int((entry.parent / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == pid and b"bridge.realtime.server" in entry.read_bytes():
                found.append(child)
        except OSError:
            continue
    assert found, "needs /proc to find the voice's process"
    return found
