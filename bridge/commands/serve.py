"""`sds-bridge serve`: the daemon in the foreground."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape

from bridge.commands.common import console
from bridge.errors import BadRequest
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
        Literal["auto", "null", "none"],
        typer.Option(help="auto: sound card if there is one; null: none, same timing; none: no voice."),
    ] = "auto",
    addresses: Annotated[bool, typer.Option("--addresses", help="Print the OSC addresses and leave.")] = False,
) -> None:
    """Serve OSC until Ctrl-C. Listens to this machine only."""
    from bridge.daemon import DaemonConfig, default_log, run_daemon
    from bridge.interfaces.addresses import page

    if addresses:
        print(page(), end="")
        return
    for number in (port, http_port):
        if not 0 <= number <= 65535:
            raise BadRequest(f"port {number} is out of range; use 0 … 65535")
    check_device(device)

    def tell(facts: dict[str, Any]) -> None:
        print(json_module.dumps(facts), flush=True)
        console.print(
            f"listening for OSC on {escape(host)}:{facts['osc_port']} (warming up; /bridge/status says when done)"
        )
        if "http_port" in facts:
            console.print(f"OSCQuery on http://{escape(host)}:{facts['http_port']}/")

    config = DaemonConfig(
        host, port, tuple(allow or ()), http_port if http else None, announce, library, journal, device, audio,
        log=log or default_log(), prior=prior,
    )  # fmt: skip
    run_daemon(config, tell)
