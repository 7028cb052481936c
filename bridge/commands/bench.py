"""`sds-bridge bench kernels | prompts | fit | stable-audio`."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bridge.files import check_figures, writable_folder

app = typer.Typer(help="Measure it yourself.", no_args_is_help=True)
_Json = Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")]


@app.command()
def kernels(
    json: _Json = None,
    quick: Annotated[bool, typer.Option("--quick", help="Short sounds, few repeats.")] = False,
) -> None:
    """Our kernels against PyTorch loops, in one run."""
    check_figures(json)
    from bridge.bench.kernels import run

    run(json, quick=quick)


@app.command()
def prompts(
    json: _Json = None, out: Annotated[Path | None, typer.Option(help="Keep every sound here.")] = None
) -> None:
    """The short form of `bench fit`: twelve prompts, one voice each, against a random preset and a random search."""
    methods = ["init", "random", "fit", "prior"]
    fit(json, prompts="twelve", out=out, part=["prompts"], method=methods)


@app.command()
def fit(
    json: _Json = None,
    prompts: Annotated[
        str,
        typer.Option(
            help="CSV with prompt,category and maybe voice; or a list by name: forty, assigned, twelve, captions."
        ),
    ] = "forty",
    seeds: Annotated[int, typer.Option(help="Fit with the seeds 0 … N−1.")] = 1,
    budget: Annotated[str, typer.Option(help="fast, normal or best.")] = "normal",
    out: Annotated[Path | None, typer.Option(help="Keep every sound here, and sheets of them.")] = None,
    part: Annotated[
        list[str] | None,
        typer.Option(
            help="prompts, opposites, inverse, speed or ablation; may be given again. Default: all but the last."
        ),
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option(help="Only this method of prompts and opposites; may be given again. Default: all."),
    ] = None,
    switch: Annotated[
        list[str] | None, typer.Option(help="Only this row of the ablation; may be given again. Default: all.")
    ] = None,
    rows: Annotated[
        Path | None,
        typer.Option(help="What is in this file is not measured again; what is measured is added: interrupt, go on."),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(help="Also compare with its recordings: how near to those that have the prompt as caption, FAD."),
    ] = None,
    weights: Annotated[Path | None, typer.Option(help="Another file of prior weights.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Does it run? The figures mean nothing.")] = False,
) -> None:
    """Fits against their rivals, judged by the house tagger; hidden presets found again; speed."""
    check_figures(json)
    with ExitStack() as stack:
        folder = stack.enter_context(writable_folder(out)) if out is not None else None
        from bridge.bench.fit.bench import QUICK, Settings, run

        asked: dict[str, Any] = {"seeds": seeds}
        if not quick:
            asked["budget"] = budget
        if part:
            asked["parts"] = tuple(part)
        if method:
            asked["methods"] = tuple(method)
        if switch:
            asked["switches"] = tuple(switch)
        settings = replace(QUICK if quick else Settings(), **asked)
        run(json, prompts=prompts, out=folder, weights=weights, settings=settings, rows=rows, corpus=corpus)


@app.command("stable-audio")
def stable_audio(
    json: _Json = None,
    part: Annotated[
        list[str] | None, typer.Option(help="sds, full, gpu or paper; may be given again. Default: the first three.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for pictures, models and sounds.")] = None,
    prior: Annotated[str, typer.Option(help="For part paper: name, or folder with a model.")] = "stable-audio-open-1.0",
    clap: Annotated[Path | None, typer.Option(help="For part paper: a laion-clap checkpoint, to score with.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Does it run? The figures mean nothing.")] = False,
) -> None:
    """The Stable Audio adapter: does SDS follow it, what does the full model cost, the paper's tables again."""
    check_figures(json)
    with ExitStack() as stack:
        folder = stack.enter_context(writable_folder(out)) if out is not None else None
        from bridge.bench.stable_audio.bench import run

        run(json, parts=tuple(part or ("sds", "full", "gpu")), out=folder, prior=prior, clap=clap, quick=quick)


@app.command()
def daemon(
    json: _Json = None,
    part: Annotated[
        list[str] | None, typer.Option(help="ping, messages, faults or fuzz; may be given again. Default: all.")
    ] = None,
    seconds: Annotated[float, typer.Option(help="Of 10,000 parameter changes a second.")] = 60.0,
    faults: Annotated[int, typer.Option(help="How many random faults.")] = 200,
    seed: Annotated[int, typer.Option(help="Of the faults and of the fuzzing.")] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="Does it run? The figures mean nothing.")] = False,
) -> None:
    """The daemon: round trips, a flood, random faults, fuzzing. Some 15 minutes."""
    check_figures(json)
    from bridge.bench.daemon.bench import QUICK, Settings, run

    settings = QUICK if quick else replace(Settings(), seconds=seconds, faults=faults)
    run(json, replace(settings, seed=seed, parts=tuple(part) if part else settings.parts))


@app.command()
def voice(
    json: _Json = None,
    quick: Annotated[bool, typer.Option("--quick", help="Does it run? The figures mean nothing.")] = False,
) -> None:
    """Notes that one core plays in time, and scsynth and Faust on the same patch. Some three minutes."""
    check_figures(json)
    from bridge.bench.voice.bench import QUICK, Settings, run

    run(json, QUICK if quick else Settings())


@app.command()
def presets(
    json: _Json = None,
    out: Annotated[Path | None, typer.Option(help="Keep what was exported here.")] = None,
    count: Annotated[int, typer.Option(help="How many prompts are fitted as DX7 patches.")] = 32,
    budget: Annotated[str, typer.Option(help="fast, normal or best.")] = "normal",
    part: Annotated[
        list[str] | None,
        typer.Option(help="dx7, dx7-parity, parity, round-trips or patches; may be given again. Default: all."),
    ] = None,
) -> None:
    """Exports checked by the engines that play them: fits as DX7 patches, rounded and refined, beside Dexed, hexter."""
    check_figures(json)
    with ExitStack() as stack:
        folder = stack.enter_context(writable_folder(out)) if out is not None else None
        from bridge.bench.presets.bench import PARTS, Settings, run
        from bridge.errors import BadRequest
        from bridge.records import BUDGETS

        chosen = next((b for b in BUDGETS if b == budget), None)
        if chosen is None or count < 1 or set(part or ()) - set(PARTS):
            raise BadRequest(f"use --budget {', '.join(BUDGETS)}; --count 1 or more; --part {', '.join(PARTS)}")
        run(json, folder, Settings(count=count, budget=chosen, parts=tuple(part or PARTS)))
