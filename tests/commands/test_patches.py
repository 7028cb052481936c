"""`sds-bridge patches`: what it writes is current and well; what is not is said, with the mend."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bridge.commands.patches import app
from bridge.errors import BadRequest


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_write_check_and_draw(tmp_path: Path) -> None:
    assert isinstance(app, typer.Typer)
    patches = tmp_path / "patches"
    run("write", str(patches))
    assert len(list(patches.iterdir())) == 9
    run("write", str(patches), "--check")
    assert '"sds-fm.amxd":[]' in run("check", str(patches), "--json")
    run("draw", str(patches), "--out", str(tmp_path / "pictures"))
    assert (tmp_path / "pictures" / "sds-fm.amxd.png").stat().st_size > 5000


def test_a_file_that_is_not_current_or_not_well_is_named(tmp_path: Path) -> None:
    run("write", str(tmp_path))
    patch = tmp_path / "sds-fm.maxpat"
    patch.write_text(patch.read_text().replace('"text": "notein"', '"text": "OSC-route"'))
    with pytest.raises(BadRequest, match=r"sds-fm\.maxpat; run `sds-bridge patches write"):
        run("write", str(tmp_path), "--check")
    with pytest.raises(BadRequest, match="findings in"):
        run("check", str(tmp_path))
    with pytest.raises(BadRequest, match="there is no folder"):
        run("check", str(tmp_path / "none"))
