"""Everything in `max_patches/`, made from the tables of the voices: the same tables give the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bridge.exports.maxmsp.control import control_patch
from bridge.exports.maxmsp.live import instrument
from bridge.exports.maxmsp.osc import OUTLETS, bridge
from bridge.exports.maxmsp.parts import voice_patch
from bridge.exports.maxmsp.patcher import Patcher
from bridge.exports.maxmsp.pure_data import to_pd
from bridge.exports.maxmsp.sysex import sysex_effect
from bridge.exports.maxmsp.voices import voice_instrument
from bridge.files import write_atomic

FILES: dict[str, Callable[[], str | bytes]] = {
    "sds-bridge.control.maxpat": lambda: control_patch().text(),
    "sds-fm.maxpat": lambda: voice_instrument("fm").text(),
    "sds-fm-voice.maxpat": lambda: voice_patch("fm").text(),
    "sds-impact.maxpat": lambda: voice_instrument("impact").text(),
    "sds-impact-voice.maxpat": lambda: voice_patch("impact").text(),
    "sds-fm.amxd": lambda: instrument("fm"),
    "sds-impact.amxd": lambda: instrument("impact"),
    "sds-sysex.amxd": sysex_effect,
    "sds-bridge.control.pd": lambda: pd_twin(),
}
"""name -> its content"""


def pd_twin(daemon: int = 9000, commands: int = 9009) -> str:
    """The control patch's `p bridge` for Pure Data: prints what comes out of each outlet.

    commands: a TCP port for FUDI lines, `command /bridge/fit 7 fm bell;`, to play the part of the buttons.
    """
    p = Patcher(1000, 320)
    core = p.add("p bridge", (40, 160), inside=bridge())
    for k, name in enumerate(OUTLETS):
        p.chain(core[k], p.add(f"print {name}", (40 + 120 * k, 240)))
    start, port = p.add("loadbang", (400, 40)), p.message(f"port {daemon}", (400, 80))
    p.chain(start, port, core[1])
    lines, count = to_pd(p), len(p.boxes)
    lines += [f"#X obj 40 40 netreceive {commands};", "#X obj 40 80 route command;"]
    lines += [f"#X connect {count} 0 {count + 1} 0;", f"#X connect {count + 1} 0 0 0;"]
    return "\n".join(lines) + "\n"


def write_all(folder: Path) -> list[Path]:
    """Write every patch. Raises CannotWrite."""
    return [write_atomic(folder / name, make()) for name, make in FILES.items()]


def stale(folder: Path) -> list[str]:
    """Names of files that are missing there, or are not what the tables give."""
    return [name for name, make in FILES.items() if not _is(folder / name, make())]


def _is(path: Path, content: str | bytes) -> bool:
    raw = content.encode() if isinstance(content, str) else content
    return path.is_file() and path.read_bytes() == raw
