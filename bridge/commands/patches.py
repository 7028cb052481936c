"""`sds-bridge patches write | check | draw`: the patches for Max and Max for Live."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from bridge.commands.common import console, print_json
from bridge.errors import BadRequest
from bridge.files import writable_folder

app = typer.Typer(help="Patches for Max and Max for Live.", no_args_is_help=True)
_Folder = Annotated[Path, typer.Argument(help="Folder of the patches.")]
_Json = Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")]
HERE = Path("max_patches")


@app.command()
def write(
    folder: _Folder = HERE,
    check_only: Annotated[bool, typer.Option("--check", help="Write nothing; fail if a file is not current.")] = False,
    json: _Json = False,
) -> None:
    """Make all patches from the tables of the voices. The same tables give the same files, byte for byte."""
    from bridge.exports.maxmsp.files import stale, write_all

    if check_only:
        if old := stale(folder):
            raise BadRequest(f"not current in {folder}: {', '.join(old)}; run `sds-bridge patches write {folder}`")
        console.print("all patches are current")
        return
    with writable_folder(folder):
        written = [str(path) for path in write_all(folder)]
    if json:
        print_json({"files": written})
    else:
        console.print(f"{len(written)} files in [bold]{escape(str(folder))}[/]")


@app.command()
def check(folder: _Folder = HERE, json: _Json = False) -> None:
    """What Max would complain of: objects, cords, overlaps, parameters, codeboxes."""
    from bridge.exports.maxmsp.check import check_all

    if not folder.is_dir():
        raise BadRequest(f"there is no folder {folder}; name the one with the patches")
    found = check_all(folder)
    if json:
        print_json({"findings": found})
    else:
        for name, findings in found.items():
            console.print(f"[bold]{escape(name)}[/]: {'well' if not findings else ''}")
            for finding in findings:
                console.print(f"  {escape(finding)}")
    if any(found.values()):
        raise BadRequest(
            f"{sum(map(len, found.values()))} findings in {folder}; `sds-bridge patches write` makes them anew"
        )


@app.command()
def draw(
    folder: _Folder = HERE,
    out: Annotated[Path, typer.Option(help="Folder for the pictures.")] = Path("sds-out/patches"),
) -> None:
    """Pictures of all patches (PNG), to see their layout without Max."""
    from bridge.exports.maxmsp.draw import draw_all

    if not folder.is_dir():
        raise BadRequest(f"there is no folder {folder}; name the one with the patches")
    with writable_folder(out):
        written = draw_all(folder, out)
    console.print(f"{len(written)} pictures in [bold]{escape(str(out))}[/]")
