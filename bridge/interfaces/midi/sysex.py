"""SysEx as requests to the daemon: what `bridge.presets.sysex_messages` lists, and two kinds more that only a daemon
can meet.

    kind  body
    21    play a preset of the library: its name, UTF-8                               answered by nothing, or 7F
    22    ask for a fit: JSON, UTF-8, `{"prompt": "glass bell", "voice": "fm", "job": "7", "seed": 3}`; all but
          the prompt may be missing. Keys as of `/bridge/fit`; progress goes to OSC     answered by nothing, or 7F

What a wire is answered goes back on that wire; nothing is answered to what is no request.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bridge.errors import BadPreset, BadRequest, BridgeError
from bridge.presets.preset import Preset, check_name
from bridge.presets.sysex import Assembler, write
from bridge.presets.sysex_frames import Bodies, read_frame
from bridge.presets.sysex_messages import (
    KINDS,
    BankDump,
    BankRequest,
    NamesDump,
    NamesRequest,
    ParametersDump,
    ParametersRequest,
    PresetDump,
    PresetRequest,
    Refused,
    SysexMessage,
    from_body,
)

PLAY, FIT = 0x21, 0x22
MAX_BANK = 128
"""presets in an answer: a cable needs a minute for so many"""
MAX_PARTS, MAX_BODY = 1024, 1 << 20
"""of one body; bytes"""
MAX_FIT_BYTES = 16 * 1024


class Librarian(Protocol):
    """What SysEx may ask of the daemon. No call blocks for long; each raises BridgeError when it refuses."""

    def names(self) -> list[str]: ...

    def recall(self, name: str) -> Preset:
        """A preset of the library, by name. Called from any thread."""

    def sounding(self) -> Preset: ...

    def play(self, preset: Preset) -> None:
        """Let the voice play it; the library stays as it is."""

    def load(self, name: str) -> None:
        """Let the voice play a preset of the library."""

    def set(self, voice: str, values: dict[str, float]) -> None:
        """Parameters of the sounding voice, which must be this one."""

    def fit(self, job: str, wishes: dict[str, Any]) -> None:
        """wishes: keys and values as of `/bridge/fit`, `prompt` and `voice` too."""


@dataclass(frozen=True)
class _Own:
    """A message of one of our own two kinds."""

    kind: int
    body: bytes


class MidiSysex:
    """One for each wire: parts of different senders do not mix. Reading and writing presets is done in a thread.

    take: raises Busy when this wire asks too often.
    """

    def __init__(self, librarian: Librarian, take: Callable[[], None]) -> None:
        self._librarian, self._take = librarian, take
        self._body: tuple[int, int, int] | None = None
        self._bodies = Bodies(MAX_BODY)
        self._fits = 0

    async def hear(self, message: bytes) -> list[bytes]:
        """A SysEx message F0 … F7 -> the answer's. SysEx of other makers is passed over.

        Raises BridgeError for what is not answered: damaged messages, and dumps that cannot be used.
        """
        if not Assembler.ours(message):
            return []
        frame = read_frame(message)
        if frame.count > MAX_PARTS:
            raise BadPreset(f"SysEx in {frame.count} parts; at most {MAX_PARTS}, so send fewer presets at once")
        if frame.kind == KINDS[BankDump]:  # not even read: it may hold thousands
            raise BadRequest("a bank of presets cannot be played; import it as a file, or send one preset")
        if frame.body != self._body:  # a wire carries one body after the other: parts of the last one are lost
            self._body, self._bodies = frame.body, Bodies(MAX_BODY)
        body = self._bodies.add(frame)
        if body is None:
            return []
        self._body = None
        self._take()
        if frame.kind in (PLAY, FIT):
            return await self._answered(_Own(frame.kind, body))
        return await self._answered(await asyncio.to_thread(from_body, frame.kind, body))

    async def _answered(self, request: SysexMessage | _Own) -> list[bytes]:
        try:
            answer = await self._carry_out(request)
        except BridgeError as error:
            if isinstance(request, (PresetDump, ParametersDump)):
                raise
            answer = Refused(error.code, str(error)[:400])
        return [] if answer is None else await asyncio.to_thread(write, answer)

    async def _carry_out(self, request: SysexMessage | _Own) -> SysexMessage | None:
        library = self._librarian
        match request:
            case PresetDump(preset):
                library.play(preset)
            case ParametersDump(voice, values):
                library.set(voice, values)
            case PresetRequest(name):
                return PresetDump(await asyncio.to_thread(library.recall, name) if name else library.sounding())
            case BankRequest(names):
                return await self._bank(names or tuple(library.names()))
            case NamesRequest():
                return NamesDump(tuple(library.names()))
            case ParametersRequest(names):
                now = library.sounding()
                unknown = [name for name in names if name not in now.parameters]
                if unknown:
                    raise BadRequest(f"{now.voice} has no parameter {unknown[0][:40]!r}")
                return ParametersDump(now.voice, {name: now.parameters[name] for name in names or now.parameters})
            case _Own(kind=kind, body=body):
                self._ask(kind, body)
        return None

    async def _bank(self, names: tuple[str, ...]) -> BankDump:
        if not 1 <= len(names) <= MAX_BANK:
            raise BadRequest(f"a bank of {len(names)} presets; ask for 1 to {MAX_BANK} by name")
        presets = [await asyncio.to_thread(self._librarian.recall, name) for name in names]
        return BankDump(tuple(presets))

    def _ask(self, kind: int, body: bytes) -> None:
        if kind == PLAY:
            self._librarian.load(check_name(body.decode("utf-8", "replace")))
            return
        wishes = _wishes(body)
        self._fits += 1
        self._librarian.fit(str(wishes.pop("job", f"midi-{self._fits}")), wishes)


def _wishes(body: bytes) -> dict[str, Any]:
    """Raises BadPreset for what is no JSON object of plain values."""
    if len(body) > MAX_FIT_BYTES:
        raise BadPreset(f"a fit asked for in {len(body)} bytes; at most {MAX_FIT_BYTES}")
    try:
        wishes = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadPreset(f"the fit asked for by SysEx is no JSON: {str(error)[:100]}") from error
    if not isinstance(wishes, dict) or not isinstance(wishes.get("prompt"), str):
        raise BadPreset('a fit is asked for as {"prompt": "glass bell", "voice": "fm"}')
    odd = [key for key, value in wishes.items() if isinstance(value, bool) or not isinstance(value, (int, float, str))]
    if odd:
        raise BadPreset(f"{odd[0][:40]!r} of the fit asked for is neither number nor text")
    return wishes
