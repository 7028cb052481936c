"""`sds-bridge prior list | check | sample | evaluate | compare | train | listen | bank | words | corpus`."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape

from bridge.commands import prior_check
from bridge.commands.common import console, default_folder, print_json, tell_unknown
from bridge.errors import BadRequest
from bridge.files import check_figures, writable_folder, write_atomic
from bridge.records import FitRequest

app = typer.Typer(help="The embedded prior: hear what it imagines, or train it.", no_args_is_help=True)
app.command("list")(prior_check.list_priors)
app.command()(prior_check.check)


@app.command()
def sample(
    prompt: Annotated[str, typer.Argument(help="What to imagine.")],
    count: Annotated[int, typer.Option("-n", "--count", help="How many sounds.")] = 4,
    out: Annotated[Path | None, typer.Option(help="Folder; default ./sds-out/prior-<prompt>-<seed>.")] = None,
    steps: Annotated[int, typer.Option(help="Denoising steps.")] = 10,
    guidance: Annotated[float, typer.Option(help="Guidance weight; 1 is none.")] = 3.0,
    seed: Annotated[int, typer.Option()] = 0,
    sampler: Annotated[str, typer.Option(help="ddim, heun, dpm-solver++2m or deis.")] = "dpm-solver++2m",
    weights: Annotated[Path | None, typer.Option(help="Another file of prior weights.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")] = False,
) -> None:
    """Draw sounds from the prior: WAV files and a contact sheet."""
    FitRequest(prompt, seed=seed)  # for its checks: the same are refused, in the same words
    if not 1 <= count <= 64 or not 1 <= steps <= 500:
        raise BadRequest("use 1 … 64 sounds and 1 … 500 steps")
    with writable_folder(out or default_folder(prompt, seed, kind="prior")) as folder:
        from bridge.artifacts import wav_bytes
        from bridge.evaluate.pictures import contact_sheet
        from bridge.priors.edm.prior import load_embedded
        from bridge.priors.sampling import SAMPLERS

        if sampler not in SAMPLERS:
            raise BadRequest(f"unknown sampler {sampler!r}; use one of: {', '.join(SAMPLERS)}")
        prior = load_embedded(weights)
        prior.known_prompt(prompt)
        unknown = prior.unknown_words(prompt)
        tell_unknown(unknown)
        started = time.monotonic()
        z = prior.sample(prompt, count, steps, guidance, seed, sampler)
        imagined = time.monotonic() - started
        audio = prior.sound(z, seed=seed).numpy()
        spent = time.monotonic() - started
        files = [str(write_atomic(folder / f"{i + 1}.wav", wav_bytes(x[None]))) for i, x in enumerate(audio)]
        picture = contact_sheet(folder / "sheet.png", [(prompt, list(audio))], prior.sample_rate)
    if json:
        print_json({"files": files, "picture": str(picture), "seconds": spent, "seconds_sampling": imagined,
                    "unknown_words": list(unknown)})  # fmt: skip
    else:
        console.print(f"[bold]{escape(str(folder))}[/]: {count} sounds and sheet.png ({spent:.1f} s)")


@app.command()
def evaluate(
    corpus: Annotated[
        Path | None, typer.Option(help="Also measure what needs real clips: FAD, copies, the judge's own marks.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Also write sounds and pictures, and compare samplers.")] = None,
    count: Annotated[int, typer.Option("-n", "--count", help="Sounds a prompt.")] = 4,
    steps: Annotated[int, typer.Option(help="Denoising steps for the prompts.")] = 10,
    guidance: Annotated[float, typer.Option(help="Guidance weight; 1 is none.")] = 3.0,
    weights: Annotated[Path | None, typer.Option(help="Another file of prior weights.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Few sounds: does it run? The figures mean nothing.")] = False,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
) -> None:
    """Does it know its words, how real does it sound, does it copy, how fast is it?"""
    check_figures(json)
    with ExitStack() as stack:
        folder = stack.enter_context(writable_folder(out)) if out is not None else None
        from bridge.bench.prior.bench import QUICK, Settings, run

        settings = Settings(count, steps, guidance)
        if quick:
            settings = replace(QUICK, steps=steps, guidance=guidance)
        run(json, corpus=corpus, out=folder, weights=weights, settings=settings)


@app.command()
def compare(
    weights: Annotated[list[Path], typer.Argument(help="Files of prior weights, of either representation.")],
    corpus: Annotated[Path | None, typer.Option(help="Also measure FAD, against its held-out clips.")] = None,
    out: Annotated[Path | None, typer.Option(help="Also draw a contact sheet for each file.")] = None,
    count: Annotated[int, typer.Option("-n", "--count", help="Sounds a prompt.")] = 4,
    steps: Annotated[int, typer.Option(help="Denoising steps.")] = 10,
    guidance: Annotated[float, typer.Option(help="Guidance weight; 1 is none.")] = 3.0,
    quick: Annotated[bool, typer.Option("--quick", help="Few sounds: does it run? The figures mean nothing.")] = False,
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
) -> None:
    """Priors beside one another: size, training, speed, what the house tagger makes of them."""
    check_figures(json)
    with ExitStack() as stack:
        folder = stack.enter_context(writable_folder(out)) if out is not None else None
        from bridge.bench.prior.bench import QUICK, Settings
        from bridge.bench.prior.compare import run

        settings = replace(QUICK, steps=steps, guidance=guidance) if quick else Settings(count, steps, guidance)
        run(weights, json, corpus=corpus, out=folder, settings=settings)


@app.command()
def train(
    corpus: Annotated[list[Path], typer.Option(help="Folder with manifest.csv and clips/; may be given again.")],
    out: Annotated[Path, typer.Option(help="Folder of the run; an interrupted run goes on from here.")],
    steps: Annotated[int, typer.Option()] = 3000,
    batch: Annotated[int, typer.Option()] = 16,
    lr: Annotated[float, typer.Option()] = 6e-4,
    seed: Annotated[int, typer.Option()] = 1,
    threads: Annotated[int, typer.Option(help="0: as many as there are cores.")] = 0,
    minutes: Annotated[float, typer.Option(help="Stop after this long; the run can go on later.")] = 1e9,
    every: Annotated[int, typer.Option(help="Steps between two checkpoints.")] = 200,
    first_share: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of examples from the first of several corpora.")
    ] = 0.65,
    start: Annotated[Path | None, typer.Option(help="Begin with these weights, not with random ones.")] = None,
    representation: Annotated[
        Literal["log", "complex"], typer.Option(help="What it learns: warped log spectrograms or complex STFTs.")
    ] = "log",
) -> None:
    """Train the embedded prior (needs no GPU, but uses one). Weights: OUT/prior.safetensors."""
    with writable_folder(out):
        from bridge.priors.edm.recipe import recipe
        from bridge.priors.edm.training import train as run

        config = recipe(representation, steps=steps, batch=batch, lr=lr, seed=seed, threads=threads, every=every,
                        first_share=first_share)  # fmt: skip
        path = run(corpus, out, config, lambda line: console.print(line, markup=False), minutes, start)
    shown = escape(str(path))
    console.print(f"[bold]{shown}[/]; try it with `sds-bridge prior sample … --weights {shown}`")


@app.command()
def listen(
    corpus: Annotated[list[Path], typer.Option(help="Folder with manifest.csv and clips/; may be given again.")],
    out: Annotated[Path, typer.Option(help="Folder of the run; shares its analysed clips with `prior train`.")],
    steps: Annotated[int, typer.Option()] = 1600,
    seed: Annotated[int, typer.Option()] = 2,
    first_share: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of examples from the first of several corpora.")
    ] = 0.65,
) -> None:
    """Train the listener, which tells how well a sound fits a prompt. Weights: OUT/listener.safetensors."""
    with writable_folder(out):
        from bridge.distill.strangers import strangers
        from bridge.priors.edm.listener_training import ListenerConfig, train_listener
        from bridge.priors.edm.spectrogram import WarpedSpectrogram

        analysis = WarpedSpectrogram()
        config = ListenerConfig(steps=steps, seed=seed, first_share=first_share)
        others = strangers(analysis, analysis.grid.seconds)
        path = train_listener(corpus, others, out, config, lambda line: console.print(line, markup=False))
    console.print(f"[bold]{escape(str(path))}[/]")


@app.command()
def wording(
    corpus: Annotated[list[Path], typer.Option(help="Folder with manifest.csv and clips/; may be given again.")],
    out: Annotated[Path, typer.Option(help="Folder of the run; shares its analysed clips with `prior listen`.")],
    seed: Annotated[int, typer.Option()] = 2,
) -> None:
    """Learn what words like "low" and "short" do to sounds. Weights: OUT/wording.safetensors."""
    with writable_folder(out):
        from bridge.priors.edm.wording_training import train_wording

        path = train_wording(corpus, out, seed, lambda line: console.print(line, markup=False))
    console.print(f"[bold]{escape(str(path))}[/]")


@app.command()
def bank(
    corpus: Annotated[Path, typer.Option(help="Folder with manifest.csv: its captions choose.")],
    out: Annotated[Path, typer.Option(help="File to write; other voices in it stay.")],
    voice: Annotated[list[str] | None, typer.Option(help="May be given again. Default: fm and impact.")] = None,
    pool: Annotated[int, typer.Option(min=1, help="Random presets to choose from.")] = 65_536,
    size: Annotated[int, typer.Option(min=1, help="Presets to choose.")] = 4096,
) -> None:
    """Choose anew, of many random presets of each voice, those that make up its bank (half an hour a voice)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    from bridge.distill.selection import choose_draws
    from bridge.priors.edm.corpus import read_corpus
    from bridge.priors.edm.prior import load_embedded
    from bridge.voices.catalog import voice as find_voice

    check_figures(out, "--out")  # before half an hour's work
    captions = sorted({c.caption for c in read_corpus(corpus) if c.split == "prior"})
    if size > pool or not captions:
        raise BadRequest(f"{size} of {pool} presets and {len(captions)} captions: choose fewer, or of more")
    voices = [find_voice(name) for name in voice or ("fm", "impact")]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bars: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=total)
            progress.update(bars[what], completed=done)

        path = choose_draws(voices, load_embedded(), captions, out, tell, pool, size)
    console.print(f"[bold]{escape(str(path))}[/]")


