"""Runners that misbehave, for the worker's tests. Run in a child process, as `odd_runners:name`."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bridge.errors import BadRequest
from bridge.records import FitRequest, FitResult, Step


def quick(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    print("this must not disturb the events")
    yield Step(1, 2, 0.5, {"level": -6.0})
    yield FitResult({"level": -3.0}, 0.9, [0.5], {"seed": request.seed})


def patient(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """Goes on until it is cancelled."""
    step = 0
    while not cancelled():
        step += 1
        yield Step(step, 10**6, 1.0 / step, {"level": -6.0})
        time.sleep(0.005)
    yield FitResult({"level": -6.0}, 0.1)


def quick_or_patient(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """What the prompt says, else quick."""
    yield from (patient if request.prompt == "patient" else quick)(request, cancelled)


def deaf(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """Hears no cancel."""
    yield Step(1, 2, 0.5, {"level": -6.0})
    time.sleep(3600)
    yield FitResult({"level": -6.0}, 0.1)


def suicidal(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """Dies in the middle, unless the file named by the prompt exists; then it makes the file and dies."""
    marker = Path(request.prompt)
    yield Step(1, 2, 0.5, {"level": -6.0})
    if request.seed == 0 or not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    yield FitResult({"level": -3.0}, 0.9)


def faulty(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    yield Step(1, 2, 0.5, {"level": -6.0})
    raise ZeroDivisionError("a fault of ours")


def refusing(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    raise BadRequest("not this one")
    yield


def babbling(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """Writes nonsense where events belong."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"nonsense\n")
        except OSError:
            continue
    yield FitResult({"level": -6.0}, 0.1)


def other_voice(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """Parameters of a voice that was not asked for."""
    yield Step(1, 2, 0.5, {"mode1_hz": 440.0})
    yield FitResult({"mode1_hz": 440.0}, 0.9)


def unprintable(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """Provenance that the schema does not know."""
    yield FitResult({"level": -6.0}, 0.9, provenance={"mood": "blue"})


def wild(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """Out of range, not a number, incomplete."""
    yield Step(1, 2, float("nan"), {"level": 1e300, "root_hz": float("nan")}, eta=float("inf"))
    yield FitResult({"level": 1e300, "root_hz": float("nan")}, 0.9, [float("nan")])


def hungry(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """Runs out of memory, as torch says it."""

    class OutOfMemoryError(RuntimeError):
        pass

    yield Step(1, 2, 0.5, {"level": -6.0})
    raise OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has ...")


def starved(request: FitRequest, cancelled: Callable[[], bool]) -> Iterator[Step | FitResult]:
    """More than the machine has, of its own memory or of the GPU's, whatever torch says then; later work is modest."""
    import torch

    held = [torch.ones(2**20, device=request.prompt)]
    yield Step(1, 2, 0.5, {"level": -6.0})
    if request.seed:
        held.append(torch.ones(2**50, device=request.prompt))
    yield FitResult({"level": -3.0}, float(held[0].mean()))
