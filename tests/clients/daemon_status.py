"""What the clients' tests look at to see that somebody was heard."""

import time
from collections.abc import Callable
from typing import Any

from bridge.interfaces.osc.client import OscClient


def until(client: OscClient, wish: Callable[[dict[str, Any]], bool], seconds: float) -> dict[str, Any]:
    """Ask for the status until it is as wished."""
    deadline = time.monotonic() + seconds
    while not wish(status := client.status()):
        assert time.monotonic() < deadline, status
        time.sleep(0.05)
    return status


def until_ready(client: OscClient) -> None:
    """Until the voice can sound: the first start on a machine compiles it."""
    until(client, lambda status: status["voice_ready"] == 1, 240)


def until_heard(client: OscClient) -> None:
    """Until something sounded."""
    until(client, lambda status: status["voice_peak"] > 1e-3, 30)
