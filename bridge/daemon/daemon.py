"""The daemon: the one place that ties interfaces, jobs, presets and the voice together.

Three processes: this one (asyncio; no torch, so that a ping is answered while a fit runs), the worker, which
fits, and the voice, which sounds. A crash of one takes no other down; the end of this one ends both, and if it
was killed, the next one goes on with its jobs (the journal) and with what it played (`keepsake`).
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from bridge import __version__
from bridge.daemon.doors import Doors
from bridge.daemon.fits import Fits, state_of
from bridge.daemon.keepsake import Keepsake, Scene
from bridge.daemon.library import DaemonLibrary
from bridge.daemon.locks import Locks
from bridge.daemon.log import EventLog
from bridge.daemon.midi import DaemonMidi
from bridge.daemon.stage import Stage
from bridge.daemon.watch import VoiceWatch
from bridge.errors import BadRequest
from bridge.exports import formats
from bridge.interfaces.desk import Fact, VoiceSink
from bridge.interfaces.events import Event, JobParams, JobState, ProcessState, VoiceParams, VoiceState
from bridge.interfaces.midi.doors import MidiSettings
from bridge.interfaces.osc.server import OscServer, OscSettings
from bridge.interfaces.pacing import DEFAULT_INTERVAL
from bridge.jobs.journal import Journal
from bridge.jobs.queue import JobQueue
from bridge.jobs.worker import Worker
from bridge.presets.library import EXPORT_FORMATS, PresetLibrary
from bridge.presets.preset import Preset, check_name
from bridge.records import EMBEDDED, FitRequest

Hear = Callable[[ProcessState], None]
DEFAULT_RUNNER = "bridge.pipeline:prompt_to_preset"


@dataclass(frozen=True)
class DaemonConfig:
    """host: to be heard from other machines, name them in `allowed_peers` too.  port: of OSC, UDP and TCP; 0 is any
    free one.  http_port: of OSCQuery, HTTP and WebSocket; 0 is any free one, None: none.  announce: by zeroconf.

    library: folder of presets.  journal: file of jobs.  device: "auto", "cpu", "cuda".  audio: "auto" (sound
    card, or none with a message), "null" (no card, same timing), "file:PATH" (a WAV), "none" (no voice process).
    runner: "module:function" that fits.  grace: seconds a cancelled job has to stop.  interval: seconds between two
    parameter sets for one listener.  log: file of JSON lines (`log`), None: none.  prior: that fits ask;
    never taken from a message, since it may be a folder of this machine.  owned: stop when stdin
    ends, that is, with the process that started it.  midi_port: "virtual", a part of a port's name, or None.
    midi_tcp: port of MIDI over TCP; 0 is any free one, None: none.  midi_dump: every finished preset goes out as SysEx.
    midi_memory: file of what was taught by MIDI.
    """

    host: str = "127.0.0.1"
    port: int = 9000
    allowed_peers: tuple[str, ...] = ()
    http_port: int | None = None
    announce: bool = False
    library: Path | None = None
    journal: Path | None = None
    device: str = "auto"
    audio: str = "auto"
    runner: str = DEFAULT_RUNNER
    grace: float = 5.0
    interval: float = DEFAULT_INTERVAL
    log: Path | None = None
    prior: str = EMBEDDED
    owned: bool = False
    midi_port: str | None = None
    midi_tcp: int | None = None
    midi_dump: bool = False
    midi_memory: Path | None = None


class Daemon:
    """All parts, started and stopped in order; it is the `Desk` of every interface.

    sink: another voice than the audio process, for tests.  hear: what befalls worker and voice is told to it too.
    """

    def __init__(self, config: DaemonConfig, sink: VoiceSink | None = None, hear: Hear = lambda _: None) -> None:
        self._started = time.monotonic()
        self._hear = hear
        self._log = EventLog(config.log)
        journal = config.journal or default_journal()
        self._journal = Journal(journal)
        self._library = PresetLibrary(config.library)
        voice = sink or _audio_process(config.audio)
        self._stage = Stage(voice, self._publish, config.interval)
        self._locks = Locks(self._publish)
        self._shelf = DaemonLibrary(self._library, self._stage, self._publish)
        queue = JobQueue(self._journal)
        self._fits = Fits(queue, self._library, self._stage, self._publish, config.device, config.prior)
        command = [sys.executable, "-P", "-m", "bridge.worker", config.runner]
        warm = {"device": config.device} | ({"prior": config.prior} if config.prior != EMBEDDED else {})
        self._worker = Worker(command, self._fits.on_event, warm, config.grace)
        self._fits.worker = self._worker
        settings = OscSettings(config.host, config.port, config.allowed_peers, config.interval)
        self._osc = OscServer(self, settings)
        self._doors = Doors(self, self._osc, config.host, config.http_port, config.announce)
        midi = MidiSettings(config.host, config.midi_tcp, config.midi_port, config.allowed_peers, config.midi_dump)
        memory = config.midi_memory or default_journal().with_name("midi.json")
        self._midi = DaemonMidi(self, self._stage, self._library, self._publish, midi, memory)
        self._watch = VoiceWatch(voice, self._stage, self._publish, self._midi.restore)
        self._keepsake = Keepsake(journal.with_name(f"{journal.stem}.stage.json"), self._scene)

    async def start(self) -> dict[str, int]:
        """Everything runs; returns the ports by name. Raises BridgeError, with nothing left running."""
        try:
            ports = {"osc_port": await self._osc.start(), **await self._doors.start()}
            self._begin()
            ports |= await self._midi.start()
            self._watch.start()
            self._fits.recover()
            self._worker.start()
            self._keepsake.start()
        except BaseException:
            await self.stop()
            raise
        self._log.write("started", version=__version__, pid=os.getpid(), **ports)
        return ports

    async def stop(self) -> None:
        """Everything stops, children too."""
        await self._keepsake.stop()
        await self._doors.stop()
        await self._midi.stop()
        self._osc.close()
        await self._worker.stop()
        await self._watch.stop()
        await asyncio.to_thread(self._stage.stop)  # it may wait for the voice's process
        self._journal.close()
        self._log.write("stopped")
        self._log.close()

    def _begin(self) -> None:
        """The voice starts, with what a daemon that was killed played last."""
        scene = self._keepsake.read() or Scene({}, {})
        own = dict(scene.channels)
        if (stage := own.pop(0, None)) is not None:
            self._stage.resume(stage)
        self._stage.start()
        self._midi.parts.resume(own)
        for voice, values in scene.locks.items():
            for name, value in values.items():
                self._locks.hold(voice, name, value)

    def _scene(self) -> Scene:
        return Scene({0: self._stage.now, **self._midi.parts.own()}, self._locks.all())

    # Desk

    def fit(self, job: str, request: FitRequest) -> None:
        held = self._locks.of(request.voice)
        self._fits.submit(job, replace(request, locks={**held, **request.locks}))

    def cancel(self, job: str) -> None:
        self._fits.cancel(job)

    def jobs(self) -> list[JobState]:
        return [state_of(job) for job in self._fits.jobs()]

    def status(self) -> dict[str, Fact]:
        return {
            "version": __version__,
            "pid": os.getpid(),
            "uptime": round(time.monotonic() - self._started, 3),
            **self._fits.facts(),
            **self._osc.facts(),
            **self._doors.facts(),
            **self._midi.facts(),
            **self._stage.facts(),
            **self._watch.facts(),
            "log_lost": self._log.lost,
        }

    def note(self, note: int, velocity: float) -> None:
        self._stage.note(note, velocity)

    def param(self, name: str, value: float) -> None:
        self._stage.param(name, value)

    def load(self, preset: str) -> None:
        self._stage.show(self._library.load(preset))

    def panic(self) -> None:
        self._stage.panic()

    def presets(self) -> list[str]:
        return self._library.names()

    def save(self, name: str, job: str | None = None) -> str:
        check_name(name)
        if job is None:
            now = self._stage.now
            voice, parameters, provenance = now.voice, now.parameters, now.provenance
        else:
            voice, parameters, provenance = self._fits.best(job)
        return self._library.save(Preset.of(name, voice, parameters, provenance)).name

    def recall(self, name: str) -> Preset:
        return self._library.load(name)

    def lock(self, name: str, value: float | None = None) -> float:
        now = self._stage.now
        if value is None:
            value = now.parameters.get(name, 0.0)  # 0: of an unknown name, which is refused
        self._locks.hold(now.voice, name, value)
        return self._locks.of(now.voice)[name]

    def unlock(self, name: str | None = None) -> None:
        self._locks.release(self._stage.now.voice, name)

    def midi_learn(self, name: str) -> None:
        self._midi.learn(name)

    def midi_forget(self, name: str | None = None) -> None:
        self._midi.forget(name)

    def midi_program(self, number: int, preset: str) -> None:
        self._midi.assign(number, preset)

    def midi(self) -> list[Event]:
        return self._midi.events()

    @property
    def midi_problem(self) -> str:
        """Why the MIDI port that was wanted is not open; "" when nothing is wrong."""
        return self._midi.problem

    def export(self, name: str, kind: str) -> str:
        for known in EXPORT_FORMATS:
            if kind == known:
                return str(self._library.export(name, known))
        if kind not in formats.FORMATS:
            known_ones = ", ".join([*EXPORT_FORMATS, *formats.FORMATS])
            raise BadRequest(f"unknown format {kind[:20]!r}; use one of: {known_ones}")
        files = formats.export(self._library.load(name), kind)
        return str(formats.keep(files, self._library.folder / "exports" / f"{name}-{kind}"))

    @property
    def library(self) -> DaemonLibrary:
        return self._shelf

    def latest(self, job: str) -> JobParams:
        return self._fits.latest(job)

    def playing(self) -> VoiceState:
        return self._stage.state()

    def sounding(self) -> VoiceParams:
        return self._stage.parameters()

    def snapshot(self) -> list[Event]:
        return [
            *self.jobs(),
            *self._fits.events(),
            *self._stage.events(),
            *self._locks.events(),
            *self._midi.snapshot(),
            self._shelf.sides(),
        ]

    def _publish(self, event: Event) -> None:
        self._osc.publish(event)
        self._doors.publish(event)
        self._midi.publish(event)
        self._log.note(event)
        if isinstance(event, ProcessState):
            self._hear(event)


def default_journal() -> Path:
    """Where jobs are remembered unless the user says otherwise."""
    return Path(platformdirs.user_state_dir("sds-bridge", appauthor=False)) / "journal.db"


def default_log() -> Path:
    """Where `sds-bridge serve` writes its log unless the user says otherwise."""
    return default_journal().with_name("daemon.jsonl")


def _audio_process(audio: str) -> VoiceSink:
    from bridge.realtime.process import AudioProcess  # tests bring a voice of their own and need no numba

    return AudioProcess(audio, standby=True)
