"""The audio process: engine, device, and a pipe. `python -m bridge.realtime.server`, started by
`process.AudioProcess`.

Lines of JSON come in on stdin (`commands` lists them) and go out on stdout:

    ["ready", status]   ["status", status]   ["error", code, message]   ["recorded", {path, seconds, lost}]

Threads: the device's audio thread; a reader, which carries out notes at once while nothing else waits (`relay`); a
builder of reverbs; and the main thread for all other commands. The process ends when stdin does, so it cannot outlive
the one who started it. With `--standby` it gets
ready and then waits for a line, whatever it says, to open the device: so a voice that died is back at once.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import signal
import sys
import threading
import time
from typing import Any, TextIO

from bridge.errors import BridgeError
from bridge.realtime.commands import Command, QueueFull, channel_of
from bridge.realtime.device import Device, NullDevice, open_device
from bridge.realtime.engine import Engine
from bridge.realtime.player import Player
from bridge.realtime.priority import CONTROL_PRIORITY, make_realtime
from bridge.realtime.program import Reverb
from bridge.realtime.relay import Relay
from bridge.realtime.warm_up import warm_up

STATUS_SECONDS = 0.1
COLLECT_SECONDS = 20.0
SWITCH_SECONDS = 0.0005
"""how long another thread may hold the interpreter when the audio thread wants it; Python's own 5 ms is two
blocks"""
QUICK = ("note", "bend", "pressure", "sustain", "panic")
"""what a player does: worth carrying out on the thread that reads it"""
REFUSED = (BridgeError, TypeError, ValueError, IndexError)
log = logging.getLogger(__name__)


class Server:
    """Carries out commands until `stop` or the end of input."""

    def __init__(self, engine: Engine, device: Device, out: TextIO) -> None:
        self.engine, self.device = engine, device
        self.player = Player(engine.fill, engine.sample_rate)
        self._relay = Relay(self._do_at_once, self._carry_out)
        self._stopped = False
        self._note_at = 0
        self._out = out
        self._wanted: dict[int, Reverb] = {}
        self._wake = threading.Event()

    def run(self, source: TextIO) -> None:
        # Garbage collection stops every thread: what exists now is never looked at again, the rest seldom.
        gc.collect()
        gc.freeze()
        gc.disable()
        self._start_device()
        threading.Thread(target=self._read, args=(source,), name="reader", daemon=True).start()
        threading.Thread(target=self._build, name="builder", daemon=True).start()
        self._send("ready", self.status())
        parent = os.getppid()
        told = collected = time.monotonic()
        try:
            while not (self._stopped or self._relay.mailbox.finished) and os.getppid() == parent:
                self._relay.work(STATUS_SECONDS)
                now = time.monotonic()
                if now - told >= STATUS_SECONDS:
                    told = now
                    self._keep_playing()
                    self._send("status", self.status())
                if now - collected >= COLLECT_SECONDS:
                    collected = now
                    gc.collect(1)
        finally:
            self._stop_record()
            self.device.stop()

    def status(self) -> dict[str, Any]:
        """One flat record; see `process.AudioProcess.status`."""
        return {
            "device": self.device.name,
            "sample_rate": self.device.sample_rate,
            "latency": self.device.latency,
            "late": self.device.late,
            "load": round(self.player.load, 4),
            "realtime": self.player.realtime,
            "errors": self.player.errors,
            "note_at": self._note_at,
            "onset": self.player.onset,
            "recording": self.player.recording,
            "dropped": self._relay.mailbox.dropped,
            "voice": None if self.engine.program is None else self.engine.program.voice.name,
            **self.engine.status(),
        }

    def _start_device(self) -> None:
        try:
            self.device.start(self.player.fill)
        except BridgeError as error:
            self._play_to_nobody(str(error))

    def _keep_playing(self) -> None:
        if not self.device.active:
            self._play_to_nobody(f"{self.device.name} is gone; connect it and start again")

    def _play_to_nobody(self, why: str) -> None:
        log.warning("%s. Playing without sound (null device).", why)
        self.device.stop()
        self.device = NullDevice(self.engine.sample_rate)
        self.device.start(self.player.fill)

    def _read(self, source: TextIO) -> None:
        for line in source:
            try:
                self._relay.put(tuple(json.loads(line)))
            except (ValueError, TypeError, IndexError):
                self._send("error", "bad-request", f"not a command: {line[:80]!r}")
        self._relay.mailbox.close()

    def _do_at_once(self, command: Command) -> bool:
        """Whether it is a player's command that the audio thread has room for."""
        if command[0] not in QUICK:
            return False
        try:
            self._try(command)
        except QueueFull:
            return False
        except REFUSED as error:
            self._refuse(command, error)
        return True

    def _carry_out(self, command: Command) -> None:
        for _ in range(200):
            try:
                return self._try(command)
            except QueueFull:  # the audio thread takes a few a block; this thread can wait
                time.sleep(0.002)
            except REFUSED as error:
                return self._refuse(command, error)
        self._send("error", "bad-request", f"the voice does not keep up; {command[0]} was dropped")

    def _refuse(self, command: Command, error: Exception) -> None:
        if isinstance(error, BridgeError):
            self._send("error", error.code, str(error))
        else:
            self._send("error", "bad-request", f"not a command: {command!r:.80}: {error}")

    def _try(self, command: Command) -> None:
        kind = command[0]
        engine, channel = self.engine, channel_of(command)
        if kind == "note":
            engine.note(*command[1:])
            if command[2] > 0.0:
                self._note_at = int(1e6 * time.perf_counter()) % 2**31
        elif kind == "load":
            first = channel not in engine.programs
            self._want(engine.load(command[1], command[2], channel), channel, at_once=first)
        elif kind == "param":
            self._want(engine.param(command[1], command[2], channel), channel)
        elif kind == "response":
            engine.set_response(command[1], channel)
        elif kind == "bend":
            engine.bend(*command[1:])
        elif kind == "pressure":
            engine.pressure(*command[1:])
        elif kind == "sustain":
            engine.sustain(command[1], channel)
        elif kind == "panic":
            engine.panic(*command[1:])
        elif kind == "record":
            self.player.record(command[1])
        elif kind == "stop_record":
            self._stop_record()
        elif kind == "stop":
            self._stopped = True
        else:
            raise ValueError("unknown name")

    def _stop_record(self) -> None:
        told = self.player.stop_record()
        if told is not None:
            self._send("recorded", told)

    def _want(self, reverb: Reverb | None, channel: int, at_once: bool = False) -> None:
        """Hand a reverb to the builder, newest of a channel wins; the first one is built here, or the first notes
        would be dry."""
        if reverb is None:
            return
        if at_once:
            self.engine.set_response(reverb.build(), channel)
            return
        self._wanted[channel] = reverb
        self._wake.set()

    def _build(self) -> None:
        Reverb(((100.0, 0.01, 0.1),), self.engine.sample_rate).build()  # makes the noise that all reverbs share
        while True:
            self._wake.wait()
            self._wake.clear()
            while self._wanted:
                channel, wanted = self._wanted.popitem()
                self._relay.put(("response", wanted.build(), channel))

    def _send(self, *message: Any) -> None:
        try:
            self._out.write(json.dumps(message) + "\n")
            self._out.flush()
        except (OSError, ValueError):  # nobody reads any more
            self._relay.mailbox.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bridge.realtime.server")
    parser.add_argument("--audio", default="auto")
    parser.add_argument("--sample-rate", type=int, default=44100)
    parser.add_argument("--block", type=int, default=128)
    parser.add_argument("--standby", action="store_true", help="be ready, but begin only at the first line of input")
    options = parser.parse_args()
    logging.basicConfig(format="sds-bridge audio: %(message)s", level=logging.WARNING)
    # Ctrl-C is the parent's to handle. Libraries that print to stdout must not speak on the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(SWITCH_SECONDS)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    # numba would import scipy (a quarter of a second) to see whether matrix products could go to its BLAS.
    sys.modules.setdefault("scipy", None)  # type: ignore[arg-type]
    warm_up(options.sample_rate)
    if options.standby and not sys.stdin.readline():
        return  # whoever wanted it is gone
    device = open_device(options.audio, options.sample_rate, options.block)
    # Whoever holds the interpreter must not lose its core to other programs while the audio thread waits.
    make_realtime(CONTROL_PRIORITY)
    Server(Engine(device.sample_rate), device, out).run(sys.stdin)


if __name__ == "__main__":
    main()
