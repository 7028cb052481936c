"""What `sds-bridge fit` is asked for beyond the prompt: the texts of its options -> values of a FitRequest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from bridge.errors import BadRequest
from bridge.origin import wishes_of
from bridge.presets.library import find_preset
from bridge.presets.preset import Preset
from bridge.records import FitRequest


def read_start(text: str | None, voice: str | None) -> Preset | None:
    """`--from`: a preset file, or else the name of a preset in the library. Raises BadPreset, BadRequest."""
    if text is None:
        return None
    preset = find_preset(text)
    if voice is not None and preset.voice != voice:
        raise BadRequest(f"{text} is a preset of voice {preset.voice}, not {voice}; leave --voice out")
    return preset


def read_locks(texts: Sequence[str], start: Preset | None) -> dict[str, float]:
    """`--lock NAME=VALUE`, or NAME alone for the value it has in `start`. Raises BadRequest.

    Whether the voice has such parameters is for the FitRequest to say.
    """
    locks: dict[str, float] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if name in locks:
            raise BadRequest(f"--lock {name[:40]} stands twice; give it once")
        if equals:
            try:
                locks[name] = float(value)
            except ValueError:
                raise BadRequest(f"--lock {text[:40]!r}: the value is no number; use e.g. --lock level=-6") from None
        elif start is None:
            raise BadRequest(f"--lock {name[:40]} has no value; use {name[:40]}=VALUE, or name a preset with --from")
        else:
            locks[name] = start.parameters.get(name, 0.0)  # 0: of an unknown name, which the request refuses
    return locks


def take(request: FitRequest) -> str:
    """Six hex digits that tell requests of other wishes apart, for names of folders; "" without wishes."""
    wishes = wishes_of(request)
    return hashlib.sha256(json.dumps(wishes, sort_keys=True).encode()).hexdigest()[:6] if wishes else ""
