"""`sds-bridge bench kernels | prompts`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bridge.files import check_figures

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
    json: _Json = None,
    file: Annotated[
        Path | None, typer.Option(help="CSV with prompt,category,voice; default: the README's twelve.")
    ] = None,
    budget: Annotated[str, typer.Option(help="fast, normal or best.")] = "normal",
    seed: Annotated[int, typer.Option()] = 0,
    out: Annotated[Path | None, typer.Option(help="Keep every sound here.")] = None,
) -> None:
    """Fits against initialisation and random search, judged by the house tagger."""
    check_figures(json)
    from bridge.bench.prompts import run

    run(json, file=file, budget=budget, seed=seed, out=out)
