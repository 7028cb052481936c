"""`sds-bridge fit` and `sds-bridge render`."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, Literal

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bridge.commands.common import console, default_folder, print_json
from bridge.errors import BadRequest, Cancelled
from bridge.files import writable_folder, write_atomic
from bridge.presets.preset import Preset, name_from
from bridge.records import FitRequest, FitResult, Step


def fit(
    prompt: Annotated[str, typer.Argument(help='What it should sound like, e.g. "kick drum, bass, reverb".')],
    voice: Annotated[str, typer.Option(help="fm, fm6, impact, impact64 … (see `sds-bridge voices`).")] = "fm",
    seed: Annotated[int, typer.Option(help="Another seed, another take on the prompt.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for the results; default ./sds-out/<prompt>.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    seconds: Annotated[float, typer.Option(help="Length of the sound that is fitted.")] = 1.5,
    budget: Annotated[Literal["fast", "normal", "best"], typer.Option(help="How long to try.")] = "normal",
    weights: Annotated[Path | None, typer.Option(help="Another file of prior weights.")] = None,
    play: Annotated[bool, typer.Option("--play", help="Play the result.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")] = False,
) -> None:
    """Fit a synthesizer preset to a sentence. Ctrl-C keeps the best so far."""
    request = FitRequest(prompt, voice, seed, seconds, budget, device)
    folder = writable_folder(out or default_folder(prompt))
    started = time.monotonic()
    last, result, cancelled = _run(request, weights)
    spent = time.monotonic() - started
    if last is None and result is None:
        raise Cancelled("cancelled before anything was found")
    parameters = result.parameters if result else last.parameters  # type: ignore[union-attr]
    record = _write(folder, request, parameters, result, [] if result is None else result.losses, weights)
    record |= {
        "seconds_fit": round(spent, 3),
        "cancelled": cancelled,
        "score": result.score if result else None,
    }
    if json:
        print_json(record)
    else:
        console.print(f"[bold]{folder}[/]: preset.json, preset.syx, sound.wav, report.png ({spent:.0f} s)")
    if play and not cancelled:
        _play(record["sound.wav"])
    if cancelled:
        raise typer.Exit(130)


def _run(request: FitRequest, weights: Path | None) -> tuple[Step | None, FitResult | None, bool]:
    """Run the fit behind a progress bar. Ctrl-C asks it to stop; a second Ctrl-C does not wait for it."""
    stop = threading.Event()

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    last: Step | None = None
    result: FitResult | None = None
    before = signal.signal(signal.SIGINT, interrupt)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("loss {task.fields[loss]:.3f}, {task.fields[eta]:.0f} s left"),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("loading", total=None, loss=float("nan"), eta=float("nan"))
            from bridge.pipeline import prompt_to_preset

            for step in prompt_to_preset(request, stop.is_set, weights):
                if isinstance(step, Step):
                    last = step
                    progress.update(task, description=step.stage, completed=step.step, total=step.steps,
                                    loss=step.loss, eta=step.eta)  # fmt: skip
                else:
                    result = step
    except Cancelled:
        return last, None, True
    finally:
        signal.signal(signal.SIGINT, before)
    if result and result.unknown_words:
        console.print(f"the prior does not know: {', '.join(result.unknown_words)} (ignored)")
    return last, result, False


def _write(folder: Path, request: FitRequest, parameters: dict[str, float], result: FitResult | None,
           losses: list[float], weights: Path | None) -> dict[str, Any]:  # fmt: skip
    from bridge import pipeline
    from bridge.artifacts import write_preset, write_report

    origin = result.provenance if result else {"prompt": request.prompt, "seed": request.seed, "notes": "stopped early"}
    preset = Preset.of(name_from(request.prompt), request.voice, parameters, origin)
    record: dict[str, Any] = dict(write_preset(folder, preset, request.seconds))
    initial = pipeline.initial_parameters(pipeline.find_voice(request.voice), request.seed)
    target = pipeline.imagined_sound(request, parameters, weights)
    subtitle = f"seed {request.seed}, {request.budget}" + (
        f", score {result.score:.3f}" if result else ", stopped early"
    )
    record["report.png"] = write_report(folder, request, parameters, initial, target, losses or [0.0, 0.0], subtitle)
    return record


def _play(path: str) -> None:
    import soundfile

    try:
        import sounddevice

        audio, rate = soundfile.read(path)
        sounddevice.play(audio, rate)
        sounddevice.wait()
    except Exception as error:  # PortAudio raises its own kinds, and OSError where it is missing
        console.print(f"cannot play: {error}; the sound is in {path}")


def render(
    preset: Annotated[Path, typer.Argument(help="A preset.json or preset.syx.")],
    note: Annotated[int | None, typer.Option(help="MIDI note; as fitted if left out.")] = None,
    velocity: Annotated[int, typer.Option(help="1 … 127.")] = 127,
    out: Annotated[Path, typer.Option(help="The WAV file to write.")] = Path("sound.wav"),
    seconds: Annotated[float, typer.Option(help="Length.")] = 2.0,
    sample_rate: Annotated[int, typer.Option(help="Hz.")] = 44100,
) -> None:
    """Render a preset with the real-time voice into a WAV file."""
    from bridge.artifacts import wav_bytes
    from bridge.presets.library import read_preset
    from bridge.realtime.engine import render_preset

    if not 1 <= velocity <= 127:
        raise BadRequest(f"velocity {velocity} is out of range; use 1 … 127")
    if note is not None and not 0 <= note <= 127:
        raise BadRequest(f"note {note} is out of range; use 0 … 127")
    if not 8000 <= sample_rate <= 192000:
        raise BadRequest(f"sample rate {sample_rate} is out of range; use 8000 … 192000")
    found = read_preset(preset)
    sound = render_preset(found.voice, found.parameters, note, velocity / 127, seconds, sample_rate)
    write_atomic(out, wav_bytes(sound, sample_rate))
    console.print(f"[bold]{out}[/]: {found.name}, {seconds:g} s at {sample_rate} Hz")
