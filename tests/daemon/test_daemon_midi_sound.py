"""MIDI is heard: bends, channels and zones in the sound that the real voice makes, played to nobody and recorded."""

import asyncio
import os
import signal
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile
from midi_player import Player, cc, config, keep, program, until

from bridge.daemon.daemon import Daemon
from bridge.interfaces.desk import RecordingVoice
from bridge.presets.library import PresetLibrary
from bridge.presets.preset import Preset
from bridge.realtime.process import AudioProcess

SINE = {"op1_ratio": 1.0, "op1_decay": 8.0, "level": -12.0, "release": 0.005}
BELL = {**SINE, "op1_ratio": 3.0}
SECONDS = 0.35
A4 = b"\x90\x45\x7f"


def partials(wave: np.ndarray, rate: int) -> list[float]:
    """Hz of the spectrum's peaks within 20 dB of the highest, ascending. wave [time]."""
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 4 * len(wave)))
    inner = spectrum[1:-1]
    peaks = (inner > spectrum[:-2]) & (inner >= spectrum[2:]) & (inner > 0.1 * spectrum.max())
    return [p * rate / (4 * len(wave)) for p in np.flatnonzero(peaks) + 1]


def above(semitones: float, ratio: float = 1.0) -> float:
    """Hz, above A4."""
    return 440 * ratio * 2 ** (semitones / 12)


def test_bends_zones_and_channels_are_heard(tmp_path: Path) -> None:
    library: PresetLibrary = keep(tmp_path)
    library.save(Preset.of("sine", "fm", SINE))
    library.save(Preset.of("bell", "fm", BELL))
    voice = AudioProcess("null")
    heard: list[list[float]] = []

    async def listen(player: Player, notes: int, *messages: bytes | mido.Message) -> None:
        """Play so many notes, hear what sounds, and silence it."""
        player.send(*messages)
        await until(lambda: voice.status()["voices"] == notes)
        file = tmp_path / f"{len(heard)}.wav"
        voice.record(file)
        await until(lambda: voice.status()["recording"])
        await asyncio.sleep(SECONDS)
        assert await asyncio.to_thread(voice.stop_record, 10.0)
        wave, rate = soundfile.read(file)
        heard.append(partials(wave.mean(axis=1), rate))
        player.send(*(cc(120, 0, channel) for channel in range(16)))
        await until(lambda: voice.status()["voices"] == 0)

    async def scenario() -> None:
        daemon = Daemon(config(tmp_path), voice)
        ports = await daemon.start()
        try:
            assert await asyncio.to_thread(voice.wait_ready, 180.0)
            player = await Player(daemon, RecordingVoice(), ports["midi_tcp_port"]).connect()
            await listen(player, 1, program(1), A4)
            await listen(player, 1, b"\xe0\x7f\x7f", A4)
            os.kill(voice.status()["pid"], signal.SIGKILL)
            await until(lambda: daemon.status()["voice_deaths"] == 1 and voice.status()["ready"])
            await listen(player, 1, A4)
            await listen(player, 2, b"\xe0\x00\x40", program(0, 4), A4, b"\x94\x45\x7f")
            zone = (cc(101, 0), cc(100, 6), cc(6, 3), cc(101, 0, 1), cc(100, 0, 1), cc(6, 12, 1))
            await listen(player, 2, *zone, b"\xe1\x7f\x7f\x91\x45\x7f", b"\x92\x4c\x7f")
        finally:
            await daemon.stop()

    asyncio.run(asyncio.wait_for(scenario(), 280))
    wanted = [
        [above(0)], [above(2)],  # the wheel is up
        [above(2)],  # and still is, in another process after kill -9
        [above(0), above(0, 3)],  # channel 5 has a preset of its own
        [above(7), above(12)],  # in a zone, a note is bent by an octave and another is not
    ]  # fmt: skip
    for found, hertz in zip(heard, wanted, strict=True):
        assert found == pytest.approx(hertz, abs=3.0)
