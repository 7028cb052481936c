"""What a preset says of where it came from: the wishes of its fit, and the command line that repeats it.

Standard library only: the daemon says it of a fit that runs, the pipeline of one that ended.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bridge.notes import nearest_note
from bridge.records import EMBEDDED, FitRequest

UNNAMED_START = "start.json"
"""stands in the command for a start that nobody named; its parameters are in the wishes"""
_ALWAYS_SAID = ("prompt", "voice", "seed", "seconds", "budget", "device", "prior", "preset_config")


def wishes_of(request: FitRequest | Mapping[str, Any]) -> dict[str, Any]:
    """What a fit was asked for beyond the prompt (keys of `wishes` in the preset schema); {} if nothing.

    request: may be its fields as JSON, as a job has them; one of an older version lacks some.
    """
    fields = asdict(request) if isinstance(request, FitRequest) else dict(request)
    plain = asdict(FitRequest("-"))
    said = {k: v for k, v in fields.items() if k in plain and k not in _ALWAYS_SAID and v != plain[k]}
    if fields.get("reference") is not None:
        said["resemblance"] = fields["resemblance"]
    else:
        said.pop("resemblance", None)
    if fields.get("start") is None:
        said.pop("start_from", None)
    return said


def with_wishes(origin: Mapping[str, Any], request: FitRequest | Mapping[str, Any]) -> dict[str, Any]:
    """A provenance with the request's wishes, if it has any."""
    wishes = wishes_of(request)
    return {**origin, "wishes": wishes} if wishes else dict(origin)


def of_candidate(origin: Mapping[str, Any], number: int, score: float, pitch_hz: float | None) -> dict[str, Any]:
    """The provenance of a fit for one of its presets; 1 is the best."""
    return {**origin, "score": score, **with_root(pitch_hz), "candidate": number}


def with_root(pitch_hz: float | None) -> dict[str, Any]:
    """A measured pitch, and the MIDI note that it is nearest to: what a sampler calls the root."""
    return {"pitch_hz": pitch_hz, "root_note": None if pitch_hz is None else nearest_note(pitch_hz)[0]}


def command_of(request: FitRequest, weights: Path | None = None) -> str:
    """The command line that makes the same request again, from the folder in which its files lie."""
    words = ["sds-bridge", "fit", "--voice", request.voice, "--seed", str(request.seed), "--budget", request.budget]
    words += ["--seconds", repr(request.seconds), *(["--weights", weights.name] if weights else [])]
    if request.device != "auto":
        words += ["--device", request.device]
    if request.prior != EMBEDDED:
        words += ["--prior", request.prior]
    if request.preset_config:
        words += ["--preset-config", request.preset_config]
    if request.negative:
        words += ["--not", request.negative]
    for name, value in request.locks.items():
        words += ["--lock", f"{name}={value!r}"]
    if request.start is not None:
        words += ["--from", request.start_from or UNNAMED_START]
    if request.reference is not None:
        words += ["--like", request.reference, "--resemblance", repr(request.resemblance)]
    if request.candidates > 1:
        words += ["--candidates", str(request.candidates)]
    if request.across:
        words += ["--across", str(request.across)]
    return shlex.join([*words, "--", request.prompt])  # the prompt may begin with a dash
