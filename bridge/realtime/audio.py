"""Where sound may go, by name. Standard library only: whoever starts the voice's process checks this first."""

from __future__ import annotations

from bridge.errors import BadRequest

AUDIO = ("auto", "null", "none")
FILE = "file:"


def check_audio(audio: str) -> None:
    """Raises BadRequest for anything but "auto", "null", "none" or "file:PATH"."""
    if audio not in AUDIO and not (audio.startswith(FILE) and len(audio) > len(FILE)):
        raise BadRequest(f"unknown audio {audio[:20]!r}; use one of: {', '.join(AUDIO)}, {FILE}PATH")
