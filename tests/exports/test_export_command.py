"""`sds-bridge export`, and the daemon's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from export_players import fm, impact
from typer.testing import CliRunner

from bridge.commands.export import export
from bridge.errors import BadPreset, BadRequest, CannotWrite
from bridge.presets import json_codec

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(export)


def invoke(*arguments: object) -> str:
    result = CliRunner().invoke(app, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def preset(tmp_path: Path) -> Path:
    path = tmp_path / "thump.json"
    path.write_text(json_codec.dumps(impact()))
    return path


def test_several_languages_into_a_folder(preset: Path, tmp_path: Path) -> None:
    told = json.loads(invoke(preset, "--format", "csound", "--format", "puredata", "-o", tmp_path / "out", "--json"))
    files = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert files == sorted(Path(p).name for p in {*told["files"]["csound"], *told["files"]["puredata"]})
    assert {"impact_1.csd", "impact_1.pd", "impact_1-voice.pd", "impact_1-mode.pd", "impact_1-reverb.wav"} <= {*files}


def test_one_language_into_a_file_of_that_name(preset: Path, tmp_path: Path) -> None:
    invoke(preset, "--format", "csound", "-o", tmp_path / "boom.csd")
    assert "instr boom" in (tmp_path / "boom.csd").read_text() and (tmp_path / "boom-reverb.wav").exists()


@pytest.mark.parametrize(
    "arguments, error, says",
    [
        (["--format", "tidal"], BadRequest, "faust, supercollider"),
        (["--format", "csound", "-o", "My Kick.csd"], BadRequest, "use my_kick.csd"),
        (["--format", "csound", "-o", "/proc/nothing"], CannotWrite, "cannot write"),
    ],
)
def test_what_cannot_be_done_is_said(preset: Path, arguments: list[str], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        invoke(preset, *arguments)


def test_a_preset_that_is_not_there() -> None:
    with pytest.raises(BadPreset, match=r"no such thing.*lists yours"):
        invoke("no such thing", "--format", "faust")


def test_nothing_is_written_if_one_format_is_refused(preset: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest):
        invoke(preset, "--format", "csound", "--format", "tidal", "-o", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_daemon_exports_beside_its_presets(tmp_path: Path) -> None:
    from bridge.daemon.daemon import Daemon, DaemonConfig

    config = DaemonConfig(port=0, library=tmp_path / "presets", journal=tmp_path / "journal.db", audio="null")
    daemon = Daemon(config)
    name = daemon._library.save(fm()).name
    written = Path(daemon.export(name, "faust"))
    assert written.parent == tmp_path / "presets" / "exports" / f"{name}-faust" and written.suffix == ".dsp"
    assert daemon.presets() == [name]
    with pytest.raises(BadRequest, match="json, syx, faust"):
        daemon.export(name, "tidal")
