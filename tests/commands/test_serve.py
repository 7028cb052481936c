"""`sds-bridge serve` as a user starts it: ports, announcement, log, and a clean end."""

import asyncio
import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.commands.serve import _tell_process
from bridge.daemon.daemon import Daemon, DaemonConfig
from bridge.errors import BadRequest
from bridge.interfaces.addresses import page
from bridge.interfaces.desk import RecordingVoice
from bridge.interfaces.events import ProcessState
from bridge.interfaces.osc.client import OscClient


def test_the_addresses() -> None:
    shown = CliRunner().invoke(app, ["serve", "--addresses"])
    assert shown.exit_code == 0 and shown.stdout == page()


@pytest.mark.parametrize("option", ["--port", "--http-port"])
def test_ports_that_cannot_be(option: str) -> None:
    refused = CliRunner().invoke(app, ["serve", option, "70000"])
    assert isinstance(refused.exception, BadRequest) and "70000" in str(refused.exception)


def test_it_opens_its_doors_tells_where_and_closes_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bridge.cli", "serve", "--port", "0", "--http-port", "0", "--audio", "none"]
    for option, name in (("--library", "presets"), ("--journal", "journal.db"), ("--log", "log.jsonl")):
        command += [option, str(tmp_path / name)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None and serving.stderr is not None
        ready = json.loads(serving.stdout.readline())
        with OscClient(ready["osc_port"]) as client:
            assert client.status()["pid"] == ready["pid"] == serving.pid
        with urllib.request.urlopen(f"http://localhost:{ready['http_port']}/?HOST_INFO", timeout=20) as told:
            assert json.load(told)["OSC_PORT"] == ready["osc_port"]
        serving.send_signal(signal.SIGINT)
        told_people = serving.stderr.read()
        assert serving.wait(20) == 0
    assert f"127.0.0.1:{ready['osc_port']}" in told_people and f"http://127.0.0.1:{ready['http_port']}/" in told_people
    events = [json.loads(line)["event"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert events.index("started") < events.index("stopped") == len(events) - 1
    assert set(events[: events.index("started")]) <= {"warning"}  # of a machine without MIDI


def test_people_are_told_once_why_nothing_can_be_fitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """As with weights that are missing: a line on the terminal and one in the log; nothing says it again on stderr."""

    async def scenario() -> None:
        config = DaemonConfig(
            port=0, library=tmp_path / "presets", journal=tmp_path / "journal.db", log=tmp_path / "log.jsonl",
            runner="no_such_module:fit",
        )  # fmt: skip
        daemon = Daemon(config, RecordingVoice(), hear=_tell_process)
        await daemon.start()
        try:
            while daemon.status()["worker"] != "cold":
                await asyncio.sleep(0.01)
        finally:
            await daemon.stop()

    asyncio.run(asyncio.wait_for(scenario(), 120))
    said = " ".join(capsys.readouterr().err.split())
    assert "the worker started" in said and said.count("No module named") == 1
    assert "the worker cannot fit: ModuleNotFoundError" in said
    assert (tmp_path / "log.jsonl").read_text().count("No module named") == 1
    assert "No module named" not in caplog.text


def test_a_voice_that_ends_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    _tell_process(ProcessState("voice", "restarting", "next start in [0.1] s"))
    assert capsys.readouterr().err == "the voice has ended: next start in [0.1] s\n"
