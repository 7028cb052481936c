"""From a note's message to its first sample: what `bench daemon --part ping` reads off the voice's own clock."""

from __future__ import annotations

import time
from typing import Any, cast

import numpy as np
import pytest

from bridge.bench.daemon import ping as daemon_ping
from bridge.bench.daemon.ping import note_figures, notes
from bridge.interfaces.osc.client import OscClient
from bridge.realtime.player import Player


class Voice:
    """A voice that has notes `way` seconds after they were sent, and plays them `wait` later, until panic."""

    def __init__(self, way: float, wait: float, deaf: bool = False) -> None:
        self.way, self.wait, self.deaf = way, wait, deaf
        self.facts: dict[str, Any] = {"voice_voices": 0, "voice_peak": 0.0, "voice_onset": 7, "voice_latency": 0.01}

    def status(self) -> dict[str, Any]:
        return dict(self.facts)

    def send_bytes(self, datagram: bytes) -> None:
        if datagram.startswith(b"/bridge/voice/note") and not self.deaf:
            at = time.perf_counter() + self.way
            self.facts["voice_note_at"] = int(1e6 * at) % 2**31
            self.facts |= {"voice_voices": 1, "voice_peak": 0.1, "voice_onset": int(1e6 * (at + self.wait)) % 2**31}

    def send(self, path: str, *atoms: object) -> None:
        if path == "/bridge/voice/panic":
            self.facts |= {"voice_voices": 0, "voice_peak": 0.0}


def test_what_is_measured_is_the_way_and_the_wait_to_the_first_sample() -> None:
    for way, wait in ((0.25, 0.125), (0.25, -0.125)):  # the second: it was in the block that was due before
        for note in notes(cast(OscClient, Voice(way, wait)), 3):
            assert way <= note.way < way + 0.1
            assert note.wait == pytest.approx(wait, abs=3e-6) and note.total == note.way + note.wait


def test_figures_tell_all_the_way_and_what_the_machine_adds() -> None:
    found = note_figures(cast(OscClient, Voice(0.002, 0.006)), 3, "_fit")
    assert 2.0 <= found["note_way_p50_ms_fit"] <= found["note_way_p99_ms_fit"]
    assert found["note_p50_ms_fit"] == pytest.approx(found["note_way_p50_ms_fit"] + 6.0, abs=0.01)
    assert found["note_blocks_p50_fit"] == pytest.approx(found["note_p50_ms_fit"] / 10.0, abs=0.006)
    assert 0.0 < found["wake_p50_ms_fit"] <= found["wake_p99_ms_fit"]


def test_a_voice_that_does_not_play_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon_ping, "TIMEOUT", 0.1)
    with pytest.raises(TimeoutError):
        notes(cast(OscClient, Voice(0.0, 0.0, deaf=True)), 1)


def test_a_player_knows_when_sound_began() -> None:
    blocks = [np.zeros((100, 2)), np.zeros((100, 2)), np.zeros((100, 2)), np.ones((100, 2)), np.zeros((100, 2))]
    blocks[1][40:, 1] = 0.5
    blocks[2][:] = 0.5
    waiting = iter(blocks)

    def fill(out: np.ndarray) -> None:
        out[:] = next(waiting)

    player = Player(fill, 1000, realtime=False)
    out, onsets = np.zeros((100, 2), np.float32), []
    started = int(1e6 * time.perf_counter())
    for _ in blocks:
        player.fill(out)
        onsets.append(player.onset)
    assert onsets[0] == 0
    since = (onsets[1] - started) % 2**31
    assert 40_000 <= since < 140_000, "40 samples into its block"
    assert onsets[1] == onsets[2] == onsets[3] == onsets[4], "one sound, however many blocks"
