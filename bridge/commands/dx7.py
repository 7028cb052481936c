"""`sds-bridge dx7 show | import | export | convert`: DX7 SysEx files, and other sounds made into such."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.commands.common import console, default_folder, print_json
from bridge.errors import BadPreset, BadRequest
from bridge.files import writable_folder, write_atomic
from bridge.presets import dx7
from bridge.presets.dx7_voice import left_out, parameters_of, patch_of
from bridge.presets.library import PresetLibrary, find_preset
from bridge.presets.preset import Preset, name_from
from bridge.voices.catalog import voice as find_voice
from bridge.voices.dx7 import ALGORITHMS, OPERATORS, carriers

app = typer.Typer(help="Yamaha DX7 voices and banks (.syx).", no_args_is_help=True)
_File = Annotated[Path, typer.Argument(help="A .syx file: one voice, a bank, or a bank's bare 4,096 bytes.")]
_Number = Annotated[int | None, typer.Option("--voice", help="Only this voice of the file, from 1.")]
_Json = Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")]
MOST_BYTES = 1 << 20
SOUNDS = (".wav", ".flac", ".aif", ".aiff", ".ogg", ".mp3")
SECONDS = 1.5
"""what a match hears"""


@app.command()
def show(file: _File, number: _Number = None, json: _Json = False) -> None:
    """The voices of a file; or one of them, every number."""
    patches = _chosen(file, number)
    if json:
        print_json({"voices": [_record(k, patch) for k, patch in patches]})
    elif number is not None:
        Console().print(_sheet(patches[0][1]))
    else:
        table = Table("", "name", "algorithm", "feedback", "carriers", "what the voice dx7 leaves out")
        for k, patch in patches:
            algorithm = patch["algorithm"] + 1
            heard = " ".join(map(str, carriers(algorithm)))
            row = (
                f"{k}",
                escape(patch.name),
                f"{algorithm}",
                f"{patch['feedback']}",
                heard,
                ", ".join(left_out(patch)),
            )
            table.add_row(*row)
        Console().print(table)


@app.command("import")
def import_(
    file: _File,
    number: _Number = None,
    out: Annotated[Path | None, typer.Option(help="Folder for preset files instead of the library.")] = None,
    json: _Json = False,
) -> None:
    """Take voices into the library of presets, to play, or to start a fit from. Says what the voice leaves out.

    What our banks are filled up with, "INIT VOICE", stays away unless it is asked for by its number.
    """
    library = PresetLibrary(out)
    kept = []
    for k, patch in _chosen(file, number):
        if number is None and patch == dx7.EMPTY:
            continue
        lost = left_out(patch)
        notes = f"imported from {file.name}, voice {k}" + (f"; left out: {', '.join(lost)}" if lost else "")
        name = name_from(patch.name)
        preset = library.save(Preset.of(name, "dx7", parameters_of(patch), {"notes": notes}))
        kept.append({"name": preset.name, "left_out": lost})
        if not json:
            console.print(f"[bold]{escape(preset.name)}[/]" + (f": left out {', '.join(lost)}" if lost else ""))
    if json:
        print_json({"presets": kept})


@app.command()
def export(
    presets: Annotated[list[str], typer.Argument(help="Preset files or names of the library, of the voice dx7.")],
    out: Annotated[Path, typer.Option(help="The bank to write; of a single preset also <out>-voice.syx.")] = Path(
        "bank.syx"
    ),
    channel: Annotated[int, typer.Option(help="MIDI channel, 1 … 16.")] = 1,
    json: _Json = False,
) -> None:
    """Write presets as a bank of 32 (4,104 bytes); one alone also as a single voice (163 bytes)."""
    if not 1 <= channel <= 16:
        raise BadRequest(f"channel {channel} is out of range; use 1 … 16")
    patches = [patch_of(find_preset(name)) for name in presets]
    written = {"bank": str(write_atomic(out, dx7.write_bank(patches, channel - 1)))}
    if len(patches) == 1:
        single = out.with_name(f"{out.stem}-voice{out.suffix}")
        written["voice"] = str(write_atomic(single, dx7.write_voice(patches[0], channel - 1)))
    if json:
        print_json(written)
    else:
        console.print(", ".join(f"[bold]{escape(path)}[/]" for path in written.values()))


@app.command()
def convert(
    source: Annotated[str, typer.Argument(help="A preset of another voice (file or name), or a sound file.")],
    out: Annotated[Path | None, typer.Option(help="Folder; default ./sds-out/dx7-<name>.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another patch.")] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="A quarter of the effort.")] = False,
    json: _Json = False,
) -> None:
    """Match a sound with a DX7 patch, and say what is lost. Nothing is translated: the patch is fitted to the sound."""
    path = Path(source)
    preset = None if path.suffix.lower() in SOUNDS else find_preset(source)
    name = preset.name if preset else name_from(path.stem)
    with writable_folder(out or default_folder(name, kind="dx7")) as folder:
        from bridge.artifacts import write_preset

        found = _converted(preset, path, seed, quick)
        loss = {"distance": found.distance, "distance_rounded": found.rounded_distance,
                "distance_real": found.real_distance, "lsd_db": found.lsd, "cents": found.cents}  # fmt: skip
        told = ", ".join(f"{key} {'none' if value is None else f'{value:.3g}'}" for key, value in loss.items())
        made_of = f"{name} ({preset.voice})" if preset else path.name
        values = found.parameters
        patch = Preset.of(name, "dx7", values, {"seed": seed, "notes": f"converted from {made_of}; loss: {told}"})
        record: dict[str, Any] = {**write_preset(folder, patch, SECONDS), "loss": loss}
    if json:
        print_json(record)
    else:
        console.print(f"[bold]{escape(str(folder))}[/]: loss of the conversion (0 none, 1 silence): {told}")


@dataclass(frozen=True)
class _Converted:
    parameters: dict[str, float]
    distance: float
    rounded_distance: float
    real_distance: float
    lsd: float
    cents: float | None


def _converted(preset: Preset | None, path: Path, seed: int, quick: bool) -> _Converted:
    import torch

    from bridge.match.match import EFFORT
    from bridge.match.to_dx7 import to_dx7
    from bridge.pipeline import bank_of, prior_of
    from bridge.realtime.engine import render_preset
    from bridge.records import FitRequest
    from bridge.reference import load_reference
    from bridge.synths.base import load_synth

    voice = find_voice("dx7")
    if preset is not None:
        sound = torch.from_numpy(render_preset(preset.voice, preset.parameters, seconds=SECONDS))
    else:
        sound = torch.as_tensor(load_reference(path, SECONDS).audio)[0]
    prior, synth = prior_of(FitRequest("convert", "dx7")), load_synth(voice)
    generations = EFFORT.generations // 4 if quick else EFFORT.generations
    effort = replace(EFFORT, generations=generations, descend_steps=EFFORT.descend_steps // (4 if quick else 1))
    found = to_dx7(prior, synth, sound, bank_of(voice, prior), effort, seed=seed)
    values = voice.space.to_dict(found.natural.tolist())
    return _Converted(values, found.distance, found.rounded_distance, found.real_distance, found.lsd, found.cents)


def read_file(file: Path) -> list[dx7.Patch]:
    """The voices of a .syx file. Raises BadPreset, with the file's name."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadPreset("too large for DX7 voices")
        return dx7.read_patches(file.read_bytes())
    except OSError as error:
        raise BadPreset(f"cannot read {file}: {error.strerror}; name a .syx file") from error
    except BadPreset as error:
        raise BadPreset(f"{file}: {error}") from error


