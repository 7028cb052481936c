"""What each incoming address does: values in, calls on the desk, messages out. No sockets here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from bridge.errors import BadRequest, UnknownParameter
from bridge.interfaces.desk import Desk
from bridge.interfaces.library_commands import LIBRARY_COMMANDS, LibraryCommand
from bridge.interfaces.osc.messages import build, datagrams, in_parts, job_atom
from bridge.records import FitRequest

Values = dict[str, Any]
Command = Callable[[Desk, Values], list[bytes]]

FIT_KEYS: dict[str, type] = {
    "seed": int, "seconds": float, "budget": str, "device": str, "negative": str, "candidates": int, "start": str,
    "across": int,
}  # fmt: skip
LOCK = "lock:"
"""before a parameter's name: a key of its own for each"""


def ping(desk: Desk, values: Values) -> list[bytes]:
    return [build("/bridge/pong", [values["token"]])]


def status(desk: Desk, values: Values) -> list[bytes]:
    return [build("/bridge/status.reply", [atom for fact in desk.status().items() for atom in fact])]


def fit(desk: Desk, values: Values) -> list[bytes]:
    options: Values = {}
    locks: dict[str, float] = {}
    for key, value in values["rest"]:
        if key.startswith(LOCK):
            locks[key[len(LOCK) :]] = cast(float, _option(key[:40], value, float))
            continue
        wanted = FIT_KEYS.get(key)
        if wanted is None:
            raise BadRequest(f"unknown key {key[:20]!r}; use one of: {', '.join(FIT_KEYS)}, {LOCK}NAME")
        options[key] = _option(key, value, wanted)
    if "start" in options:
        options |= _start(desk, options["start"], values["voice"])
    desk.fit(values["job"], FitRequest(values["prompt"], values["voice"], locks=locks, **options))
    return [_done("/bridge/fit", job_atom(values["job"]))]


def _start(desk: Desk, name: str, voice: str) -> Values:
    """A preset of the library, by name (a name holds no path). Raises BadPreset, BadRequest."""
    preset = desk.recall(name)
    if preset.voice != voice:
        raise BadRequest(f"preset {name[:40]!r} is of voice {preset.voice}; fit that voice, or start from another")
    return {"start": preset.parameters, "start_from": name}


def cancel(desk: Desk, values: Values) -> list[bytes]:
    desk.cancel(values["job"])
    return [_done("/bridge/cancel", job_atom(values["job"]))]


def jobs(desk: Desk, values: Values) -> list[bytes]:
    listed = desk.jobs()
    return [d for state in listed for d in datagrams(state)] + [_done("/bridge/jobs", len(listed))]


def job_resend(desk: Desk, values: Values) -> list[bytes]:
    return datagrams(desk.latest(values["job"]))


def voice_resend(desk: Desk, values: Values) -> list[bytes]:
    return datagrams(desk.sounding())


def voice_note(desk: Desk, values: Values) -> list[bytes]:
    if not 0 <= values["note"] <= 127 or not 0 <= values["velocity"] <= 127:
        raise BadRequest("note and velocity are 0 … 127")
    desk.note(values["note"], values["velocity"] / 127)
    return []


def voice_param(desk: Desk, values: Values) -> list[bytes]:
    desk.param(values["name"], values["value"])
    return []


def voice_named(desk: Desk, values: Values) -> list[bytes]:
    name = values["name"]
    if "value" in values:
        desk.param(name, values["value"])
        return []
    parameters = desk.sounding().parameters
    if name not in parameters:
        raise UnknownParameter(f"unknown parameter {name[:40]!r}; /bridge/voice/resend sends them all")
    return [build(f"/bridge/voice/param/{name}", [float(parameters[name])])]


def voice_load(desk: Desk, values: Values) -> list[bytes]:
    desk.load(values["preset"])
    return [_done("/bridge/voice/load", values["preset"])]


def voice_panic(desk: Desk, values: Values) -> list[bytes]:
    desk.panic()
    return []


def preset_list(desk: Desk, values: Values) -> list[bytes]:
    return in_parts("/bridge/preset/names", [], [(name,) for name in desk.presets()])


def preset_save(desk: Desk, values: Values) -> list[bytes]:
    return [_done("/bridge/preset/save", desk.save(values["name"], values.get("job")))]


def preset_load(desk: Desk, values: Values) -> list[bytes]:
    desk.load(values["name"])
    return [_done("/bridge/preset/load", values["name"])]


def preset_export(desk: Desk, values: Values) -> list[bytes]:
    return [_done("/bridge/preset/export", values["name"], desk.export(values["name"], values["format"]))]


def preset_lock(desk: Desk, values: Values) -> list[bytes]:
    return [_done("/bridge/preset/lock", values["name"], desk.lock(values["name"], values.get("value")))]


def preset_unlock(desk: Desk, values: Values) -> list[bytes]:
    name = values.get("name")
    desk.unlock(name)
    return [_done("/bridge/preset/unlock", name or "")]


def midi_learn(desk: Desk, values: Values) -> list[bytes]:
    desk.midi_learn(values["name"])
    return [_done("/bridge/midi/learn", values["name"])]


def midi_forget(desk: Desk, values: Values) -> list[bytes]:
    name = values.get("name")
    desk.midi_forget(name)
    return [_done("/bridge/midi/forget", name or "")]


def midi_program(desk: Desk, values: Values) -> list[bytes]:
    desk.midi_program(values["number"], values["preset"])
    return [_done("/bridge/midi/program", values["number"], values["preset"])]


def midi_list(desk: Desk, values: Values) -> list[bytes]:
    return [datagram for event in desk.midi() for datagram in datagrams(event)]


def _of_library(command: LibraryCommand) -> Command:
    return lambda desk, values: command(desk.library, values)


COMMANDS: dict[str, Command] = {
    "/bridge/ping": ping,
    "/bridge/status": status,
    "/bridge/fit": fit,
    "/bridge/cancel": cancel,
    "/bridge/jobs": jobs,
    "/bridge/job/resend": job_resend,
    "/bridge/voice/resend": voice_resend,
    "/bridge/voice/note": voice_note,
    "/bridge/voice/param": voice_param,
    "/bridge/voice/param/NAME": voice_named,
    "/bridge/voice/load": voice_load,
    "/bridge/voice/panic": voice_panic,
    "/bridge/preset/list": preset_list,
    "/bridge/preset/save": preset_save,
    "/bridge/preset/load": preset_load,
    "/bridge/preset/export": preset_export,
    "/bridge/preset/lock": preset_lock,
    "/bridge/preset/unlock": preset_unlock,
    "/bridge/midi/learn": midi_learn,
    "/bridge/midi/forget": midi_forget,
    "/bridge/midi/program": midi_program,
    "/bridge/midi/list": midi_list,
    **{path: _of_library(command) for path, command in LIBRARY_COMMANDS.items()},
}
"""Every incoming address but subscribe and unsubscribe, which belong to the server."""


def dump(desk: Desk) -> list[bytes]:
    """The whole state, for a new subscriber."""
    listed = [datagram for event in desk.snapshot() for datagram in datagrams(event)]
    return status(desk, {}) + listed + preset_list(desk, {})


def _done(address: str, subject: int | float | str, *result: int | float | str) -> bytes:
    return build("/done", [address, subject, *result])


def _option(key: str, value: object, wanted: type) -> object:
    """Pd sends every number as a float, so a whole float is a good int."""
    if wanted is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if wanted is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, wanted):
        raise BadRequest(f"{key} {str(value)[:20]!r} is of the wrong type")
    return value
