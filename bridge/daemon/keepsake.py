"""What sounds, in a file beside the journal while the daemon runs: one that was killed goes on with what it played.

    {"format": "sds-bridge-stage", "version": 1, "locks": {"fm": {"root_hz": 110.0}},
     "channels": {"0": {"voice": "fm", "preset": "kick", "parameters": {…}, "provenance": {…}}, "3": …}}

Channel 0 is the stage. The file is at most a second behind. A daemon that ends as it should takes it away, and the next
one begins anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bridge.daemon.stage import Sounding
from bridge.errors import BridgeError
from bridge.files import write_atomic
from bridge.presets.preset import Preset
from bridge.voices.catalog import voice as find_voice

FORMAT, VERSION = "sds-bridge-stage", 1
CHANNELS = 16
MAX_BYTES = 16 * 1024 * 1024
INTERVAL = 1.0
"""seconds between two looks"""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scene:
    """channels: 0 the stage, the others those with a preset of their own.  locks: natural values by voice."""

    channels: dict[int, Sounding]
    locks: dict[str, dict[str, float]]


class Keepsake:
    """look: what sounds now, in dictionaries of its own. A disk that is full costs the memory, and nothing else."""

    def __init__(self, path: Path, look: Callable[[], Scene], interval: float = INTERVAL) -> None:
        self._path, self._look, self._interval = path, look, interval
        self._task: asyncio.Task[None] | None = None

    def read(self) -> Scene | None:
        """What a daemon that was killed played last; None when there is none, or none that can be used."""
        try:
            with self._path.open("rb") as file:
                return _scene(json.loads(file.read(MAX_BYTES)))
        except FileNotFoundError:
            return None
        except (OSError, BridgeError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            log.warning("what sounded last cannot be read from %s: %s; the voice begins anew", self._path, error)
            return None

    def start(self) -> None:
        """Keep it from now on; needs a running event loop."""
        self._task = asyncio.get_running_loop().create_task(self._keep())

    async def stop(self) -> None:
        """An end as it should be: nothing is to be gone on with."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    async def _keep(self) -> None:
        kept: Scene | None = None
        failed = ""
        while True:
            scene = self._look()
            if scene != kept:
                kept = scene
                # shielded: a write that was begun ends before `stop` takes the file away
                writing = asyncio.ensure_future(asyncio.to_thread(self._write, scene))
                try:
                    why = await asyncio.shield(writing)
                except asyncio.CancelledError:
                    await writing
                    raise
                if why and why != failed:
                    log.warning("what sounds is not kept: %s", why)
                failed = why
            await asyncio.sleep(self._interval)

    def _write(self, scene: Scene) -> str:
        """Thread. Returns why it failed."""
        channels = {str(channel): asdict(sounding) for channel, sounding in scene.channels.items()}
        document = {"format": FORMAT, "version": VERSION, "locks": scene.locks, "channels": channels}
        try:
            write_atomic(self._path, json.dumps(document) + "\n", "--journal")
        except BridgeError as error:
            return str(error)
        return ""


def _scene(document: Any) -> Scene:
    """Raises BridgeError and what JSON of another shape raises."""
    if document["format"] != FORMAT or document["version"] != VERSION:
        raise ValueError(f"not {FORMAT}, version {VERSION}")
    locks = {voice: find_voice(voice).space.checked(values) for voice, values in document["locks"].items()}
    channels = {int(channel): _sounding(one) for channel, one in document["channels"].items()}
    if not set(channels) <= set(range(CHANNELS)):
        raise ValueError("a channel that a voice has not")
    return Scene(channels, locks)


def _sounding(one: Any) -> Sounding:
    checked = Preset.of(one["preset"] or "sounding", one["voice"], one["parameters"], one["provenance"])
    return Sounding(checked.voice, checked.parameters, one["preset"], checked.provenance)
