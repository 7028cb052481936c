"""`sds-bridge status`: asks a running daemon how it is."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bridge.commands.common import print_json
from bridge.errors import BadRequest, JobError

GROUPS = {
    "daemon": ("version", "pid", "uptime", "log_lost", "announced"),
    "fits": ("worker", "worker_message", "worker_starts", "queued", "running"),
    "answers": ("answer_", "waiting_timetags", "osc_", "http_", "tcp_"),
    "listeners": ("subscribers", "coalesced", "given_up"),
    "midi": ("midi_",),
    "voice": ("voice_",),
}
"""which facts stand together: whole names, or the beginning of names that end in an underscore"""

DROPS = {"osc_dropped": "OSC packets", "voice_dropped": "commands of the voice", "midi_dropped": "MIDI messages"}


def status(
    port: Annotated[int, typer.Option(help="The daemon's OSC port.")] = 9000,
    seconds: Annotated[float, typer.Option(help="How long to wait for its answer.")] = 2.0,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")] = False,
) -> None:
    """How a running daemon is: uptime, queue, latency of its answers, drops, voice, late blocks."""
    if not 1 <= port <= 65535:
        raise BadRequest(f"port {port} is out of range; use 1 … 65535")
    facts = ask(port, seconds)
    if json:
        print_json(facts)
        return
    print(summary(facts))
    for title, rows in grouped(facts).items():
        table = Table(title=title, show_header=False, title_justify="left")
        for name, value in rows.items():
            table.add_row(name, escape(f"{value:g}" if isinstance(value, float) else str(value)))
        Console().print(table)


def ask(port: int, seconds: float) -> dict[str, Any]:
    """The facts of the daemon on this machine. Raises JobError when none answers."""
    from bridge.interfaces.osc.client import OscClient

    try:
        with OscClient(port) as client:
            return client.status(seconds)
    except (TimeoutError, OSError) as error:
        mend = "start one with `sds-bridge serve`, or name its port with --port"
        raise JobError(f"no daemon answers on port {port} of this machine; {mend}") from error


def summary(facts: dict[str, Any]) -> str:
    """What one looks for first. Xruns are blocks of sound that came late; drops are what came faster than we work."""
    minutes, seconds = divmod(round(float(facts["uptime"])), 60)
    latency = ", ".join(f"{name} {facts[f'answer_{name}_ms']:.3g} ms" for name in ("p50", "p99", "p999"))
    drops = [f"{facts.get(key, 0)} {what}" for key, what in DROPS.items()]
    return "\n".join((
        f"up {minutes // 60} h {minutes % 60} min {seconds} s; the worker is {facts['worker']}",
        f"queue: {facts['running']} running, {facts['queued']} waiting",
        f"latency of answers: {latency}",
        f"xruns: {facts.get('voice_late', 0)}; drops: {', '.join(drops)}",
    ))  # fmt: skip


def grouped(facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every fact in exactly one group; unknown ones with the daemon's."""
    found: dict[str, dict[str, Any]] = {title: {} for title in GROUPS}
    for name, value in facts.items():
        title = next((t for t, keys in GROUPS.items() if any(_belongs(name, key) for key in keys)), "daemon")
        found[title][name] = value
    return {title: rows for title, rows in found.items() if rows}


def _belongs(name: str, key: str) -> bool:
    return name.startswith(key) if key.endswith("_") else name == key
