"""MIDI ports: with a backend of our own that comes and goes, and with real ports of JACK where there is one."""

import asyncio
import builtins
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import mido
import pytest
from test_midi_channels import Listener
from test_midi_sysex import Shelf

from bridge.errors import DeviceError
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.midi import ports as midi_ports
from bridge.interfaces.midi.ports import OWN_NAME, VIRTUAL, MidiPort, midi_backend
from bridge.interfaces.midi.wire import MidiCounters
from bridge.presets import sysex
from bridge.presets.sysex_messages import NamesDump, NamesRequest


class FakeBackend:
    """mido's, as far as we use it: cables are plugged and pulled by hand."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.callbacks: dict[str, Callable[[mido.Message], None]] = {}
        self.sent: list[mido.Message] = []
        self.opened: list[tuple[str, bool]] = []

    def get_input_names(self) -> list[str]:
        return self.names

    get_output_names = get_input_names

    def open_input(
        self, name: str, callback: Any, virtual: bool = False, client_name: str | None = None
    ) -> "FakeBackend":
        if not virtual and name not in self.names:
            raise OSError(f"unknown port {name!r}")
        self.opened.append((name, virtual))
        self.callbacks[name] = callback
        return self

    def open_output(self, name: str, virtual: bool = False, client_name: str | None = None) -> "FakeBackend":
        return self

    def send(self, message: mido.Message) -> None:
        self.sent.append(message)

    def close(self) -> None:
        self.callbacks.clear()

    def play(self, *messages: mido.Message) -> None:
        """From another thread, as rtmidi does."""
        ((_, callback),) = self.callbacks.items()
        thread = threading.Thread(target=lambda: [callback(message) for message in messages])
        thread.start()
        thread.join()


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(scenario(), 30)

    asyncio.run(limited())


async def until(wish: Callable[[], Any]) -> None:
    while not wish():
        await asyncio.sleep(0.002)


def port_of(name: str, find: Callable[[], Any], listener: Listener) -> MidiPort:
    return MidiPort(name, listener, Shelf(), MidiCounters(), RateLimit(1e9, 10**9), find, look=0.01)


ON = mido.Message("note_on", note=60, velocity=127)


def test_a_port_of_our_own_plays_and_answers_at_the_speed_of_a_cable(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        backend, listener = FakeBackend(), Listener()
        port = port_of(VIRTUAL, lambda: backend, listener)
        await port.start()
        assert backend.opened == [(OWN_NAME, True)] and port.state == OWN_NAME and not port.problem
        (ask,) = sysex.write(NamesRequest())
        started = time.monotonic()
        backend.play(ON, *[mido.Message.from_bytes(ask)] * 3)
        await until(lambda: len(backend.sent) == 3)
        assert listener.told == [("start", 0, 60, 127, 0, 0)]
        assert time.monotonic() - started >= 0.08, "two gaps of 40 ms"
        heard = sysex.read(b"".join(bytes(m.bytes()) for m in backend.sent[:1]))
        assert heard == [NamesDump(("bell", "kick"))]
        await port.stop()
        assert listener.told[-1] == ("release", 0, 60) and not backend.callbacks

    run(scenario)


def test_a_cable_that_falls_out_lets_notes_go_and_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        backend, listener = FakeBackend("Through", "KeyLab 49 MIDI 1"), Listener()
        port = port_of("keylab", lambda: backend, listener)
        await port.start()
        assert backend.opened == [("KeyLab 49 MIDI 1", False)]
        backend.play(ON)
        await until(lambda: listener.held)
        backend.names.remove("KeyLab 49 MIDI 1")
        await until(lambda: port.problem)
        assert not listener.held and port.state == "" and "Through" in port.problem and "keylab" in port.problem
        looks = 5 * 0.01
        await asyncio.sleep(looks)  # it goes on looking, and says it once
        assert sum("keylab" in record.message for record in caplog.records) == 1
        backend.names.append("KeyLab 49 MIDI 1")
        await until(lambda: port.state)
        backend.play(ON)
        await until(lambda: listener.held)
        assert not port.problem
        await port.stop()

    run(scenario)


def test_a_port_that_is_not_there_is_said_with_those_that_are() -> None:
    async def scenario() -> None:
        for names, words in ((("A", "B"), "there are: A, B"), ((), "connect it")):
            port = port_of("keylab", lambda names=names: FakeBackend(*names), Listener())
            await port.start()
            assert words in port.problem
            await port.stop()

    run(scenario)


def test_a_system_without_midi_is_said_once_and_not_asked_again() -> None:
    asked = []

    def missing() -> Any:
        asked.append(1)
        raise DeviceError("no MIDI system; use another")

    async def scenario() -> None:
        port = port_of(VIRTUAL, missing, Listener())
        await port.start()
        await asyncio.sleep(0.05)
        assert port.problem == "no MIDI system; use another" and len(asked) == 1
        await port.stop()

    run(scenario)


def test_more_than_we_can_hear_is_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midi_ports, "MAX_WAITING", 10)

    async def scenario() -> None:
        backend, listener = FakeBackend(), Listener()
        port = port_of(VIRTUAL, lambda: backend, listener)
        await port.start()
        clock = mido.Message("clock")
        backend.play(*[clock] * 100, ON)
        await until(lambda: not port._waiting and port.dropped)
        assert port.dropped == 91 and listener.told == []
        backend.play(ON)
        await until(lambda: listener.held)
        await port.stop()

    run(scenario)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "rtmidi" or name.startswith("mido.backends.rtmidi"):
            raise ImportError("no", name="rtmidi")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.delitem(sys.modules, "mido.backends.rtmidi", raising=False)
    with pytest.raises(DeviceError, match=r"rtmidi is missing.*sds-bridge\[midi\]"):
        midi_backend()


def test_a_system_that_fails_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __init__(self, load: bool) -> None: ...

        def get_input_names(self) -> list[str]:
            raise SystemError("no sequencer")

    monkeypatch.setattr(mido, "Backend", Broken)
    with pytest.raises(DeviceError, match=r"no sequencer.*modprobe snd-seq"):
        midi_backend()


@pytest.fixture
def jack(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A JACK server of the test's own, that plays to nobody."""
    pytest.importorskip("rtmidi", reason="needs python-rtmidi")
    if shutil.which("jackd") is None:
        pytest.skip("needs jackd")
    name = f"sds-bridge-{os.getpid()}"
    command = ["jackd", "--name", name, "--no-realtime", "--timeout", "20000", "-d", "dummy", "-p", "1024"]
    with (tmp_path / "jackd.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield {
            "JACK_DEFAULT_SERVER": name,
            "JACK_NO_START_SERVER": "1",
            "MIDO_BACKEND": "mido.backends.rtmidi/UNIX_JACK",
        }
    finally:
        server.terminate()
        server.wait()