@app.command()
def words(
    corpus: Annotated[list[Path], typer.Option(help="Folder with manifest.csv; may be given again.")],
    out: Annotated[Path, typer.Option()],
    base: Annotated[Path | None, typer.Option(help="Keep this table's vectors and add the words it lacks.")] = None,
) -> None:
    """Distil the word table anew from MiniLM, or extend one (needs the extra `train`)."""
    from bridge.priors.edm.corpus import read_corpus
    from bridge.priors.edm.words import build_words

    clips = [c for folder in corpus for c in read_corpus(folder)]
    texts = [f"{c.caption} {' '.join(c.tags)} {c.category.replace('_', ' ')}" for c in clips]
    console.print(f"[bold]{escape(str(out))}[/]: {build_words(texts, out, base=base)} words")


@app.command("corpus")
def make_corpus(
    out: Annotated[Path, typer.Option(help="Folder for manifest.csv and clips/.")],
    beside: Annotated[
        Path | None, typer.Option(help="The corpus it is trained on besides: what that keeps for judging is left out.")
    ] = None,
    soundfont: Annotated[Path | None, typer.Option(help="FluidR3_GM.sf2; default where Debian installs it.")] = None,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Make captioned training sounds: General MIDI notes, struck objects, drum machines and synthesizers."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    from bridge.priors.edm.corpus import read_corpus
    from bridge.priors.edm.made import analogue, struck
    from bridge.priors.edm.made import soundfont as notes
    from bridge.priors.edm.made.write import write_corpus

    clips = read_corpus(beside) if beside is not None else None
    if not notes.kept_aside(clips):
        console.print("no corpus with FluidR3 notes beside (--beside): every instrument is played, also those that"
                      " the judge is trained and tested on")  # fmt: skip
    played = notes.batches(soundfont or notes.SOUNDFONT, clips, seed)
    batches = [*played, *struck.batches(seed), *analogue.batches(seed)]
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with writable_folder(out) as folder, Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        made = write_corpus(folder, batches, lambda done, total: progress.update(task, completed=done, total=total))
    sources = ", ".join(f"{name} {count}" for name, count in made.sources.items())
    console.print(f"[bold]{escape(str(out))}[/]: {made.clips} clips, {made.captions} captions ({escape(sources)})")
