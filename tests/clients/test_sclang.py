"""SuperCollider's language as a client: a script subscribes, asks for a fit, receives its parameters, plays a note."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from daemon_status import until_heard, until_ready

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.interfaces.osc.client import OscClient

pytestmark = pytest.mark.skipif(shutil.which("sclang") is None, reason="needs sclang (Debian: supercollider-language)")

SCRIPT = """
var daemon = NetAddr("127.0.0.1", {daemon}), params = 0, names = Set.new;
var hear = {{ |path, does| OSCFunc({{ |message| does.(message) }}, path) }};
hear.("/done", {{ |m|
    "heard: done % %".format(m[1], m[2]).postln;
    if(m[1] == '/bridge/subscribe') {{
        daemon.sendMsg("/bridge/fit", "sc1", "fm", "glass bell, bright", "seed", 3, "lock:level", -9.0)
    }}
}});
hear.("/fail", {{ |m| "heard: fail %".format(m).postln }});
hear.("/bridge/job/params", {{ |m|
    params = params + 1;
    (m.size - 5).div(2).do {{ |n| names.add(m[5 + (2 * n)]) }}
}});
hear.("/bridge/job/done", {{ |m|
    "heard: % parameters in % sets".format(names.size, params).postln;
    "heard: finished % as %".format(m[1], m[2]).postln;
    daemon.sendBundle(nil, ["/bridge/voice/param/op*_level", 0.5], ["/bridge/voice/note", 60, 100]);
    daemon.sendMsg("/bridge/voice/param/level")
}});
hear.("/bridge/voice/param/level", {{ |m| "heard: level %".format(m[1].round(0.001)).postln }});
fork {{ loop {{ daemon.sendMsg("/bridge/subscribe", NetAddr.langPort); 0.5.wait; if(params > 0) {{ nil.yield }} }} }};
"""


def test_sclang_subscribes_fits_receives_and_plays(tmp_path: Path) -> None:
    config = DaemonConfig(
        port=0, library=tmp_path / "presets", journal=tmp_path / "journal.db", audio="null",
        runner="bridge.interfaces.rehearsal:rehearse",
    )  # fmt: skip
    with DaemonProcess(config, tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        until_ready(client)
        (tmp_path / "client.scd").write_text(SCRIPT.format(daemon=daemon.port))
        # without a screen, and as root, which its web engine would refuse
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
        environment |= {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
        sclang = subprocess.Popen(
            ["sclang", "-i", "none", str(tmp_path / "client.scd")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, env=environment,
        )  # fmt: skip
        lines: list[str] = []
        played = threading.Event()

        def read() -> None:
            for line in sclang.stdout or ():
                lines.append(line.rstrip())
                if line.startswith("heard: level"):
                    played.set()

        threading.Thread(target=read, daemon=True).start()
        try:
            assert played.wait(60), lines[-20:]
            until_heard(client)
            client.send("/bridge/voice/resend")
            values = client.wait("/bridge/voice/params")[1]
        finally:
            sclang.kill()
            sclang.wait()
    heard = [line.removeprefix("heard: ") for line in lines if line.startswith("heard:")]
    assert any(line.startswith("done /bridge/subscribe") for line in heard)
    assert "done /bridge/fit sc1" in heard and "finished sc1 as glass-bell-bright" in heard
    assert any(line.startswith("46 parameters in") for line in heard), heard
    assert "level -9.0" in heard
    sounding = dict(zip(values[3::2], values[4::2], strict=True))
    assert [sounding[f"op{n}_level"] for n in (1, 2, 3, 4)] == [0.5] * 4, "one message with a pattern"
    assert not [line for line in heard if line.startswith("fail")]
    assert not [line for line in lines if "ERROR" in line]
