"""`sds-bridge serve`: the daemon in the foreground."""

from __future__ import annotations

import json as json_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from bridge.commands.common import console
from bridge.errors import BadRequest
from bridge.interfaces.events import ProcessState
from bridge.realtime.audio import check_audio
from bridge.records import EMBEDDED, check_device

_Port = Annotated[int, typer.Option(help="Port for OSC, UDP and TCP; 0 takes any free one.")]
_Host = Annotated[str, typer.Option(help="Address to listen on. Only this machine unless you change it.")]
_Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        "--peer",
        help="With another --host: who may talk to us: 192.168.1.7, 192.168.1.0/24; may be given again.",
    ),
]
_HttpPort = Annotated[int, typer.Option(help="Port for OSCQuery (HTTP and WebSocket); 0 takes any free one.")]
_Http = Annotated[bool, typer.Option("--http/--no-http", help="Whether to serve OSCQuery.")]
_Announce = Annotated[
    bool,
    typer.Option("--announce", help="Let programs find us (zeroconf); on this machine only, unless opened by --host."),
]
_Library = Annotated[Path | None, typer.Option(help="Folder of presets.")]
_Journal = Annotated[Path | None, typer.Option(help="File that remembers jobs.")]
_Log = Annotated[Path | None, typer.Option(help="File for the log, one JSON object a line.")]
_Device = Annotated[str, typer.Option(help="auto, cpu or cuda.")]
_Prior = Annotated[str, typer.Option(metavar="NAME", help="Another prior, as in `fit`.")]
_Audio = Annotated[
    str,
    typer.Option(
        help="auto: sound card if there is one; null: none, same timing; file:PATH: a WAV, same timing; none: no voice."
    ),
]
_MidiPort = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="MIDI in and out: virtual (a port of our own), none, or a part of a port's name; auto is virtual "
        "where python-rtmidi is installed.",
    ),
]
_MidiTcp = Annotated[
    int | None, typer.Option(help="Port for MIDI over TCP; 0 takes any free one. Closed unless given.")
]
_MidiDump = Annotated[
    bool, typer.Option("--midi-dump", help="Send every finished preset as SysEx to all that speak MIDI with us.")
]
_MidiMemory = Annotated[Path | None, typer.Option(help="File that remembers what MIDI was taught.")]
_Controllers = Annotated[bool, typer.Option("--controllers", help="Print what MIDI messages do and leave.")]
_Addresses = Annotated[bool, typer.Option("--addresses", help="Print the OSC addresses and leave.")]


def serve(
    port: _Port = 9000, host: _Host = "127.0.0.1", allow: _Allow = None,
    http_port: _HttpPort = 9080, http: _Http = True, announce: _Announce = False,
    library: _Library = None, journal: _Journal = None, log: _Log = None,
    device: _Device = "auto", prior: _Prior = EMBEDDED, audio: _Audio = "auto",
    midi_port: _MidiPort = "auto", midi_tcp: _MidiTcp = None, midi_dump: _MidiDump = False,
    midi_memory: _MidiMemory = None, controllers: _Controllers = False, addresses: _Addresses = False,
) -> None:  # fmt: skip
    """Serve OSC and MIDI until Ctrl-C. Listens to this machine only."""
    if addresses or controllers:
        _print_page(addresses)
        return
    from bridge.daemon.daemon import DaemonConfig, default_log
    from bridge.daemon.run import run_daemon

    for number in (port, http_port, midi_tcp or 0):
        if not 0 <= number <= 65535:
            raise BadRequest(f"port {number} is out of range; use 0 … 65535")
    check_device(device)
    check_audio(audio)
    config = DaemonConfig(
        host, port, tuple(allow or ()), http_port if http else None, announce, library, journal, device, audio,
        log=log or default_log(), prior=prior, midi_port=_midi_port(midi_port), midi_tcp=midi_tcp,
        midi_dump=midi_dump, midi_memory=midi_memory,
    )  # fmt: skip
    run_daemon(config, lambda facts: _tell_ready(host, facts), _tell_process)


def _print_page(addresses: bool) -> None:
    from bridge.interfaces.addresses import page
    from bridge.interfaces.midi import page as midi_page

    print(page() if addresses else midi_page.page(), end="")


def _tell_ready(host: str, facts: dict[str, Any]) -> None:
    """One line for machines, the same for people."""
    print(json_module.dumps(facts), flush=True)
    here = escape(f"[{host}]" if ":" in host else host)
    lines = [f"listening for OSC on {here}:{facts['osc_port']} (warming up)"]
    if "http_port" in facts:
        lines.append(f"page and OSCQuery on http://{here}:{facts['http_port']}/")
    if "midi_tcp_port" in facts:
        lines.append(f"MIDI over TCP on {here}:{facts['midi_tcp_port']}")
    if "midi_problem" in facts:
        lines.append(escape(facts["midi_problem"]))
    for line in lines:
        console.print(line, soft_wrap=True)


def _tell_process(event: ProcessState) -> None:
    """What befalls the worker (which fits) and the voice (which sounds)."""
    state = {"ready": "is ready", "cold": "[red]cannot fit[/]", "restarting": "[red]has ended[/]"}.get(event.state)
    why = f": {escape(event.message)}" if event.message else ""
    console.print(f"the {event.process} {state or event.state}{why}", soft_wrap=True)


def _midi_port(name: str) -> str | None:
    """auto: a port of our own for those who have installed what it takes; the others have not asked for one."""
    if name == "auto":
        return "virtual" if find_spec("rtmidi") is not None else None
    return None if name == "none" else name
