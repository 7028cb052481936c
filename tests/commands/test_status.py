"""`sds-bridge status` against a running daemon, and without one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.commands.status import ask, grouped
from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.errors import JobError
from bridge.interfaces.osc_client import OscClient
from bridge.interfaces.osc_messages import MAX_ATOMS, MAX_BYTES, build


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
    events = [json.loads(line)["event"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert events[0] == "started" and events[-1] == "stopped"
    assert {"job-state", "job-done", "process-state"} <= set(events)


def test_no_daemon_is_a_clear_error() -> None:
    with pytest.raises(JobError, match="sds-bridge serve"):
        ask(1, 0.05)


def test_every_fact_is_in_one_group() -> None:
    facts = {"version": "1", "answer_p50_ms": 0.1, "osc_failed": 1, "voice_late": 0, "new": 3, "queued": 0}
    groups = grouped(facts)
    assert {name: value for rows in groups.values() for name, value in rows.items()} == facts
    assert "new" in groups["daemon"] and "queued" in groups["fits"]
