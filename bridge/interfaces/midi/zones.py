"""MPE zones (MIDI Polyphonic Expression 1.0): which channels carry the notes of which instrument.

A zone is a manager channel, 0 (lower) or 15 (upper), and up to 15 members beside it, upwards or downwards. It is one
instrument, the manager's: a note comes on a member channel of its own, so that this channel's bend and pressure are the
note's; the manager's bend, pedal and programs are for all. The configuration message, RPN 6 on a manager channel, says
how many members; 0 ends the zone, and a zone that grows takes from the other (section 2.1).
"""

from __future__ import annotations

LOWER, UPPER = 0, 15
CHANNELS = 16
BEND, MEMBER_BEND = 2.0, 48.0
"""semitones either way, until RPN 0 says otherwise (section 2.4)"""


class Zones:
    """No zone at first: every channel is an instrument."""

    def __init__(self) -> None:
        self._members = {LOWER: 0, UPPER: 0}

    def possible(self, manager: int, members: int) -> bool:
        return manager in self._members and 0 <= members < CHANNELS

    def configure(self, manager: int, members: int) -> None:
        """Set a zone that is possible."""
        other = UPPER if manager == LOWER else LOWER
        self._members[manager] = members
        # 16 channels less two managers; a zone of 15 takes the other's manager too, and ends it
        self._members[other] = min(self._members[other], max(CHANNELS - 2 - members, 0))

    def manager_of(self, channel: int) -> int:
        """The channel whose instrument this one plays: its zone's manager, else itself."""
        if 0 < channel <= self._members[LOWER]:
            return LOWER
        if 0 < UPPER - channel <= self._members[UPPER]:
            return UPPER
        return channel

    def members_of(self, channel: int) -> list[int]:
        """Channels that play this one's instrument, itself included."""
        return [c for c in range(CHANNELS) if self.manager_of(c) == channel]
