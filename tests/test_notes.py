"""Notes by their names, and pitches by their nearest notes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.notes import nearest_note, note_name, spoken


@pytest.mark.parametrize(("note", "name"), [(60, "C4"), (69, "A4"), (61, "C#4"), (0, "C-1"), (127, "G9")])
def test_notes_have_their_names(note, name):
    assert note_name(note) == name


@given(st.integers(0, 127), st.floats(-49.9, 49.9))
def test_a_pitch_is_nearest_to_its_note(note, cents):
    found, above = nearest_note(440 * 2 ** ((note - 69 + cents / 100) / 12))
    assert found == note and above == pytest.approx(cents, abs=1e-6)


@pytest.mark.parametrize(
    ("hz", "said"), [(440, "A4"), (110.3, "A2 +5 cents"), (49.0, "G1"), (264.0, "C4 +16 cents"), (260, "C4 −11 cents")]
)
def test_it_is_said_as_musicians_say_it(hz, said):
    assert spoken(hz) == said


def test_what_is_no_pitch_has_no_note():
    with pytest.raises(ValueError, match="domain"):
        nearest_note(0)
