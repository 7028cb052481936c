"""The doctor: each thing that can be missing is found, with a mend; nothing is changed by looking."""

import json
import os
import socket
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.commands import doctor
from bridge.commands.doctor import Finding, examine
from bridge.errors import DeviceError
from bridge.priors.edm import prior
from bridge.realtime import device


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def found(what: str, port: int | None = None, library: Path | None = None) -> list[Finding]:
    return [f for f in examine(port or free_port(), free_port(), library) if f.what.startswith(what)]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without torch, which takes seconds; its check has no branches worth the wait."""
    monkeypatch.setattr(doctor, "_gpu", lambda: iter([Finding("GPU", "good", "none")]))


def test_everything_has_a_finding_and_what_is_not_good_has_a_mend(tmp_path: Path) -> None:
    findings = list(examine(free_port(), free_port(), tmp_path / "not yet" / "presets"))
    whats = " ".join(finding.what for finding in findings)
    for what in ("sound", "MIDI", "GPU", "UDP", "TCP", "HTTP", "prior", "presets", "journal", "cache"):
        assert what in whats
    assert all(finding.mend or finding.level == "good" for finding in findings)
    assert list(tmp_path.iterdir()) == [], "looking leaves no trace"


def test_no_sound_card_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(rate: int) -> None:
        raise DeviceError("the PortAudio library is missing; install it (Debian: libportaudio2)")

    monkeypatch.setattr(device, "open_sound_device", missing)
    (sound,) = found("sound")
    assert (sound.level, sound.mend) == ("note", "install it (Debian: libportaudio2)")


def test_without_priority_there_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "sched_setscheduler", refuse, raising=False)
    (finding,) = found("real time")
    assert finding.level == "note" and "rtprio" in finding.mend


def test_asking_for_priority_leaves_everything_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "SCHED_FIFO", 1, raising=False)
    monkeypatch.setattr(os, "SCHED_RESET_ON_FORK", 2**30, raising=False)
    monkeypatch.setattr(os, "sched_param", lambda priority: priority, raising=False)
    monkeypatch.setattr(
        os, "sched_setscheduler", lambda *_: asked.append(threading.current_thread().ident or 0), raising=False
    )
    (finding,) = found("real time")
    assert finding.level == "good" and asked and threading.current_thread().ident not in asked


def test_a_port_that_somebody_else_has_is_bad() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        udp, tcp = found(f"port {port}", port)
    assert (udp.level, tcp.level) == ("bad", "good") and "--port" in udp.mend


def test_a_daemon_that_runs_has_its_own_ports_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """It serves no HTTP, or on another port: then that one is somebody else's."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        http_port = taken.getsockname()[1]
        for facts, level in (
            ({"pid": 7, "osc_port": http_port, "http_port": http_port}, "good"),
            ({"pid": 7, "osc_port": http_port}, "bad"),
            ({"pid": 7, "osc_port": http_port, "http_port": 1}, "bad"),
        ):
            monkeypatch.setattr(doctor, "_running", lambda port, facts=facts: facts)
            (web,) = [f for f in examine(free_port(), http_port) if "HTTP" in f.what]
            assert web.level == level and (level == "good") == ("pid 7" in web.found)


def test_weights_that_are_missing_or_damaged_are_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [f.level for f in found("prior")] == ["good"]
    monkeypatch.setattr(prior, "WEIGHTS", tmp_path / "none")
    assert "missing" in found("prior")[0].found and found("prior")[0].level == "bad"
    (tmp_path / "half").write_bytes(bytes(100))
    monkeypatch.setattr(prior, "WEIGHTS", tmp_path / "half")
    assert "cannot be read" in found("prior")[0].found


def test_folders_without_room_or_that_are_files_are_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    (presets,) = found("presets", library=tmp_path / "file")
    assert presets.level == "bad" and "--library" in presets.mend
    monkeypatch.setattr(doctor, "MIN_FREE", 10**18)
    (presets,) = found("presets", library=tmp_path)
    assert presets.level == "bad" and "make room" in presets.mend


def test_a_check_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_midi", lambda: 1 / 0)
    (midi,) = found("MIDI")
    assert midi.level == "bad" and "ZeroDivisionError" in midi.found


def test_the_command_says_it_with_its_exit_code() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        ports = ["--port", str(taken.getsockname()[1]), "--http-port", str(free_port())]
        shown = CliRunner().invoke(app, ["doctor", *ports])
        assert shown.exit_code == 1 and "another program has it" in shown.stdout and "→ serve with" in shown.stdout
        told = CliRunner().invoke(app, ["doctor", "--json", *ports])
    assert told.exit_code == 1
    assert {"what", "level", "found", "mend"} == set(json.loads(told.stdout)["findings"][0])
