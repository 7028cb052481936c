"""Nothing that arrives by UDP stops the daemon: after every kind of garbage it still answers a ping."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.interfaces.addresses import ADDRESSES
from bridge.interfaces.osc.client import OscClient
from bridge.interfaces.osc.messages import build


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OscClient]:
    folder = tmp_path_factory.mktemp("fuzz")
    config = DaemonConfig(
        port=0,
        library=folder / "presets",
        journal=folder / "journal.db",
        audio="none",
        runner="bridge.interfaces.rehearsal:rehearse",
    )
    with DaemonProcess(config, folder / "log") as daemon, OscClient(daemon.port) as client:
        yield client
        log = (folder / "log").read_text()
    assert "Traceback" not in log, log[-3000:]
    assert {p.name for p in folder.iterdir()} <= {
        "presets",
        "log",
        "journal.db",
        "journal.stage.json",
        "journal.db-wal",
        "journal.db-shm",
    }


PATHS = st.sampled_from([a.path for a in ADDRESSES if a.path != "/bridge/fit"]) | st.just("/") | st.just("/bridge/fit")
ATOMS = st.lists(st.integers() | st.floats() | st.text(max_size=30), max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=600), min_size=1, max_size=5))
def test_any_bytes(client: OscClient, garbage: list[bytes]) -> None:
    for data in garbage:
        client.send_bytes(data)
    assert client.ping() < 10


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PATHS, ATOMS)
def test_any_arguments(client: OscClient, path: str, atoms: list[int | float | str]) -> None:
    client.send(path, *atoms)
    assert client.ping() < 10


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PATHS, ATOMS, st.data())
def test_damaged_messages(client: OscClient, path: str, atoms: list[int | float | str], data: st.DataObject) -> None:
    whole = build(path, atoms)
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    client.send_bytes(damaged[: data.draw(st.integers(0, len(damaged)))])
    client.send_bytes(b"#bundle\0" + bytes(8) + len(damaged).to_bytes(4, "big") + damaged)
    assert client.ping() < 10


def test_the_largest_datagram_and_a_burst(client: OscClient) -> None:
    client.send_bytes(b"\xff" * 65507)
    for _ in range(1000):
        client.send("/bridge/voice/param", "level", -6.0)
    assert client.ping() < 10
    before = client.status()
    assert before["osc_malformed"] > 0
    assert before["osc_dropped"] == 0


def test_two_daemons_that_talk_to_each_other_fall_silent(client: OscClient) -> None:
    """Whatever the daemon says, it does not answer when it hears it."""
    for address in ADDRESSES:
        if address.direction == "out":
            client.send(address.path, "/bridge/ping", "x", 1, 2.0)
    client.ping()
    heard = [path for path, _ in client.received]
    client.received.clear()
    client.ping()
    assert [path for path, _ in client.received] == ["/bridge/pong"]
    assert "/fail" not in heard[-2:]


def test_no_file_appears_where_a_message_points(client: OscClient, tmp_path: Path) -> None:
    for name in (str(tmp_path / "x"), "../../x", "..", "\\\\host\\share"):
        for path in ("/bridge/preset/save", "/bridge/preset/load", "/bridge/voice/load"):
            assert client.ask(path, name)[0] == "/fail"
        assert client.ask("/bridge/preset/export", name, "syx")[0] == "/fail"
    assert list(tmp_path.iterdir()) == []
