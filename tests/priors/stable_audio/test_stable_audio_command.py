"""`prior list` and `prior check`, and `--prior` where there is no such thing."""

import io
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.daemon.fits import Fits
from bridge.errors import BridgeError
from bridge.jobs.journal import Journal
from bridge.jobs.queue import JobQueue
from bridge.origin import command_of, wishes_of
from bridge.presets.library import PresetLibrary
from bridge.priors.stable_audio import library
from bridge.records import FitRequest
from bridge.worker import WorkerProcess


def test_priors_are_listed_with_what_they_need():
    result = CliRunner().invoke(app, ["prior", "list", "--json"])
    rows = {row["name"]: row for row in json.loads(result.stdout)["priors"]}
    assert list(rows) == ["embedded", "stable-audio-open-1.0", "stable-audio-open-small"] and rows["embedded"]["ready"]
    for name, row in rows.items():
        assert row["ready"] == (not row["missing"]) and row["licence"]
        if name != "embedded" and not library.installed():
            assert "sds-bridge[stable-audio]" in row["missing"]


def test_the_embedded_prior_passes_its_check():
    result = CliRunner().invoke(app, ["prior", "check", "embedded", "--json"])
    record = json.loads(result.stdout)
    assert result.exit_code == 0 and record["name"] == "embedded" and record["timings"]["denoise"] > 0


def test_a_prior_that_is_not_here_is_one_line_and_exit_code_2(tmp_path):
    where = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_CACHE": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "bridge.cli", "fit", "kick", "--prior", "stable-audio-open-1.0"]
    run = subprocess.run(command, env=where, capture_output=True, text=True, cwd=tmp_path, timeout=200)
    lines = run.stderr.strip().splitlines()
    assert run.returncode == 2 and len(lines) == 1 and lines[0].startswith("error: "), run.stderr
    words = ("Community License", "hf auth login", "prior check stable-audio-open-1.0 --download", "model_config.json")
    for word in words if library.installed() else (*words, 'Python 3.11 and pip install "sds-bridge[stable-audio]"'):
        assert word in lines[0]
    assert not (tmp_path / "sds-out").exists()


def test_a_preset_says_which_prior_to_ask_again():
    request = FitRequest("kick", prior="stable-audio-open-small")
    assert "--prior stable-audio-open-small" in command_of(request) and wishes_of(request) == {}
    assert "--prior" not in command_of(FitRequest("kick"))


@pytest.mark.parametrize("name", ["", "x" * 5000, "\0"])
def test_names_that_cannot_be(name, tmp_path):
    """With `prior check` as with `fit`: an error of ours."""
    for command in (["fit", "kick", "--prior", name, "--out", str(tmp_path / "out")], ["prior", "check", name]):
        result = CliRunner().invoke(app, command)
        assert isinstance(result.exception, BridgeError), command


def test_the_daemon_asks_the_prior_it_was_started_with(monkeypatch, tmp_path):
    """Its own, whatever a message says; the worker warms that one."""
    seen = []
    monkeypatch.setattr("bridge.daemon.run.run_daemon", lambda config, *_: seen.append(config))
    assert CliRunner().invoke(app, ["serve", "--prior", "stable-audio-open-small"]).exit_code == 0
    assert seen[0].prior == "stable-audio-open-small"
    queue = JobQueue(Journal(tmp_path / "journal.db"))
    fits = Fits(queue, PresetLibrary(tmp_path), None, lambda event: None, "cpu", seen[0].prior)
    fits.worker = SimpleNamespace(ready=False)
    fits._pump = lambda: None
    fits.submit("a", FitRequest("kick", prior="/somewhere/else"))
    assert queue.find("a").request["prior"] == "stable-audio-open-small"


@pytest.mark.parametrize("asked", [{}, {"device": "cpu"}, {"device": "cpu", "prior": "x"}])
def test_a_worker_warms_what_it_is_told(asked, monkeypatch):
    told = []
    outgoing = io.StringIO()
    worker = WorkerProcess("here:run", io.StringIO(), outgoing)
    module = SimpleNamespace(run=None, warm=lambda **settings: told.append(settings) or {})
    monkeypatch.setitem(sys.modules, "here", module)
    monkeypatch.setattr(worker, "_todo", SimpleNamespace(get=iter([{"do": "warm", **asked}]).__next__))
    with pytest.raises((StopIteration, RuntimeError)):
        monkeypatch.setattr(worker, "_read", lambda: None)
        worker.serve()
    assert told == [{"device": "auto", **asked}] and json.loads(outgoing.getvalue())["event"] == "warm"
