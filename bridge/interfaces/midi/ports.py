"""The system's MIDI ports, by mido and python-rtmidi: one of our own that others connect to, or one with a name.

A port that is not there, or goes, is looked for until it comes: a cable that falls out on stage needs no new start.
With JACK in place of ALSA, set MIDO_BACKEND=mido.backends.rtmidi/UNIX_JACK.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from bridge.errors import DeviceError
from bridge.interfaces.limits import RateLimit
from bridge.interfaces.midi.channels import Instrument
from bridge.interfaces.midi.sysex import Librarian
from bridge.interfaces.midi.wire import MidiCounters, MidiWire
from bridge.presets.sysex_port import DIN

VIRTUAL = "virtual"
OWN_NAME = "sds-bridge"
LOOK_SECONDS = 2.0
MAX_WAITING = 4096
"""messages between rtmidi's thread and us; a keyboard sends a thousand a second"""

log = logging.getLogger(__name__)


def midi_backend() -> Any:
    """mido with a backend that works. Raises DeviceError, with the mend."""
    try:
        import mido

        backend = mido.Backend(load=True)
    except ImportError as error:
        raise DeviceError(
            f'no MIDI ports: {error.name} is missing; pip install "sds-bridge[midi]", or use MIDI over TCP'
        ) from error
    try:
        backend.get_input_names()
    except Exception as error:  # each system raises its own; rtmidi a SystemError of its own
        mend = "on Linux load ALSA's sequencer (modprobe snd-seq) or use JACK; MIDI over TCP (--midi-tcp) needs neither"
        why = str(error)[:200].rstrip(". ")
        raise DeviceError(f"no MIDI system: {why}; {mend}") from error
    return backend


class MidiPort:
    """name: `VIRTUAL`, or a part of a port's name.  backend: finds mido's backend; tests have one of their own.

    state: the open port's name, "" while none is; problem: why.
    """

    def __init__(
        self, name: str, instrument: Instrument, librarian: Librarian, counters: MidiCounters, limit: RateLimit,
        backend: Callable[[], Any] = midi_backend, look: float = LOOK_SECONDS,
    ) -> None:  # fmt: skip
        self._name, self._find, self._look = name, backend, look
        self._backend: Any = None
        self._parts = (instrument, librarian, counters, limit)
        self._input: Any = None
        self._output: Any = None
        self._waiting: deque[bytes] = deque()
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.wire: MidiWire | None = None
        self.state, self.problem = "", ""
        self.dropped = 0

    async def start(self) -> None:
        """Open the port, or say in `problem` why not and go on looking for it. Raises nothing."""
        try:
            self._backend = await asyncio.to_thread(self._find)
        except DeviceError as error:  # a system without MIDI does not get one while we run
            self._miss(error)
            return
        try:
            await self._open()
        except DeviceError as error:
            self._miss(error)
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._hear()), loop.create_task(self._watch())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._close()

    async def _open(self) -> None:
        """Raises DeviceError."""
        backend, loop = self._backend, asyncio.get_running_loop()

        def heard(message: Any) -> None:  # rtmidi's thread
            with contextlib.suppress(RuntimeError):  # the loop is closed: we stop
                loop.call_soon_threadsafe(self._take, bytes(message.bytes()))

        virtual = self._name == VIRTUAL
        options: dict[str, Any] = {"virtual": True, "client_name": OWN_NAME} if virtual else {}
        name = OWN_NAME if virtual else _found(self._name, await asyncio.to_thread(backend.get_input_names))
        try:
            self._input = await asyncio.to_thread(lambda: backend.open_input(name, callback=heard, **options))
        except Exception as error:
            mend = "this system has no virtual ports, so name one" if virtual else "does another program use it alone?"
            raise DeviceError(f"cannot open MIDI port {name!r}: {str(error)[:200]}; {mend}") from error
        with contextlib.suppress(Exception):  # a keyboard may have no way back
            out = OWN_NAME if virtual else _found(self._name, await asyncio.to_thread(backend.get_output_names))
            self._output = await asyncio.to_thread(lambda: backend.open_output(out, **options))
        self.wire = MidiWire(*self._parts, name, self._write, DIN)
        self.state, self.problem = name, ""

    async def _close(self) -> None:
        if self.wire is not None:
            self.wire.close()
        ports, self._input, self._output, self.wire, self.state = (self._input, self._output), None, None, None, ""
        for port in ports:
            if port is not None:
                with contextlib.suppress(Exception):  # a port that is gone may say so
                    await asyncio.to_thread(port.close)

    def _miss(self, error: DeviceError) -> None:
        if self.problem != str(error):
            self.problem = str(error)
            log.warning("%s", error)

    def _take(self, message: bytes) -> None:
        if len(self._waiting) >= MAX_WAITING:
            self.dropped += 1
            return
        self._waiting.append(message)
        self._news.set()

    async def _hear(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                message = self._waiting.popleft()
                if self.wire is not None:
                    await self.wire.hear(message)
                await asyncio.sleep(0)

    async def _write(self, message: bytes) -> None:
        """Raises DeviceError."""
        if self._output is None:
            raise DeviceError(f"MIDI port {self.state!r} has no way out")
        from mido import Message

        try:
            await asyncio.to_thread(self._output.send, Message("sysex", data=message[1:-1]))
        except Exception as error:
            raise DeviceError(f"MIDI port {self.state!r} failed: {str(error)[:200]}") from error

    async def _watch(self) -> None:
        """rtmidi does not tell when a device goes or comes."""
        while True:
            await asyncio.sleep(self._look)
            try:
                if self.wire is None:
                    await self._open()
                    log.warning("MIDI port %r is open", self.state)
                elif not (
                    self._name == VIRTUAL or self.state in await asyncio.to_thread(self._backend.get_input_names)
                ):
                    await self._close()
            except DeviceError as error:
                self._miss(error)
            except Exception:
                log.exception("looking for the MIDI port failed")


def _found(wanted: str, names: list[str]) -> str:
    """The port of that name, else the first that contains it. Raises DeviceError with those that exist."""
    for fits in (lambda name: name == wanted, lambda name: wanted.lower() in name.lower()):
        for name in names:
            if fits(name):
                return name
    there = f"there are: {', '.join(names)[:300]}" if names else "there is none; connect it"
    raise DeviceError(f"no MIDI port is called {wanted[:60]!r}; {there}")
