"""A daemon that was killed goes on with what it played; one that ended as it should begins anew."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from midi_player import Player, cc, config, keep, program, until

from bridge.daemon import keepsake
from bridge.daemon.daemon import Daemon
from bridge.daemon.keepsake import Keepsake, Scene
from bridge.daemon.stage import Sounding
from bridge.errors import CannotWrite
from bridge.interfaces.desk import RecordingVoice
from bridge.interfaces.events import VoiceLocks

STAGE = "journal.stage.json"


def kept(folder: Path) -> dict[str, Any]:
    """What the file says; nothing, as long as there is none."""
    if not (folder / STAGE).exists():
        return {"channels": {}, "locks": {}}
    found: dict[str, Any] = json.loads((folder / STAGE).read_text())
    return found


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Keepsake.__init__, "__defaults__", (0.01,))


async def killed(daemon: Daemon, folder: Path) -> None:
    """What kill -9 leaves behind: the files as they are."""
    left = (folder / STAGE).read_bytes()
    await daemon.stop()
    assert not (folder / STAGE).exists(), "a clean end leaves nothing"
    (folder / STAGE).write_bytes(left)


def test_stage_channels_and_locks_come_back_after_a_kill_and_not_after_an_end(tmp_path: Path) -> None:
    async def scenario() -> None:
        keep(tmp_path, "bass", "kick")
        keep(tmp_path, "chime", kind="impact")
        daemon = Daemon(config(tmp_path), sink := RecordingVoice())
        player = await Player(daemon, sink, (await daemon.start())["midi_tcp_port"]).connect()
        daemon.load("kick")
        daemon.param("pan", 0.5)
        daemon.lock("root_hz", 110.0)
        await player.told(program(1, 3), cc(91, 127, 3))
        await until(lambda: "3" in kept(tmp_path)["channels"] and kept(tmp_path)["locks"])
        await killed(daemon, tmp_path)

        again = Daemon(config(tmp_path), sink := RecordingVoice())
        await again.start()
        assert again.sounding().parameters["pan"] == 0.5 and again.sounding().parameters["level"] == -2.0
        assert again._stage.now.provenance["edited"] is True
        loads = {call[3] if len(call) > 3 else 0: call[1:3] for call in sink.calls if call[0] == "load"}
        assert loads[0][0] == "fm" and loads[0][1]["pan"] == 0.5
        assert loads[3][0] == "impact" and loads[3][1]["mix"] == 1.0
        assert VoiceLocks("fm", {"root_hz": 110.0}) in again.snapshot()
        await again.stop()

        anew = Daemon(config(tmp_path), sink := RecordingVoice())
        await anew.start()
        assert [call[:2] for call in sink.calls if call[0] == "load"] == [("load", "fm")]
        assert anew.sounding().parameters["level"] != -2.0
        await anew.stop()

    asyncio.run(asyncio.wait_for(scenario(), 60))


def fm(**changes: float) -> Scene:
    return Scene({0: Sounding("fm", {"level": -6.0, **changes}, "", {})}, {})


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "7", "{", "[" * 5000, '{"format": "sds-bridge-stage", "version": 2}',
        '{"format": "sds-bridge-stage", "version": 1, "locks": [], "channels": {}}',
        '{"format": "sds-bridge-stage", "version": 1, "locks": {}, "channels": {"0": {"voice": "theremin"}}}',
        '{"format": "sds-bridge-stage", "version": 1, "locks": {"fm": {"warp": 1}}, "channels": {}}',
        '{"format": "sds-bridge-stage", "version": 1, "locks": {}, "channels": {"16": {"voice": "fm", "preset": "", '
        '"parameters": {}, "provenance": {}}}}',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_said_and_nothing_is_lost(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / STAGE).write_text(text)
    assert Keepsake(tmp_path / STAGE, fm).read() is None
    assert "begins anew" in caplog.text


def test_it_writes_when_something_changed_and_a_full_disk_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    written: list[str] = []
    full = False

    def write(path: Path, text: str, option: str) -> None:
        written.append(text)
        if full:
            raise CannotWrite("no room")

    monkeypatch.setattr(keepsake, "write_atomic", write)

    async def scenario() -> None:
        nonlocal full
        looks, level = 0, 0.0

        def look() -> Scene:
            nonlocal looks
            looks += 1
            return fm(level=level)

        async def after(wish: Callable[[], bool]) -> None:
            while not wish():
                await asyncio.sleep(0.001)

        memory = Keepsake(tmp_path / STAGE, look, 0.001)
        memory.start()
        await after(lambda: looks > 5)
        assert len(written) == 1
        full = True
        for wanted in (1.0, 2.0, 3.0):
            level = wanted
            await after(lambda count=len(written): len(written) > count)
            assert json.loads(written[-1])["channels"]["0"]["parameters"]["level"] == wanted
        await memory.stop()

    asyncio.run(asyncio.wait_for(scenario(), 30))
    assert len(written) == 4 and caplog.text.count("no room") == 1
