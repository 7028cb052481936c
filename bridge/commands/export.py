"""`sds-bridge export`: presets as instruments of other languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from bridge.commands.common import console, print_json
from bridge.errors import BadRequest
from bridge.presets.library import find_preset
from bridge.presets.preset import Preset, check_name, name_from


def export(
    preset: Annotated[str, typer.Argument(help="A preset file, or the name of a preset in your library.")],
    kind: Annotated[
        list[str],
        typer.Option(
            "--format", metavar="NAME", help="faust, supercollider, csound, puredata or gen; may be repeated."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Folder, default ./sds-out/<name>; or, of one format, the instrument's file."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")] = False,
) -> None:
    """Write a preset as a playable instrument in Faust, SuperCollider, Csound, Pure Data or gen~."""
    from bridge.exports import formats

    found = find_preset(preset)
    folder = out
    if out is not None and out.suffix and len(kind) == 1 and out.suffix == formats.SUFFIXES.get(kind[0]):
        found, folder = _named(found, out), out.parent
    exports = {name: formats.export(found, name) for name in dict.fromkeys(kind)}  # all, before any is written
    if folder is None:
        folder = Path("sds-out") / name_from(found.name)
    written = {name: formats.write(files, folder) for name, files in exports.items()}
    if json:
        print_json({"folder": str(folder), "files": {name: list(map(str, paths)) for name, paths in written.items()}})
        return
    for paths in written.values():
        instrument, *others = paths
        beside = f" (with {', '.join(path.name for path in others)})" if others else ""
        console.print(f"[bold]{escape(str(instrument))}[/]{escape(beside)}")


def _named(preset: Preset, file: Path) -> Preset:
    """The preset under the name of the file asked for: in other languages the two are one. Raises BadRequest."""
    from bridge.exports.header import identifier

    fits = identifier(file.stem)
    if fits != file.stem:
        raise BadRequest(
            f"{file.name} names an instrument, for which languages know fewer letters; use {fits}{file.suffix}"
        )
    return replace(preset, name=check_name(file.stem))