def test_real_ports_of_a_real_system(jack: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Our virtual port is there for others; a note, a clock and a SysEx of several parts come through it, and back."""
    for name, value in jack.items():
        monkeypatch.setenv(name, value)
    backend, deadline = None, time.monotonic() + 15
    while backend is None:  # the server takes a moment
        try:
            backend = midi_backend()
        except DeviceError as error:
            if time.monotonic() > deadline:
                pytest.skip(f"no JACK here: {error}")
            time.sleep(0.1)

    async def scenario() -> None:
        listener = Listener()
        port = port_of(VIRTUAL, lambda: backend, listener)
        await port.start()
        assert port.state == OWN_NAME, port.problem
        (name,) = [n for n in backend.get_output_names() if OWN_NAME in n]
        (back,) = [n for n in backend.get_input_names() if OWN_NAME in n]
        heard: list[mido.Message] = []
        out, ear = backend.open_output(name), backend.open_input(back, callback=heard.append)
        for message in sysex.write(NamesRequest()):
            out.send(mido.Message("clock"))
            out.send(mido.Message.from_bytes(message))
        out.send(ON)
        await until(lambda: listener.held and any(m.type == "sysex" for m in heard))
        answers = b"".join(bytes(m.bytes()) for m in heard if m.type == "sysex")
        assert sysex.read(answers) == [NamesDump(("bell", "kick"))]
        out.close()
        ear.close()
        await port.stop()
        assert not [n for n in backend.get_output_names() if OWN_NAME in n]

    run(scenario)
