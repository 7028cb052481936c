"""MIDI notes by name, and the note that a pitch is nearest to: 69 is A4, 440 Hz; C4 is 60."""

from __future__ import annotations

import math

NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def note_name(note: int) -> str:
    """60 -> "C4", 61 -> "C#4"."""
    return f"{NAMES[note % 12]}{note // 12 - 1}"


def nearest_note(hz: float) -> tuple[int, float]:
    """The nearest MIDI note, and how many cents the pitch lies above it (−50 … 50). Raises ValueError unless hz > 0."""
    exact = 69 + 12 * math.log2(hz / 440)
    return round(exact), 100 * (exact - round(exact))


def spoken(hz: float) -> str:
    """110.3 -> "A2 +5 cents"; "A2" if it is no whole cent off."""
    note, cents = nearest_note(hz)
    return f"{note_name(note)} {round(cents):+d} cents".replace(" +0 cents", "").replace("-", "−")
