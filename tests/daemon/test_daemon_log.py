"""The log: one JSON object a line, bounded, without secrets of the flood, and never in the way."""

import json
import logging
from pathlib import Path

import pytest

from bridge.daemon import log as event_log
from bridge.daemon.log import EventLog
from bridge.errors import CannotWrite
from bridge.interfaces.events import JobDone, JobParams, JobProgress, ProcessState


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_jobs_processes_and_warnings_are_lines_and_floods_are_not(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "deep" / "log")
    log.note(JobDone("1", "kick\nbass", 0.5))
    log.note(ProcessState("voice", "restarting", "x" * 5000))
    log.note(JobParams("1", 1, {"level": 0.0}))
    log.note(JobProgress("1", 1, 2, 0.5, 1.0))
    logging.getLogger("bridge.somewhere").warning("job %r", "a")
    logging.getLogger("bridge.somewhere").info("too small")
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        logging.getLogger("bridge.somewhere").exception("broken")
    log.close()
    logging.getLogger("bridge.somewhere").warning("after the end")
    done, process, warning, error = lines(tmp_path / "deep" / "log")
    assert (done["event"], done["preset"]) == ("job-done", "kick\nbass") and str(done["time"]).endswith("+00:00")
    assert process["event"] == "process-state" and len(str(process["message"])) <= 2000
    assert (warning["event"], warning["message"]) == ("warning", "job 'a'")
    assert error["error"] == "ZeroDivisionError: division by zero"


def test_it_rotates_within_its_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "MAX_BYTES", 2000)
    log = EventLog(tmp_path / "log")
    for number in range(500):
        log.note(JobDone(str(number), "kick", 0.5))
    log.close()
    files = list(tmp_path.iterdir())
    assert len(files) == event_log.FILES and all(file.stat().st_size <= 2000 for file in files)
    assert lines(tmp_path / "log")[-1]["job"] == "499"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_loses_lines_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").symlink_to("/dev/full")
    log = EventLog(tmp_path / "log")
    log.note(JobDone("1", "kick", 0.5))
    assert log.lost == 1
    log.close()
    assert capsys.readouterr().err == ""


def test_a_place_where_nothing_can_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match="--log"):
        EventLog(tmp_path / "file" / "log")


def test_no_log_is_no_log() -> None:
    log = EventLog(None)
    log.note(JobDone("1", "kick", 0.5))
    assert log.lost == 0
    log.close()
