"""`sds-bridge library`: find, keep, mark and bring back presets. (`sds-bridge presets` is the same by an older name.)

The rest of its commands: `library_breed` (new presets out of two), `library_live` (what a running daemon plays).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from bridge.commands.common import console, print_json
from bridge.errors import BadPreset, BadRequest
from bridge.files import write_atomic
from bridge.notes import spoken
from bridge.presets.index import NO_FULL_TEXT, Entry, Wanted
from bridge.presets.library import PresetLibrary, read_preset

app = typer.Typer(help="The library of finished presets: plain JSON files in a folder.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Option("--library", help="Another library folder.")]
Json = Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")]
_Tag = Annotated[list[str] | None, typer.Option("--tag", help="Only with this tag; may be given again.")]
_Voice = Annotated[str, typer.Option(help="Only of this voice.")]
_Favourite = Annotated[bool, typer.Option("--favourites", help="Only what is marked.")]
_Limit = Annotated[int, typer.Option(help="At most so many.")]


@app.command("list")
def list_presets(
    library: Folder = None, tag: _Tag = None, voice: _Voice = "", favourites: _Favourite = False,
    limit: _Limit = 100_000, json: Json = False,
) -> None:  # fmt: skip
    """All presets, by name."""
    _show(PresetLibrary(library), Wanted("", tag or (), voice, favourites, limit), json)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words, or their beginnings, in names, prompts, tags, notes.")],
    library: Folder = None, tag: _Tag = None, voice: _Voice = "", favourites: _Favourite = False,
    limit: _Limit = 50, json: Json = False,
) -> None:  # fmt: skip
    """Presets in which all these words occur, best first."""
    _show(PresetLibrary(library), Wanted(" ".join(words), tag or (), voice, favourites, limit), json)


@app.command()
def show(name: str, library: Folder = None) -> None:
    """One preset as JSON."""
    from bridge.presets import json_codec

    print(json_codec.dumps(PresetLibrary(library).load(name)), end="")


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help=".json and .syx files (banks too), or folders of them.")],
    library: Folder = None,
    json: Json = False,
) -> None:
    """Take files into the library; an existing name gets a number, nothing is overwritten."""
    from bridge.presets import sysex

    into, kept = PresetLibrary(library), []
    for path in paths:
        files = sorted(f for f in path.iterdir() if f.suffix in (".json", ".syx")) if path.is_dir() else [path]
        for file in files:
            try:
                data = file.read_bytes() if file.suffix == ".syx" else b""
                presets = sysex.decode_all(data) if data.startswith(b"\xf0\x7d") else [read_preset(file)]
            except (BadPreset, OSError) as error:
                if not path.is_dir():
                    raise BadPreset(str(error)) from error
                console.print(f"left out: {escape(str(error))}")
                continue
            kept += [into.save(preset).name for preset in presets]
    if json:
        print_json({"presets": kept})
    else:
        for name in kept:
            console.print(f"[bold]{escape(name)}[/]")


@app.command()
def export(
    names: Annotated[list[str], typer.Argument(help="Presets of the library.")],
    out: Annotated[Path, typer.Option(help="The .syx file.")] = Path("bank.syx"),
    library: Folder = None,
    small: Annotated[bool, typer.Option("--small", help="Messages of at most 256 bytes.")] = False,
) -> None:
    """Write presets as one SysEx bank (F0 7D …); DX7 patches for a DX7: `sds-bridge dx7 export`."""
    from bridge.presets import sysex, sysex_messages

    presets = tuple(PresetLibrary(library).load(name) for name in names)
    parts = sysex.write(sysex_messages.BankDump(presets), sysex.SMALL if small else sysex.PART_BYTES)
    write_atomic(out, b"".join(parts))
    console.print(f"[bold]{escape(str(out))}[/]: {len(presets)} presets, {len(parts)} messages")


@app.command()
def schema(version: Annotated[int | None, typer.Option(help="An older version of the format.")] = None) -> None:
    """The JSON Schema of preset files."""
    import json as standard

    from bridge.presets import json_codec
    from bridge.presets.migrate import CURRENT

    if version is not None and not 1 <= version <= CURRENT:
        raise BadRequest(f"there is no version {version}; use 1 … {CURRENT}")
    print(standard.dumps(json_codec.published_schema(version or CURRENT), indent=1, ensure_ascii=False))


@app.command()
def tag(
    name: str,
    tags: Annotated[list[str] | None, typer.Argument(help="Tags to add.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A tag to take off; may be given again.")] = None,
    library: Folder = None,
    json: Json = False,
) -> None:
    """File a preset under tags; without any, say which it has."""
    preset = PresetLibrary(library).tag(name, tags or (), remove or ())
    if json:
        print_json({"name": name, "tags": list(preset.tags)})
    else:
        console.print(f"[bold]{escape(name)}[/]: {escape(', '.join(preset.tags)) or 'no tags'}")


@app.command()
def favourite(
    names: Annotated[list[str], typer.Argument(help="Presets.")],
    off: Annotated[bool, typer.Option("--off", help="Take the mark away.")] = False,
    library: Folder = None,
) -> None:
    """Mark presets, or take the marks away."""
    for name in names:
        PresetLibrary(library).favourite(name, not off)


@app.command()
def history(name: str, library: Folder = None, json: Json = False) -> None:
    """Older versions of a preset, also of one that was removed."""
    versions = PresetLibrary(library).history(name)
    if json:
        print_json({"name": name, "versions": [asdict(v) for v in versions]})
        return
    table = Table("version", "kept", "", title=escape(name))
    for v in versions:
        table.add_row(str(v.number), _when(v.seconds), "now" if v.current else "")
    Console().print(table if versions else f"{name} was never changed", markup=False)


@app.command()
def restore(name: str, version: int, library: Folder = None) -> None:
    """Let a preset be again what it was; what it is now stays among its versions."""
    PresetLibrary(library).restore(name, version)
    console.print(f"[bold]{escape(name)}[/] is version {version} again")


@app.command()
def remove(names: list[str], library: Folder = None) -> None:
    """Take presets away; `history` and `restore` bring them back."""
    for name in names:
        PresetLibrary(library).remove(name)


def _show(library: PresetLibrary, wanted: Wanted, json: bool) -> None:
    entries = library.search(wanted)
    if not library.index.full_text and wanted.text:
        console.print(NO_FULL_TEXT)
    if json:
        print_json({"presets": [{**asdict(e), "tags": list(e.tags)} for e in entries]})
    elif entries:
        Console().print(table_of(entries))
    else:
        empty = (
            "no preset is like that" if library.names() else "no presets yet; `sds-bridge library add FILE` takes some"
        )
        console.print(empty)


def table_of(entries: Sequence[Entry]) -> Table:
    """A row a preset. Names are never cut: they are what other commands want."""
    name = Column("name", min_width=max((len(e.name) for e in entries), default=0))
    table = Table("", name, "voice", "score", "pitch", "tags", "prompt")
    for e in entries:
        row: Sequence[str] = ("not a preset", "", "", "", "")
        if e.readable:
            score, pitch = ("" if x is None else form(x) for x, form in ((e.score, "{:.2f}".format), (e.pitch, spoken)))
            row = (e.voice, score, pitch, escape(", ".join(e.tags)), escape(e.prompt))
        table.add_row("★" if e.favourite else "", escape(e.name), *row)
    return table


def _when(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))
