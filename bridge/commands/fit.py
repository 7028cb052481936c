"""`sds-bridge fit` and `sds-bridge render`."""

from __future__ import annotations

import itertools
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bridge.commands.common import console, default_folder, print_json, tell_unknown
from bridge.commands.wishes import read_locks, read_start, take
from bridge.errors import BadRequest, Cancelled
from bridge.files import writable_folder, write_atomic
from bridge.notes import spoken
from bridge.presets.preset import Preset, name_from
from bridge.records import DEFAULT_RESEMBLANCE, EMBEDDED, FitRequest, FitResult, Step

POOR = 0.1
"""below this score a sound is hardly what was asked for"""


def fit(
    prompt: Annotated[str, typer.Argument(help='What it should sound like, e.g. "kick drum, bass, reverb".')],
    voice: Annotated[
        str | None, typer.Option(help="fm, fm6, dx7, impact … (see `sds-bridge voices`); default fm, or --from's.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another take on the prompt.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; default ./sds-out/<prompt>-<voice>-<seed>.")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    seconds: Annotated[float, typer.Option(help="Length of the sound that is fitted.")] = 1.5,
    budget: Annotated[Literal["fast", "normal", "best"], typer.Option(help="How long to try.")] = "normal",
    negative: Annotated[str, typer.Option("--not", metavar="TEXT", help="What it must not sound like.")] = "",
    lock: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A parameter that stays; NAME alone: as in --from. May be repeated."),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="PRESET", help="Search from this preset too: a file or a name.")
    ] = None,
    like: Annotated[str | None, typer.Option(metavar="SOUND", help="A sound file to resemble.")] = None,
    resemblance: Annotated[
        float | None, typer.Option(help="How much, 0 … 1: 0.5 as much as the prompt (the default), 1 it alone.")
    ] = None,
    candidates: Annotated[int, typer.Option(help="How many presets, 1 … 8, best first.")] = 1,
    across: Annotated[int, typer.Option(help="It is to fit the prompt so many semitones lower and higher too.")] = 0,
    weights: Annotated[Path | None, typer.Option(help="Another file of prior weights.")] = None,
    prior: Annotated[
        str, typer.Option(metavar="NAME", help="Another prior (`sds-bridge prior list`), or a folder with one.")
    ] = EMBEDDED,
    allow_pickle: Annotated[bool, typer.Option("--allow-pickle", help="Also read a prior's pickled weights.")] = False,
    preset_config: Annotated[
        str, typer.Option(metavar="NAME", help="audio-sds-paper: the settings of the paper in place of a budget.")
    ] = "",
    play: Annotated[bool, typer.Option("--play", help="Play the result.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")] = False,
) -> None:
    """Fit a synthesizer preset to a sentence. Ctrl-C keeps the best so far."""
    if resemblance is not None and like is None:
        raise BadRequest("--resemblance is to a sound; name one with --like")
    preset = read_start(start, voice)
    request = FitRequest(
        prompt, voice or (preset.voice if preset else "fm"), seed, seconds, budget, device, negative=negative,
        locks=read_locks(lock or [], preset), start=preset.parameters if preset else None, start_from=start or "",
        reference=like, resemblance=DEFAULT_RESEMBLANCE if resemblance is None else resemblance, candidates=candidates,
        prior=prior, across=across, preset_config=preset_config,
    )  # fmt: skip
    with writable_folder(out or default_folder(prompt, request.voice, seed, *filter(None, [take(request)]))) as folder:
        started = time.monotonic()
        with _Interrupts() as interrupts:
            run = _run(request, weights, interrupts.stopped, allow_pickle)
            spent = time.monotonic() - started
            if run.parameters is None:
                raise Cancelled("cancelled before anything was found")
            interrupts.ignored = True  # writing takes seconds, and must not leave half of the results
            if run.cancelled and (folder / "preset.json").exists():
                folder = _beside(folder)  # what was found before stays
            record = _write(folder, request, run.parameters, run, weights, allow_pickle)
            record |= {
                "seconds_fit": round(spent, 3),
                "cancelled": run.cancelled,
                "score": run.result.score if run.result else None,
                "pitch_hz": run.result.provenance.get("pitch_hz") if run.result else None,
                "unknown_words": list(run.unknown),
            }
            if json:
                print_json(record)
            else:
                _tell(folder, record, spent)
    if run.cancelled:
        raise typer.Exit(130)
    if play:
        _play(record["sound.wav"])


def _beside(folder: Path) -> Path:
    """FOLDER-stopped, or with a number the first that is free."""
    numbers = itertools.chain([""], (f"-{k}" for k in itertools.count(2)))
    return next(place for n in numbers if not (place := folder.with_name(f"{folder.name}-stopped{n}")).exists())


def _tell(folder: Path, record: dict[str, Any], spent: float) -> None:
    """Say what was written, and how good each candidate is."""
    names = "preset.json, preset.syx, sound.wav, report.png"
    names += "".join(f", {name}" for name in record if name.startswith("dx7-"))
    others = record.get("candidates", [])[1:]
    console.print(f"[bold]{escape(str(folder))}[/]: {names}{', candidates.png' if others else ''} ({spent:.0f} s)")
    if record["cancelled"]:
        console.print("  stopped early: the best so far")
    elif not others:
        console.print(f"  score {record['score']:.2f} of 1, by the prior's own ear{_poor(record['score'])}")
    if record["pitch_hz"]:
        console.print(f"  its pitch is {record['pitch_hz']:.1f} Hz, {spoken(record['pitch_hz'])}")
    for found in record.get("candidates", []) if others else []:
        console.print(f"  {found['score']:.3f}  {escape(str(Path(found['preset.json']).relative_to(folder)))}")


