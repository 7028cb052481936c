"""The audio process: what is sent is what is heard; it survives bad input and does not outlive its parent."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bridge.errors import BadRequest, UnknownParameter, UnknownVoice
from bridge.realtime.engine import render_preset
from bridge.realtime.process import AudioProcess

WAIT = 60.0
PRESET = {"op1_decay": 2.0, "op2_level": 0.2, "a12": 1.0, "level": -12.0}


@pytest.fixture(scope="module")
def audio() -> Iterator[AudioProcess]:
    with AudioProcess("null", block=256) as process:
        assert process.wait_ready(WAIT), process.status()
        yield process


def gone(pid: int) -> bool:
    """True once the process has ended, even if nobody has buried it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_what_is_heard_is_what_is_rendered(audio: AudioProcess, tmp_path: Path) -> None:
    audio.record(tmp_path / "heard.wav")
    audio.load("fm", PRESET)
    audio.note(57, 0.8)
    assert audio.wait_until(lambda s: s["voices"] == 1 and s["peak"] > 0.01, WAIT)
    heard_from = time.monotonic()
    assert audio.wait_until(lambda s: time.monotonic() - heard_from > 0.4, WAIT)
    told = audio.stop_record(WAIT)
    assert told is not None and told["lost"] == 0.0
    heard, rate = soundfile.read(tmp_path / "heard.wav", dtype="float32")
    assert rate == 44100
    onset = int(np.flatnonzero(np.abs(heard).max(axis=1) > 0)[0])
    expected = render_preset("fm", PRESET, 57, 0.8, 0.3).T
    first = int(np.flatnonzero(np.abs(expected).max(axis=1) > 0)[0])
    np.testing.assert_allclose(heard[onset : onset + 13000], expected[first : first + 13000], atol=1e-7)


def test_panic_status_and_parameters(audio: AudioProcess) -> None:
    audio.load("impact", {})
    audio.note(None, 0.5)
    audio.param("level", -20.0)
    assert audio.wait_until(lambda s: s["voice"] == "impact" and s["voices"] > 0, WAIT)
    status = audio.status()
    assert status["device"] == "null" and status["alive"] and status["error"] is None
    assert status["latency"] == pytest.approx(256 / 44100) and status["late"] >= 0
    audio.panic()
    assert audio.wait_until(lambda s: s["voices"] == 0, WAIT)


def test_a_flood_is_survived_and_the_newest_parameter_wins(audio: AudioProcess) -> None:
    audio.load("fm", {})
    for i in range(5000):
        audio.param("level", -40.0 + 20.0 * i / 4999)
        audio.note(30 + i % 60, (i % 2) * 0.5)
    audio.panic()
    audio.note(60, 1.0)
    assert audio.wait_until(lambda s: s["voices"] == 1, WAIT)
    audio.status()
    assert audio.wait_until(lambda s: s["peak"] > 0.0, WAIT)
    assert audio.status()["peak"] < 0.2
    audio.panic()


def test_mistakes_are_refused_here_and_survived_there(audio: AudioProcess) -> None:
    with pytest.raises(UnknownVoice):
        audio.load("theremin", {})
    audio.load("fm", {})
    with pytest.raises(UnknownParameter):
        audio.param("cutoff", 1.0)
    with pytest.raises(BadRequest):
        audio.note(200, 1.0)
    with pytest.raises(BadRequest):
        audio.note(60, 2.0)
    assert audio._child is not None and audio._child.stdin is not None
    for line in ("not json\n", "[]\n", '["note"]\n', '["note", "x", 1]\n', '["dance"]\n', "7\n"):
        audio._child.stdin.write(line)
    audio._child.stdin.flush()
    assert audio.wait_until(lambda s: s["error"] is not None, WAIT)
    audio.note(60, 1.0)
    assert audio.wait_until(lambda s: s["voices"] > 0, WAIT)
    audio.record("/proc/nowhere/heard.wav")
    assert audio.wait_until(lambda s: "cannot write" in s["error"], WAIT)


def test_after_a_crash_it_starts_again_with_its_preset(audio: AudioProcess) -> None:
    audio.load("fm6", {"level": -20.0})
    assert audio._child is not None
    audio._child.kill()
    audio._child.wait()
    assert not audio.alive and not audio.status()["ready"]
    audio.note(60, 0.5)  # nobody listens: no harm
    audio.start()
    assert audio.wait_until(lambda s: s["voice"] == "fm6", WAIT)


