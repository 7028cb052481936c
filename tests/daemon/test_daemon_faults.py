"""Runners that break their contract: the job fails with a reason, the next one works."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.interfaces.osc.client import OscClient
from bridge.presets.library import PresetLibrary
from bridge.worker import _reason

JOBS = Path(__file__).parent.parent / "jobs"


@pytest.fixture
def fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A function: runner -> how its job ends, (path, arguments) twice."""
    monkeypatch.setenv("PYTHONPATH", str(JOBS))

    def fit(runner: str, **changes: Any) -> list[tuple[str, list[Any]]]:
        config = DaemonConfig(
            port=0,
            library=tmp_path / "presets",
            journal=tmp_path / "journal.db",
            audio="none",
            runner=runner,
            **changes,
        )
        with DaemonProcess(config, tmp_path / "log") as daemon, OscClient(daemon.port) as client:
            client.send("/bridge/subscribe", client.port)
            ends = []
            for job in (1, 2):
                client.ask("/bridge/fit", job, "fm", "kick")
                if changes:
                    client.wait("/bridge/job/params", wish=lambda v, job=job: v[0] == job)
                    client.send("/bridge/cancel", job)
                ends.append(client.wait("/bridge/job/done", "/bridge/job/failed", seconds=20))
            client.ping()
            return ends

    yield fit


@pytest.mark.parametrize(
    ("runner", "code", "words"),
    [
        ("odd_runners:faulty", "internal", "ZeroDivisionError"),
        ("odd_runners:refusing", "bad-request", "not this one"),
        ("odd_runners:other_voice", "unknown-parameter", "mode1_hz"),
        ("odd_runners:unprintable", "bad-preset", "mood"),
        ("odd_runners:hungry", "device", "not enough memory (CUDA out of memory)"),
        ("no_such_module:fit", "internal", "no_such_module"),
    ],
)
def test_a_fault_fails_the_job_with_its_reason(fitted: Any, runner: str, code: str, words: str) -> None:
    for job, (path, values) in enumerate(fitted(runner), start=1):
        assert path == "/bridge/job/failed"
        assert values[:2] == [job, code] and words in values[2]


def test_who_hears_no_cancel_is_killed_and_the_job_is_cancelled_not_repeated(fitted: Any) -> None:
    for job, (path, values) in enumerate(fitted("odd_runners:deaf", grace=0.3), start=1):
        assert (path, values[:2]) == ("/bridge/job/failed", [job, "cancelled"])


def test_sets_that_are_incomplete_or_out_of_range_are_made_legal(fitted: Any, tmp_path: Path) -> None:
    assert [path for path, _ in fitted("odd_runners:wild")] == ["/bridge/job/done"] * 2
    library = PresetLibrary(tmp_path / "presets")
    (name,) = library.names()
    preset = library.load(name)
    assert preset.parameters["level"] == 12.0 and preset.parameters["root_hz"] == 220.0


def test_where_presets_cannot_be_written_the_fit_fails_with_a_reason_and_its_sound_is_kept(tmp_path: Path) -> None:
    """As on a full disk; once there is room again, the best can be saved."""
    full = tmp_path / "full"
    full.touch()  # a file, in which no folder can be made
    library = full / "presets"
    config = DaemonConfig(
        port=0, library=library, journal=tmp_path / "journal.db", audio="none",
        runner="bridge.interfaces.rehearsal:rehearse",
    )  # fmt: skip
    with DaemonProcess(config, tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        client.send("/bridge/subscribe", client.port)
        client.ask("/bridge/fit", 1, "fm", "kick")
        assert client.wait("/bridge/job/done", "/bridge/job/failed", seconds=20)[1][:2] == [1, "cannot-write"]
        assert client.ask("/bridge/preset/save", "kept", 1)[1][2] == "cannot-write"
        full.unlink()
        assert client.ask("/bridge/preset/save", "kept", 1) == ("/done", ["/bridge/preset/save", "kept"])
        assert PresetLibrary(library).load("kept").provenance["prompt"] == "kick"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), "device"),
        (RuntimeError("[enforce fail at alloc.cpp:1] err == 0. DefaultCPUAllocator: can't allocate memory"), "device"),
        (RuntimeError("CUDA error: out of memory"), "device"),
        (RuntimeError("CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"), "device"),
        (RuntimeError("shapes do not fit"), "internal"),
        (ValueError("out of memory of the poets"), "internal"),
    ],
)  # fmt: skip
def test_what_libraries_say_when_there_is_no_memory(error: Exception, code: str) -> None:
    found, message = _reason(error)
    assert found == code and "enforce" not in message


@pytest.mark.slow  # imports torch
@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def test_who_asks_for_more_memory_than_there_is_fails_and_the_next_one_has_it(
    device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With torch's own allocators, in the real worker, which lives on."""
    if device == "cuda" and not pytest.importorskip("torch").cuda.is_available():
        pytest.skip("needs CUDA")
    monkeypatch.setenv("PYTHONPATH", str(JOBS))
    config = DaemonConfig(
        port=0, library=tmp_path / "presets", journal=tmp_path / "journal.db", audio="none",
        runner="odd_runners:starved",
    )  # fmt: skip
    with DaemonProcess(config, tmp_path / "log") as daemon, OscClient(daemon.port) as client:
        client.send("/bridge/subscribe", client.port)
        for job, seed in ((1, 1), (2, 0)):
            client.ask("/bridge/fit", job, "fm", device, "seed", seed)
            path, values = client.wait("/bridge/job/done", "/bridge/job/failed", seconds=250)
            if seed:
                assert values[:2] == [job, "device"] and "not enough memory" in values[2]
            else:
                assert path == "/bridge/job/done", values
        assert client.status()["worker_starts"] == 1
