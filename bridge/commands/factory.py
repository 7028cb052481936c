"""`sds-bridge factory make | sheet`: the presets that come with the software."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from bridge.commands.common import console, print_json
from bridge.errors import BadRequest
from bridge.files import writable_folder
from bridge.records import BUDGETS

if TYPE_CHECKING:
    from bridge.factory.make import Made

app = typer.Typer(help="The presets that come with the software.", no_args_is_help=True)
_Out = Annotated[Path, typer.Option(help="Folder of the presets, the DX7 bank and the contact sheet.")]
_List = Annotated[
    Path | None, typer.Option("--list", help="Another list: CSV with name, voice, category, prompt, tags.")
]
_Only = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this one; may be given again.")]
_Json = Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")]
SHEET = "contact-sheet.png"


@app.command()
def make(
    out: _Out = Path("synth_presets"),
    plan: _List = None,
    only: _Only = None,
    seed: Annotated[int, typer.Option(help="Another one: other fits.")] = 0,
    budget: Annotated[str, typer.Option(help="fast, normal or best.")] = "normal",
    tries: Annotated[int, typer.Option(help="Fits of each, seed after seed, until the tagger hears it.")] = 2,
    minutes: Annotated[float, typer.Option(help="Begin no fit later than this; what is left waits.")] = float("inf"),
    json: _Json = False,
) -> None:
    """Fit everything on the list that is not in the folder yet; then the DX7 bank and the contact sheet."""
    chosen = next((b for b in BUDGETS if b == budget), None)
    if chosen is None or not 0 <= seed < 2**30 or not minutes >= 0 or not 1 <= tries <= 100:
        raise BadRequest(f"use --budget {', '.join(BUDGETS)}; --seed 0 or more; --tries 1 … 100; --minutes 0 or more")
    with writable_folder(out) as folder:
        from bridge.factory.make import Settings, write_bank
        from bridge.factory.make import make as make_all
        from bridge.factory.plan import read_plan

        items = read_plan(plan, only or ())
        found = []
        since = time.monotonic()
        for made in make_all(items, folder, Settings(seed, chosen, tries, minutes)):
            found.append(made)
            if made.fresh:
                _tell(made, len(found), len(items), time.monotonic() - since)
            since = time.monotonic()
        order = {item.name: k for k, item in enumerate(items)}
        found.sort(key=lambda m: order[m.item.name])
        if not only:
            write_bank(folder, found)
            _sheet(folder, found)
    counts = _counts(found, len(items))
    if json:
        print_json({"out": str(out), **counts})
    else:
        console.print(f"[bold]{escape(str(out))}[/]: " + ", ".join(f"{k} {v:g}" for k, v in counts.items()))


@app.command()
def sheet(out: _Out = Path("synth_presets"), plan: _List = None, json: _Json = False) -> None:
    """Draw the contact sheet and write the DX7 bank of what is in the folder; say what the checks measure."""
    from bridge.factory.make import Settings, write_bank
    from bridge.factory.make import make as make_all
    from bridge.factory.plan import read_plan

    items = read_plan(plan)
    found = [m for m in make_all(items, out, Settings(minutes=-1)) if m.preset is not None]
    write_bank(out, found)
    path = _sheet(out, found)
    counts = _counts(found, len(items))
    if json:
        print_json({"sheet": str(path or ""), **counts})
    else:
        console.print(f"[bold]{escape(str(path))}[/]: " + ", ".join(f"{k} {v:g}" for k, v in counts.items()))


def _tell(made: Made, done: int, size: int, seconds: float) -> None:
    name = f"{done}/{size} [bold]{escape(made.item.name)}[/]"
    if made.verdict is None:
        console.print(f"{name}: nothing passed: {escape(made.reason)}")
        return
    heard = f"the tagger hears {made.verdict.heard}; {made.item.category} is its number {made.verdict.rank}"
    console.print(f"{name}: {heard}, {seconds:.0f} s")


def _sheet(folder: Path, found: Sequence[Made]) -> Path | None:
    from bridge.factory.check import sound_of
    from bridge.factory.sheet import draw_sheet

    sounds = [(m.preset.name, m.item.prompt, sound_of(m.preset)) for m in found if m.preset is not None]
    title = f"{len(sounds)} presets, each fitted to the words below its name"
    return draw_sheet(folder / SHEET, sounds, title) if sounds else None


def _counts(found: Sequence[Made], size: int) -> dict[str, Any]:
    """How many were made, what failed, how the tagger judges, and how near the two nearest sounds are."""
    from bridge.factory.check import distance

    good = [m for m in found if m.verdict is not None]
    verdicts = [m.verdict for m in good if m.verdict is not None]
    near = [distance(a.features, b.features) for k, a in enumerate(verdicts) for b in verdicts[:k]]
    voices = Counter(m.item.voice for m in good)
    return {
        "wanted": size, "there": len(good), **dict(voices), "failed": sum(m.verdict is None for m in found),
        "faulty": sum(bool(v.faults) for v in verdicts),
        "top1": sum(v.rank == 1 for v in verdicts) / max(len(good), 1),
        "top3": sum(v.rank <= 3 for v in verdicts) / max(len(good), 1),
        "nearest_pair": min(near, default=float("inf")),
    }  # fmt: skip
