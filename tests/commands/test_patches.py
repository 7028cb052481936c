"""`sds-bridge patches`: what it writes is current and well; what is not is said, with the mend."""

import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bridge.commands.patches import app
from bridge.errors import BadRequest

SHIPPED = Path(__file__).parents[2] / "max_patches"


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


def test_what_is_shown_and_what_is_wired_is_drawn(tmp_path: Path) -> None:
    """Of one device: all patches would take a while."""
    shutil.copy(SHIPPED / "sds-sysex.amxd", tmp_path)
    run("draw", str(tmp_path), "--out", str(tmp_path / "pictures"))
    for view in ("png", "patching.png"):
        picture = (tmp_path / "pictures" / f"sds-sysex.amxd.{view}").read_bytes()
        assert picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) > 5000


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
