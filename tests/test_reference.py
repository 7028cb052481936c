"""A sound file becomes what the prior hears, or one line says why not."""

import os

import numpy as np
import pytest
import soundfile

from bridge.errors import BadRequest
from bridge.reference import load_reference


def tone(rate, seconds=0.5, hertz=441.0, wait=0.0, level=0.2):
    t = np.arange(round(rate * seconds)) / rate
    return np.concatenate([np.zeros(round(rate * wait)), level * np.cos(2 * np.pi * hertz * t)])


@pytest.mark.parametrize("rate", [8000, 44056, 44100, 48000, 96000])
def test_any_rate_and_any_wait_is_the_same_sound(rate, tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(rate, wait=0.3), rate)
    found = load_reference(tmp_path / "a.wav", 1.0)
    audio = found.audio.numpy()
    assert audio.shape == (1, 2, 44100) and np.abs(audio).max() == pytest.approx(0.89, rel=1e-4)
    spectrum = np.abs(np.fft.rfft(audio[0, 0, :22050]))
    assert spectrum.argmax() * 2 == pytest.approx(441, abs=2), "Hz"
    loud = np.flatnonzero(np.abs(audio[0, 0]) > 0.2)
    assert loud[0] < 60 and abs(loud[-1] - 22050) < 200, "from the onset on, silence after the end"
    assert len(found.sha256) == 64


def test_stereo_stays_and_more_channels_become_two(tmp_path):
    left = tone(44100)
    soundfile.write(tmp_path / "two.wav", np.stack([left, 0.5 * left], 1), 44100)
    two = load_reference(tmp_path / "two.wav", 0.3).audio
    assert two.shape == (1, 2, 13230) and float(two[0, 1].abs().max() / two[0, 0].abs().max()) == pytest.approx(0.5)
    soundfile.write(tmp_path / "four.wav", np.stack([left, left, 0 * left, 0 * left], 1), 44100)
    four = load_reference(tmp_path / "four.wav", 0.3).audio
    assert (four[0, 0] == four[0, 1]).all()


def test_what_cannot_be_heard_is_refused(tmp_path):
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 44100)
    soundfile.write(tmp_path / "silent.wav", np.zeros(44100), 44100)
    soundfile.write(tmp_path / "nan.wav", np.array([0.1, np.nan]), 44100, subtype="FLOAT")
    soundfile.write(tmp_path / "long.wav", tone(8000, 30.1), 8000)
    soundfile.write(tmp_path / "just.wav", tone(8000, 30.0), 8000)
    soundfile.write(tmp_path / "slow.wav", tone(4000), 4000)
    (tmp_path / "text.wav").write_text("no sound")
    (tmp_path / "bare.raw").write_bytes(bytes(1000))
    os.mkfifo(tmp_path / "pipe.wav")
    words = {"empty": "is empty", "silent": "is silent", "nan": "not finite", "long": "longer than 30 s",
             "slow": "8000 … 192000 Hz", "text": "no sound file", "pipe": "no file",
             "missing": "not there"}  # fmt: skip
    for name, said in words.items():
        with pytest.raises(BadRequest, match=said) as caught:
            load_reference(tmp_path / f"{name}.wav", 1.0)
        assert f"{name}.wav" in str(caught.value) and "\n" not in str(caught.value)
    for name in ("bare.raw", "."):
        with pytest.raises(BadRequest):
            load_reference(tmp_path / name, 1.0)
    assert load_reference(tmp_path / "just.wav", 1.0).audio.isfinite().all()
