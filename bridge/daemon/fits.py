"""Fits from request to preset: queue, worker, stage and library, tied together by the worker's events."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Protocol

from bridge.errors import BridgeError, JobError
from bridge.interfaces.desk import Fact
from bridge.interfaces.events import (
    Event,
    JobCandidate,
    JobDone,
    JobFailed,
    JobParams,
    JobProgress,
    JobState,
    JobUnknownWords,
    ProcessState,
)
from bridge.jobs.job import Job, State
from bridge.jobs.queue import JobQueue
from bridge.jobs.worker import Worker
from bridge.origin import of_candidate, with_wishes
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset, name_from
from bridge.records import EMBEDDED, FitRequest
from bridge.voices.catalog import voice as find_voice

SEQ_LEAP = 1000
"""sets: more than a worker sends in a second"""

log = logging.getLogger(__name__)


class Audition(Protocol):
    """Where a fit can be heard."""

    def stream(self, voice: str, parameters: dict[str, float], provenance: Mapping[str, Any]) -> None:
        """The best so far of a running fit."""

    def show(self, preset: Preset) -> None:
        """The preset that came of it."""


class Fits:
    """One fit runs at a time. `worker` must be set before it is used; its events come to `on_event`."""

    worker: Worker

    def __init__(
        self,
        queue: JobQueue,
        library: PresetLibrary,
        stage: Audition,
        publish: Callable[[Event], None],
        device: str,
        prior: str = EMBEDDED,
    ) -> None:
        self._queue = queue
        self._library = library
        self._stage = stage
        self._publish = publish
        self._device = device
        self._prior = prior
        self._seq: dict[int, int] = {}
        self._cancelling: set[int] = set()
        self._worker_state = "starting"
        self._worker_message = ""

    # what the desk asks

    def submit(self, job_id: str, request: FitRequest) -> None:
        """Queue it, and start it when nothing else runs. Raises JobError, CannotWrite."""
        if request.device == "auto":
            request = replace(request, device=self._device)
        request = replace(request, prior=self._prior)
        job = self._queue.submit(job_id, "fit", asdict(request))
        self._publish(state_of(job))
        self._pump()

    def cancel(self, job_id: str) -> None:
        """A waiting job ends at once, a running one when the worker has heard. Raises JobError."""
        job = self._queue.find(job_id)
        if job is None:
            raise JobError(f"no unfinished job is called {job_id[:40]!r}; /bridge/jobs lists them")
        if job.state is State.QUEUED:
            self._end(self._queue.cancel(job, "cancelled before it began"))
        elif job.number not in self._cancelling:  # asking again must not give it more time
            self._cancelling.add(job.number)
            self.worker.cancel(job.number)

    def jobs(self) -> list[Job]:
        return self._queue.journal.recent()

    def best(self, job_id: str) -> tuple[str, dict[str, float], dict[str, Any]]:
        """Voice, parameters and provenance of a job's best so far. Raises JobError."""
        job = self._find(job_id)
        assert job.best is not None
        return job.request["voice"], job.best["parameters"], job.best.get("provenance") or _origin(job)

    def _find(self, job_id: str) -> Job:
        """An unfinished job of that name, else the newest, which has a best so far. Raises JobError."""
        job = self._queue.find(job_id) or self._queue.journal.find(job_id)
        if job is None or job.best is None:
            raise JobError(f"job {job_id[:40]!r} has no parameters yet; /bridge/jobs lists the jobs")
        return job

    def latest(self, job_id: str) -> JobParams:
        """A job's best so far or its result, as it was last sent. Raises JobError."""
        job = self._find(job_id)
        assert job.best is not None
        return JobParams(job.id, self._seq_of(job), job.best["parameters"])

    def events(self) -> list[Event]:
        """The best so far of what runs, for a new listener."""
        return [
            JobParams(job.id, self._seq_of(job), job.best["parameters"])
            for job in self._queue.running()
            if job.best is not None
        ]

    def facts(self) -> dict[str, Fact]:
        return {
            "worker": self._worker_state,
            "worker_message": self._worker_message[:200],
            "worker_starts": self.worker.starts,
            "queued": len(self._queue.waiting()),
            "running": len(self._queue.running()),
        }

    def recover(self) -> None:
        """Go on with what a former daemon left in the journal."""
        for job in self._queue.recover():
            log.warning("job %r: %s", job.id, job.message or "queued again")

    # what the worker tells

    def on_event(self, event: Mapping[str, Any]) -> None:
        """Every line of the worker, and `started` and `exited` of its supervisor."""
        job = self._queue.get(event["job"]) if "job" in event else None
        try:
            self._hear(job, event)
        except Exception as error:
            log.exception("the runner sent what it should not")
            if job is not None and self._queue.get(job.number) is not None:  # it has not ended meanwhile
                # Only after a step does the worker still do it; asking twice must not give it more time.
                if event["event"] == "step" and job.state is State.RUNNING and job.number not in self._cancelling:
                    self.worker.cancel(job.number)
                code = error.code if isinstance(error, BridgeError) else "internal"
                self._end(self._queue.fail(job, code, f"{type(error).__name__}: {str(error)[:200]}"))
        self._pump()

    def _hear(self, job: Job | None, event: Mapping[str, Any]) -> None:
        match event["event"]:
            case "started":
                self._worker_state, self._worker_message = "warming", ""
                self._publish(ProcessState("worker", "started"))
            case "warm":
                self._worker_state = "warm"
                self._publish(ProcessState("worker", "ready"))
            case "cold":
                self._worker_state, self._worker_message = "cold", str(event["message"])
                self._publish(ProcessState("worker", "cold", self._worker_message))
            case "exited":
                self._worker_state, self._worker_message = "restarting", str(event["reason"])
                self._publish(ProcessState("worker", "restarting", self._worker_message))
                self._lost(str(event["reason"]))
            case "step" if job is not None:
                self._step(job, event["step"])
            case "result" if job is not None:
                self._result(job, event["result"])
            case "cancelled" if job is not None:
                self._end(self._queue.cancel(job, str(event["message"])))
            case "failed" if job is not None:
                self._end(self._queue.fail(job, str(event["code"]), str(event["message"])))

    def _pump(self) -> None:
        """Start the next job, but not while the worker warms up: there it could not be cancelled."""
        warmed = self.worker.ready and self._worker_state in ("warm", "cold")
        if warmed and (job := self._queue.start_next()) is not None:
            self.worker.run(job.number, job.request)
            self._publish(state_of(job))

    def _step(self, job: Job, step: Mapping[str, Any]) -> None:
        if step.get("improved", True) and not _was_better(job, float(step["loss"])):
            parameters = _legal(job, step["parameters"])
            seq = self._next_seq(job)
            best = {"parameters": parameters, "loss": step["loss"], "seq": seq, "attempt": job.attempts}
            self._queue.note_best(job, best)
            self._publish(JobParams(job.id, seq, parameters))
            self._stage.stream(job.request["voice"], parameters, _origin(job))
        eta = float(step.get("eta", 0.0))
        self._publish(JobProgress(job.id, int(step["step"]), int(step["steps"]), float(step["loss"]), eta))

    def _result(self, job: Job, result: Mapping[str, Any]) -> None:
        """Keep it as a preset, and the other candidates too. What cannot be kept is a failed job, but its parameters
        are in the voice."""
        voice, score = job.request["voice"], float(result["score"])
        parameters = _legal(job, result["parameters"])
        provenance = {**_origin(job), "score": score, **result["provenance"]}
        seq = self._next_seq(job)
        self._queue.note_best(job, {"parameters": parameters, "provenance": provenance, "seq": seq})
        self._publish(JobParams(job.id, seq, parameters))
        try:
            name = name_from(job.request["prompt"])
            preset = self._library.save(Preset.of(name, voice, parameters, provenance))
            others = self._keep_others(job, name, provenance, result.get("candidates", ())[1:])
        except BridgeError as error:
            self._stage.stream(voice, parameters, _origin(job))
            self._end(self._queue.fail(job, error.code, str(error)))
            return
        best = {"parameters": parameters, "provenance": provenance, "seq": seq, "preset": preset.name}
        self._stage.show(preset)  # before it succeeds: a job that has ended can no longer fail
        self._forget(self._queue.succeed(job, best))
        if unknown := tuple(str(word) for word in result.get("unknown_words", ())):
            self._publish(JobUnknownWords(job.id, unknown))
        if others:
            for event in (JobCandidate(job.id, 1, preset.name, score), *others):
                self._publish(event)
        self._publish(JobDone(job.id, preset.name, score))

    def _keep_others(
        self, job: Job, name: str, provenance: Mapping[str, Any], found: Sequence[Mapping[str, Any]]
    ) -> list[JobCandidate]:
        """Every candidate but the best as a preset of its own."""
        kept = []
        for number, other in enumerate(found, 2):
            origin = of_candidate(provenance, number, float(other["score"]), other.get("pitch_hz"))
            preset = Preset.of(name, job.request["voice"], _legal(job, other["parameters"]), origin)
            kept.append(JobCandidate(job.id, number, self._library.save(preset).name, origin["score"]))
        return kept

    def _next_seq(self, job: Job) -> int:
        """The number of a new parameter set."""
        seq = self._seq[job.number] = self._seq_of(job) + 1
        return seq

    def _seq_of(self, job: Job) -> int:
        """The number of the set that was sent last, also of a job that has ended or that a former daemon began.

        That daemon may have sent more than the journal has (it is a second behind), so there the numbers leap: a
        listener who keeps the highest must not think our sets old.
        """
        if job.number in self._seq or job.best is None:
            return self._seq.get(job.number, 0)
        seq = int(job.best.get("seq", 0))
        return seq if job.finished else seq + SEQ_LEAP

    def _lost(self, reason: str) -> None:
        """The worker is gone, and with it the running job; one that was being cancelled is cancelled."""
        for job in self._queue.running():
            if job.number in self._cancelling:
                self._end(self._queue.cancel(job, f"stopped by force: {reason}"))
                continue
            job = self._queue.lost(job, f"the worker was lost: {reason}")
            if job.finished:
                self._end(job)
            else:
                self._publish(state_of(job))

    def _end(self, job: Job) -> None:
        self._forget(job)
        self._publish(JobFailed(job.id, job.code, job.message))

    def _forget(self, job: Job) -> None:
        self._cancelling.discard(job.number)
        self._seq.pop(job.number, None)


def state_of(job: Job) -> JobState:
    """A job as a listener sees it."""
    return JobState(job.id, job.state.value, job.request["voice"], job.request["prompt"])


def _was_better(job: Job, loss: float) -> bool:
    """Whether the best so far is of an earlier attempt, lost with its process, to which this one has not come yet."""
    best = job.best or {}
    return best.get("attempt", job.attempts) != job.attempts and loss > best.get("loss", loss)


def _legal(job: Job, parameters: Mapping[str, float]) -> dict[str, float]:
    """Complete and in range, whatever the runner sent."""
    space = find_voice(job.request["voice"]).space
    return space.to_dict(space.to_list(parameters))


def _origin(job: Job) -> dict[str, Any]:
    return with_wishes({"prompt": job.request["prompt"], "seed": job.request["seed"]}, job.request)