def test_without_a_process_everything_is_accepted() -> None:
    with AudioProcess("none") as audio:
        assert audio.wait_ready()
        audio.load("fm", {})
        audio.param("level", 0.0)
        audio.note(60, 1.0)
        audio.panic()
        assert audio.status()["device"] == "none" and audio.status()["voices"] == 0
    with pytest.raises(BadRequest):
        AudioProcess("loud")
    with pytest.raises(BadRequest, match="load"):
        AudioProcess("none").param("level", 0.0)


def test_it_does_not_outlive_its_parent() -> None:
    program = (
        "import os; from bridge.realtime.process import AudioProcess\n"
        "p = AudioProcess('null'); p.start(); print(p._child.pid, p.wait_ready(60), flush=True); os._exit(9)"
    )
    told = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, timeout=WAIT)
    pid, ready = told.stdout.split()
    assert told.returncode == 9 and ready == "True"
    deadline = time.monotonic() + WAIT
    while not gone(int(pid)) and time.monotonic() < deadline:
        os.sched_yield()
    assert gone(int(pid))


def test_the_audio_process_does_not_load_torch() -> None:
    check = "import sys, bridge.realtime.server, bridge.realtime.process; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], timeout=WAIT).returncode == 0


def test_one_that_stands_by_takes_over_and_none_is_left_behind() -> None:
    audio = AudioProcess("null", standby=True)
    audio.load("fm6", {"level": -20.0}, channel=5)
    with audio:
        assert audio.wait_until(lambda s: s["ready"] and audio._children.spare is not None, WAIT)
        assert audio._child is not None and audio._children.spare is not None
        first, second = audio._child, audio._children.spare
        first.kill()
        first.wait()
        audio.start()
        assert audio._child is second, "no new process had to be started"
        assert audio.wait_until(lambda s: s["ready"], WAIT)
        audio.note(60, 0.5, channel=5)
        assert audio.wait_until(lambda s: s["voices"] == 1 and s["peak"] > 0.0, WAIT), "with the presets it had"
        assert audio.wait_until(lambda s: audio._children.spare not in (None, second), WAIT), (
            "and another one stands by"
        )
        third = audio._children.spare
    assert third is not None and gone(second.pid) and gone(third.pid)


def test_channels_bends_and_pedals_reach_the_voice(audio: AudioProcess) -> None:
    audio.load("fm", PRESET)
    audio.load("impact", {"level": -30.0}, channel=9)
    audio.panic()
    audio.sustain(True)
    audio.note(60, 0.5, bend=0.5, pressure=0.1)
    audio.note(36, 0.5, channel=9)
    audio.bend(2.0)
    audio.pressure(0.5, note=60)
    audio.note(60, 0.0)
    assert audio.wait_until(lambda s: s["voices"] == 2, WAIT)
    audio.sustain(False)
    audio.panic(9)
    assert audio.wait_until(lambda s: s["voices"] == 0, WAIT)
    for refused in (
        lambda: audio.load("fm", {}, 16),
        lambda: audio.param("level", 0.0, 3),
        lambda: audio.bend(100.0),
        lambda: audio.pressure(1.5),
        lambda: audio.note(60, 1.0, channel=-1),
    ):
        with pytest.raises(BadRequest):
            refused()


def test_all_that_is_played_is_in_the_file(tmp_path: Path) -> None:
    with AudioProcess(f"file:{tmp_path / 'new' / 'heard.wav'}", block=256) as audio:
        audio.load("fm", PRESET)
        audio.note(57, 0.8)
        assert audio.wait_until(lambda s: s["voices"] == 1 and s["peak"] > 0.01, WAIT)
        started = time.monotonic()
        assert audio.wait_until(lambda s: time.monotonic() - started > 0.3, WAIT)
        assert audio.status()["device"] == f"file:{tmp_path / 'new' / 'heard.wav'}"
    heard, rate = soundfile.read(tmp_path / "new" / "heard.wav", dtype="float32")
    onset = int(np.flatnonzero(np.abs(heard).max(axis=1) > 0)[0])
    expected = render_preset("fm", PRESET, 57, 0.8, 0.3).T
    first = int(np.flatnonzero(np.abs(expected).max(axis=1) > 0)[0])
    assert rate == 44100
    np.testing.assert_allclose(heard[onset : onset + 9000], expected[first : first + 9000], atol=1e-7)
