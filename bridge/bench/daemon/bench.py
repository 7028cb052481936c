"""`sds-bridge bench daemon`: is it quick, does it hold under a flood, does it come back, can it be broken?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bridge.bench.daemon.faults import inject
from bridge.bench.daemon.flood import flood
from bridge.bench.daemon.fuzz import fuzz
from bridge.bench.daemon.ping import Target, echo, measure, note_figures, percentile, scsynth
from bridge.daemon.daemon import DEFAULT_RUNNER, DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.errors import BadRequest, JobError
from bridge.files import write_figures
from bridge.interfaces.osc.client import OscClient

PARTS = ("ping", "messages", "faults", "fuzz")
REHEARSAL = "bridge.interfaces.rehearsal:rehearse"
Figures = dict[str, float]


@dataclass(frozen=True)
class Settings:
    """pings: round trips of each target.  notes: whose first sample is awaited.  seconds: of the flood, at `rate`
    messages a second.  faults: how many.

    datagrams, inputs: of fuzzing, OSC and presets.  audio: "null", or "none" without the voice.  runner: what fits
    while pings are measured.
    """

    parts: tuple[str, ...] = PARTS
    pings: int = 2000
    notes: int = 50
    rate: int = 10_000
    seconds: float = 60.0
    faults: int = 200
    datagrams: int = 1_000_000
    inputs: int = 100_000
    seed: int = 0
    audio: str = "null"
    runner: str = DEFAULT_RUNNER


QUICK = Settings(
    pings=100, rate=2000, seconds=1.0, faults=2, datagrams=2000, inputs=300, audio="none", runner=REHEARSAL
)  # fmt: skip


def run(path: Path | None, settings: Settings) -> Figures:
    """Measure, show, and write the figures to `path`. What was not measured has no figure. Raises BadRequest."""
    unknown = set(settings.parts) - set(PARTS)
    if unknown:
        raise BadRequest(f"unknown part {sorted(unknown)[0][:20]!r}; use {', '.join(PARTS)}")
    console = Console(stderr=True)
    figures: Figures = {}
    rows: list[dict[str, Any]] = []
    steps: dict[str, Callable[[Path], tuple[Figures, list[dict[str, Any]]]]] = {
        "ping": lambda folder: (ping(folder, settings), []),
        "messages": lambda folder: (messages(folder, settings), []),
        "faults": lambda folder: inject(folder, settings.faults, settings.seed, settings.audio),
        "fuzz": lambda folder: (fuzzing(settings), []),
    }
    with tempfile.TemporaryDirectory(prefix="sds-bridge-bench-") as scratch:
        for part in PARTS:
            if part in settings.parts:
                console.print(f"{part} …")
                folder = Path(scratch) / part
                folder.mkdir()
                found, more = steps[part](folder)
                figures |= found
                rows += more
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name, f"{value:g}")
    console.print(table)
    if path is not None:
        write_figures(path, "bench daemon", figures, rows)
    return figures


def ping(folder: Path, settings: Settings) -> Figures:
    """Round trips, idle and while a fit runs."""
    figures: Figures = {}
    with _daemon(folder, settings) as daemon, OscClient(daemon.port) as client, echo() as bare, scsynth() as other:
        _warm(client)
        ours = Target("ping", daemon.port, "/bridge/ping", "/bridge/pong")
        targets = [ours, bare, *([other] if other is not None else [])]
        for name, times in measure(targets, settings.pings).items():
            figures[f"{name}_p50_ms_idle" if name == "ping" else f"{name}_p50_ms"] = percentile(times, 50)
            figures[f"{name}_p99_ms_idle" if name == "ping" else f"{name}_p99_ms"] = percentile(times, 99)
        if settings.audio != "none":
            figures |= note_figures(client, settings.notes, "")
        client.send("/bridge/subscribe", client.port)
        client.ask("/bridge/fit", "bench", "fm", "kick drum, bass, reverb", seconds=60)
        if client.status(60)["running"] != 1:  # it is the only one, and the worker is warm: it began at once
            raise JobError("the fit did not begin; `sds-bridge status` says how the worker is")
        for name, times in measure(targets, settings.pings).items():
            figures[f"{name}_p50_ms_fit"] = percentile(times, 50)
            figures[f"{name}_p99_ms_fit"] = percentile(times, 99)
        if settings.audio != "none":
            figures |= note_figures(client, settings.notes, "_fit")
        running = client.status(60)["running"]
        figures["fit_ran_all_the_time"] = float(running == 1)
        client.send("/bridge/cancel", "bench")
    return figures


def messages(folder: Path, settings: Settings) -> Figures:
    """The flood, on a daemon of its own."""
    with _daemon(folder, replace(settings, runner=REHEARSAL)) as daemon, OscClient(daemon.port) as client:
        _warm(client)
        return flood(client, daemon.child.pid, settings.rate, settings.seconds)


def fuzzing(settings: Settings) -> Figures:
    """In this process."""
    packets = fuzz("osc", settings.datagrams, settings.seed)
    presets = fuzz("preset", settings.inputs, settings.seed)
    midi = fuzz("midi", settings.inputs, settings.seed)
    each = (packets, presets, midi)
    return {
        "fuzz_datagrams": float(packets.inputs),
        "fuzz_presets": float(presets.inputs),
        "fuzz_midi": float(midi.inputs),
        "fuzz_crashes": float(sum(len(finds.found) for finds in each)),
        "fuzz_slowest_s": round(max(finds.slowest for finds in each), 4),
        "fuzz_growth_mib": round(sum(finds.growth for finds in each) / 2**20, 2),
    }


def _daemon(folder: Path, settings: Settings) -> DaemonProcess:
    config = DaemonConfig(
        port=0, library=folder / "presets", journal=folder / "journal.db", audio=settings.audio,
        runner=settings.runner,
    )  # fmt: skip
    return DaemonProcess(config, folder / "stderr")


def _warm(client: OscClient, seconds: float = 900.0) -> None:
    """Until the worker has its model and the voice its code; kernels may have to be compiled first."""
    deadline = time.monotonic() + seconds
    while True:
        status = client.status(60)
        voice = status["voice_device"] == "none" or status["voice_ready"] == 1
        if voice and status["worker"] in ("warm", "cold"):
            return
        if time.monotonic() > deadline:
            raise JobError(f"the daemon did not warm up in {seconds:g} s; `sds-bridge doctor` may know why")
        time.sleep(0.2)
