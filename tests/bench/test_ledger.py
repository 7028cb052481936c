"""What a long bench has measured is not measured again, whatever interrupted it."""

import pytest

from bridge.bench.fit.ledger import Ledger
from bridge.errors import BadRequest, CannotWrite


def counting(ledger, keys):
    """What comes out for each key, and how many were measured."""
    measured = []
    rows = [ledger.once({"of": key}, lambda key=key: measured.append(key) or {"is": key * 2}) for key in keys]
    return rows, len(measured)


def test_what_is_known_is_not_measured_again(tmp_path):
    path = tmp_path / "rows.jsonl"
    assert counting(Ledger(path), ["a", "b", "a"]) == ([{"is": "aa"}, {"is": "bb"}, {"is": "aa"}], 2)
    assert counting(Ledger(path), ["b", "c"]) == ([{"is": "bb"}, {"is": "cc"}], 1)
    other = tmp_path / "other.jsonl"
    counting(Ledger(other), ["d"])
    path.write_text(path.read_text() + other.read_text())
    assert counting(Ledger(path), ["a", "b", "c", "d"])[1] == 0, "and files are put together with cat"


def test_without_a_file_nothing_is_kept_but_while_it_runs():
    assert counting(Ledger(), ["a", "a"])[1] == 1


def test_a_row_that_was_cut_short_is_measured_again(tmp_path):
    path = tmp_path / "rows.jsonl"
    counting(Ledger(path), ["a", "ü"])
    whole = path.read_bytes()
    for cut in range(1, len(whole.splitlines()[-1])):
        path.write_bytes(whole[:-cut])
        assert counting(Ledger(path), ["a", "ü"])[1] == (0 if cut == 1 else 1), "the first byte cut is the line's end"
        counting(Ledger(path), ["b"])
        assert counting(Ledger(path), ["a", "ü", "b"])[1] == 0


def test_other_files_are_refused_and_left_alone(tmp_path):
    path = tmp_path / "song.txt"
    for content in (b"la la la\n", b"la la la", b"{}\n", b"[1]\n", b"\xff\xfe\n", b'{"key": 1}\nla'):
        path.write_bytes(content)
        with pytest.raises(BadRequest, match=r"song\.txt"):
            Ledger(path)
        assert path.read_bytes() == content
    with pytest.raises(CannotWrite, match="--rows"):
        Ledger(tmp_path / "no" / "folder.jsonl")
