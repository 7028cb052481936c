"""`sds-bridge voices` and `sds-bridge presets`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.commands.common import console, print_json
from bridge.presets.library import PresetLibrary
from bridge.voices.catalog import LISTED
from bridge.voices.catalog import voice as find_voice


def voices(
    name: Annotated[str | None, typer.Argument(help="Show this voice's parameters.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")] = False,
) -> None:
    """The voices, or one voice's parameters with units and ranges."""
    if name is None:
        if json:
            print_json({v: {"parameters": len(find_voice(v).space), "doc": find_voice(v).doc} for v in LISTED})
            return
        for v in LISTED:
            Console().print(f"[bold]{v:10}[/] {len(find_voice(v).space):4} parameters  {escape(find_voice(v).doc)}")
        return
    found = find_voice(name)
    if json:
        print_json({p.name: [p.unit, p.low, p.high, p.default, p.scale] for p in found.space})
        return
    table = Table(
        "parameter", "unit", "low", "high", "default", "scale", "", title=escape(f"{found.name}: {found.doc}")
    )
    for p in found.space:
        table.add_row(p.name, p.unit, f"{p.low:g}", f"{p.high:g}", f"{p.default:g}", p.scale, escape(p.doc))
    Console().print(table)


presets_app = typer.Typer(help="The library of finished presets.", no_args_is_help=True)
_Folder = Annotated[Path | None, typer.Option(help="Another library folder.")]


@presets_app.command("list")
def list_presets(library: _Folder = None, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Names of the presets."""
    names = PresetLibrary(library).names()
    if json:
        print_json({"presets": names})
    else:
        for name in names:
            print(name)


@presets_app.command()
def show(name: str, library: _Folder = None) -> None:
    """One preset as JSON."""
    from bridge.presets import json_codec

    print(json_codec.dumps(PresetLibrary(library).load(name)), end="")


@presets_app.command()
def add(path: Path, library: _Folder = None) -> None:
    """Take a .json or .syx file into the library; an existing name gets a version, nothing is overwritten."""
    from bridge.presets.library import read_preset

    console.print(f"[bold]{escape(PresetLibrary(library).save(read_preset(path)).name)}[/]")
