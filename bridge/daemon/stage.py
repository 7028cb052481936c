"""What sounds now: the one set of parameters in the voice, and where it came from."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bridge.errors import BridgeError, DeviceError
from bridge.interfaces.desk import Fact, VoiceSink
from bridge.interfaces.events import Event, VoiceParam, VoiceParams, VoiceState
from bridge.interfaces.pacing import PacedOutlet
from bridge.presets.preset import Preset
from bridge.voices.catalog import voice as find_voice

KNOB_SECONDS = 0.002
"""at least so long between two sets of one parameter: less than a block, so more could not be heard"""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sounding:
    """preset: its name in the library, "" when it is not kept.  provenance: as of the fit it came from."""

    voice: str
    parameters: dict[str, float]
    preset: str
    provenance: dict[str, Any]


class Stage:
    """Puts parameter sets into the voice, at most one every `interval` seconds, and tells the listeners.

    The voice's process may die; `watch` starts it again, and the voice itself loads the newest set.
    """

    def __init__(self, sink: VoiceSink, publish: Callable[[Event], None], interval: float) -> None:
        self._sink = sink
        self._publish = publish
        self._outlet: PacedOutlet[Sounding] = PacedOutlet(self._load, interval)
        self._knobs: PacedOutlet[tuple[str, float]] = PacedOutlet(self._turn, KNOB_SECONDS)
        self._edits: dict[str, float] = {}  # not in `_now` yet: a flood of them must not copy it each time
        self._seq = 0
        self.down = False
        """the voice is dead and will be started again"""
        fm = find_voice("fm").space
        self._now = Sounding("fm", fm.to_dict(fm.defaults()), "", {})

    @property
    def voice(self) -> str:
        """Its name; cheaper than `now`."""
        return self._now.voice

    @property
    def now(self) -> Sounding:
        """What sounds, edits included."""
        if self._edits:
            parameters = {**self._now.parameters, **self._edits}
            provenance = {**self._now.provenance, "edited": True}
            self._now = replace(self._now, parameters=parameters, provenance=provenance)
            self._edits = {}
        return self._now

    def resume(self, sounding: Sounding) -> None:
        """Before `start`: what a former daemon played."""
        self._now = sounding

    def start(self) -> None:
        self._sink.start()
        self._load(self.now)

    def stop(self) -> None:
        self._outlet.close()
        self._knobs.close()
        try:
            self._sink.stop()
        except Exception:  # on the way out, and nothing left to mend
            log.exception("the voice did not stop")

    def stream(self, voice: str, parameters: dict[str, float], provenance: Mapping[str, Any]) -> None:
        """A set of a running fit; the newest wins when they come fast."""
        self._change(Sounding(voice, parameters, "", dict(provenance)))
        self._outlet.offer("load", self._now)

    def show(self, preset: Preset) -> None:
        """A kept preset."""
        self._change(Sounding(preset.voice, preset.parameters, preset.name, preset.provenance))
        self._outlet.push(self._now)
        self._publish(VoiceParams(self._seq, self._now.parameters))

    def param(self, name: str, value: float) -> None:
        """Change one parameter, clipped to its range. Raises UnknownParameter, with the voice's name."""
        clipped = find_voice(self._now.voice).space.param(name[:40]).clip(value)
        self._outlet.flush()
        self._edits[name] = clipped
        self._knobs.offer(name, (name, clipped))
        self._publish(VoiceParam(name, clipped))
        if self._now.preset:
            self._now = replace(self._now, preset="")
            self._publish(VoiceState(self._now.voice, ""))

    def note(self, note: int, velocity: float) -> None:
        """Raises DeviceError while there is no voice: a note cannot wait."""
        self.play(lambda sink: sink.note(note, velocity))

    def play(self, command: Callable[[VoiceSink], None]) -> None:
        """What else a player says to the voice; as `note`."""
        if self.down:
            raise DeviceError("the voice has died and is being started again; play on in a moment")
        self._knobs.flush()  # it is to sound with what was set before
        self._speak(command)

    def tell(self, command: Callable[[VoiceSink], None]) -> None:
        """A preset or parameter of another channel: one that is dead has it when it is back, so it never raises."""
        try:
            self._speak(command)
        except BridgeError as error:
            log.error("what a channel is to play did not reach the voice: %s", error)

    def panic(self) -> None:
        self._speak(lambda sink: sink.panic())

    def facts(self) -> dict[str, Fact]:
        """The voice's own status, with `voice_` before each name; only what OSC can carry."""
        try:
            status = self._sink.status()
        except Exception as error:
            return {"voice_error": f"{type(error).__name__}: {error}"[:200]}
        return {
            f"voice_{key}": int(value) if isinstance(value, bool) else value
            for key, value in status.items()
            if isinstance(value, (int, float, str))
        }

    def events(self) -> list[Event]:
        """What a new listener needs to know."""
        return [self.state(), self.parameters()]

    def state(self) -> VoiceState:
        return VoiceState(self.now.voice, self.now.preset)

    def parameters(self) -> VoiceParams:
        """All that sounds now, natural units."""
        return VoiceParams(self._seq, self.now.parameters)

    def _change(self, sounding: Sounding) -> None:
        """Another sound: edits of the one before do not belong to it."""
        self._knobs.flush()
        self._edits = {}
        self._now = sounding

    def _turn(self, knob: tuple[str, float]) -> None:
        try:
            self._speak(lambda sink: sink.param(*knob))
        except BridgeError as error:
            log.error("a parameter did not reach the voice: %s", error)

    def _load(self, sounding: Sounding) -> None:
        """A voice that is gone must not stop the fit, so this only logs."""
        self._seq += 1
        try:
            self._speak(lambda sink: sink.load(sounding.voice, sounding.parameters))
        except BridgeError as error:
            log.error("parameters did not reach the voice: %s", error)
        self._publish(VoiceState(sounding.voice, sounding.preset))

    def _speak(self, command: Callable[[VoiceSink], None]) -> None:
        """Raises DeviceError when the voice does not hear."""
        try:
            command(self._sink)
        except BridgeError:
            raise
        except Exception as error:
            log.exception("the voice failed")
            raise DeviceError(f"the voice does not answer ({error}); restart sds-bridge serve") from error
