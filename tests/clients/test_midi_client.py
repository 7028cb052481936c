"""A MIDI client that is not ours: mido, by TCP, connects, asks for a fit, receives the preset, plays it."""

import time
from collections.abc import Iterator
from pathlib import Path

import mido
import mido.sockets
import pytest
from daemon_status import until, until_heard, until_ready

from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.interfaces.midi.sysex import FIT
from bridge.interfaces.osc.client import OscClient
from bridge.presets import sysex
from bridge.presets.library import PresetLibrary
from bridge.presets.sysex_frames import frames
from bridge.presets.sysex_messages import ParametersDump, ParametersRequest, PresetDump, SysexMessage


def send(port: mido.sockets.SocketPort, messages: list[bytes]) -> None:
    for message in messages:
        port.send(mido.Message.from_bytes(message))


def receive(port: mido.sockets.SocketPort, seconds: float = 30.0) -> SysexMessage:
    """The next SysEx of ours."""
    assembler, deadline = sysex.Assembler(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        message = port.poll()
        if message is None:
            time.sleep(0.005)
        elif message.type == "sysex" and (found := assembler.feed(bytes(message.bytes()))) is not None:
            return found
    raise AssertionError("no SysEx came")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("midi")


@pytest.fixture(scope="module")
def daemon(folder: Path) -> Iterator[DaemonProcess]:
    config = DaemonConfig(
        port=0, library=folder / "presets", journal=folder / "journal.db", audio="null", midi_tcp=0, midi_dump=True,
        midi_memory=folder / "midi.json", runner="bridge.interfaces.rehearsal:rehearse",
    )  # fmt: skip
    with DaemonProcess(config, folder / "log") as process:
        yield process
    assert "Traceback" not in (folder / "log").read_text()


def test_mido_connects_fits_receives_and_plays(daemon: DaemonProcess, folder: Path) -> None:
    with OscClient(daemon.port) as client:
        until_ready(client)
        with mido.sockets.connect("127.0.0.1", daemon.facts["midi_tcp_port"]) as port:
            send(port, frames(FIT, b'{"prompt": "glass bell", "voice": "impact", "seed": 3, "lock:release": 0.01}'))
            dump = receive(port)
            assert isinstance(dump, PresetDump)
            assert dump.preset == PresetLibrary(folder / "presets").load("glass-bell")
            assert dump.preset.provenance["seed"] == 3 and dump.preset.parameters["release"] == 0.01
            port.send(mido.Message("note_on", note=60, velocity=100))
            until_heard(client)
            port.send(mido.Message("control_change", control=7, value=0))
            send(port, sysex.write(ParametersRequest(("level",))))
            assert receive(port) == ParametersDump("impact", {"level": -48.0})
            assert client.status()["midi_connections"] == 1
        del port  # mido closes its end when nobody holds the port any more
        until(client, lambda status: status["midi_connections"] == 0, 10)
        until(client, lambda status: status["voice_voices"] == 0, 30)
        assert client.status()["midi_internal"] == 0


def test_learning_over_osc_and_turning_by_midi(daemon: DaemonProcess) -> None:
    with OscClient(daemon.port) as client, mido.sockets.connect("127.0.0.1", daemon.facts["midi_tcp_port"]) as port:
        client.send("/bridge/subscribe", client.port)
        client.ask("/bridge/fit", "learn", "impact", "tin cup")
        dump = receive(port)
        assert isinstance(dump, PresetDump) and dump.preset.name == "tin-cup"
        assert client.ask("/bridge/midi/learn", "mix")[0] == "/done"
        port.send(mido.Message("control_change", control=3, value=127))
        told = client.wait("/bridge/midi/controllers", wish=lambda values: "cc3" in values)[1]
        assert told[told.index("cc3") + 1] == "mix"
        send(port, sysex.write(ParametersRequest(("mix",))))
        assert receive(port) == ParametersDump("impact", {"mix": 1.0})
        client.send("/bridge/midi/list")
        assert "tin-cup" in client.wait("/bridge/midi/programs")[1]
