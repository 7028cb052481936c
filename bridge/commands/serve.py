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
from bridge.realtime.audio import check_audio
from bridge.records import EMBEDDED, check_device


def serve(
    port: Annotated[int, typer.Option(help="Port for OSC, UDP and TCP; 0 takes any free one.")] = 9000,
    host: Annotated[
        str, typer.Option(help="Address to listen on. Only this machine unless you change it.")
    ] = "127.0.0.1",
    allow: Annotated[
        list[str] | None,
        typer.Option(
            "--allow",
            "--peer",
            help="With another --host: who may talk to us: 192.168.1.7, 192.168.1.0/24; may be given again.",
        ),
    ] = None,
    http_port: Annotated[
        int, typer.Option(help="Port for OSCQuery (HTTP and WebSocket); 0 takes any free one.")
    ] = 9080,
    http: Annotated[bool, typer.Option("--http/--no-http", help="Whether to serve OSCQuery.")] = True,
    announce: Annotated[
        bool,
        typer.Option(
            "--announce", help="Let programs find us (zeroconf); on this machine only, unless opened by --host."
        ),
    ] = False,
    library: Annotated[Path | None, typer.Option(help="Folder of presets.")] = None,
    journal: Annotated[Path | None, typer.Option(help="File that remembers jobs.")] = None,
    log: Annotated[Path | None, typer.Option(help="File for the log, one JSON object a line.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    prior: Annotated[str, typer.Option(metavar="NAME", help="Another prior, as in `fit`.")] = EMBEDDED,
    audio: Annotated[
        str,
        typer.Option(
            help="auto: sound card if there is one; null: none, same timing; file:PATH: a WAV, same timing; "
            "none: no voice."
        ),
    ] = "auto",
    midi_port: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="MIDI in and out: virtual (a port of our own), none, or a part of a port's name; auto is virtual "
            "where python-rtmidi is installed.",
        ),
    ] = "auto",
    midi_tcp: Annotated[
        int | None, typer.Option(help="Port for MIDI over TCP; 0 takes any free one. Closed unless given.")
    ] = None,
    midi_dump: Annotated[
        bool, typer.Option("--midi-dump", help="Send every finished preset as SysEx to all that speak MIDI with us.")
    ] = False,
    midi_memory: Annotated[Path | None, typer.Option(help="File that remembers what MIDI was taught.")] = None,
    controllers: Annotated[bool, typer.Option("--controllers", help="Print what MIDI messages do and leave.")] = False,
    addresses: Annotated[bool, typer.Option("--addresses", help="Print the OSC addresses and leave.")] = False,
) -> None:
    """Serve OSC and MIDI until Ctrl-C. Listens to this machine only."""
    from bridge.daemon.daemon import DaemonConfig, default_log, run_daemon
    from bridge.interfaces import midi_page
    from bridge.interfaces.addresses import page

    if addresses:
        print(page(), end="")
        return
    if controllers:
        print(midi_page.page(), end="")
        return
    for number in (port, http_port, midi_tcp or 0):
        if not 0 <= number <= 65535:
            raise BadRequest(f"port {number} is out of range; use 0 … 65535")
    check_device(device)
    check_audio(audio)

    def tell(facts: dict[str, Any]) -> None:
        print(json_module.dumps(facts), flush=True)
        console.print(
            f"listening for OSC on {escape(host)}:{facts['osc_port']} (warming up; /bridge/status says when done)"
        )
        if "http_port" in facts:
            console.print(f"OSCQuery on http://{escape(host)}:{facts['http_port']}/")
        if "midi_tcp_port" in facts:
            console.print(f"MIDI over TCP on {escape(host)}:{facts['midi_tcp_port']}")
        if "midi_problem" in facts:
            console.print(escape(facts["midi_problem"]))

    config = DaemonConfig(
        host, port, tuple(allow or ()), http_port if http else None, announce, library, journal, device, audio,
        log=log or default_log(), prior=prior, midi_port=_midi_port(midi_port), midi_tcp=midi_tcp,
        midi_dump=midi_dump, midi_memory=midi_memory,
    )  # fmt: skip
    run_daemon(config, tell)


def _midi_port(name: str) -> str | None:
    """auto: a port of our own for those who have installed what it takes; the others have not asked for one."""
    if name == "auto":
        return "virtual" if find_spec("rtmidi") is not None else None
    return None if name == "none" else name
