"""A disk that fills up under a running daemon, and is emptied again: nothing written since, everything goes on."""

import sys
from pathlib import Path

import pytest

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.interfaces.osc.client import OscClient
from bridge.presets.library import PresetLibrary

if sys.platform != "linux":
    pytest.skip("needs prlimit, which takes the room for files away from another process", allow_module_level=True)

import resource


def room(pid: int, size: int) -> None:
    """How long a file of this process and of those it starts may become; 0 as on a full disk."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_disk_that_is_full_for_a_while(tmp_path: Path) -> None:
    config = DaemonConfig(
        port=0, library=tmp_path / "presets", journal=tmp_path / "journal.db", log=tmp_path / "log.jsonl",
        midi_tcp=0, midi_memory=tmp_path / "midi.json", audio="none",
        runner="bridge.interfaces.rehearsal:rehearse",
    )  # fmt: skip
    with DaemonProcess(config, tmp_path / "stderr") as daemon, OscClient(daemon.port) as client:
        client.send("/bridge/subscribe", client.port)
        assert client.ask("/bridge/preset/save", "before")[0] == "/done"
        before = (tmp_path / "presets" / "before.json").read_bytes()
        client.ask("/bridge/fit", "runs", "fm", "kick")
        client.wait("/bridge/job/params")
        room(daemon.child.pid, 0)
        for request in (
            ("/bridge/fit", "new", "fm", "bell"), ("/bridge/preset/save", "new"), ("/bridge/midi/program", 3, "before"),
            ("/bridge/preset/export", "before", "syx"), ("/bridge/library/tag", "before", "deep"),
        ):  # fmt: skip
            path, values = client.ask(*request)
            assert (path, values[2]) == ("/fail", "cannot-write"), values
        ended = client.wait("/bridge/job/done", "/bridge/job/failed", seconds=30)
        assert ended[0] == "/bridge/job/failed" and ended[1][:2] == ["runs", "cannot-write"]
        client.send("/bridge/voice/param", "level", -20.0)
        client.send("/bridge/voice/param/level")
        assert client.wait("/bridge/voice/param/level")[1] == [-20.0], "the voice plays on"
        facts = client.status()
        assert facts["log_lost"] > 0 and facts["worker"] == "warm" and facts["osc_internal"] == 0

        room(daemon.child.pid, resource.RLIM_INFINITY)
        assert client.ask("/bridge/preset/save", "kick", "runs") == ("/done", ["/bridge/preset/save", "kick"])
        client.ask("/bridge/fit", "later", "fm", "bell")
        assert client.wait("/bridge/job/done", "/bridge/job/failed", seconds=30)[1][:2] == ["later", "bell"]
    library = PresetLibrary(tmp_path / "presets")
    assert library.names() == ["before", "bell", "kick"] and library.load("kick").provenance["prompt"] == "kick"
    assert (tmp_path / "presets" / "before.json").read_bytes() == before
    assert [path.name for path in (tmp_path / "presets").glob(".*.json.*")] == [], "no half of a file is left"
