"""`sds-bridge voices`: what each synthesizer exposes."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.commands.common import print_json
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
