"""`sds-bridge serve`: the daemon in the foreground."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape

from bridge.commands.common import console
from bridge.errors import BadRequest
from bridge.records import check_device


def serve(
    port: Annotated[int, typer.Option(help="UDP port for OSC; 0 takes any free one.")] = 9000,
    host: Annotated[
        str, typer.Option(help="Address to listen on. Only this machine unless you change it.")
    ] = "127.0.0.1",
    peer: Annotated[list[str] | None, typer.Option(help="With another --host: a machine that may talk to us.")] = None,
    library: Annotated[Path | None, typer.Option(help="Folder of presets.")] = None,
    journal: Annotated[Path | None, typer.Option(help="File that remembers jobs.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    audio: Annotated[
        Literal["auto", "null", "none"],
        typer.Option(help="auto: sound card if there is one; null: none, same timing; none: no voice."),
    ] = "auto",
    addresses: Annotated[bool, typer.Option("--addresses", help="Print the OSC addresses and leave.")] = False,
) -> None:
    """Serve OSC until Ctrl-C. Listens to this machine only."""
    from bridge.daemon import DaemonConfig, run_daemon
    from bridge.interfaces.addresses import markdown

    if addresses:
        print(markdown())
        return
    if not 0 <= port <= 65535:
        raise BadRequest(f"port {port} is out of range; use 0 … 65535")
    check_device(device)

    def tell(facts: dict[str, Any]) -> None:
        print(json_module.dumps(facts), flush=True)
        console.print(
            f"listening for OSC on {escape(host)}:{facts['osc_port']} (warming up; /bridge/status says when done)"
        )

    run_daemon(DaemonConfig(host, port, tuple(peer or ()), library, journal, device, audio), tell)
