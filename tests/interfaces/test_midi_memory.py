"""What was taught stays taught: in a file that is whole or as it was."""

import json
from pathlib import Path

import pytest

from bridge.errors import BadRequest, CannotWrite
from bridge.interfaces.midi.memory import MAX_PROGRAMS, MidiMemory


def test_controllers_are_kept_by_family(tmp_path: Path) -> None:
    file = tmp_path / "new" / "midi.json"
    memory = MidiMemory(file)
    memory.teach("fm", "cc21", "op2_ratio")
    memory.teach("impact", "cc21", "mix")
    memory.teach("fm", "nrpn300", "level")
    again = MidiMemory(file)
    assert again.taught("fm") == {"cc21": "op2_ratio", "nrpn300": "level"} and again.taught("dx7") == {}
    assert again.parameter("impact", "cc21") == "mix" and again.parameter("impact", "cc22") is None
    again.teach("fm", "cc99", "level")
    assert again.taught("fm") == {"cc21": "op2_ratio", "cc99": "level"}, "a parameter has one source"
    again.forget("fm", "level")
    again.forget("impact", None)
    assert MidiMemory(file).taught("fm") == {"cc21": "op2_ratio"} and MidiMemory(file).taught("impact") == {}


def test_a_preset_keeps_its_number_whatever_comes_and_goes(tmp_path: Path) -> None:
    file = tmp_path / "midi.json"
    memory = MidiMemory(file)
    memory.meet(["kick", "snare"])
    memory.meet(["bell", "kick"])  # snare has gone, bell is new and before kick in the alphabet
    assert memory.programs() == [(0, "kick"), (1, "snare"), (2, "bell")]
    memory.assign(5, "kick")
    assert memory.programs() == [(1, "snare"), (2, "bell"), (5, "kick")] and memory.preset(0) == memory.preset(99) == ""
    memory.assign(5, "gong")
    memory.meet(["bell", "gong", "kick"])
    assert MidiMemory(file).programs() == [(1, "snare"), (2, "bell"), (5, "gong"), (6, "kick")]
    for number in (-1, MAX_PROGRAMS, 100_000):
        with pytest.raises(BadRequest, match="program"):
            memory.assign(number, "kick")


def test_nothing_is_written_when_nothing_is_new_or_no_file_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "midi.json"
    MidiMemory(file).meet([])
    assert not file.exists()
    memory = MidiMemory(file)
    memory.meet(["kick"])
    before = file.stat().st_ino  # a file that is written anew is another one
    memory.meet(["kick"])
    assert file.stat().st_ino == before
    free = MidiMemory(None)
    free.teach("fm", "cc1", "pan")
    assert free.parameter("fm", "cc1") == "pan" and list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "nonsense", "[" * 100_000, '{"format": "sds-bridge-midi", "version": 2}',
        '{"format": "sds-bridge-midi", "version": 1, "controllers": {}, "programs": [1]}',
        '{"format": "sds-bridge-midi", "version": 1, "controllers": {"organ": {}}, "programs": []}',
        '{"format": "sds-bridge-midi", "version": 1, "controllers": {"fm": {"knob": "level"}}, "programs": []}',
        '{"format": "sds-bridge-midi", "version": 1, "controllers": {"fm": {"cc1": 7}}, "programs": []}',
    ],
)  # fmt: skip
def test_a_file_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "midi.json"
    file.write_text(text)
    with pytest.raises(BadRequest, match="--midi-memory"):
        MidiMemory(file)
    assert file.read_text() == text
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(BadRequest):
        MidiMemory(file)


def test_a_disk_that_refuses_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "midi.json"
    memory = MidiMemory(file)
    memory.teach("fm", "cc1", "pan")
    before = file.read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bridge.files.os.replace", full)
    for change in (lambda: memory.teach("fm", "cc2", "level"), lambda: memory.meet(["kick"])):
        with pytest.raises(CannotWrite, match="No space left"):
            change()
    assert file.read_text() == before and memory.taught("fm") == {"cc1": "pan"} and memory.programs() == []
    assert json.loads(before)["controllers"] == {"fm": {"cc1": "pan"}} and list(tmp_path.iterdir()) == [file]
