"""What the doctor says of MIDI."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.commands.doctor import Finding, _midi
from bridge.daemon import daemon
from bridge.errors import DeviceError
from bridge.interfaces.midi import ports as midi_ports


class Ports:
    def __init__(self, inputs: list[str], outputs: list[str]) -> None:
        self.get_input_names: Callable[[], list[str]] = lambda: inputs
        self.get_output_names: Callable[[], list[str]] = lambda: outputs


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(daemon, "default_journal", lambda: tmp_path / "journal.db")
    return tmp_path / "midi.json"


def test_ports_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midi_ports, "midi_backend", lambda: Ports(["KeyLab", "Through"], []))
    assert list(_midi()) == [
        Finding("MIDI in", "good", "KeyLab, Through"), Finding("MIDI out", "good", "ready; nothing is connected"),
    ]  # fmt: skip


def test_no_backend_is_a_note_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise DeviceError("no MIDI system: no sequencer; modprobe snd-seq; or use TCP")

    monkeypatch.setattr(midi_ports, "midi_backend", missing)
    mend = "modprobe snd-seq; or use TCP"
    assert list(_midi()) == [Finding("MIDI", "note", "no MIDI system: no sequencer", mend)]


def test_a_memory_that_cannot_be_read_is_bad(monkeypatch: pytest.MonkeyPatch, memory: Path) -> None:
    monkeypatch.setattr(midi_ports, "midi_backend", lambda: Ports([], []))
    memory.write_text(json.dumps({"format": "another"}))
    finding = list(_midi())[-1]
    assert finding.level == "bad" and str(memory) in finding.found and "--midi-memory" in finding.mend
    memory.unlink()
    assert [f.level for f in _midi()] == ["good", "good"]
