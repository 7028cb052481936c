"""The table of MIDI: complete, without contradictions, and what the page says."""

from pathlib import Path

import pytest

from bridge.interfaces.midi import page as midi_page
from bridge.interfaces.midi.channels import MidiChannels
from bridge.interfaces.midi.memory import SOURCE
from bridge.interfaces.midi.table import CONTROLLERS, CONTROLS, DEFAULTS, MESSAGES, default_of, defaults
from bridge.voices.catalog import LISTED, voice

LARGEST = {"fm": "fm6", "impact": "impact128", "dx7": "dx7"}


def test_every_message_and_controller_has_a_handler_and_one_meaning() -> None:
    assert [m.status for m in MESSAGES] == list(range(0x80, 0xF0, 0x10))
    assert len(CONTROLS) == len(CONTROLLERS)
    for row in (*MESSAGES, *CONTROLLERS):
        assert callable(getattr(MidiChannels, row.handler))


@pytest.mark.parametrize("family", DEFAULTS)
def test_defaults_turn_parameters_that_exist_and_no_controller_two(family: str) -> None:
    rows = DEFAULTS[family]
    names = voice(LARGEST[family]).space.names
    assert {row.parameter for row in rows} <= set(names)
    assert len({row.source for row in rows}) == len(rows)
    for row in rows:
        assert SOURCE.fullmatch(row.source) and 0 <= row.low < row.high <= 1
        assert int(row.source[2:]) not in CONTROLS and not 32 <= int(row.source[2:]) < 64


@pytest.mark.parametrize("name", LISTED)
def test_every_parameter_can_be_reached(name: str) -> None:
    """Each has its NRPN; and smaller voices leave out what they have not."""
    known = voice(name)
    reached = [default_of(known, f"nrpn{place}") for place in range(len(known.space))]
    assert [row.parameter for row in reached if row] == list(known.space.names)
    assert default_of(known, f"nrpn{len(known.space)}") is None and default_of(known, "cc3") is None
    for row in DEFAULTS[known.family]:
        assert default_of(known, row.source) == (row if row.parameter in known.space.names else None)
    assert {row.parameter for row in defaults(known)} <= set(known.space.names)


def test_modulation_rests_where_the_wheel_rests() -> None:
    row = default_of(voice("fm"), "cc74")
    assert row is not None and voice("fm").space.param(row.parameter).to_natural(row.low) == 0.0


def test_the_page_of_midi_is_the_table() -> None:
    page = Path(midi_page.__file__).with_name("MIDI.md").read_text(encoding="utf-8")
    assert page == midi_page.page(), "write it anew: sds-bridge serve --controllers > bridge/interfaces/midi/MIDI.md"
    for row in (*MESSAGES, *CONTROLLERS):
        assert row.name in page and row.doc in page
    for rows in DEFAULTS.values():
        for row in rows:
            assert f"`{row.parameter}`" in page
