"""The worker's events when something fails on the way: a job ends once, its worker is spared, the next one starts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bridge.daemon.fits import Fits
from bridge.errors import CannotWrite, JobError
from bridge.interfaces.events import Event, JobDone, JobFailed, JobParams, JobProgress
from bridge.jobs.journal import Journal
from bridge.jobs.queue import JobQueue
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset
from bridge.records import FitRequest

STEP = {"step": 1, "steps": 2, "loss": 0.5, "parameters": {"level": -6.0}}
RESULT = {"parameters": {"level": -3.0}, "score": 0.9, "provenance": {}}


class RecordingWorker:
    """What it was told; always ready."""

    ready = True
    starts = 1

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def run(self, job: int, request: Mapping[str, Any]) -> None:
        self.told.append(("run", job))

    def cancel(self, job: int) -> None:
        self.told.append(("cancel", job))


class Stage:
    def stream(self, voice: str, parameters: dict[str, float], provenance: Mapping[str, Any]) -> None:
        pass

    def show(self, preset: Preset) -> None:
        pass


class House:
    """Fits with two jobs, the first of which runs."""

    def __init__(self, folder: Path, jobs: tuple[str, ...] = ("a", "b")) -> None:
        self.journal = Journal(folder / "journal.db", best_interval=0.0)
        self.heard: list[Event] = []
        self.worker, self.stage = RecordingWorker(), Stage()
        library = PresetLibrary(folder / "presets")
        self.fits = Fits(JobQueue(self.journal), library, self.stage, self.heard.append, "cpu")
        self.fits.worker = self.worker  # type: ignore[assignment]
        self.fits.on_event({"event": "warm"})
        for name in jobs:
            self.fits.submit(name, FitRequest("kick"))

    def ends(self) -> list[Event]:
        return [event for event in self.heard if isinstance(event, (JobDone, JobFailed))]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_result_that_fails_does_not_cancel_in_the_worker(house: House) -> None:
    house.fits.on_event({"event": "result", "job": 1, "result": {"score": "none"}})
    assert [type(end) for end in house.ends()] == [JobFailed]
    assert house.worker.told == [("run", 1), ("run", 2)]


def test_a_step_that_fails_cancels_its_job_once(house: House) -> None:
    step = {"event": "step", "job": 1, "step": {**STEP, "parameters": {"no such": 1.0}}}
    house.fits.on_event(step)
    house.fits.on_event(step)  # sent before the cancel was heard
    assert [type(end) for end in house.ends()] == [JobFailed]
    assert house.worker.told == [("run", 1), ("cancel", 1), ("run", 2)]


def test_a_step_that_fails_gives_a_cancelled_job_no_more_time(house: House) -> None:
    house.fits.cancel("a")
    house.fits.on_event({"event": "step", "job": 1, "step": {}})
    assert house.worker.told == [("run", 1), ("cancel", 1), ("run", 2)]


def test_a_job_whose_preset_cannot_be_heard_fails_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.stage, "show", lambda preset: 1 / 0)
    house.fits.on_event({"event": "result", "job": 1, "result": RESULT})
    assert [type(end) for end in house.ends()] == [JobFailed]
    assert [job.state for job in house.fits.jobs()] == ["failed", "running"]


def test_a_full_disk_refuses_a_fit_and_the_queue_goes_on(house: House) -> None:
    house.journal._db.execute("PRAGMA query_only = 1")  # as a full disk: reads work, writes are refused
    with pytest.raises(CannotWrite, match="journal"):
        house.fits.submit("c", FitRequest("kick"))
    for job in (1, 2):
        house.fits.on_event({"event": "step", "job": job, "step": STEP})
        house.fits.on_event({"event": "result", "job": job, "result": RESULT})
    assert [type(end) for end in house.ends()] == [JobDone, JobDone]
    assert house.worker.told == [("run", 1), ("run", 2)] and house.fits.facts()["running"] == 0


def test_the_numbers_of_a_jobs_sets_grow_over_steps_results_and_a_new_daemon(house: House, tmp_path: Path) -> None:
    """A listener who keeps the set with the highest number has the newest, whatever happened."""
    for _ in range(3):
        house.fits.on_event({"event": "step", "job": 1, "step": STEP})
    assert house.fits.latest("a").seq == 3 and house.fits.latest("a").parameters["level"] == -6.0
    house.journal.close()
    anew = House(tmp_path, jobs=())  # killed and started again: job 1 is taken up
    anew.fits.recover()
    anew.fits.on_event({"event": "warm"})
    taken_up = anew.fits.latest("a").seq
    anew.fits.on_event({"event": "step", "job": 1, "step": STEP})
    anew.fits.on_event({"event": "result", "job": 1, "result": RESULT})
    seqs = [event.seq for event in anew.heard if isinstance(event, JobParams)]
    assert 3 < taken_up < seqs[0] < seqs[1]
    assert (anew.fits.latest("a").seq, anew.fits.latest("a").parameters["level"]) == (seqs[1], -3.0)
    with pytest.raises(JobError, match="no parameters yet"):
        anew.fits.latest("c")


def test_a_second_attempt_streams_nothing_worse_than_the_best_of_the_first(house: House) -> None:
    """Its worker was killed: what is kept and heard stays the best so far until the new attempt has come there."""

    def step(loss: float, level: float) -> None:
        house.fits.on_event({"event": "step", "job": 1, "step": {**STEP, "loss": loss, "parameters": {"level": level}}})

    step(0.5, -6.0)
    step(0.2, -5.0)
    house.fits.on_event({"event": "exited", "reason": "killed"})
    house.fits.on_event({"event": "warm"})
    for loss, level in ((0.5, -4.0), (0.3, -3.0)):
        step(loss, level)
        assert house.fits.latest("a").parameters["level"] == -5.0
    for loss, level in ((0.2, -2.0), (0.25, -1.0)):  # and then it is the runner who says what is better
        step(loss, level)
        assert house.fits.latest("a").parameters["level"] == level
    assert [e.parameters["level"] for e in house.heard if isinstance(e, JobParams)] == [-6.0, -5.0, -2.0, -1.0]
    assert sum(isinstance(e, JobProgress) for e in house.heard) == 6, "progress is told all the time"
