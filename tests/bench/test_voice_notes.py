"""From a note's message to its first sample: what `bench daemon --part ping` reads off the voice's own clock."""

from __future__ import annotations

import time
from typing import Any, cast

import numpy as np
import pytest

from bridge.bench import daemon_ping
from bridge.bench.daemon_ping import notes
from bridge.interfaces.osc_client import OscClient
from bridge.realtime.player import Player


class Voice:
    """A voice whose notes sound `late` seconds after they were sent, until panic."""

    def __init__(self, late: float, deaf: bool = False) -> None:
        self.late, self.deaf = late, deaf
        self.facts: dict[str, Any] = {"voice_voices": 0, "voice_peak": 0.0, "voice_onset": 7}

    def status(self) -> dict[str, Any]:
        return dict(self.facts)

    def send(self, path: str, *atoms: object) -> None:
        if path == "/bridge/voice/note" and not self.deaf:
            onset = int(1e6 * (time.perf_counter() + self.late)) % 2**31
            self.facts |= {"voice_voices": 1, "voice_peak": 0.1, "voice_onset": onset}
        elif path == "/bridge/voice/panic":
            self.facts |= {"voice_voices": 0, "voice_peak": 0.0}


def test_what_is_measured_is_the_time_to_the_first_sample() -> None:
    times = notes(cast(OscClient, Voice(0.25)), 5)
    assert len(times) == 5 and all(0.25 <= seconds < 0.35 for seconds in times)


def test_a_voice_that_does_not_play_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon_ping, "TIMEOUT", 0.1)
    with pytest.raises(TimeoutError):
        notes(cast(OscClient, Voice(0.0, deaf=True)), 1)


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
