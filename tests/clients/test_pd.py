"""Pure Data as a client: a patch of stock objects subscribes, asks for a fit, receives its parameters, plays a note."""

import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest
from daemon_status import until_heard, until_ready

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.interfaces.osc.client import OscClient

pytestmark = pytest.mark.skipif(shutil.which("pd") is None, reason="needs puredata-core")

PATCH = """#N canvas 0 0 700 500 10;
#X obj 10 10 loadbang;
#X msg 10 40 connect 127.0.0.1 {daemon};
#X obj 10 400 netsend -u -b;
#X obj 100 40 metro 200;
#X msg 100 70 {own};
#X obj 100 100 oscformat bridge subscribe;
#X obj 100 340 list prepend send;
#X obj 100 370 list trim;
#X obj 300 10 netreceive -u -b {own};
#X obj 300 40 oscparse;
#X obj 300 70 list trim;
#X obj 300 100 print heard;
#X obj 400 100 route done bridge;
#X obj 400 130 route /bridge/subscribe;
#X obj 400 160 bang;
#X msg 450 190 stop;
#X msg 400 190 7 fm bell;
#X obj 400 220 oscformat bridge fit;
#X obj 550 130 route job;
#X obj 550 160 route done;
#X obj 550 190 bang;
#X msg 550 220 60 100;
#X obj 550 250 oscformat bridge voice note;
#X connect 0 0 1 0;
#X connect 0 0 3 0;
#X connect 1 0 2 0;
#X connect 3 0 4 0;
#X connect 4 0 5 0;
#X connect 5 0 6 0;
#X connect 6 0 7 0;
#X connect 7 0 2 0;
#X connect 8 0 9 0;
#X connect 9 0 10 0;
#X connect 10 0 11 0;
#X connect 10 0 12 0;
#X connect 12 0 13 0;
#X connect 13 0 14 0;
#X connect 14 0 15 0;
#X connect 15 0 3 0;
#X connect 14 0 16 0;
#X connect 16 0 17 0;
#X connect 17 0 6 0;
#X connect 12 1 18 0;
#X connect 18 0 19 0;
#X connect 19 0 20 0;
#X connect 20 0 21 0;
#X connect 21 0 22 0;
#X connect 22 0 6 0;
"""


def test_pd_subscribes_fits_receives_and_plays(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        own = sock.getsockname()[1]
    config = DaemonConfig(
        port=0, library=tmp_path / "presets", journal=tmp_path / "journal.db", audio="null",
        runner="bridge.interfaces.rehearsal:rehearse",
    )  # fmt: skip
    with DaemonProcess(config, tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        until_ready(client)
        (tmp_path / "client.pd").write_text(PATCH.format(daemon=daemon.port, own=own))
        command = ["pd", "-nogui", "-noaudio", "-nomidi", "-stderr", str(tmp_path / "client.pd")]
        pd = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert pd.stderr is not None
        lines: list[str] = []
        played = threading.Event()

        def read() -> None:
            for line in pd.stderr or ():
                lines.append(line.rstrip())
                if "bridge job done" in line:
                    played.set()

        threading.Thread(target=read, daemon=True).start()
        try:
            assert played.wait(60), lines[-10:]
            until_heard(client)
        finally:
            pd.kill()
            pd.wait()
    heard = [line.removeprefix("heard: ") for line in lines if line.startswith("heard:")]
    assert any(line.startswith("done /bridge/subscribe") for line in heard)
    assert any(line.startswith("done /bridge/fit 7") for line in heard)
    params = next(line for line in heard if line.startswith("bridge job params 7"))
    assert "root_hz" in params
    assert not [line for line in heard if line.startswith("fail")]
    assert not [line for line in lines if not line.startswith("heard:") and "error" in line.lower()]
