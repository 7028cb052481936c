"""`sds-bridge sysex`: presets as System Exclusive, in files and over MIDI ports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from bridge.commands.common import console, print_json
from bridge.commands.library import Folder, Json
from bridge.errors import BadPreset, BadRequest, DeviceError
from bridge.presets import sysex
from bridge.presets.library import PresetLibrary, find_preset
from bridge.presets.preset import Preset
from bridge.presets.sysex_messages import BankDump, PresetDump, SysexMessage

app = typer.Typer(help="Presets as MIDI System Exclusive.", no_args_is_help=True)
_Port = Annotated[str, typer.Option(help="A MIDI port, or a part of its name.")]
_Tcp = Annotated[str, typer.Option(metavar="HOST:PORT", help="MIDI over TCP instead of a port.")]


@app.command()
def show(file: Annotated[Path, typer.Argument(help="A .syx file.")], json: Json = False) -> None:
    """What a file says: presets, banks, names, parameters, requests."""
    said = sysex.read(_bytes(file))
    if json:
        print_json({"messages": [_told(message) for message in said]})
    else:
        for message in said:
            print(" ".join(f"{key}: {value}" for key, value in _told(message).items()))


@app.command()
def page() -> None:
    """The layout, byte by byte (SYSEX.md)."""
    from bridge.presets import sysex_page

    print(sysex_page.page(), end="")


@app.command()
def send(
    presets: Annotated[list[str], typer.Argument(help="Presets of the library, or files; .syx files as they are.")],
    port: _Port = "",
    tcp: _Tcp = "",
    small: Annotated[bool, typer.Option("--small", help="Messages of at most 256 bytes.")] = False,
    gap: Annotated[float, typer.Option(help="Milliseconds between messages.")] = 40.0,
    library: Folder = None,
) -> None:
    """Send presets at the pace of a MIDI cable; over TCP without waiting, unless --gap says so."""
    from bridge.presets.sysex_port import DIN, Pace
    from bridge.presets.sysex_port import send as send_all

    shelf, size = PresetLibrary(library), sysex.SMALL if small else sysex.PART_BYTES
    messages: list[bytes] = []
    for name in presets:
        if name.endswith(".syx"):
            messages += sysex.split(_bytes(Path(name)))
        else:
            preset = find_preset(name, shelf)
            messages += sysex.encode(preset, size)
    pace = Pace(0.0 if tcp else DIN.bytes_a_second, 0.0 if tcp and gap == 1000 * DIN.gap else gap / 1000)
    with _opened(port, tcp, output=True) as wire:
        waited = send_all(wire, messages, pace)
    console.print(f"{len(messages)} messages, {sum(map(len, messages)):,} bytes, {waited:.1f} s")


@app.command()
def receive(
    port: _Port = "",
    tcp: _Tcp = "",
    seconds: Annotated[float, typer.Option(help="How long to wait for the next of ours.")] = 10.0,
    library: Folder = None,
    json: Json = False,
) -> None:
    """Take presets that arrive into the library, until nothing has come for some seconds."""
    from bridge.presets.sysex_port import receive as receive_all

    shelf, kept = PresetLibrary(library), []
    with _opened(port, tcp, output=False) as wire:
        for message in receive_all(wire, seconds):
            presets: tuple[Preset, ...] = ()
            match message:
                case PresetDump(preset):
                    presets = (preset,)
                case BankDump(presets=several):
                    presets = several
                case BadPreset():
                    console.print(f"left out: {escape(str(message))}")
            for preset in presets:
                kept.append(shelf.save(preset).name)
                console.print(f"[bold]{escape(kept[-1])}[/]")
    if json:
        print_json({"presets": kept})


@contextmanager
def _opened(port: str, tcp: str, output: bool) -> Iterator[Any]:
    """A port of mido. Raises BadRequest, DeviceError."""
    if bool(port) == bool(tcp):
        raise BadRequest("name one way: --port NAME or --tcp HOST:PORT")
    try:
        if tcp:
            from mido.sockets import connect

            host, _, number = tcp.rpartition(":")
            if not number.isdigit():
                raise BadRequest(f"{tcp[:60]!r} is not HOST:PORT")
            wire: Any = connect(host or "127.0.0.1", int(number))
        else:
            from bridge.interfaces.midi.ports import midi_backend

            backend = midi_backend()
            known = backend.get_output_names() if output else backend.get_input_names()
            name = next((n for n in known if port.lower() in n.lower()), None)
            if name is None:
                raise DeviceError(f"no MIDI port is called {port[:40]!r}; there are: {', '.join(known) or 'none'}")
            wire = backend.open_output(name) if output else backend.open_input(name)
    except (OSError, SystemError, RuntimeError, OverflowError) as error:  # each system raises its own
        raise DeviceError(f"cannot open {tcp or port}: {error}; does something listen there?") from error
    try:
        yield wire
    finally:
        wire.close()


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadPreset(f"cannot read {file}: {error.strerror}; name a .syx file") from error


def _told(message: SysexMessage) -> dict[str, Any]:
    """A message in a line: presets by name and voice."""
    kind = type(message).__name__
    match message:
        case PresetDump(preset):
            return {"kind": kind, "name": preset.name, "voice": preset.voice}
        case BankDump(presets):
            return {"kind": kind, "presets": [preset.name for preset in presets]}
        case _:
            plain = {key: list(v) if isinstance(v, tuple) else v for key, v in vars(message).items()}
            return {"kind": kind, **plain}
