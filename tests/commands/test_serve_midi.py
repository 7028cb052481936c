"""`serve` and MIDI: the page, and which port is meant."""

from importlib.machinery import ModuleSpec

import pytest
from typer.testing import CliRunner

from bridge.cli import app
from bridge.commands import serve
from bridge.interfaces.midi import page as midi_page


def test_the_page_of_midi_is_printed() -> None:
    result = CliRunner().invoke(app, ["serve", "--controllers"])
    assert result.exit_code == 0 and result.stdout == midi_page.page()


@pytest.mark.parametrize("there", [True, False])
def test_auto_is_a_port_of_our_own_where_there_can_be_one(there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: ModuleSpec(name, None) if there else None)
    assert serve._midi_port("auto") == ("virtual" if there else None)
    assert [serve._midi_port(name) for name in ("none", "KeyLab", "virtual")] == [None, "KeyLab", "virtual"]
