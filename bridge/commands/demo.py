"""`sds-bridge demo`: everything at once, as a DAW would use it.

Starts the daemon, subscribes by OSC, asks for a fit, plays notes while parameter sets arrive, measures what a musician
would notice (time to the first sound, ping while it works), and leaves preset, SysEx, sound and picture in a folder.
"""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bridge.commands.common import console, default_folder, print_json, tell_unknown
from bridge.errors import BridgeError, JobError
from bridge.files import check_figures, writable_folder, write_figures
from bridge.interfaces.osc.client import OscClient, ParameterSets
from bridge.kernels.control import AS_FITTED_NOTE
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset
from bridge.records import EMBEDDED, SAMPLE_RATE, FitRequest

JOB = "demo"
PUSHES = tuple(f"/bridge/job/{kind}" for kind in ("progress", "params", "unknown", "done", "failed"))
WARM_SECONDS = 240.0
FIT_SECONDS = 300.0


@dataclass
class Heard:
    """What the client noticed while the fit ran."""

    seconds_first: float = 0.0
    seconds_fit: float = 0.0
    sets: int = 0
    losses: list[float] = field(default_factory=list)
    pings: list[float] = field(default_factory=list)
    preset: str = ""


def demo(
    prompt: Annotated[str, typer.Argument(help="What it should sound like.")] = "kick drum, bass, reverb",
    voice: Annotated[str, typer.Option(help="fm or impact.")] = "fm",
    seed: Annotated[int, typer.Option()] = 0,
    budget: Annotated[Literal["fast", "normal", "best"], typer.Option()] = "normal",
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; default ./sds-out/<prompt>-<voice>-<seed>.")
    ] = None,
    audio: Annotated[Literal["auto", "null"], typer.Option(help="auto: sound card if there is one.")] = "auto",
    prior: Annotated[str, typer.Option(metavar="NAME", help="Another prior, as in `fit`.")] = EMBEDDED,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
) -> None:
    """Daemon, OSC client, fit, notes while it works; then the preset, its sound and its picture in a folder."""
    request = FitRequest(prompt, voice, seed, budget=budget, prior=prior)
    check_figures(json)
    from bridge.daemon.daemon import DaemonConfig
    from bridge.daemon.process import DaemonProcess

    with writable_folder(out or default_folder(prompt, voice, seed)) as folder:
        with tempfile.TemporaryDirectory(prefix="sds-bridge-demo-") as scratch:
            library = Path(scratch) / "library"
            config = DaemonConfig(port=0, library=library, journal=Path(scratch) / "journal.db", audio=audio,
                                  prior=prior)  # fmt: skip
            with DaemonProcess(config) as daemon:
                heard = _as_a_daw(daemon.port, request)
            preset = PresetLibrary(library).load(heard.preset)
        figures, files = _leave(folder, request, heard, preset)
    print_json({**figures, **files})
    console.print(f"[bold]{escape(str(folder))}[/]: {', '.join(files)}")
    if json is not None:
        write_figures(json, "demo", figures, [{"file": name, "path": path} for name, path in files.items()])


def _as_a_daw(port: int, request: FitRequest) -> Heard:
    """Raises JobError."""
    try:
        with OscClient(port) as client, OscClient(port) as pinger:  # waiting for a pong must not swallow a push
            client.send("/bridge/subscribe", client.port)
            _wait_until_warm(client)
            return _fit_and_play(client, pinger, request)
    except TimeoutError as error:
        raise JobError(f"the daemon does not answer ({error}); try again when the machine is less busy") from error


def _wait_until_warm(client: OscClient) -> None:
    """The first start compiles kernels and builds the banks; later ones read them from a cache."""
    with console.status("warming up (the first time takes a minute)"):
        deadline = time.monotonic() + WARM_SECONDS
        while (state := client.status()).get("worker") != "warm" or not state.get("voice_ready", True):
            if state.get("worker") == "cold":
                raise JobError(f"the worker cannot fit: {state.get('worker_message')}")
            if time.monotonic() > deadline:
                raise JobError(
                    f"the daemon was not ready after {WARM_SECONDS:.0f} s; try again, the caches are now there"
                )
            time.sleep(0.25)


