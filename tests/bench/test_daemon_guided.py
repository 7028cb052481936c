"""The fuzzer that is led by coverage: a short run over every parser in each test run, and what it does with a find."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bridge.bench.daemon.fuzz import MAKERS, READERS

pytestmark = pytest.mark.skipif(find_spec("atheris") is None, reason="needs atheris: pip install '.[test]' on Linux")
PLANTED = """
import sys
from bridge.bench.daemon import fuzz as daemon_fuzz
from bridge.bench.daemon import fuzz_guided as daemon_fuzz_guided

def fragile(data):
    if len(data) > 40:
        raise IndexError("oh")

daemon_fuzz.READERS["osc"] = lambda: fragile
sys.exit(daemon_fuzz_guided.main(["osc", "--runs", "2000", "--keep", sys.argv[1]]))
"""


def fuzz(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=280)


def test_a_short_run_over_every_parser_finds_nothing(tmp_path: Path) -> None:
    finds = tmp_path / "finds"
    options = ("--runs", "200", "--seconds", "200", "--seed", "7", "--keep", str(finds))
    done = fuzz(tmp_path, "-m", "bridge.bench.daemon.fuzz_guided", *options)
    assert done.returncode == 0 and not list(finds.iterdir()), done.stderr[-3000:]
    assert done.stderr.count("Done ") == len(READERS)
    added = [int(line.split()[-1]) for line in done.stderr.splitlines() if "new_units_added" in line]
    assert len(added) == len(READERS) and sum(added) > 50, "it goes on from inputs that reach more of our code"


def test_a_find_is_kept_under_its_kind_and_ends_the_run(tmp_path: Path) -> None:
    done = fuzz(tmp_path, "-c", PLANTED, str(tmp_path / "finds"))
    assert done.returncode not in (0, 1) and "IndexError: oh" in done.stdout + done.stderr
    (find,) = (tmp_path / "finds").iterdir()
    assert find.name.startswith("osc-crash-") and len(find.read_bytes()) > 40


def test_every_reader_has_inputs_to_begin_with() -> None:
    assert set(MAKERS) == set(READERS)