def _chosen(file: Path, number: int | None) -> list[tuple[int, dx7.Patch]]:
    """Voices of a file with their numbers, from 1."""
    patches = list(enumerate(read_file(file), 1))
    if number is None:
        return patches
    if not 1 <= number <= len(patches):
        raise BadRequest(f"{file} has no voice {number}; use 1 … {len(patches)}")
    return [patches[number - 1]]


def _record(number: int, patch: dx7.Patch) -> dict[str, Any]:
    numbers = {n.name: patch[n.name] for n in dx7.NUMBERS if n.vced < dx7.NAME}
    return {"voice": number, "name": patch.name, "numbers": numbers, "left_out": left_out(patch)}


def _sheet(patch: dx7.Patch) -> Table:
    """An operator a row, as a DX7 data sheet has them."""
    algorithm = patch["algorithm"] + 1
    edges = ", ".join(f"{a}→{b}" for a, b in ALGORITHMS[algorithm - 1])
    columns = ("r1", "r2", "r3", "r4", "l1", "l2", "l3", "l4", "level", "mode", "coarse", "fine", "detune")
    title = escape(f"{patch.name}: algorithm {algorithm} ({edges}), feedback {patch['feedback']}")
    table = Table("", *columns, title=title, caption=f"transpose {patch['transpose'] - 24:+d} semitones")
    for v in range(1, OPERATORS + 1):
        table.add_row(f"op{v}", *(f"{patch[f'op{v}_{c}']}" for c in columns))
    return table