def _poor(score: float) -> str:
    return "; that is little: try another seed, voice or budget" if score < POOR else ""


@dataclass
class _Run:
    """What is known of a fit, finished or stopped."""

    parameters: dict[str, float] | None = None
    """the best so far, natural units"""
    result: FitResult | None = None
    losses: list[float] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    cancelled: bool = False


class _Interrupts:
    """Ctrl-C while this is entered: the first asks to stop, the second raises KeyboardInterrupt; none if `ignored`."""

    def __init__(self) -> None:
        self.ignored = False
        self._stop = threading.Event()

    def stopped(self) -> bool:
        return self._stop.is_set()

    def __enter__(self) -> _Interrupts:
        self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        if self._stop.is_set() and not self.ignored:
            raise KeyboardInterrupt
        self._stop.set()


def _run(request: FitRequest, weights: Path | None, stopped: Callable[[], bool], allow_pickle: bool) -> _Run:
    """Run the fit behind a progress bar, until it ends, is stopped, or is interrupted."""
    run = _Run()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[so_far]}"),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("loading", total=None, so_far="")
            from bridge.pipeline import check_words, prior_of, prompt_to_preset, unknown_words

            loaded = prior_of(request, weights, allow_pickle)  # once: the fit asks for the same
            check_words(loaded, request)
            run.unknown = unknown_words(loaded, request)
            tell_unknown(run.unknown)
            for step in prompt_to_preset(request, stopped, weights, allow_pickle):
                if isinstance(step, Step):
                    run.parameters = step.parameters
                    run.losses.append(step.loss)
                    progress.update(task, description=step.stage, completed=step.step, total=step.steps,
                                    so_far=f"loss {step.loss:.3f}, {step.eta:.0f} s left")  # fmt: skip
                else:
                    run.parameters, run.result = step.parameters, step
    except (Cancelled, KeyboardInterrupt):
        run.cancelled = run.result is None
    return run


def _write(
    folder: Path, request: FitRequest, parameters: dict[str, float], run: _Run, weights: Path | None,
    allow_pickle: bool,
) -> dict[str, Any]:  # fmt: skip
    from bridge import pipeline
    from bridge.artifacts import write_candidates, write_preset, write_report

    if run.result:
        origin = run.result.provenance
    else:
        origin = pipeline.provenance(request, pipeline.prior_of(request, weights, allow_pickle), None, weights)
    preset = Preset.of(name_from(request.prompt), request.voice, parameters, origin)
    record: dict[str, Any] = dict(write_preset(folder, preset, request.seconds))
    if run.result and len(run.result.candidates) > 1:
        record |= write_candidates(folder, preset, run.result.candidates, request.seconds)
    initial = pipeline.initial_parameters(request)
    target = pipeline.imagined_sound(request, parameters, weights, allow_pickle)
    end = f"score {run.result.score:.3f}" if run.result else "stopped early"
    subtitle = f"seed {request.seed}, {request.budget}, {end}"
    record["report.png"] = write_report(folder, request, parameters, initial, target, run.losses, subtitle)
    return record


def _play(path: str) -> None:
    import soundfile

    try:
        import sounddevice

        audio, rate = soundfile.read(path)
        sounddevice.play(audio, rate)
        sounddevice.wait()
    except Exception as error:  # PortAudio raises its own kinds, and OSError where it is missing
        console.print(f"cannot play: {escape(str(error))}; the sound is in {escape(path)}")


def render(
    preset: Annotated[str, typer.Argument(help="A preset.json or preset.syx, or a name of the library.")],
    note: Annotated[int | None, typer.Option(help="MIDI note; as fitted if left out.")] = None,
    velocity: Annotated[int, typer.Option(help="1 … 127.")] = 127,
    out: Annotated[Path, typer.Option(help="The WAV file to write.")] = Path("sound.wav"),
    seconds: Annotated[float, typer.Option(help="Length.")] = 2.0,
    sample_rate: Annotated[int, typer.Option(help="Hz.")] = 44100,
) -> None:
    """Render a preset with the real-time voice into a WAV file."""
    from bridge.artifacts import wav_bytes
    from bridge.presets.library import find_preset
    from bridge.realtime.engine import render_preset

    if not 1 <= velocity <= 127:
        raise BadRequest(f"velocity {velocity} is out of range; use 1 … 127")
    if note is not None and not 0 <= note <= 127:
        raise BadRequest(f"note {note} is out of range; use 0 … 127")
    if not 8000 <= sample_rate <= 192000:
        raise BadRequest(f"sample rate {sample_rate} is out of range; use 8000 … 192000")
    found = find_preset(preset)
    sound = render_preset(found.voice, found.parameters, note, velocity / 127, seconds, sample_rate)
    write_atomic(out, wav_bytes(sound, sample_rate))
    console.print(f"[bold]{escape(str(out))}[/]: {escape(found.name)}, {seconds:g} s at {sample_rate} Hz")
