"""Ten thousand parameter changes a second: what arrives, what is lost, what it does to memory and to the voice."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

from bridge.interfaces.osc.client import OscClient
from bridge.interfaces.osc.messages import build

TICK = 0.01
"""seconds between two bursts of the sender"""
NAMES = ("level", "root_hz", "sweep", "release")
SHARE_IDLE = 6
"""the idle voice is watched for this share of the time before"""


def flood(client: OscClient, pid: int, rate: int, seconds: float) -> dict[str, float]:
    """Send `rate` changes a second for so many seconds. Figures by name; memory only where the system tells it."""
    idle_seconds = max(seconds / SHARE_IDLE, 2.0)
    before = client.status(30)
    time.sleep(idle_seconds)
    idle = client.status(30)
    warm = resident(pid)
    sent, took = _send(client, rate, seconds)
    after, worked_on = _settled(client, idle, sent)
    figures = {
        "messages_per_s": round(sent / took, 1),
        "messages_sent": float(sent),
        "messages_lost": float(sent - worked_on),
        "messages_dropped_by_voice": float(after["voice_dropped"] - idle["voice_dropped"]),
        "xruns": float(after["voice_late"] - idle["voice_late"]),
        "xruns_idle_scaled": round((idle["voice_late"] - before["voice_late"]) / idle_seconds * seconds, 1),
        "answer_p99_ms_flood": float(after["answer_p99_ms"]),
    }
    now = resident(pid)
    if warm and now:
        figures["memory_growth_mib"] = round((now - warm) / 2**20, 2)
    last = float(sent - 1)
    client.send("/bridge/voice/param/pan")
    heard = client.wait("/bridge/voice/param/pan", seconds=30)[1][0]
    figures["last_value_kept"] = float(abs(heard - _value(int(last))) < 1e-6)
    return figures


def resident(pid: int) -> int:
    """Bytes in memory of a process; 0 where the system does not say so."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


def _send(client: OscClient, rate: int, seconds: float) -> tuple[int, float]:
    """Bursts on a fixed grid, so that a late one is made up for; every tenth changes the parameter checked last."""
    others = [build("/bridge/voice/param", [name, 0.5]) for name in NAMES]
    started = time.perf_counter()
    sent = 0
    while (now := time.perf_counter() - started) < seconds:
        for _ in range(int(now * rate) - sent):
            packet = (
                build("/bridge/voice/param", ["pan", _value(sent)]) if sent % 10 == 0 else others[sent % len(others)]
            )
            client.send_bytes(packet)
            sent += 1
        time.sleep(TICK)
    client.send("/bridge/voice/param", "pan", _value(sent))
    return sent + 1, time.perf_counter() - started


def _value(number: int) -> float:
    """A pan, −1 … 1, that tells which change it was."""
    return (number % 2000) / 1000.0 - 1.0


def _settled(client: OscClient, before: dict[str, Any], sent: int) -> tuple[dict[str, Any], int]:
    """The status once all that was sent is worked on, or five seconds later; and how many messages were."""
    deadline = time.monotonic() + 5.0
    for askings in itertools.count(1):  # they are messages too
        status = client.status(30)
        worked_on = _count(status) - _count(before) - askings
        if worked_on >= sent or time.monotonic() > deadline:
            return status, worked_on
        time.sleep(0.05)
    raise AssertionError("the count never ends")


def _count(status: dict[str, Any]) -> int:
    return int(status["osc_received"]) - int(status["osc_dropped"])