def _fit_and_play(client: OscClient, pinger: OscClient, request: FitRequest) -> Heard:
    """Ask for the fit; play a note at each improvement; ping four times a second; listen until it is done."""
    heard = Heard()
    started = time.monotonic()
    wish = ("/bridge/fit", JOB, request.voice, request.prompt, "seed", request.seed, "budget", request.budget)
    verdict, answer = client.ask(*wish)
    if verdict == "/fail":
        raise JobError(str(answer[-1]))
    columns = (
        TextColumn("fitting"),
        BarColumn(),
        TextColumn("loss {task.fields[loss]:.3f}"),
        TimeElapsedColumn(),
    )
    next_ping = next_note = 0.0
    parts = ParameterSets()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None, loss=float("nan"))
        while not heard.preset:
            now = time.monotonic()
            if now - started > FIT_SECONDS:
                raise JobError(f"no result after {FIT_SECONDS:.0f} s")
            if now >= next_ping:
                heard.pings.append(pinger.ping())
                next_ping = now + 0.25
            try:
                address, atoms = client.wait(*PUSHES, seconds=0.25, wish=lambda a: a[0] == JOB)
            except TimeoutError:
                continue
            if address == "/bridge/job/progress":
                heard.losses.append(float(atoms[3]))
                progress.update(task, completed=atoms[1], total=atoms[2], loss=float(atoms[3]))
            elif address == "/bridge/job/params":
                parameters = parts.add(atoms)
                if parameters is None:  # the rest of the set is under way
                    continue
                heard.sets += 1
                heard.seconds_first = heard.seconds_first or time.monotonic() - started
                if now >= next_note:
                    client.send("/bridge/voice/note", root_note(parameters), 100.0)
                    next_note = now + 1.0
            elif address == "/bridge/job/unknown":
                tell_unknown([str(word) for word in atoms[1:]])
            elif address == "/bridge/job/failed":
                raise JobError(str(atoms[-1]))
            else:
                heard.preset = str(atoms[1])
    heard.seconds_fit = time.monotonic() - started
    return heard


def root_note(parameters: Mapping[str, float]) -> int:
    """The MIDI note that plays these parameters nearest to how they were fitted; 60 if they have no root."""
    if "root_hz" not in parameters:
        return AS_FITTED_NOTE
    return min(max(round(69 + 12 * math.log2(parameters["root_hz"] / 440)), 0), 127)


def _leave(folder: Path, request: FitRequest, heard: Heard, preset: Preset) -> tuple[dict[str, float], dict[str, str]]:
    from bridge import pipeline
    from bridge.artifacts import write_preset, write_report

    with console.status("rendering and drawing"):
        files = write_preset(folder, preset, request.seconds)
        initial = pipeline.initial_parameters(request)
        target = pipeline.imagined_sound(request, preset.parameters)
        score = preset.provenance.get("score", 0.0)
        files["report.png"] = write_report(folder, request, preset.parameters, initial, target, heard.losses,
                                           f"seed {request.seed}, {request.budget}, score {score:.3f}")  # fmt: skip
        parity = parity_error(preset, request.seconds)
    figures = {
        "seconds_first_candidate": heard.seconds_first, "seconds_fit": heard.seconds_fit,
        "ping_ms_p50": 1000 * statistics.median(heard.pings), "parity_peak_error": parity,
        "parameter_sets": float(heard.sets), "score": float(score),
    }  # fmt: skip
    return figures, files


def parity_error(preset: Preset, seconds: float) -> float:
    """Largest difference between the real-time voice and the differentiable render of the same preset."""
    import torch

    from bridge.realtime.engine import render_preset
    from bridge.synths.base import load_synth
    from bridge.voices.catalog import voice as find_voice

    found = find_voice(preset.voice)
    natural = torch.tensor([found.space.to_list(preset.parameters)], dtype=torch.float32)
    with torch.no_grad():
        wanted = load_synth(found).render(natural, SAMPLE_RATE, seconds)[0]
    heard = torch.from_numpy(render_preset(preset.voice, preset.parameters, seconds=seconds))
    if heard.shape != wanted.shape:
        raise BridgeError(f"the voice made {tuple(heard.shape)}, the fit {tuple(wanted.shape)}")
    return float((heard - wanted).abs().max())
