"""`sds-bridge status` against a running daemon, and without one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.commands.status import ask, grouped, summary
from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.errors import JobError
from bridge.interfaces.osc.client import OscClient
from bridge.interfaces.osc.messages import MAX_ATOMS, MAX_BYTES, build


def test_a_running_daemon_tells_all_and_its_log_has_lines(tmp_path: Path) -> None:
    config = DaemonConfig(
        port=0, http_port=0, library=tmp_path / "presets", journal=tmp_path / "journal.db", audio="none",
        runner="bridge.interfaces.rehearsal:rehearse", log=tmp_path / "log.jsonl",
    )  # fmt: skip
    with DaemonProcess(config, tmp_path / "stderr") as daemon, OscClient(daemon.port) as client:
        for _ in range(20):
            client.ping()
        client.send("/bridge/subscribe")
        client.ask("/bridge/fit", 1, "fm", "kick")
        client.wait("/bridge/job/done")
        facts = ask(daemon.port, 20)
        assert facts["uptime"] > 0 and facts["osc_received"] >= 20 and facts["worker"] == "warm"
        assert 0 < facts["answer_p50_ms"] <= facts["answer_p99_ms"] <= facts["answer_p999_ms"] < 10_000
        assert {"queued", "voice_late", "voice_dropped", "osc_dropped", "coalesced", "voice_deaths"} <= set(facts)
        atoms = [atom for fact in facts.items() for atom in fact]
        assert len(atoms) < 0.7 * MAX_ATOMS and len(build("/bridge/status.reply", atoms)) < 0.8 * MAX_BYTES
        told = CliRunner().invoke(app, ["status", "--port", str(daemon.port), "--json"])
        assert json.loads(told.stdout)["pid"] == facts["pid"]
        shown = CliRunner().invoke(app, ["status", "--port", str(daemon.port)])
        assert shown.exit_code == 0 and "answer_p99_ms" in shown.stdout
        assert "queue: 0 running, 0 waiting" in shown.stdout and "xruns: 0; drops: 0 OSC" in shown.stdout
    events = [json.loads(line)["event"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert events[0] == "started" and events[-1] == "stopped"
    assert {"job-state", "job-done", "process-state"} <= set(events)


def test_no_daemon_is_a_clear_error() -> None:
    with pytest.raises(JobError, match="sds-bridge serve"):
        ask(1, 0.05)


def test_the_first_lines_say_what_one_looks_for_first() -> None:
    facts = {
        "uptime": 7384.6, "worker": "warm", "running": 1, "queued": 2, "answer_p50_ms": 0.112, "answer_p99_ms": 0.46,
        "answer_p999_ms": 12.3, "voice_late": 3, "osc_dropped": 4, "voice_dropped": 5, "midi_dropped": 6,
    }  # fmt: skip
    assert summary(facts).splitlines() == [
        "up 2 h 3 min 5 s; the worker is warm",
        "queue: 1 running, 2 waiting",
        "latency of answers: p50 0.112 ms, p99 0.46 ms, p999 12.3 ms",
        "xruns: 3; drops: 4 OSC packets, 5 commands of the voice, 6 MIDI messages",
    ]


def test_every_fact_is_in_one_group() -> None:
    facts = {
        "version": "1",
        "answer_p50_ms": 0.1,
        "osc_failed": 1,
        "voice_late": 0,
        "new": 3,
        "queued": 0,
        "midi_dropped": 0,
    }
    groups = grouped(facts)
    assert {name: value for rows in groups.values() for name, value in rows.items()} == facts
    assert "new" in groups["daemon"] and "queued" in groups["fits"] and "midi_dropped" in groups["midi"]
