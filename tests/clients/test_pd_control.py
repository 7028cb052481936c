"""The control patch's `p bridge`, run by Pure Data box for box: with a daemon, and with one that loses parts."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue

import pytest

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.exports.maxmsp.files import pd_twin
from bridge.interfaces.osc.messages import build, in_parts, parse
from bridge.voices.catalog import voice

pytestmark = pytest.mark.skipif(shutil.which("pd") is None, reason="needs puredata-core")
PATIENCE = 60.0
"""seconds that anything may take on a busy machine"""


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Twin:
    """The patch in Pd: buttons are pressed by `press`, what comes out of its outlets is heard."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.lines: list[str] = []
        self._queue: Queue[str] = Queue()
        self._port = port
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        for line in process.stderr or ():
            self._queue.put(line.rstrip())

    def press(self, text: str) -> None:
        with socket.create_connection(("127.0.0.1", self._port), PATIENCE) as sock:
            sock.sendall(f"command {text};\n".encode())

    def until(self, beginning: str) -> str:
        """The next line that begins so; all before it are kept in `lines`."""
        while True:
            try:
                line = self._queue.get(timeout=PATIENCE)
            except Empty:
                raise AssertionError(f"never heard {beginning!r}; the last lines: {self.lines[-8:]}") from None
            self.lines.append(line)
            if line.startswith(beginning):
                return line


@contextmanager
def twin(folder: Path, daemon: int) -> Iterator[Twin]:
    port = free_port(socket.SOCK_STREAM)
    patch = folder / "control.pd"
    patch.write_text(pd_twin(daemon, port))
    command = ["pd", "-nogui", "-noaudio", "-nomidi", "-stderr", str(patch)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield Twin(process, port)
    finally:
        process.kill()
        process.wait()


def a_set(lines: list[str]) -> dict[str, float]:
    """The last whole set among these lines."""
    end = len(lines) - 1 - lines[::-1].index("sets: end")
    begin = max(k for k in range(end) if lines[k] == "sets: begin")
    pairs = [line.removeprefix("sets: ").split() for line in lines[begin + 1 : end] if line.startswith("sets: ")]
    return {name: float(value) for name, value in pairs}


def test_the_control_patch_fits_lists_saves_and_loads(tmp_path: Path) -> None:
    config = DaemonConfig(
        port=0, library=tmp_path / "presets", journal=tmp_path / "journal.db", audio="null",
        runner="bridge.interfaces.rehearsal:rehearse",
    )  # fmt: skip
    with DaemonProcess(config, tmp_path / "log") as daemon, twin(tmp_path, daemon.port) as patch:
        patch.until("connected: 1")
        patch.press("/bridge/fit 7 impact128 bell budget fast")
        assert patch.until("answers: /bridge/fit") == "answers: /bridge/fit 7"
        patch.until("voice: impact128")
        step = patch.until("progress: 7").split()
        assert 1 <= float(step[2]) <= float(step[3]) == 20
        patch.until("sets: end")
        assert set(a_set(patch.lines)) == set(voice("impact128").space.names)  # 435 numbers in several parts
        done = patch.until("done: 7").split()
        patch.press("/bridge/preset/save mine 7")
        patch.until("answers: /bridge/preset/save")
        patch.press("/bridge/preset/list")
        patch.until("names: append mine")
        patch.press(f"/bridge/preset/load {done[2]}")
        patch.until("answers: /bridge/preset/load")
        patch.press("/bridge/preset/export nothing json")
        assert "fail /bridge/preset/export" in patch.until("tell: fail")
    errors = [line for line in patch.lines if "error" in line.lower() and not line.startswith("tell:")]
    assert not errors


def test_a_set_that_lost_a_part_is_asked_for_again(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.settimeout(PATIENCE)
        with twin(tmp_path, daemon.getsockname()[1]) as patch:
            port = next(int(float(values[0])) for path, values in _heard(daemon) if path == "/bridge/subscribe")

            def send(*packets: bytes) -> None:
                for packet in packets:
                    daemon.sendto(packet, ("127.0.0.1", port))

            values = [(f"p{k}", float(k)) for k in range(300)]
            first, second, third = in_parts("/bridge/job/params", [7, 1], values)
            send(first, third)
            assert next(v for path, v in _heard(daemon) if path == "/bridge/job/resend") == [7.0]
            send(second, *in_parts("/bridge/job/params", [7, 2], values))  # what came too late is not mixed in
            patch.until("sets: end")
            assert a_set(patch.lines) == dict(values)
            assert patch.lines.count("sets: begin") == 1
            send(*in_parts("/bridge/voice/params", [5], values)[1:])
            assert next(path for path, _ in _heard(daemon) if path.endswith("resend")) == "/bridge/voice/resend"
            send(*in_parts("/bridge/voice/params", [6], [("root_hz", 220.0)]))
            patch.until("sets: end")
            assert a_set(patch.lines) == {"root_hz": 220.0}


def test_a_daemon_that_comes_late_or_goes_is_noticed(tmp_path: Path) -> None:
    port = free_port(socket.SOCK_DGRAM)
    with twin(tmp_path, port) as patch:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
            daemon.bind(("127.0.0.1", port))
            daemon.settimeout(PATIENCE)
            own = next(int(float(values[0])) for path, values in _heard(daemon) if path == "/bridge/subscribe")
            daemon.sendto(build("/bridge/pong", [1]), ("127.0.0.1", own))
            assert patch.until("connected: 1")
        assert patch.until("connected: 0")


def _heard(daemon: socket.socket) -> Iterator[tuple[str, list[object]]]:
    """What the patch sends, until nothing more comes."""
    with suppress(TimeoutError):
        while True:
            yield from parse(daemon.recvfrom(65535)[0])
