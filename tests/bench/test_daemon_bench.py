"""`bench daemon` measures what it says; and what it throws at the parsers is thrown at them here, briefly."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bridge.bench.daemon import fuzz as daemon_fuzz
from bridge.bench.daemon import fuzz_files as daemon_fuzz_files
from bridge.bench.daemon.bench import QUICK, Settings, run
from bridge.bench.daemon.faults import inject
from bridge.bench.daemon.fuzz import READERS, fuzz
from bridge.bench.daemon.ping import percentile
from bridge.bench.daemon.stage import Stage
from bridge.cli import app
from bridge.errors import BadPreset, BadRequest
from bridge.presets import sysex

CORPUS = Path(__file__).parent.parent / "corpus"
"""What once broke a reader, or was thought up to; new finds are kept here: `Finds.keep`."""
MIB = 2**20


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
def test_what_was_found_once_is_not_found_again(path: Path) -> None:
    kind = path.name.partition("-")[0]
    assert READERS[kind]()(path.read_bytes()) is None, "a reader that raises has broken again"


@pytest.mark.parametrize(
    ("kind", "count"),
    [("osc", 8000), ("stream", 800), ("preset", 400), ("sysex", 400), ("dx7", 400), ("midi", 400), ("http", 400),
     ("websocket", 300)],
)  # fmt: skip
def test_hostile_input_breaks_nothing(kind: str, count: int) -> None:
    finds = fuzz(kind, count, seed=7)
    assert finds.inputs == count and not finds.found
    assert finds.growth < 8 * MIB


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("kind", "count"), [("osc", 1_000_000), *((kind, 100_000) for kind in sorted(READERS) if kind != "osc")]
)
def test_much_hostile_input_breaks_nothing(kind: str, count: int, tmp_path: Path) -> None:
    finds = fuzz(kind, count, seed=1)
    finds.keep(tmp_path)
    assert not finds.found, f"in {tmp_path}: {sorted(finds.found)}; keep them in {CORPUS}"
    assert finds.growth < 8 * MIB and finds.slowest < daemon_fuzz.SLOW


def test_a_reader_that_breaks_is_found_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fragile(data: bytes) -> None:
        if len(data) > 40:
            raise IndexError("oh")

    monkeypatch.setitem(READERS, "osc", lambda: fragile)
    finds = fuzz("osc", 50)
    assert finds.found and all(name.startswith("osc-IndexError-") for name in finds.found)
    finds.keep(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == finds.found


def test_the_fuzzer_reaches_behind_checksums_and_into_commands() -> None:
    rng = random.Random(0)
    reasons = set()
    for data, _ in zip(daemon_fuzz_files.presets(rng), range(300), strict=False):
        try:
            sysex.decode_all(data)
        except BadPreset as error:
            reasons.add(str(error)[:24])
    assert any("body cannot be dec" in reason or reason.startswith("line 1") for reason in reasons), reasons


def test_ping_and_flood_give_their_figures(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    settings = daemon_settings(("ping", "messages"))
    figures = run(out, settings)
    assert json.loads(out.read_text())["figures"] == figures
    assert 0 < figures["ping_p50_ms_idle"] <= figures["ping_p99_ms_idle"]
    assert {"echo_p99_ms", "ping_p99_ms_fit"} <= set(figures)
    assert figures["messages_lost"] == 0 and figures["last_value_kept"] == 1 and figures["messages_per_s"] > 100
    assert not {"faults", "fuzz_crashes"} & set(figures), "what was not measured has no figure"


def test_a_lost_preset_and_a_half_written_one_are_counted(tmp_path: Path) -> None:
    stage = Stage(tmp_path, 0, audio="none")
    try:
        stage.subscribe()
        for job in ("kept", "taken", "3", "4", "5", "never begun"):  # one after the other, a second each
            stage.fit(job)
        while len(stage.done) < 2:
            stage.hear(0.1)
    finally:
        stage.daemon.child.kill()
        stage.close()
    library = tmp_path / "presets"
    unfinished = set(stage.lost())
    assert "never begun" in unfinished and not {"kept", "taken"} & unfinished
    (library / f"{stage.done['taken']}.json").unlink()
    (library / f"{stage.done['kept']}.json").write_bytes(b"{")
    assert set(stage.lost()) == {*unfinished, "sound-kept", "sound-taken"}


def daemon_settings(parts: tuple[str, ...]) -> Settings:

    return replace(QUICK, parts=parts)


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(BadRequest, match="ping, messages, faults, fuzz"):
        run(None, daemon_settings(("pong",)))
    assert CliRunner().invoke(app, ["bench", "daemon", "--part", "pong"]).exit_code != 0


def test_percentiles() -> None:
    times = [n / 1000 for n in range(1, 101)]
    assert percentile(times, 50) == 51.0 and percentile(times, 99) == 100.0 and percentile([0.002], 99) == 2.0


def test_a_few_faults_are_survived(tmp_path: Path) -> None:
    """One of each kind, without a voice; with one, and many more, in the slow tests."""
    figures, rows = inject(tmp_path, 8, seed=1, audio="none")
    assert len({row["fault"] for row in rows}) == figures["faults"] == 8
    assert figures["faults_lost_presets"] == figures["faults_unrecovered"] == 0, rows
    assert figures["fits_accepted"] > 0


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_many_faults_are_survived_and_the_voice_comes_back(tmp_path: Path) -> None:
    figures, rows = inject(tmp_path, 40, seed=2)
    assert figures["faults_lost_presets"] == figures["faults_unrecovered"] == 0, rows
