"""`sds-bridge doctor`: looks at everything that the daemon needs, and says the mend for what is missing."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
import typer
from rich.console import Console
from rich.markup import escape

from bridge.commands.common import print_json
from bridge.errors import BridgeError, DeviceError

Level = Literal["good", "note", "bad"]
SIGNS: dict[Level, str] = {"good": "[green]good[/]", "note": "[yellow]note[/]", "bad": "[red]bad [/]"}
MIN_FREE = 200 * 1024 * 1024
"""bytes: banks, journal, presets and compiled code take less"""


@dataclass(frozen=True)
class Finding:
    """level: "note" is something that works less well or not at all, but that the rest does without.

    mend: what to do; "" when nothing is wrong.
    """

    what: str
    level: Level
    found: str
    mend: str = ""


def doctor(
    port: Annotated[int, typer.Option(help="OSC port that the daemon is to use.")] = 9000,
    http_port: Annotated[int, typer.Option(help="HTTP port that the daemon is to use.")] = 9080,
    library: Annotated[Path | None, typer.Option(help="Another folder of presets.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON on stdout.")] = False,
) -> None:
    """Check audio, MIDI, GPU, ports, the prior's weights and the folders; exit code 1 when something is bad."""
    findings = list(examine(port, http_port, library))
    if json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            mend = f"\n           → {escape(finding.mend)}" if finding.mend else ""
            Console().print(f"{SIGNS[finding.level]}  {finding.what}: {escape(finding.found)}{mend}", soft_wrap=True)
    if any(finding.level == "bad" for finding in findings):
        raise typer.Exit(1)


def examine(port: int, http_port: int, library: Path | None = None) -> Iterator[Finding]:
    """One finding after the other. A check that fails in an unforeseen way is a bad finding, not a traceback."""
    checks: list[tuple[str, Callable[[], Iterator[Finding]]]] = [
        ("sound", _sound),
        ("real time", _real_time),
        ("MIDI", _midi),
        ("GPU", _gpu),
        ("port", lambda: _ports(port, http_port)),
        ("prior", _prior),
        ("folder", lambda: _folders(library)),
    ]
    for what, check in checks:
        try:
            yield from check()
        except Exception as error:
            yield Finding(what, "bad", f"{type(error).__name__}: {error}", "please report this with the line above")


def _sound() -> Iterator[Finding]:
    from bridge.realtime.device import open_sound_device

    try:
        device = open_sound_device(44100)
        yield Finding("sound", "good", f"{device.name}, {device.sample_rate} Hz")
    except DeviceError as error:
        why, _, mend = str(error).partition("; ")
        yield Finding("sound", "note", f"{why}: played to nobody, files are still written", mend)


def _real_time() -> Iterator[Finding]:
    from bridge.realtime.priority import realtime_permitted

    if realtime_permitted():
        yield Finding("real time", "good", "permitted: sound and notes do not wait for programs that compute")
    else:
        yield Finding(
            "real time", "note", "not permitted: notes may be late and sound interrupted while others compute",
            "Linux: `@audio - rtprio 50` in /etc/security/limits.d/audio.conf, be of the group audio, log in again",
        )  # fmt: skip


def _midi() -> Iterator[Finding]:
    from bridge.daemon.daemon import default_journal
    from bridge.interfaces.midi.memory import MidiMemory
    from bridge.interfaces.midi.ports import midi_backend

    try:
        backend = midi_backend()
        for way, names in (("in", backend.get_input_names()), ("out", backend.get_output_names())):
            yield Finding(f"MIDI {way}", "good", ", ".join(names) if names else "ready; nothing is connected")
    except DeviceError as error:
        why, _, mend = str(error).partition("; ")
        yield Finding("MIDI", "note", why, mend)
    try:
        MidiMemory(default_journal().with_name("midi.json"))
    except BridgeError as error:
        why, _, mend = str(error).rpartition("; ")
        yield Finding("MIDI memory", "bad", why, mend)


def _gpu() -> Iterator[Finding]:
    import torch

    if torch.cuda.is_available():
        yield Finding("GPU", "good", torch.cuda.get_device_name(0))
        return
    if shutil.which("nvidia-smi") is None:
        yield Finding("GPU", "good", "none; fits run on the CPU")
    else:
        mend = "install a PyTorch made for CUDA; `nvidia-smi` shows whether the driver works"
        yield Finding("GPU", "note", "PyTorch does not see it; fits run on the CPU", mend)


def _ports(port: int, http_port: int) -> Iterator[Finding]:
    ours: dict[str, Any] | None = None
    for number, kind, name, option in (
        (port, socket.SOCK_DGRAM, "UDP", "--port"),
        (port, socket.SOCK_STREAM, "TCP", "--port"),
        (http_port, socket.SOCK_STREAM, "HTTP", "--http-port"),
    ):
        if _free(number, kind):
            yield Finding(f"port {number} ({name})", "good", "free")
            continue
        if ours is None:
            ours = _running(port)
        if ours.get("http_port" if name == "HTTP" else "osc_port") == number:
            yield Finding(f"port {number} ({name})", "good", f"in use; a daemon runs (pid {ours.get('pid')})")
        else:
            yield Finding(f"port {number} ({name})", "bad", "another program has it", f"serve with another {option}")


def _running(port: int) -> dict[str, Any]:
    """Facts of the daemon that answers there; none when it is another program."""
    from bridge.commands.status import ask

    try:
        return ask(port, 1.0)
    except BridgeError:
        return {}


def _free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe, contextlib.suppress(OSError):
        if kind == socket.SOCK_STREAM and os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the daemon does
        probe.bind(("127.0.0.1", port))
        return True
    return False


def _prior() -> Iterator[Finding]:
    from bridge.priors.edm.prior import WEIGHTS

    mend = "install sds-bridge again: the weights are part of the package"
    if not WEIGHTS.is_file():
        yield Finding("prior", "bad", f"{WEIGHTS} is missing", mend)
        return
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(WEIGHTS, "np") as weights:
            count = len(list(weights.keys()))
    except (SafetensorError, OSError) as error:
        yield Finding("prior", "bad", f"{WEIGHTS} cannot be read: {error}", mend)
        return
    yield Finding("prior", "good", f"{count} tensors, {WEIGHTS.stat().st_size / 2**20:.0f} MiB")


def _folders(library: Path | None) -> Iterator[Finding]:
    from bridge.daemon.daemon import default_journal
    from bridge.presets.library import default_folder

    for what, folder, option in (
        ("presets", library or default_folder(), "--library"),
        ("journal and log", default_journal().parent, "--journal and --log"),
        ("cache", Path(platformdirs.user_cache_dir("sds-bridge", appauthor=False)), "XDG_CACHE_HOME"),
    ):
        yield _folder(what, folder, option)


def _folder(what: str, folder: Path, option: str) -> Finding:
    """Whether files can be made there, and whether there is room. Leaves no trace."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        return Finding(what, "bad", f"cannot write in {existing}: {error.strerror}", f"choose another with {option}")
    free = shutil.disk_usage(existing).free
    if free < MIN_FREE:
        return Finding(what, "bad", f"{folder}: {free / 2**20:.0f} MiB left", f"make room, or another with {option}")
    return Finding(what, "good", f"{folder}, {free / 2**30:.1f} GiB free")
