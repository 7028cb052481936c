"""Pictures are made from whatever a fit hands over, and nothing is half-written."""

import sys
from pathlib import Path

import numpy as np
import pytest
from plain_sounds import RATE, bell, hihat, kick

from bridge.errors import BadRequest, CannotWrite, UnknownVoice
from bridge.evaluate.pictures import Effort, Pair, contact_sheet, effort_figure, fit_report, pairs_sheet
from bridge.priors.edm.spectrogram import Grid
from bridge.voices.catalog import voice

STEREO = np.repeat(kick().numpy(), 2, axis=0)


def size_of(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def report(path: Path, **changes) -> Path:
    inputs = {
        "prompt": "kick drum, bass, reverb", "before": STEREO, "target": bell().numpy()[0], "after": STEREO,
        "sample_rate": RATE, "losses": [3.0, 2.0, 1.5], "voice": "fm", "parameters": {}, "subtitle": "seed 0",
    }  # fmt: skip
    return fit_report(path, **{**inputs, **changes})


@pytest.mark.parametrize(
    ("name", "prompt", "losses"),
    [
        ("fm", "$x^2 \\frac{1}", [1000.0, 1.0, 0.01]),
        ("fm2", "x" * 10_000, []),
        ("fm6", "two\nlines\tand a tab", [1.0]),
        ("dx7", "bell", [1.0]),
        ("impact", "", [float("nan"), 2.0, 2.0]),
        ("impact128", "太鼓 🥁", [-1.0, -2.0]),
    ],
)
def test_any_voice_prompt_and_course_of_the_loss(tmp_path: Path, name: str, prompt: str, losses: list[float]) -> None:
    values = {p.name: p.default for p in voice(name).space}
    path = report(tmp_path / "report.png", voice=name, parameters=values, prompt=prompt, subtitle=prompt, losses=losses)
    assert size_of(path) == (1600, 1040)


def test_the_target_may_be_the_priors_own_spectrogram(tmp_path: Path) -> None:
    assert report(tmp_path / "report.png", target=np.random.default_rng(0).normal(size=Grid().shape)).exists()


def test_silence_short_sounds_and_other_rates_can_be_drawn(tmp_path: Path) -> None:
    short = np.ones((2, 10), dtype=np.float32)
    quiet = np.zeros((2, 4800))
    assert report(tmp_path / "report.png", before=quiet, after=short, target=quiet[0], sample_rate=48000).exists()


def test_what_cannot_be_drawn_leaves_the_old_picture(tmp_path: Path) -> None:
    path = report(tmp_path / "report.png")
    old = path.read_bytes()
    with pytest.raises(BadRequest, match="needs sound"):
        report(path, before=np.zeros((2, 3, 4)))
    with pytest.raises(UnknownVoice):
        report(path, voice="kazoo")
    assert path.read_bytes() == old
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(CannotWrite):
        report(blocked / "report.png")


def test_contact_sheet_of_uneven_rows(tmp_path: Path) -> None:
    sounds = [kick().numpy()[0], STEREO, hihat().numpy()[0]]
    one = contact_sheet(tmp_path / "one.png", [("kick", sounds[:1])], RATE)
    more = contact_sheet(tmp_path / "more.png", [("kick", sounds), ("hi-hat, $closed", sounds[2:]), ("", [])], RATE)
    assert size_of(more)[0] > size_of(one)[0]
    assert size_of(more)[1] > size_of(one)[1]
    with pytest.raises(BadRequest, match="at least one"):
        contact_sheet(tmp_path / "none.png", [], RATE)


def test_drawing_library_is_not_loaded_with_the_module() -> None:
    import subprocess

    code = "import sys, bridge.evaluate.pictures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_pairs_grow_downwards_and_bad_captions_do_no_harm(tmp_path):
    pair = Pair(kick().numpy()[0], "$x^2", STEREO, "太鼓 " * 30, "cosine 0.9")
    two = size_of(pairs_sheet(tmp_path / "a.png", [pair] * 2, RATE))
    eight = size_of(pairs_sheet(tmp_path / "b.png", [pair] * 8, RATE))
    three = size_of(pairs_sheet(tmp_path / "c.png", [pair] * 3, RATE))
    assert eight[0] == two[0] and eight[1] > 3 * two[1] and two[1] < three[1] < eight[1]
    with pytest.raises(BadRequest):
        pairs_sheet(tmp_path / "d.png", [], RATE)
    assert not (tmp_path / "d.png").exists()


def test_effort_figure_has_a_panel_for_each_quantity(tmp_path):
    line = Effort("heun", [5, 9, 19, 49], [(3.0, 0.1), (2.0, 0.2), (1.0, 0.3), (1.0, float("nan"))])
    two = size_of(effort_figure(tmp_path / "a.png", [line], ("FAD", "top-1"), ((0.5, "real"), None)))
    one = size_of(effort_figure(tmp_path / "b.png", [line], ("FAD",), (None,)))
    assert two[0] == 2 * one[0] and two[1] == one[1]
