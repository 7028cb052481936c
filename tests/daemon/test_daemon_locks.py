"""Locks belong to a voice, and every change is told."""

import pytest

from bridge.daemon.locks import Locks
from bridge.errors import BadRequest, UnknownParameter
from bridge.interfaces.events import VoiceLocks


def test_locks_are_held_for_their_voice_until_they_are_released():
    told = []
    locks = Locks(told.append)
    locks.hold("fm", "level", -3.0)
    locks.hold("fm", "root_hz", 110)
    locks.hold("impact", "mix", 1.0)
    locks.hold("fm", "level", -6.0)
    assert locks.of("fm") == {"level": -6.0, "root_hz": 110.0} and locks.of("fm6") == {}
    assert locks.events() == [VoiceLocks("fm", locks.of("fm")), VoiceLocks("impact", {"mix": 1.0})]
    locks.release("fm", "level")
    assert told[-1] == VoiceLocks("fm", {"root_hz": 110.0})
    locks.release("fm")
    assert told[-1] == VoiceLocks("fm", {}) and locks.of("impact") == {"mix": 1.0}
    locks.release("impact", "mix")
    assert locks.events() == [] and len(told) == 7


def test_what_cannot_be_locked_changes_nothing():
    told = []
    locks = Locks(told.append)
    for name, value in (("mode1_hz", 440.0), ("level", 99.0), ("op1_mode", 0.5)):
        with pytest.raises(BadRequest):
            locks.hold("fm", name, value)
    with pytest.raises(UnknownParameter):
        locks.release("fm", "mode1_hz")
    assert locks.of("fm") == {} and told == []
