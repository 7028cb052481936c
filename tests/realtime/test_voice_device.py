"""Devices: the clock of the null device, the roads that lead to it, and what a player keeps."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from bridge.errors import BadRequest, BridgeError, CannotWrite, DeviceError
from bridge.realtime.device import NullDevice, open_device
from bridge.realtime.player import Player

RATE = 44100


def test_the_null_device_keeps_time() -> None:
    device = NullDevice(RATE, 128)
    count, enough = 0, threading.Event()

    def fill(out: np.ndarray, due: float) -> None:
        nonlocal count
        count += 1
        assert out.shape == (128, 2)
        if count == 100:
            enough.set()

    start = time.perf_counter()
    device.start(fill)
    assert enough.wait(20.0) and device.active
    elapsed = time.perf_counter() - start
    device.stop()
    assert not device.active
    assert elapsed >= 99 * 128 / RATE - 1e-3


def test_blocks_are_due_by_the_clock_whenever_the_thread_wakes() -> None:
    device = NullDevice(1000, 10)
    dues, enough = [], threading.Event()

    def fill(out: np.ndarray, due: float) -> None:
        dues.append(due)
        if len(dues) == 2:  # two blocks too long: the next ones are asked for late
            while time.perf_counter() < due + 0.025:
                os.sched_yield()
        if len(dues) == 6:
            enough.set()

    device.start(fill)
    assert enough.wait(20.0)
    device.stop()
    np.testing.assert_allclose(np.diff(dues[:6]), 0.01, atol=1e-9)


@pytest.mark.parametrize(
    "source,message",
    [
        ("raise OSError('PortAudio library not found')", "PortAudio library is missing"),
        ("raise ImportError('no')", "pip install sounddevice"),
        (
            "class PortAudioError(Exception): pass\n"
            "def query_devices(**_): raise PortAudioError('Error querying device -1')",
            "no sound output",
        ),
    ],
)
def test_without_a_device_there_is_a_message_and_the_null_device(
    source: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "sounddevice.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    with caplog.at_level(logging.WARNING):
        device = open_device("auto", RATE, 256)
    sys.modules.pop("sounddevice", None)
    assert device.name == "null" and device.latency == pytest.approx(256 / RATE)
    assert message in caplog.text and "null device" in caplog.text


class FakeStream:
    """A sound card with one block in it."""

    refuses = False

    def __init__(self, callback: Any, samplerate: int, **_: Any) -> None:
        if self.refuses:
            raise FakePortAudioError("Device unavailable")
        self.callback, self.latency, self.active = callback, 0.012, False
        self.out = np.ones((64, 2), np.float32)

    def start(self) -> None:
        self.active = True
        self.callback(self.out, 64, None, "output underflow")

    def close(self) -> None:
        self.active = False


class FakePortAudioError(Exception):
    pass


def fake_sounddevice(monkeypatch: pytest.MonkeyPatch, rates: tuple[int, ...]) -> None:
    module = types.ModuleType("sounddevice")

    def check(samplerate: int, **_: Any) -> None:
        if samplerate not in rates:
            raise FakePortAudioError("Invalid sample rate")

    module.PortAudioError = FakePortAudioError  # type: ignore[attr-defined]
    module.OutputStream = FakeStream  # type: ignore[attr-defined]
    module.query_devices = lambda **_: {"name": "Speaker", "default_samplerate": 48000.0}  # type: ignore[attr-defined]
    module.check_output_settings = check  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sounddevice", module)


def test_a_sound_card_is_filled_and_its_late_blocks_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_sounddevice(monkeypatch, (44100, 48000))
    device = open_device("auto", 44100)
    assert (device.name, device.sample_rate) == ("Speaker", 44100)
    seen = []
    device.start(lambda out, due: seen.append(out.shape))
    assert seen == [(64, 2)] and device.late == 1 and device.latency == 0.012 and device.active
    device.stop()
    assert not device.active


def test_a_sound_card_may_have_a_rate_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_sounddevice(monkeypatch, (48000,))
    assert open_device("auto", 44100).sample_rate == 48000


def test_a_sound_card_that_is_taken_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_sounddevice(monkeypatch, (44100,))
    monkeypatch.setattr(FakeStream, "refuses", True)
    with pytest.raises(DeviceError, match="Speaker"):
        open_device("auto", 44100).start(lambda out, due: None)


def test_unknown_audio_is_refused() -> None:
    with pytest.raises(BadRequest, match="auto"):
        open_device("jack")


def test_a_player_records_what_is_played(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    blocks = [rng.uniform(-1, 1, (100, 2)).astype(np.float32) for _ in range(50)]
    waiting = iter(blocks)

    def fill(out: np.ndarray) -> None:
        out[:] = next(waiting)

    player = Player(fill, 1000, realtime=False)
    out = np.zeros((100, 2), np.float32)
    player.fill(out)
    player.record(tmp_path / "new" / "heard.wav")
    assert player.recording == str(tmp_path / "new" / "heard.wav")
    with pytest.raises(BridgeError, match="already"):
        player.record(tmp_path / "other.wav")
    for _ in range(45):
        player.fill(out)
    told = player.stop_record()
    player.fill(out)
    sound, rate = soundfile.read(tmp_path / "new" / "heard.wav", dtype="float32")
    assert rate == 1000 and told == {"path": str(tmp_path / "new" / "heard.wav"), "seconds": 4.5, "lost": 0.0}
    np.testing.assert_array_equal(sound, np.concatenate(blocks[1:46]))
    assert player.stop_record() is None and player.recording is None


def test_a_recording_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    player = Player(lambda out: None, 1000, realtime=False)
    with pytest.raises(CannotWrite):
        player.record(tmp_path / "file" / "heard.wav")
    assert player.recording is None


def test_a_late_thread_does_not_make_a_sound_late_but_a_late_block_does() -> None:
    taking = 0.0

    def fill(out: np.ndarray) -> None:
        end = time.perf_counter() + taking
        while time.perf_counter() < end:
            os.sched_yield()
        out[25:] = 1.0

    def begins(due: float) -> float:
        """Seconds after `due`."""
        player = Player(fill, 1000, realtime=False)
        player.fill(np.zeros((500, 2), np.float32), due)
        return ((player.onset - int(1e6 * due)) % 2**31) / 1e6

    assert begins(time.perf_counter() - 0.2) == pytest.approx(0.025, abs=2e-6), "0.2 s late, and 0.3 s are left"
    taking = 0.15
    assert 0.175 <= begins(time.perf_counter() - 0.5) < 5.0, "it is there 0.15 s after it should have been played"


def test_a_failing_engine_becomes_silence() -> None:
    def fill(out: np.ndarray) -> None:
        raise RuntimeError("broken")

    player = Player(fill, RATE, realtime=False)
    out = np.ones((64, 2), np.float32)
    player.fill(out)
    assert not out.any() and player.errors == 1


def test_a_file_that_cannot_be_written_leaves_the_null_device(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        device = open_device(f"file:{tmp_path / 'file' / 'heard.wav'}", RATE)
    assert device.name == "null" and "cannot write" in caplog.text
    for wrong in ("file:", "none", "files"):
        with pytest.raises(BadRequest, match="file:PATH"):
            open_device(wrong)
