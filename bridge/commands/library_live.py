"""`sds-bridge library snapshot | ab`: what a running daemon plays, remembered and compared."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from bridge.commands.common import console, print_json
from bridge.errors import BadRequest, JobError

snapshot = typer.Typer(help="Moments of what the daemon plays.", no_args_is_help=True)
ab = typer.Typer(help="Two sides between which the daemon's voice switches.", no_args_is_help=True)
_Port = Annotated[int, typer.Option(help="The daemon's OSC port.")]
_Json = Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")]
PATIENCE = 5.0
"""s for an answer"""


@snapshot.command()
def take(name: Annotated[str, typer.Argument()] = "", port: _Port = 9000, json: _Json = False) -> None:
    """Remember what sounds now, under a name or the time of day."""
    _tell({"snapshot": _asked(port, "/bridge/snapshot/take", *([name] if name else []))[0]}, json)


@snapshot.command("list")
def list_snapshots(port: _Port = 9000, json: _Json = False) -> None:
    """Names of the snapshots."""
    names = _listed(port, "/bridge/snapshot/list", "/bridge/snapshot/names")
    if json:
        print_json({"snapshots": names})
    else:
        print("\n".join(names), end="\n" if names else "")


@snapshot.command()
def recall(name: str, port: _Port = 9000, json: _Json = False) -> None:
    """Let the daemon play a snapshot."""
    _tell({"snapshot": _asked(port, "/bridge/snapshot/recall", name)[0]}, json)


@ab.command("set")
def set_side(side: str, preset: Annotated[str, typer.Argument()] = "", port: _Port = 9000, json: _Json = False) -> None:
    """Put a preset, or without one what sounds, on side a or b."""
    _tell({"set": _asked(port, "/bridge/ab/set", side, *([preset] if preset else []))[0]}, json)


@ab.command()
def switch(side: Annotated[str, typer.Argument()] = "", port: _Port = 9000, json: _Json = False) -> None:
    """Play the other side, or this one."""
    _tell({"side": _asked(port, "/bridge/ab/switch", *([side] if side else []))[0]}, json)


def _tell(record: dict[str, Any], json: bool) -> None:
    if json:
        print_json(record)
    else:
        console.print(", ".join(f"{key} [bold]{escape(str(value))}[/]" for key, value in record.items()))


def _asked(port: int, path: str, *atoms: str) -> list[Any]:
    """What /done carries after the address. Raises JobError (no daemon), BadRequest (it refuses)."""
    from bridge.interfaces.osc.client import OscClient

    try:
        with OscClient(_checked(port)) as client:
            answer, arguments = client.ask(path, *atoms, seconds=PATIENCE)
    except (TimeoutError, OSError) as error:
        raise _nobody(port) from error
    if answer == "/fail":
        raise BadRequest(str(arguments[3]))
    return arguments[1:]


def _listed(port: int, path: str, reply: str) -> list[str]:
    """All parts of a list of names. Raises JobError."""
    from bridge.interfaces.osc.client import OscClient

    names: dict[int, list[str]] = {}
    try:
        with OscClient(_checked(port)) as client:
            client.send(path)
            parts = 1
            while len(names) < parts:
                _, (part, parts, *some) = client.wait(reply, seconds=PATIENCE)
                names[part] = some
    except (TimeoutError, OSError) as error:
        raise _nobody(port) from error
    return [name for part in sorted(names) for name in names[part]]


def _checked(port: int) -> int:
    if not 1 <= port <= 65535:
        raise BadRequest(f"port {port} is out of range; use 1 … 65535")
    return port


def _nobody(port: int) -> JobError:
    mend = "start one with `sds-bridge serve`, or name its port with --port"
    return JobError(f"no daemon answers on port {port} of this machine; {mend}")
