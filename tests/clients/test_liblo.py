"""A client that is not ours: liblo's `oscsend` and `oscdump` subscribe, ask for a fit, receive it, play a note."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator

import pytest
from daemon_status import until_heard, until_ready

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.interfaces.osc.client import OscClient

pytestmark = pytest.mark.skipif(not (shutil.which("oscsend") and shutil.which("oscdump")), reason="needs liblo-tools")


class Dump:
    """`oscdump` on a port; collects its lines."""

    def __init__(self, port: int) -> None:
        command = ["oscdump", "-L", str(port)]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        self._news = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def wait(self, wish: Callable[[str], bool], seconds: float = 20.0) -> str:
        with self._news:
            found = self._news.wait_for(lambda: [line for line in self.lines if wish(line)], seconds)
        assert found, f"not among {len(self.lines)} lines: {self.lines[-5:]}"
        return found[0]

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            with self._news:
                self.lines.append(line.rstrip())
                self._news.notify_all()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaemonProcess]:
    folder = tmp_path_factory.mktemp("liblo")
    config = DaemonConfig(
        port=0, library=folder / "presets", journal=folder / "journal.db", audio="null",
        runner="bridge.interfaces.rehearsal:rehearse",
    )  # fmt: skip
    with DaemonProcess(config, folder / "log") as process, OscClient(process.port) as client:
        until_ready(client)
        yield process


def send(daemon: DaemonProcess, *words: str) -> None:
    subprocess.run(["oscsend", "127.0.0.1", str(daemon.port), *words], check=True, timeout=20)


def subscribed(daemon: DaemonProcess) -> Dump:
    """oscdump needs a moment to open its port, so subscribe until it hears."""
    port = free_port()
    dump = Dump(port)
    for _ in range(50):
        send(daemon, "/bridge/subscribe", "i", str(port))
        try:
            dump.wait(lambda line: "/done ss" in line or "/done si" in line, 0.4)
        except AssertionError:
            continue
        return dump
    raise AssertionError("oscdump heard nothing")


def test_oscsend_asks_and_oscdump_receives(daemon: DaemonProcess) -> None:
    dump = subscribed(daemon)
    try:
        dump.wait(lambda line: "/bridge/status.reply" in line)
        send(daemon, "/bridge/ping", "s", "hello")
        dump.wait(lambda line: '/bridge/pong s "hello"' in line)
        send(daemon, "/bridge/fit", "isssi", "7", "fm", "kick drum, bass, reverb", "seed", "3")
        dump.wait(lambda line: '/done si "/bridge/fit" 7' in line)
        params = dump.wait(lambda line: "/bridge/job/params iiiisf" in line)
        assert '"root_hz"' in params and '"release"' in params
        dump.wait(lambda line: "/bridge/job/progress iiiff 7" in line)
        dump.wait(lambda line: '/bridge/job/done isf 7 "kick-drum-bass-reverb"' in line)
        send(daemon, "/bridge/fit", "sss", "x", "theremin", "kick")
        dump.wait(lambda line: '/fail ssss "/bridge/fit" "x" "unknown-voice"' in line)
        send(daemon, "/bridge/voice/note", "ii", "60", "100")
        with OscClient(daemon.port) as client:
            until_heard(client)
        send(daemon, "/bridge/fit", "TFNI")
        dump.wait(lambda line: '/fail ssss "/bridge/fit" "" "bad-request"' in line)
    finally:
        dump.child.kill()
        dump.child.wait()
    tags = {line.split()[1] for line in dump.lines if line.startswith("/") and len(line.split()) > 1}
    assert all(set(tag) <= set("ifs") for tag in tags)


def test_oscsend_over_tcp(daemon: DaemonProcess) -> None:
    """liblo's own framing on a stream; the answer is asked for over UDP."""
    dump = subscribed(daemon)
    try:
        path = "/bridge/voice/param/level"
        subprocess.run(
            ["oscsend", f"osc.tcp://127.0.0.1:{daemon.port}/", path, "f", "-20"], check=True, timeout=20
        )  # fmt: skip
        for _ in range(100):  # two ways to the daemon: which message is first there is not said
            send(daemon, path)
            heard = dump.wait(lambda line: path in line)
            if "-20.0" in heard:
                break
            dump.lines.clear()
        assert "-20.0" in heard, "the value never changed"
    finally:
        dump.child.kill()
        dump.child.wait()
