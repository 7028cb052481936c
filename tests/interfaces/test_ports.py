"""One port, one daemon: who comes second is refused, at any moment, and the first does not notice."""

import asyncio
import socket
from pathlib import Path

import pytest
from test_osc_server import run

from bridge.daemon.daemon import Daemon, DaemonConfig
from bridge.errors import CannotListen
from bridge.interfaces.desk import RecordingVoice
from bridge.interfaces.osc.messages import build, parse
from bridge.interfaces.osc.tcp import bound_tcp


def daemon(folder: Path, name: str, **ports: int) -> Daemon:
    config = DaemonConfig(
        library=folder / name, journal=folder / f"{name}.db", runner="bridge.interfaces.rehearsal:rehearse",
        **{"port": 0, "http_port": 0, "midi_tcp": 0, "midi_memory": folder / f"{name}.json", **ports},
    )  # fmt: skip
    return Daemon(config, RecordingVoice())


def test_two_daemons_on_any_of_its_ports(tmp_path: Path) -> None:
    """Each door names its option; what the second had opened already is closed again."""

    async def scenario() -> None:
        first = daemon(tmp_path, "first")
        ports = await first.start()
        try:
            for option, setting, port in (
                ("--port|another port", "port", ports["osc_port"]),
                ("--http-port", "http_port", ports["http_port"]),
                ("--midi-tcp", "midi_tcp", ports["midi_tcp_port"]),
            ):
                second = daemon(tmp_path, setting, **{setting: port})
                with pytest.raises(CannotListen, match=option):
                    await second.start()
                third = daemon(tmp_path, setting)  # whose journal the second has let go
                await third.start()
                await third.stop()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.setblocking(False)
                client.sendto(build("/bridge/ping", [7]), ("127.0.0.1", ports["osc_port"]))
                answer = await asyncio.get_running_loop().sock_recv(client, 4000)
                assert parse(answer) == [("/bridge/pong", [7])]
        finally:
            await first.stop()

    run(scenario)


def test_two_that_start_at_the_same_moment() -> None:
    """Before either has begun to serve."""
    with bound_tcp("127.0.0.1", 0) as first, pytest.raises(CannotListen, match="choose another port"):
        bound_tcp("127.0.0.1", first.getsockname()[1])
