"""The daemon end to end, over real UDP on loopback, with the rehearsal in place of the fit."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.errors import JobError
from bridge.interfaces.osc.client import OscClient, ParameterSets
from bridge.interfaces.osc.messages import parse
from bridge.presets.library import PresetLibrary, read_preset
from bridge.voices.catalog import voice

REHEARSAL = "bridge.interfaces.rehearsal:rehearse"
JOBS = Path(__file__).parent.parent / "jobs"


def config(folder: Path, **changes: Any) -> DaemonConfig:
    settings: dict[str, Any] = {
        "port": 0,
        "library": folder / "presets",
        "journal": folder / "journal.db",
        "audio": "none",
        "runner": REHEARSAL,
        "device": "cpu",
    }
    return DaemonConfig(**{**settings, **changes})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("daemon")


@pytest.fixture(scope="module")
def daemon(folder: Path) -> Iterator[DaemonProcess]:
    with DaemonProcess(config(folder), log=folder / "log") as process:
        yield process


@pytest.fixture
def client(daemon: DaemonProcess) -> Iterator[OscClient]:
    with OscClient(daemon.port) as client:
        client.send("/bridge/subscribe", client.port)
        client.wait("/bridge/preset/names")
        yield client
        client.ask("/bridge/unsubscribe", client.port)


def test_the_main_job(client: OscClient, folder: Path) -> None:
    """A prompt becomes parameter sets while it works, and in the end a preset in the library."""
    assert client.ask("/bridge/fit", "main", "impact128", "glass bell, bright", "seed", 3) == (
        "/done",
        ["/bridge/fit", "main"],
    )
    sets = ParameterSets()
    found: list[dict[str, float]] = []
    steps: list[int] = []
    while True:
        path, values = client.wait(
            "/bridge/job/params", "/bridge/job/progress", "/bridge/job/done", "/bridge/job/failed"
        )
        if path == "/bridge/job/params" and (whole := sets.add(values)):
            found.append(whole)
        elif path == "/bridge/job/progress":
            steps.append(values[1])
        elif path in ("/bridge/job/done", "/bridge/job/failed"):
            break
    assert path == "/bridge/job/done" and values[0] == "main"
    assert len(found) >= 3 and len(found[0]) == 435
    assert steps == sorted(steps) and steps[-1] == 20
    preset = PresetLibrary(folder / "presets").load(values[1])
    assert preset.provenance["prompt"] == "glass bell, bright" and preset.provenance["seed"] == 3
    assert found[-1] == pytest.approx(preset.parameters, rel=1e-6), "the last set pushed is the one kept"
    assert client.status()["voice_device"] == "none"


def test_the_client_hears_which_words_were_not_known(client: OscClient) -> None:
    client.ask("/bridge/fit", "words", "fm", "große gong 鐘")
    assert client.wait("/bridge/job/unknown", "/bridge/job/done")[1] == ["words", "große", "鐘"]
    client.wait("/bridge/job/done", wish=lambda v: v[0] == "words")


def test_locks_and_wishes_over_osc(client: OscClient, folder: Path) -> None:
    """Locked once, a parameter stays in the fits that follow; each candidate is a preset that says what was wished."""
    client.ask("/bridge/fit", "before", "fm", "pluck")
    start = client.wait("/bridge/job/done", wish=lambda v: v[0] == "before")[1][1]
    sounding = PresetLibrary(folder / "presets").load(start).parameters
    assert client.ask("/bridge/preset/lock", "root_hz", 110)[1] == ["/bridge/preset/lock", "root_hz", 110.0]
    pushed = ("/bridge/preset/locks", ["fm", 0, 1, "root_hz", 110.0])  # before or after the answer
    assert pushed in client.received or client.wait(pushed[0]) == pushed
    assert client.ask("/bridge/preset/lock", "sweep")[1][2] == pytest.approx(sounding["sweep"], rel=1e-6)
    assert client.ask("/bridge/preset/lock", "op1_mode", 0.5)[1][2] == "bad-request"
    wishes = ("negative", "harsh", "candidates", 3, "start", start, "lock:level", -9)
    assert client.ask("/bridge/fit", "wishes", "fm", "softer pluck", *wishes)[0] == "/done"
    names = [client.wait("/bridge/job/candidate", wish=lambda v, n=n: v[:2] == ["wishes", n])[1][2] for n in (1, 2, 3)]
    assert client.wait("/bridge/job/done", wish=lambda v: v[0] == "wishes")[1][1] == names[0]
    kept = [PresetLibrary(folder / "presets").load(name) for name in names]
    assert len({tuple(p.parameters.values()) for p in kept}) == 3
    locks = {"root_hz": 110.0, "sweep": sounding["sweep"], "level": -9.0}
    for number, preset in enumerate(kept, 1):
        assert {n: preset.parameters[n] for n in locks} == pytest.approx(locks, rel=1e-6)
        told = preset.provenance["wishes"]
        assert told["negative"] == "harsh" and told["start"] == sounding and told["start_from"] == start
        assert told["locks"] == pytest.approx(locks, rel=1e-6) and preset.provenance.get("candidate", 1) == number
    assert [p.provenance["score"] for p in kept] == sorted((p.provenance["score"] for p in kept), reverse=True)
    client.send("/bridge/preset/unlock")
    client.wait("/bridge/preset/locks", wish=lambda v: v == ["fm", 0, 1])
    client.ask("/bridge/fit", "after", "fm", "pluck again")
    name = client.wait("/bridge/job/done", wish=lambda v: v[0] == "after")[1][1]
    free = PresetLibrary(folder / "presets").load(name)
    assert free.parameters["root_hz"] != 110.0 and "wishes" not in free.provenance


def test_save_export_load_over_osc(client: OscClient, folder: Path) -> None:
    client.ask("/bridge/fit", 5, "fm", "kick")
    assert client.wait("/bridge/job/done", wish=lambda v: v[0] == 5)[1][1].startswith("kick")
    name = client.ask("/bridge/preset/save", "from job", 5)[1][1]
    again = client.ask("/bridge/preset/save", "from job", 5)[1][1]
    assert (name, again) == ("from job", "from job"), "the same sound under the same name is kept once"
    client.send("/bridge/voice/param", "level", -20.0)
    edited = client.ask("/bridge/preset/save", "from job")[1][1]
    assert edited == "from job-2"
    path, values = client.ask("/bridge/preset/export", edited, "syx")
    assert path == "/done" and Path(values[2]).parent == folder / "presets"
    preset = read_preset(values[2])
    assert preset.parameters["level"] == -20.0 and preset.provenance["edited"] is True
    client.send("/bridge/preset/load", "from job")
    client.wait("/bridge/voice/state", wish=lambda v: v == ["fm", "from job"])
    client.send("/bridge/voice/load", edited)
    client.wait("/bridge/voice/params", wish=lambda v: dict(zip(v[3::2], v[4::2], strict=True))["level"] == -20.0)
    client.send("/bridge/preset/list")
    assert {"from job", "from job-2"} <= set(client.wait("/bridge/preset/names")[1][2:])


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (("/bridge/fit", "x", "theremin", "kick"), "unknown-voice"),
        (("/bridge/fit", "x", "fm", ""), "bad-request"),
        (("/bridge/fit", "x", "fm", "y" * 1900), "bad-request"),
        (("/bridge/fit", "x", "fm"), "bad-request"),
        (("/bridge/fit", "x", "fm", 7), "bad-request"),
        (("/bridge/fit", "x", "fm", "kick", "seed", "one"), "bad-request"),
        (("/bridge/fit", "x", "fm", "kick", "reference", "/etc/passwd"), "bad-request"),
        (("/bridge/fit", "x", "fm", "kick", "start", "/etc/passwd"), "bad-preset"),
        (("/bridge/fit", "x", "fm", "kick", "lock:rot_hz", 110.0), "unknown-parameter"),
        (("/bridge/preset/lock", "warp", 1.0), "unknown-parameter"),
        (("/bridge/preset/unlock", "warp"), "unknown-parameter"),
        (("/bridge/cancel", "never heard of"), "job"),
        (("/bridge/subscribe", 0), "bad-request"),
        (("/bridge/subscribe", 70000), "bad-request"),
        (("/bridge/voice/param", "warp", 1.0), "unknown-parameter"),
        (("/bridge/voice/note", 200, 100), "bad-request"),
        (("/bridge/voice/load", "no such preset"), "bad-preset"),
        (("/bridge/preset/load", "../../etc/passwd"), "bad-preset"),
        (("/bridge/preset/save", "../evil"), "bad-preset"),
        (("/bridge/preset/save", "x", "no such job"), "job"),
        (("/bridge/preset/export", "/etc/passwd", "json"), "bad-preset"),
        (("/bridge/preset/export", "kick", "exe"), "bad-request"),
        (("/bridge/no/such/address", 1), "unknown-address"),
        (("/bridge/match", "x", "fm", "/etc/passwd"), "unknown-address"),
    ],
)
def test_bad_requests_fail_with_a_code_and_change_nothing(
    client: OscClient, folder: Path, message: tuple[Any, ...], code: str
) -> None:
    before = sorted(p.name for p in folder.rglob("*.json"))
    path, values = client.ask(*message)
    assert path == "/fail" and values[0] == message[0]
    assert values[1] == (message[1] if len(str(message[1])) < 60 else values[1])
    assert values[2] == code and len(values[3]) > 10
    assert sorted(p.name for p in folder.rglob("*.json")) == before
    assert client.ping() < 5


def test_a_job_may_be_cancelled_while_it_waits_and_while_it_runs(client: OscClient) -> None:
    for job in ("runs", "waits"):
        client.ask("/bridge/fit", job, "fm", "drone")
    client.wait("/bridge/job/params", wish=lambda v: v[0] == "runs")
    assert client.ask("/bridge/fit", "runs", "fm", "drone")[1][2] == "job", "the id is in use"
    for job in ("waits", "runs"):
        client.send("/bridge/cancel", job)
        assert client.wait("/bridge/job/failed", wish=lambda v, job=job: v[0] == job)[1][1] == "cancelled"
    assert client.ask("/bridge/preset/save", "stopped early", "runs")[0] == "/done", "the best so far is there"
    states = {}
    client.send("/bridge/jobs")
    while (message := client.wait("/bridge/job/state", "/done"))[0] == "/bridge/job/state":
        states[message[1][0]] = message[1][1]
    assert states["runs"] == states["waits"] == "cancelled"


def test_who_subscribes_late_gets_the_whole_state(daemon: DaemonProcess, client: OscClient) -> None:
    client.ask("/bridge/fit", "late", "fm", "late riser")
    client.wait("/bridge/job/params", wish=lambda v: v[0] == "late")
    with OscClient(daemon.port) as other:
        other.send("/bridge/subscribe", other.port)
        other.wait("/bridge/preset/names")
        heard = dict(other.received)
        assert heard["/bridge/job/params"][0] == "late"
        assert heard["/bridge/job/state"][:2] == ["late", "running"]
        assert len(heard["/bridge/voice/params"][3:]) == 2 * len(voice("fm").space)
        assert heard["/bridge/ab/state"] == ["a", "", ""]
        other.wait("/bridge/job/done", wish=lambda v: v[0] == "late")
        other.ask("/bridge/unsubscribe", other.port)


def test_replies_reach_the_subscribed_port_of_a_sender_with_another_port(
    daemon: DaemonProcess, client: OscClient
) -> None:
    """As `oscsend` and many DAWs do: send from one socket, listen on another."""
    with OscClient(daemon.port) as sender:
        sender.send("/bridge/ping", "from elsewhere")
        assert sender.wait("/bridge/pong")[1] == ["from elsewhere"]
        assert client.wait("/bridge/pong")[1] == ["from elsewhere"]


def test_one_hundred_parameter_sets_a_second_are_paced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(JOBS))
    settings = config(tmp_path, runner="odd_runners:patient")
    with DaemonProcess(settings, tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        client.send("/bridge/subscribe", client.port)
        client.ask("/bridge/fit", "fast", "impact128", "flood", seconds=20)
        client.wait("/bridge/job/params", seconds=20)
        seqs = []
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            _, values = client.wait("/bridge/job/params")
            seqs.append(values[1])
        assert seqs == sorted(seqs)
        sets = len(set(seqs))
        assert 10 <= sets <= 22
        assert seqs[-1] - seqs[0] > 2 * sets, "sets were left out"


def test_kill_9_of_the_worker_takes_neither_daemon_nor_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(JOBS))
    settings = config(tmp_path, runner="odd_runners:suicidal")
    with DaemonProcess(settings, tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        client.send("/bridge/subscribe", client.port)
        client.ask("/bridge/fit", "twice", "fm", str(tmp_path / "marker"), "seed", 1)
        reason = client.wait("/bridge/process", wish=lambda v: v[:2] == ["worker", "restarting"], seconds=30)[1][2]
        assert "SIGKILL" in reason
        client.wait("/bridge/process", wish=lambda v: v[:2] == ["worker", "started"], seconds=30)
        assert client.wait("/bridge/job/done", "/bridge/job/failed", seconds=30)[0] == "/bridge/job/done"
        assert client.status()["worker_starts"] == 2
        client.ask("/bridge/fit", "never", "fm", str(tmp_path / "marker"))
        _, values = client.wait("/bridge/job/done", "/bridge/job/failed", seconds=30)
        assert values[:2] == ["never", "job"] and "2 times" in values[2] and "SIGKILL" in values[2]
        assert client.ping() < 5


def test_a_daemon_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with DaemonProcess(config(tmp_path), tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        client.send("/bridge/subscribe", client.port)
        client.ask("/bridge/fit", "first", "fm", "one", "candidates", 2, "lock:root_hz", 55)
        client.ask("/bridge/fit", "second", "fm", "two", "negative", "harsh", "lock:level", -12)
        client.wait("/bridge/job/params", wish=lambda v: v[0] == "first")
        daemon.child.send_signal(signal.SIGKILL)
        daemon.child.wait(10)
    with DaemonProcess(config(tmp_path), tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        client.send("/bridge/subscribe", client.port)
        library = PresetLibrary(tmp_path / "presets")
        for job, name, value in (("first", "root_hz", 55.0), ("second", "level", -12.0)):
            if job == "first":
                client.wait("/bridge/job/candidate", wish=lambda v: v[:2] == ["first", 2], seconds=20)
            _, done = client.wait("/bridge/job/done", wish=lambda v, job=job: v[0] == job, seconds=20)
            preset = library.load(done[1])
            assert preset.parameters[name] == value and preset.provenance["wishes"]["locks"] == {name: value}
        assert preset.provenance["wishes"]["negative"] == "harsh"


def test_sigterm_and_sigint_end_it_cleanly_with_its_children(tmp_path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with DaemonProcess(config(tmp_path), tmp_path / "log") as daemon, OscClient(daemon.port) as client:
            client.send("/bridge/subscribe", client.port)
            client.ask("/bridge/fit", "x", "fm", "kick")
            client.wait("/bridge/job/params")
            children = _children(daemon.child.pid)
            assert children
            daemon.child.send_signal(number)
            assert daemon.child.wait(15) == 0
        for pid in children:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)


def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    daemon = DaemonProcess(config(tmp_path), tmp_path / "log")
    assert daemon.child.stdin is not None
    daemon.child.stdin.close()
    assert daemon.child.wait(15) == 0
    daemon.child.stdin = None
    daemon.stop()


def test_a_port_in_use_is_a_clear_error(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(JobError, match="exit code 2"):
            DaemonProcess(config(tmp_path, port=port), tmp_path / "log")
    message = (tmp_path / "log").read_text().strip().splitlines()[-1]
    assert f"127.0.0.1:{port}" in message and "choose another port" in message


def test_the_daemons_own_process_never_imports_torch() -> None:
    script = (
        "import sys, bridge.daemon.daemon, bridge.daemon.process, bridge.worker, bridge.presets.sysex, json;"
        "print(json.dumps([m for m in ('torch', 'numba') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout) == []


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    if not tasks.exists():
        pytest.skip("needs /proc to see a process's children")
    return [int(text) for text in tasks.read_text().split()]


def test_a_set_that_lost_a_part_is_sent_again_on_request(client: OscClient) -> None:
    client.ask("/bridge/fit", "parts", "impact128", "clang")
    lost = client.wait("/bridge/job/params", wish=lambda v: v[0] == "parts" and v[2] == 1)[1]
    client.wait("/bridge/job/done", wish=lambda v: v[0] == "parts")
    client.received.clear()
    client.send("/bridge/job/resend", "parts")
    sets, whole = ParameterSets(), None
    while whole is None:
        values = client.wait("/bridge/job/params", wish=lambda v: v[0] == "parts")[1]
        whole = sets.add(values)
    assert len(whole) == len(voice("impact128").space) and values[1] >= lost[1]
    client.send("/bridge/voice/resend")
    sets, sounding = ParameterSets(head=0), None
    while sounding is None:
        sounding = sets.add(client.wait("/bridge/voice/params")[1])
    assert sounding == whole
    assert client.ask("/bridge/job/resend", "never heard of")[1][2] == "job"


def test_a_parameter_set_by_udp_is_heard_by_who_listens_in_a_websocket(tmp_path: Path) -> None:
    """Three doors, one voice: UDP sets, HTTP tells the value, the WebSocket hears of it."""
    path = "/bridge/voice/param/level"
    with DaemonProcess(config(tmp_path, http_port=0), tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        host = f"127.0.0.1:{daemon.facts['http_port']}"
        with (
            connect(f"ws://{host}/") as socket,
            urllib.request.urlopen(f"http://{host}{path}?VALUE", timeout=20) as told,
        ):
            before = json.load(told)["VALUE"]
            socket.send(json.dumps({"COMMAND": "LISTEN", "DATA": path}))
            assert parse(bytes(socket.recv(timeout=20))) == [(path, before)]  # type: ignore[arg-type]
            client.send(path, -20.0)
            client.send(path)
            assert client.wait(path)[1] == [-20.0]
            assert parse(bytes(socket.recv(timeout=20))) == [(path, [-20.0])]  # type: ignore[arg-type]
        status = client.status()
        assert status["http_port"] == daemon.facts["http_port"] and status["announced"] == ""


def test_a_daemon_without_http_does_not_import_its_libraries() -> None:
    script = "import sys, bridge.daemon.daemon; print([m for m in ('websockets', 'zeroconf') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
