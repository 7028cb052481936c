"""The terminal as a person meets it: what works says where, what fails says how to mend it and exits 2."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge import cli
from bridge.cli import app
from bridge.commands import demo
from bridge.commands.common import default_folder
from bridge.daemon.daemon import DaemonConfig
from bridge.daemon.process import DaemonProcess
from bridge.errors import BridgeError, Cancelled, JobError
from bridge.interfaces.osc.client import OscClient
from bridge.interfaces.rehearsal import STEPS
from bridge.origin import command_of, wishes_of, with_wishes
from bridge.presets import json_codec, sysex
from bridge.presets.library import read_preset
from bridge.presets.preset import Preset
from bridge.records import Candidate, FitRequest, FitResult, Step
from bridge.voices.catalog import voice as find_voice


def sds(*arguments, cwd, **kwargs):
    """The real command, as a process of its own."""
    return subprocess.run([sys.executable, "-m", "bridge.cli", *map(str, arguments)], cwd=cwd, text=True,
                          capture_output=True, timeout=240, **kwargs)  # fmt: skip


def invoke(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments], standalone_mode=True)


def exit_code(monkeypatch, *arguments):
    """Of the same command in this process: what it prints goes where a test can read it."""
    monkeypatch.setattr(sys, "argv", ["sds-bridge", *arguments])
    monkeypatch.setattr(cli, "_let_numba_write", lambda: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code


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
        (["fit", "kick\udcff"], "broken Unicode"),
        (["fit", "kick", "--device", "cuda"], "--device cpu or auto"),
        (["fit", "kick", "--voice", "theremin"], "use one of: fm"),
        (["fit", "kick", "--seconds", "99"], "use 0.1"),
        (["fit", "kick", "--seed", "-1"], "seed -1 is out of range"),
        (["fit", "kick", "--out", "/proc/nowhere"], "choose another folder with --out"),
        (["fit", "kick", "--weights", "{tmp}/bad.safetensors"], "--weights FILE"),
        (["fit", "zzyzxq qqqxzv"], "knows none of these words: zzyzxq"),
        (["fit", "kick", "--not", "zzyzxq"], "knows none of these words: zzyzxq"),
        (["fit", "kick", "--not", "x" * 501], "use at most 500"),
        (["fit", "kick", "--lock", "rot_hz=110"], "did you mean root_hz"),
        (["fit", "kick", "--lock", "root_hz=5"], "use 20 … 4000 Hz"),
        (["fit", "kick", "--lock", "root_hz=low"], "the value is no number"),
        (["fit", "kick", "--lock", "root_hz"], "name a preset with --from"),
        (["fit", "kick", "--lock", "level=1", "--lock", "level=2"], "stands twice"),
        (["fit", "kick", "--from", "{tmp}/missing.json"], "missing.json"),
        (["fit", "kick", "--from", "{tmp}/good.json", "--voice", "impact"], "leave --voice out"),
        (["fit", "kick", "--from", "{tmp}/good.json", "--lock", "rot_hz"], "did you mean root_hz"),
        (["fit", "kick", "--like", "{tmp}/missing.wav"], "missing.wav is not there"),
        (["fit", "kick", "--like", "{tmp}/good.json"], "is no sound file"),
        (["fit", "kick", "--resemblance", "0.5"], "name one with --like"),
        (["fit", "kick", "--like", "{tmp}/a.wav", "--resemblance", "2"], "use 0 … 1"),
        (["fit", "kick", "--candidates", "9"], "1 … 8"),
        (["fit", "kick", "--across", "37"], "0 … 36"),
        (["render", "{tmp}/bad.json"], "bad.json"),
        (["render", "{tmp}/missing.json"], "missing.json"),
        (["render", "{tmp}/good.json", "--note", "999"], "use 0 … 127"),
        (["prior", "sample", "kick", "-n", "0"], "1 … 64 sounds"),
        (["prior", "sample", "\x1b"], "control characters"),
        (["prior", "sample", "kick", "--seed", "-1"], "seed -1 is out of range"),
        (["prior", "sample", "kick", "--sampler", "magic"], "use one of: ddim"),
        (["prior", "train", "--corpus", "{tmp}", "--out", "{tmp}/run"], "manifest.csv"),
        (["voices", "theremin"], "use one of: fm"),
        (["serve", "--port", "70000"], "use 0 … 65535"),
        (["serve", "--device", "tpu"], "unknown device 'tpu'; use auto, cpu or cuda"),
        (["demo", "kick", "--json", "{tmp}"], "it is a folder; choose another file with --json"),
        (["bench", "kernels", "--json", "/proc/nowhere/a.json"], "choose another file with --json"),
        (["bench", "prompts", "--json", "/proc/nowhere/a.json"], "choose another file with --json"),
        (["prior", "evaluate", "--json", "{tmp}/bad.json/a.json"], "choose another file with --json"),
        (["prior", "evaluate", "--out", "/proc/nowhere"], "choose another folder with --out"),
        (["prior", "evaluate", "-n", "0", "--out", "{tmp}/run"], "1 … 64 sounds"),
        (["prior", "evaluate", "--quick", "--corpus", "{tmp}", "--out", "{tmp}/run"], "manifest.csv"),
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
    assert {p for p in tmp_path.iterdir() if p.is_file()} == set(before)
    assert not (tmp_path / "sds-out").exists() and not (tmp_path / "run").exists(), "nothing empty is left"


def test_an_error_is_printed_in_one_line_with_exit_code_2(tmp_path):
    result = sds("fit", "   ", cwd=tmp_path)
    assert result.returncode == 2 and result.stdout == ""
    assert result.stderr.count("\n") == 1 and "the prompt is empty" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fit", "kick", "--budget", "huge"], "'fast', 'normal', 'best'"),
        (["fit"], "argument"),
        (["fit", "kick", "--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["render", "[/]x.json"], "[/]x.json"),
    ],
)
def test_a_wrong_command_line_is_one_line_too(arguments, words, monkeypatch, capsys):
    assert exit_code(monkeypatch, *arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.count("\n") == 1 and words in shown.err


def test_without_arguments_comes_the_help(monkeypatch, capsys):
    exit_code(monkeypatch)
    shown = capsys.readouterr()
    assert "Type a sentence" in shown.out + shown.err and "error" not in shown.err


def test_takes_and_prompts_do_not_share_a_folder():
    assert default_folder("Glassy bell", "fm", 3) == Path("sds-out/glassy-bell-fm-3")
    assert default_folder("kick drum, bass, reverb", "fm", 0).name == "kick-drum-bass-reverb-fm-0"
    assert default_folder("鐘", "fm", 0).name == "鐘-fm-0"
    prompts = ["鐘", "鼓", "🔔", "🥁", "कि", "का", "große Glocke", "gro e Glocke", "a" * 90, "a" * 91]
    assert len({default_folder(p, "fm", 0) for p in prompts}) == len(prompts)
    assert all(len(default_folder(p * 20, "impact128", 2**31 - 1).name.encode()) < 200 for p in prompts)


def rehearsal(folder):
    """A daemon without prior and voice."""
    return DaemonProcess(DaemonConfig(port=0, library=folder / "library", journal=folder / "journal.db", device="cpu",
                                      audio="none", runner="bridge.interfaces.rehearsal:rehearse"))  # fmt: skip


def test_a_module_in_the_users_folder_is_not_ours(tmp_path, monkeypatch):
    """`python -m` would import it: the daemon, its worker and its voice start in whatever folder the user is in."""
    (tmp_path / "queue.py").write_text("raise RuntimeError('not the queue of the standard library')\n")
    monkeypatch.chdir(tmp_path)
    with rehearsal(tmp_path) as daemon, OscClient(daemon.port) as client:
        assert client.ping() > 0
        deadline = time.monotonic() + 30
        while client.status()["worker"] != "warm" and time.monotonic() < deadline:
            time.sleep(0.1)
        assert client.status()["worker"] == "warm"


def stand_in(steps, interrupts=0):
    """A fit without a bank: `steps`, then Ctrl-C as often as asked."""

    def fit(request, cancelled, weights, allow_pickle):
        yield from steps
        for _ in range(interrupts):
            signal.raise_signal(signal.SIGINT)
        if cancelled():
            raise Cancelled("cancelled")
        yield FitResult(steps[-1].parameters, 0.5, [s.loss for s in steps])

    return fit


@pytest.mark.parametrize("interrupts", [0, 1, 2])
def test_a_stopped_fit_leaves_what_was_found(interrupts, tmp_path, monkeypatch):
    losses = []

    def write_preset(folder, preset, seconds):
        if interrupts:
            signal.raise_signal(signal.SIGINT)  # one more, while it writes
        return {"sound.wav": "sound.wav"}

    def write_report(folder, request, parameters, initial, target, seen, subtitle):
        losses.extend(seen)
        return "report.png"

    steps = [Step(i, 3, loss, {"level": -12.0}) for i, loss in enumerate((0.9, 0.7, 0.6))]
    monkeypatch.setattr("bridge.pipeline.prompt_to_preset", stand_in(steps, interrupts))
    monkeypatch.setattr("bridge.pipeline.imagined_sound", lambda *_: None)
    monkeypatch.setattr("bridge.artifacts.write_preset", write_preset)
    monkeypatch.setattr("bridge.artifacts.write_report", write_report)
    result = invoke("fit", "kick zzyzxq", "--out", tmp_path / "out", "--json")
    assert result.exit_code == (130 if interrupts else 0), result.output
    record = json.loads(result.stdout)
    assert record["cancelled"] == bool(interrupts) and record["unknown_words"] == ["zzyzxq"]
    assert losses == [0.9, 0.7, 0.6] and record["report.png"] == "report.png"
    assert "does not know: zzyzxq" in result.stderr


def test_a_stopped_fit_says_how_to_make_it_and_leaves_a_finished_one_alone(tmp_path, monkeypatch):
    steps = [Step(1, 3, 0.9, {"level": -12.0})]
    monkeypatch.setattr("bridge.pipeline.prompt_to_preset", stand_in(steps, 1))
    monkeypatch.setattr("bridge.pipeline.imagined_sound", lambda *_: None)
    monkeypatch.setattr("bridge.artifacts.write_report", lambda *_: "report.png")
    for place in ("out", "out-stopped", "out-stopped-2"):
        result = invoke("fit", "kick", "--seed", "7", "--budget", "fast", "--out", tmp_path / "out")
        assert result.exit_code == 130 and "stopped early" in result.stderr
        origin = json.loads((tmp_path / place / "preset.json").read_text())["provenance"]
        assert "--seed 7" in origin["command"] and origin["budget"] == "fast" and "score" not in origin
        assert origin["prior"]["name"] == "embedded" and "stopped early" in origin["notes"]


def caught(monkeypatch, found=1):
    """A fit of `found` candidates that takes no time; returns the list of requests it was asked for."""
    asked = []

    def fit(request, cancelled, weights, allow_pickle):
        asked.append(request)
        space = find_voice(request.voice).space
        some = [
            Candidate({**space.to_dict(space.defaults()), "level": -6.0 - k}, 0.6 - 0.1 * k, 110.0 + k)
            for k in range(found)
        ]
        origin = {"prompt": request.prompt, "command": command_of(request), **with_wishes({}, request)}
        yield FitResult(some[0].parameters, some[0].score, [0.5], origin, (), some)

    monkeypatch.setattr("bridge.pipeline.prompt_to_preset", fit)
    monkeypatch.setattr("bridge.pipeline.imagined_sound", lambda *_: None)
    monkeypatch.setattr("bridge.artifacts.write_report", lambda *_: "report.png")
    return asked


def test_every_wish_is_an_option(preset, monkeypatch):
    asked = caught(monkeypatch)
    arguments = ("--from", preset / "tick.syx", "--lock", "mix=0.25", "--lock", "mode1_hz", "--not", "harsh",
                 "--like", "a.wav", "--resemblance", "0.75", "--candidates", "2", "--seed", "3",
                 "--across", "12")  # fmt: skip
    result = invoke("fit", "bell", *arguments, "--out", preset / "out", "--json")
    assert result.exit_code == 0, result.output
    start = Preset.of("Tick", "impact8", {"mode1_hz": 900.0, "mode1_damping": 60.0, "mix": 0.0}).parameters
    assert asked == [
        FitRequest("bell", "impact8", 3, negative="harsh", locks={"mix": 0.25, "mode1_hz": 900.0}, start=start,
                   start_from=str(preset / "tick.syx"), reference="a.wav", resemblance=0.75, candidates=2,
                   across=12)
    ]  # fmt: skip


def test_a_preset_of_the_library_can_be_started_from_by_name(preset, monkeypatch):
    asked = caught(monkeypatch)
    monkeypatch.setenv("XDG_DATA_HOME", str(preset / "data"))
    assert invoke("presets", "add", preset / "tick.json").exit_code == 0
    assert invoke("fit", "bell", "--from", "Tick", "--out", preset / "out").exit_code == 0
    assert asked[0].voice == "impact8" and asked[0].start["mode1_hz"] == 900.0 and asked[0].start_from == "Tick"


def test_the_command_of_a_preset_asks_for_the_same_again(preset, monkeypatch):
    """Through the shell's quoting and the terminal's options, back to an equal request."""
    asked = caught(monkeypatch)
    start = read_preset(preset / "tick.json")
    requests = [
        FitRequest('-- kick\'s "drum"', "fm6", 7, 0.3, "best"),
        FitRequest("a bell", "impact8", negative="-harsh; rm", candidates=8, across=7),
        FitRequest(
            "bell", "impact8", locks={"mix": 0.1, "mode1_hz": 1e3 / 3}, reference="-my sound.wav", resemblance=0
        ),
        FitRequest("bell", "impact8", start=start.parameters, start_from=str(preset / "tick.json"), reference="a.wav"),
    ]
    for request in requests:
        words = shlex.split(command_of(request))
        assert words[0] == "sds-bridge"
        result = invoke("fit", "--out", preset / "out", *words[2:])
        assert result.exit_code == 0, (result.output, result.exception)
        assert asked.pop() == request
        kept = json_codec.loads((preset / "out" / "preset.json").read_text())
        assert kept.provenance["command"] == command_of(request)
        assert kept.provenance.get("wishes", {}) == wishes_of(request)


def test_candidates_lie_beside_the_best(tmp_path, monkeypatch):
    caught(monkeypatch, found=3)
    result = invoke("fit", "bell", "--candidates", "3", "--seconds", "0.2", "--out", tmp_path, "--json")
    assert result.exit_code == 0, (result.output, result.exception)
    record = json.loads(result.stdout)
    assert [c["score"] for c in record["candidates"]] == pytest.approx([0.6, 0.5, 0.4])
    for number, folder in ((1, tmp_path), (2, tmp_path / "candidate-2"), (3, tmp_path / "candidate-3")):
        found = json_codec.loads((folder / "preset.json").read_text())
        assert found.parameters["level"] == -5.0 - number and (folder / "sound.wav").exists()
        assert record["candidates"][number - 1]["preset.json"] == str(folder / "preset.json")
        if number > 1:
            assert found.provenance["pitch_hz"] == 109.0 + number
            assert found.provenance["candidate"] == number and found.provenance["score"] == pytest.approx(
                0.7 - 0.1 * number
            )
    assert (tmp_path / "candidates.png").read_bytes()[:4] == b"\x89PNG" and "candidates.png" in record
    told = invoke("fit", "bell", "--candidates", "3", "--seconds", "0.2", "--out", tmp_path).stderr
    assert "0.600  preset.json" in told and "0.400  candidate-3/preset.json" in told


def test_other_wishes_are_another_folder(tmp_path, monkeypatch):
    caught(monkeypatch)
    monkeypatch.chdir(tmp_path)
    for wishes in ((), ("--not", "harsh"), ("--not", "dull"), ("--not", "dull")):
        assert invoke("fit", "bell", *wishes).exit_code == 0
    folders = [p.name for p in (tmp_path / "sds-out").iterdir()]
    assert len(folders) == 3 and "bell-fm-0" in folders


def test_what_is_pressed_before_anything_is_found_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("bridge.pipeline.prompt_to_preset", stand_in([], 1))
    result = invoke("fit", "kick", "--out", tmp_path / "new" / "out")
    assert isinstance(result.exception, Cancelled) and not (tmp_path / "new").exists()


def test_the_demo_counts_whole_sets_and_names_unknown_words(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(demo, "_wait_until_warm", lambda _: None)  # a daemon without voice is never ready to play
    with rehearsal(tmp_path) as daemon:
        heard = demo._as_a_daw(daemon.port, FitRequest("große [bold]gong", "impact128"))  # a set has several parts
    assert heard.preset and heard.losses[-1] == pytest.approx(0.1)
    assert 3 <= heard.sets <= STEPS + 1 and 0 < heard.seconds_first < heard.seconds_fit
    assert "does not know: große" in capsys.readouterr().err
    assert demo.root_note({"root_hz": 440.0}) == 69 and demo.root_note({}) == 60


def test_a_silent_daemon_is_an_error_and_not_a_traceback(monkeypatch):
    monkeypatch.setattr(OscClient, "status", lambda self: self.wait("/bridge/status.reply", seconds=0.01))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(JobError, match="does not answer"):
            demo._as_a_daw(silent.getsockname()[1], FitRequest("kick"))


def test_numba_gets_a_folder_when_it_can_write_nowhere(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    cli._let_numba_write()
    assert "NUMBA_CACHE_DIR" not in os.environ, "it writes into the package"
    monkeypatch.setattr(cli, "_writable", lambda _: False)
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")  # so that it is put back
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    cli._let_numba_write()
    assert Path(os.environ["NUMBA_CACHE_DIR"]).is_dir()


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
