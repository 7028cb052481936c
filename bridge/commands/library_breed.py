"""`sds-bridge library breed | morph | compare`: two presets, and what lies between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.commands.common import console, print_json
from bridge.commands.library import Folder, Json
from bridge.files import write_atomic
from bridge.presets.breed import Pair
from bridge.presets.library import PresetLibrary, find_preset
from bridge.presets.preset import Preset
from bridge.voices.catalog import voice as find_voice

_One = Annotated[str, typer.Argument(help="A preset of the library, or a file.")]
TURNS = 2
"""times that each of two presets is heard, in turn"""
SECONDS, PAUSE = 1.5, 0.25


def breed(
    first: _One,
    second: _One,
    count: Annotated[int, typer.Option(help="How many children, 1 … 64.")] = 8,
    seed: Annotated[int, typer.Option(help="Other children.")] = 0,
    spread: Annotated[float, typer.Option(help="How far each number moves at random, 0 … 3.")] = 0.15,
    library: Folder = None,
    json: Json = False,
) -> None:
    """Children of two presets of one voice: operators or modes from either, a little changed. They are kept."""
    shelf = PresetLibrary(library)
    _keep(shelf, Pair.of(one(shelf, first), one(shelf, second)).breed(count, seed, spread), json)


def morph(
    first: _One,
    second: _One,
    positions: Annotated[list[float], typer.Argument(help="0: the first … 1: the second; several make several.")],
    library: Folder = None,
    json: Json = False,
) -> None:
    """What lies between two presets of one voice. It is kept."""
    shelf = PresetLibrary(library)
    pair = Pair.of(one(shelf, first), one(shelf, second))
    _keep(shelf, [pair.morph(position) for position in positions], json)


def compare(
    first: _One,
    second: _One,
    out: Annotated[Path | None, typer.Option(help="A WAV file: the one, the other, and again.")] = None,
    library: Folder = None,
    json: Json = False,
) -> None:
    """Two presets side by side: parameters that differ, operators or modes paired; with --out also to hear.

    Where the second has another number for it, its own name for a parameter stands beside.
    """
    shelf = PresetLibrary(library)
    one_, other = one(shelf, first), one(shelf, second)
    pair = Pair.of(one_, other)
    rows = differences(one_, pair.morph(1.0))
    if out is not None:
        write_atomic(out, _in_turn([one_, other]))
    if json:
        others = {name: pair.name_in_second(name) for name, *_ in rows}
        differ = {name: [a, b] for name, _, a, b in rows}
        print_json({"first": one_.name, "second": other.name, "differ": differ, "names_in_second": others})
        return
    title = f"{len(rows)} of {len(one_.parameters)} differ"
    table = Table("parameter", "unit", one_.name, other.name, "where it is", title=title)
    for name, unit, a, b in rows:
        its = pair.name_in_second(name)
        table.add_row(name, unit, f"{a:.4g}", f"{b:.4g}", "" if its == name else its)
    Console().print(table)


def one(library: PresetLibrary, name: str) -> Preset:
    """A file, or one of the library. Raises BadPreset."""
    return find_preset(name, library)


def differences(first: Preset, second: Preset) -> list[tuple[str, str, float, float]]:
    """(name, unit, the first's value, the second's) where the knobs differ, the largest difference first."""
    space = find_voice(first.voice).space
    found = [(p, first.parameters[p.name], second.parameters[p.name]) for p in space]
    found.sort(key=lambda row: -abs(row[0].to_unit(row[1]) - row[0].to_unit(row[2])))
    return [(p.name, p.unit, a, b) for p, a, b in found if a != b]


def _keep(library: PresetLibrary, presets: Sequence[Preset], json: bool) -> None:
    kept: list[dict[str, Any]] = []
    for preset in presets:
        saved = library.save(preset)
        kept.append({"name": saved.name, "silent": _silent(saved)})
        if not json:
            console.print(f"[bold]{escape(saved.name)}[/]" + (" (silent)" if kept[-1]["silent"] else ""))
    if json:
        print_json({"presets": kept})


def _silent(preset: Preset) -> bool:
    from bridge.realtime.engine import render_preset

    return bool(abs(render_preset(preset.voice, preset.parameters, seconds=0.5)).max() < 1e-4)


def _in_turn(presets: Sequence[Preset]) -> bytes:
    import numpy as np

    from bridge.artifacts import wav_bytes
    from bridge.realtime.engine import render_preset
    from bridge.records import SAMPLE_RATE

    pause = np.zeros((2, round(PAUSE * SAMPLE_RATE)), np.float32)
    sounds = [render_preset(p.voice, p.parameters, seconds=SECONDS) for p in presets]
    once = [part for sound in sounds for part in (sound, pause)]
    return wav_bytes(np.concatenate(once * TURNS, axis=1))
