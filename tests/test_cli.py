"""The terminal as a person meets it: what works says where, what fails says how to mend it and exits 2."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.errors import BridgeError
from bridge.presets import json_codec, sysex
from bridge.presets.preset import Preset


def sds(*arguments, cwd, **kwargs):
    """The real command, as a process of its own."""
    return subprocess.run([sys.executable, "-m", "bridge.cli", *map(str, arguments)], cwd=cwd, text=True,
                          capture_output=True, timeout=240, **kwargs)  # fmt: skip


def invoke(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments], standalone_mode=True)


@pytest.fixture
def preset(tmp_path):
    made = Preset.of("Tick", "impact8", {"mode1_hz": 900.0, "mode1_damping": 60.0, "mix": 0.0})
    (tmp_path / "tick.json").write_text(json_codec.dumps(made))
    (tmp_path / "tick.syx").write_bytes(b"".join(sysex.encode(made)))
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fit", ""], "prompt is empty"),
        (["fit", "x" * 10_000], "10000 characters; use at most"),
        (["fit", "kick", "--voice", "theremin"], "use one of: fm"),
        (["fit", "kick", "--seconds", "99"], "use 0.1"),
        (["fit", "kick", "--seed", "-1"], "seed -1 is out of range"),
        (["fit", "kick", "--out", "/proc/nowhere"], "choose another folder with --out"),
        (["fit", "kick", "--weights", "{tmp}/bad.safetensors"], "--weights FILE"),
        (["fit", "zzyzxq qqqxzv"], "knows none of these words: zzyzxq"),
        (["render", "{tmp}/bad.json"], "bad.json"),
        (["render", "{tmp}/missing.json"], "missing.json"),
        (["render", "{tmp}/good.json", "--note", "999"], "use 0 … 127"),
        (["prior", "sample", "kick", "-n", "0"], "1 … 64 sounds"),
        (["prior", "sample", "kick", "--sampler", "magic"], "use one of: ddim"),
        (["prior", "train", "--corpus", "{tmp}", "--out", "{tmp}/run"], "manifest.csv"),
        (["voices", "theremin"], "use one of: fm"),
        (["serve", "--port", "70000"], "use 0 … 65535"),
        (["presets", "show", "../../etc/passwd"], ""),
    ],
)
def test_bad_input_is_one_line_that_names_the_mend(arguments, words, tmp_path):
    (tmp_path / "bad.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0not json")
    (tmp_path / "bad.json").write_text('{"format": "sds-bridge-preset", ')
    (tmp_path / "good.json").write_text(json_codec.dumps(Preset.of("Good", "fm", {})))
    before = {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    kept = Path.cwd()
    os.chdir(tmp_path)
    try:
        result = invoke(*[a.replace("{tmp}", str(tmp_path)) for a in arguments])
    finally:
        os.chdir(kept)
    assert isinstance(result.exception, BridgeError), result.output
    assert words in str(result.exception) and "\n" not in str(result.exception)
    assert all(p.read_bytes() == data for p, data in before.items())
    assert not list(tmp_path.rglob("preset.*"))


def test_an_error_is_printed_in_one_line_with_exit_code_2(tmp_path):
    result = sds("fit", "   ", cwd=tmp_path)
    assert result.returncode == 2 and result.stdout == ""
    assert result.stderr.count("\n") == 1 and "the prompt is empty" in result.stderr


def test_help_and_version_need_no_torch(tmp_path):
    code = "import sys, bridge.cli\nassert 'torch' not in sys.modules and 'numba' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert sds("--version", cwd=tmp_path).stdout.startswith("sds-bridge ")
    assert "Type a sentence" in sds("--help", cwd=tmp_path).stdout


def test_render_reads_both_kinds_of_preset(preset):
    import soundfile

    sounds = []
    for kind in ("json", "syx"):
        out = preset / f"{kind}.wav"
        assert invoke("render", preset / f"tick.{kind}", "--seconds", "0.2", "--out", out).exit_code == 0
        sounds.append(soundfile.read(out)[0])
    assert sounds[0].shape == (8820, 2) and abs(sounds[0]).max() > 0.01 and (sounds[0] == sounds[1]).all()


def test_voices_and_presets_for_machines(preset):
    listed = json.loads(invoke("voices", "--json").stdout)
    assert {"fm", "impact"} <= set(listed)
    assert len(json.loads(invoke("voices", "fm", "--json").stdout)) == listed["fm"]["parameters"]
    library = preset / "library"
    for _ in range(2):
        assert invoke("presets", "add", preset / "tick.json", "--library", library).exit_code == 0
    assert json.loads(invoke("presets", "list", "--library", library, "--json").stdout)["presets"] != []
    shown = invoke("presets", "show", "Tick", "--library", library).stdout
    assert json_codec.loads(shown).voice == "impact8"
